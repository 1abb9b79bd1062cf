"""What a message costs a network, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue.units import render
from joulepath.core.tree import units
from joulepath.records.links.network import NetworkEnergy
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.wording import assumption_lines, source_lines
from joulepath.scenario.links.network_request import Networked

__all__ = ["METHODS", "network_data", "network_lines", "network_table"]

METHODS: Final = ("marginal", "load-share", "average")
"""Ways of accounting, in the order they are shown."""

_QUESTIONS: Final = (
    "marginal answers what changes because this is sent: the slope of the power over the traffic",
    "load-share answers which share of the power falls to it at the utilisation of the equipment",
    "average answers which share of a year's electricity falls to it, as reports divide it",
    "they answer different questions: never add one to another for the same part of the way",
)


def network_table(networked: Networked, method: str | None = None) -> Table:
    """Energy of a message, segment by segment.

    Parameters
    ----------
    networked : Networked
        A request and what it comes to.
    method : str, optional
        The one way of accounting to show; all by default.

    Returns
    -------
    Table
        A row for each segment, a column for each way of accounting.
    """
    shown = METHODS if method is None else (method,)
    columns = [_column(networked, each) for each in shown]
    names = dict.fromkeys((n, p) for c in columns if c for n, p in _segments(c))
    rows = tuple(
        (name, places, *(_cell(column, name) for column in columns)) for name, places in names
    )
    footers = (
        ("all of them", "", *(_sum(each, "message", "J") for each in columns)),
        ("for each bit", "", *(_sum(each, "per_bit", "J/bit") for each in columns)),
    )
    return Table(("segment", "part of the way", *shown), rows, footers)


def network_lines(networked: Networked) -> Iterator[str]:
    """Say what the numbers mean and what they rest on.

    Parameters
    ----------
    networked : Networked
        A request and what it comes to.
    """
    traffic = networked.traffic
    packets = f"{float(traffic.packets):g} packet{'' if float(traffic.packets) == 1 else 's'}"
    yield f"{networked.title}: {render(float(traffic.bits), 'bit')} in {packets}"
    yield from (f"  {line}" for line in _QUESTIONS)
    if networked.average is not None:
        yield ""
        for each in networked.average.segments:
            yield f"average {each.name}: {each.boundary}; {float(each.year):.0f}"
        if networked.left_out:
            yield f"the average does not contain: {', '.join(networked.left_out)}"
    if networked.mixed is not None:
        whole = render(float(networked.mixed.message), "J")
        yield f"load-share and average, which cover different parts of the way, together: {whole}"
    yield ""
    yield from assumption_lines(networked.assumptions)
    yield from source_lines(networked.sources)


def network_data(networked: Networked) -> dict[str, Any]:
    """Put a result in plain tables.

    Parameters
    ----------
    networked : Networked
        A request and what it comes to.

    Returns
    -------
    dict
        ``request``, ``traffic``, one table for each way of accounting, ``units`` of their numbers,
        ``assumptions`` and ``sources``.
    """
    known = [each for each in (_column(networked, method) for method in METHODS) if each]
    return {
        "title": networked.title,
        "request": plain(networked.request),
        "traffic": plain(networked.traffic),
        "marginal": plain(networked.marginal),
        "load_share": plain(networked.load_share),
        "average": plain(networked.average),
        "mixed": plain(networked.mixed),
        "left_out": list(networked.left_out),
        "units": dict(units(known[0])),
        "assumptions": list(networked.assumptions),
        "sources": list(networked.sources),
    }


def _column(networked: Networked, method: str) -> NetworkEnergy | None:
    match method:
        case "marginal":
            return networked.marginal
        case "load-share":
            return networked.load_share
        case _:
            return networked.average


def _segments(energy: NetworkEnergy) -> Iterator[tuple[str, str]]:
    return ((each.name, ", ".join(each.places)) for each in energy.segments)


def _cell(energy: NetworkEnergy | None, name: str) -> str:
    found = [] if energy is None else [each for each in energy.segments if each.name == name]
    return render(float(found[0].message), "J") if found else "-"


def _sum(energy: NetworkEnergy | None, field: str, unit: str) -> str:
    return "-" if energy is None else render(float(getattr(energy, field)), unit)
