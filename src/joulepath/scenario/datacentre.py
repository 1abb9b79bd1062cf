"""A plan of AI at the scale of a data centre, resolved and computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joulepath.catalogue import Catalogue, load
from joulepath.errors import Problem, ScenarioError
from joulepath.lifecycle.datacentre import datacentre
from joulepath.records.datacentre import (
    Building,
    Clients,
    Datacentre,
    DatacentrePlan,
    Gain,
    Growth,
    Load,
    Machines,
    PhasePlan,
    Repetition,
)
from joulepath.scenario.bare_numbers import bare_durations
from joulepath.scenario.datacentre_section import DatacentreSection, MachinesSection, PhaseSection
from joulepath.scenario.embodied.devices import device_footprint
from joulepath.scenario.grid_choice import ChosenGrid, chosen_grid
from joulepath.scenario.plan_file import checked_plan, read_tables

__all__ = ["Planned", "planned_datacentre"]


@dataclass
class _Notes:
    """What a plan rests on, as it is resolved."""

    catalogue: Catalogue
    assumptions: dict[str, None] = field(default_factory=dict[str, None])
    sources: dict[str, None] = field(default_factory=dict[str, None])

    def assume(self, what: str) -> None:
        self.assumptions[what] = None

    def cite(self, *keys: str) -> None:
        self.sources |= dict.fromkeys(keys)


@dataclass(frozen=True)
class Planned:
    """A plan with what it comes to and rests on."""

    title: str
    """Its name."""
    plan: DatacentrePlan
    """The plan, names looked up."""
    result: Datacentre
    """What it comes to."""
    place: str
    """Zone and year of its electricity; empty where the intensity is given."""
    prior: str
    """Prior that splits its budget; empty where phases are given."""
    assumptions: tuple[str, ...]
    """What was assumed."""
    sources: tuple[str, ...]
    """Keys of sources."""


def planned_datacentre(file: Path, catalogue: Catalogue | None = None) -> Planned:
    """Compute a plan.

    Parameters
    ----------
    file : Path
        A TOML file; `joulepath.scenario.datacentre_section.DatacentreSection` says what it holds.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    Planned
        With assumptions and sources.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file.
    """
    known = catalogue or load()
    tables = read_tables(file)
    section = checked_plan(tables, DatacentreSection, file.name, known)
    problems = list(_problems(section, file.name, known))
    if problems:
        raise ScenarioError(*problems)
    notes = _Notes(known)
    for key, given in bare_durations(section, tables):
        notes.assume(f"{key}: {given} has no unit: taken as seconds")
    grid = _grid(section, file.name, known)
    plan = _plan(section, grid, notes)
    notes.cite("wu-2022-sustainable", "ghg-protocol-scope-2")
    return Planned(
        title=section.title or file.stem,
        plan=plan,
        result=datacentre(plan),
        place="" if grid is None else f"{section.zone} {grid.figure.year}",
        prior=section.prior or "",
        assumptions=tuple(notes.assumptions),
        sources=tuple(notes.sources),
    )


def _grid(section: DatacentreSection, name: str, known: Catalogue) -> ChosenGrid | None:
    if section.zone is None:
        return None
    at = (f"{name}: zone", f"{name}: zone")
    year = None if section.year is None else int(section.year)
    return chosen_grid(section.zone, year, section.basis, known, at=at)


def _problems(section: DatacentreSection, name: str, known: Catalogue) -> Iterator[Problem]:
    for at, phase in enumerate(section.phases):
        hardware = phase.hardware
        if hardware is None or hardware.device is None or hardware.life is not None:
            continue
        if device_footprint(hardware.device, catalogue=known).footprint.lifetime is None:
            where = f"{name}: phases[{at}].hardware"
            yield Problem(where, f"nobody says how long {hardware.device!r} serves", "write life")
    if section.prior is not None:
        shares = known.entry("phase-priors", section.prior).figures
        for at, phase in enumerate(section.phases):
            figure = shares.get(phase.name)
            if figure is None or figure.value == 0:
                where = f"{name}: phases[{at}].name"
                told = ", ".join(each for each, share in shares.items() if share.value)
                what = f"prior {section.prior!r} has no share of {phase.name}"
                yield Problem(where, what, f"it has {told}")


def _plan(section: DatacentreSection, grid: ChosenGrid | None, notes: _Notes) -> DatacentrePlan:
    phases = tuple(_phase(phase, section, notes) for phase in section.phases)
    clients, growth = section.clients, section.growth
    if clients is not None and {"device_power", "router_power"} - clients.model_fields_set:
        notes.assume("clients draw 3 W and their routers 7.5 W unless given (Wu et al. 2022)")
    return DatacentrePlan(
        time=section.time,
        pue=section.pue,
        intensity=_intensity(section, grid, notes),
        budget=section.budget,
        phases=phases,
        rule=section.rule,
        clients=None
        if clients is None
        else Clients(
            clients.clients,
            clients.compute,
            clients.download,
            clients.upload,
            clients.device_power,
            clients.router_power,
        ),
        building=_building(section, notes),
        growth=growth and Growth(growth.periods, growth.growth, growth.cut, growth.rebound),
        inferences=section.inferences,
    )


def _intensity(section: DatacentreSection, grid: ChosenGrid | None, notes: _Notes) -> Any:
    if grid is None:
        return section.intensity
    for said in grid.assumptions:
        notes.assume(said)
    notes.cite(grid.figure.source)
    return grid.figure.value


def _building(section: DatacentreSection, notes: _Notes) -> Building | None:
    if section.building is None:
        notes.assume("the making of the building is not counted")
        return None
    return Building(section.building.embodied, section.building.life, section.building.share)


def _phase(phase: PhaseSection, section: DatacentreSection, notes: _Notes) -> PhasePlan:
    idle = phase.power if phase.idle_power is None else phase.idle_power
    after = phase.utilisation if phase.utilisation_after is None else phase.utilisation_after
    repeated = phase.repetition
    if phase.hardware is None:
        notes.assume(f"the making of machines of {phase.name} is not counted")
    return PhasePlan(
        name=phase.name,
        machines=phase.machines,
        time=phase.time,
        energy=phase.energy,
        share=_share(phase, section, notes),
        power=Load(idle, phase.power, phase.utilisation, after),
        experiments=phase.experiments,
        repetition=repeated and Repetition(repeated.every, repeated.part),
        gains=tuple(Gain(gain.name, gain.factor, gain.share) for gain in phase.gains),
        hardware=phase.hardware and _machines(phase.hardware, notes),
    )


def _share(phase: PhaseSection, section: DatacentreSection, notes: _Notes) -> float | None:
    if section.prior is None:
        return None
    figure = notes.catalogue.entry("phase-priors", section.prior).figures[phase.name]
    notes.cite(figure.source)
    notes.assume(
        f"{phase.name} takes {figure.written} of the budget: a prior ({section.prior}),"
        " not a measurement of this data centre"
    )
    return figure.value


def _machines(section: MachinesSection, notes: _Notes) -> Machines:
    if section.device is None:
        carbon: Any = section.embodied
        notes.assume("a footprint that is given has no band")
        given: Any = section.life
        return Machines(carbon, carbon, carbon, given, section.utilisation)
    found = device_footprint(section.device, catalogue=notes.catalogue)
    made = found.footprint
    notes.cite(*found.sources)
    for said in found.assumptions:
        notes.assume(f"{section.device}: {said}")
    life: Any = made.lifetime if section.life is None else section.life
    return Machines(made.total, made.low, made.high, life, section.utilisation)
