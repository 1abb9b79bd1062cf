"""A request to make pictures with a diffusion model, resolved by name and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import gcd, isqrt
from pathlib import Path
from typing import Any, Final

from joulepath.catalogue import Catalogue, load
from joulepath.catalogue.units import render
from joulepath.core.quantities import CyclePerSecond
from joulepath.errors import InputError, Problem, nearest
from joulepath.lifecycle.diffusion import diffuse
from joulepath.records.diffusion import (
    Diffusion,
    DiffusionCalibration,
    DiffusionModel,
    DiffusionPlan,
)
from joulepath.records.serving import Accelerator
from joulepath.scenario.accelerators import accelerator, core_cycles, smallest_that_holds
from joulepath.workloads.diffusion_models import (
    Setting,
    described_model,
    diffusion_model,
    diffusion_models,
    setting_of,
)

__all__ = ["FORMATS", "DiffusionRequest", "Pictured", "resolve_diffusion"]

FORMATS: Final = ("bf16", "fp16")
"""Numeric formats of weights and arithmetic."""

_BITS: Final = 16.0
_CALIBRATED_ON: Final = frozenset({"nvidia-h100-sxm", "nvidia-b200"})


@dataclass(frozen=True)
class DiffusionRequest:
    """What is to be made, in words and plain numbers; None is what the model is made for."""

    model: str
    """Name of a diffusion model that comes with joulepath, or path of a file describing one."""
    accelerator: str
    """Name of a processor of the catalogue."""
    accelerators: int = 1
    """How many of them share the tokens of a picture."""
    batch: int = 1
    """Pictures made together."""
    steps: int | None = None
    """Steps from noise to picture."""
    height: int | None = None
    """Rows of pixels."""
    width: int | None = None
    """Columns of pixels."""
    frames: int | None = None
    """Frames of a video."""
    numbers: str = "bf16"
    """Numeric format, one of `FORMATS`."""
    engine: str = "xdit"
    """Name of a diffusion engine of the catalogue."""


@dataclass(frozen=True)
class Pictured:
    """A request, as it was understood, and what it comes to."""

    request: DiffusionRequest
    """The request."""
    title: str
    """What the model is called."""
    setting: Setting
    """What is made."""
    model: DiffusionModel
    """What a picture takes."""
    plan: DiffusionPlan
    """What is made, and on what."""
    calibration: DiffusionCalibration
    """What measurements say of the engine."""
    diffusion: Diffusion
    """What it comes to."""
    assumptions: tuple[str, ...]
    """What the result rests on."""


def resolve_diffusion(request: DiffusionRequest, catalogue: Catalogue | None = None) -> Pictured:
    """Make pictures on paper.

    Parameters
    ----------
    request : DiffusionRequest
        What is to be made.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    Pictured
        Time, power and energy, and what they rest on.

    Raises
    ------
    InputError
        For all numbers and names that make no sense, or a model that does not fit the memory,
        with how much is missing and what would fit.
    """
    known = catalogue if catalogue is not None else load()
    title, entries = _description(request.model)
    model, setting = described_model(entries), _setting(request, setting_of(entries))
    if problems := (*_problems(request), *_misfits(setting, model)):
        raise InputError(*problems)
    device = accelerator(request.accelerator, request.numbers, known)
    plan = _plan(request, setting, model, device, core_cycles(request.accelerator, known))
    calibration = known.record(DiffusionCalibration, request.engine)
    made = diffuse(model, plan, calibration)
    _must_fit(request, made, device, known)
    assumptions = tuple(_assumptions(request, model, plan))
    return Pictured(request, title, setting, model, plan, calibration, made, assumptions)


def _description(name: str) -> tuple[str, Mapping[str, Any] | str]:
    """A model that comes with joulepath, or else one described by a file."""
    if name in diffusion_models() or not Path(name).exists():
        entries = diffusion_model(name)
        return entries["_title"], entries
    return name, name


def _setting(request: DiffusionRequest, usual: Setting) -> Setting:
    return Setting(
        steps=usual.steps if request.steps is None else request.steps,
        height=usual.height if request.height is None else request.height,
        width=usual.width if request.width is None else request.width,
        frames=usual.frames if request.frames is None else request.frames,
    )


def _problems(request: DiffusionRequest) -> Iterator[Problem]:
    for name in ("accelerators", "batch"):
        value = getattr(request, name)
        if value < 1:
            yield Problem(f"--{name}", f"is {value}", "give 1 or more")
    if request.numbers not in FORMATS:
        near = nearest(request.numbers, FORMATS)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        remedy += "known: " + ", ".join(FORMATS)
        yield Problem("--numbers", f"no numeric format named {request.numbers!r}", remedy)


def _misfits(setting: Setting, model: DiffusionModel) -> Iterator[Problem]:
    if setting.steps < 1:
        yield Problem("--steps", f"is {setting.steps}", "give 1 or more")
    side = isqrt(int(model.patch_area))
    for name in ("height", "width"):
        value = getattr(setting, name)
        if value < side or value % side:
            near = max(side, round(value / side) * side)
            what = f"is {value}, no multiple of the {side} pixels that a token stands for"
            yield Problem(f"--{name}", what, f"give e.g. {near}")
    if setting.frames < 1:
        yield Problem("--frames", f"is {setting.frames}", "give 1 or more")
    elif model.output == "image" and setting.frames > 1:
        what = f"is {setting.frames}, but the model makes images"
        yield Problem("--frames", what, "leave it out, or name a model of videos")


def _plan(
    request: DiffusionRequest,
    setting: Setting,
    model: DiffusionModel,
    device: Accelerator,
    cycles: CyclePerSecond,
) -> DiffusionPlan:
    together = request.accelerators > 1
    if together and not device.link:
        what = f"no rate of links between {request.accelerator!r} is known"
        raise InputError(Problem("--accelerators", what, "use one, or another accelerator"))
    heads = int(model.denoiser.width / model.denoiser.head)
    return DiffusionPlan(
        accelerator=device,
        cycles=cycles,
        accelerators=float(request.accelerators),
        sharing="together" if together else "alone",
        ring=float(request.accelerators // gcd(heads, request.accelerators)),
        bits=_BITS,
        pictures=float(request.batch),
        steps=float(setting.steps),
        height=float(setting.height),
        width=float(setting.width),
        frames=float(setting.frames),
    )


def _must_fit(
    request: DiffusionRequest, made: Diffusion, device: Accelerator, catalogue: Catalogue
) -> None:
    """Refuse a model that does not fit, and say what would hold it."""
    needed, there = float(made.memory), float(device.memory)
    if needed <= there:
        return
    larger = smallest_that_holds(needed, catalogue)
    remedy = f"{larger!r} is the smallest that holds it" if larger else "make fewer together"
    what = (
        f"weights and activations need {render(needed, 'bit')} of the {render(there, 'bit')} of"
        f" each {request.accelerator!r}: {render(needed - there, 'bit')} too much"
    )
    raise InputError(Problem("--accelerator", what, remedy))


def _assumptions(
    request: DiffusionRequest, model: DiffusionModel, plan: DiffusionPlan
) -> Iterator[str]:
    yield "energy of the accelerators alone; the host, idle reserve and the building add to it"
    yield "texts are filled up to the length that the model allows, and nothing is cached"
    yield (
        "memory counts all weights and the widest activations, not what kernels and the decoder"
        " take besides"
    )
    if model.guidance > 1:
        yield "each step takes a pass with the text and one without (guidance without a classifier)"
    if request.accelerator not in _CALIBRATED_ON:
        yield (
            f"{request.accelerator} is not among the accelerators of the calibration"
            f" ({', '.join(sorted(_CALIBRATED_ON))}): its band is wider than stated"
        )
    if request.numbers != "bf16":
        yield f"no measurement of the calibration was taken in {request.numbers}"
    if plan.sharing == "together":
        yield (
            "tokens are divided evenly; accelerators exchange by heads as far as heads can be"
            " divided, and pass keys and values round beyond"
        )
