"""What an inference on a microcontroller comes to, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from textwrap import wrap
from typing import Any, Final

from joulepath.analysis.explain import trace
from joulepath.catalogue import Source
from joulepath.catalogue.units import render
from joulepath.core.tree import units
from joulepath.lifecycle.microcontroller import infer
from joulepath.records.microcontroller import CalibratedInference, Execution
from joulepath.records.origins import Origin
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.wording import counted
from joulepath.scenario.microcontroller import Inferred

__all__ = ["inference_bibliography", "inference_data", "inference_lines", "inference_table"]

_WIDTH: Final = 90

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
    pace = float(inferred.inference.plan.pace)
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
    found, request, plan = inferred.execution, inferred.request, inferred.inference.plan
    low, high = (render(float(end), "J") for end in (found.energy_low, found.energy_high))
    yield (
        f"{request.model.name} on {request.wish.processor} at"
        f" {render(float(plan.clock), 'cycle/s')}, {request.wish.format},"
        f" runtime {inferred.runtime}"
    )
    yield f"energy: {render(float(found.energy), 'J')} (90 % band {low} to {high})"
    least, most = (render(float(end), "s") for end in (found.time_low, found.time_high))
    yield (
        f"time: {render(float(found.time), 's')} (90 % band {least} to {most});"
        f" power {render(float(found.power), 'W')}"
    )
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
    yield f"{counted(len(inferred.assumptions), 'assumption')}:"
    yield from _indented(inferred.assumptions)
    assumed = [f"{origin.place} = {origin.written}: {origin.note}" for origin in _assumed(inferred)]
    if assumed:
        yield ""
        yield f"{counted(len(assumed), 'assumed figure')}:"
        yield from _indented(assumed)
    sources = inference_bibliography(inferred)
    yield ""
    yield f"{counted(len(sources), 'source')}:"
    yield from _indented(f"{source.key}: {source.title} ({source.year})" for source in sources)


def inference_bibliography(inferred: Inferred) -> tuple[Source, ...]:
    """Sources of every figure and equation that an inference rests on.

    Parameters
    ----------
    inferred : Inferred
        A request and what it comes to.

    Returns
    -------
    tuple of Source
        Sorted by their keys.
    """
    explained = trace(_executed, inferred.inference, inferred.origins)
    keys = {
        *explained.sources(),
        *(each.source for each in inferred.origins.values()),
        inferred.measured_by or "",
    }
    return tuple(inferred.catalogue.source(key) for key in sorted(keys - {""}))


def _executed(inference: CalibratedInference) -> Execution:
    return infer(inference.work, inference.plan, inference.runtime)


def _assumed(inferred: Inferred) -> list[Origin]:
    """Figures of the catalogue that nobody vouches for, each once."""
    catalogued = [each for each in inferred.origins.values() if each.kind == "catalogue"]
    sources = inferred.catalogue.sources
    return [each for each in dict.fromkeys(catalogued) if sources[each.source].kind == "assumption"]


def _indented(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ")


def inference_data(inferred: Inferred) -> dict[str, Any]:
    """Put a result in plain tables.

    Parameters
    ----------
    inferred : Inferred
        A request and what it comes to.

    Returns
    -------
    dict
        ``request``, ``runtime``, ``platform`` (the calibration of the processor, if there is
        one), ``work``, ``memory``, ``plan``, ``execution``, ``duty``, ``units`` of the numbers of
        the execution, ``assumptions``, ``assumed_figures`` and ``bibliography``.
    """
    return {
        "request": {**plain(inferred.request), "model": str(inferred.request.model)},
        "runtime": inferred.runtime,
        "platform": inferred.platform,
        "work": plain(inferred.inference.work),
        "memory": plain(inferred.memory),
        "plan": plain(inferred.inference.plan),
        "execution": plain(inferred.execution),
        "duty": None if inferred.duty is None else plain(inferred.duty),
        "units": dict(units(inferred.execution)),
        "assumptions": list(inferred.assumptions),
        "assumed_figures": [asdict(origin) for origin in _assumed(inferred)],
        "bibliography": [asdict(source) for source in inference_bibliography(inferred)],
    }
