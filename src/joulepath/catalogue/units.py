"""Units at the edge: read ``"12 kB"`` into the one coherent unit of its quantity.

>>> parse("12 kB", "bit")
96000.0
>>> parse("24/day", "inference/s") * 86400
24.0
>>> render(4320000.0, "J")
'1.2 kWh'
"""

from __future__ import annotations

import math
import re
from difflib import get_close_matches
from typing import Final

from joulepath.catalogue.rendering import render, render_memory
from joulepath.catalogue.unit_table import TABLE, Unit, listed, mistaken, shown
from joulepath.errors import Problem, UnitError

__all__ = ["TABLE", "Unit", "coherent", "parse", "render", "render_memory", "units_for"]

_QUANTITY: Final = re.compile(
    r"(?P<number>[+-]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*(?P<unit>.*)"
)


def units_for(expected: str) -> tuple[str, ...]:
    """Units in which a quantity may be written, the usual ones first.

    Parameters
    ----------
    expected : str
        Coherent unit of the quantity, e.g. ``"W"``.

    Returns
    -------
    tuple of str
        E.g. ``("W", "mW", "uW", ...)``; empty for a unit that is not a coherent one.

    Examples
    --------
    >>> units_for("g/J")
    ('g/kWh', 'kg/kWh', 'kg/MWh', 't/MWh', 'g/J')
    """
    return listed(expected)


def coherent(value: float, unit: str, expected: str) -> float:
    """Convert a number to the coherent unit of its quantity.

    Parameters
    ----------
    value : float
        The number as written.
    unit : str
        Its unit, a key of `TABLE`.
    expected : str
        Coherent unit of the quantity, e.g. ``"J/bit"``.

    Returns
    -------
    float
        The value in the unit ``expected``.

    Raises
    ------
    UnitError
        If the unit is not in the table or measures something else.

    Examples
    --------
    >>> coherent(0.5, "kW", "W")
    500.0
    """
    known = TABLE.get(unit)
    if known is None:
        raise UnitError(Problem("", f"unit {unit!r} is not known", _instead_of(unit, expected)))
    if known.measures != expected:
        what = f"unit {unit!r} measures {shown(known.measures)}"
        what += f", but this quantity is in {shown(expected)}"
        raise UnitError(Problem("", what, mistaken(unit) or _choices(expected)))
    return known.to_coherent(value)


def parse(text_or_number: object, expected: str) -> float:
    """Read what a user wrote for a quantity.

    A number is taken to be in the coherent unit; text needs a number and a unit. Only a pure
    number (unit ``"1"``) may be text without a unit.

    Parameters
    ----------
    text_or_number : object
        E.g. ``"1.2e3 kWh"``, ``"1_000 samples"`` or ``0.25``.
    expected : str
        Coherent unit of the quantity.

    Returns
    -------
    float
        Finite value in the unit ``expected``.

    Raises
    ------
    UnitError
        If this is no finite number, or its unit is unknown or measures something else.

    Examples
    --------
    >>> parse("2 %", "1")
    0.02
    >>> parse(64, "bit/value")
    64.0
    """
    match text_or_number:
        case str():
            return _parse_text(text_or_number, expected)
        case bool():
            raise _not_a_number(str(text_or_number).lower(), expected)
        case int() | float():
            return _finite(text_or_number, str(text_or_number))
        case _:
            raise _not_a_number(repr(text_or_number), expected)


def _parse_text(text: str, expected: str) -> float:
    found = _QUANTITY.fullmatch(text.strip())
    if found is None:
        raise _not_a_number(repr(text), expected)
    number, unit = found["number"], found["unit"]
    if unit[:1] == ",":
        remedy = "write decimals with a point, and thousands as 1000 or 1_000"
        raise UnitError(Problem("", f"{text!r} holds a comma", remedy))
    if unit not in TABLE and re.match(r"[0-9_.]", unit):
        remedy = "write it in one piece, e.g. 1000 or 1_000"
        raise UnitError(Problem("", f"{text!r} is not one number", remedy))
    if not unit and expected != "1":
        example = (*units_for(expected), expected)[0]
        remedy = f"write {number} without quotes, or with a unit such as {_sample(number, example)}"
        raise UnitError(Problem("", f"{text!r} has no unit", remedy))
    try:
        value = float(number)
    except ValueError:
        raise _not_a_number(repr(text), expected) from None
    return _finite(coherent(value, unit or "1", expected), repr(text))


def _sample(number: str, unit: str) -> str:
    plural = f"{unit}s" if f"{unit}s" in units_for(unit) else unit
    return repr(f"{number}{plural}" if plural.startswith("/") else f"{number} {plural}")


def _finite(value: float, written: str) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise UnitError(Problem("", f"{written} is not finite", "write a finite number"))
    return number


def _not_a_number(written: str, expected: str) -> UnitError:
    example = _sample("1.5", (*units_for(expected), expected)[0])
    remedy = "write a number such as 1.5" + ("" if expected == "1" else f", or {example}")
    return UnitError(Problem("", f"{written} is not a number", remedy))


def _instead_of(unit: str, expected: str) -> str:
    if remedy := mistaken(unit):
        return remedy
    units = units_for(expected)
    same = [known for known in units if known.casefold() == unit.casefold()]
    near = list(dict.fromkeys(same + get_close_matches(unit, units, n=3, cutoff=0.5)))
    question = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    return question + _choices(expected)


def _choices(expected: str) -> str:
    return f"use one of {', '.join(map(repr, units_for(expected)))}"
