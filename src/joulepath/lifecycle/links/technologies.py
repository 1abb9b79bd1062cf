"""Whatever its technology: what a link costs its device."""

from __future__ import annotations

from joulepath.lifecycle.links.measured import measured_activity, measured_rest
from joulepath.records.links.activity import LinkActivity, LinkRest
from joulepath.records.links.links import Link
from joulepath.records.links.measured import MeasuredLink
from joulepath.records.links.traffic import Packets

__all__ = ["activity", "rest"]


def activity(packets: tuple[Packets, ...], link: Link) -> LinkActivity:
    """What one message makes the device's radio do."""
    match link:
        case MeasuredLink():
            return measured_activity(packets, link)


def rest(link: Link) -> LinkRest:
    """What the radio draws between messages."""
    match link:
        case MeasuredLink():
            return measured_rest(link)
