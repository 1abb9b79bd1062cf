"""Field types of a scenario: quantities with units, and names of catalogue entries.

A field takes a number in the coherent unit, a text with a unit (``"45 mW"``) or, from Python,
an array. What it holds afterwards is a float, or an array of floats, in the coherent unit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from joulepath.catalogue import Catalogue, load, units
from joulepath.errors import InputError, Problem

if TYPE_CHECKING:
    from pydantic import ValidationInfo

__all__ = ["CatalogueName", "Quantity", "refuse"]


def refuse(what: str, remedy: str = "") -> PydanticCustomError:
    """Make the error by which a field says what is wrong and what to do about it."""
    return PydanticCustomError("joulepath", "{what}", {"what": what, "remedy": remedy})


def refuse_with(problem: Problem) -> PydanticCustomError:
    """Pass on a problem found elsewhere."""
    return refuse(problem.what, problem.remedy)


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
    """Another coherent unit that is allowed when the text is written in it."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate by `read`; write arrays out as lists."""
        return core_schema.no_info_plain_validator_function(
            self.read,
            serialization=core_schema.plain_serializer_function_ser_schema(_written),
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
        spellings = units.units_for(self.unit)[:4]
        text = {"type": "string", "examples": [f"1 {unit}" for unit in spellings if unit != "1"]}
        return {"anyOf": [number, text] if text["examples"] else [number]}

    def read(self, value: Any) -> Any:
        """Turn what the user wrote into a float or an array in the coherent unit."""
        if hasattr(value, "__array__") and getattr(value, "ndim", 0):
            return self._checked_array(value)
        try:
            number = self._parsed(value)
        except InputError as error:
            raise refuse_with(error.problems[0]) from None
        self._check(number, value)
        return number

    def _parsed(self, value: Any) -> Any:
        if self.rate and isinstance(value, str) and "/" in value:
            return Rate(units.parse(value, self.rate))
        return units.parse(value, self.unit)

    def _check(self, number: Any, value: Any) -> None:
        for broken, demand in self._demands():
            if broken(number.value if isinstance(number, Rate) else number):
                raise refuse(f"{value!r} is out of range", f"must be {demand}")

    def _demands(self) -> list[tuple[Callable[[Any], bool], str]]:
        """Tests that a number fails, each with what it should be."""
        unit = "" if self.unit == "1" else f" {self.unit}"
        low, above, high, below = self.minimum, self.above, self.maximum, self.below
        demands: list[tuple[Callable[[Any], bool], str]] = []
        if low is not None:
            demands.append((lambda x: x < low, f"at least {low:g}{unit}"))
        if above is not None:
            demands.append((lambda x: x <= above, f"above {above:g}{unit}"))
        if high is not None:
            demands.append((lambda x: x > high, f"at most {high:g}{unit}"))
        if below is not None:
            demands.append((lambda x: x >= below, f"below {below:g}{unit}"))
        if self.whole:
            demands.append((lambda x: x % 1 != 0, "a whole number"))
        return demands

    def _checked_array(self, value: Any) -> Any:
        import numpy as np

        try:
            array = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            raise refuse("an array that does not hold numbers") from None
        if not np.isfinite(array).all():
            raise refuse("an array with a number that is not finite")
        for broken, demand in self._demands():
            wrong = array[broken(array)]
            if wrong.size:
                raise refuse(f"an array with {wrong[0]:g}, out of range", f"must be {demand}")
        return array


@dataclass(frozen=True)
class Rate:
    """A number given per unit of time where a plain count would do too."""

    value: float
    """In the coherent unit of the rate."""


def _written(value: Any) -> Any:
    if isinstance(value, Rate):
        return f"{value.value!r} /s"
    return value.tolist() if hasattr(value, "tolist") else value


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

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate a text by looking it up."""
        return core_schema.with_info_after_validator_function(
            self.look_up, core_schema.str_schema(strict=True)
        )

    def look_up(self, name: str, info: ValidationInfo) -> str:
        """Refuse a name that the catalogue does not know."""
        context: dict[str, Any] = info.context or {}
        catalogue: Catalogue = context.get("catalogue") or load()
        try:
            catalogue.entry(self.kind, name)
        except InputError as error:
            raise refuse_with(error.problems[0]) from None
        return name
