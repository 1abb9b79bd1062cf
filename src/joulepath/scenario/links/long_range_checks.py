"""What links of long reach check alike: messages that take many frames, and how it is said."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.catalogue.units import TABLE, render
from joulepath.core.quantities import Bit, Count, Second
from joulepath.errors import Problem
from joulepath.records.links.activity import LinkActivity
from joulepath.records.links.traffic import Packets
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.short_range_checks import largest, smallest

__all__ = ["frames_of", "lasting", "too_often", "uncut", "whole"]


def whole(count: float) -> str:
    """A number of things, its thousands apart."""
    return f"{count:,.0f}".replace(",", " ")


def lasting(time: float) -> str:
    """A time; in hours where people still count those rather than days."""
    hours = TABLE["h"].from_coherent(time)
    return f"{hours:.4g} h" if 24 <= hours < 100 else render(time, "s")


def frames_of(message: LinkActivity, direction: str) -> Count:
    """Frames of a message that go one way, none of them sent twice."""
    return sum(each.count for each in message.frames if each.direction == direction)


def uncut(
    packets: tuple[Packets, ...], upload: Bit, download: Bit, fragmented: bool
) -> Iterator[tuple[Packets, Bit]]:
    """Packets above the limit of a frame that nothing cuts, each with its limit."""
    for each in packets:
        limit = upload if each.direction == "up" else download
        if not fragmented and anywhere(each.size > limit):
            yield each, limit


def too_often(
    interval: Second | None, needed: Second, why: str, where: str, remedy: str = ""
) -> Iterator[Problem]:
    """Messages that come sooner than one is over, or may follow another."""
    if interval is not None and anywhere(interval < needed):
        what = f"a message every {lasting(smallest(interval))}, but {why}"
        yield Problem(where, what, f"send every {lasting(largest(needed))} or less often{remedy}")
