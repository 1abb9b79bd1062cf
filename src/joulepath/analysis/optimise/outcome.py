"""From what was tried to what a user wants to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.optimise.axes import Axis, Choices, Interval, size, steps_of
from joulepath.analysis.optimise.goals import Limit
from joulepath.analysis.optimise.judging import Verdict
from joulepath.analysis.optimise.pareto import front, knee
from joulepath.analysis.optimise.ranking import best_of
from joulepath.analysis.optimise.request import Question
from joulepath.analysis.optimise.results import Candidate, Lever, Named, Optimum, Refusal, Way
from joulepath.analysis.optimise.search import Search, Tried
from joulepath.analysis.perimeters import foreign_zones, unlike_zones
from joulepath.catalogue.units import render
from joulepath.errors import InputError, Problem
from joulepath.records.results import Lifecycle
from joulepath.scenario.changes import dotted
from joulepath.scenario.reading import Loaded

__all__ = ["LEVERS", "outcome"]

Array = NDArray[np.float64]

LEVERS: Final = 5
"""Single changes that are told."""

_TOLD: Final = 3


def outcome(
    search: Search, question: Question, loaded: Loaded, base: Lifecycle, way: Way
) -> Optimum:
    """Sum up a search.

    Parameters
    ----------
    search : Search
        All that was tried.
    question : Question
        What was asked.
    loaded : Loaded
        The scenario as it stands.
    base : Lifecycle
        What it comes to.
    way : Way
        How candidates were searched.

    Raises
    ------
    InputError
        If no candidate can be computed and keeps to all limits.
    """
    tried = search.tried()
    refusals = _refusals(tried, search)
    if not tried.verdict.sound.any():
        raise _hopeless(tried, refusals, search)
    written = {key: _at(loaded.written, key) for key in (axis.key for axis in search.axes)}
    points = _front(tried, search, written)
    named = _named(points, question)
    drawn = question.draws
    ranges = any(isinstance(axis, Interval) for axis in search.axes)
    return Optimum(
        title=loaded.scenario.title or Path(loaded.name or "scenario").stem,
        keys=tuple(written),
        goals=question.goals,
        limits=question.limits,
        measures=search.candidates.measures,
        base=_base(search, written),
        best=named[-1].candidate,
        front=points,
        named=named,
        levers=_levers(search, written),
        refusals=refusals,
        candidates=float("inf") if ranges else size(search.axes),
        tried=search.count,
        method=way.method,
        exact=way.exact,
        seed=question.request.seed if way.random or drawn is not None else None,
        robust=None if drawn is None else drawn.quantile,
        draws=None if drawn is None else drawn.count,
        currency=None if base.cost is None else base.cost.currency,
        notes=tuple(_notes(search, loaded)),
    )


def _notes(search: Search, loaded: Loaded) -> Iterator[str]:
    """Zones that were weighed against each other though they count unlike things."""
    for axis in search.axes:
        if axis.key == "zone" and isinstance(axis, Choices):
            zones = (*axis.values, loaded.scenario.zone)
            for find in (unlike_zones, foreign_zones):
                if said := find(zones, loaded.scenario, loaded.catalogue):
                    yield said


def _at(tables: Any, key: str) -> Any:
    """What is written at a key; none where nothing is."""
    node: Any = tables
    for step in dotted(key).split("."):
        if isinstance(node, Mapping):
            node = cast("Mapping[str, Any]", node).get(step)
        elif isinstance(node, (list, tuple)) and step.isdecimal():
            items = cast("list[Any]", node)
            node = items[int(step)] if int(step) < len(items) else None
        else:
            return None
    return node


def _candidate(
    choice: Mapping[str, Any], row: int, verdict: Verdict, search: Search, changes: int
) -> Candidate:
    judge = search.judge
    numbers: list[float] = verdict.values[row].tolist()
    names = [measure.name for measure in judge.measures]
    broken = zip(judge.limits, verdict.excess[row], strict=True)
    return Candidate(
        choice=choice,
        values=dict(zip(names, numbers, strict=True)),
        goals=tuple(verdict.goals[row].tolist()),
        changes=changes,
        broken=tuple(limit.name for limit, excess in broken if excess),
    )


def _changes(choice: Mapping[str, Any], written: Mapping[str, Any]) -> int:
    return sum(value != written[key] for key, value in choice.items())


def _base(search: Search, written: Mapping[str, Any]) -> Candidate:
    """The scenario as it stands."""
    verdict = search.judge.judge(search.candidates.alone({}).values)
    return _candidate(written, 0, verdict, search, 0)


def _front(tried: Tried, search: Search, written: Mapping[str, Any]) -> tuple[Candidate, ...]:
    """Candidates that none beats; of equal ones that with the fewest changes, then the first."""
    verdict, goals = tried.verdict, tried.verdict.goals
    rounded = np.where(verdict.sound[:, np.newaxis], _rounded(goals), np.nan)
    points: list[Candidate] = []
    for row in front(rounded):
        alike = np.flatnonzero((rounded == rounded[row]).all(axis=1))
        choices = [search.candidates.choice(tried.picks[each]) for each in alike]
        changes = np.array([_changes(choice, written) for choice in choices], dtype=np.float64)
        # of equal candidates the order of the grid decides, whatever order they were tried in
        order = [changes, *tried.picks[alike].T]
        chosen = best_of(np.zeros(len(alike)), np.ones(len(alike), dtype=bool), order)
        assert chosen is not None
        found = int(alike[chosen]), choices[chosen]
        points.append(_candidate(found[1], found[0], verdict, search, int(changes[chosen])))
    return tuple(points)


def _rounded(goals: Array) -> Array:
    """Goals with nine digits, so that rounding errors make no difference between candidates."""
    with np.errstate(divide="ignore", invalid="ignore"):
        digits = 10.0 ** (np.floor(np.log10(np.abs(goals))) - 9)
        return np.where(goals == 0, 0.0, np.round(goals / digits) * digits)


def _named(points: tuple[Candidate, ...], question: Question) -> tuple[Named, ...]:
    """Points with a name, the one that is recommended last."""
    goals = np.array([point.goals for point in points])
    if len(question.goals) == 1:
        return (Named((f"least {question.goals[0].name}",), points[0]),)
    names: dict[int, list[str]] = {}
    for column, goal in enumerate(question.goals):
        others = [goals[:, each] for each in range(goals.shape[1]) if each != column]
        place = best_of(goals[:, column], np.ones(len(goals), dtype=bool), others)
        assert place is not None
        names.setdefault(place, []).append(f"least {goal.name}")
    best = knee(goals)
    names[best] = [*names.pop(best, []), "knee"]
    return tuple(Named(tuple(said), points[place]) for place, said in names.items())


def _levers(search: Search, written: Mapping[str, Any]) -> tuple[Lever, ...]:
    """What single changes of the scenario save, the best of each key."""
    base = _base(search, written)
    found = [lever for axis in search.axes if (lever := _lever(axis, base, search))]
    return tuple(sorted(found, key=lambda lever: -lever.saved)[:LEVERS])


def _lever(axis: Axis, base: Candidate, search: Search) -> Lever | None:
    single = replace(search.candidates, axes=(axis,))
    picks = steps_of(axis)[:, np.newaxis]
    verdict = search.judge.judge(single.compute(picks).values)
    place = best_of(verdict.goals[:, 0], verdict.sound, ())
    if place is None:
        return None
    choice = single.choice(picks[place])
    changed = _candidate(dict(base.choice) | choice, place, verdict, search, 1)
    saved = base.goals[0] - changed.goals[0]
    if not saved > 1e-9 * abs(base.goals[0]):
        return None
    return Lever(axis.key, choice[axis.key], changed, saved, saved / base.goals[0])


def _refusals(tried: Tried, search: Search) -> tuple[Refusal, ...]:
    """Why candidates fell out, each for its first reason."""
    found: dict[tuple[bool, str], list[str]] = {}
    for text, kind, limit in _fallen(tried, search):
        found.setdefault((limit, kind), []).append(text)
    counted = (Refusal(texts[0], len(texts), limit) for (limit, _), texts in found.items())
    return tuple(sorted(counted, key=lambda refusal: (-refusal.count, refusal.reason)))


def _fallen(tried: Tried, search: Search) -> Iterator[tuple[str, str, bool]]:
    verdict, judge = tried.verdict, search.judge
    for row in np.flatnonzero(~verdict.sound):
        reason = tried.reasons[row]
        if reason is not None:
            yield reason.text, reason.kind, False
            continue
        broken = np.flatnonzero(verdict.excess[row])
        if len(broken):
            limit = judge.limits[int(broken[0])]
            yield f"not {limit.name}", limit.name, True
            continue
        place = int(np.flatnonzero(~np.isfinite(verdict.goals[row]))[0])
        text = f"no {judge.goals[place].name}"
        yield text, text, False


def _hopeless(tried: Tried, refusals: tuple[Refusal, ...], search: Search) -> InputError:
    """Say why no candidate is left, and what may be done about it."""
    problems: dict[Problem, None] = {}
    for reason in tried.reasons:
        if reason is not None and len(problems) < _TOLD:
            problems |= dict.fromkeys(reason.problems[:1])
    for limit, column in zip(search.judge.limits, tried.verdict.excess.T, strict=True):
        problems |= dict.fromkeys(_unmet(limit, column, search, tried))
    for goal, column in zip(search.judge.goals, tried.verdict.goals.T, strict=True):
        if np.isnan(column).all() and not all(tried.reasons):
            missing = goal.terms[0][1]
            problems[Problem("--minimise", f"no candidate has {goal.name}", missing.remedy)] = None
    count = sum(refusal.count for refusal in refusals)
    told = Problem("optimise", f"none of {count} candidates is left", "the reasons follow")
    return InputError(told, *problems)


def _unmet(limit: Limit, excess: Array, search: Search, tried: Tried) -> Iterator[Problem]:
    """A limit that no candidate keeps, with how near they come."""
    known, name = np.isfinite(excess), limit.measure.name
    if not known.any():
        if not all(tried.reasons):
            yield Problem("--subject-to", f"no candidate has {name}", limit.measure.remedy)
    elif (excess[known] > 0).all():
        column = search.judge.measures.index(limit.measure)
        place = int(np.flatnonzero(known)[np.argmin(excess[known])])
        nearest = render(float(tried.verdict.values[place, column]), limit.measure.unit)
        what = f"no candidate keeps to {limit.name}: the nearest has {nearest}"
        yield Problem("--subject-to", what, "loosen it, or let more be chosen")
