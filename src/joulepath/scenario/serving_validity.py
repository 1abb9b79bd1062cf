"""What was measured of a serving engine, and how far a request lies outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joulepath.catalogue import Entry
from joulepath.scenario.calibrated_range import (
    Outside,
    calibrated_names,
    more_accelerators,
    outside_range,
)
from joulepath.scenario.serving_request import ServingRequest

__all__ = ["outside"]


def outside(
    request: ServingRequest, weights: str, cache_bits: float, engine: Entry
) -> Iterator[Outside]:
    """All in which a request differs from what was measured.

    Parameters
    ----------
    request : ServingRequest
        What is to be served.
    weights : str
        What its weights are called.
    cache_bits : float
        Bits of a value of the cache.
    engine : Entry
        The engine.

    Yields
    ------
    tuple of str and float
        What was not measured, and how far beyond it is.
    """
    yield from _unnamed(request, weights, engine)
    yield from _of_numbers(request, engine.record)
    if cache_bits != 16:
        yield f"keys and values in {cache_bits:g} bits (measured: 16)", 1.0
    techniques = {
        f"a pipeline of {request.stages} stages": request.stages > 1,
        "cached prefixes": request.cached > 0,
        "tokens that a small model drafts": request.draft is not None,
        "accelerators that only read prompts": request.prefill_accelerators > 0,
    }
    yield from ((name, 1.0) for name, asked in techniques.items() if asked)


def _unnamed(request: ServingRequest, weights: str, engine: Entry) -> Iterator[Outside]:
    names = calibrated_names(engine, "accelerators")
    asked = dict.fromkeys((request.accelerator, request.prefill_accelerator))
    for name in asked:
        if name is not None and name not in names:
            yield f"{name} (measured: {', '.join(names)})", 1.0
    formats = calibrated_names(engine, "weights")
    if weights not in formats:
        yield f"weights in {weights} (measured: {', '.join(formats)})", 1.0


def _of_numbers(request: ServingRequest, known: Any) -> Iterator[Outside]:
    context = request.prompt + request.answer / 2
    sharing = request.accelerators // request.stages
    ranges = (
        ("requests at a time", request.sequences, known.least_sequences, known.most_sequences),
        ("tokens of mean context", context, known.least_context, known.most_context),
        ("tokens read for each one written", request.prompt / request.answer, 0, known.most_prompt),
    )
    for what, value, least, most in ranges:
        yield from outside_range(what, value, least, most)
    yield from more_accelerators(sharing, known.most_accelerators)
