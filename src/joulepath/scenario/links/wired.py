"""What Ethernet and optical access forbid."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.catalogue.units import render
from joulepath.errors import Problem
from joulepath.records.links.traffic import Packets
from joulepath.records.links.wired import ByLoad, Dedicated, WiredLink
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.short_range_checks import too_large

__all__ = ["wired_problems"]


def wired_problems(
    packets: tuple[Packets, ...], link: WiredLink, where: str = "link"
) -> list[Problem]:
    """Say all that a link or its packets break.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of the network layer.
    link : WiredLink
        The link.
    where : str
        What to call it in messages.

    Returns
    -------
    list of Problem
        Where, what and the legal alternatives; empty for a legal link.
    """
    return [*_problems(packets, link, where)]


def _problems(packets: tuple[Packets, ...], link: WiredLink, where: str) -> Iterator[Problem]:
    limit = link.interface.payload_limit
    what = f"one frame carries {render(float(limit), 'bit')}"
    yield from too_large(packets, limit, what, "cut the message into several packets", where)
    match link.allocation:
        case ByLoad(utilisation=u) if anywhere((u <= 0) | (u > 1)):
            remedy = "give a share above 0 and up to 1: what is used of the rate in the mean"
            yield Problem(f"{where}.utilisation", f"is {float(u):g}", remedy)
        case Dedicated(share=share) if anywhere((share <= 0) | (share > 1)):
            remedy = "give a share above 0 and up to 1"
            yield Problem(f"{where}.share", f"is {float(share):g}", remedy)
        case _:
            return
