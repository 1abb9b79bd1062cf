"""Which calibration says most of a model on a microcontroller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from joulepath.catalogue import Catalogue, Entry
from joulepath.catalogue.units import render
from joulepath.errors import CatalogueError, InputError, Problem
from joulepath.records.microcontroller import (
    CorePower,
    DrawnCharge,
    ExecutionPlan,
    KnownPower,
    RuntimeCalibration,
)
from joulepath.records.processor import ProcessorSpecification
from joulepath.scenario.accelerators import peak_rate

__all__ = ["Choice", "Wish", "choose", "microcontroller", "platforms_of"]

_PLATFORMS: Final = "microcontroller-platforms"
_CATEGORIES: Final = {"mcu": "software", "mcu-npu": "accelerator"}
_MEASURED: Final = "int8"
_MEAN_PACE: Final = 1.0
_SEEN_IN_SOFTWARE: Final = 4.0
"""Most operations a cycle of the processors without accelerator that were measured."""


@dataclass(frozen=True)
class Wish:
    """A processor and how it is to infer; what is left out is chosen."""

    processor: str
    """Name of a processor of the catalogue."""
    runtime: str | None = None
    """Name of an inference runtime of the catalogue; the mean of all by default."""
    format: str = _MEASURED
    """Numeric format of the arithmetic."""
    clock: float | None = None
    """Clock in Hz; that of the calibration or the highest by default."""
    supply: float | None = None
    """Supply voltage in V; that of the calibration or of the catalogue by default."""


@dataclass(frozen=True)
class Choice:
    """A plan, and why it is that."""

    runtime: str
    """Name of the runtime whose costs are used."""
    costs: RuntimeCalibration
    """What measurements say of it."""
    plan: ExecutionPlan
    """How it is executed."""
    assumptions: tuple[str, ...]
    """What that rests on."""
    platform: str | None = None
    """Name of the calibration of the processor with the runtime, if there is one."""


def microcontroller(wish: Wish, known: Catalogue) -> ProcessorSpecification:
    """Look a microcontroller up that infers in the format that is wished.

    Raises
    ------
    UnknownName
        If there is no such processor, with the nearest names.
    CatalogueError
        If it is no microcontroller, or its clock or its rate in that format is not known.
    """
    device = known.processor(wish.processor)
    where = f"processors/{wish.processor}"
    problems: list[Problem] = []
    if device.category not in _CATEGORIES:
        names = [n for n in known.names("processors") if _is_microcontroller(n, known)]
        remedy = f"name a microcontroller, e.g. {', '.join(names[:4])}"
        what = f"is no microcontroller but of class {device.category!r}"
        problems.append(Problem(where, what, remedy))
    if device.clock is None:
        problems.append(Problem(where, "its clock is not known", "name another"))
    if problems:
        raise CatalogueError(*problems)
    peak_rate(device, wish.format)
    return device


def _is_microcontroller(name: str, known: Catalogue) -> bool:
    return known.entry("processors", name).text.get("class") in _CATEGORIES


def choose(wish: Wish, device: ProcessorSpecification, known: Catalogue) -> Choice:
    """Take the platform that was measured, or else what is known of the class.

    Parameters
    ----------
    wish : Wish
        What is asked for.
    device : ProcessorSpecification
        The microcontroller.
    known : Catalogue
        Where calibrations are looked up.

    Returns
    -------
    Choice
        A plan, and what it rests on.

    Raises
    ------
    UnknownName
        If there is no such runtime, with the nearest names.
    InputError
        If neither power nor supply voltage is known.
    """
    runtime = wish.runtime or _CATEGORIES[device.category]
    costs = known.record(RuntimeCalibration, runtime, "runtime")
    platforms = platforms_of(device.name, known)
    wished = [entry for entry in platforms if entry.text["runtime"] == wish.runtime]
    if wish.supply is not None:
        wished = [each for each in wished if each.figures["supply"].value == wish.supply]
    if wished:
        found = _as_measured(wish, device, runtime, costs, wished)
    else:
        names = tuple(entry.name for entry in platforms)
        found = _by_class(wish, device, runtime, costs, names, known)
    return replace(found, assumptions=(*found.assumptions, *_validity(wish, device, found.plan)))


def platforms_of(processor: str, known: Catalogue) -> list[Entry]:
    """Calibrations of a processor, the fastest first."""
    entries = [known.entry(_PLATFORMS, name) for name in known.names(_PLATFORMS)]
    of_processor = [entry for entry in entries if entry.text["processor"] == processor]
    return sorted(of_processor, key=lambda entry: (-entry.figures["clock"].value, entry.name))


def _as_measured(
    wish: Wish,
    device: ProcessorSpecification,
    runtime: str,
    costs: RuntimeCalibration,
    entries: list[Entry],
) -> Choice:
    """The platform with the clock nearest to that wished."""

    def far(entry: Entry) -> float:
        return 0.0 if wish.clock is None else abs(entry.figures["clock"].value - wish.clock)

    nearest_first = sorted(entries, key=far)
    name = nearest_first[0].name
    platform: Any = nearest_first[0].record
    power = KnownPower(platform.power, platform.clock)
    band = (platform.energy_low, platform.energy_high)
    plan = _plan(wish, device, platform.pace, platform.clock, power, band)
    said = [f"calibrated on measurements of {name}"]
    if others := ", ".join(entry.name for entry in nearest_first[1:]):
        said.append(f"there are also {others}: choose by supply or clock")
    return Choice(runtime, costs, plan, (*said, *_other_clock(plan, platform.clock)), name)


def _by_class(
    wish: Wish,
    device: ProcessorSpecification,
    runtime: str,
    costs: RuntimeCalibration,
    measured: tuple[str, ...],
    known: Catalogue,
) -> Choice:
    rated: Any = device.clock
    power, said = _power(wish, device, known)
    band: Any = (costs.energy_low, costs.energy_high)
    plan = _plan(wish, device, _MEAN_PACE, rated, power, band)
    first = (
        f"no measurement of {device.name} with {runtime}: costs of the mean processor at the"
        " peak rate of the catalogue, with a wide band"
    )
    hint = [f"measured on it: {', '.join(measured)}"] if measured else []
    return Choice(runtime, costs, plan, (first, *hint, said, *_other_clock(plan, rated)))


def _power(
    wish: Wish, device: ProcessorSpecification, known: Catalogue
) -> tuple[KnownPower | DrawnCharge, str]:
    """Power of the catalogue, or else that of a core of this clock and supply."""
    rated: Any = device.clock
    if device.active_power is not None and wish.supply is None:
        power: Any = device.active_power.value
        return KnownPower(power, rated), f"power: {render(power, 'W')}, as the catalogue says"
    supply: Any = wish.supply if wish.supply is not None else device.supply_voltage
    if supply is None:
        what = f"neither power nor supply voltage of {device.name!r} is known"
        raise InputError(Problem("--supply", what, "give the voltage, e.g. --supply 3.3V"))
    charge: Any = known.record(CorePower, "microcontroller").charge
    said = (
        f"power: the charge that the mean microcontroller draws in a cycle,"
        f" {render(charge, 'C/cycle')}, from {render(supply, 'V')} by a linear regulator"
    )
    return DrawnCharge(charge, supply), said


def _plan(
    wish: Wish,
    device: ProcessorSpecification,
    pace: float,
    clock: float,
    power: KnownPower | DrawnCharge,
    band: tuple[float, float],
) -> ExecutionPlan:
    rated: Any = device.clock
    chosen = clock if wish.clock is None else wish.clock
    outside = chosen != clock or any(_unseen(wish, device))
    return ExecutionPlan(
        throughput=peak_rate(device, wish.format),
        rated_clock=rated,
        clock=chosen,
        pace=pace,
        power=power,
        low=band[0],
        high=band[1],
        validity="outside" if outside else "inside",
    )


def _validity(wish: Wish, device: ProcessorSpecification, plan: ExecutionPlan) -> Iterator[str]:
    yield from _unseen(wish, device)
    if plan.validity == "outside":
        yield "outside what was measured: the band is twice as wide"


def _unseen(wish: Wish, device: ProcessorSpecification) -> Iterator[str]:
    """What no measurement of the calibration has."""
    if wish.format != _MEASURED:
        yield f"measurements are in {_MEASURED}; in {wish.format} the same costs are assumed"
    rated: Any = device.clock
    each = peak_rate(device, wish.format) / rated
    if device.category == "mcu" and each > _SEEN_IN_SOFTWARE:
        yield (
            f"{device.name} can do {each:g} operations a cycle; processors without accelerator"
            f" that were measured do {_SEEN_IN_SOFTWARE:g}"
        )


def _other_clock(plan: ExecutionPlan, measured: float) -> Iterator[str]:
    if plan.clock != measured:
        yield (
            f"power at {render(float(plan.clock), 'cycle/s')} is that at"
            f" {render(measured, 'cycle/s')} in proportion to the clock: leakage is neglected"
        )
