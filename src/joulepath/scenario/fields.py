"""Field types of a scenario: quantities with units, and names of catalogue entries.

A field takes a number in the coherent unit, a text with a unit (``"45 mW"``) or, from Python,
an array of either. What it holds afterwards is a float, or an array of floats, in the coherent
unit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from joulepath.catalogue import Catalogue, Entry, load, units
from joulepath.errors import CatalogueError, InputError, UnknownName
from joulepath.scenario.bands import BAND, BandedNumber, is_banded, read_band, written_band

if TYPE_CHECKING:
    from pydantic import ValidationInfo

__all__ = ["BrokenCatalogue", "CatalogueName", "Quantity", "Rate", "anywhere", "lacking", "refuse"]

# No quantity of an AI model's life is near these bounds, and the product of all numbers of a
# scenario within them is still a float: nothing overflows.
_LEAST: Final = 1e-30
_MOST: Final = 1e30


def refuse(what: str, remedy: str = "", at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """Make the error by which a field says what is wrong, where below it, and what to do."""
    return PydanticCustomError("joulepath", "{what}", {"what": what, "remedy": remedy, "at": at})


def anywhere(condition: Any) -> bool:
    """Tell whether a comparison of numbers or of arrays is true at all."""
    return bool(condition.any()) if hasattr(condition, "any") else bool(condition)


@dataclass(frozen=True)
class Rate:
    """A number given per unit of time where a plain count would do too."""

    value: Any
    """In the coherent unit of the rate."""

    def __str__(self) -> str:
        return f"{self.value!r} /s"


@dataclass(frozen=True)
class Quantity:
    """A number with a unit and bounds, both in the coherent unit.

    Raises
    ------
    PydanticCustomError
        From validation, for a wrong unit, a number out of bounds, not finite or not whole.
    """

    unit: str
    """Coherent unit, as in `joulepath.core.quantities`."""
    minimum: float | None = None
    """Least value allowed."""
    above: float | None = None
    """All values must be greater."""
    maximum: float | None = None
    """Greatest value allowed."""
    below: float | None = None
    """All values must be smaller."""
    whole: bool = False
    """Whether only whole numbers are allowed."""
    rate: str = ""
    """Coherent unit of a rate that is allowed instead; it becomes a `Rate`."""
    also: str = ""
    """Coherent unit that a text may have as well, of the same size."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate by `read`; write arrays out as lists, in JSON alone."""
        return core_schema.no_info_plain_validator_function(
            self.read,
            serialization=core_schema.plain_serializer_function_ser_schema(
                _written, when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe both spellings, with bounds and units."""
        limits = {
            "minimum": self.minimum,
            "exclusiveMinimum": self.above,
            "maximum": self.maximum,
            "exclusiveMaximum": self.below,
        }
        number = {"type": "integer" if self.whole else "number"}
        number |= {name: limit for name, limit in limits.items() if limit is not None}
        text = {"type": "string", "pattern": r"^\s*[+-]?\.?[0-9]", "examples": self._examples()}
        band: list[dict[str, Any]] = [] if self.whole else [{BAND: True}]
        return {"anyOf": [number, text, *band], "x-unit": self.unit}

    def _examples(self) -> list[str]:
        spellings = (*units.units_for(self.also or self.unit)[:4], *units.units_for(self.rate)[:4])
        return [
            f"12{unit}" if unit.startswith("/") else f"12 {unit}"
            for unit in spellings
            if unit != "1" and f"{unit}s" not in spellings and not (self.whole and unit == "%")
        ]

    def read(self, value: Any) -> Any:
        """Turn what the user wrote into a float or an array in the coherent unit."""
        if getattr(value, "ndim", None) == 0:
            value = value.item()
        try:
            array = hasattr(value, "__array__")
            number = self._parsed_array(value) if array else self._parsed(value)
        except InputError as error:
            problem = error.problems[0]
            rate = ", or a rate such as '24/day'" if self.rate and "/" not in str(value) else ""
            raise refuse(problem.what, problem.remedy + rate) from None
        self._check(number, value)
        return number

    def _parsed(self, value: Any) -> Any:
        if isinstance(value, BandedNumber) or (isinstance(value, Rate) and self.rate):
            return value
        if is_banded(value):
            return self._banded(value)
        if isinstance(value, (date, time)):
            raise refuse(f"{value} is a date or a time", "write a number, without - or :")
        if isinstance(value, str):
            if self.rate and "/" in value:
                return Rate(units.parse(value, self.rate))
            if self.also and "/" not in value:
                return units.parse(value, self.also)
        return units.parse(value, self.unit)

    def _banded(self, written: Any) -> Any:
        """A number with its band, or a rate with one."""
        if self.whole:
            raise refuse(
                f"{written_band(written)!r} is a band of a whole number",
                "give the number alone; estimate with --set for each number that it may be",
            )
        least = max((end for end in (self.minimum, self.above) if end is not None), default=-inf)
        most = min((end for end in (self.maximum, self.below) if end is not None), default=inf)
        if self.rate and "/" in str(written):
            return Rate(read_band(written, partial(units.parse, expected=self.rate), least, most))
        unit = self.also if self.also and "/" not in str(written) else self.unit
        return read_band(written, partial(units.parse, expected=unit), least, most)

    def _parsed_array(self, value: Any) -> Any:
        import numpy as np

        array = np.asarray(value)
        if not array.size:
            raise refuse("an array without values", "give at least one")
        if array.dtype.kind in "UO":
            read = [self._parsed(item) for item in array.ravel().tolist()]
            rates = [item.value for item in read if isinstance(item, Rate)]
            if rates and len(rates) < len(read):
                raise refuse("an array of rates and numbers", "give all of them as rates")
            numbers = np.reshape(np.array(rates or read), array.shape)
            return Rate(numbers) if rates else numbers
        if array.dtype.kind not in "iuf":
            raise refuse(f"an array of {array.dtype}", "give an array of numbers")
        if not np.isfinite(array).all():
            raise refuse("an array with a number that is not finite", "give finite numbers")
        return array.astype(np.float64)

    def _check(self, number: Any, value: Any) -> None:
        plain = number.value if isinstance(number, Rate) else number
        for broken, demand in self._demands():
            wrong = broken(plain)
            if anywhere(wrong):
                array = hasattr(plain, "shape")
                shown = f"an array with {plain[wrong].flat[0]:g}" if array else repr(value)
                raise refuse(f"{shown} is out of range", f"must be {demand}")

    def _demands(self) -> list[tuple[Callable[[Any], Any], str]]:
        """Tests that a number fails, each with what it should be."""
        low, above, high, below = self.minimum, self.above, self.maximum, self.below
        demands: list[tuple[Callable[[Any], Any], str]] = []
        if low is not None:
            demands.append((lambda x: x < low, f"at least {self._spelled(low)}"))
        if above is not None:
            demands.append((lambda x: x <= above, f"above {self._spelled(above)}"))
        if high is not None:
            demands.append((lambda x: x > high, f"at most {self._spelled(high)}"))
        if below is not None:
            demands.append((lambda x: x >= below, f"below {self._spelled(below)}"))
        if self.whole:
            demands.append((lambda x: x % 1 != 0, "a whole number"))
        demands.append((lambda x: abs(x) > _MOST, f"at most {self._spelled(_MOST)}"))
        tiny = f"at least {self._spelled(_LEAST)}"
        demands.append((lambda x: (x != 0) & (abs(x) < _LEAST), tiny))
        return demands

    def _spelled(self, bound: float) -> str:
        spellings = units.units_for(self.unit)
        plural = f"{spellings[0]}s"
        unit = plural if plural in spellings and bound != 1 else spellings[0]
        return f"{bound:g}" if unit == "1" else f"{bound:g} {unit}"


def _written(value: Any) -> Any:
    if isinstance(value, Rate):
        return _written(value.value) if isinstance(value.value, BandedNumber) else str(value)
    if isinstance(value, BandedNumber):
        return value.written
    return value.tolist() if hasattr(value, "tolist") else value


def lacking(entry: Entry) -> tuple[str, str]:
    """What to say of an entry that lacks figures, and the remedy."""
    what = f"{entry.name!r} has no {' and no '.join(entry.missing)}"
    return what, "write { throughput = ..., power = ... } with what it reaches in this use"


class BrokenCatalogue(Exception):
    """Carries an error of the catalogue past the validation, which is not to blame for it."""

    def __init__(self, error: CatalogueError) -> None:
        self.error = error


@dataclass(frozen=True)
class CatalogueName:
    """The name of an entry of the catalogue.

    Raises
    ------
    PydanticCustomError
        From validation, for an unknown name, with the nearest ones.
    """

    kind: str
    """Kind of the catalogue, e.g. ``processors``."""
    layer: str = ""
    """OSI layer that a protocol must belong to."""
    incomplete: bool = False
    """Whether entries fit that lack figures; whoever needs them has to look."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate a text by looking it up."""
        return core_schema.with_info_after_validator_function(
            self.look_up, core_schema.str_schema(strict=True)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Offer the names of the built-in catalogue; extensions may know more."""
        names = self._fitting(load())
        return {"anyOf": [{"enum": names}, {"type": "string"}], "x-catalogue": self.kind}

    def look_up(self, name: str, info: ValidationInfo) -> str:
        """Refuse a name that the catalogue does not know, or a protocol of another layer."""
        context: dict[str, Any] = info.context or {}
        catalogue: Catalogue = context.get("catalogue") or load()
        try:
            entry = catalogue.entry(self.kind, name)
        except UnknownName as error:
            raise refuse(error.problems[0].what, error.problems[0].remedy) from None
        except CatalogueError as error:
            raise BrokenCatalogue(error) from None
        if entry.missing and not self.incomplete:
            raise refuse(*lacking(entry))
        if self.layer and entry.text["layer"] != self.layer:
            raise refuse(
                f"{name!r} is a protocol of the {entry.text['layer']} layer",
                f"protocols of the {self.layer} layer: {', '.join(self._fitting(catalogue))}",
            )
        return name

    def _fitting(self, catalogue: Catalogue) -> list[str]:
        entries = (catalogue.entry(self.kind, name) for name in catalogue.names(self.kind))
        return [
            entry.name
            for entry in entries
            if (self.incomplete or not entry.missing)
            and self.layer in ("", entry.text.get("layer"))
        ]
