"""Whether a model can be divided as it is asked for, and fits where it is to be served."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, isfinite
from typing import Final

from joulepath.catalogue import Catalogue
from joulepath.catalogue.units import render_memory
from joulepath.errors import Problem
from joulepath.records.serving import Accelerator, ServedModel
from joulepath.records.serving_plan import ServingPlan
from joulepath.records.serving_results import Serving
from joulepath.scenario.accelerators import smallest_that_holds
from joulepath.scenario.serving_request import ServingRequest

__all__ = ["legal_counts", "misfits", "overflows"]

_SHOWN: Final = 12


def legal_counts(model: ServedModel) -> tuple[int, ...]:
    """Numbers of accelerators among which the heads of a model divide.

    Heads of keys and values divide among them, too, or each is kept by equally many.
    """
    heads, shared = int(model.heads), int(model.cache_heads)
    return tuple(
        count
        for count in range(1, heads + 1)
        if heads % count == 0 and (shared % count == 0 or count % shared == 0)
    )


def misfits(request: ServingRequest, model: ServedModel) -> Iterator[Problem]:
    """All in which a request asks more of a model than it has."""
    counts = legal_counts(model)
    sharing = request.accelerators // request.stages
    if sharing not in counts:
        each = "" if request.stages == 1 else f" of each of {request.stages} stages"
        what = f"{sharing} accelerators{each} do not divide {model.heads:g} heads evenly"
        yield Problem("--accelerators", what, f"{_legal(counts)}; more serve as copies, or stages")
    if request.prefill_accelerators and request.prefill_accelerators not in counts:
        what = f"{request.prefill_accelerators} do not divide {model.heads:g} heads evenly"
        yield Problem("--prefill-accelerators", what, _legal(counts))
    if request.stages > model.blocks:
        what = f"{request.stages} stages have more than the {model.blocks:g} blocks of the model"
        yield Problem("--stages", what, f"give at most {model.blocks:g}")
    whole = request.prompt + request.answer
    if isfinite(model.positions) and whole > model.positions:
        what = (
            f"{request.prompt:g} + {request.answer:g} tokens are more than the"
            f" {model.positions:g} that the model can see (max_position_embeddings)"
        )
        yield Problem("--prompt", what, "make prompt or answer shorter, or name another model")


def _legal(counts: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, counts[:_SHOWN]))
    return f"give one of {shown}{', ...' if len(counts) > _SHOWN else ''}"


def overflows(
    request: ServingRequest,
    model: ServedModel,
    plan: ServingPlan,
    served: Serving,
    known: Catalogue,
) -> Iterator[Problem]:
    """What does not fit the memories, with how much is missing and what would hold it."""
    yield from _overflow(
        "--accelerators", request.accelerator, plan.accelerator, float(served.memory),
        request.accelerators // request.stages, model, known,
    )  # fmt: skip
    if served.reading is not None and plan.pool is not None:
        name = request.prefill_accelerator or request.accelerator
        yield from _overflow(
            "--prefill-accelerators", name, plan.pool.accelerator, float(served.reading.memory),
            request.prefill_accelerators, model, known,
        )  # fmt: skip


def _overflow(
    option: str,
    name: str,
    device: Accelerator,
    needed: float,
    sharing: int,
    model: ServedModel,
    known: Catalogue,
) -> Iterator[Problem]:
    there = float(device.memory)
    if needed <= there:
        return
    at_least = ceil(needed * sharing / there)
    enough = next((count for count in legal_counts(model) if count >= at_least), None)
    remedy = f"{enough} of them would hold it" if device.link and enough else ""
    larger = smallest_that_holds(needed, known)
    if larger is not None:
        remedy += (", or " if remedy else "") + f"{larger!r}, the smallest that does"
    what = (
        f"the model and its cache need {render_memory(needed)} of the {render_memory(there)} of"
        f" each {name!r}: {render_memory(needed - there)} too much"
    )
    yield Problem(option, what, remedy or "take fewer requests at a time, or smaller weights")
