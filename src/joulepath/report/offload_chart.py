"""Which division of a model wins where, as a picture, a table, sentences and plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from joulepath.analysis.offload_map import Change, DivisionMap
from joulepath.analysis.sweep.axes import Axis
from joulepath.catalogue.units import render
from joulepath.report.charts.axes import Scale
from joulepath.report.charts.crossover import crossover_chart
from joulepath.report.charts.regions import regions_chart
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.usual_units import in_unit, usual_unit

__all__ = [
    "division_chart",
    "division_data",
    "division_lines",
    "division_summary",
    "division_table",
]


def division_chart(found: DivisionMap) -> str:
    """Draw the divisions over one axis as lines, or who wins over two as a map.

    Parameters
    ----------
    found : DivisionMap
        What was weighed.

    Returns
    -------
    str
        An SVG document.
    """
    title = f"{found.title}: which division takes least {found.measure.name}"
    said = ". ".join(_sentence(each) for each in _described(found)) + "."
    if len(found.axes) == 1:
        return _lines(found, title, said)
    x, y = map(_scale, found.axes)
    rows = found.best.T
    winners = [[_named(found, at) for at in row] for row in rows.tolist()]
    notes = [
        [_note(found, (column, row)) for column in range(rows.shape[1])]
        for row in range(rows.shape[0])
    ]
    return regions_chart(
        x,
        y,
        winners,
        notes,
        names=[found.names[at] for at in _ordered(found)],
        title=title,
        description=said,
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lines(found: DivisionMap, title: str, said: str) -> str:
    (axis,) = found.axes
    won = found.best.tolist()
    drawn = [at for at in _ordered(found) if at in won or at in (0, len(found.names) - 1)]
    marks = {
        _place(each, axis): float(each.high)
        for each in found.changes
        if not isinstance(each.high, str) and axis.span is not None
    }
    lines = {found.names[at]: found.values[at] for at in drawn}
    unit = usual_unit(float(np.nanmax([*lines.values()])), found.measure.unit)
    return crossover_chart(
        _scale(axis),
        {name: in_unit(values, unit).tolist() for name, values in lines.items()},
        [_named(found, at) for at in found.best.tolist()],
        marks,
        value=f"{found.measure.name}, {unit} an inference",
        title=title,
        description=said,
    )


def _ordered(found: DivisionMap) -> list[int]:
    """Both ends first, so that they have the same colours in every picture."""
    last = len(found.names) - 1
    return [0, last, *range(1, last)]


def _scale(axis: Axis) -> Scale:
    label = f"{axis.key}, {axis.unit}" if axis.unit else axis.key
    return Scale(label, tuple(axis.shown.tolist()))


def _named(found: DivisionMap, at: int) -> str | None:
    return None if at < 0 else found.names[at]


def _note(found: DivisionMap, position: tuple[int, int]) -> str:
    at = int(found.best[position])
    places = (_at(axis, index) for axis, index in zip(found.axes, position, strict=True))
    where = ", ".join(places)
    if at < 0:
        return f"{where}: none is allowed"
    value = _shown(float(found.values[(at, *position)]), found)
    return f"{where}: {found.names[at]}, {value}"


def _at(axis: Axis, index: int) -> str:
    return f"{axis.key} = {_value(axis.shown[index].item(), axis)}"


def _value(value: float | str, axis: Axis) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.4g} {axis.unit}".strip()


def _place(change: Change, axis: Axis) -> str:
    return _value(change.high, axis)


def _described(found: DivisionMap) -> Iterator[str]:
    """What a reader should know of the divisions, in sentences."""
    if len(found.axes) == 1:
        yield from _along(found)
    else:
        yield from _areas(found)
    if _forbidden(found):
        yield "where another takes less, the links do not allow it"
    if found.left_out:
        yield (
            f"{found.left_out} further cuts were weighed at the ends and in the middle of the axes"
            " alone: they send no less than one before them, and are not among the best there"
        )


def _along(found: DivisionMap) -> Iterator[str]:
    (axis,) = found.axes
    first = _named(found, int(found.best[0])) or "no division is allowed"
    if not found.changes:
        yield f"{first} all along {axis.key}"
        return
    yield f"at first {first}"
    for each in found.changes:
        yield f"from {axis.key} = {_place(each, axis)} on: {each.after or 'none is allowed'}"


def _areas(found: DivisionMap) -> Iterator[str]:
    for at in (*range(len(found.names)), -1):
        share = float((found.best == at).mean())
        if share:
            name = _named(found, at) or "no division is allowed"
            yield f"{name} at {100 * share:.3g} % of the points"


def _forbidden(found: DivisionMap) -> bool:
    """Whether anywhere the one that takes least is not the one that wins."""
    least = np.nanmin(found.values, axis=0)
    won = np.take_along_axis(found.values, np.maximum(found.best, 0)[np.newaxis], axis=0)[0]
    return bool(((found.best < 0) | (won > least)).any())


def division_table(found: DivisionMap) -> Table:
    """Every point, with what the divisions come to there and which wins.

    Parameters
    ----------
    found : DivisionMap
        What was weighed.
    """
    keys = (f"{axis.key} [{axis.unit}]" if axis.unit else axis.key for axis in found.axes)
    rows: list[tuple[str, ...]] = []
    for position in np.ndindex(*found.best.shape):
        places = (
            _plain(axis.shown[at].item()) for axis, at in zip(found.axes, position, strict=True)
        )
        values = (_shown(float(each), found) for each in found.values[(slice(None), *position)])
        won = _named(found, int(found.best[position])) or "none is allowed"
        rows.append((*places, *values, won))
    title = f"{found.title}: {found.measure.name}, one inference"
    return Table((*keys, *found.names, "least"), tuple(rows), title=title)


def division_summary(found: DivisionMap) -> Table:
    """At how many points each division wins, and what it comes to there.

    Parameters
    ----------
    found : DivisionMap
        What was weighed.
    """
    rows: list[tuple[str, ...]] = []
    for at in _ordered(found):
        won = found.best == at
        values = found.values[at][won]
        ends = ("-", "-")
        if values.size:
            ends = _shown(float(values.min()), found), _shown(float(values.max()), found)
        rows.append((found.names[at], f"{int(won.sum())} of {won.size}", *ends))
    title = f"{found.title}: {found.measure.name}, one inference"
    return Table(("division", "wins at", "from", "to"), tuple(rows), title=title)


def _plain(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"


def _shown(value: float, found: DivisionMap) -> str:
    return render(value, found.measure.unit) if math.isfinite(value) else "-"


def division_lines(found: DivisionMap) -> Iterator[str]:
    """Who wins where, and what was not followed.

    Parameters
    ----------
    found : DivisionMap
        What was weighed.
    """
    yield f"least {found.measure.name}:"
    yield from (f"  {each}" for each in _described(found))


def division_data(found: DivisionMap) -> dict[str, Any]:
    """Put a map in plain tables.

    Parameters
    ----------
    found : DivisionMap
        What was weighed.

    Returns
    -------
    dict
        ``axes`` with their values, ``divisions`` with a value for each point (nested as the axes
        are), ``best`` with the winner of each point (null where none is allowed), ``changes``.
    """
    best = np.array([*found.names, None], dtype=object)[found.best]
    return {
        "title": found.title,
        "least": found.measure.field,
        "unit": found.measure.unit,
        "axes": [
            {"key": axis.key, "unit": axis.unit, "values": axis.shown.tolist()}
            for axis in found.axes
        ],
        "divisions": dict(zip(found.names, plain(found.values.tolist()), strict=True)),
        "best": best.tolist(),
        "changes": [
            {"low": each.low, "high": each.high, "before": each.before, "after": each.after}
            for each in found.changes
        ],
        "left_out": found.left_out,
    }
