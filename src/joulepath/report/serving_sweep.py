"""Several ways to serve a language model side by side, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from joulepath.analysis.serving import Attempt
from joulepath.catalogue.units import render, render_memory
from joulepath.report.evidence import evidence_lines, joined
from joulepath.report.plain import plain
from joulepath.report.serving_table import serving_data, serving_evidence
from joulepath.report.tables import Table
from joulepath.report.wording import counted
from joulepath.scenario.serving import Served

__all__ = ["sweep_data", "sweep_lines", "sweep_table"]

_HEADINGS: Final = (
    "accelerators",
    "requests",
    "energy",
    "90 % band",
    "rate",
    "token to token",
    "first token",
    "memory",
)


def sweep_table(attempts: Sequence[Attempt]) -> Table:
    """A row for each way.

    Parameters
    ----------
    attempts : sequence of Attempt
        Ways to serve a model.

    Returns
    -------
    Table
        With what keeps more requests out, where that was asked for; a dash where a way cannot be.
    """
    limited = any(attempt.limit for attempt in attempts)
    headings = (*_HEADINGS, "limit") if limited else _HEADINGS
    rows = tuple(_row(attempt, limited) for attempt in attempts)
    return Table(headings, rows)


def _row(attempt: Attempt, limited: bool) -> tuple[str, ...]:
    request, served = attempt.request, attempt.served
    limit = (attempt.limit or "-",) if limited else ()
    if served is None:
        return (str(request.accelerators), *["-"] * (len(_HEADINGS) - 1), *limit)
    return (str(request.accelerators), f"{request.sequences:g}", *_cells(served), *limit)


def _cells(served: Served) -> Iterator[str]:
    found = served.serving
    low, high = (
        render(float(end), "J/token") for end in (found.per_token_low, found.per_token_high)
    )
    yield render(float(found.per_token), "J/token")
    yield f"{low} to {high}"
    yield render(float(found.rate), "token/s")
    yield render(float(found.interval), "s")
    yield render(float(found.first_token), "s")
    yield render_memory(float(found.memory))


def sweep_lines(attempts: Sequence[Attempt]) -> Iterator[str]:
    """What the ways have in common, and why some cannot be.

    Parameters
    ----------
    attempts : sequence of Attempt
        Ways to serve a model, one of them at least possible.
    """
    served = [attempt.served for attempt in attempts if attempt.served is not None]
    request = served[0].request
    yield (
        f"{served[0].title} on {request.accelerator}, {served[0].weights}, requests of"
        f" {request.prompt:g} + {request.answer:g} tokens; memory of each accelerator"
        f" {render_memory(float(served[0].plan.accelerator.memory))}"
    )
    yield f"method: calibrated, engine {request.engine}"
    yield ""
    for title, lines in (
        (
            "warning",
            [f"{_place(each.request)}: {said}" for each in served for said in each.warnings],
        ),
        ("way that cannot be", list(_impossible(attempts))),
        ("assumption", list(dict.fromkeys(said for each in served for said in each.assumptions))),
    ):
        if lines:
            yield f"{_number(len(lines), title)}:"
            yield from (f"  {line}" for line in lines)
            yield ""
    yield from evidence_lines(joined(map(serving_evidence, served)))


def _number(count: int, title: str) -> str:
    first, space, rest = title.partition(" ")
    return f"{counted(count, first)}{space}{rest}"


def _impossible(attempts: Sequence[Attempt]) -> Iterator[str]:
    for attempt in attempts:
        for problem in attempt.problems:
            yield f"{_place(attempt.request)}: {problem.what}; {problem.remedy}"


def _place(request: Any) -> str:
    return f"{request.accelerators} x {request.sequences:g}"


def sweep_data(attempts: Sequence[Attempt]) -> list[dict[str, Any]]:
    """Put several results in plain tables.

    Parameters
    ----------
    attempts : sequence of Attempt
        Ways to serve a model.

    Returns
    -------
    list of dict
        As of a single one, and ``limit``; of a way that cannot be, ``request`` and ``problems``.
    """
    return [
        {**serving_data(attempt.served), "limit": attempt.limit}
        if attempt.served is not None
        else {"request": plain(attempt.request), "problems": [*map(str, attempt.problems)]}
        for attempt in attempts
    ]
