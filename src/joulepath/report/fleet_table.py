"""A fleet of devices, as a table, as sentences and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joulepath.core.tree import units
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.trees import shown
from joulepath.report.wording import assumption_lines, source_lines, wrapped
from joulepath.scenario.fleet import PlannedFleet

__all__ = ["fleet_data", "fleet_lines", "fleet_table"]


def fleet_table(planned: PlannedFleet) -> Table:
    """Energy and carbon of one device of a fleet, and of all.

    Parameters
    ----------
    planned : PlannedFleet
        A fleet and what it comes to.
    """
    result, use, making = planned.result, planned.result.use, planned.result.making
    count = planned.plan.devices

    def row(name: str, energy: Any, carbon: Any) -> tuple[str, ...]:
        one = "-" if carbon is None else shown(carbon, "g")
        each = "-" if carbon is None else shown(carbon / result.inferences, "g/inference")
        every = "-" if carbon is None else shown(carbon * count, "g")
        drawn = "-" if energy is None else shown(energy, "J")
        return (name, drawn, one, each.replace("/inference", ""), every)

    rows = (
        row("model", use.model, None),
        row("sensing", use.sensing, None),
        row("radio", use.radio, None),
        row("asleep", use.asleep, None),
        row("device in use", use.drawn, result.device_operation),
        row("network and servers", use.network, result.network_operation),
        row("development", use.development, result.development_operation),
        row("manufacture", None, making.manufacture),
        row("transport", None, making.transport),
        row("end of life", None, making.end_of_life),
        *([] if making.cells is None else [row("battery cells", None, making.cells)]),
    )
    footer = (
        "all",
        "-",
        shown(result.carbon, "g"),
        shown(result.per_inference, "g/inference").replace("/inference", ""),
        shown(result.fleet_carbon, "g"),
    )
    headings = ("part", "energy of a device", "carbon of a device", "per inference", "fleet")
    place = f"{planned.zone} {planned.year}"
    title = f"{planned.title}: {count:,.0f} devices, {shown(planned.plan.time, 's')}, {place}"
    return Table(headings, rows, (footer,), title=title.replace(",000", " 000"))


def fleet_lines(planned: PlannedFleet) -> Iterator[str]:
    """What a reader must know.

    Parameters
    ----------
    planned : PlannedFleet
        A fleet and what it comes to.
    """
    result, making = planned.result, planned.result.making
    yield f"each inference draws {shown(result.use.per_inference, 'J/inference')} on the device"
    yield from wrapped(
        f"making, transport and end of life: {100 * float(result.embodied_share):.1f} % of the"
        f" carbon (90 % band of them {shown(making.low, 'g')} to {shown(making.high, 'g')})"
    )
    if making.non_computing is not None:
        share = f"{making.non_computing:.0%}"
        yield f"parts that do not compute or remember: {share} of manufacture"
    yield f"devices made: {shown(result.made, '1')}"
    band = planned.life.inference.band
    if band is not None:
        yield f"90 % band of the model's energy: {shown(band.low, 'J')} to {shown(band.high, 'J')}"
    if planned.life.battery is not None:
        yield f"battery lasts {shown(planned.life.battery.life, 's')}"
    yield from assumption_lines(planned.assumptions)
    yield from source_lines(planned.sources)


def fleet_data(planned: PlannedFleet) -> dict[str, Any]:
    """Put a fleet in plain tables.

    Parameters
    ----------
    planned : PlannedFleet
        A fleet and what it comes to.
    """
    return {
        "title": planned.title,
        "zone": planned.zone,
        "year": planned.year,
        "plan": plain(planned.plan),
        "result": plain(planned.result),
        "units": {
            "plan": dict(units(planned.plan)),
            "result": dict(units(planned.result)),
        },
        "assumptions": list(planned.assumptions),
        "sources": list(planned.sources),
    }
