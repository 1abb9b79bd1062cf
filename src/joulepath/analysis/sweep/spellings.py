"""Read what a sweep varies, as people write it.

>>> axis("path.0.loss", "0..0.5:lin3").values()
(0, 0.25, 0.5)
>>> axis("inference.inferences", "1/day..100/day:log3").values()
('1/day', '10/day', '100/day')
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, Final, Literal, cast

from joulepath.analysis.sweep.axes import DIGITS, NUMBER, QUANTITY, Axis, Span
from joulepath.catalogue.units import TABLE
from joulepath.errors import InputError, Problem
from joulepath.scenario.changes import dotted

__all__ = ["axes_of", "axis", "flattened"]

_RANGE: Final = re.compile(
    rf"\s*(?P<first>{NUMBER}[^:]*?)\s*\.\.\s*(?P<last>{NUMBER}[^:]*?)\s*(?P<steps>:.*)?",
    re.DOTALL,
)
_STEPS: Final = re.compile(
    r":(?:(?P<spacing>lin|log)(?P<count>[0-9]*)|(?P<even>[0-9]+))(?P<whole>:whole)?"
)
_LONGEST: Final = 200
"""Letters of a range; what is longer is a list."""
_MOST: Final = 10_000_000
"""Values that an axis may have."""


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
        plain = dotted(key)
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
        ``"7..12"`` (whole numbers), ``"1/day..1000/day:log50"``, ``"0..1:lin11"`` or
        ``"0..1:11"`` (steps; with ``:whole`` rounded to whole numbers), ``"0..1:lin"`` (anywhere
        between, for samples) or a list, ``"DEU,FIN"``.

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
        if len(text) <= _LONGEST and (found := _RANGE.fullmatch(text)):
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
    said = steps["even"] or steps["count"]
    count = int(said) if said else None
    spacing = cast("Literal['lin', 'log']", steps["spacing"] or "lin")
    _check_span(key, text, (first, last), spacing, count)
    return Axis(key, text, span=Span(first, last, spacing, count, bool(steps["whole"])), unit=unit)


def _end(key: str, text: str) -> tuple[float, str]:
    """Number and unit of an end of a range."""
    found = cast("re.Match[str]", QUANTITY.fullmatch(text))
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
    return float(f"{value:.{DIGITS}g}")


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
