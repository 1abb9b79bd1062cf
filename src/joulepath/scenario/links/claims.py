"""What messages take of a link that has, or is granted, only so much."""

from __future__ import annotations

from typing import Final, TypeAlias

from joulepath.core.quantities import Second
from joulepath.records.links.activity import LinkActivity

__all__ = ["RADIO", "Claims", "busy_time"]

Claims: TypeAlias = dict[str, Second]
"""For each limit, in words: the time that must pass until the next such message if nothing else is
sent. The shares that all messages of a link take, this time over their interval, must not make
more than one."""

RADIO: Final = "the time of its radio"
"""The limit that no law sets: a radio does one thing at a time."""


def busy_time(message: LinkActivity) -> Second:
    """Time for which a message keeps the radio at work."""
    return sum(each.time for each in message.states)
