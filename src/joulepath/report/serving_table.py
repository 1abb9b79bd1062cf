"""What serving a language model comes to, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue.units import render
from joulepath.core.tree import units
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.scenario.serving import Served

__all__ = ["serving_data", "serving_lines", "serving_table"]

_PARTS: Final = {
    "weights": "reading weights",
    "cache": "reading keys and values",
    "arithmetic": "matrix products",
    "launching": "starting operators",
    "exchange": "exchange between accelerators",
    "host": "waiting for the host",
}


def serving_table(served: Served) -> Table:
    """Where the time of a step goes.

    Parameters
    ----------
    served : Served
        A request and what it comes to.

    Returns
    -------
    Table
        A row for each part of a step.
    """
    time = served.serving.time
    rows = tuple(
        (
            title,
            render(float(getattr(time, part)), "s"),
            f"{100 * float(getattr(time, part)) / float(time.whole):.1f} %",
        )
        for part, title in _PARTS.items()
    )
    whole = (
        "a step, which writes a token of each request",
        render(float(time.whole), "s"),
        "100 %",
    )
    return Table(("part of a step", "time", "share"), rows, (whole,))


def serving_lines(served: Served) -> Iterator[str]:
    """The answer in words.

    Parameters
    ----------
    served : Served
        A request and what it comes to.
    """
    found, request = served.serving, served.request
    low, high = (
        render(float(end), "J/token") for end in (found.per_token_low, found.per_token_high)
    )
    yield (
        f"{served.title} on {request.accelerators} x {request.accelerator},"
        f" {request.weights}, {request.sequences:g} requests at a time of"
        f" {request.prompt:g} + {request.answer:g} tokens"
    )
    yield (
        f"energy: {render(float(found.per_token), 'J/token')} (90 % band {low} to {high}),"
        f" {render(float(found.per_answer), 'J')} for an answer"
    )
    yield (
        f"rate: {render(float(found.rate), 'token/s')}, of each request"
        f" {render(float(found.rate) / request.sequences, 'token/s')}; power"
        f" {render(float(found.power), 'W')}"
    )
    memory = render(float(served.plan.accelerator.memory), "bit")
    yield f"memory: {render(float(found.memory), 'bit')} of {memory} on each accelerator"
    yield f"method: calibrated, engine {request.engine}"
    yield ""
    yield f"{len(served.assumptions)} assumptions:"
    yield from (f"  {said}" for said in served.assumptions)


def serving_data(served: Served) -> dict[str, Any]:
    """Put a result in plain tables.

    Parameters
    ----------
    served : Served
        A request and what it comes to.

    Returns
    -------
    dict
        ``request``, ``model``, ``plan``, ``serving``, ``units`` of its numbers and
        ``assumptions``.
    """
    return {
        "request": plain(served.request),
        "title": served.title,
        "model": plain(served.model),
        "plan": plain(served.plan),
        "serving": plain(served.serving),
        "units": dict(units(served.serving)),
        "assumptions": list(served.assumptions),
    }
