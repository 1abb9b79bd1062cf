"""Curves of decisions: what ways have taken as they are used, and what waiting to train takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from joulepath.analysis.breakeven import BreakEven, Crossing
from joulepath.analysis.retraining import Best, Case, Retraining
from joulepath.analysis.ways import Way
from joulepath.analysis.weighing import Weighed, shared_quantities
from joulepath.scenario.drift import Drifting
from joulepath.scenario.resolve import Resolved

__all__ = ["CumulativeCurve", "IntervalCurve", "cumulative_curves", "interval_curves"]

_POINTS: Final = 401
_ROOM: Final = 2.0
"""How far behind the meeting point a curve goes, by the meeting point."""
_NEAR: Final = 8.0
"""How far it goes at most so that the end of the band, or of the life, is on it."""
_APART: Final = 30.0
"""How far intervals go from the best one, to both sides."""
_DEAREST: Final = 12.0
"""Expenses of an interval over the least, above which it is left out."""


@dataclass(frozen=True)
class CumulativeCurve:
    """What two ways have taken after some inferences."""

    crossing: Crossing
    """How they compare."""
    inferences: tuple[float, ...]
    """Numbers of inferences, rising."""
    base: tuple[float, ...]
    """What the base has taken after each."""
    alternative: tuple[float, ...]
    """What the alternative has taken."""


@dataclass(frozen=True)
class IntervalCurve:
    """What retraining and wrong answers take by the time from one training to the next."""

    best: Best
    """The best time."""
    intervals: tuple[float, ...]
    """Times from one training to the next, rising, in s."""
    retraining: tuple[float, ...]
    """What retraining takes by the time."""
    errors: tuple[float, ...]
    """What wrong answers take by the time."""
    whole: tuple[float, ...]
    """Both together."""


def cumulative_curves(
    base: Resolved,
    alternative: Resolved,
    found: BreakEven,
    one_off: Mapping[str, float] | None = None,
) -> tuple[CumulativeCurve, ...]:
    """What both ways have taken over the inferences around their meeting point.

    Parameters
    ----------
    base, alternative : Resolved
        As `joulepath.analysis.breakeven.break_even` took them.
    found : BreakEven
        What it found.
    one_off : mapping of str to float
        As it took it.

    Returns
    -------
    tuple of CumulativeCurve
        One for each respect. The longest life is that of the alternative where they never meet.
    """
    ways = Way(base, {}, found.spent), Way(alternative, dict(one_off or {}))
    weighed = Weighed(ways, (base.inputs, alternative.inputs), shared_quantities(ways)[0])
    return tuple(_cumulative(each, weighed, found) for each in found.crossings)


def _cumulative(crossing: Crossing, weighed: Weighed, found: BreakEven) -> CumulativeCurve:
    count = 2 if crossing.method == "closed form" else _POINTS
    inferences = np.linspace(1.0, max(_longest(crossing, float(found.demand)), 2.0), count)
    one, other = weighed.totals(crossing.quantity, inferences[:, np.newaxis])
    shape = (count, 1)
    base, alternative = (np.broadcast_to(each, shape)[:, 0].tolist() for each in (one, other))
    return CumulativeCurve(crossing, tuple(inferences.tolist()), tuple(base), tuple(alternative))


def _longest(crossing: Crossing, demand: float) -> float:
    if crossing.inferences is None:
        return demand
    met = float(crossing.inferences)
    further = (1.15 * crossing.span.p95, demand)
    return max(_ROOM * met, *(each for each in further if each <= _NEAR * met), 0.0)


def interval_curves(drifting: Drifting, found: Retraining) -> tuple[IntervalCurve, ...]:
    """What each time from one training to the next takes, around the best one.

    Parameters
    ----------
    drifting : Drifting
        As `joulepath.analysis.retraining.retraining` took it.
    found : Retraining
        What it found.

    Returns
    -------
    tuple of IntervalCurve
        One for each respect. Where retraining never pays, the times lie around that in which a
        retraining takes what wrong answers take in the end.
    """
    case = Case(drifting.resolved.inputs, drifting.plan)
    return tuple(_interval_curve(at, best, case) for at, best in enumerate(found.best))


def _interval_curve(at: int, best: Best, case: Case) -> IntervalCurve:
    middle = best.retraining / best.whole if best.interval is None else float(best.interval)
    intervals = np.geomspace(middle / _APART, middle * _APART, _POINTS)
    policy = case.policy(at, best.retraining, intervals)
    whole, errors = (
        np.broadcast_to(each, intervals.shape) for each in (policy.whole, policy.errors)
    )
    kept = np.isfinite(whole) & (whole <= _DEAREST * best.whole)
    return IntervalCurve(
        best,
        *(
            tuple(each[kept].tolist())
            for each in (intervals, best.retraining / intervals, errors, whole)
        ),
    )
