"""The Pareto front of an optimisation as a picture."""

from __future__ import annotations

import math

from joulepath.analysis.optimise.goals import Goal
from joulepath.analysis.optimise.results import Candidate, Optimum
from joulepath.catalogue.units import render
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
    points = [_point(point, names.get(id(point), "")) for point in found.front]
    base = _point(found.base, "as it stands")
    stands = math.isfinite(base.x) and math.isfinite(base.y)
    one, other = (_axis(goal, found) for goal in found.goals[:2])
    return pareto_chart(
        points,
        base if stands else None,
        (one, other),
        title=f"{found.title}: {found.goals[0].name} and {found.goals[1].name}",
        description=_description(found),
    )


def _point(candidate: Candidate, name: str) -> Point:
    note = ", ".join(f"{key} = {said(value)}" for key, value in candidate.choice.items())
    return Point(candidate.goals[0], candidate.goals[1], name, note)


def _axis(goal: Goal, found: Optimum) -> str:
    unit = found.currency if goal.unit == "money" else goal.unit
    return goal.name if goal.mixed else f"{goal.name}, {unit}"


def _description(found: Optimum) -> str:
    ends = ", ".join(_least(place, goal, found) for place, goal in enumerate(found.goals[:2]))
    return f"{len(found.front)} choices that none beats: {ends}"


def _least(place: int, goal: Goal, found: Optimum) -> str:
    least = min(point.goals[place] for point in found.front)
    if goal.unit == "money":
        return f"{goal.name} from {least:.4g} {found.currency}"
    return f"{goal.name} from {f'{least:.4g}' if goal.mixed else render(least, goal.unit)}"
