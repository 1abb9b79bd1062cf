"""What Wi-Fi forbids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from joulepath.catalogue.units import render
from joulepath.errors import Problem
from joulepath.records.links.traffic import Packets
from joulepath.records.links.wifi import ConnectionlessWake, PowerSave, TargetWake, WifiLink
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.short_range_checks import at_least, loss_problems, outside, too_large

__all__ = ["wifi_problems"]

_LARGEST: Final = 2304 * 8.0


def wifi_problems(
    packets: tuple[Packets, ...], link: WifiLink, where: str = "link"
) -> list[Problem]:
    """Say all that a link or its packets break.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of the network layer.
    link : WifiLink
        The link.
    where : str
        What to call it in messages.

    Returns
    -------
    list of Problem
        Where, what and the legal alternatives; empty for a legal link.
    """
    return [
        *_sizes(packets, link, where),
        *_regime(packets, link, where),
        *loss_problems(link.losses, where),
    ]


def _sizes(packets: tuple[Packets, ...], link: WifiLink, where: str) -> Iterator[Problem]:
    yield from outside(link.framing.packet_limit, 8.0, _LARGEST, "bit", f"{where}.packet_limit")
    limit = link.framing.packet_limit
    connectionless = isinstance(link.regime, ConnectionlessWake)
    noun = "one ESP-NOW frame" if connectionless else "one frame"
    what = f"{noun} carries {render(float(limit), 'bit')}"
    remedy = "cut the message into several packets"
    yield from too_large(packets, limit, what, remedy, where)
    yield from at_least(link.aggregated, 1.0, "frames in an aggregate", f"{where}.aggregated")
    if anywhere(link.aggregated > 64):
        remedy = "64 at most before Wi-Fi 6, which allows 256"
        yield Problem(f"{where}.aggregated", "more than a block acknowledgement confirms", remedy)
    if anywhere(link.aggregated > 1) and link.modulation == "dsss":
        remedy = "use aggregated = 1, or a mode of 802.11n or later"
        yield Problem(f"{where}.aggregated", "802.11b does not aggregate frames", remedy)


def _regime(packets: tuple[Packets, ...], link: WifiLink, where: str) -> Iterator[Problem]:
    match link.regime:
        case PowerSave(listened=listened):
            yield from at_least(listened, 1.0, "beacons from one to the next", f"{where}.dtim")
        case TargetWake(interval=interval, duration=duration) if anywhere(duration > interval):
            what = f"awake for {render(float(duration), 's')} of {render(float(interval), 's')}"
            yield Problem(f"{where}.service_period", what, "be awake for less than the interval")
        case ConnectionlessWake() if any(each.direction == "down" for each in packets):
            what = "a packet to the device, which sleeps and is on no network"
            yield Problem(where, what, "let it join a network, or stay associated")
        case _:
            return
