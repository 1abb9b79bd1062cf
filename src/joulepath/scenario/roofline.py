"""A request to infer on a processor by a roofline, resolved by name and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, Literal

from joulepath.catalogue import Catalogue, load
from joulepath.catalogue.units import render
from joulepath.errors import InputError, Problem
from joulepath.lifecycle.roofline import run_layers, sleeping
from joulepath.records.microcontroller import DutyCycle, DutyCycled
from joulepath.records.roofline import RooflineExecution
from joulepath.records.workload import Workload
from joulepath.scenario.roofline_plan import RunWish
from joulepath.scenario.roofline_setting import RooflineSetting, own_format, set_up
from joulepath.workloads import count

__all__ = ["RooflineFound", "RooflineRequest", "resolve_roofline"]


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
