"""From pydantic's errors to problems: where, what (with the value), remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from joulepath.errors import Problem, nearest

__all__ = ["located", "problems_of"]

_ELSEWHERE = {
    "num_samples": "samples",
    "sample_size": "values_per_sample",
    "float_precision": "bits_per_value",
    "failure_rate": "loss",
    "num_epochs": "epochs",
    "split_ratio": "split",
    "k_folds": "folds",
    "num_inferences": "inferences",
    "virtualization_overhead": "virtualisation",
    "virtualization": "virtualisation",
    "transmission_hops": "path",
    "hops": "path",
    "hardware": "processor",
    "device": "processor",
    "model_type": "family",
    "vocab_size": "vocabulary",
    "num_heads": "heads",
    "num_decoder_blocks": "blocks",
    "context_length": "tokens",
    "embedding_size": "width",
    "feed_forward_size": "feed_forward",
    "grid_size": "grid",
    "num_filters": "filters",
}
"""Keys that other tools use, and ours."""

_WITHOUT_EFFECT = {
    "batch_size": "the batch size has no effect in this method; leave it out",
    "batch": "the batch size has no effect in this method; leave it out",
}

_FAMILIES = ("mlp", "cnn", "kan", "transformer", "given")
_LAYERS = ("convolution", "pooling", "global-pooling", "dense")
_TAGS = {"name", "table", "one", "pair", "word", "path", "file", *_FAMILIES, *_LAYERS}


def problems_of(
    error: ValidationError, raw: Mapping[str, Any], schema: type[BaseModel], file: str
) -> list[Problem]:
    """Say every error of a validation in the words of the file.

    Parameters
    ----------
    error : ValidationError
        What pydantic found.
    raw : mapping
        The tables as they were read.
    schema : type of BaseModel
        The schema they were held against.
    file : str
        Name of the file, for the place of each problem.

    Returns
    -------
    list of Problem
        In the order of the schema.
    """
    return [_problem(detail, raw, schema, file) for detail in error.errors(include_url=False)]


def located(file: str, keys: Sequence[str | int]) -> str:
    """Write a place as TOML does: ``file: [training].epochs``."""
    *tables, last = [*keys] or [""]
    head = ""
    for key in tables:
        head += f"[{key}]" if isinstance(key, int) else f".{key}" if head else str(key)
    if isinstance(last, int):
        place = f"{head}[{last}]"
    else:
        place = f"[{head}].{last}" if head else str(last)
    return ": ".join(filter(None, (file, place)))


def _problem(
    detail: ErrorDetails, raw: Mapping[str, Any], schema: type[BaseModel], file: str
) -> Problem:
    keys = _keys(detail["loc"], raw)
    where = located(file, keys)
    context = detail.get("ctx", {})
    match detail["type"]:
        case "joulepath":
            return Problem(where, str(context["what"]), str(context["remedy"]))
        case "extra_forbidden":
            return Problem(where, f"unknown key {keys[-1]!r}", _instead(keys, detail, schema))
        case "missing":
            return Problem(where, "missing", _help(detail["loc"], schema))
        case "union_tag_invalid" | "union_tag_not_found":
            return _unknown_family(where, detail)
        case "literal_error":
            return Problem(
                where, f"{detail['input']!r} is not allowed", f"use {context['expected']}"
            )
        case _:
            return Problem(where, _plain(detail), _help(detail["loc"], schema))


def _keys(location: Sequence[str | int], raw: Any) -> list[str | int]:
    """Leave out the steps of a location that name a kind of value and no key of the file."""
    keys: list[str | int] = []
    node = raw
    for index, step in enumerate(location):
        last = index == len(location) - 1
        if isinstance(node, Mapping) and step in node:
            node = cast("Mapping[Any, Any]", node)[step]
        elif isinstance(node, (list, tuple)) and isinstance(step, int):
            items = cast("Sequence[Any]", node)
            node = items[step] if step < len(items) else None
        elif step in _TAGS and not (last and isinstance(node, Mapping)):
            continue
        else:
            node = None
        keys.append(step)
    return keys


def _sections(location: Sequence[str | int], schema: type[BaseModel]) -> list[type[BaseModel]]:
    """Sections of the schema that may hold the last step of a location."""
    sections = [schema]
    for step in location[:-1]:
        fields = [s.model_fields[str(step)] for s in sections if str(step) in s.model_fields]
        if fields:
            sections = [model for field in fields for model in _models_in(field.annotation)]
        else:
            sections = [s for s in sections if _goes_by(s, str(step))] or sections
    return sections


def _goes_by(section: type[BaseModel], tag: str) -> bool:
    """Tell whether a tag of a union means this section."""
    names = [section.model_fields[key] for key in ("family", "type") if key in section.model_fields]
    return any(tag in getattr(name.annotation, "__args__", ()) for name in names) or (
        tag == "file" and "file" in section.model_fields
    )


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    parts = cast("Sequence[Any]", getattr(cast("Any", annotation), "__args__", ()))
    return [model for part in parts for model in _models_in(part)]


def _instead(keys: Sequence[str | int], detail: ErrorDetails, schema: type[BaseModel]) -> str:
    key = str(keys[-1])
    if key in _WITHOUT_EFFECT:
        return _WITHOUT_EFFECT[key]
    sections = _sections(detail["loc"], schema)
    known = list(dict.fromkeys(name for section in sections for name in section.model_fields))
    near = [_ELSEWHERE[key]] if _ELSEWHERE.get(key) in known else list(nearest(key, known))
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    return f"known keys: {', '.join(known)}" if known else "leave it out"


def _help(location: Sequence[str | int], schema: type[BaseModel]) -> str:
    key = str(location[-1]) if location else ""
    fields = [section.model_fields.get(key) for section in _sections(location, schema)]
    described = [field.description for field in fields if field and field.description]
    return f"{key}: {described[0]}" if described else ""


def _unknown_family(where: str, detail: ErrorDetails) -> Problem:
    value = detail["input"]
    if not isinstance(value, Mapping):
        remedy = f"write the path of an ONNX file, or a table with family = {_listed(_FAMILIES)}"
        return Problem(where, f"{value!r} describes no model", remedy)
    table = cast("Mapping[str, Any]", value)
    kind, known = ("type", _LAYERS) if "layers" in where else ("family", _FAMILIES)
    if kind not in table:
        return Problem(where, f"no {kind}", f"add {kind} = {_listed(known)}")
    near = nearest(str(table[kind]), known)
    remedy = f"did you mean {near[0]!r}?" if near else f"known: {_listed(known)}"
    return Problem(where, f"no {kind} named {table[kind]!r}", remedy)


def _listed(names: Sequence[str]) -> str:
    return " or ".join(map(repr, names))


def _plain(detail: ErrorDetails) -> str:
    value = detail["input"]
    shown = repr(value) if len(repr(value)) <= 40 else type(value).__name__
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
