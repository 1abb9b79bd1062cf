"""What a life takes as its inferences grow: once, with each of them, and on the curve itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.arrays import evaluate
from joulepath.analysis.counted_carbon import CARBON
from joulepath.analysis.demand import living
from joulepath.core.quantities import MoneyPerJoule
from joulepath.core.tree import numbers
from joulepath.formulas import breakeven as formulas
from joulepath.formulas.carbon import operational_carbon
from joulepath.formulas.cost import electricity_cost, mean_price, weighted_price
from joulepath.formulas.water import off_site_water
from joulepath.lifecycle import lifecycle
from joulepath.records.cost import TariffPeriod
from joulepath.records.inputs import Inputs
from joulepath.scenario.resolve import Resolved

__all__ = [
    "ALWAYS", "FROM", "NEVER", "QUANTITIES", "SAME", "UNTIL", "Line", "Meeting", "Way",
    "differences", "meeting", "price_of",
]  # fmt: skip

Array = NDArray[np.float64]

QUANTITIES: Final = MappingProxyType(
    {
        "energy": ("energy",),
        "carbon": CARBON,
        "water": ("water.total",),
        "money": ("cost.total",),
    }
)
"""What may be paid back, and where a result has it: the first that it has."""

FROM, UNTIL, ALWAYS, NEVER, SAME = range(5)
"""The second way takes less from a number of inferences on, until one, always or never; or both
take the same."""

_FEW: Final = 1.0
_MANY: Final = 1e12
_NOTHING: Final = 1e-9
"""Differences below this share of what they are differences of are roundings."""
_PROBES: Final = (7.5, 1234.5, 2e6)
_GRID: Final = np.geomspace(_FEW, _MANY, 481)
_HALVINGS: Final = 45


class Line(NamedTuple):
    """A life as a straight line over its inferences."""

    once: Array
    """What it takes before the first."""
    each: Array
    """What it takes with every one."""

    def at(self, inferences: Array) -> Array:
        """What it has taken after some inferences."""
        return self.once + self.each * inferences


class Meeting(NamedTuple):
    """Where two lives have taken the same."""

    verdict: NDArray[np.int_]
    """Which takes less, and when, a code for each draw."""
    inferences: Array
    """Where they meet; NaN where they never do."""


@dataclass(frozen=True)
class Way:
    """A scenario whose life may be of any length."""

    resolved: Resolved
    """The scenario."""
    added: Mapping[str, float]
    """What it takes once beside it, by quantity."""
    spent: bool = False
    """Whether what it takes once is past and does not count."""

    @property
    def paths(self) -> dict[str, str]:
        """Where its life has each quantity that it has."""
        known = dict(numbers(lifecycle(self.resolved.inputs)))
        found = {
            quantity: next((path for path in paths if path in known), "")
            for quantity, paths in QUANTITIES.items()
        }
        return {quantity: path for quantity, path in found.items() if path}

    def totals(
        self, inputs: Inputs, quantities: Mapping[str, str], inferences: Array
    ) -> dict[str, Array]:
        """What lives of some lengths take, what is spent included.

        Parameters
        ----------
        inputs : Inputs
            Inputs of the scenario, some of them columns of draws.
        quantities : mapping of str to str
            Path in the result of each quantity.
        inferences : ndarray
            Lengths; broadcast with the draws.

        Returns
        -------
        dict of str to ndarray
            By quantity, of the broadcast shape.
        """
        found = evaluate(living(self.resolved, inputs, inferences), tuple(quantities.values()))
        return {
            quantity: found[path] + self._added(quantity, inputs)
            for quantity, path in quantities.items()
        }

    def lines(self, inputs: Inputs, quantities: Mapping[str, str]) -> dict[str, Line]:
        """Straight lines through a very short and a very long life.

        Parameters
        ----------
        inputs : Inputs
            Inputs of the scenario, some of them columns of draws.
        quantities : mapping of str to str
            Path in the result of each quantity.
        """
        ends = self.totals(inputs, quantities, np.array([[_FEW], [_MANY]]))
        return {quantity: self._line(*found) for quantity, found in ends.items()}

    def _line(self, least: Array, most: Array) -> Line:
        each = formulas.expense_each(least=least, most=most, few=_FEW, many=_MANY)
        once = formulas.expense_once(least=least, few=_FEW, each=each)
        rounded = np.where(np.abs(once) <= _NOTHING * np.abs(least), 0.0, once)
        return Line(np.zeros_like(rounded) if self.spent else rounded, np.asarray(each))

    def _added(self, quantity: str, inputs: Inputs) -> float | Array:
        """What is added once; energy brings the carbon, water and price of its electricity."""
        own, energy = self.added.get(quantity, 0.0), self.added.get("energy", 0.0)
        match quantity:
            case "money" if inputs.cost is not None and inputs.cost.tariff:
                brought = electricity_cost(energy=energy, price=price_of(inputs.cost.tariff))
            case "carbon" if inputs.intensity is not None:
                brought = operational_carbon(energy=energy, intensity=inputs.intensity)
            case "water" if inputs.water is not None:
                brought = off_site_water(energy=energy, factor=inputs.water)
            case _:
                return own
        return formulas.all_expenses(parts=(own, brought))


def price_of(tariff: tuple[TariffPeriod, ...]) -> MoneyPerJoule:
    """Mean price of electricity over the parts of the day."""
    parts = (weighted_price(share=each.share, price=each.price) for each in tariff)
    return mean_price(parts=tuple(parts))


def meeting(lines: tuple[Line, Line], difference: Callable[[Array], Array]) -> tuple[Meeting, bool]:
    """Find where a second way has taken what the first has.

    Parameters
    ----------
    lines : tuple of Line
        Both ways as straight lines.
    difference : callable
        What the second has taken more than the first after some inferences, on the curves
        themselves; of a column of lengths, a row for each.

    Returns
    -------
    tuple of Meeting and bool
        The meeting, and whether the straight lines are the curves.
    """
    straight, size = _straight_meeting(*lines)
    probes = np.array([*_PROBES, *_finite(straight.inferences)])[:, np.newaxis]
    drawn = lines[1].at(probes) - lines[0].at(probes)
    scale = np.maximum(np.abs(lines[0].at(probes)), np.abs(lines[1].at(probes))) + size
    if (np.abs(difference(probes) - drawn) <= _NOTHING * scale).all():
        return straight, True
    return _searched(difference), False


def _finite(inferences: Array) -> Array:
    """The middle one of the numbers that there are."""
    found = inferences[np.isfinite(inferences)]
    return np.sort(found)[found.size // 2 : found.size // 2 + 1]


def _straight_meeting(base: Line, alternative: Line) -> tuple[Meeting, Array]:
    extra, saved = differences(base, alternative)
    conditions = (
        (extra > 0) & (saved > 0),
        (extra < 0) & (saved < 0),
        (extra == 0) & (saved == 0),
        (extra <= 0) & (saved >= 0),
    )
    verdict = np.select(conditions, (FROM, UNTIL, SAME, ALWAYS), NEVER)
    met = np.asarray(formulas.even_inferences(extra=extra, saved=saved))
    size = np.maximum(np.abs(base.once), np.abs(alternative.once))
    return Meeting(verdict, np.where(verdict <= UNTIL, met, np.nan)), size


def differences(base: Line, alternative: Line) -> tuple[Array, Array]:
    """What a way takes more at first than another and saves with every inference.

    Differences that are roundings are nothing.
    """
    extra = formulas.extra_expense(base=base.once, alternative=alternative.once)
    saved = formulas.saved_each(base=base.each, alternative=alternative.each)
    extra = _rounded(extra, base.once, alternative.once)
    saved = _rounded(saved, base.each, alternative.each)
    extra, saved = np.broadcast_arrays(extra, saved)
    return extra, saved


def _rounded(difference: object, one: Array, other: Array) -> Array:
    """A difference, or nothing where it is a rounding."""
    found = np.asarray(difference)
    largest = np.maximum(np.abs(one), np.abs(other))
    return np.where(np.abs(found) <= _NOTHING * largest, 0.0, found)


def _searched(difference: Callable[[Array], Array]) -> Meeting:
    """Where curves change places for the last time."""
    less = difference(_GRID[:, np.newaxis]) < 0
    changes = less[1:] != less[:-1]
    last = len(changes) - 1 - np.argmax(changes[::-1], axis=0)
    met = changes.any(axis=0)
    verdict = np.where(met, np.where(less[-1], FROM, UNTIL), np.where(less[-1], ALWAYS, NEVER))
    low, high = _GRID[last], _GRID[last + 1]
    for _ in range(_HALVINGS):
        middle = np.sqrt(low * high)
        after = (difference(middle[np.newaxis])[0] < 0) == less[-1]
        low, high = np.where(after, low, middle), np.where(after, middle, high)
    return Meeting(verdict, np.where(met, high, np.nan))
