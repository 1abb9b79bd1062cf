"""Several ways to serve a model: batches, numbers of accelerators, and targets of latency."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Final

from joulepath.catalogue import Catalogue
from joulepath.catalogue.units import render
from joulepath.errors import InputError, Problem
from joulepath.lifecycle.serving import serve
from joulepath.records.serving_results import Serving
from joulepath.scenario.serving import Served, resolve_serving
from joulepath.scenario.serving_request import ServingRequest

__all__ = ["Attempt", "Target", "most_requests", "sweep"]

_MOST: Final = 2**16


@dataclass(frozen=True)
class Target:
    """What users may wait for; none where they wait as long as it takes."""

    interval: float | None = None
    """Longest mean time in s between two tokens of a request."""
    first_token: float | None = None
    """Longest mean time in s to the first token."""


@dataclass(frozen=True)
class Attempt:
    """One way to serve a model, and what became of it."""

    request: ServingRequest
    """What was asked for."""
    served: Served | None
    """What it comes to; none where it cannot be."""
    problems: tuple[Problem, ...] = ()
    """Why it cannot be."""
    limit: str = ""
    """What keeps more requests out: ``interval``, ``first token``, ``memory`` or ``engine``, which
    takes no more; empty where their number was given."""


def sweep(
    request: ServingRequest,
    *,
    sequences: Sequence[float] = (),
    accelerators: Sequence[int] = (),
    target: Target | None = None,
    catalogue: Catalogue | None = None,
) -> tuple[Attempt, ...]:
    """Serve a model in several ways.

    Parameters
    ----------
    request : ServingRequest
        What they have in common.
    sequences : sequence of float
        Numbers of requests computed together; those of the request by default.
    accelerators : sequence of int
        Numbers of accelerators; those of the request by default.
    target : Target, optional
        If given, the most requests that meet it are found for each number of accelerators.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    tuple of Attempt
        One for each combination, accelerators first; those that cannot be say why.

    Raises
    ------
    InputError
        If none of them can be.
    """
    found: list[Attempt] = []
    for count in accelerators or (request.accelerators,):
        each = replace(request, accelerators=count)
        if target is not None:
            found.append(_tried(each, target, catalogue))
            continue
        numbers = sequences or (request.sequences,)
        found += (_tried(replace(each, sequences=number), None, catalogue) for number in numbers)
    if not any(attempt.served for attempt in found):
        problems = (problem for attempt in found for problem in attempt.problems)
        raise InputError(*problems)
    return tuple(found)


def _tried(request: ServingRequest, target: Target | None, catalogue: Catalogue | None) -> Attempt:
    try:
        if target is not None:
            return most_requests(request, target, catalogue)
        return Attempt(request, resolve_serving(request, catalogue))
    except InputError as error:
        return Attempt(request, None, error.problems)


def most_requests(
    request: ServingRequest, target: Target, catalogue: Catalogue | None = None
) -> Attempt:
    """Find the largest batch that keeps to a target of latency and fits the memory.

    Every latency grows with the batch, so that halving the range again and again finds it.

    Parameters
    ----------
    request : ServingRequest
        What is to be served; its own number of requests is ignored.
    target : Target
        What users may wait for.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    Attempt
        With that batch, and what keeps more requests out.

    Raises
    ------
    InputError
        If a single request does not keep to it, with how long it takes, or cannot be served.
    """
    if problems := tuple(_senseless(target)):
        raise InputError(*problems)
    alone = resolve_serving(replace(request, sequences=1.0), catalogue)
    if problems := tuple(_too_slow(alone.serving, target)):
        raise InputError(*problems)

    def kept_out(sequences: int) -> str:
        plan = replace(alone.plan, sequences=float(sequences))
        found = serve(alone.model, plan, alone.calibration)
        return next(_limits(found, target, float(plan.accelerator.memory)), "")

    batch = bisect_right(range(1, _MOST + 1), 0, key=lambda each: bool(kept_out(each)))
    limit = kept_out(batch + 1) or "engine"
    best = replace(request, sequences=float(batch))
    return Attempt(best, resolve_serving(best, catalogue), limit=limit)


def _limits(found: Serving, target: Target, memory: float) -> Iterator[str]:
    if float(found.memory) > memory:
        yield "memory"
    if target.interval is not None and float(found.interval) > target.interval:
        yield "interval"
    if target.first_token is not None and float(found.first_token) > target.first_token:
        yield "first token"


def _senseless(target: Target) -> Iterator[Problem]:
    for name, value in (("--interval", target.interval), ("--first-token", target.first_token)):
        if value is not None and not (isfinite(value) and value > 0):
            yield Problem(name, f"is {value:g} s", "give more than zero, e.g. 50ms")


def _too_slow(found: Serving, target: Target) -> Iterator[Problem]:
    remedy = "allow more time, or take more or faster accelerators or a smaller model"
    pairs = (
        ("--interval", "a token takes", found.interval, target.interval),
        ("--first-token", "the first token takes", found.first_token, target.first_token),
    )
    for option, what, value, longest in pairs:
        if longest is not None and float(value) > longest:
            said = f"{what} {render(float(value), 's')} for a request that is alone"
            yield Problem(option, f"{said}, more than {render(longest, 's')}", remedy)
