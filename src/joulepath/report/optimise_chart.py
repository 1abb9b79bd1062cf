"""The Pareto front of an optimisation as a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from joulepath.analysis.optimise.goals import Goal
from joulepath.analysis.optimise.results import Candidate, Optimum
from joulepath.catalogue.units import TABLE, coherent, render
from joulepath.errors import InputError, Problem
from joulepath.report.charts.pareto import Point, pareto_chart
from joulepath.report.optimise_table import said

__all__ = ["optimum_chart"]


def optimum_chart(found: Optimum) -> str:
    """Draw the front along its first two goals.

    Parameters
    ----------
    found : Optimum
        What was found.

    Returns
    -------
    str
        An SVG document; of more than two goals, the points that are beaten in these two are shown
        as well, for they lead in another.

    Raises
    ------
    InputError
        If there is one goal alone, whose front is one point.
    """
    if len(found.goals) < 2:
        remedy = "minimise something else as well, e.g. --minimise carbon --minimise cost"
        raise InputError(Problem("--chart", "one goal has no trade-off to draw", remedy))
    names = {id(each.candidate): ", ".join(each.names) for each in found.named}
    shown = [candidate.goals for candidate in (found.base, *found.front)]
    axes = [
        _axis(goal, [values[place] for values in shown], found.currency)
        for place, goal in enumerate(found.goals[:2])
    ]
    base = _point(found.base, "as it stands", axes)
    stands = math.isfinite(base.x) and math.isfinite(base.y)
    return pareto_chart(
        [_point(point, names.get(id(point), ""), axes) for point in found.front],
        base if stands else None,
        (axes[0].name, axes[1].name),
        title=f"{found.title}: {found.goals[0].name} and {found.goals[1].name}",
        description=_description(found),
    )


@dataclass(frozen=True)
class _Axis:
    name: str
    """What it shows, with the unit that people would choose."""
    size: float
    """That unit in coherent units."""


def _axis(goal: Goal, values: Sequence[float], currency: str | None) -> _Axis:
    largest = max((value for value in values if math.isfinite(value)), default=0.0)
    if goal.mixed or not largest:
        return _Axis(goal.name, 1.0)
    if goal.unit == "money":
        return _Axis(f"{goal.name}, {currency}", 1.0)
    unit = render(largest, goal.unit).rpartition(" ")[2]
    return _Axis(f"{goal.name}, {unit}" if unit in TABLE else goal.name, _size(unit, goal.unit))


def _size(unit: str, expected: str) -> float:
    return coherent(1.0, unit, expected) if unit in TABLE else 1.0


def _point(candidate: Candidate, name: str, axes: Sequence[_Axis]) -> Point:
    note = ", ".join(f"{key} = {said(value)}" for key, value in candidate.choice.items())
    x, y = (candidate.goals[place] / axis.size for place, axis in enumerate(axes))
    return Point(x, y, name, note)


def _description(found: Optimum) -> str:
    ends = ", ".join(_least(place, goal, found) for place, goal in enumerate(found.goals[:2]))
    return f"{len(found.front)} choices that none beats: {ends}"


def _least(place: int, goal: Goal, found: Optimum) -> str:
    least = min(point.goals[place] for point in found.front)
    if goal.unit == "money":
        return f"{goal.name} from {least:.4g} {found.currency}"
    return f"{goal.name} from {f'{least:.4g}' if goal.mixed else render(least, goal.unit)}"
