"""A request to infer on a processor by a roofline, resolved by name and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, Final, Literal, cast

from joulepath.catalogue import Catalogue, Entry, load
from joulepath.catalogue.units import render
from joulepath.errors import CatalogueError, InputError, Problem, WorkloadError, nearest
from joulepath.lifecycle.roofline import run_layers, sleeping
from joulepath.records.microcontroller import DutyCycle, DutyCycled
from joulepath.records.processor import ProcessorSpecification
from joulepath.records.roofline import EngineCalibration, RooflineExecution, RooflineInference
from joulepath.records.workload import Workload
from joulepath.scenario.accelerators import formats_of
from joulepath.scenario.chip_memory import MemoryNeeds, needs
from joulepath.scenario.device_memory import device_memory_problems
from joulepath.scenario.engines import engine_of, listed, operators_of
from joulepath.scenario.roofline_plan import RunWish, arithmetic_format, plan_of
from joulepath.workloads import count
from joulepath.workloads.operator_groups import group_of
from joulepath.workloads.placed_layers import Partition, Place, placed_layers, places_of
from joulepath.workloads.what_if_layers import FORMATS

__all__ = [
    "RooflineFound",
    "RooflineRequest",
    "RooflineSetting",
    "own_format",
    "resolve_roofline",
    "set_up",
]

_EMULATED_BY: Final = "fp32"
_SHOWN: Final = 4


@dataclass(frozen=True)
class RooflineRequest:
    """What is to be inferred where, in words and plain numbers."""

    model: Path
    """A model file."""
    processor: str
    """Name of a processor of the catalogue."""
    format: str | None = None
    """Numeric format of the arithmetic; that of the file by default."""
    batch: int = 1
    """Samples computed together."""
    input: Literal["serial", "pipelined"] = "serial"
    """Whether the next batch waits for the answer to the last."""
    mode: str | None = None
    """Power mode of the catalogue."""
    limit: float | None = None
    """Power limit in W."""
    host: float | None = None
    """Power of host, memory and peripherals in W; the usual one by default."""
    conversion: float | None = None
    """Efficiency of the power supply; the usual one by default."""
    every: float | None = None
    """Time in s from the start of one batch to the start of the next, if it sleeps between."""
    sleep: float | None = None
    """Power asleep in W, from the source; that at rest by default."""
    wake: float = 0.0
    """Energy in J to wake up and go back to sleep, from the source."""


@dataclass(frozen=True)
class RooflineSetting:
    """A network on a processor, ready to be computed."""

    inference: RooflineInference
    """Network, plan and calibration."""
    engine: str
    """Name of the calibration."""
    device: ProcessorSpecification
    """The processor."""
    format: str
    """Numeric format of weights and activations."""
    memory: MemoryNeeds
    """Memory that weights and the activations of a batch need."""
    on_host: tuple[str, ...]
    """Operators that the host runs, with how many of each there are."""
    assumptions: tuple[str, ...]
    """What it rests on."""


@dataclass(frozen=True)
class RooflineFound:
    """A request, as it was understood, and what it comes to."""

    request: RooflineRequest
    """The request."""
    setting: RooflineSetting
    """What was computed."""
    execution: RooflineExecution
    """What an inference comes to."""
    duty: DutyCycled | None
    """What inferring now and then comes to, if that was asked for."""
    assumptions: tuple[str, ...]
    """What the result rests on."""


def resolve_roofline(request: RooflineRequest, catalogue: Catalogue | None = None) -> RooflineFound:
    """Infer on paper.

    Parameters
    ----------
    request : RooflineRequest
        What is to be inferred, and where.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    RooflineFound
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
    workload = count(request.model)
    device = known.processor(request.processor, "--processor")
    form = request.format if request.format is not None else own_format(workload, device)
    wish = RunWish(
        format=form,
        batch=float(request.batch),
        input=request.input,
        mode=request.mode,
        limit=request.limit,
        host=request.host,
        conversion=request.conversion,
    )
    setting = set_up(workload, device, wish, known)
    execution = run_layers(setting.inference)
    duty, said = _duty(request, setting, execution)
    left_out = _left_out(workload)
    return RooflineFound(
        request, setting, execution, duty, (*left_out, *setting.assumptions, *said)
    )


def own_format(workload: Workload, device: ProcessorSpecification) -> str:
    """Numeric format of the file, if the processor computes in it.

    Raises
    ------
    CatalogueError
        If it does not, with the formats that can be asked for.
    """
    macs: Counter[str] = Counter()
    for layer in workload.layers:
        macs[layer.format] += int(layer.operations.macs)
    form = macs.most_common(1)[0][0] if macs else _EMULATED_BY
    try:
        arithmetic_format(device, form)
    except CatalogueError as error:
        what = f"the model is in {form}, in which {device.name} does not compute"
        formats = formats_of(device)
        remedy = "no rate of it is known: name another processor"
        if formats:
            remedy = f"name the format it is converted to, --numbers {formats[-1]}"
            remedy += f" (it computes in {', '.join(formats)})" if formats[1:] else ""
        raise CatalogueError(Problem(f"processors/{device.name}", what, remedy)) from error
    return form


def set_up(
    workload: Workload, device: ProcessorSpecification, wish: RunWish, known: Catalogue
) -> RooflineSetting:
    """Put a network on a processor.

    Parameters
    ----------
    workload : Workload
        As counted, for one sample.
    device : ProcessorSpecification
        The processor.
    wish : RunWish
        How it is to infer.
    known : Catalogue
        Where calibrations are looked up.

    Returns
    -------
    RooflineSetting
        What is to be computed, and what it rests on.

    Raises
    ------
    InputError
        For a format that is not known or lacks kernels, a network that does not fit, or one of
        which the processor runs nothing.
    """
    _check_format(wish.format, device)
    entry = engine_of(device, wish.format, known)
    memory = _memory(workload, wish)
    if problems := tuple(device_memory_problems(memory, device, known)):
        raise InputError(*problems)
    places = places_of(workload, operators_of(entry), cast("Partition", entry.text["partition"]))
    _check_places(workload, places, device)
    validity = _validity(entry, device)
    engine = cast("EngineCalibration", entry.record)
    plan, said = plan_of(
        device, wish, cast("Literal['main', 'chip']", entry.text["memory"]), engine, validity
    )
    network = placed_layers(workload, places, wish.format)
    return RooflineSetting(
        inference=RooflineInference(network, plan, engine),
        engine=entry.name,
        device=device,
        format=wish.format,
        memory=memory,
        on_host=_on_host(workload, places),
        assumptions=(*_of_engine(entry, device, validity), *said, *_of_fallback(workload, places)),
    )


def _problems(request: RooflineRequest) -> Iterator[Problem]:
    if request.batch < 1:
        yield Problem("--batch", f"{request.batch} samples are no batch", "give 1 or more")
    positive = {"power-limit": request.limit, "every": request.every}
    for name, value in positive.items():
        if value is not None and not (isfinite(value) and value > 0):
            yield Problem(f"--{name}", f"is {value:g}", "give more than zero")
    for name, value in {
        "sleep": request.sleep,
        "wake": request.wake,
        "host-power": request.host,
    }.items():
        if value is not None and not (isfinite(value) and value >= 0):
            yield Problem(f"--{name}", f"is {value:g}", "give zero or more")
    if request.conversion is not None and not 0 < request.conversion <= 1:
        remedy = "give a share above 0 and up to 1, e.g. 0.85"
        yield Problem("--efficiency", f"is {request.conversion:g}", remedy)


def _check_format(form: str, device: ProcessorSpecification) -> None:
    if form not in FORMATS:
        near = nearest(form, FORMATS)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        remedy += "known: " + ", ".join(FORMATS)
        raise WorkloadError(Problem("--numbers", f"no numeric format named {form!r}", remedy))
    arithmetic_format(device, form)


def _memory(workload: Workload, wish: RunWish) -> MemoryNeeds:
    one = needs(workload, wish.format)
    return MemoryNeeds(one.weights, one.activations * wish.batch)


def _check_places(
    workload: Workload, places: tuple[Place, ...], device: ProcessorSpecification
) -> None:
    pairs = zip(workload.layers, places, strict=True)
    if any(layer.operations.macs and place == "processor" for layer, place in pairs):
        return
    what = "it runs no layer of this model: all multiply-accumulates are of operators it lacks"
    raise CatalogueError(
        Problem(f"processors/{device.name}", what, "name a CPU or a GPU, which run all operators")
    )


def _validity(
    entry: Entry, device: ProcessorSpecification
) -> Literal["measured", "alike", "outside"]:
    return "measured" if device.name in listed(entry, "measured") else "alike"


def _of_engine(entry: Entry, device: ProcessorSpecification, validity: str) -> Iterator[str]:
    yield f"calibration {entry.name!r}: {entry.title}"
    if validity == "alike":
        measured = entry.text["measured"]
        if measured == "-":
            yield f"no such processor was measured: the band is that of a stranger to {entry.name}"
        else:
            yield f"{device.name} was not measured; {measured} were"


def _on_host(workload: Workload, places: tuple[Place, ...]) -> tuple[str, ...]:
    counted = Counter(
        layer.operator
        for layer, place in zip(workload.layers, places, strict=True)
        if place == "host"
    )
    return tuple(f"{number} x {name}" for name, number in counted.most_common())


def _of_fallback(workload: Workload, places: tuple[Place, ...]) -> Iterator[str]:
    names = _on_host(workload, places)
    if not names:
        return
    shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    groups = {
        group_of(layer)
        for layer, place in zip(workload.layers, places, strict=True)
        if place == "host"
    }
    yield f"on the host, with copies: {shown} ({', '.join(sorted(groups))})"


def _left_out(workload: Workload) -> tuple[str, ...]:
    if not workload.left_out:
        return ()
    return (f"a lower bound; not counted: {', '.join(workload.left_out)}",)


def _duty(
    request: RooflineRequest, setting: RooflineSetting, execution: RooflineExecution
) -> tuple[DutyCycled | None, tuple[str, ...]]:
    if request.every is None:
        return None, ()
    busy: Any = execution.interval
    if busy > request.every:
        what = f"a batch takes {render(busy, 's')}, more than {render(request.every, 's')}"
        raise InputError(Problem("--every", what, "infer less often, or on a faster processor"))
    sleep, said = _sleep(request, setting)
    duty = DutyCycle(float(request.batch), request.every, sleep, request.wake, 1.0)
    if request.wake == 0:
        said = (*said, "waking up costs nothing (--wake)")
    return sleeping(execution, duty), said


def _sleep(request: RooflineRequest, setting: RooflineSetting) -> tuple[float, tuple[str, ...]]:
    """Power from the source between batches: asleep if that is known, else at rest."""
    if request.sleep is not None:
        return request.sleep, ()
    device, plan = setting.device, setting.inference.plan
    if device.sleep_power is not None:
        known: Any = device.sleep_power.value
        return known, (f"asleep it draws {render(known, 'W')}, as the catalogue says",)
    around: Any = plan.surroundings
    idle: Any = plan.power.idle
    resting = (idle + around.host) / around.conversion
    said = f"between batches it rests, host and all: {render(resting, 'W')} (--sleep)"
    return resting, (said,)
