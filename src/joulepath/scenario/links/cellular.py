"""What cellular networks forbid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from joulepath.catalogue.units import render
from joulepath.core.quantities import Second
from joulepath.errors import Problem
from joulepath.lifecycle.links.cellular import cellular_activity
from joulepath.records.links.cellular import (
    BroadbandLink,
    CellularLink,
    ConnectedDrx,
    ContinuousMonitoring,
    IdlePaging,
    NarrowbandLink,
    PowerSavingMode,
)
from joulepath.records.links.traffic import Packets
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.short_range_checks import (
    largest,
    loss_problems,
    outside,
    smallest,
    too_large,
)

__all__ = ["cellular_problems"]

# TS 24.008: the longest values of T3324 and of T3412
_LONGEST_ACTIVE: Final = 11_160.0
_LONGEST_UPDATE: Final = 35_712_000.0
# TS 36.304 and TS 24.008: idle cycles from 32 radio frames on, the longest of eDRX for NB-IoT
_SHORTEST_CYCLE: Final = 0.32
_LONGEST_CYCLE: Final = 10_485.76


def cellular_problems(
    packets: tuple[Packets, ...],
    link: CellularLink,
    interval: Second | None = None,
    where: str = "link",
) -> list[Problem]:
    """Say all that a link, its packets or their interval break.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of the network layer.
    link : CellularLink
        The link.
    interval : Second or None
        Time from one message to the next, where it is known.
    where : str
        What to call it in messages.

    Returns
    -------
    list of Problem
        Where, what and the legal alternatives; empty for a legal link.
    """
    limit = link.framing.packet_limit
    what = f"the network carries {render(float(limit), 'bit')} at once"
    found = [
        *too_large(packets, limit, what, "cut the message into several packets", where),
        *loss_problems(link.losses, where),
    ]
    match link:
        case NarrowbandLink():
            found += [*_narrowband(link, where)]
        case BroadbandLink():
            found += [*_broadband(link, where)]
    if interval is not None and not found:
        found += [*_hasty(packets, link, interval, where)]
    return found


def _narrowband(link: NarrowbandLink, where: str) -> Iterator[Problem]:
    rated = link.modem.rated
    slack = 1.01  # 23 dBm are 199.5 mW, which data sheets round
    if anywhere(link.radiated > rated * slack):
        what = f"{render(largest(link.radiated), 'W')} are more than the modem radiates"
        remedy = f"its rated power is {render(float(rated), 'W')}: set a lower level"
        yield Problem(f"{where}.transmit_level", what, remedy)
    yield from _timers(link, where)
    match link.connection:
        case ContinuousMonitoring(share=share):
            yield from outside(share, 0.0, 1.0, "1", f"{where}.monitoring")
        case ConnectedDrx(on=on, cycle=cycle) if anywhere(on > cycle):
            what = f"listens for {render(largest(on), 's')} of {render(largest(cycle), 's')}"
            yield Problem(f"{where}.drx_on", what, "listen for less than the cycle")
        case _:
            return


def _timers(link: NarrowbandLink, where: str) -> Iterator[Problem]:
    """Timers that the network would not grant."""
    match link.regime:
        case PowerSavingMode(active=active, paging=paging, update=update):
            yield from outside(active, 0.0, _LONGEST_ACTIVE, "s", f"{where}.active_timer")
        case IdlePaging(cycle=paging, update=update):
            pass
        case _:
            return
    yield from outside(paging, _SHORTEST_CYCLE, _LONGEST_CYCLE, "s", f"{where}.paging_cycle")
    yield from outside(update, 1.0, _LONGEST_UPDATE, "s", f"{where}.update_period")


def _broadband(link: BroadbandLink, where: str) -> Iterator[Problem]:
    modem = link.modem
    for key, rate, peak in (
        ("uplink_rate", link.uplink_rate, modem.uplink_peak),
        ("downlink_rate", link.downlink_rate, modem.downlink_peak),
    ):
        if anywhere((rate <= 0) | (rate > peak)):
            what = f"is {render(largest(rate), 'bit/s')}, which the modem cannot do"
            remedy = f"give a throughput up to {render(float(peak), 'bit/s')}"
            yield Problem(f"{where}.{key}", what, remedy)


def _hasty(
    packets: tuple[Packets, ...], link: CellularLink, interval: Second, where: str
) -> Iterator[Problem]:
    """Messages that come before the device is released from the one before."""
    busy = sum(each.time for each in cellular_activity(packets, link).states)
    if anywhere(busy > interval):
        what = (
            f"a message every {render(smallest(interval), 's')}, but each keeps the device "
            f"busy or reachable for {render(largest(busy), 's')}"
        )
        remedy = (
            "send fewer and larger messages, or shorten the tail: release_assistance = true, a "
            "shorter inactivity or active_timer"
        )
        yield Problem(where, what, remedy)
