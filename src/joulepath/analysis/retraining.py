"""How often to train anew a model that drifts.

Rare retraining lets errors pile up, frequent retraining takes energy. Where accuracy falls in a
straight line, the best time from one training to the next is the square root of twice the
retraining over what errors grow by; else it is searched for: what waiting takes grows with every
hour, and the best time is where it equals what a retraining takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.draws import Span, check_draws, spanned
from joulepath.analysis.space import Parameter, Space, space_of
from joulepath.analysis.uncertainty import left_out_of
from joulepath.core.quantities import (
    Expense,
    ExpensePerInference,
    ExpensePerSecond,
    InferencePerSecond,
    Ratio,
    Second,
)
from joulepath.errors import InputError, Problem
from joulepath.lifecycle import lifecycle
from joulepath.lifecycle import retraining as stages
from joulepath.records.inputs import Inputs, RateDemand
from joulepath.records.retraining import DriftPlan, LinearDrift, Repeated, SaturatingDrift
from joulepath.scenario.drift import Drifting

__all__ = ["Best", "Case", "Retraining", "best_interval", "retraining"]

Array = NDArray[np.float64]

_SHORTEST: Final = 1e-9
_LONGEST: Final = 1e13
"""Seconds between which the best time is looked for: a nanosecond, and 300 000 years."""
_FOREVER: Final = 1e30
_HALVINGS: Final = 120


@dataclass(frozen=True)
class Best:
    """The best time from one training to the next in one respect."""

    quantity: str
    """Energy, carbon or money."""
    unit: str
    """Its coherent unit, or the currency and year of money."""
    retraining: Expense
    """What a retraining takes."""
    error: ExpensePerInference
    """What a wrong answer takes."""
    interval: Second | None
    """The best time; none where retraining never pays."""
    method: Literal["closed form", "search"]
    """How it was found."""
    last: Ratio
    """Accuracy lost when the model is trained anew, or in the end."""
    whole: ExpensePerSecond
    """What retraining and wrong answers take by the time at the best."""
    half: ExpensePerSecond | None
    """The same at half the time."""
    double: ExpensePerSecond | None
    """The same at twice the time."""
    span: Span
    """The best time over the draws, without end where retraining never pays."""
    never: Ratio
    """Share of the draws in which retraining never pays."""


@dataclass(frozen=True)
class Retraining:
    """How often to train anew."""

    best: tuple[Best, ...]
    """One for each respect in which a wrong answer takes something."""
    anew: Repeated
    """What is done anew."""
    answers: InferencePerSecond
    """Answers by the time."""
    draws: int
    """Draws of all parameters together."""
    seed: int
    """Same seed, same bytes."""
    parameters: tuple[Parameter, ...]
    """What varies."""
    certain: tuple[str, ...]
    """What the bands do not contain, though it is uncertain too."""


def retraining(drifting: Drifting, draws: int = 1000, seed: int = 0) -> Retraining:
    """Find the best time from one training to the next.

    Parameters
    ----------
    drifting : Drifting
        From `joulepath.scenario.drift.resolve_drift`.
    draws : int
        Draws of all that is uncertain.
    seed : int
        Same seed, same bytes.

    Returns
    -------
    Retraining
        For energy, carbon or money, as the scenario tells what wrong answers take.

    Raises
    ------
    InputError
        For a number of draws that makes no band, and a retraining that takes nothing.
    """
    check_draws(draws)
    space, plans = space_of(drifting.resolved), _space_of_plan(drifting)
    best = Case(space.inputs, drifting.plan)
    drawn = Case(space.at(space.draw(draws, seed)), plans.at(plans.draw(draws, seed)))
    found = tuple(
        _best(at, best, drawn, drifting, draws) for at in range(len(drifting.plan.errors))
    )
    parameters = (*space.parameters, *plans.parameters)
    certain = left_out_of(drifting.resolved)
    return Retraining(found, best.anew, best.answers, draws, seed, parameters, certain)


def _space_of_plan(drifting: Drifting) -> Any:
    """What is uncertain in the drift itself."""
    plan: Any = drifting.plan
    parameters = (
        Parameter(band.name, (path,), band.value, band.distribution)
        for path, band in drifting.bands.items()
        if band.distribution.deviation
    )
    return Space(plan, tuple(parameters))


class Case:
    """A scenario and its drift at their best estimates, or at draws."""

    def __init__(self, inputs: Inputs, plan: DriftPlan) -> None:
        demand: Any = inputs.inference.demand
        assert isinstance(demand, RateDemand)
        self.inputs, self.plan = inputs, plan
        self.answers = demand.rate
        with np.errstate(all="ignore"):
            self.anew = stages.repeated(inputs, lifecycle(inputs), plan)

    def retraining(self, at: int) -> Any:
        """What a retraining takes in one respect."""
        error = self.plan.errors[at]
        return stages.retraining_expense(error.quantity, self.inputs, self.anew, error.extra)

    def interval(self, at: int) -> Any:
        """The best time in one respect."""
        error = self.plan.errors[at].error
        return best_interval(self.plan.drift, self.retraining(at), self.answers, error)

    def policy(self, at: int, takes: Expense, interval: Any) -> Any:
        """What times from one training to the next come to, if a retraining takes so much."""
        error = self.plan.errors[at].error
        with np.errstate(over="ignore"):  # twice the best time may be past the end of floats
            return stages.policy(self.plan.drift, np.asarray(interval), takes, self.answers, error)


def best_interval(drift: Any, retraining: Any, answers: Any, error: Any) -> Any:
    """Best time from one training to the next, infinite where retraining never pays.

    Parameters
    ----------
    drift : LinearDrift, ExponentialDrift or SaturatingDrift
        How accuracy falls.
    retraining : Expense
        What a retraining takes, above zero.
    answers : InferencePerSecond
        Answers by the time.
    error : ExpensePerInference
        What a wrong one takes.

    Returns
    -------
    Second
        A number or an array, of the broadcast shape.
    """
    if isinstance(drift, LinearDrift):
        return stages.best_of_a_line(drift, retraining, answers, error)
    found = _searched(drift, retraining, answers, error)
    if isinstance(drift, SaturatingDrift):
        most = stages.greatest_waiting(drift, answers, error)
        found = np.where(np.asarray(retraining) < most, found, np.inf)
    return found


def _searched(drift: Any, retraining: Any, answers: Any, error: Any) -> Array:
    """Where waiting takes what a retraining does, by halving the logarithm of the time."""
    with np.errstate(over="ignore", invalid="ignore"):
        shape = np.shape(stages.policy(drift, np.ones(()), 1.0, answers, error).waiting)
        shape = np.broadcast_shapes(shape, np.shape(retraining))
        low, high = np.full(shape, _SHORTEST), np.full(shape, _LONGEST)
        for _ in range(_HALVINGS):
            middle = np.sqrt(low * high)
            waiting = stages.policy(drift, middle, 1.0, answers, error).waiting
            early = np.asarray(waiting) < retraining
            low, high = np.where(early, middle, low), np.where(early, high, middle)
    return high


def _best(at: int, case: Case, drawn: Case, drifting: Drifting, draws: int) -> Best:
    error, takes = case.plan.errors[at], float(case.retraining(at))
    if not takes > 0:
        what = f"a retraining takes no {error.quantity}"
        remedy = "add [training], or say what it takes, e.g. drift.extra_energy or extra_cost"
        raise InputError(Problem("drift", what, remedy))
    interval = float(case.interval(at))
    pays = bool(np.isfinite(interval))
    now, half, double = (
        case.policy(at, takes, interval * factor if pays else _FOREVER)
        for factor in (1.0, 0.5, 2.0)
    )
    spread = np.broadcast_to(drawn.interval(at), (draws,))
    return Best(
        quantity=error.quantity,
        unit=_unit(error.quantity, drifting),
        retraining=takes,
        error=error.error,
        interval=interval if pays else None,
        method="closed form" if isinstance(case.plan.drift, LinearDrift) else "search",
        last=float(now.last),
        whole=float(now.whole),
        half=float(half.whole) if pays else None,
        double=float(double.whole) if pays else None,
        span=spanned(spread),
        never=float(np.isinf(spread).mean()),
    )


def _unit(quantity: str, drifting: Drifting) -> str:
    prices = drifting.resolved.inputs.cost
    if quantity == "money" and prices is not None:
        return f"{prices.currency} of {prices.year}"
    return {"energy": "J", "carbon": "g"}[quantity]
