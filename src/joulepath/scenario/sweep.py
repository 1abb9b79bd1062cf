"""The table of a scenario that says what a sweep varies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from joulepath.scenario.fields import refuse

__all__ = ["SweepAxes"]


@dataclass(frozen=True)
class SweepAxes:
    """Values by dotted path; ``path.0.loss = "0..1:lin5"`` makes nested tables, which are fine.

    Raises
    ------
    PydanticCustomError
        From validation, for what is neither a text, a number nor a list of values.
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate by `read`."""
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe a table of texts, numbers, lists and tables."""
        examples = [{"zone": ["DEU", "FIN"], "path.0.loss": "0..0.5:lin11"}]
        kinds = ["string", "number", "array", "object"]
        return {
            "type": "object",
            "additionalProperties": {"type": kinds},
            "examples": examples,
        }

    def read(self, value: Any) -> Mapping[str, Any]:
        """Refuse what names no values."""
        if not isinstance(value, Mapping):
            raise refuse(f"{value!r} where a table is expected", 'write zone = ["DEU", "FIN"]')
        table = cast("Mapping[str, Any]", value)
        for key, each in table.items():
            if isinstance(each, Mapping):
                self.read(each)
            elif isinstance(each, bool) or not isinstance(each, (str, int, float, list, tuple)):
                remedy = f'write a range or a list, e.g. {key} = "0..1:lin11"'
                raise refuse(f"{each!r} names no values", remedy, (key,))
        return table
