"""A table of a scenario file: strict, frozen, every key with its meaning."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue

from joulepath.core.docstrings import attribute_docstrings

__all__ = ["Section", "said", "tag"]


class Section(BaseModel):
    """A table of a scenario.

    The docstring under each key is its help, its description in the JSON Schema and its entry
    in the documentation.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=True,
        defer_build=True,  # the schema of the scenario holds those of its tables
    )

    @classmethod
    def help(cls, key: str) -> str:
        """What a key means, from the docstring under it; empty for an unknown key."""
        return attribute_docstrings(cls).get(key, "")

    def unmentioned(self) -> Collection[str]:
        """Keys whose defaults need no line: they make no difference, or are said elsewhere."""
        return ()

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe each key by the docstring under it."""
        described = handler(schema)
        for key, field in handler.resolve_ref_schema(described).get("properties", {}).items():
            field["description"] = cls.help(key)
        return described


def tag(kind: type[Section] | str) -> str:
    """Mark a way of writing a key; no key of a file begins with this mark."""
    return f"~{kind if isinstance(kind, str) else kind.__name__}"


def said(value: Any, key: str) -> str:
    """Text at a key of a table or section."""
    if isinstance(value, Mapping):
        return str(cast("Mapping[str, Any]", value).get(key))
    return str(getattr(value, key, None))
