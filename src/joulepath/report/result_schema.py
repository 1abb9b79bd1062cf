"""JSON Schema of what commands write as JSON, read from the records themselves."""

from __future__ import annotations

from typing import Any, Final

from joulepath.analysis.uncertainty import OutputBand
from joulepath.catalogue import Source
from joulepath.core.docstrings import attribute_docstrings
from joulepath.records.origins import Assumption
from joulepath.records.results import Lifecycle
from joulepath.report.estimate import Estimate
from joulepath.report.record_schema import DIALECT, NUMBER, TEXTS, closed, listed, schema_of

__all__ = ["result_schema"]

_OPTIONAL: Final = ("measured",)


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
    definitions: dict[str, Any] = {"Number": NUMBER}
    properties = _result_properties(definitions)
    definitions["Result"] = {
        "description": "The lifecycle of a scenario and everything it rests on.",
        **closed(properties, _OPTIONAL),
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
        "switches": TEXTS | {"description": said["switches"]},
        "methods": TEXTS | {"description": said["methods"]},
        "zone": optional | {"description": said["zone"]},
        "year": {"type": ["integer", "null"], "description": said["year"]},
        "basis": optional | {"description": said["basis"]},
        "perimeter": optional | {"description": said["perimeter"]},
        "lifecycle": schema_of(Lifecycle, definitions) | {"description": said["lifecycle"]},
        "units": TEXTS
        | {"description": "Coherent unit of each number by its dotted path in the lifecycle."},
        "uncertainty": {
            "anyOf": [_uncertainty(definitions), {"type": "null"}],
            "description": "How far the numbers are known; none without draws.",
        },
        "assumptions": listed(Assumption, definitions) | {"description": said["assumptions"]},
        "warnings": texts | {"description": said["warnings"]},
        "scenario": {"type": "object", "description": said["scenario"]},
        "bibliography": listed(Source, definitions)
        | {"description": "Every source the result rests on."},
        "measured": TEXTS | {"description": "Source of each number that was measured."},
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
    bands = {"type": "object", "additionalProperties": schema_of(OutputBand, definitions)}
    found: dict[str, Any] = {
        "draws": {"type": "integer", "minimum": 1},
        "seed": {"type": "integer"},
        "parameters": {"type": "array", "items": closed(drawn)},
        "outputs": bands,
        "left_out": {"type": "array", "items": text},
    }
    return closed(found)
