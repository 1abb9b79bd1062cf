"""A sweep for people: its least and greatest values, and pictures of small ones."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from joulepath.analysis.sweep import Swept
from joulepath.analysis.sweep.axes import Axis
from joulepath.catalogue.units import render
from joulepath.errors import InputError, Problem
from joulepath.report.charts.axes import Scale
from joulepath.report.charts.sweep import line_chart, map_chart
from joulepath.report.tables import Table
from joulepath.report.usual_units import in_unit, usual_unit

__all__ = ["extremes_table", "points_table", "sweep_chart", "sweep_lines"]

_LINES = 8
"""Names of an axis that make lines; more make a map."""


def extremes_table(swept: Swept) -> Table:
    """Least and greatest value of each output, with the point where it is."""
    rows: list[tuple[str, ...]] = []
    for path, unit in swept.request.outputs.items():
        for which in ("least", "greatest"):
            found = swept.summary["outputs"][path][which]
            if found is not None:
                value, point = found
                cells = (_cell(point[axis.key]) for axis in swept.request.axes)
                rows.append((f"{which} {path}", _in_money(render(value, unit), swept), *cells))
    return Table(("", "value", *(axis.key for axis in swept.request.axes)), tuple(rows))


def points_table(swept: Swept) -> Table:
    """Every point of a sweep that is in memory; numbers in coherent units, which headings name."""
    request = swept.request
    headings = [f"{axis.key} [{axis.unit}]" if axis.unit else axis.key for axis in request.axes]
    headings += [f"{path} [{_in_money(unit, swept)}]" for path, unit in request.outputs.items()]
    columns = [swept.column(axis.key).tolist() for axis in request.axes]
    columns += [swept.column(path).tolist() for path in request.outputs]
    rows = tuple(tuple(map(_cell, row)) for row in zip(*columns, strict=True))
    return Table(tuple(headings), rows)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) else "-"
    return str(value)


def sweep_lines(swept: Swept) -> Iterator[str]:
    """What was computed, in sentences."""
    request = swept.request
    count = swept.summary["rows"]
    drawn = "" if request.design == "grid" else f", {request.design}, seed {request.seed}"
    engine = ", by machine code" if request.engine == "compiled" else ""
    yield f"points: {count:,}{drawn}{engine}"
    for path, facts in swept.summary["outputs"].items():
        if facts["empty"]:
            yield f"{path}: no number at {facts['empty']:,} of them"


def sweep_chart(swept: Swept) -> str:
    """Draw the first output of a grid in memory over its one or two axes.

    Raises
    ------
    InputError
        If the sweep is no grid, or has another number of axes.
    """
    request = swept.request
    axes = [axis for axis in request.axes if axis.length != 1]
    if request.design != "grid" or not 1 <= len(axes) <= 2:
        what = f"{len(axes)} axes" if request.design == "grid" else f"a {request.design} sample"
        remedy = "draw a grid over one or two axes; --set fixes other values"
        raise InputError(Problem("--chart", f"{what} make no picture", remedy))
    path, unit = next(iter(request.outputs.items()))
    usual = _usual(swept, path, unit)
    value = path if usual == "1" else f"{path}, {_in_money(usual, swept)}"
    said = _described(swept, path, unit)
    name = f"{request.title}: {path}"
    found = _grid(swept, axes, path)
    values: Any = in_unit(found, usual)
    if len(axes) == 1:
        return line_chart(_scale(axes[0]), {"": values}, value=value, title=name, description=said)
    names = next((axis for axis in axes if _is_named(axis) and (axis.length or 0) <= _LINES), None)
    if names is not None and not all(map(_is_named, axes)):
        other = axes[1 - axes.index(names)]
        table = values if axes.index(names) == 0 else values.T
        lines = dict(zip(map(str, names.shown), table, strict=True))
        return line_chart(_scale(other), lines, value=value, title=name, description=said)
    scales = _scale(axes[0]), _scale(axes[1])
    return map_chart(*scales, values.T, value=value, title=name, description=said)


def _grid(swept: Swept, axes: list[Axis], path: str) -> Any:
    """Values in the order of the axes that the user gave, not that of the computation."""
    points = swept.points
    assert points is not None, "a picture needs the points"
    found = np.full([axis.length or 0 for axis in axes], np.nan)
    found[tuple(points.positions[axis.key] for axis in axes)] = points.outputs[path]
    return found


def _usual(swept: Swept, path: str, unit: str) -> str:
    """Unit in which people would give the greatest value."""
    greatest = swept.summary["outputs"][path]["greatest"]
    return unit if greatest is None else usual_unit(greatest[0], unit)


def _is_named(axis: Axis) -> bool:
    return axis.shown.dtype.kind == "U"


def _scale(axis: Axis) -> Scale:
    label = f"{axis.key}, {axis.unit}" if axis.unit else axis.key
    return Scale(label, tuple(axis.shown.tolist()))


def _described(swept: Swept, path: str, unit: str) -> str:
    facts = swept.summary["outputs"][path]
    if facts["least"] is None:
        return "no point has a value"
    low, high = (render(facts[which][0], unit) for which in ("least", "greatest"))
    return _in_money(f"{swept.summary['rows']:,} points from {low} to {high}", swept)


def _in_money(text: str, swept: Swept) -> str:
    """A text with the scenario's currency in the place of money."""
    currency = swept.request.tables.get("cost", {}).get("currency", "money")
    return re.sub(r"\bmoney\b", str(currency), text)
