"""A request to infer on a microcontroller, resolved by name and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, Final

from joulepath.catalogue import Catalogue, load
from joulepath.catalogue.units import render
from joulepath.errors import CatalogueError, InputError, Problem
from joulepath.lifecycle.microcontroller import infer, now_and_then
from joulepath.records.microcontroller import (
    CorePower,
    DrawnCharge,
    DutyCycle,
    DutyCycled,
    Execution,
    ExecutionPlan,
    KnownPower,
    NetworkWork,
    PlatformCalibration,
    RuntimeCalibration,
)
from joulepath.records.processor import ProcessorSpecification
from joulepath.scenario.accelerators import peak_rate
from joulepath.scenario.chip_memory import MemoryNeeds, memory_problems, needs
from joulepath.workloads import count
from joulepath.workloads.network_work import network_work

__all__ = ["Inferred", "InferenceRequest", "resolve_inference"]

_CATEGORIES: Final = {"mcu": "software", "mcu-npu": "accelerator"}
_MEASURED: Final = "int8"
_AT_ONCE: Final = 0.0
_SEEN_IN_SOFTWARE: Final = 4.0
"""Most operations a cycle of the processors without accelerator that were measured."""


@dataclass(frozen=True)
class InferenceRequest:
    """What is to be inferred where, in words and plain numbers."""

    model: Path
    """An ONNX or TensorFlow Lite file."""
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
    batch: int = 1
    """Inferences in a row."""
    every: float | None = None
    """Time in s from the start of one row to the start of the next, if it sleeps between."""
    sleep: float | None = None
    """Power asleep in W; that of the catalogue by default."""
    wake: float = 0.0
    """Energy in J to wake up and go back to sleep."""
    efficiency: float = 1.0
    """Share of the power of the source that arrives behind the regulator."""


@dataclass(frozen=True)
class Inferred:
    """A request, as it was understood, and what it comes to."""

    request: InferenceRequest
    """The request."""
    work: NetworkWork
    """Work of an inference by kind of operator."""
    memory: MemoryNeeds
    """Memory that the model needs."""
    runtime: str
    """Name of the runtime whose costs were used."""
    plan: ExecutionPlan
    """How it is executed."""
    calibration: RuntimeCalibration
    """What measurements say of the runtime."""
    execution: Execution
    """What one inference comes to."""
    duty: DutyCycled | None
    """What inferring now and then comes to, if that was asked for."""
    assumptions: tuple[str, ...]
    """What the result rests on."""


def resolve_inference(request: InferenceRequest, catalogue: Catalogue | None = None) -> Inferred:
    """Infer on paper.

    Parameters
    ----------
    request : InferenceRequest
        What is to be inferred, and where.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    Inferred
        Time, power and energy, and what they rest on.

    Raises
    ------
    InputError
        For all numbers that make no sense together, or a name or format that is not known, or
        a model that does not fit the memory, with how much is missing and what would hold it.
    """
    known = catalogue if catalogue is not None else load()
    if problems := tuple(_problems(request)):
        raise InputError(*problems)
    device = _device(request, known)
    workload = count(request.model)
    memory = needs(workload, request.format)
    if problems := tuple(memory_problems(memory, device, known)):
        raise InputError(*problems)
    chosen = _choose(request, device, known)
    work = network_work(workload)
    execution = infer(work, chosen.plan, chosen.costs)
    duty, said = _duty(request, device, execution)
    wide = chosen.plan.validity == "outside"
    return Inferred(
        request=request,
        work=work,
        memory=memory,
        runtime=chosen.runtime,
        plan=chosen.plan,
        calibration=chosen.costs,
        execution=execution,
        duty=duty,
        assumptions=(
            *_general(workload.left_out),
            *chosen.assumptions,
            *_unseen(request, device),
            *(["outside what was measured: the band is twice as wide"] if wide else []),
            *said,
        ),
    )


@dataclass(frozen=True)
class _Choice:
    """A plan, and why it is that."""

    runtime: str
    costs: RuntimeCalibration
    plan: ExecutionPlan
    assumptions: tuple[str, ...]


def _problems(request: InferenceRequest) -> Iterator[Problem]:
    if request.batch < 1:
        yield Problem("--batch", f"{request.batch} inferences are none", "give 1 or more")
    for name in ("clock", "supply", "every"):
        value = getattr(request, name)
        if value is not None and not (isfinite(value) and value > 0):
            yield Problem(f"--{name}", f"is {value:g}", "give more than zero")
    for name in ("sleep", "wake"):
        value = getattr(request, name)
        if value is not None and not (isfinite(value) and value >= 0):
            yield Problem(f"--{name}", f"is {value:g}", "give zero or more")
    if not 0 < request.efficiency <= 1:
        remedy = "give a share above 0 and up to 1, e.g. 0.85"
        yield Problem("--efficiency", f"is {request.efficiency:g}", remedy)


def _device(request: InferenceRequest, known: Catalogue) -> ProcessorSpecification:
    device = known.processor(request.processor)
    where = f"processors/{request.processor}"
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
    peak_rate(device, request.format)
    return device


def _is_microcontroller(name: str, known: Catalogue) -> bool:
    return known.entry("processors", name).text.get("class") in _CATEGORIES


def _choose(
    request: InferenceRequest, device: ProcessorSpecification, known: Catalogue
) -> _Choice:
    """The platform that was measured, or else what is known of the class."""
    runtime = request.runtime or _CATEGORIES[device.category]
    costs = known.record(RuntimeCalibration, runtime, "--runtime")
    platforms = _platforms(request, device, known)
    if platforms:
        return _as_measured(request, device, runtime, costs, platforms)
    return _by_class(request, device, runtime, costs, known)


def _platforms(
    request: InferenceRequest, device: ProcessorSpecification, known: Catalogue
) -> dict[str, PlatformCalibration]:
    """Calibrations of this processor with this runtime, the one nearest to the wish first."""
    kind = "microcontroller-platforms"
    entries = [known.entry(kind, name) for name in known.names(kind)]
    found = {
        entry.name: known.record(PlatformCalibration, entry.name)
        for entry in entries
        if (entry.text["processor"], entry.text["runtime"]) == (device.name, request.runtime)
    }
    wanted_supply, wanted_clock = request.supply, request.clock
    if wanted_supply is not None:
        found = {name: each for name, each in found.items() if each.supply == wanted_supply}

    def far(name: str) -> tuple[float, str]:
        clock = found[name].clock
        return (abs(clock - wanted_clock) if wanted_clock is not None else -clock, name)

    return {name: found[name] for name in sorted(found, key=far)}


def _as_measured(
    request: InferenceRequest,
    device: ProcessorSpecification,
    runtime: str,
    costs: RuntimeCalibration,
    platforms: dict[str, PlatformCalibration],
) -> _Choice:
    name, platform = next(iter(platforms.items()))
    plan = _plan(
        request,
        device,
        pace=platform.pace,
        clock=platform.clock,
        power=KnownPower(platform.power, platform.clock),
        band=(platform.energy_low, platform.energy_high),
    )
    said = [f"calibrated on measurements of {name}"]
    if len(platforms) > 1:
        others = ", ".join(list(platforms)[1:])
        said.append(f"there are also {others}: choose with --supply or --clock")
    return _Choice(runtime, costs, plan, (*said, *_other_clock(plan, platform.clock)))


def _by_class(
    request: InferenceRequest,
    device: ProcessorSpecification,
    runtime: str,
    costs: RuntimeCalibration,
    known: Catalogue,
) -> _Choice:
    rated: Any = device.clock
    power, said = _power(request, device, known)
    plan = _plan(
        request,
        device,
        pace=1.0,
        clock=rated,
        power=power,
        band=(costs.energy_low, costs.energy_high),
    )
    kind = "microcontroller-platforms"
    measured = sorted(
        name
        for name in known.names(kind)
        if known.entry(kind, name).text["processor"] == device.name
    )
    first = (
        f"no measurement of {device.name} with {runtime}: costs of the mean processor"
        f" at the peak rate of the catalogue, with a wide band"
    )
    hint = [f"measured on it: {', '.join(measured)}"] if measured else []
    return _Choice(runtime, costs, plan, (first, *hint, said, *_other_clock(plan, rated)))


def _power(
    request: InferenceRequest, device: ProcessorSpecification, known: Catalogue
) -> tuple[KnownPower | DrawnCharge, str]:
    """Power of the catalogue, or else that of a core of this clock and supply."""
    rated: Any = device.clock
    if device.active_power is not None and request.supply is None:
        said = f"power: {render(device.active_power.value, 'W')}, as the catalogue says of work"
        return KnownPower(device.active_power.value, rated), said
    supply = request.supply if request.supply is not None else device.supply_voltage
    if supply is None:
        what = f"neither power nor supply voltage of {device.name!r} is known"
        raise InputError(Problem("--supply", what, "give the voltage, e.g. --supply 3.3V"))
    charge = known.record(CorePower, "microcontroller").charge
    said = (
        f"power: the charge that the mean microcontroller draws in a cycle,"
        f" {render(charge, 'C/cycle')}, from {render(supply, 'V')} by a linear regulator"
    )
    return DrawnCharge(charge, supply), said


def _plan(
    request: InferenceRequest,
    device: ProcessorSpecification,
    pace: float,
    clock: float,
    power: KnownPower | DrawnCharge,
    band: tuple[float, float],
) -> ExecutionPlan:
    rated: Any = device.clock
    low, high = band
    chosen = clock if request.clock is None else request.clock
    outside = chosen != clock or any(_unseen(request, device))
    return ExecutionPlan(
        throughput=peak_rate(device, request.format),
        rated_clock=rated,
        clock=chosen,
        pace=pace,
        power=power,
        low=low,
        high=high,
        validity="outside" if outside else "inside",
    )


def _unseen(request: InferenceRequest, device: ProcessorSpecification) -> Iterator[str]:
    """What no measurement of the calibration has."""
    if request.format != _MEASURED:
        yield f"measurements are in {_MEASURED}; in {request.format} the same costs are assumed"
    rated: Any = device.clock
    each = peak_rate(device, request.format) / rated
    if device.category == "mcu" and each > _SEEN_IN_SOFTWARE:
        yield (
            f"{device.name} can do {each:g} operations a cycle; processors without accelerator"
            f" that were measured do {_SEEN_IN_SOFTWARE:g}"
        )


def _other_clock(plan: ExecutionPlan, measured: float) -> Iterator[str]:
    if plan.clock != measured:
        yield (
            f"power at {render(plan.clock, 'cycle/s')} is that at"
            f" {render(measured, 'cycle/s')} in proportion to the clock: leakage is neglected"
        )


def _general(left_out: tuple[str, ...]) -> Iterator[str]:
    yield "energy of the processor while it infers; sensors and other parts of a board add to it"
    if left_out:
        yield f"a lower bound; not counted: {', '.join(left_out)}"


def _duty(
    request: InferenceRequest, device: ProcessorSpecification, execution: Execution
) -> tuple[DutyCycled | None, tuple[str, ...]]:
    if request.every is None:
        return None, ()
    busy = float(execution.time) * request.batch
    if busy > request.every:
        what = (
            f"{request.batch} inferences take {render(busy, 's')}, more than"
            f" {render(request.every, 's')}"
        )
        raise InputError(Problem("--every", what, "infer less often, or at a higher clock"))
    sleep = request.sleep
    said: tuple[str, ...] = ()
    if sleep is None:
        if device.sleep_power is None:
            what = f"the power of {device.name!r} asleep is not known"
            raise InputError(Problem("--sleep", what, "give it, e.g. --sleep 5uW"))
        sleep = device.sleep_power.value
        said = (f"asleep it draws {render(sleep, 'W')}, as the catalogue says",)
    if request.wake == _AT_ONCE:
        said = (*said, "waking up costs nothing (--wake)")
    duty = DutyCycle(float(request.batch), request.every, sleep, request.wake, request.efficiency)
    return now_and_then(execution, duty), said
