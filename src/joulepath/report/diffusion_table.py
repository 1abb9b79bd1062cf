"""What making pictures comes to, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue.units import render
from joulepath.core.tree import units
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.scenario.diffusion import Pictured

__all__ = ["diffusion_data", "diffusion_lines", "diffusion_table"]

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


def diffusion_lines(pictured: Pictured) -> Iterator[str]:
    """The answer in words.

    Parameters
    ----------
    pictured : Pictured
        A request and what it comes to.
    """
    made, request = pictured.diffusion, pictured.request
    low, high = (
        render(float(end), "J/inference") for end in (made.per_picture_low, made.per_picture_high)
    )
    yield (
        f"{pictured.title} on {request.accelerators} x {request.accelerator}, {request.numbers},"
        f" {_size(pictured)} in {pictured.setting.steps} steps, {request.batch} at a time"
    )
    each = f"for {'an' if pictured.model.output == 'image' else 'a'} {pictured.model.output}"
    yield (
        f"energy: {render(float(made.per_picture), 'J/inference')}"
        f" (90 % band {low} to {high}) {each}"
    )
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
    memory = render(float(pictured.plan.accelerator.memory), "bit")
    yield f"memory: {render(float(made.memory), 'bit')} of {memory} on each accelerator"
    yield f"method: calibrated, engine {request.engine}"
    yield ""
    yield f"{len(pictured.assumptions)} assumptions:"
    yield from (f"  {said}" for said in pictured.assumptions)


def diffusion_data(pictured: Pictured) -> dict[str, Any]:
    """Put a result in plain tables.

    Parameters
    ----------
    pictured : Pictured
        A request and what it comes to.

    Returns
    -------
    dict
        ``request``, ``model``, ``plan``, ``diffusion``, ``units`` of its numbers and
        ``assumptions``.
    """
    return {
        "request": plain(pictured.request),
        "title": pictured.title,
        "setting": plain(pictured.setting),
        "model": plain(pictured.model),
        "plan": plain(pictured.plan),
        "diffusion": plain(pictured.diffusion),
        "units": dict(units(pictured.diffusion)),
        "assumptions": list(pictured.assumptions),
    }


def _size(pictured: Pictured) -> str:
    setting = pictured.setting
    size = f"{setting.width} x {setting.height}"
    return size if pictured.model.output == "image" else f"{size} x {setting.frames} frames"
