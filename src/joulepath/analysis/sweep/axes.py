"""What a sweep varies: a key of the scenario and the values it takes in turn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.catalogue.units import TABLE

__all__ = ["DIGITS", "NUMBER", "QUANTITY", "Axis", "Span"]

NUMBER: Final = r"[+-]?(?:[0-9][0-9_]*(?:\.[0-9_]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
QUANTITY: Final = re.compile(rf"(?P<number>{NUMBER})\s*(?P<unit>.*)", re.DOTALL)
DIGITS: Final = 12
"""Digits to which the steps between two ends are rounded, so that 0.1 is 0.1."""
_EXACT: Final = 22
"""The largest power of ten that is a float, so that a quotient by it is rounded once."""
_POWERS: Final = np.array([float(f"1e{power}") for power in range(400)])


@dataclass(frozen=True)
class Span:
    """Numbers between two ends."""

    first: float
    """First end, in the unit of the axis."""
    last: float
    """Other end."""
    spacing: Literal["lin", "log"]
    """Whether equal steps are differences or ratios."""
    count: int | None = None
    """How many numbers; none for all of them, of which a sample draws some."""
    whole: bool = False
    """Whether they are rounded to whole numbers."""

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """The numbers of a span that has so many, in their order."""
        spread = np.geomspace if self.spacing == "log" else np.linspace
        found = spread(self.first, self.last, self.count or 0)
        if self.whole:
            return np.unique(np.rint(found))[:: 1 if self.first <= self.last else -1]
        rounded = _rounded(found)
        rounded[[0, -1]] = self.first, self.last
        return rounded

    def drawn(self, unit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Numbers of the whole span at shares of its length."""
        if self.spacing == "log":
            found = self.first * (self.last / self.first) ** unit
        else:
            found = self.first + (self.last - self.first) * unit
        found = np.clip(found, min(self.first, self.last), max(self.first, self.last))
        return np.rint(found) if self.whole else found


@dataclass(frozen=True)
class Axis:
    """A key of the scenario and the values it takes in turn.

    A position says which: the index of a value, or a number of a span without steps.
    """

    key: str
    """Dotted path in the scenario, as ``--set`` takes it."""
    written: str
    """The values as the user wrote them."""
    listed: tuple[Any, ...] = ()
    """The values, where they are a list."""
    span: Span | None = None
    """Where they are between two ends instead."""
    unit: str = ""
    """Unit of the numbers of a span."""

    @property
    def is_stepless(self) -> bool:
        """Whether it is a span of which only a sample can be drawn."""
        return self.span is not None and self.span.count is None

    @property
    def length(self) -> int | None:
        """How many values; none for a span without steps."""
        if self.span is None:
            return len(self.listed)
        return None if self.is_stepless else self.span.numbers.size

    @property
    def least_length(self) -> int:
        """How many values at least, told without making them."""
        if self.span is None:
            return len(self.listed)
        return 1 if self.span.whole else self.span.count or 1

    @cached_property
    def _listed_numbers(self) -> NDArray[np.float64] | None:
        """The listed values in coherent units; none unless all are quantities of one kind."""
        read = [_coherent(value) for value in self.listed]
        if None in read or len({kind for _, kind in cast("Any", read) if kind}) > 1:
            return None
        return np.array([number for number, _ in cast("Any", read)])

    @property
    def is_quantity(self) -> bool:
        """Whether its values are numbers that can be computed side by side."""
        return self.span is not None or self._listed_numbers is not None

    def positions(self, count: int) -> NDArray[Any]:
        """About so many positions from end to end, the least and the greatest among them."""
        if self.length is None:
            return cast("Span", self.span).drawn(np.linspace(0.0, 1.0, count))
        spread = np.unique(np.linspace(0, self.length - 1, min(count, self.length)).astype(int))
        if self._listed_numbers is None or self.span is not None:
            return spread
        ends = np.array([self._listed_numbers.argmin(), self._listed_numbers.argmax()])
        return np.unique(np.concatenate([spread, ends]))

    def ends(self) -> NDArray[Any]:
        """Positions of the least and the greatest quantity."""
        positions = self.positions(2)
        numbers = self.coherent(positions)
        return positions[[int(numbers.argmin()), int(numbers.argmax())]]

    def numbers(self, positions: NDArray[Any]) -> NDArray[np.float64]:
        """Numbers at positions of a span, in its unit."""
        span = cast("Span", self.span)
        return positions if span.count is None else span.numbers[positions]

    def coherent(self, positions: NDArray[Any]) -> NDArray[np.float64]:
        """Quantities at positions, in the coherent unit."""
        if self.span is None:
            return cast("NDArray[np.float64]", self._listed_numbers)[positions]
        numbers = self.numbers(positions)
        return cast("Any", TABLE[self.unit]).to_coherent(numbers) if self.unit else numbers

    def value(self, position: float) -> Any:
        """What ``--set`` would be given for a position."""
        if self.span is None:
            return self.listed[int(position)]
        number = self.numbers(np.array([position if self.span.count is None else int(position)]))
        return _said(float(number[0]), self.unit)

    def values(self) -> tuple[Any, ...]:
        """All values of an axis that has so many."""
        return tuple(map(self.value, range(self.length or 0)))

    @cached_property
    def shown(self) -> NDArray[Any]:
        """The listed values, or the numbers of a span with steps, as a column shows them."""
        if self.span is None:
            plain_numbers = all(type(value) in (int, float) for value in self.listed)
            plain = self.listed if plain_numbers else [*map(str, self.listed)]
            return np.array(plain)
        numbers = self.span.numbers
        return numbers.astype(np.int64) if (numbers % 1 == 0).all() else numbers

    def column(self, positions: NDArray[Any]) -> NDArray[Any]:
        """Numbers in the unit of the axis, or texts, at positions."""
        if self.span is None or self.span.count is not None:
            return self.shown[positions]
        return positions.astype(np.int64) if self.span.whole else positions


def _rounded(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Numbers to so many digits, each the float that its decimal is read as."""
    with np.errstate(all="ignore"):  # what leaves the floats here is done one by one below
        first = np.where(numbers == 0.0, 0.0, np.floor(np.log10(np.abs(numbers))))
        digits = DIGITS - 1 - first
        powers = _POWERS[np.abs(digits).astype(np.intp)]
        coarse, fine = np.rint(numbers / powers) * powers, np.rint(numbers * powers) / powers
    found = np.where(digits < 0, coarse, fine)
    for place in np.flatnonzero(np.abs(digits) > _EXACT):
        found[place] = float(f"{numbers[place]:.{DIGITS}g}")
    return found


def _said(number: float, unit: str) -> Any:
    """A number as a scenario takes it."""
    plain = int(number) if number.is_integer() and abs(number) < 1e15 else number
    if not unit:
        return plain
    return f"{plain!r}{unit}" if unit.startswith("/") else f"{plain!r} {unit}"


def _coherent(value: Any) -> tuple[float, str] | None:
    """A value in its coherent unit, and that unit; none if it is no quantity."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value), ""
    found = QUANTITY.fullmatch(value.strip()) if isinstance(value, str) else None
    unit = None if found is None else TABLE.get(found["unit"] or "1")
    if found is None or unit is None:
        return None
    return unit.to_coherent(float(found["number"])), unit.measures
