"""What making pictures comes to, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue.units import render, render_memory
from joulepath.core.tree import units
from joulepath.report.evidence import Evidence, evidence, evidence_data, evidence_lines, said_lines
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.scenario.diffusion import Pictured, diffuse_inputs

__all__ = ["diffusion_data", "diffusion_evidence", "diffusion_lines", "diffusion_table"]

_PARTS: Final = {
    "call": "request",
    "encoding": "encoding texts",
    "matrix": "matrix products",
    "attention": "attention",
    "elementwise": "elementwise operations",
    "exchange": "exchange between accelerators",
    "waiting": "waiting for the host",
    "decoding": "decoding",
    "conversion": "conversion on the host",
}


def diffusion_table(pictured: Pictured) -> Table:
    """Where the time goes that pictures made together take.

    Parameters
    ----------
    pictured : Pictured
        A request and what it comes to.

    Returns
    -------
    Table
        A row for each part.
    """
    time = pictured.diffusion.time
    rows = tuple(
        (
            title,
            render(float(getattr(time, part)), "s"),
            f"{100 * float(getattr(time, part)) / float(time.whole):.1f} %",
        )
        for part, title in _PARTS.items()
    )
    whole = ("all of it", render(float(time.whole), "s"), "100 %")
    return Table(("part", "time", "share"), rows, (whole,))


def diffusion_lines(pictured: Pictured, found: Evidence) -> Iterator[str]:
    """The answer in words.

    Parameters
    ----------
    pictured : Pictured
        A request and what it comes to.
    found : Evidence
        What it rests on.
    """
    yield from _amounts(pictured)
    yield f"method: calibrated, engine {pictured.request.engine}"
    yield ""
    yield from said_lines(pictured.warnings, pictured.assumptions)
    yield from evidence_lines(found)


def _amounts(pictured: Pictured) -> Iterator[str]:
    made, request = pictured.diffusion, pictured.request
    low, high = (render(float(end), "J") for end in (made.per_picture_low, made.per_picture_high))
    yield (
        f"{pictured.title} on {request.accelerators} x {request.accelerator}, {request.numbers},"
        f" {_size(pictured)} in {pictured.setting.steps} steps, {request.batch} at a time"
    )
    each = f"for {'an' if pictured.model.output == 'image' else 'a'} {pictured.model.output}"
    yield (f"energy: {render(float(made.per_picture), 'J')} (90 % band {low} to {high}) {each}")
    yield (
        f"time: {render(float(made.time.whole) / request.batch, 's')} {each}; power"
        f" {render(float(made.power), 'W')}"
    )
    work = float(made.work.matrix) + float(made.work.attention)
    yield (
        f"work: {render(work / request.batch, 'flop')} {each}, of it"
        f" {100 * float(made.work.attention) / work:.0f} % attention;"
        f" {float(made.tokens):g} tokens"
    )
    memory = render_memory(float(pictured.plan.accelerator.memory))
    yield f"memory: {render_memory(float(made.memory))} of {memory} on each accelerator"


def diffusion_evidence(pictured: Pictured) -> Evidence:
    """What the result rests on."""
    return evidence(diffuse_inputs, pictured.inputs, pictured.origins, pictured.catalogue)


def diffusion_data(pictured: Pictured) -> dict[str, Any]:
    """Put a result in plain tables.

    Parameters
    ----------
    pictured : Pictured
        A request and what it comes to.

    Returns
    -------
    dict
        ``request``, ``title``, ``setting``, ``model``, ``plan``, ``diffusion``, ``units`` of its
        numbers, ``warnings``, ``assumptions``, ``assumed_figures`` and ``bibliography``.
    """
    return {
        "request": plain(pictured.request),
        "title": pictured.title,
        "setting": plain(pictured.setting),
        "model": plain(pictured.model),
        "plan": plain(pictured.plan),
        "diffusion": plain(pictured.diffusion),
        "units": dict(units(pictured.diffusion)),
        "warnings": list(pictured.warnings),
        "assumptions": list(pictured.assumptions),
        **evidence_data(diffusion_evidence(pictured)),
    }


def _size(pictured: Pictured) -> str:
    setting = pictured.setting
    size = f"{setting.width} x {setting.height}"
    return size if pictured.model.output == "image" else f"{size} x {setting.frames} frames"
