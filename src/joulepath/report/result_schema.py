"""JSON Schema of what commands write as JSON, read from the records themselves."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from joulepath.analysis.uncertainty import OutputBand
from joulepath.catalogue import Source
from joulepath.core.docstrings import attribute_docstrings
from joulepath.core.trace import unit_of
from joulepath.records.origins import Assumption
from joulepath.records.results import Lifecycle
from joulepath.report.estimate import Estimate

__all__ = ["result_schema"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_NUMBER: Final[dict[str, Any]] = {
    "description": "A number, null where it is not finite, or a list of these for arrays.",
    "anyOf": [
        {"type": ["number", "null"]},
        {"type": "array", "items": {"$ref": "#/$defs/Number"}},
    ],
}
_TEXTS: Final[dict[str, Any]] = {"type": "object", "additionalProperties": {"type": "string"}}
_OPTIONAL: Final = ("measured",)
_HOME: Final = "x-module"
"""Where a record is defined; records of one name are told apart by it."""


def result_schema() -> dict[str, Any]:
    """Describe a saved result as a JSON Schema (draft 2020-12).

    It is made from the records that hold the result, so that no number can be missing from it.

    Returns
    -------
    dict
        The schema, ready for ``json.dumps``; ``x-unit`` is the coherent unit of a number. A file
        of several zones is a list of results.

    Examples
    --------
    >>> result_schema()["$defs"]["Lifecycle"]["properties"]["ecal"]["x-unit"]
    'J/bit'
    """
    definitions: dict[str, Any] = {"Number": _NUMBER}
    properties = _result_properties(definitions)
    definitions["Result"] = {
        "description": "The lifecycle of a scenario and everything it rests on.",
        **_closed(properties, _OPTIONAL),
    }
    return {
        "$schema": DIALECT,
        "$id": "urn:joulepath:result",
        "title": "joulepath result",
        "anyOf": [
            {"$ref": "#/$defs/Result"},
            {"type": "array", "items": {"$ref": "#/$defs/Result"}},
        ],
        "$defs": definitions,
    }


def _result_properties(definitions: dict[str, Any]) -> dict[str, Any]:
    said = attribute_docstrings(Estimate)
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    optional = {"type": ["string", "null"]}
    return {
        "joulepath": text | {"description": said["version"]},
        "catalogue": text | {"description": said["catalogue"]},
        "title": text | {"description": said["title"]},
        "profile": text | {"description": said["profile"]},
        "switches": _TEXTS | {"description": said["switches"]},
        "methods": _TEXTS | {"description": said["methods"]},
        "zone": optional | {"description": said["zone"]},
        "year": {"type": ["integer", "null"], "description": said["year"]},
        "basis": optional | {"description": said["basis"]},
        "lifecycle": _of(Lifecycle, definitions) | {"description": said["lifecycle"]},
        "units": _TEXTS
        | {"description": "Coherent unit of each number by its dotted path in the lifecycle."},
        "uncertainty": {
            "anyOf": [_uncertainty(definitions), {"type": "null"}],
            "description": "How far the numbers are known; none without draws.",
        },
        "assumptions": _listed(Assumption, definitions) | {"description": said["assumptions"]},
        "warnings": texts | {"description": said["warnings"]},
        "scenario": {"type": "object", "description": said["scenario"]},
        "bibliography": _listed(Source, definitions)
        | {"description": "Every source the result rests on."},
        "measured": _TEXTS | {"description": "Source of each number that was measured."},
    }


def _uncertainty(definitions: dict[str, Any]) -> dict[str, Any]:
    text, number = {"type": "string"}, {"$ref": "#/$defs/Number"}
    drawn: dict[str, Any] = {
        "name": text,
        "paths": {"type": "array", "items": text},
        "value": number,
        "low": number,
        "high": number,
        "distribution": text,
        "assumed": {"type": "boolean"},
    }
    bands = {"type": "object", "additionalProperties": _of(OutputBand, definitions)}
    found: dict[str, Any] = {
        "draws": {"type": "integer", "minimum": 1},
        "seed": {"type": "integer"},
        "parameters": {"type": "array", "items": _closed(drawn)},
        "outputs": bands,
        "left_out": {"type": "array", "items": text},
    }
    return _closed(found)


def _closed(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """A table that holds these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _listed(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _of(kind, definitions)}


def _record(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """Refer to a record, and define it and all below it."""
    name = kind.__name__
    if kind.__module__ != definitions.get(name, {}).get(_HOME, kind.__module__):
        name = f"{kind.__module__.rpartition('.')[2].capitalize()}{name}"
    if name not in definitions:
        definitions[name] = {_HOME: kind.__module__}
        hints = get_type_hints(kind, localns=_imported(kind.__module__), include_extras=True)
        said = attribute_docstrings(kind)
        properties = {
            field.name: _of(hints[field.name], definitions) | {"description": said[field.name]}
            for field in fields(kind)
        }
        definitions[name] = {
            _HOME: kind.__module__,
            "description": (kind.__doc__ or "").strip(),
            **_closed(properties),
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


def _of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Schema of a field by its annotation."""
    origin, parts = get_origin(hint), get_args(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint, definitions)
    if origin in (Union, UnionType):
        return _any_of([_of(part, definitions) for part in parts])
    if origin is tuple:
        return _tuple(parts, definitions)
    if origin is Literal:
        return {"enum": list(parts)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(parts[1], definitions)}
    unit = unit_of(hint)
    if unit is not None:
        return {"$ref": "#/$defs/Number", "x-unit": unit}
    return {"type": _PLAIN[hint]}


def _tuple(parts: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    if parts[1:] == (...,):
        return {"type": "array", "items": _of(parts[0], definitions)}
    listed = [_of(part, definitions) for part in parts]
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
}
"""Types of JSON by those of Python."""
