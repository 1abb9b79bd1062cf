"""Tables whose schema is loaded when a scenario has one: most scenarios need few of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from joulepath.errors import nearest
from joulepath.scenario.fields import refuse
from joulepath.scenario.section import Section

if TYPE_CHECKING:
    from pydantic import ValidationInfo

SECTION: Final = "x-section"
"""Key of a JSON Schema that stands for the schema of a section, by its dotted name."""

__all__ = ["NESTED", "SECTION", "Deferred", "section_class"]

NESTED: Final = "joulepath-nested"
"""Type of an error that holds those of a table whose schema was loaded for it."""


def section_class(dotted: str) -> type[Section]:
    """Load a section by the dotted name of its class below `joulepath.scenario`."""
    module, _, name = dotted.rpartition(".")
    return cast("type[Section]", getattr(import_module(f"joulepath.scenario.{module}"), name))


@dataclass(frozen=True, eq=False)
class Deferred:
    """A table of one of several kinds, told apart by one of its keys.

    Raises
    ------
    PydanticCustomError
        From validation: an unknown kind with the nearest, or all that is wrong with the table.
    """

    classes: Mapping[str, str]
    """Dotted name of the section of each kind, below `joulepath.scenario`."""
    key: str = ""
    """Key that names the kind; empty where there is one kind alone."""
    example: str = ""
    """A table of that kind, for messages."""

    @property
    def sections(self) -> tuple[type[Section], ...]:
        """Sections of all kinds, loaded."""
        return tuple(map(section_class, self.classes.values()))

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate by `read`; write out as the section does."""
        return core_schema.with_info_plain_validator_function(
            self.read,
            serialization=core_schema.plain_serializer_function_ser_schema(_dumped, info_arg=True),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Name the section of every kind; `joulepath.scenario.json_schema` describes them."""
        return {"anyOf": [{SECTION: dotted} for dotted in self.classes.values()]}

    def read(self, value: Any, info: ValidationInfo) -> Any:
        """Turn a table into the section of its kind."""
        if isinstance(value, Section):
            return value
        if not isinstance(value, Mapping):
            raise refuse(f"{value!r} where a table is expected", self._remedy())
        table = cast("Mapping[str, Any]", value)
        section = section_class(self._named(table))
        try:
            return section.model_validate(dict(table), context=info.context)
        except ValidationError as error:
            raise PydanticCustomError(
                NESTED, "broken table", {"error": error, "section": section}
            ) from None

    def _named(self, table: Mapping[str, Any]) -> str:
        """Dotted name of the section that a table asks for."""
        if not self.key:
            return next(iter(self.classes.values()))
        if self.key not in table:
            raise refuse(f"no {self.key}", self._remedy())
        name = table[self.key]
        if isinstance(name, str) and name in self.classes:
            return self.classes[name]
        near = nearest(str(name), self.classes)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        raise refuse(f"no {self.key} named {name!r}", f"{remedy}{self._remedy()}", (self.key,))

    def _remedy(self) -> str:
        if not self.key:
            return f"write a table, e.g. {self.example}" if self.example else "write a table"
        return f"write {self.key} = {' or '.join(map(repr, self.classes))}"


def _dumped(section: Section, info: Any) -> Any:
    dump: Callable[..., Any] = section.model_dump
    return dump(
        mode=info.mode,
        exclude_none=info.exclude_none,
        exclude_unset=info.exclude_unset,
        exclude_defaults=info.exclude_defaults,
    )
