"""A fleet of devices, resolved and computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from joulepath.catalogue import Catalogue, load
from joulepath.errors import Problem, ScenarioError
from joulepath.lifecycle import lifecycle
from joulepath.lifecycle.fleet import fleet_of
from joulepath.records.battery import Pack
from joulepath.records.fleet import Fleet, FleetPlan
from joulepath.records.hardware import CellPlan
from joulepath.records.inputs import RateDemand
from joulepath.records.results import Lifecycle
from joulepath.scenario.bare_numbers import bare_durations
from joulepath.scenario.embodied.bill_file import read_bill
from joulepath.scenario.embodied.bills import is_battery
from joulepath.scenario.embodied.devices import Footprinted, device_footprint, own_footprint
from joulepath.scenario.embodied.requests import BillRequest, PartRequest
from joulepath.scenario.fields import anywhere
from joulepath.scenario.fleet_section import FleetSection
from joulepath.scenario.plan_file import checked_plan, read_tables
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import Resolved, resolve

__all__ = ["PlannedFleet", "planned_fleet"]


@dataclass(frozen=True)
class PlannedFleet:
    """A fleet with what it comes to and rests on."""

    title: str
    """Its name."""
    plan: FleetPlan
    """The plan, names looked up."""
    result: Fleet
    """What it comes to."""
    life: Lifecycle
    """Life of one device."""
    zone: str
    """Country whose electricity is used."""
    year: int | None
    """Year of the grid intensity."""
    assumptions: tuple[str, ...]
    """What was assumed."""
    sources: tuple[str, ...]
    """Keys of sources."""


def planned_fleet(file: Path, catalogue: Catalogue | None = None) -> PlannedFleet:
    """Compute a fleet.

    Parameters
    ----------
    file : Path
        A TOML file; `joulepath.scenario.fleet_section.FleetSection` says what it holds.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    PlannedFleet
        With assumptions and sources.

    Raises
    ------
    InputError
        With everything that is wrong with the file, its scenario or its bill.
    """
    known = catalogue or load()
    tables = read_tables(file)
    section = checked_plan(tables, FleetSection, file.name, known)
    resolved = resolve(load_scenario(file.parent / section.scenario, catalogue=known))
    problems = list(_problems(section, resolved, file.name))
    if problems:
        raise ScenarioError(*problems)
    made = _footprint(section, resolved, file.parent, known)
    _check_cells(section, made, file.name, known)
    cell = None if section.cell is None else _cell(section.cell, known)
    plan = _plan(section, resolved, made, cell)
    life = lifecycle(resolved.inputs)
    sources = {origin.source: None for origin in resolved.origins.values() if origin.source}
    sources |= dict.fromkeys((*made.sources, *(() if cell is None else cell.sources)))
    sources.pop("definition", None)
    return PlannedFleet(
        title=section.title or file.stem,
        plan=plan,
        result=fleet_of(plan, life, resolved.inputs.battery),
        life=life,
        zone=resolved.scenario.zone or "",
        year=resolved.year,
        assumptions=tuple(
            dict.fromkeys((*_bare(section, tables), *_assumptions(section, resolved, made, known)))
        ),
        sources=tuple(sources),
    )


def _problems(section: FleetSection, resolved: Resolved, name: str) -> Iterator[Problem]:
    inputs, at = resolved.inputs, f"{name}: scenario"
    if not isinstance(inputs.inference.demand, RateDemand):
        remedy = 'write inferences = "24/day" and a lifetime in the scenario'
        yield Problem(at, "the scenario has no rate at which the model is used", remedy)
    if inputs.intensity is None:
        yield Problem(at, "the scenario has no zone", 'write zone = "DEU" in it')
    if inputs.hardware is not None:
        yield Problem(at, "the scenario has hardware of its own", "leave [hardware] out of it")
    if inputs.path and lifecycle(inputs).places is None:
        remedy = 'give path[0] a link by frames, e.g. technology = "lorawan"'
        yield Problem(at, "the first link does not tell the device from the network", remedy)
    if inputs.inference.inputs == "sent":
        remedy = 'write inputs = "local" in [inference]'
        yield Problem(at, "the model does not run on the device", remedy)
    yield from _power_problems(section, resolved, name)


def _harvests(battery: Pack) -> bool:
    return battery.solar is not None or anywhere(battery.harvest > 0)


def _power_problems(section: FleetSection, resolved: Resolved, name: str) -> Iterator[Problem]:
    battery = resolved.inputs.battery
    if battery is None and section.powered == "primary":
        what = "cells that are bought, but no battery in the scenario"
        yield Problem(f"{name}: powered", what, "describe it in [battery]")
    if section.powered == "mains" and section.cell is not None:
        what = f"{section.cell} is bought, but the grid feeds the device"
        yield Problem(f"{name}: cell", what, 'leave it out, or write powered = "rechargeable"')
    if battery is None and section.cell is not None:
        what = "cells, but no battery in the scenario that tells how long they last"
        yield Problem(f"{name}: cell", what, "describe it in [battery]")
    if battery is None and section.sleep is None:
        yield Problem(f"{name}: sleep", "nobody says what it draws asleep", 'e.g. sleep = "10 uW"')
    if section.powered == "primary" and section.efficiency < 1:
        what = "an efficiency, but how long cells last is what [battery] of the scenario says"
        yield Problem(f"{name}: efficiency", what, "leave it out, or count it in base_power")
    if battery is not None and _harvests(battery) and section.powered != "primary":
        what = f"{section.powered!r}, but the scenario's battery is fed by what it harvests"
        yield Problem(f"{name}: powered", what, 'write powered = "primary"')
    if battery is not None and section.sleep is not None:
        what = "power asleep both here and as base_power of the battery"
        yield Problem(f"{name}: sleep", what, "leave it out here")


def _check_cells(section: FleetSection, made: Footprinted, name: str, known: Catalogue) -> None:
    """Refuse a device that draws from cells which nobody makes."""
    itemised = made.footprint.method != "published"
    held = any(is_battery(each.line.component, known) for each in made.lines)
    if section.powered == "primary" and section.cell is None and itemised and not held:
        what = (
            f"cells that are bought, but {section.device or section.bill} has none among its parts"
        )
        cells = [each for each in known.names("components") if is_battery(each, known)]
        remedy = f'name them, e.g. cell = "{cells[0]}"; one of {", ".join(cells)}'
        raise ScenarioError(Problem(f"{name}: powered", what, remedy))


def _plan(
    section: FleetSection, resolved: Resolved, made: Footprinted, cell: Footprinted | None
) -> FleetPlan:
    inputs: Any = resolved.inputs
    time = inputs.inference.demand.lifetime
    return FleetPlan(
        devices=section.devices,
        spares=section.spares,
        time=time,
        device_life=time if section.device_life is None else section.device_life,
        powered=section.powered,
        efficiency=section.efficiency,
        sleep=inputs.battery.base_power if section.sleep is None else section.sleep,
        intensity=inputs.intensity,
        footprint=made.footprint,
        cell=None
        if cell is None
        else CellPlan(cell.footprint.total, cell.footprint.low, cell.footprint.high),
    )


def _footprint(
    section: FleetSection, resolved: Resolved, folder: Path, known: Catalogue
) -> Footprinted:
    cells = section.cell is None
    if section.bill is not None:
        request = read_bill(folder / section.bill)
        kept = tuple(
            part for part in request.parts if cells or not is_battery(part.component, known)
        )
        return own_footprint(replace(request, parts=kept), known)
    demand: Any = resolved.inputs.inference.demand
    life: Any = demand.lifetime if section.device_life is None else section.device_life
    return device_footprint(section.device or "", lifetime=life, catalogue=known, cells=cells)


def _cell(component: str, known: Catalogue) -> Footprinted:
    return own_footprint(BillRequest(component, (PartRequest("cell", component, ""),)), known)


def _bare(section: FleetSection, tables: dict[str, Any]) -> Iterator[str]:
    for key, given in bare_durations(section, tables):
        yield f"{key}: {given} has no unit: taken as seconds"


def _assumptions(
    section: FleetSection, resolved: Resolved, made: Footprinted, known: Catalogue
) -> Iterator[str]:
    for note in resolved.assumptions:
        yield f"{note.where}: {note.what}"
    for said in made.assumptions:
        yield f"{section.device or section.bill}: {said}"
    if section.device_life is None:
        yield "device_life: not given: one device serves all the time"
    if section.spares == 0:
        yield "spares: not given: no device fails"
    if section.efficiency == 1 and section.powered != "primary":
        yield "efficiency: not given: charger and regulator lose nothing"
    if section.cell is not None:
        yield f"cell: {_instead(made)}; {section.cell} is bought as the battery runs down"
    elif resolved.inputs.battery is not None:
        yield from _renewed(made, known)
    if section.powered == "primary" and section.cell is None and not made.lines:
        yield "whether the published footprint holds its cells is not known; none are added"
    if section.powered == "primary":
        yield "what its cells give is in their making; no electricity of the grid is charged"
    yield "the model is developed once for the whole fleet"


def _instead(made: Footprinted) -> str:
    if made.footprint.method == "published":
        return "a published footprint may hold batteries of its own, which are not taken off"
    return "batteries among its parts are left out"


def _renewed(made: Footprinted, known: Catalogue) -> Iterator[str]:
    """Cells among the parts of a device, which know nothing of the scenario's battery."""
    for line in (each.line for each in made.lines):
        if is_battery(line.component, known):
            yield (
                f"its parts hold {line.pieces:g} x {line.component} in all its service, whatever"
                f' the battery of the scenario lasts: cell = "{line.component}" counts those that'
                " it needs"
            )
