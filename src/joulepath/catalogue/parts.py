"""The parts of a catalogue file: figures, texts and the sources they cite."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from joulepath.catalogue.figures import Figure, Source
from joulepath.catalogue.schema import BOUNDARIES
from joulepath.catalogue.units import coherent
from joulepath.errors import CatalogueError, InputError, Problem, nearest

__all__ = ["Table", "figure", "found", "located", "text", "unknown_keys"]

Table = Mapping[str, Any]
"""A table of a TOML file."""

_FIGURE_KEYS: Final = ("value", "unit", "source", "locator", "low", "high", "note")
_POWER: Final = "W"


def figure(raw: object, expected: str, sources: Mapping[str, Source]) -> Figure:
    """Read one figure.

    Parameters
    ----------
    raw : object
        The table ``{ value, unit, source, ... }`` of the file; None where it is missing.
    expected : str
        Coherent unit of the quantity.
    sources : mapping of str to Source
        The sources it may cite.

    Returns
    -------
    Figure
        The figure in its coherent unit.

    Raises
    ------
    CatalogueError
        With every problem of the figure; their ``where`` is the key inside the figure.
    """
    if not isinstance(raw, Mapping):
        what = "missing" if raw is None else f"{raw!r} names no unit and no source"
        example = "write { value = ..., unit = ..., source = ... }"
        raise CatalogueError(Problem("", what, example))
    table = cast("Table", raw)
    boundary = ("boundary",) if expected == _POWER else ()
    problems = unknown_keys(table, (*_FIGURE_KEYS, *boundary), "")
    numbers = {key: _number(table, key, expected, problems) for key in ("value", "low", "high")}
    texts = {
        key: _checked_text(table, key, problems, needed=key == "source")
        for key in ("source", "locator", "note")
    }
    if "boundary" in table and boundary:
        texts["boundary"], wrong = text(table["boundary"], BOUNDARIES, "boundary")
        problems += wrong
    problems += _citation_problems(texts, sources)
    if problems:
        raise CatalogueError(*problems)
    written = _written(table["value"], table["unit"])
    return Figure(
        cast("float", numbers["value"]), expected, written=written, **texts,
        low=numbers["low"], high=numbers["high"],
    )  # fmt: skip


def located(error: InputError, where: str) -> list[Problem]:
    """Problems of a part, placed in the whole."""
    return [
        replace(each, where=f"{where}.{each.where}" if each.where else where)
        for each in error.problems
    ]


def _written(value: float, unit: str) -> str:
    short = f"{value:g}" if isinstance(value, float) else f"{value}"
    number = short if float(short) == value else f"{value!r}"
    return number if unit == "1" else f"{number} {unit}"


def _number(table: Table, key: str, expected: str, problems: list[Problem]) -> float | None:
    raw, unit = table.get(key), table.get("unit")
    if raw is None and key != "value":
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        problems.append(
            Problem(key, found(raw, "a finite number"), f"write {key} = 1.5, without quotes")
        )
        return None
    if not isinstance(unit, str):
        if key == "value":
            problems.append(Problem("unit", found(unit, "text"), 'write a unit, e.g. unit = "W"'))
        return None
    try:
        return coherent(raw, unit, expected)
    except InputError as error:
        if key == "value":
            problems += error.problems
        return None


def _checked_text(table: Table, key: str, problems: list[Problem], *, needed: bool) -> str:
    raw: object = table.get(key, None if needed else "")
    said, wrong = text(raw, (), key, may_be_empty=not needed)
    problems += wrong
    return said


def _citation_problems(texts: Mapping[str, str], sources: Mapping[str, Source]) -> list[Problem]:
    key = texts["source"]
    if not key:
        return []
    if key not in sources:
        near = nearest(key, sources, count=1)
        remedy = f"did you mean {near[0]!r}?" if near else "add it, or cite 'assumption'"
        return [Problem("source", f"{key!r} is not in sources.toml", remedy)]
    if sources[key].kind == "assumption" and not texts["note"]:
        return [Problem("", "an assumption without a reason", "add note = ... saying why")]
    return []


def text(
    raw: object, choices: Iterable[str], where: str, *, may_be_empty: bool = False
) -> tuple[str, list[Problem]]:
    """Read a text, one of the choices if there are any, or say what is wrong with it."""
    if isinstance(raw, str) and (raw or may_be_empty):
        allowed = tuple(choices)
        if not allowed or raw in allowed:
            return raw, []
        remedy = f"use one of {', '.join(map(repr, allowed))}"
        return raw, [Problem(where, f"{raw!r} is not allowed", remedy)]
    return "", [Problem(where, found(raw, "text"), "write it in quotes")]


def found(raw: object, wanted: str) -> str:
    """Say that something is missing, or is not what was wanted."""
    return "missing" if raw is None else f"{raw!r} is not {wanted}"


def unknown_keys(table: Iterable[str], known: Iterable[str], where: str) -> list[Problem]:
    """Problems of the keys that nobody knows, with the nearest that are known."""
    names = tuple(known)
    problems: list[Problem] = []
    for key in table:
        if key not in names:
            near = nearest(key, names, count=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}"
            problems.append(Problem(where, f"unknown key {key!r}", remedy))
    return problems
