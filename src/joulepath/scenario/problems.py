"""From pydantic's errors to problems: where, what (with the value), remedy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any, Final, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from joulepath.errors import Problem, nearest
from joulepath.scenario import deferred
from joulepath.scenario.hints import instead_of, sections_at
from joulepath.scenario.models import FAMILIES, LAYERS, FileSection
from joulepath.scenario.preprocessing_kinds import ALSO_CALLED, STEPS
from joulepath.scenario.section import Section, tag

__all__ = ["located", "problem_at", "problems_of"]

Location = Sequence[str | int]
Found = tuple[Location, str, str]
"""Keys, what is wrong there, and the remedy."""

_LONGEST: Final = 200

_ALSO_CALLED: Final = {
    "elman": "rnn",
    "simplernn": "rnn",
    "gnn": "gcn",
    "sage": "graphsage",
    "forest": "random-forest",
    "randomforest": "random-forest",
    "trees": "random-forest",
    "decision-tree": "random-forest",
    "xgboost": "gradient-boosting",
    "lightgbm": "gradient-boosting",
    "catboost": "gradient-boosting",
    "gbdt": "gradient-boosting",
    "logistic": "linear",
    "logistic-regression": "linear",
    "linear-regression": "linear",
    "svc": "svm",
    "k-nearest-neighbours": "knn",
    "k-nearest-neighbors": "knn",
}
"""Other names of families."""


def problems_of(error: ValidationError, schema: type[BaseModel], file: str) -> list[Problem]:
    """Say every error of a validation in the words of the file.

    Parameters
    ----------
    error : ValidationError
        What pydantic found.
    schema : type of BaseModel
        The schema they were held against.
    file : str
        Name of the file, for the place of each problem.

    Returns
    -------
    list of Problem
        In the order of the schema.
    """
    return [
        problem_at(located(file, keys), what, remedy)
        for keys, what, remedy in _found(error, schema)
    ]


def _found(error: ValidationError, schema: type[BaseModel]) -> Iterator[Found]:
    """Every error with its place, those of tables with a schema of their own among them."""
    for detail in error.errors(include_url=False):
        keys, context = _keys(detail), detail.get("ctx", {})
        match detail["type"]:
            case "joulepath":
                yield (*keys, *context["at"]), str(context["what"]), str(context["remedy"])
            case deferred.NESTED:
                for below, what, remedy in _found(context["error"], context["section"]):
                    yield (*keys, *below), what, remedy
            case _:
                yield keys, *_said(detail, keys, schema)


def located(file: str, keys: Location) -> str:
    """Write a place: ``file: [training].epochs``, or ``file: path[0].loss`` below a list."""
    listed = any(isinstance(key, int) for key in keys)
    steps = [f"[{key}]" if isinstance(key, int) else f".{_bare(key)}" for key in keys]
    place = "".join(steps).removeprefix(".")
    if len(steps) > 1 and not listed:
        place = f"[{''.join(steps[:-1]).removeprefix('.')}]{steps[-1]}"
    return ": ".join(filter(None, (file, place)))


def _bare(key: str) -> str:
    """Write a key as TOML does, in quotes if it needs them."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def problem_at(where: str, what: str, remedy: str = "") -> Problem:
    """Make a problem that is short enough to read, whatever the user wrote."""
    if len(what) > _LONGEST:
        what = f"{what[: _LONGEST // 2]} ... {what[-_LONGEST // 2 :]}"
    return Problem(where, what, remedy)


def _said(detail: ErrorDetails, keys: Location, schema: type[BaseModel]) -> tuple[str, str]:
    """What is wrong, and the remedy."""
    location, context = detail["loc"], detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            key = str(keys[-1])
            if tag(FileSection) in location:
                return f"a model file with {key!r}", "leave out either 'file' or all other keys"
            return f"unknown key {key!r}", instead_of(key, location, schema)
        case "missing":
            return "missing", _help("add ", location, schema)
        case "union_tag_invalid" | "union_tag_not_found":
            return _unknown_kind(detail, keys)
        case "literal_error":
            return f"{_shown(detail)} is not allowed", f"use {context['expected']}"
        case "model_type" | "model_attributes_type" if location[-1] == "~ProcessorSection":
            remedy = "write a name of 'joulepath catalogue processors', or a table with throughput"
            return f"{_shown(detail)} where a name or a table is expected", f"{remedy} and power"
        case "tuple_type" if isinstance(detail["input"], Mapping):
            key = ".".join(key for key in keys if isinstance(key, str))
            return "a table where a list is expected", f"write [[{key}]] with two pairs of brackets"
        case _:
            return _plain(detail), _help("", location, schema)


def _keys(detail: ErrorDetails) -> list[str | int]:
    """Leave out the steps of a location that are marks and no key of the file."""
    location = detail["loc"]
    kept: list[str | int] = [step for step in location[:-1] if not str(step).startswith("~")]
    last = location[-1:]
    if detail["type"] == "extra_forbidden" or not str(*last).startswith("~"):
        kept += last
    return kept


def _help(prefix: str, location: Location, schema: type[BaseModel]) -> str:
    location = [step for step in location if not str(step).startswith("~")] or [""]
    while isinstance(location[-1], int):
        location = location[:-1]
    key = str(location[-1])
    sections = [s for s in sections_at(location, schema) if issubclass(s, Section)]
    meanings = list(filter(None, (section.help(key) for section in sections)))
    return f"{prefix}{key}: {meanings[0]}" if meanings else ""


def _unknown_kind(detail: ErrorDetails, keys: Location) -> tuple[str, str]:
    value = detail["input"]
    kind, known = ("type", [*LAYERS]) if "layers" in keys else ("family", [*FAMILIES])
    noun = "layer" if kind == "type" else "model"
    if "chain" in keys:
        kind, known, noun = "type", [*STEPS], "step"
    if not isinstance(value, Mapping):
        way = "" if kind == "type" else "write the path of an ONNX file, or "
        remedy = f"{way}write a table with {kind} = {_listed(known)}"
        return f"{_shown(detail)} describes no {noun}", remedy.replace("or write", "or")
    table = cast("Mapping[str, Any]", value)
    if kind not in table:
        return f"no {kind}", f"add {kind} = {_listed(known)}"
    name = str(table[kind])
    also = (ALSO_CALLED if noun == "step" else _ALSO_CALLED).get(name.lower(), "")
    near = [also] if also in known else nearest(name, known)
    remedy = f"did you mean {near[0]!r}?" if near else f"known: {_listed(known)}"
    return f"no {kind} named {table[kind]!r}", remedy


def _listed(names: Sequence[str]) -> str:
    return " or ".join(map(repr, names))


def _plain(detail: ErrorDetails) -> str:
    shown = _shown(detail)
    match detail["type"]:
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{shown} where a table is expected"
        case "tuple_type" | "list_type":
            return f"{shown} where a list is expected"
        case "string_type":
            return f"{shown} where a text is expected"
        case "bool_type" | "bool_parsing":
            return f"{shown} where true or false is expected"
        case "too_long" | "too_short":
            return f"{shown} has the wrong length"
        case _:
            return f"{detail['msg'][0].lower()}{detail['msg'][1:]} (got {shown})"


def _shown(detail: ErrorDetails) -> str:
    """A value in the words of the file."""
    value = detail["input"]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, (date, time)):
        return str(value)
    text = repr(value)
    return text if len(text) <= 60 else f"a {type(value).__name__}"
