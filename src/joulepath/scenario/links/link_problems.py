"""What a link, its standard or its region forbids for one message, whatever its technology."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from joulepath.core.quantities import Second
from joulepath.errors import Problem
from joulepath.lifecycle.links.technologies import activity
from joulepath.records.links.ble import BleAdvertising, BleConnection
from joulepath.records.links.cellular import BroadbandLink, NarrowbandLink
from joulepath.records.links.ieee802154 import Ieee802154Link
from joulepath.records.links.links import Link, LongRangeLink
from joulepath.records.links.lorawan import LorawanLink
from joulepath.records.links.measured import MeasuredLink
from joulepath.records.links.satellite import SatelliteLink
from joulepath.records.links.sigfox import SigfoxLink
from joulepath.records.links.traffic import Packets
from joulepath.records.links.wifi import WifiLink
from joulepath.records.links.wired import WiredLink
from joulepath.scenario.links.ble import (
    advertising_claims,
    advertising_problems,
    ble_claims,
    ble_problems,
)
from joulepath.scenario.links.cellular import cellular_problems
from joulepath.scenario.links.claims import RADIO, Claims, busy_time
from joulepath.scenario.links.ieee802154 import ieee802154_problems
from joulepath.scenario.links.long_range_checks import lasting, too_often
from joulepath.scenario.links.lorawan import lorawan_claims, lorawan_problems
from joulepath.scenario.links.satellite import satellite_problems
from joulepath.scenario.links.short_range_checks import largest
from joulepath.scenario.links.sigfox import sigfox_claims, sigfox_problems
from joulepath.scenario.links.wifi import wifi_problems
from joulepath.scenario.links.wired import wired_problems

__all__ = ["claims_of", "link_problems"]

_JUDGED: Final = (LorawanLink, SigfoxLink, SatelliteLink, NarrowbandLink, BroadbandLink)
"""Links whose own rules look at the interval of a message."""


def link_problems(
    packets: tuple[Packets, ...], link: Link, interval: Second | None, where: str
) -> list[Problem]:
    """All that the packets of a message break on a link.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of one message.
    link : Link
        The link, of any technology.
    interval : Second or None
        Time from one message to the next, where it is known.
    where : str
        What to call the link in messages.

    Returns
    -------
    list of Problem
        Each with what would be legal.
    """
    found = _own_problems(packets, link, interval, where)
    if found or interval is None or isinstance(link, _JUDGED):
        return found
    return list(_too_soon(packets, link, interval, where))


def _too_soon(
    packets: tuple[Packets, ...], link: Link, interval: Second, where: str
) -> Iterator[Problem]:
    """Messages that come sooner than their link is done with the one before."""
    for limit, needed in claims_of(packets, link).items():
        why = f"each takes {lasting(largest(needed))} of {limit}"
        yield from too_often(interval, needed, why, where)


def claims_of(packets: tuple[Packets, ...], link: Link) -> Claims:
    """Time that must pass until the next such message, by each limit of a link.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of one message.
    link : Link
        The link, of any technology.
    """
    match link:
        case BleConnection():
            return ble_claims(packets, link)
        case BleAdvertising():
            return advertising_claims(packets, link)
        case LorawanLink():
            return lorawan_claims(packets, link)
        case SigfoxLink():
            return sigfox_claims(packets, link)
        case _:
            return {RADIO: busy_time(activity(packets, link))}


def _own_problems(
    packets: tuple[Packets, ...], link: Link, interval: Second | None, where: str
) -> list[Problem]:
    match link:
        case MeasuredLink():
            return []
        case BleConnection():
            return ble_problems(packets, link, where)
        case BleAdvertising():
            return advertising_problems(packets, link, where)
        case Ieee802154Link():
            return ieee802154_problems(packets, link, where)
        case WifiLink():
            return wifi_problems(packets, link, where)
        case WiredLink():
            return wired_problems(packets, link, where)
        case LorawanLink() | SigfoxLink() | SatelliteLink():
            return _long_range_problems(packets, link, interval, where)
        case NarrowbandLink() | BroadbandLink():
            return cellular_problems(packets, link, interval, where)


def _long_range_problems(
    packets: tuple[Packets, ...], link: LongRangeLink, interval: Second | None, where: str
) -> list[Problem]:
    match link:
        case LorawanLink():
            return lorawan_problems(packets, link, interval, where)
        case SigfoxLink():
            return sigfox_problems(packets, link, interval, where)
        case SatelliteLink():
            return satellite_problems(packets, link, interval, where)
