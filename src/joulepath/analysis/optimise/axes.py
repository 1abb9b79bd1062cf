"""What may be chosen, and from what: the grammar of ``--choose KEY=SPEC``.

::

    inference.processor=esp32-s3,nrf52840     one of a list
    inference.processor=catalogue             any entry of the catalogue that fits the key
    inference.processor=catalogue:esp32*      ... whose name fits the pattern
    training.epochs=5..20                     whole numbers, both ends included
    path.0.loss=0.01..0.1:5                   five values, evenly spaced
    inference.inferences=1/day..1000/day:log50   fifty values, evenly spaced in the logarithm
    inference.utilisation=0.1..0.9            any number between the ends
    inference.lifetime=1 years..10 years:log  any, the search going by the logarithm
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.errors import InputError, Problem

__all__ = [
    "CATALOGUE",
    "MOST_VALUES",
    "Axis",
    "Choices",
    "Interval",
    "Listed",
    "flat",
    "parse_axis",
    "size",
    "steps_of",
    "value_of",
]

CATALOGUE: Final = "catalogue"
"""What stands for all entries of the catalogue that fit a key."""

STEPS: Final = 17
"""Numbers of an interval that a search over a grid tries."""

MOST_VALUES: Final = 100_000
"""Most values that one key may be given."""

_NUMBER: Final = r"[+-]?(?:[0-9][0-9_]*(?:\.(?!\.)[0-9_]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_RANGE: Final = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<low_unit>[^.,:\"\[]*?)\s*\.\.\s*(?P<high>{_NUMBER})\s*"
    rf"(?P<unit>[^.,:\"\[]*?)\s*(?P<spacing>:(?:lin|(?P<log>log))?(?P<count>[0-9]*))?"
)
_ENDS: Final = 2
_LISTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'|\{[^}]*\}|\[[^\]]*\]|[^,]+")


@dataclass(frozen=True)
class Choices:
    """A key that takes one of some values."""

    key: str
    """Dotted path in the scenario."""
    values: tuple[Any, ...]
    """The values, in the order in which they were written."""


@dataclass(frozen=True)
class Interval:
    """A key that takes any number between two ends."""

    key: str
    """Dotted path in the scenario."""
    low: float
    """Lower end, in ``unit``."""
    high: float
    """Upper end, in ``unit``."""
    unit: str
    """Unit as it was written; empty for a bare number."""
    logarithmic: bool
    """Whether the search goes by the logarithm of the number."""

    def at(self, share: float) -> Any:
        """Value at a share of the way from the lower to the upper end, with its unit."""
        if self.logarithmic:
            number = self.low * (self.high / self.low) ** share
        else:
            number = self.low + (self.high - self.low) * share
        return _written(min(max(number, self.low), self.high), self.unit)


@dataclass(frozen=True)
class Listed:
    """A key that takes the name of any entry of the catalogue that fits it."""

    key: str
    """Dotted path in the scenario."""
    pattern: str
    """Pattern that names must match, ``*`` for all."""


Axis: TypeAlias = Choices | Interval


def parse_axis(key: str, spec: Any, where: str) -> Axis | Listed:
    """Read what a key may be.

    Parameters
    ----------
    key : str
        Dotted path in the scenario.
    spec : any
        A text in the grammar of this module; or a list of values.
    where : str
        Where the user wrote it, for messages.

    Returns
    -------
    Choices, Interval or Listed
        What the key may be.

    Raises
    ------
    InputError
        If nothing can be made of it.
    """
    if isinstance(spec, (list, tuple)):
        return _choices(key, list(cast("list[Any]", spec)), where)
    if not isinstance(spec, str):
        return _choices(key, [spec], where)
    text = spec.strip()
    name, colon, pattern = text.partition(":")
    if name == CATALOGUE:
        return Listed(key, pattern if colon else "*")
    if found := _RANGE.fullmatch(text):
        return _ranged(key, found, where)
    if text.startswith("["):
        return _choices(key, value_of(text), where)
    if ".." in text:
        remedy = f"write e.g. {key}=1..10, {key}=1..10:5 or {key}=1/day..100/day:log20"
        raise InputError(Problem(where, f"{text!r} is no range of numbers", remedy))
    return _choices(key, [value_of(part.strip()) for part in _parts(text)], where)


def steps_of(axis: Axis, steps: int = STEPS) -> NDArray[np.float64]:
    """Picks of one axis that a grid tries."""
    if isinstance(axis, Choices):
        return np.arange(len(axis.values), dtype=np.float64)
    return np.linspace(0.0, 1.0, steps)


def size(axes: tuple[Axis, ...]) -> float:
    """How many candidates there are; intervals count by the steps of a grid."""
    return float(math.prod(len(steps_of(axis)) for axis in axes))


def value_of(text: str) -> Any:
    """Read a value: TOML if it can be, else a text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def flat(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys of nested tables, and what they hold."""
    for name, value in tables.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from flat(cast("Mapping[str, Any]", value), f"{key}.")
        else:
            yield key, value


def _parts(text: str) -> list[str]:
    return [part for part in _LISTED.findall(text) if part.strip()]


def _choices(key: str, values: list[Any], where: str) -> Choices:
    distinct = list({repr(value): value for value in values}.values())
    if not distinct:
        remedy = f"write them with commas, e.g. {key}=one,another"
        raise InputError(Problem(where, f"no value for {key}", remedy))
    if len(distinct) > MOST_VALUES:
        raise _too_many(key, len(distinct), where)
    return Choices(key, tuple(distinct))


def _ranged(key: str, found: re.Match[str], where: str) -> Axis:
    unit = found["unit"]
    if found["low_unit"] not in ("", unit):
        what = f"{found[0]!r} begins in {found['low_unit']!r} and ends in {unit or 'no unit'!r}"
        raise InputError(Problem(where, what, "write both ends in one unit"))
    low, high, logarithmic = float(found["low"]), float(found["high"]), bool(found["log"])
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        remedy = "write the lower end first"
        raise InputError(Problem(where, f"{found[0]!r} does not go up", remedy))
    if logarithmic and low <= 0:
        remedy = "begin above zero, or leave out 'log'"
        raise InputError(Problem(where, f"{found[0]!r} has no logarithm", remedy))
    if found["spacing"] == ":":
        remedy = "write how many after the colon, e.g. :10 or :log10"
        raise InputError(Problem(where, f"{found[0]!r} says no number of values", remedy))
    if found["count"]:
        return _spaced(key, Interval(key, low, high, unit, logarithmic), found, where)
    if not unit and not logarithmic and _whole(found["low"]) and _whole(found["high"]):
        if high - low >= MOST_VALUES:
            raise _too_many(key, high - low + 1, where)
        return Choices(key, tuple(range(int(low), int(high) + 1)))
    return Interval(key, low, high, unit, logarithmic)


def _spaced(key: str, between: Interval, found: re.Match[str], where: str) -> Choices:
    count = int(found["count"])
    if count < _ENDS:
        remedy = "ask for both ends at least, e.g. :2"
        raise InputError(Problem(where, f"{found[0]!r} asks for {count} values", remedy))
    if count > MOST_VALUES:
        raise _too_many(key, count, where)
    return Choices(key, tuple(between.at(step / (count - 1)) for step in range(count)))


def _too_many(key: str, count: float, where: str) -> InputError:
    remedy = f"ask for fewer, e.g. with :100 after a range; the most is {MOST_VALUES}"
    return InputError(Problem(where, f"{count:.0f} values for {key}", remedy))


def _whole(text: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9_]+", text) is not None


def _written(number: float, unit: str) -> Any:
    """A number as a scenario says it."""
    rounded = float(f"{number:.12g}")
    plain: float = int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
    if not unit:
        return plain
    return f"{plain!r}{unit}" if unit.startswith("/") else f"{plain!r} {unit}"
