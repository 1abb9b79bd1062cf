"""JSON Schema of scenario files, for editors that complete and check them."""

from __future__ import annotations

from typing import Any, Final, cast

from joulepath.scenario.bands import BAND, BAND_SCHEMA
from joulepath.scenario.deferred import SECTION, section_class
from joulepath.scenario.schema import Scenario
from joulepath.scenario.section import Section

__all__ = ["json_schema", "plan_schema"]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_EXTENDING: Final[dict[str, Any]] = {
    "extends": {
        "type": "string",
        "minLength": 1,
        "description": "Scenario file that this one changes; its path is relative to this file.",
    },
    "without": {
        "type": "array",
        "items": {"type": "string"},
        "description": 'Keys of the other file that are left out, e.g. ["inference.result"].',
    },
}
_PART: Final = ".part"
_BAND: Final = "Band"


def json_schema() -> dict[str, Any]:
    """Describe a scenario file as a JSON Schema (draft 2020-12).

    A file that extends another may leave out what the other says; any other file must be
    complete. The schema knows every key, its meaning and its bounds; the units of texts and the
    names that extend the catalogue are looked at when a scenario is loaded.

    Returns
    -------
    dict
        The schema, ready for ``json.dumps``; ``x-unit`` is the unit of a bare number.

    Examples
    --------
    >>> json_schema()["properties"]["zone"]["description"]
    'Country whose electricity is used, e.g. "DEU"; without one no carbon is computed.'
    """
    complete = Scenario.model_json_schema()
    definitions: dict[str, Any] = complete.pop("$defs")
    definitions[_BAND] = dict(BAND_SCHEMA)
    complete = _completed(complete, definitions)
    definitions |= {name: _completed(each, definitions) for name, each in [*definitions.items()]}
    part = _relaxed(complete)
    parts = {f"{name}{_PART}": _relaxed(each) for name, each in definitions.items()}
    return {
        "$schema": _DIALECT,
        "$id": "urn:joulepath:scenario",
        **part,
        "title": "joulepath scenario",
        "properties": {**_EXTENDING, **part["properties"]},
        "dependentRequired": {"without": ["extends"]},
        "if": {"not": {"required": ["extends"]}},
        "then": {"$ref": "#/$defs/Scenario"},
        "$defs": {"Scenario": complete, **definitions, **parts},
    }


def plan_schema(section: type[Section], name: str) -> dict[str, Any]:
    """Describe a plan that stands in a file of its own as a JSON Schema (draft 2020-12).

    Parameters
    ----------
    section : type of Section
        What it may say.
    name : str
        What it plans, e.g. ``fleet``.

    Returns
    -------
    dict
        The schema, ready for ``json.dumps``.
    """
    complete = section.model_json_schema()
    definitions: dict[str, Any] = complete.pop("$defs", {})
    complete = _completed(complete, definitions)
    definitions |= {key: _completed(each, definitions) for key, each in [*definitions.items()]}
    return {
        "$schema": _DIALECT,
        "$id": f"urn:joulepath:{name}",
        **complete,
        "title": f"joulepath {name}",
        "$defs": definitions,
    }


def _completed(node: Any, definitions: dict[str, Any]) -> Any:
    """Copy a schema with references in place of the names of sections, and define those."""
    if isinstance(node, list):
        return [_completed(item, definitions) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    table = cast("dict[str, Any]", node)
    if BAND in table:
        return {"$ref": f"#/$defs/{_BAND}"}
    if SECTION not in table:
        return {key: _completed(value, definitions) for key, value in table.items()}
    section = section_class(table[SECTION])
    if section.__name__ not in definitions:
        own = section.model_json_schema()
        definitions |= own.pop("$defs", {})
        definitions[section.__name__] = own
        definitions[section.__name__] = _completed(own, definitions)
    return {"$ref": f"#/$defs/{section.__name__}"}


def _relaxed(node: Any) -> Any:
    """Copy a schema so that nothing is required and several alternatives may fit."""
    if isinstance(node, list):
        return [_relaxed(item) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    relaxed: dict[str, Any] = {}
    for key, value in cast("dict[str, Any]", node).items():
        match key:
            case "required":
                continue
            case "oneOf":
                relaxed["anyOf"] = _relaxed(value)
            case "$ref":
                relaxed[key] = f"{value}{_PART}"
            case _:
                relaxed[key] = _relaxed(value)
    return relaxed
