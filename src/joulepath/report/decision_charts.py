"""Pictures of decisions: when an alternative has paid for itself, and how often to train anew."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from joulepath.analysis.breakeven import BreakEven
from joulepath.analysis.curves import CumulativeCurve, IntervalCurve
from joulepath.report.breakeven_table import verdict_said
from joulepath.report.charts.intervals import IntervalCost, intervals_chart
from joulepath.report.charts.payback import Payback, payback_chart
from joulepath.report.retraining_table import YEAR
from joulepath.report.trees import shown, shown_ratio
from joulepath.report.usual_units import in_unit, usual_unit

__all__ = ["breakeven_chart", "retraining_chart"]

_SHOWN: Final = ("whole", "retraining", "errors")


def breakeven_chart(
    curves: Iterable[CumulativeCurve], found: BreakEven, labels: tuple[str, str]
) -> str:
    """Draw what both ways have taken over the inferences, with the band of their meeting.

    Parameters
    ----------
    curves : iterable of CumulativeCurve
        From `joulepath.analysis.curves.cumulative_curves`.
    found : BreakEven
        The answer.
    labels : tuple of str
        Names of the base and of the alternative.

    Returns
    -------
    str
        An SVG document.
    """
    panels = [_payback(each, float(found.demand)) for each in curves]
    description = (
        "What each has taken after some inferences. Shaded: where they meet in 90 % of"
        f" {found.draws} draws. The alternative's own life has {shown_ratio(float(found.demand))}"
        " inferences."
    )
    title = f"{labels[1]} instead of {labels[0]}"
    return payback_chart(panels, labels, title=title, description=description)


def _payback(curve: CumulativeCurve, demand: float) -> Payback:
    crossing = curve.crossing
    met = crossing.inferences
    unit, write = _unit(crossing.unit, max((*curve.base, *curve.alternative)))
    band = (crossing.span.p5, crossing.span.p95)
    return Payback(
        heading=f"{crossing.quantity}: {verdict_said(crossing)}",
        quantity=f"{crossing.quantity}, {unit}",
        inferences=curve.inferences,
        base=write(curve.base),
        alternative=write(curve.alternative),
        met=None if met is None else float(met),
        band=band if met is not None and band[0] < curve.inferences[-1] else None,
        end=demand,
    )


def _unit(unit: str, greatest: float) -> tuple[str, Callable[[Sequence[float]], list[float]]]:
    """Unit in which people would give the greatest number, and what puts numbers in it."""
    if " of " in unit:
        return unit.split(" ", maxsplit=1)[0], list
    usual = usual_unit(greatest, unit)
    return usual, lambda values: [float(in_unit(value, usual)) for value in values]


def retraining_chart(curves: Iterable[IntervalCurve], title: str) -> str:
    """Draw what times from one training to the next take, with the best one.

    Parameters
    ----------
    curves : iterable of IntervalCurve
        From `joulepath.analysis.curves.interval_curves`.
    title : str
        Name of the scenario.

    Returns
    -------
    str
        An SVG document.
    """
    panels = [_interval_cost(each) for each in curves]
    description = (
        "What training anew and wrong answers take in a year. Shaded: where the best time is in"
        " 90 % of the draws."
    )
    name = f"{title}: how often to train anew"
    return intervals_chart(panels, title=name, description=description)


def _interval_cost(curve: IntervalCurve) -> IntervalCost:
    best = curve.best
    low, high = best.span.p5, best.span.p95
    if best.interval is None:
        ending = "never: a retraining takes more than all errors it could prevent"
    else:
        last = "never" if math.isinf(high) else shown(high, "s")
        ending = f"best every {shown(best.interval, 's')} (90 %: {shown(low, 's')} to {last})"
    yearly = {name: [YEAR * each for each in getattr(curve, name)] for name in _SHOWN}
    unit, write = _unit(best.unit, max(yearly["whole"]))
    return IntervalCost(
        heading=f"{best.quantity}: {ending}",
        quantity=f"{best.quantity}, {unit} a year",
        intervals=curve.intervals,
        whole=write(yearly["whole"]),
        anew=write(yearly["retraining"]),
        errors=write(yearly["errors"]),
        best=None if best.interval is None else float(best.interval),
        band=(low, high) if best.interval is not None else None,
    )
