"""Records as JSON Schema: their fields, what each means, and its unit."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from joulepath.core.docstrings import attribute_docstrings
from joulepath.core.trace import unit_of

__all__ = ["DIALECT", "NUMBER", "TEXTS", "closed", "fields_of", "listed", "schema_of"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

NUMBER: Final[dict[str, Any]] = {
    "description": "A number, null where it is not finite, or a list of these for arrays.",
    "anyOf": [
        {"type": ["number", "null"]},
        {"type": "array", "items": {"$ref": "#/$defs/Number"}},
    ],
}
"""Definition of a number, to which all others refer as ``Number``."""

TEXTS: Final[dict[str, Any]] = {"type": "object", "additionalProperties": {"type": "string"}}
"""Schema of a table of texts."""

_HOME: Final = "x-module"
"""Where a record is defined; records of one name are told apart by it."""


def closed(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """A table that holds these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def listed(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """A list of records of one kind."""
    return {"type": "array", "items": schema_of(kind, definitions)}


def fields_of(kind: type, definitions: dict[str, Any], *names: str) -> dict[str, Any]:
    """Schemas of fields of a record by their names, all of them where none is named.

    Parameters
    ----------
    kind : type
        A frozen record whose fields have docstrings.
    definitions : dict
        Definitions of the schema, to which those of the records below are added.
    *names : str
        Fields of it.

    Returns
    -------
    dict
        Schema and description of each field.
    """
    hints = get_type_hints(kind, localns=_imported(kind.__module__), include_extras=True)
    said = attribute_docstrings(kind)
    return {
        name: schema_of(hints[name], definitions) | {"description": said[name]}
        for name in names or [field.name for field in fields(kind)]
    }


def _record(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """Refer to a record, and define it and all below it."""
    name = kind.__name__
    if kind.__module__ != definitions.get(name, {}).get(_HOME, kind.__module__):
        name = f"{kind.__module__.rpartition('.')[2].capitalize()}{name}"
    if name not in definitions:
        definitions[name] = {_HOME: kind.__module__}
        definitions[name] = {
            _HOME: kind.__module__,
            "description": (kind.__doc__ or "").strip(),
            **closed(fields_of(kind, definitions)),
        }
    return {"$ref": f"#/$defs/{name}"}


@cache
def _imported(module: str) -> dict[str, Any]:
    """Names that a module imports, those for the type checker alone among them."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {
        alias.asname or alias.name: getattr(import_module(node.module), alias.name)
        for node in imports
        if node.module is not None and node.module.startswith("joulepath.")
        for alias in node.names
    }


def schema_of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Schema of a field by its annotation."""
    origin, parts = get_origin(hint), get_args(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint, definitions)
    if origin in (Union, UnionType):
        return _any_of([schema_of(part, definitions) for part in parts])
    if origin is tuple:
        return _tuple(parts, definitions)
    if origin is Literal:
        return {"enum": list(parts)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema_of(parts[1], definitions)}
    unit = unit_of(hint)
    if unit is not None:
        return {"$ref": "#/$defs/Number", "x-unit": unit}
    return {"type": _PLAIN[hint]}


def _tuple(parts: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    if parts[1:] == (...,):
        return {"type": "array", "items": schema_of(parts[0], definitions)}
    listed = [schema_of(part, definitions) for part in parts]
    return {"type": "array", "prefixItems": listed, "items": False, "minItems": len(listed)}


def _any_of(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Several alternatives; a number may be null already."""
    numbers = [each for each in found if "x-unit" in each]
    others = [each for each in found if each not in numbers and each != {"type": "null"}]
    if numbers and not others:
        return numbers[0]
    return {"anyOf": found}


_PLAIN: Final[dict[Any, Any]] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: ["number", "null"],
    NoneType: "null",
    datetime: "string",
}
"""Types of JSON by those of Python."""
