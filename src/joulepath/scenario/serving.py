"""A request to serve a language model, resolved by name and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, isfinite
from pathlib import Path
from typing import Final

from joulepath.catalogue import Catalogue, load
from joulepath.catalogue.units import render
from joulepath.errors import InputError, Problem, nearest
from joulepath.lifecycle.serving import serve
from joulepath.records.serving import (
    Accelerator,
    Formats,
    ServedModel,
    Serving,
    ServingCalibration,
    ServingPlan,
)
from joulepath.scenario.accelerators import accelerator, smallest_that_holds
from joulepath.workloads.language_models import language_model, language_models
from joulepath.workloads.served_model import served_model

__all__ = ["WEIGHTS", "Served", "ServingRequest", "resolve_serving"]

WEIGHTS: Final = {
    "bf16": (16.0, 16.0, "bf16"),
    "fp16": (16.0, 16.0, "fp16"),
    "fp8": (8.0, 8.0, "fp8"),
    "int8": (8.0, 8.0, "int8"),
    "mxfp4": (16.0, 4.25, "bf16"),
    "int4": (4.25, 4.25, "bf16"),
}
"""Bits of dense weights and of experts' weights, and the format of the arithmetic, by name.

Four-bit weights have an 8-bit scale for each 32 of them; mxfp4 holds experts alone, as gpt-oss
does. They are computed with in 16 bits.
"""

_SCALED: Final = frozenset({"fp8", "int8"})
_CACHE_BITS: Final = {"16": 16.0, "8": 8.0}
_ACTIVATION_BITS: Final = 16.0
_CALIBRATED_ON: Final = frozenset({"nvidia-h100-sxm", "nvidia-b200"})
_CALIBRATED_WEIGHTS: Final = frozenset({"bf16", "fp8", "mxfp4"})


@dataclass(frozen=True)
class ServingRequest:
    """What is to be served, in words and plain numbers."""

    model: str
    """Name of a language model that comes with joulepath, or path of a ``config.json``."""
    accelerator: str
    """Name of a processor of the catalogue."""
    accelerators: int = 1
    """How many of them share the model."""
    sequences: float = 1.0
    """Requests computed together, on average."""
    prompt: float = 500.0
    """Mean tokens of a prompt."""
    answer: float = 500.0
    """Mean tokens of an answer, reasoning included."""
    weights: str = "bf16"
    """Numeric format of the weights, a key of `WEIGHTS`."""
    cache_bits: float = 16.0
    """Bits of a value of the cache."""
    engine: str = "vllm"
    """Name of a serving engine of the catalogue."""


@dataclass(frozen=True)
class Served:
    """A request, as it was understood, and what it comes to."""

    request: ServingRequest
    """The request."""
    title: str
    """What the model is called."""
    model: ServedModel
    """What the model takes by the token."""
    plan: ServingPlan
    """How it is served."""
    calibration: ServingCalibration
    """What measurements say of the engine."""
    serving: Serving
    """What it comes to."""
    assumptions: tuple[str, ...]
    """What the result rests on."""


def resolve_serving(request: ServingRequest, catalogue: Catalogue | None = None) -> Served:
    """Serve a language model on paper.

    Parameters
    ----------
    request : ServingRequest
        What is to be served.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    Served
        Time, power and energy, and what they rest on.

    Raises
    ------
    InputError
        For all numbers and names that make no sense, or a model that does not fit the memory,
        with how much is missing and what would fit.
    """
    known = catalogue if catalogue is not None else load()
    if problems := tuple(_problems(request)):
        raise InputError(*problems)
    title, model = _model(request.model)
    device = accelerator(request.accelerator, WEIGHTS[request.weights][2], known)
    plan = _plan(request, device)
    calibration = known.record(ServingCalibration, request.engine)
    served = serve(model, plan, calibration)
    _must_fit(request, served, device, known)
    return Served(
        request, title, model, plan, calibration, served, tuple(_assumptions(request, plan))
    )


def _problems(request: ServingRequest) -> Iterator[Problem]:
    if request.accelerators < 1:
        what = f"{request.accelerators} accelerators serve nothing"
        yield Problem("--accelerators", what, "give 1 or more")
    for name, least in (("sequences", 1.0), ("prompt", 0.0), ("answer", 1.0)):
        value = getattr(request, name)
        if not (isfinite(value) and value >= least):
            yield Problem(f"--{name}", f"is {value:g}", f"give {least:g} or more")
    if request.cache_bits not in _CACHE_BITS.values():
        yield Problem("--cache-bits", f"is {request.cache_bits:g}", "give 16 or 8")
    if request.weights not in WEIGHTS:
        near = nearest(request.weights, WEIGHTS)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        remedy += "known: " + ", ".join(WEIGHTS)
        yield Problem("--weights", f"no numeric format named {request.weights!r}", remedy)


def _model(name: str) -> tuple[str, ServedModel]:
    """A model that comes with joulepath, or else one described by a file."""
    if name in language_models() or not Path(name).exists():
        entries = language_model(name)
        return entries["_title"], served_model(entries)
    return name, served_model(name)


def _plan(request: ServingRequest, device: Accelerator) -> ServingPlan:
    dense, expert, _ = WEIGHTS[request.weights]
    together = request.accelerators > 1
    if together and not device.link:
        what = f"no rate of links between {request.accelerator!r} is known"
        raise InputError(Problem("--accelerators", what, "use one, or another accelerator"))
    return ServingPlan(
        accelerator=device,
        accelerators=float(request.accelerators),
        sharing="together" if together else "alone",
        kernels="scaled" if request.weights in _SCALED else "native",
        formats=Formats(dense, expert, _ACTIVATION_BITS, request.cache_bits),
        sequences=request.sequences,
        prompt=request.prompt,
        answer=request.answer,
        host="usual",
    )


def _must_fit(
    request: ServingRequest, served: Serving, device: Accelerator, catalogue: Catalogue
) -> None:
    """Refuse a model that does not fit, and say what would."""
    needed, there = float(served.memory), float(device.memory)
    if needed <= there:
        return
    several = ceil(needed * request.accelerators / there)
    remedy = f"{several} of them would hold it" if device.link else ""
    larger = smallest_that_holds(needed, catalogue)
    if larger is not None:
        remedy += (", or " if remedy else "") + f"{larger!r}, the smallest that does"
    what = (
        f"the model and its cache need {render(needed, 'bit')} of the {render(there, 'bit')} of"
        f" each {request.accelerator!r}: {render(needed - there, 'bit')} too much"
    )
    raise InputError(Problem("--accelerators", what, remedy))


def _assumptions(request: ServingRequest, plan: ServingPlan) -> Iterator[str]:
    yield (
        "energy of the accelerators alone; the host, idle reserve and the building add to it"
        " (Google reports 1.7 times the energy of its busy accelerators for a whole service)"
    )
    yield "requests arrive so that the number computed together stays the same"
    if request.accelerator not in _CALIBRATED_ON:
        yield (
            f"{request.accelerator} is not among the accelerators of the calibration"
            f" ({', '.join(sorted(_CALIBRATED_ON))}): its band is wider than stated"
        )
    if request.weights not in _CALIBRATED_WEIGHTS:
        yield f"no measurement of the calibration has weights in {request.weights}"
    if plan.sharing == "together":
        yield "experts and attention are divided evenly among the accelerators"
