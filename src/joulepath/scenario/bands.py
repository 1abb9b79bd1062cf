"""Numbers of a scenario that are written with a band: what may be said, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, log, sqrt
from typing import Any, Final, cast

from joulepath.catalogue import units
from joulepath.core.quantiles import NORMAL_95
from joulepath.errors import InputError, Problem, nearest
from joulepath.records.distributions import (
    Beta,
    Distribution,
    LogNormal,
    Normal,
    Triangular,
    Uniform,
    banded,
)

__all__ = ["BAND", "BAND_SCHEMA", "BandedNumber", "is_banded", "read_band", "written_band"]

BAND: Final = "x-band"
"""Key of a JSON Schema that stands for `BAND_SCHEMA`."""

_SIGN: Final = re.compile(r"\s*(?:\+-|\+/-|±)\s*")
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "": ("low", "value", "high"),
    "uniform": ("low", "high"),
    "normal": ("low", "high"),
    "log-normal": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "beta": ("low", "mode", "high"),
}
"""What each distribution takes; without a name, the best estimate and its 90 % band."""
_TELLING: Final = frozenset({"distribution", "low", "mode", "high"})
_NAMES: Final = tuple(filter(None, _KEYS))

_FARTHEST: Final = 1e15
"""Greatest ratio of the ends of a band."""
_RARE: Final = 1e-4
"""Share of cases that a distribution without ends may have beyond a bound."""

BAND_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "A number with its 90 % band, or a distribution with its ends.",
    "properties": {
        "distribution": {
            "enum": [*_NAMES],
            "description": "How it varies; left out, the band decides.",
        },
        "value": {"type": ["number", "string"], "description": "Best estimate, the median."},
        "low": {"type": ["number", "string"], "description": "5 % point, or least value."},
        "mode": {"type": ["number", "string"], "description": "Likeliest value."},
        "high": {"type": ["number", "string"], "description": "95 % point, or greatest value."},
    },
    "required": ["low", "high"],
    "additionalProperties": False,
}


class BandedNumber(float):
    """A best estimate that remembers how it may vary."""

    distribution: Distribution
    """How it may vary."""
    written: Any
    """What the user wrote."""

    def __new__(cls, value: float, distribution: Distribution, written: Any) -> BandedNumber:
        """Make a float of the best estimate."""
        number = super().__new__(cls, value)
        number.distribution, number.written = distribution, written
        return number

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy with the band."""
        return BandedNumber, (float(self), self.distribution, self.written)


def is_banded(written: Any) -> bool:
    """Whether what a user wrote has a band."""
    if isinstance(written, Mapping):
        return not _TELLING.isdisjoint(cast("Mapping[Any, Any]", written))
    return isinstance(written, str) and _SIGN.search(written.strip()) is not None


def read_band(
    written: Any, parse: Callable[[Any], float], least: float = -inf, most: float = inf
) -> BandedNumber:
    """Read a number with its band.

    Parameters
    ----------
    written : str or mapping
        ``"45 mA +- 10 %"``, ``"45 mA +- 3 mA"``, ``{value, low, high}``, or a table with a
        ``distribution``.
    parse : callable
        Reads a number with its unit.
    least, most : float
        Bounds of the quantity.

    Returns
    -------
    BandedNumber
        In the coherent unit.

    Raises
    ------
    InputError
        With what is wrong, and the remedy.
    """
    reader = _Reader(parse, least, most, written_band(written))
    table = isinstance(written, Mapping)
    found = reader.table(cast("Mapping[str, Any]", written)) if table else reader.text()
    return BandedNumber(*found, written)


def written_band(written: Any) -> str:
    """Write a number with its band in a few words."""
    if not isinstance(written, Mapping):
        return str(written)
    table = dict(cast("Mapping[str, Any]", written))
    name = table.pop("distribution", "")
    if not name and "value" in table:
        return f"{table.get('value')} ({table.get('low')} to {table.get('high')})"
    listed = ", ".join(f"{key} {value}" for key, value in table.items())
    return f"{name}: {listed}" if name else listed


def _plain(text: str) -> float | str:
    """A number without a unit as if it stood without quotes."""
    try:
        return float(text)
    except ValueError:
        return text


@dataclass(frozen=True)
class _Reader:
    """Reads one written band of one quantity."""

    parse: Callable[[Any], float]
    least: float
    most: float
    said: str

    def text(self) -> tuple[float, Distribution]:
        """Read ``45 mA +- 10 %``."""
        best, *rest = _SIGN.split(self.said.strip())
        if len(rest) != 1 or not best or not rest[0]:
            raise self._wrong("is no number with a band", "write e.g. '45 mA +- 10 %'")
        value = self.parse(_plain(best))
        width = self._width(value, best, rest[0])
        if width <= 0:
            raise self._wrong("has no width", "write what may be added and taken off, above 0")
        return self._banded(value, value - width, value + width)

    def table(self, table: Mapping[str, Any]) -> tuple[float, Distribution]:
        """Read a table, by the distribution that it names."""
        name = table.get("distribution", "")
        if name not in _KEYS:
            near = nearest(str(name), _NAMES, count=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(_NAMES)}"
            raise InputError(Problem("", f"no distribution named {name!r}", remedy))
        keys = _KEYS[name]
        self._check_keys({key for key in table if key != "distribution"}, keys, name)
        numbers = [self.parse(table[key]) for key in keys]
        if numbers != sorted(numbers) or numbers[0] == numbers[-1]:
            raise self._wrong("is not in order", f"{' <= '.join(keys)} must hold")
        low, *middle, high = numbers
        if low > 0 and high / low > _FARTHEST:
            what = f"goes over more than a factor of {_FARTHEST:g}"
            raise self._wrong(what, "give a band that says something")
        if not name:
            return self._banded(middle[0], low, high)
        self._within(low, high)
        return self._named(name, low, high, middle)

    def _width(self, value: float, best: str, reach: str) -> float:
        if reach.endswith("%") and not best.endswith("%"):
            return abs(value) * units.parse(reach, "1")
        try:
            return self.parse(_plain(reach))
        except InputError:
            remedy = "write it in a unit of the same quantity, or as a share, e.g. '+- 10 %'"
            raise self._wrong(f"adds {reach!r} to {best!r}", remedy) from None

    def _check_keys(self, given: set[str], keys: tuple[str, ...], name: str) -> None:
        shape = f"{{ {f'distribution = {name!r}, ' if name else ''}{', '.join(keys)} }}"
        for key in sorted(given.difference(keys)):
            raise self._wrong(f"has an unknown key {key!r}", f"write {shape}")
        for key in keys:
            if key not in given:
                raise self._wrong(f"has no {key}", f"write {shape}")

    def _banded(self, value: float, low: float, high: float) -> tuple[float, Distribution]:
        self._within(low, high)
        return value, banded(value, low, high, self.least, self.most)

    def _named(
        self, name: str, low: float, high: float, middle: list[float]
    ) -> tuple[float, Distribution]:
        match name:
            case "uniform":
                return (low + high) / 2, Uniform(low, high)
            case "triangular":
                return middle[0], Triangular(low, middle[0], high)
            case "beta":
                return middle[0], Beta(low, middle[0], high)
            case "log-normal":
                if low <= 0:
                    raise self._wrong("reaches zero", "use normal, or low above 0")
                spread = log(high / low) / 2 / NORMAL_95
                return self._endless(sqrt(low * high), LogNormal(sqrt(low * high), spread, spread))
            case _:
                centre = (low + high) / 2
                return self._endless(centre, Normal(centre, (high - low) / 2 / NORMAL_95))

    def _endless(self, value: float, found: Normal | LogNormal) -> tuple[float, Distribution]:
        """Refuse a distribution without ends that goes beyond a bound more than rarely."""
        least, most = float(found.ppf(_RARE)), float(found.ppf(1 - _RARE))
        if least < self.least or most > self.most:
            bound = self.least if least < self.least else self.most
            remedy = "make the band narrower, or use { value, low, high }, which keeps to bounds"
            raise self._wrong(f"goes beyond {bound:g}, the bound of this quantity", remedy)
        return value, found

    def _within(self, low: float, high: float) -> None:
        for end, outside in (("low", low < self.least), ("high", high > self.most)):
            if outside:
                bound = self.least if end == "low" else self.most
                what = f"goes beyond {bound:g}, the bound of this quantity"
                raise self._wrong(what, f"give another {end} end: {{ value, low, high }}")

    def _wrong(self, what: str, remedy: str) -> InputError:
        return InputError(Problem("", f"{self.said!r} {what}", remedy))
