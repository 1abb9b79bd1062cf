"""What IEEE 802.15.4 and the layer above it forbid."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.catalogue.units import render
from joulepath.errors import Problem
from joulepath.records.links.ieee802154 import Ieee802154Link, Polling
from joulepath.records.links.traffic import Packets
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.short_range_checks import loss_problems, too_large

__all__ = ["ieee802154_problems"]


def ieee802154_problems(
    packets: tuple[Packets, ...], link: Ieee802154Link, where: str = "link"
) -> list[Problem]:
    """Say all that a link or its packets break.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of the network layer.
    link : Ieee802154Link
        The link.
    where : str
        What to call it in messages.

    Returns
    -------
    list of Problem
        Where, what and the legal alternatives; empty for a legal link.
    """
    return [*_problems(packets, link, where), *loss_problems(link.losses, where)]


def _problems(packets: tuple[Packets, ...], link: Ieee802154Link, where: str) -> Iterator[Problem]:
    cut = link.fragmentation
    around = link.header + link.security + link.check
    room = link.phy.frame_limit - around - cut.next_header
    if anywhere(room < cut.multiple):
        what = f"headers of {render(float(around), 'bit')} leave no room in a frame"
        remedy = f"a frame holds {render(float(link.phy.frame_limit), 'bit')}: use shorter headers"
        yield Problem(f"{where}.header", what, remedy)
    limit = render(float(cut.packet_limit), "bit")
    remedy = "cut the message into several packets"
    yield from too_large(packets, cut.packet_limit, f"one holds {limit}", remedy, where)
    if anywhere((link.occupancy < 0) | (link.occupancy >= 1)):
        remedy = "give a share from 0 to below 1, e.g. 0.1"
        yield Problem(f"{where}.occupancy", f"is {float(link.occupancy):g}", remedy)
    match link.listening:
        case Polling(period=period) if anywhere(period <= 0):
            remedy = "give more than zero, or listening = 'always'"
            yield Problem(f"{where}.poll_period", f"is {render(float(period), 's')}", remedy)
        case _:
            return
