"""What an inference on a microcontroller comes to, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue.units import render
from joulepath.core.tree import units
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.scenario.microcontroller import Inferred

__all__ = ["inference_data", "inference_lines", "inference_table"]

_PARTS: Final = {
    "fully_connected": "products of matrices",
    "depthwise": "depthwise convolutions",
    "pointwise": "pointwise convolutions",
    "convolution": "other convolutions",
    "values": "scaling and writing results",
    "layers": "setting layers up",
}


def inference_table(inferred: Inferred) -> Table:
    """Where the clock cycles of an inference go.

    Parameters
    ----------
    inferred : Inferred
        A request and what it comes to.

    Returns
    -------
    Table
        A row for each part.
    """
    cycles = inferred.execution.cycles
    pace = float(inferred.plan.pace)
    parts = {title: float(getattr(cycles, part)) * pace for part, title in _PARTS.items()}
    whole = float(cycles.whole)
    rows = tuple(
        (title, render(part, "cycle"), f"{100 * part / whole:.1f} %")
        for title, part in parts.items()
    )
    total = ("an inference", render(whole, "cycle"), "100 %")
    return Table(("part of an inference", "cycles", "share"), rows, (total,))


def inference_lines(inferred: Inferred) -> Iterator[str]:
    """The answer in words.

    Parameters
    ----------
    inferred : Inferred
        A request and what it comes to.
    """
    found, request, plan = inferred.execution, inferred.request, inferred.plan
    low, high = (render(float(end), "J") for end in (found.energy_low, found.energy_high))
    yield (
        f"{request.model.name} on {request.wish.processor} at"
        f" {render(float(plan.clock), 'cycle/s')}, {request.wish.format},"
        f" runtime {inferred.runtime}"
    )
    yield f"energy: {render(float(found.energy), 'J')} (90 % band {low} to {high})"
    yield f"time: {render(float(found.time), 's')}; power {render(float(found.power), 'W')}"
    memory = inferred.memory
    yield (
        f"memory: {render(memory.weights, 'bit')} of weights,"
        f" {render(memory.activations, 'bit')} of activations"
    )
    if inferred.duty is not None and request.every is not None:
        yield (
            f"{request.batch} every {render(request.every, 's')}:"
            f" {render(float(inferred.duty.energy), 'J')} each time,"
            f" {render(float(inferred.duty.power), 'W')} on average from the source"
        )
    yield "method: calibrated"
    yield ""
    yield f"{len(inferred.assumptions)} assumptions:"
    yield from (f"  {said}" for said in inferred.assumptions)


def inference_data(inferred: Inferred) -> dict[str, Any]:
    """Put a result in plain tables.

    Parameters
    ----------
    inferred : Inferred
        A request and what it comes to.

    Returns
    -------
    dict
        ``request``, ``work``, ``memory``, ``plan``, ``execution``, ``duty``, ``units`` of the
        numbers of the execution, and ``assumptions``.
    """
    return {
        "request": {**plain(inferred.request), "model": str(inferred.request.model)},
        "runtime": inferred.runtime,
        "work": plain(inferred.work),
        "memory": plain(inferred.memory),
        "plan": plain(inferred.plan),
        "execution": plain(inferred.execution),
        "duty": None if inferred.duty is None else plain(inferred.duty),
        "units": dict(units(inferred.execution)),
        "assumptions": list(inferred.assumptions),
    }
