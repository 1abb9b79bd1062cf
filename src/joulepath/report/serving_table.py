"""What serving a language model comes to, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue.units import render, render_memory
from joulepath.core.tree import units
from joulepath.report.evidence import Evidence, evidence, evidence_data, evidence_lines, said_lines
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.scenario.serving import Served, serve_inputs

__all__ = ["serving_data", "serving_evidence", "serving_lines", "serving_table"]

_PARTS: Final = {
    "weights": "reading weights",
    "cache": "reading keys and values",
    "arithmetic": "matrix products",
    "launching": "starting operators",
    "exchange": "exchange between accelerators",
    "drafting": "drafting by the small model",
    "host": "waiting for the host",
    "bubble": "waiting for other stages",
}
_OPTIONAL: Final = ("drafting", "bubble")


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
    whole = float(time.whole)
    parts = {
        title: float(getattr(time, part)) for part, title in _PARTS.items() if _has(time, part)
    }
    rows = tuple(
        (title, render(part, "s"), f"{100 * part / whole:.1f} %") for title, part in parts.items()
    )
    each = float(served.serving.tokens)
    written = "a token" if each == 1 else f"{each:.3g} tokens"
    total = (f"a step, which writes {written} of each request", render(whole, "s"), "100 %")
    return Table(("part of a step", "time", "share"), rows, (total,))


def _has(time: Any, part: str) -> bool:
    return part not in _OPTIONAL or float(getattr(time, part)) > 0


def serving_lines(served: Served, found: Evidence) -> Iterator[str]:
    """The answer in words.

    Parameters
    ----------
    served : Served
        A request and what it comes to.
    found : Evidence
        What it rests on.
    """
    yield _what(served)
    yield from _amounts(served)
    yield from _reading(served)
    yield f"method: calibrated, engine {served.request.engine}"
    yield ""
    yield from said_lines(served.warnings, served.assumptions)
    yield from evidence_lines(found)


def _what(served: Served) -> str:
    request = served.request
    stages = f" in {request.stages} stages" if request.stages > 1 else ""
    plural = "request" if request.sequences == 1 else "requests"
    return (
        f"{served.title} on {request.accelerators} x {request.accelerator}{stages},"
        f" {served.weights}, {request.sequences:g} {plural} at a time of"
        f" {request.prompt:g} + {request.answer:g} tokens"
    )


def _amounts(served: Served) -> Iterator[str]:
    found = served.serving
    low, high = (
        render(float(end), "J/token") for end in (found.per_token_low, found.per_token_high)
    )
    yield (
        f"energy: {render(float(found.per_token), 'J/token')} (90 % band {low} to {high}),"
        f" {render(float(found.per_answer), 'J')} for an answer"
    )
    yield (
        f"latency: {render(float(found.interval), 's')} from token to token, the first after"
        f" {render(float(found.first_token), 's')}"
    )
    yield (
        f"rate: {render(float(found.rate), 'token/s')}, of each request"
        f" {render(float(found.rate) / served.request.sequences, 'token/s')}; power"
        f" {render(float(found.power), 'W')}"
    )
    memory = render_memory(float(served.plan.accelerator.memory))
    yield f"memory: {render_memory(float(found.memory))} of {memory} on each accelerator"


def _reading(served: Served) -> Iterator[str]:
    reading, request = served.serving.reading, served.request
    if reading is None:
        return
    name = request.prefill_accelerator or request.accelerator
    yield (
        f"prompts: {request.prefill_accelerators} x {name} read one in"
        f" {render(float(reading.time), 's')} after {render(float(reading.queueing), 's')} in the"
        f" queue, busy for {100 * float(reading.utilisation):.3g} % of the time at"
        f" {render(float(reading.power), 'W')}"
    )
    yield (
        f"transfer: {render_memory(float(reading.transferred))} of keys and values for each, in"
        f" {render(float(reading.transfer), 's')}"
    )


def serving_evidence(served: Served) -> Evidence:
    """What the result rests on."""
    return evidence(serve_inputs, served.inputs, served.origins, served.catalogue)


def serving_data(served: Served) -> dict[str, Any]:
    """Put a result in plain tables.

    Parameters
    ----------
    served : Served
        A request and what it comes to.

    Returns
    -------
    dict
        ``request``, ``title``, ``weights``, ``model``, ``plan``, ``serving``, ``units`` of its
        numbers, ``warnings``, ``assumptions``, ``assumed_figures`` and ``bibliography``. A
        number that is not finite is none.
    """
    return {
        "request": plain(served.request),
        "title": served.title,
        "weights": served.weights,
        "model": plain(served.model),
        "plan": plain(served.plan),
        "serving": plain(served.serving),
        "units": dict(units(served.serving)),
        "warnings": list(served.warnings),
        "assumptions": list(served.assumptions),
        **evidence_data(serving_evidence(served)),
    }
