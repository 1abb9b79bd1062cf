"""From a request and a model to a plan, with the origin of each number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from joulepath.catalogue import Catalogue
from joulepath.errors import InputError, Problem
from joulepath.records.origins import Origin
from joulepath.records.serving import Accelerator, ServedModel
from joulepath.records.serving_plan import Drafting, PromptPool, ServingPlan, Sharing
from joulepath.scenario.accelerators import accelerator
from joulepath.scenario.calibrated_origins import of_accelerator, of_model, of_request
from joulepath.scenario.calibrated_range import Outside, beyond, validity
from joulepath.scenario.serving_formats import Numbers, numbers_of
from joulepath.scenario.serving_request import ServingRequest
from joulepath.workloads.huggingface_reading import facts_of
from joulepath.workloads.language_models import language_model, language_models
from joulepath.workloads.served_model import served_model

__all__ = ["Described", "Planned", "described", "plan_of"]


@dataclass(frozen=True)
class Described:
    """A model, as its configuration describes it."""

    title: str
    """What it is called."""
    source: Mapping[str, Any] | str
    """Its configuration, or the path of that."""
    key: str
    """Key of the source that vouches for it; empty for a file of one's own."""
    model: ServedModel
    """What it takes by the token."""


@dataclass(frozen=True)
class Planned:
    """A plan, and what its numbers rest on."""

    plan: ServingPlan
    """How a model is served."""
    origins: dict[str, Origin]
    """Where its numbers come from, by dotted path."""
    assumptions: tuple[str, ...]
    """What was taken for granted."""


def described(name: str) -> Described:
    """A model that comes with joulepath, or else one described by a file."""
    if name in language_models() or not Path(name).exists():
        return _built_in(name)
    return Described(name, name, "", served_model(name))


@cache
def _built_in(name: str) -> Described:
    entries = language_model(name)
    return Described(entries["_title"], entries, entries["_source"], served_model(entries))


def plan_of(
    request: ServingRequest,
    found: Described,
    numbers: Numbers,
    outside: tuple[Outside, ...],
    known: Catalogue,
) -> Planned:
    """How a model is served.

    Raises
    ------
    InputError
        If a processor or a name is not known, or lacks what is needed.
    """
    device = _linked(request, accelerator(request.accelerator, numbers.arithmetic, known))
    entry = known.entry("processors", request.accelerator)
    drafting, origins, said = _drafting(request, found, known)
    pool, more = _pool(request, numbers, known)
    plan = ServingPlan(
        accelerator=device,
        accelerators=float(request.accelerators // request.stages),
        sharing=_sharing(request.accelerators),
        stages=float(request.stages),
        kernels=numbers.kernels,
        formats=numbers.formats,
        sequences=request.sequences,
        prompt=request.prompt,
        answer=request.answer,
        cached=request.cached,
        budget=float(request.budget),
        host="usual",
        drafting=drafting,
        pool=pool,
        validity=validity(outside),
        beyond=beyond(outside),
    )
    own = of_accelerator("plan.accelerator", entry, numbers.arithmetic)
    vouched = {**origins, **more, **own}
    return Planned(plan, {**vouched, **of_request("plan", plan, vouched)}, said)


def _linked(request: ServingRequest, device: Accelerator) -> Accelerator:
    """The same, if it can exchange what several of them must."""
    if request.accelerators > 1 and not device.link:
        what = f"no rate of links between {request.accelerator!r} is known"
        raise InputError(Problem("--accelerators", what, "use one, or another accelerator"))
    return device


def _sharing(accelerators: int) -> Sharing:
    return "together" if accelerators > 1 else "alone"


def _drafting(
    request: ServingRequest, large: Described, known: Catalogue
) -> tuple[Drafting | None, dict[str, Origin], tuple[str, ...]]:
    if request.draft is None or request.acceptance is None:
        return None, {}, ()
    small = described(request.draft)
    device = known.processor(request.accelerator)
    numbers = numbers_of(small.source, None, request.cache_bits, device)
    drafting = Drafting(
        model=small.model,
        accelerator=accelerator(request.accelerator, numbers.arithmetic, known),
        kernels=numbers.kernels,
        formats=numbers.formats,
        drafted=float(request.drafted),
        acceptance=request.acceptance,
    )
    entry = known.entry("processors", request.accelerator)
    at = "plan.drafting"
    origins = {
        **of_model(f"{at}.model", small.model, small.title, small.key),
        **of_accelerator(f"{at}.accelerator", entry, numbers.arithmetic),
    }
    return drafting, origins, (*_vocabularies(large, small), *numbers.said)


def _vocabularies(large: Described, small: Described) -> tuple[str, ...]:
    sizes = [facts_of(each.source).value("vocab_size")[1] for each in (large, small)]
    said = "each drafted token is accepted or not whatever became of the others"
    if sizes[0] == sizes[1]:
        return (said,)
    what = f"{large.title} and {small.title} have vocabularies of {sizes[0]} and {sizes[1]} tokens"
    return (said, f"{what}: taken to be the same words")


def _pool(
    request: ServingRequest, numbers: Numbers, known: Catalogue
) -> tuple[PromptPool | None, dict[str, Origin]]:
    if not request.prefill_accelerators:
        return None, {}
    name = request.prefill_accelerator or request.accelerator
    device = accelerator(name, numbers.arithmetic, known)
    link = request.link if request.link is not None else device.link
    problems: list[Problem] = []
    if not link:
        what = f"no rate of links of {name!r} is known"
        problems.append(Problem("--link", what, "give the rate between the pools, e.g. 50GB/s"))
    if request.prefill_accelerators > 1 and not device.link:
        what = f"no rate of links between {name!r} is known"
        problems.append(Problem("--prefill-accelerators", what, "use one, or another"))
    if problems:
        raise InputError(*problems)
    sharing = _sharing(request.prefill_accelerators)
    pool = PromptPool(device, float(request.prefill_accelerators), sharing, link)
    entry = known.entry("processors", name)
    origins = of_accelerator("plan.pool.accelerator", entry, numbers.arithmetic)
    if request.link is None:
        origins["plan.pool.link"] = origins["plan.pool.accelerator.link"]
    return pool, origins
