"""A request to make pictures, in words and plain numbers, and what makes no sense of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt
from typing import Final

from joulepath.errors import Problem, nearest
from joulepath.records.diffusion import DiffusionModel
from joulepath.workloads.diffusion_models import Setting

__all__ = ["FORMATS", "DiffusionRequest", "misfits", "problems_of", "setting_asked"]

FORMATS: Final = ("bf16", "fp16")
"""Numeric formats of weights and arithmetic."""

_MOST_STEPS: Final = 10_000


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


def setting_asked(request: DiffusionRequest, usual: Setting) -> Setting:
    """What is to be made; where nothing is said, as is usual for the model."""
    return Setting(
        steps=usual.steps if request.steps is None else request.steps,
        height=usual.height if request.height is None else request.height,
        width=usual.width if request.width is None else request.width,
        frames=usual.frames if request.frames is None else request.frames,
    )


def problems_of(request: DiffusionRequest) -> Iterator[Problem]:
    """Numbers and names that make no sense whatever the model."""
    for name in ("accelerators", "batch"):
        value = getattr(request, name)
        if value < 1:
            yield Problem(f"--{name}", f"is {value}", "give 1 or more")
    if request.numbers not in FORMATS:
        near = nearest(request.numbers, FORMATS)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        remedy += "known: " + ", ".join(FORMATS)
        yield Problem("--numbers", f"no numeric format named {request.numbers!r}", remedy)


def misfits(setting: Setting, model: DiffusionModel) -> Iterator[Problem]:
    """What a model cannot make."""
    if not 1 <= setting.steps <= _MOST_STEPS:
        yield Problem("--steps", f"is {setting.steps}", f"give 1 to {_MOST_STEPS}")
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
