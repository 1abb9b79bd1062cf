"""What a sweep varies: ranges, steps and lists of values of a key of the scenario.

>>> axis("path.0.loss", "0..0.5:lin3").values()
(0, 0.25, 0.5)
>>> axis("inference.inferences", "1/day..100/day:log3").values()
('1/day', '10/day', '100/day')
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any, Final, Literal, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.catalogue.units import TABLE
from joulepath.errors import InputError, Problem

__all__ = ["Axis", "Span", "axes_of", "axis", "flattened"]

_NUMBER: Final = r"[+-]?(?:[0-9][0-9_]*(?:\.[0-9_]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_QUANTITY: Final = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>.*)", re.DOTALL)
_RANGE: Final = re.compile(
    rf"\s*(?P<first>{_NUMBER}[^:]*?)\s*\.\.\s*(?P<last>{_NUMBER}[^:]*?)\s*(?P<steps>:.*)?",
    re.DOTALL,
)
_STEPS: Final = re.compile(r":(?P<spacing>lin|log)(?P<count>[0-9]*)(?P<whole>:whole)?")
_MOST: Final = 10_000_000
"""Values that an axis may have."""
_DIGITS: Final = 12
"""Digits to which the steps between two ends are rounded, so that 0.1 is 0.1."""


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
        rounded = np.array([float(f"{value:.{_DIGITS}g}") for value in found.tolist()])
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
    def length(self) -> int | None:
        """How many values; none for a span without steps."""
        if self.span is None:
            return len(self.listed)
        return None if self.span.count is None else self.span.numbers.size

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
    found = _QUANTITY.fullmatch(value.strip()) if isinstance(value, str) else None
    unit = None if found is None else TABLE.get(found["unit"] or "1")
    if found is None or unit is None:
        return None
    return unit.to_coherent(float(found["number"])), unit.measures


def axes_of(vary: Mapping[str, Any]) -> tuple[Axis, ...]:
    """Read all axes of a sweep.

    Parameters
    ----------
    vary : mapping of str to str, list or number
        Values by dotted path.

    Returns
    -------
    tuple of Axis
        In the same order.

    Raises
    ------
    InputError
        With every axis that cannot be read, or if there is none.
    """
    found: dict[str, Axis] = {}
    problems: list[Problem] = []
    for key, written in vary.items():
        plain = re.sub(r"\[([^\]]*)\]", r".\1", key).removeprefix(".")
        try:
            if plain in found:
                raise _problem(plain, "varies twice", "give all its values in one place")
            found[plain] = axis(plain, written)
        except InputError as error:
            problems += error.problems
    problems += _overlapping(found)
    if not (found or problems):
        remedy = "say what varies, e.g. --vary inference.utilisation=0.1..1:lin10"
        problems.append(Problem("sweep", "nothing varies", remedy))
    if problems:
        raise InputError(*problems)
    return tuple(found.values())


def _overlapping(keys: Iterable[str]) -> list[Problem]:
    """Axes that would change parts of what another replaces."""
    names = list(keys)
    return [
        Problem(f"--vary {part}", f"{whole!r} varies as a whole", "vary one of the two")
        for whole in names
        for part in names
        if part.startswith(f"{whole}.")
    ]


def flattened(tables: Mapping[str, Any], head: str = "") -> dict[str, Any]:
    """Axes of nested tables by dotted path, as TOML reads ``path.0.loss = "0..1:lin5"``."""
    found: dict[str, Any] = {}
    for name, value in tables.items():
        key = f"{head}.{name}" if head else name
        if isinstance(value, Mapping):
            found |= flattened(cast("Mapping[str, Any]", value), key)
        else:
            found[key] = value
    return found


def axis(key: str, written: Any) -> Axis:
    """Read the values that a key takes.

    Parameters
    ----------
    key : str
        Dotted path in the scenario.
    written : str, list or number
        ``"7..12"`` (whole numbers), ``"1/day..1000/day:log50"``, ``"0..1:lin11"`` (steps; with
        ``:whole`` rounded to whole numbers), ``"0..1:lin"`` (anywhere between, for samples) or a
        list, ``"DEU,FIN"``.

    Returns
    -------
    Axis
        The key with its values.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if not key:
        raise _problem("", f"{written!r} names no key", "write KEY=VALUES, e.g. zone=DEU,FIN")
    if isinstance(written, str):
        text = written.strip()
        if found := _RANGE.fullmatch(text):
            return _spanned(key, text, found)
        return _listed(key, text, _elements(key, text))
    if isinstance(written, (list, tuple)):
        items = cast("list[Any]", written)
        return _listed(key, ", ".join(map(str, items)), items)
    return _listed(key, str(written), [written])


def _problem(key: str, what: str, remedy: str) -> InputError:
    return InputError(Problem(f"--vary {key}".strip(), what, remedy))


def _listed(key: str, written: str, items: Iterable[Any]) -> Axis:
    values = tuple(items)
    if not values:
        raise _problem(key, "no values", f"list some, e.g. --vary {key}=a,b,c")
    for index, value in enumerate(values):
        if value == "":
            remedy = "write a value on each side of a comma"
            raise _problem(key, f"{written!r} lacks a value", remedy)
        if value in values[:index]:
            raise _problem(key, f"{value!r} is there twice", "list each value once")
    return Axis(key, written, listed=values)


def _elements(key: str, text: str) -> list[Any]:
    """Elements of a list, each TOML if it can be, else a text."""
    if text.startswith("["):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            remedy = f"write it as TOML, or without brackets: --vary {key}=a,b,c"
            raise _problem(key, f"{text!r} is no list", remedy) from None
    return [_element(part.strip()) for part in text.split(",")] if text else []


def _element(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _spanned(key: str, text: str, found: re.Match[str]) -> Axis:
    (first, unit), (last, unit_of_last) = _end(key, found["first"]), _end(key, found["last"])
    if unit != unit_of_last:
        last = _converted(key, text, (last, unit_of_last), unit)
    if found["steps"] is None:
        return _counted(key, text, first, last, unit)
    steps = _STEPS.fullmatch(found["steps"])
    if steps is None:
        remedy = "write :lin11 for 11 equal differences or :log50 for 50 equal ratios"
        raise _problem(key, f"{found['steps']!r} says no steps", remedy)
    count = int(steps["count"]) if steps["count"] else None
    _check_span(key, text, (first, last), steps["spacing"], count)
    spacing = cast("Literal['lin', 'log']", steps["spacing"])
    return Axis(key, text, span=Span(first, last, spacing, count, bool(steps["whole"])), unit=unit)


def _end(key: str, text: str) -> tuple[float, str]:
    """Number and unit of an end of a range."""
    found = cast("re.Match[str]", _QUANTITY.fullmatch(text))
    number, unit = float(found["number"]), found["unit"].strip()
    if not isfinite(number):
        raise _problem(key, f"{text!r} is not finite", "write a finite number")
    if unit and unit not in TABLE:
        remedy = "write each end with its unit, e.g. 1/day..1000/day:log50 or 0..1:lin11"
        raise _problem(key, f"{text!r} is no number with a known unit", remedy)
    return number, unit


def _converted(key: str, text: str, end: tuple[float, str], unit: str) -> float:
    """The last end in the unit of the first."""
    number, own = end
    if not unit or not own:
        bare, sample = ("first", own) if own else ("last", unit)
        remedy = f"write the unit at both ends, here {sample!r}"
        raise _problem(key, f"the {bare} end of {text!r} has no unit", remedy)
    if TABLE[unit].measures != TABLE[own].measures:
        what = f"{unit!r} and {own!r} measure different things"
        raise _problem(key, what, "write both ends in one unit")
    value = TABLE[unit].from_coherent(TABLE[own].to_coherent(number))
    return float(f"{value:.{_DIGITS}g}")


def _counted(key: str, text: str, first: float, last: float, unit: str) -> Axis:
    """A range of whole numbers."""
    if not (first.is_integer() and last.is_integer()):
        remedy = f"say in how many steps, e.g. {text}:lin11 or {text}:log50"
        raise _problem(key, f"{text!r} has ends that are not whole", remedy)
    count = int(abs(last - first)) + 1
    _check_span(key, text, (first, last), "lin", count, least=1)
    return Axis(key, text, span=Span(first, last, "lin", count, whole=True), unit=unit)


def _check_span(
    key: str,
    text: str,
    ends: tuple[float, float],
    spacing: str,
    count: int | None,
    *,
    least: int = 2,
) -> None:
    if spacing == "log" and min(ends) <= 0:
        remedy = "let both ends be above zero, or take :lin"
        raise _problem(key, f"{text!r} has equal ratios and an end that is not positive", remedy)
    if count is not None and not least <= count <= _MOST:
        remedy = f"take between {least} and {_MOST:,} values"
        raise _problem(key, f"{text!r} has {count:,} values", remedy)
    if ends[0] == ends[1] and count != 1:
        raise _problem(key, f"{text!r} has equal ends", "let them differ, or write one value")
