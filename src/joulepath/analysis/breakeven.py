"""When an alternative that takes more at first has paid for itself.

A life takes something once (its development, hardware that is bought) and something with every
inference. Where both ways are such straight lines, they meet at the quotient of the differences;
where hardware comes in whole pieces, the meeting point is searched for on the curves themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import numpy as np

from joulepath.analysis.draws import Span, check_draws, spanned
from joulepath.analysis.perimeters import unlike_perimeters
from joulepath.analysis.plan import arrays_in
from joulepath.analysis.space import Parameter, space_of
from joulepath.analysis.uncertainty import left_out_of
from joulepath.analysis.ways import (
    ALWAYS,
    FROM,
    QUANTITIES,
    UNTIL,
    Array,
    Line,
    Meeting,
    Way,
    differences,
)
from joulepath.analysis.weighing import Weighed, shared_quantities, unit_of
from joulepath.core.quantities import (
    Expense,
    ExpensePerInference,
    Inference,
    InferencePerSecond,
    Ratio,
    Second,
)
from joulepath.errors import InputError, Problem
from joulepath.formulas import breakeven as formulas
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import RateDemand
from joulepath.scenario.resolve import Resolved

__all__ = ["BreakEven", "Crossing", "Verdict", "break_even"]

Verdict = Literal["from", "until", "always", "never", "same"]
"""The alternative takes less from a number of inferences on, until one, always, never; or both
take the same."""

_VERDICTS: Final[tuple[Verdict, ...]] = ("from", "until", "always", "never", "same")


_TELLING: Final = {
    "energy": "leave it out",
    "carbon": "give both a zone, e.g. --zone DEU, or leave it out",
    "water": "give both a zone and a site that tell water, or leave it out",
    "money": "give both a [cost], or leave it out",
}
"""What to do where scenarios do not tell a quantity."""


@dataclass(frozen=True)
class Crossing:
    """Two ways weighed in one respect."""

    quantity: str
    """Energy, carbon, water or money."""
    unit: str
    """Its coherent unit, or the currency and year of money."""
    base_once: Expense
    """What the base takes before its first inference."""
    base_each: ExpensePerInference
    """What it takes with every inference."""
    alternative_once: Expense
    """What the alternative takes before its first inference."""
    alternative_each: ExpensePerInference
    """What it takes with every inference."""
    extra: Expense
    """What the alternative takes more at first."""
    saved: ExpensePerInference
    """What it saves with every inference."""
    verdict: Verdict
    """Which way takes less, and when."""
    inferences: Inference | None
    """Inferences after which both have taken the same; none if they never have."""
    time: Second | None
    """Time until then; none without a rate that both share."""
    method: Literal["closed form", "curve"]
    """Whether the quotient of the differences holds, or the curves were searched."""
    span: Span
    """The inferences over the draws: without end where it never pays, zero where it always does;
    the other way round for an alternative that takes less until then."""
    chances: Mapping[str, Ratio]
    """Share of the draws with each verdict."""
    better: Ratio
    """Share of the draws in which the alternative takes less by the end of its own life."""


@dataclass(frozen=True)
class BreakEven:
    """An alternative weighed against what is there."""

    crossings: tuple[Crossing, ...]
    """One for each respect in which both are known."""
    left_out: tuple[str, ...]
    """What is not weighed, or not alike on both sides."""
    certain: tuple[str, ...]
    """What the bands do not contain, though it is uncertain too."""
    notes: tuple[str, ...]
    """What a reader should know before relying on it."""
    rate: InferencePerSecond | None
    """Inferences by the time; none unless both scenarios have the same."""
    demand: Inference
    """Inferences of the alternative's own life."""
    spent: bool
    """Whether what the base takes once is past and does not count."""
    draws: int
    """Draws of all parameters together."""
    seed: int
    """Same seed, same bytes."""
    parameters: tuple[Parameter, ...]
    """What varies."""


def break_even(
    base: Resolved,
    alternative: Resolved,
    *,
    one_off: Mapping[str, float] | None = None,
    spent: bool = False,
    draws: int = 1000,
    seed: int = 0,
) -> BreakEven:
    """Find the number of inferences after which an alternative has paid for itself.

    Parameters
    ----------
    base : Resolved
        What is there, from `joulepath.resolve`.
    alternative : Resolved
        What might be instead.
    one_off : mapping of str to float
        What the alternative takes once beside its scenario, by quantity and in its coherent
        unit, e.g. ``{"energy": 3.6e6}``; energy brings the carbon, water and price of its
        electricity.
    spent : bool
        Whether what the base takes once (its development, its hardware) is past.
    draws : int
        Draws of all that is uncertain; what both scenarios share varies together.
    seed : int
        Same seed, same bytes.

    Returns
    -------
    BreakEven
        For energy, and for carbon, water and money where both scenarios have them.

    Raises
    ------
    InputError
        For a number of draws that makes no band, carbon on unlike bases, an amount below zero,
        or a scenario of many cases.
    """
    added = dict(one_off or {})
    _check(base, alternative, added, draws)
    ways = Way(base, {}, spent), Way(alternative, added)
    paths, left_out = shared_quantities(ways)
    _refuse_untold(added, paths[0])
    rate, demand = _rate(base, alternative), lifecycle(alternative.inputs).inference.inferences
    spaces = space_of(base), space_of(alternative)
    known = {each.name: each for space in spaces for each in space.parameters}
    best = Weighed(ways, (base.inputs, alternative.inputs), paths)
    one, other = (space.at(space.draw(draws, seed)) for space in spaces)
    drawn = Weighed(ways, (one, other), paths)
    crossings = (
        _crossing(quantity, best, drawn, rate, demand, unit_of(quantity, alternative))
        for quantity in paths[0]
    )
    return BreakEven(
        tuple(crossings),
        left_out,
        tuple(_certain(base, alternative, added)),
        tuple(_notes(base, alternative, paths)),
        rate,
        demand,
        spent,
        draws,
        seed,
        tuple(known.values()),
    )


def _crossing(
    quantity: str,
    best: Weighed,
    drawn: Weighed,
    rate: InferencePerSecond | None,
    demand: Inference,
    unit: str,
) -> Crossing:
    base, alternative = (_single(line) for line in best.lines[quantity])
    (found, straight), (spread, _) = best.meeting(quantity), drawn.meeting(quantity)
    verdict, met = int(found.verdict[0]), float(found.inferences[0])
    extra, saved = (float(each.flat[0]) for each in differences(*best.lines[quantity]))
    better = drawn.difference(quantity, np.full((1, 1), demand)) < 0
    return Crossing(
        quantity=quantity,
        unit=unit,
        base_once=base.once,
        base_each=base.each,
        alternative_once=alternative.once,
        alternative_each=alternative.each,
        extra=extra,
        saved=saved,
        verdict=_VERDICTS[verdict],
        inferences=met if np.isfinite(met) else None,
        time=(
            formulas.time_of_inferences(inferences=met, rate=rate)
            if rate is not None and np.isfinite(met)
            else None
        ),
        method="closed form" if straight else "curve",
        span=spanned(_ranked(spread, verdict)),
        chances=MappingProxyType(
            {name: float((spread.verdict == code).mean()) for code, name in enumerate(_VERDICTS)}
        ),
        better=float(better.mean()),
    )


class _Plain(NamedTuple):
    """A line of plain numbers."""

    once: float
    each: float


def _single(line: Line) -> _Plain:
    return _Plain(float(line.once.flat[0]), float(line.each.flat[0]))


def _ranked(spread: Meeting, verdict: int) -> Array:
    """Inferences of each draw, with 0 and infinity where the two ways never meet."""
    if verdict == UNTIL:
        ends = np.where(spread.verdict == ALWAYS, np.inf, 0.0)
        return np.where(spread.verdict == UNTIL, spread.inferences, ends)
    never = (spread.verdict == UNTIL) | (spread.verdict == _VERDICTS.index("never"))
    return np.where(spread.verdict == FROM, spread.inferences, np.where(never, np.inf, 0.0))


def _check(base: Resolved, other: Resolved, added: Mapping[str, float], draws: int) -> None:
    check_draws(draws)
    problems = [*_problems(base, other)]
    for quantity, value in added.items():
        if not (0 <= value < np.inf) or quantity not in QUANTITIES:
            unit = f" {unit_of(quantity, other)}" if quantity in QUANTITIES else ""
            what = f"{value:g}{unit} of {quantity} cannot be added"
            problems.append(Problem("one-off", what, "give an amount of 0 or more"))
    if problems:
        raise InputError(*problems)


def _refuse_untold(added: Mapping[str, float], told: Iterable[str]) -> None:
    """Refuse to add what would be weighed against nothing."""
    known = set(told)
    problems = [
        Problem("one-off", f"{quantity} is not told by both scenarios", _TELLING[quantity])
        for quantity in added
        if quantity not in known
    ]
    if problems:
        raise InputError(*problems)


def _problems(base: Resolved, other: Resolved) -> Iterator[Problem]:
    if None not in (base.basis, other.basis) and base.basis != other.basis:
        what = f"unlike bases: the base is {base.basis}, the alternative {other.basis}"
        yield Problem("basis", what, "weigh both on one basis, e.g. --set basis=direct")
    for name, each in (("base", base), ("alternative", other)):
        if many := arrays_in(each.inputs):
            what = f"{next(iter(many))} has many values, which are choices and no band"
            yield Problem(name, what, "give one number")


def _notes(base: Resolved, other: Resolved, paths: tuple[Mapping[str, str], ...]) -> Iterator[str]:
    mine, theirs = (each.get("carbon", "") for each in paths)
    if mine != theirs:
        has = "alternative" if theirs.startswith("hardware") else "base"
        yield f"the making of hardware is counted for the {has} alone"
    if said := unlike_perimeters((each.zone, each.perimeter) for each in (base, other)):
        yield said


def _certain(base: Resolved, other: Resolved, added: Mapping[str, float]) -> Iterator[str]:
    """What the draws take as it is given."""
    mine, theirs = left_out_of(base), left_out_of(other)
    yield from (each for each in mine if each in theirs)
    yield from (f"{each} (of the base alone)" for each in mine if each not in theirs)
    yield from (f"{each} (of the alternative alone)" for each in theirs if each not in mine)
    if added:
        yield f"what is added once, in {' and '.join(added)}: it is taken as exact"


def _rate(base: Resolved, other: Resolved) -> InferencePerSecond | None:
    """Rate of inferences, where both scenarios have the same."""
    demands = base.inputs.inference.demand, other.inputs.inference.demand
    rates = [demand.rate for demand in demands if isinstance(demand, RateDemand)]
    return rates[0] if len(rates) == 2 and rates[0] == rates[1] else None
