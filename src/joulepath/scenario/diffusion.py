"""A request to make pictures with a diffusion model, resolved by name and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import gcd
from pathlib import Path
from typing import Any, Final

from joulepath.catalogue import Catalogue, Entry, load
from joulepath.catalogue.units import render_memory
from joulepath.core.quantities import CyclePerSecond
from joulepath.errors import InputError, Problem
from joulepath.lifecycle.diffusion import diffuse
from joulepath.lifecycle.diffusion_demand import demand
from joulepath.records.diffusion import (
    Diffusion,
    DiffusionCalibration,
    DiffusionInputs,
    DiffusionModel,
    DiffusionPlan,
)
from joulepath.records.origins import Origin
from joulepath.records.serving import Accelerator
from joulepath.scenario.accelerators import accelerator, core_cycles, smallest_that_holds
from joulepath.scenario.calibrated_origins import (
    of_accelerator,
    of_calibration,
    of_figure,
    of_model,
    of_request,
)
from joulepath.scenario.calibrated_range import (
    Outside,
    beyond,
    calibrated_names,
    more_accelerators,
    outside_range,
    validity,
    warnings,
)
from joulepath.scenario.diffusion_request import (
    FORMATS,
    DiffusionRequest,
    misfits,
    problems_of,
    setting_asked,
)
from joulepath.workloads.diffusion_models import (
    Setting,
    described_model,
    diffusion_model,
    diffusion_models,
    setting_of,
)

__all__ = ["FORMATS", "DiffusionRequest", "Pictured", "diffuse_inputs", "resolve_diffusion"]

_BITS: Final = 16.0
_MEASURED: Final = "bf16"


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
    warnings: tuple[str, ...]
    """What lies outside of the measurements, and what that does to the band."""
    origins: Mapping[str, Origin]
    """Where the numbers of `inputs` come from, by dotted path."""
    catalogue: Catalogue
    """Where names were looked up."""

    @property
    def inputs(self) -> DiffusionInputs:
        """All that the prediction is computed from."""
        return DiffusionInputs(self.model, self.plan, self.calibration)


def diffuse_inputs(inputs: DiffusionInputs) -> Diffusion:
    """Make the pictures that one record describes."""
    return diffuse(inputs.model, inputs.plan, inputs.calibration)


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
    title, entries, source = _description(request.model)
    model, setting = described_model(entries), setting_asked(request, setting_of(entries))
    if problems := (*problems_of(request), *misfits(setting, model)):
        raise InputError(*problems)
    device = accelerator(request.accelerator, request.numbers, known)
    plan = _plan(request, setting, model, device, core_cycles(request.accelerator, known))
    engine = known.entry("diffusion-engines", request.engine, "engine")
    calibration: DiffusionCalibration = engine.record
    tokens = float(demand(model, plan).tokens)
    found = tuple(_outside(request, tokens, engine))
    plan = replace(plan, validity=validity(found), beyond=beyond(found))
    made = diffuse(model, plan, calibration)
    _must_fit(request, made, device, known)
    return Pictured(
        request, title, setting, model, plan, calibration, made,
        tuple(_assumptions(request, model, plan)), tuple(warnings(found)),
        _origins(request, (title, source), model, plan, engine, known), known,
    )  # fmt: skip


def _description(name: str) -> tuple[str, Mapping[str, Any] | str, str]:
    """A model that comes with joulepath, with its source, or else one described by a file."""
    if name in diffusion_models() or not Path(name).exists():
        entries = diffusion_model(name)
        return entries["_title"], entries, entries.get("_source", "")
    return name, name, ""


def _outside(request: DiffusionRequest, tokens: float, engine: Entry) -> Iterator[Outside]:
    """All in which a request differs from what was measured."""
    known: DiffusionCalibration = engine.record
    names = calibrated_names(engine, "accelerators")
    if request.accelerator not in names:
        yield f"{request.accelerator} (measured: {', '.join(names)})", 1.0
    if request.numbers != _MEASURED:
        yield f"arithmetic in {request.numbers} (measured: {_MEASURED})", 1.0
    least, most = float(known.least_tokens), float(known.most_tokens)
    yield from outside_range("tokens of a picture", tokens, least, most)
    yield from outside_range(
        "pictures together", float(request.batch), 1.0, float(known.most_pictures)
    )
    yield from more_accelerators(request.accelerators, float(known.most_accelerators))


def _origins(
    request: DiffusionRequest,
    named: tuple[str, str],
    model: DiffusionModel,
    plan: DiffusionPlan,
    engine: Entry,
    known: Catalogue,
) -> dict[str, Origin]:
    entry = known.entry("processors", request.accelerator)
    found = {
        **of_model("model", model, *named),
        **of_accelerator("plan.accelerator", entry, request.numbers),
        **of_calibration("calibration", engine),
        "plan.cycles": of_figure(entry, "clock"),
    }
    return {**found, **of_request("plan", plan, found)}


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
        validity="inside",
        beyond=1.0,
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
        f"weights and activations need {render_memory(needed)} of the {render_memory(there)} of"
        f" each {request.accelerator!r}: {render_memory(needed - there)} too much"
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
    if plan.sharing == "together":
        yield (
            "tokens are divided evenly; accelerators exchange by heads as far as heads can be"
            " divided, and pass keys and values round beyond"
        )
