"""Hardware whose making is counted: what a scenario may say of it, and how it becomes a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import model_validator

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.errors import InputError, Problem
from joulepath.records.hardware import CellPlan, DevicePlan, HardwarePlan, Recycling
from joulepath.records.origins import Origin
from joulepath.scenario.embodied.devices import Footprinted, device_footprint, own_footprint
from joulepath.scenario.embodied.requests import BillRequest, PartRequest
from joulepath.scenario.fields import CatalogueName, Quantity, Rate, refuse
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.problems import located, problem_at
from joulepath.scenario.schema import Scenario
from joulepath.scenario.section import Section

__all__ = [
    "HardwareDeviceSection",
    "HardwareSection",
    "RecyclingSection",
    "hardware_plan",
    "hardware_problems",
]

_Time = Annotated[Num, Quantity("s", above=0)]
_Share = Annotated[Num, Quantity("1", above=0, maximum=1)]
_Factor = Annotated[Num, Quantity("g/g", minimum=0)]
_STAGES = ("manufacture", "transport", "end_of_life")


class RecyclingSection(Section):
    """A material of a device that is recovered in the end."""

    mass: Annotated[Num, Quantity("g", above=0)]
    """How much of it the device holds, e.g. "3 kg"."""
    recovered: _Share
    """Share that is recovered, e.g. "80 %"."""
    primary: _Factor
    """What new material emits, e.g. "15.1 kg/kg"."""
    secondary: _Factor
    """What recovering it emits, e.g. "0.8 kg/kg"."""


class HardwareDeviceSection(Section):
    """A device or server that this life uses."""

    name: Annotated[str, CatalogueName("devices", incomplete=True)]
    """What it is, e.g. "raspberry-pi-4b"; 'joulepath catalogue devices' lists them."""
    pieces: Annotated[Num, Quantity("1", above=0)] = 1.0
    """How many there are."""
    share: _Share = 1.0
    """Part of each that this life uses, where models or users share it."""
    lifetime: _Time | None = None
    """Time it serves; by default that of the catalogue."""
    second_life: Annotated[Num, Quantity("s", minimum=0)] = 0.0
    """Time it serves somebody else afterwards, who bears that part of its making."""
    refurbishment: Annotated[Num, Quantity("g", minimum=0)] = 0.0
    """What making it ready for the second life emits, e.g. "5 kg"."""
    busy: _Share = 1.0
    """Share of the time in which it works for this life; needed by the rule "useful-time"."""
    utilisation: _Share = 1.0
    """Share of its life in which it works for anyone; needed by the rule "useful-time"."""
    method: Literal["components", "blocks", "published"] | None = None
    """How its footprint is known; by default as the catalogue prefers."""
    recycling: RecyclingSection | None = None
    """What is recovered in the end; told apart, and never taken off."""

    def unmentioned(self) -> tuple[str, ...]:
        """The useful time of a device matters to one rule alone, which asks for it."""
        return ("busy", "utilisation", "second_life", "refurbishment")


class HardwareSection(Section):
    """Devices and servers whose making is counted."""

    rule: Literal["reserved-time", "useful-time", "purchase"] = "reserved-time"
    """How much of its making falls to this life: by the time it is reserved (SCI), by the time it
    works, or all that is bought (GHG Protocol)."""
    time: _Time | None = None
    """Time of use; by default the lifetime of the inferences."""
    devices: tuple[HardwareDeviceSection, ...]
    """The devices."""
    cell: Annotated[str, CatalogueName("components", incomplete=True)] | None = None
    """Component of the battery's cells, e.g. "battery-aa"; bought as often as they run down."""

    @model_validator(mode="after")
    def _says_what_the_rule_needs(self) -> HardwareSection:
        if not self.devices and self.cell is None:
            raise refuse("no device", "write [[hardware.devices]] with name = ...", ("devices",))
        for at, device in enumerate(self.devices):
            given = {"busy", "utilisation"} & device.model_fields_set
            missing = sorted({"busy", "utilisation"} - given)
            if self.rule == "useful-time" and missing:
                what = f"no {' and no '.join(missing)}, which the rule 'useful-time' needs"
                raise refuse(what, 'write e.g. utilisation = "45 %"', ("devices", at))
            if self.rule != "useful-time" and given:
                what = f"{' and '.join(sorted(given))} without effect on the rule {self.rule!r}"
                raise refuse(what, 'leave it out, or write rule = "useful-time"', ("devices", at))
        return self


def hardware_problems(scenario: Scenario, name: str, known: Catalogue) -> Iterator[Problem]:
    """Say what hardware needs of the rest of a scenario."""
    section: Any = scenario.hardware
    if section.time is None and not isinstance(scenario.inference.inferences, Rate):
        what = "no time of use, and the inferences have no rate with a lifetime"
        yield problem_at(located(name, ["hardware"]), what, 'write e.g. time = "5 years"')
    if section.cell is not None and scenario.battery is None:
        what = f"cells {section.cell!r}, but no battery that tells how long they last"
        yield problem_at(located(name, ["hardware", "cell"]), what, "describe it in [battery]")
    for at, device in enumerate(section.devices):
        where = located(name, ["hardware", "devices", at])
        try:
            found = _footprint(device, known)
        except InputError as error:
            yield from (problem_at(where, each.what, each.remedy) for each in error.problems)
            continue
        if device.lifetime is None and found.footprint.lifetime is None:
            what = f"nobody says how long {device.name!r} serves"
            yield problem_at(where, what, 'write e.g. lifetime = "5 years"')
    if section.cell is not None:
        try:
            _cell(section.cell, known)
        except InputError as error:
            where = located(name, ["hardware", "cell"])
            yield from (problem_at(where, each.what, each.remedy) for each in error.problems)


def hardware_plan(section: HardwareSection, scenario: Scenario, ledger: Ledger) -> HardwarePlan:
    """Hardware of a life, with the origin of every number.

    Parameters
    ----------
    section : HardwareSection
        What the scenario says.
    scenario : Scenario
        The scenario, whose inferences tell the time of use.
    ledger : Ledger
        Where origins are noted.

    Returns
    -------
    HardwarePlan
        In coherent units.
    """
    devices = tuple(_device(device, at, ledger) for at, device in enumerate(section.devices))
    return HardwarePlan(
        rule=section.rule,
        time=_time(section, scenario, ledger),
        devices=devices,
        cell=None if section.cell is None else _cell_plan(section.cell, ledger),
    )


def _time(section: HardwareSection, scenario: Scenario, ledger: Ledger) -> Any:
    if section.time is not None:
        return ledger.take("hardware.time", section, "time", "hardware")
    return ledger.take("hardware.time", scenario.inference, "lifetime", "inference")


def _device(section: HardwareDeviceSection, at: int, ledger: Ledger) -> DevicePlan:
    path = f"hardware.devices.{at}"
    found = _footprint(section, ledger.catalogue)
    _note(path, f"devices/{section.name}", found, ledger, _STAGES)
    life: Any = section.lifetime
    if life is None:
        life = found.footprint.lifetime
        entry = ledger.catalogue.entry("devices", section.name)
        ledger.figure(f"{path}.life", entry, "lifetime")
    else:
        ledger.note(f"{path}.life", section, "lifetime", path)
    taken = ("pieces", "share", "second_life", "refurbishment", "busy", "utilisation")
    return DevicePlan(
        name=section.name,
        carbon=found.footprint.total,
        low=found.footprint.low,
        high=found.footprint.high,
        manufacture=found.footprint.manufacture,
        transport=found.footprint.transport,
        end_of_life=found.footprint.end_of_life,
        life=life,
        recycling=_recycling(section.recycling, f"{path}.recycling", ledger),
        **{key: ledger.take(f"{path}.{key}", section, key, path) for key in taken},
    )


def _recycling(section: RecyclingSection | None, path: str, ledger: Ledger) -> Recycling | None:
    if section is None:
        return None
    keys = ("mass", "recovered", "primary", "secondary")
    return Recycling(*(ledger.take(f"{path}.{key}", section, key, path) for key in keys))


def _cell_plan(component: str, ledger: Ledger) -> CellPlan:
    found = _cell(component, ledger.catalogue)
    _note("hardware.cell", f"components/{component}", found, ledger)
    ledger.assume("hardware.cell", "cells are bought beside those in the bills of devices")
    return CellPlan(found.footprint.total, found.footprint.low, found.footprint.high)


def _footprint(section: HardwareDeviceSection, known: Catalogue) -> Footprinted:
    lifetime: Any = section.lifetime
    return device_footprint(section.name, section.method or "", lifetime, catalogue=known)


def _cell(component: str, known: Catalogue) -> Footprinted:
    part = PartRequest("battery", component, "")
    found = own_footprint(BillRequest(component, (part,)), known)
    return replace(found, name=component)


def _note(
    path: str, place: str, found: Footprinted, ledger: Ledger, stages: tuple[str, ...] = ()
) -> None:
    """Note where a footprint comes from, which is a sum of many figures."""
    what = f"{place}, whose parts 'joulepath footprint' shows"
    for end in ("total", "low", "high", *stages):
        written = f"{shown(getattr(found.footprint, end))} g"
        field = "carbon" if end == "total" else end
        ledger.origins[f"{path}.{field}"] = Origin("catalogue", what, written, "definition")
    footprint = found.footprint
    ledger.vary(f"{path}.carbon", place, footprint.total, footprint.low, footprint.high)
    ledger.further_sources |= dict.fromkeys(found.sources)
    for said in found.assumptions:
        ledger.assume(place, said)
