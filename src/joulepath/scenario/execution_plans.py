"""Plans of how a microcontroller infers, from the entries of the catalogue that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from joulepath.catalogue import Catalogue, Entry
from joulepath.catalogue.units import render
from joulepath.errors import InputError, Problem
from joulepath.records.microcontroller import (
    CorePower,
    DrawnCharge,
    ExecutionPlan,
    KnownPower,
    RuntimeCalibration,
)
from joulepath.records.processor import ProcessorSpecification
from joulepath.scenario.accelerators import peak_rate
from joulepath.scenario.microcontroller_rates import cores_of
from joulepath.scenario.microcontroller_runtimes import INTEGERS

__all__ = ["Candidate", "Figures", "Wish", "of_class", "of_platform", "of_timed_platform"]

Figures: TypeAlias = Mapping[str, tuple[Entry, str]]
"""Entry and figure that each number of a plan comes from, by its dotted path in the plan."""

_MEAN_PACE: Final = 1.0


@dataclass(frozen=True)
class Wish:
    """A processor and how it is to infer; what is left out is chosen."""

    processor: str
    """Name of a processor of the catalogue."""
    runtime: str | None = None
    """Name of an inference runtime of the catalogue; the median of those that were measured on
    the processor by default."""
    format: str = INTEGERS
    """Numeric format of the arithmetic."""
    clock: float | None = None
    """Clock in Hz; that of the calibration or the highest by default."""
    supply: float | None = None
    """Supply voltage in V; that of the calibration or of the catalogue by default."""


@dataclass(frozen=True)
class Candidate:
    """A way to execute a model, and the entries that say so."""

    runtime: Entry
    """The inference runtime."""
    platform: Entry | None
    """Calibration of the processor with it, if there is one."""
    costs: RuntimeCalibration
    """What measurements say of the runtime."""
    plan: ExecutionPlan
    """How the model is executed."""
    clock: float
    """Clock at which power and pace were taken, in cycle/s."""
    format: str
    """Numeric format of the arithmetic."""
    figures: Figures
    """Where the numbers of the plan come from; the others are choices or wishes."""
    said: tuple[str, ...] = ()
    """What its power rests on, where that was not measured."""

    @property
    def name(self) -> str:
        """Name of the platform, or else of the runtime."""
        return self.runtime.name if self.platform is None else self.platform.name


def of_platform(
    entry: Entry, wish: Wish, device: ProcessorSpecification, foreign: bool, known: Catalogue
) -> Candidate:
    """Execute as a platform does of which times and powers were measured."""
    platform: Any = entry.record
    ends = _ends("foreign" if foreign else "energy", entry)
    figures = {
        "pace": (entry, "pace"),
        "clock": (entry, "clock"),
        "power.power": (entry, "power"),
        "power.clock": (entry, "clock"),
        **_at(("low", "high"), ends),
        **_at(("time_low", "time_high"), ends),
    }
    return _candidate(
        _runtime(entry, known), entry, wish, device, KnownPower(platform.power, platform.clock),
        figures, known,
    )  # fmt: skip


def of_timed_platform(
    entry: Entry, wish: Wish, device: ProcessorSpecification, foreign: bool, known: Catalogue
) -> Candidate:
    """Execute as a platform does of which nothing but times were measured."""
    runtime = _runtime(entry, known)
    power, powers, said = _power(wish, device, known)
    figures = {
        "pace": (entry, "pace"),
        "clock": (entry, "clock"),
        **powers,
        **_at(("low", "high"), _ends("energy", runtime)),
        **_at(("time_low", "time_high"), _ends("foreign" if foreign else "time", entry)),
    }
    said = (f"times alone were measured on {entry.name}; the band of the energy is wide", *said)
    return _candidate(runtime, entry, wish, device, power, figures, known, said)


def of_class(
    runtime: Entry, wish: Wish, device: ProcessorSpecification, known: Catalogue
) -> Candidate:
    """Execute as the average processor does."""
    power, powers, said = _power(wish, device, known)
    figures = {
        "clock": (known.entry("processors", device.name), "clock"),
        **powers,
        **_at(("low", "high"), _ends("energy", runtime)),
        **_at(("time_low", "time_high"), _ends("time", runtime)),
    }
    return _candidate(runtime, None, wish, device, power, figures, known, said)


def _runtime(platform: Entry, known: Catalogue) -> Entry:
    return known.entry("inference-runtimes", platform.text["runtime"])


def _ends(of: str, entry: Entry) -> tuple[tuple[Entry, str], tuple[Entry, str]]:
    return (entry, f"{of}_low"), (entry, f"{of}_high")


def _at(paths: tuple[str, str], ends: tuple[tuple[Entry, str], tuple[Entry, str]]) -> Figures:
    return dict(zip(paths, ends, strict=True))


def _candidate(
    runtime: Entry,
    platform: Entry | None,
    wish: Wish,
    device: ProcessorSpecification,
    power: KnownPower | DrawnCharge,
    figures: Figures,
    known: Catalogue,
    said: tuple[str, ...] = (),
) -> Candidate:
    """Put a plan together from the figures that make it up."""
    entry = known.entry("processors", device.name)
    own = {"throughput": (entry, f"peak.{wish.format}"), "rated_clock": (entry, "clock")}
    cores = cores_of(device)
    if cores != 1:
        own["cores"] = (entry, "cores")
        said = (*said, f"it runs on one of {cores:g} cores")
    values = {path: each.figures[name].value for path, (each, name) in figures.items()}
    rated: Any = device.clock
    plan = ExecutionPlan(
        throughput=peak_rate(device, wish.format),
        cores=cores,
        rated_clock=rated,
        clock=values["clock"] if wish.clock is None else wish.clock,
        pace=values.get("pace", _MEAN_PACE),
        power=power,
        low=values["low"],
        high=values["high"],
        time_low=values["time_low"],
        time_high=values["time_high"],
        validity="inside",
    )
    used = {**own, **figures}
    if wish.clock is not None:
        del used["clock"]
    costs = known.record(RuntimeCalibration, runtime.name)
    return Candidate(
        runtime, platform, costs, plan, values["clock"], wish.format, MappingProxyType(used), said
    )


def _power(
    wish: Wish, device: ProcessorSpecification, known: Catalogue
) -> tuple[KnownPower | DrawnCharge, Figures, tuple[str, ...]]:
    """Power of the catalogue, or else that of a core of this clock and supply."""
    entry = known.entry("processors", device.name)
    rated: Any = device.clock
    if device.active_power is not None and wish.supply is None:
        power: Any = device.active_power.value
        figures = {"power.power": (entry, "active_power"), "power.clock": (entry, "clock")}
        said = f"power: {render(power, 'W')}, as the catalogue says"
        return KnownPower(power, rated), figures, (said,)
    supply: Any = wish.supply if wish.supply is not None else device.supply_voltage
    if supply is None:
        what = f"neither power nor supply voltage of {device.name!r} is known"
        raise InputError(Problem("--supply", what, "give the voltage, e.g. --supply 3.3V"))
    core = known.entry("core-powers", "microcontroller")
    charge: Any = known.record(CorePower, core.name).charge
    said = (
        f"power: the charge that the mean microcontroller draws in a cycle,"
        f" {render(charge, 'C/cycle')}, from {render(supply, 'V')} by a linear regulator"
    )
    drawn: dict[str, tuple[Entry, str]] = {"power.charge": (core, "charge")}
    if wish.supply is None:
        drawn["power.voltage"] = (entry, "supply_voltage")
    return DrawnCharge(charge, supply), drawn, (said,)
