"""A request to serve a language model, in words and plain numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Final

from joulepath.errors import Problem
from joulepath.scenario.serving_formats import WEIGHTS, unknown_weights

__all__ = ["ServingRequest", "problems_of"]

_CACHE_BITS: Final = (16.0, 8.0)
_MOST: Final = 1e7
_RANGES: Final = (
    ("accelerators", 1.0, _MOST),
    ("stages", 1.0, _MOST),
    ("sequences", 1.0, _MOST),
    ("prompt", 0.0, _MOST),
    ("answer", 1.0, _MOST),
    ("budget", 1.0, _MOST),
    ("drafted", 1.0, 100.0),
    ("prefill_accelerators", 0.0, _MOST),
)


@dataclass(frozen=True)
class ServingRequest:
    """What is to be served, in words and plain numbers."""

    model: str
    """Name of a language model that comes with joulepath, or path of a ``config.json``."""
    accelerator: str
    """Name of a processor of the catalogue."""
    accelerators: int = 1
    """How many of them share the model, all stages together."""
    sequences: float = 1.0
    """Requests computed together, on average."""
    prompt: float = 500.0
    """Mean tokens of a prompt."""
    answer: float = 500.0
    """Mean tokens of an answer, reasoning included."""
    weights: str | None = None
    """Numeric format of the weights, a key of `WEIGHTS`; as ``config.json`` says by default."""
    cache_bits: float | None = None
    """Bits of a value of the cache, 16 or 8; as ``config.json`` says by default."""
    engine: str = "vllm"
    """Name of a serving engine of the catalogue."""
    stages: int = 1
    """Stages of a pipeline among which the blocks are divided."""
    cached: float = 0.0
    """Share of a prompt whose keys and values are cached, from its start."""
    budget: int = 8192
    """Most tokens of prompts that a step reads."""
    draft: str | None = None
    """A small model that writes ahead: a name or a path like ``model``."""
    drafted: int = 4
    """Tokens that it writes ahead in a step."""
    acceptance: float | None = None
    """Probability that one of them is accepted."""
    prefill_accelerators: int = 0
    """Accelerators that only read prompts; none where the same ones read and write."""
    prefill_accelerator: str | None = None
    """Name of their processor; the same by default."""
    link: float | None = None
    """Rate in bit/s between both pools; that of the accelerator's links by default."""


def problems_of(request: ServingRequest) -> Iterator[Problem]:
    """All numbers and names that make no sense whatever the model."""
    for name, least, most in _RANGES:
        value = getattr(request, name)
        if not (isfinite(value) and value >= least):
            yield Problem(_option(name), f"is {value:g}", f"give {least:g} or more")
        elif value > most:
            yield Problem(_option(name), f"is {value:g}", f"give at most {most:g}")
    if request.accelerators >= 1 <= request.stages and request.accelerators % request.stages:
        what = f"{request.accelerators} accelerators do not divide among {request.stages} stages"
        yield Problem("--stages", what, f"give a divisor of {request.accelerators}")
    if not 0 <= request.cached <= 1:
        remedy = "give a share from 0 to 1, e.g. 0.6"
        yield Problem("--cached", f"is {request.cached:g}", remedy)
    if request.cache_bits is not None and request.cache_bits not in _CACHE_BITS:
        yield Problem("--cache-bits", f"is {request.cache_bits:g}", "give 16 or 8")
    if request.weights is not None and request.weights not in WEIGHTS:
        yield unknown_weights(request.weights)
    yield from _of_drafts(request)
    yield from _of_pool(request)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _of_drafts(request: ServingRequest) -> Iterator[Problem]:
    given = request.acceptance
    if request.draft is None:
        if given is not None:
            yield Problem("--acceptance", "nothing is drafted", "name the small model (--draft)")
        return
    if given is None:
        what = f"how many tokens of {request.draft!r} are accepted is not known"
        yield Problem("--acceptance", what, "give the share that was measured, e.g. 0.7")
    elif not 0 < given < 1:
        remedy = "give a share above 0 and below 1, e.g. 0.7"
        yield Problem("--acceptance", f"is {given:g}", remedy)
    if request.stages > 1:
        what = f"a draft of {request.draft!r} does not go through {request.stages} stages"
        yield Problem("--draft", what, "use a single stage, or no draft")


def _of_pool(request: ServingRequest) -> Iterator[Problem]:
    if request.link is not None and not (isfinite(request.link) and request.link > 0):
        yield Problem("--link", f"is {request.link:g} bit/s", "give more than zero")
    if request.prefill_accelerators:
        return
    for name in ("prefill_accelerator", "link"):
        if getattr(request, name) is not None:
            what = "no accelerators read prompts alone"
            yield Problem(_option(name), what, "say how many (--prefill-accelerators)")
