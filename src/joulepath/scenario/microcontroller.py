"""A request to infer on a microcontroller, resolved by name and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from joulepath.catalogue import Catalogue, load
from joulepath.catalogue.units import render
from joulepath.errors import InputError, Problem
from joulepath.lifecycle.microcontroller import infer, now_and_then
from joulepath.records.microcontroller import (
    CalibratedInference,
    DutyCycle,
    DutyCycled,
    Execution,
)
from joulepath.records.origins import Origin
from joulepath.records.processor import ProcessorSpecification
from joulepath.scenario.calibrations import choose, microcontroller
from joulepath.scenario.chip_memory import MemoryNeeds, memory_problems, needs
from joulepath.scenario.execution_plans import Wish
from joulepath.scenario.inference_origins import origins_of
from joulepath.scenario.ledger import catalogued
from joulepath.scenario.number_formats import format_said
from joulepath.scenario.plausibility import implausible
from joulepath.workloads import count
from joulepath.workloads.network_work import network_work

__all__ = ["InferenceRequest", "Inferred", "resolve_inference"]

_AT_ONCE: Final = 0.0


@dataclass(frozen=True)
class InferenceRequest:
    """What is to be inferred where, in words and plain numbers."""

    model: Path
    """An ONNX or TensorFlow Lite file."""
    wish: Wish
    """The processor, and how it is to infer."""
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
    inference: CalibratedInference
    """Work by kind of operator, plan and costs of the runtime."""
    memory: MemoryNeeds
    """Memory that the model needs."""
    runtime: str
    """Name of the runtime whose costs were used."""
    platform: str | None
    """Name of the calibration of the processor with it, if there is one."""
    measured_by: str | None
    """Key of the source of the measurements behind that calibration."""
    execution: Execution
    """What one inference comes to."""
    duty: DutyCycled | None
    """What inferring now and then comes to, if that was asked for."""
    assumptions: tuple[str, ...]
    """What the result rests on."""
    origins: Mapping[str, Origin]
    """Where the numbers of ``inference`` come from, by their dotted path, and the power asleep."""
    catalogue: Catalogue
    """Where names were looked up."""


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
    device = microcontroller(request.wish, known)
    if problems := tuple(implausible(request.wish, device, known)):
        raise InputError(*problems)
    workload = count(request.model)
    memory = needs(workload, request.wish.format)
    if problems := tuple(memory_problems(memory, device, known)):
        raise InputError(*problems)
    work = network_work(workload)
    chosen = choose(request.wish, device, work, known)
    execution = infer(work, chosen.plan, chosen.costs)
    duty, said = _duty(request, device, execution)
    inference = CalibratedInference(work, chosen.plan, chosen.costs)
    origins = origins_of(inference, chosen.found, str(request.model))
    return Inferred(
        request=request,
        inference=inference,
        memory=memory,
        runtime=chosen.runtime,
        platform=chosen.platform,
        measured_by=chosen.measured_by,
        execution=execution,
        duty=duty,
        assumptions=(
            *format_said(workload, request.wish.format),
            *_general(workload.left_out),
            *chosen.assumptions,
            *said,
        ),
        origins=MappingProxyType({**origins, **_asleep(request, device.name, known)}),
        catalogue=known,
    )


def _asleep(request: InferenceRequest, processor: str, known: Catalogue) -> dict[str, Origin]:
    """Origin of the power asleep, where the catalogue has to say it."""
    if request.every is None or request.sleep is not None:
        return {}
    return {"duty.sleep": catalogued(known.entry("processors", processor), "sleep_power")}


def _problems(request: InferenceRequest) -> Iterator[Problem]:
    if request.batch < 1:
        yield Problem("--batch", f"{request.batch} inferences are none", "give 1 or more")
    positive = {
        "clock": request.wish.clock,
        "supply": request.wish.supply,
        "every": request.every,
    }
    for name, value in positive.items():
        if value is not None and not (isfinite(value) and value > 0):
            yield Problem(f"--{name}", f"is {value:g}", "give more than zero")
    for name in ("sleep", "wake"):
        value = getattr(request, name)
        if value is not None and not (isfinite(value) and value >= 0):
            yield Problem(f"--{name}", f"is {value:g}", "give zero or more")
    if not 0 < request.efficiency <= 1:
        remedy = "give a share above 0 and up to 1, e.g. 0.85"
        yield Problem("--efficiency", f"is {request.efficiency:g}", remedy)


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
        known: Any = device.sleep_power.value
        sleep = float(known)
        said = (f"asleep it draws {render(sleep, 'W')}, as the catalogue says",)
    if request.wake == _AT_ONCE:
        said = (*said, "waking up costs nothing (--wake)")
    duty = DutyCycle(float(request.batch), request.every, sleep, request.wake, request.efficiency)
    return now_and_then(execution, duty), said
