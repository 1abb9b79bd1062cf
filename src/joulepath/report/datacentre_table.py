"""AI at the scale of a data centre, as a table, as sentences and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joulepath.core.tree import units
from joulepath.records.datacentre import Phase
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.trees import shown
from joulepath.report.wording import assumption_lines, source_lines
from joulepath.scenario.datacentre import Planned

__all__ = ["datacentre_data", "datacentre_lines", "datacentre_table"]


def datacentre_table(planned: Planned) -> Table:
    """Phases with their energy and carbon.

    Parameters
    ----------
    planned : Planned
        A plan and what it comes to.
    """
    result = planned.result
    rows = [_row(phase) for phase in result.phases]
    if result.clients is not None:
        rows.append(("clients", "-", shown(result.clients, "J"), "-", "-", "-", "-"))
    if result.building is not None:
        rows.append(("building", "-", "-", "-", "-", shown(result.building, "g"), "-"))
    whole = (
        "all", "-", shown(result.energy, "J"), "100 %", shown(result.operation, "g"),
        shown(result.making, "g"), "-",
    )  # fmt: skip
    headings = ("phase", "gain", "energy", "share", "operation", "making", "90 % band")
    place = f", {planned.place}" if planned.place else ""
    title = f"{planned.title}, {shown(planned.plan.time, 's')}{place}"
    return Table(headings, tuple(rows), (whole,), title=title)


def _row(phase: Phase) -> tuple[str, ...]:
    made, band = "-", "-"
    if phase.making is not None:
        made = shown(phase.making, "g")
    if phase.making is not None and phase.making_low != phase.making_high:
        band = f"{shown(phase.making_low, 'g')} to {shown(phase.making_high, 'g')}"
    gain = f"{float(phase.gain):.4g}"
    energy, operation = shown(phase.energy, "J"), shown(phase.operation, "g")
    return (phase.name, gain, energy, f"{100 * float(phase.share):.1f} %", operation, made, band)


def datacentre_lines(planned: Planned) -> Iterator[str]:
    """What a reader must know.

    Parameters
    ----------
    planned : Planned
        A plan and what it comes to.
    """
    result = planned.result
    yield (
        f"carbon: {shown(result.carbon, 'g')}, of which making"
        f" {100 * float(result.making_share):.1f} %, by {planned.plan.rule}"
    )
    if result.per_inference is not None:
        yield f"for each inference: {shown(result.per_inference, 'g/inference')}"
    for at, (energy, change) in enumerate(zip(result.later, result.later_change, strict=True), 1):
        yield f"period {at} later: {shown(energy, 'J')} ({100 * (float(change) - 1):+.1f} %)"
    yield from assumption_lines(planned.assumptions)
    yield from source_lines(planned.sources)


def datacentre_data(planned: Planned) -> dict[str, Any]:
    """Put a plan in plain tables.

    Parameters
    ----------
    planned : Planned
        A plan and what it comes to.
    """
    return {
        "title": planned.title,
        "place": planned.place,
        "prior": planned.prior,
        "plan": plain(planned.plan),
        "result": plain(planned.result),
        "units": {
            "plan": dict(units(planned.plan)),
            "result": dict(units(planned.result)),
        },
        "assumptions": list(planned.assumptions),
        "sources": list(planned.sources),
    }
