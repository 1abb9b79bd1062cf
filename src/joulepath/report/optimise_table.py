"""What an optimisation found, as tables, sentences and plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from joulepath.analysis.optimise.goals import Measure
from joulepath.analysis.optimise.results import Candidate, Optimum
from joulepath.catalogue.units import render
from joulepath.report.tables import Table
from joulepath.report.wording import counted

__all__ = ["front_csv", "optimum_data", "optimum_lines", "optimum_table", "said", "tables_of"]

_POINTS: Final = 12
"""Points of the front that are listed."""
_REASONS: Final = 6


def optimum_table(found: Optimum) -> Table:
    """Put the best choice beside the scenario as it stands.

    Parameters
    ----------
    found : Optimum
        What was found.

    Returns
    -------
    Table
        A row a key, then a row a quantity.
    """
    base, best = found.base, found.best
    name = "best" if len(found.goals) == 1 else "knee"
    rows = [(key, said(base.choice[key]), said(best.choice[key]), "") for key in found.keys]
    rows += [_compared(measure, found) for measure in found.measures]
    rows += [
        (goal.name, f"{before:.4g}", f"{after:.4g}", _change(before, after))
        for goal, before, after in zip(found.goals, base.goals, best.goals, strict=True)
        if goal.mixed
    ]
    return Table(("", "as it stands", name, "change"), tuple(rows), title=found.title)


def front_table(found: Optimum) -> Table:
    """List points of the Pareto front, those with a name among them."""
    names = {id(named.candidate): ", ".join(named.names) for named in found.named}
    points = list(found.front)
    if len(points) > _POINTS:
        points = _thinned(found)
    headings = ("point", *found.keys, *(goal.name for goal in found.goals))
    rows = tuple(
        (
            names.get(id(point), ""),
            *(said(point.choice[key]) for key in found.keys),
            *(
                _shown(value, goal.unit, found)
                for goal, value in zip(found.goals, point.goals, strict=True)
            ),
        )
        for point in points
    )
    shown = "" if len(points) == len(found.front) else f", {len(points)} of them"
    title = (
        f"Pareto front: {counted(len(found.front), 'point')} that none beats in all goals{shown}"
    )
    return Table(headings, rows, title=title, words=True)


def levers_table(found: Optimum) -> Table:
    """List what single changes save."""
    goal = found.goals[0]
    rows = tuple(
        (
            f"{lever.key} = {said(lever.value)}",
            _shown(lever.saved, goal.unit, found),
            f"{100 * lever.share:.1f} %",
            *(_shown(lever.candidate.values[m.name], m.unit, found) for m in found.measures),
        )
        for lever in found.levers
    )
    title = f"Levers: what each change alone saves of {goal.name}"
    headings = ("one change", "saves", "share", *(_short(m.name) for m in found.measures))
    return Table(headings, rows, title=title)


def tables_of(found: Optimum) -> tuple[Table, ...]:
    """All tables: the best choice; the front, where there are several goals; the levers."""
    front = (front_table(found),) if len(found.goals) > 1 else ()
    levers = (levers_table(found),) if found.levers else ()
    return (optimum_table(found), *front, *levers)


def optimum_lines(found: Optimum) -> list[str]:
    """Say how the answer was found and what fell out."""
    goals = " and ".join(goal.name for goal in found.goals)
    kept = (
        [f"subject to: {', '.join(limit.name for limit in found.limits)}"] if found.limits else []
    )
    proof = "none is better" if found.exact else "better ones may exist"
    endless = math.isinf(found.candidates)
    count = "candidates without end" if endless else f"{found.candidates:.0f} candidates"
    lines = [
        f"minimised: {goals}",
        *kept,
        f"searched: {found.tried} of {count} ({found.method}); {proof}",
        *_fallen(found),
    ]
    if found.robust is not None:
        share = f"{100 * found.robust:g}"
        lines.append(
            f"robust: all numbers are those that {share} % of {found.draws} draws stay within,"
            " the same draws for every candidate"
        )
    if found.seed is not None:
        lines.append(f"seed: {found.seed}")
    lines += [f"warning: {note}" for note in found.notes]
    if not found.levers:
        lines.append("levers: no single change saves anything")
    return lines


def optimum_data(found: Optimum) -> dict[str, Any]:
    """Put everything in plain tables, lists, texts and numbers.

    Returns
    -------
    dict
        ``title``, ``minimised``, ``limits``, ``units`` of all quantities, ``currency``; ``base``
        and ``best``; ``front`` with ``names`` where a point has some; ``levers``; ``refused``
        with ``reason`` and ``count``; ``candidates`` (none where there is no end of them),
        ``tried``, ``method``, ``exact``, ``seed``, ``robust``, ``draws`` and ``notes``.
    """
    names = {id(named.candidate): list(named.names) for named in found.named}
    return {
        "title": found.title,
        "minimised": [goal.name for goal in found.goals],
        "limits": [limit.name for limit in found.limits],
        "units": {measure.name: measure.unit for measure in found.measures},
        "currency": found.currency,
        "base": _candidate(found.base, found),
        "best": _candidate(found.best, found),
        "front": [
            {"names": names.get(id(point), [])} | _candidate(point, found) for point in found.front
        ],
        "levers": [
            {
                "key": lever.key,
                "value": lever.value,
                "saved": lever.saved,
                "share": lever.share,
                "values": _numbers(lever.candidate.values),
            }
            for lever in found.levers
        ],
        "refused": [
            {"reason": each.reason, "count": each.count, "limit": each.limit}
            for each in found.refusals
        ],
        "candidates": _finite(found.candidates),
        "tried": found.tried,
        "method": found.method,
        "exact": found.exact,
        "seed": found.seed,
        "robust": found.robust,
        "draws": found.draws,
        "notes": list(found.notes),
    }


def front_csv(found: Optimum) -> Table:
    """Every point of the front with plain numbers, the scenario as it stands first."""
    names = {id(named.candidate): "; ".join(named.names) for named in found.named}
    units = (f"{m.name} [{_unit(m.unit, found)}]" for m in found.measures)
    mixes = [(place, goal) for place, goal in enumerate(found.goals) if goal.mixed]
    headings = ("point", *found.keys, *units, *(goal.name for _, goal in mixes))
    rows = tuple(
        (
            "as it stands" if point is found.base else names.get(id(point), ""),
            *(said(point.choice[key]) for key in found.keys),
            *(f"{point.values[m.name]!r}" for m in found.measures),
            *(f"{point.goals[place]!r}" for place, _ in mixes),
        )
        for point in (found.base, *found.front)
    )
    return Table(headings, rows)


def said(value: Any) -> str:
    """A value of a key in a few words."""
    if isinstance(value, Mapping):
        table = cast("Mapping[str, Any]", value)
        return ", ".join(f"{key} = {said(each)}" for key, each in table.items())
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(said, cast('list[Any]', value)))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return "-" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


def _compared(measure: Measure, found: Optimum) -> tuple[str, str, str, str]:
    before, after = found.base.values[measure.name], found.best.values[measure.name]
    stands, best = (_shown(value, measure.unit, found) for value in (before, after))
    return _short(measure.name), stands, best, _change(before, after)


def _short(name: str) -> str:
    """Last part of a dotted path."""
    return name.rpartition(".")[2]


def _change(before: float, after: float) -> str:
    if not (math.isfinite(before) and math.isfinite(after)) or before == 0:
        return ""
    share = 100 * (after / before - 1)
    return "=" if abs(share) < 0.05 else f"{share:+.1f} %"


def _shown(value: float, unit: str, found: Optimum) -> str:
    if math.isnan(value):
        return "-"
    if unit == "money":
        return f"{value:.4g} {found.currency or ''}".strip()
    return f"{value:.4g}" if unit in ("", "1") or math.isinf(value) else render(value, unit)


def _thinned(found: Optimum) -> list[Candidate]:
    """Points with a name, and some evenly spaced between them."""
    count = len(found.front)
    places = {round(step * (count - 1) / (_POINTS - 1)) for step in range(_POINTS)}
    named = {id(each.candidate) for each in found.named}
    return [p for place, p in enumerate(found.front) if place in places or id(p) in named]


def _fallen(found: Optimum) -> Iterator[str]:
    """How many candidates fell out, and why."""
    if not found.refusals:
        return
    total = sum(refusal.count for refusal in found.refusals)
    yield f"left out: {total} candidates"
    for refusal in found.refusals[:_REASONS]:
        yield f"  {refusal.count}: {refusal.reason}"
    if rest := found.refusals[_REASONS:]:
        yield f"  {sum(refusal.count for refusal in rest)}: {len(rest)} other reasons"


def _candidate(candidate: Candidate, found: Optimum) -> dict[str, Any]:
    goals = zip(found.goals, candidate.goals, strict=True)
    return {
        "choice": dict(candidate.choice),
        "values": _numbers(candidate.values),
        "goals": {goal.name: _finite(value) for goal, value in goals},
        "broken": list(candidate.broken),
    }


def _numbers(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: _finite(value) for name, value in values.items()}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _unit(unit: str, found: Optimum) -> str:
    return found.currency or unit if unit == "money" else unit
