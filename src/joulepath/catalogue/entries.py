"""From the raw table of a file to an entry or a source, noting every problem on the way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, cast

from joulepath.catalogue.figures import Figure, Source
from joulepath.catalogue.schema import KINDS, Kind, Record
from joulepath.catalogue.units import coherent
from joulepath.errors import CatalogueError, InputError, Problem, nearest

__all__ = ["Entry", "Table", "figure", "read_entry", "read_source"]

Table = Mapping[str, Any]
"""A table of a TOML file."""

_HEADINGS: Final = ("title", "note", "replaces")
_FIGURE_KEYS: Final = ("value", "unit", "source", "locator", "low", "high", "note")


@dataclass(frozen=True)
class Entry:
    """One named thing of a catalogue."""

    kind: str
    """What kind of thing it is, a key of `joulepath.catalogue.schema.KINDS`."""
    name: str
    """Name that scenarios use."""
    title: str
    """What it is called in full."""
    text: Mapping[str, str]
    """What it says in words, e.g. ``boundary``; a stack names its protocols here, by layer."""
    figures: Mapping[str, Figure]
    """Its figures, by the field of the record they fill (of a zone: by year)."""
    file: str
    """File that holds it."""
    note: str = ""
    """What a reader should know before relying on it."""

    @cached_property
    def record(self) -> Record:
        """The frozen record of floats that its figures fill.

        Raises
        ------
        TypeError
            For a stack or a zone, which fill no single record.
        """
        kind = KINDS[self.kind]
        if kind.record is None:
            raise TypeError(f"a {kind.singular} fills no record")
        return kind.record(**{name: each.value for name, each in self.figures.items()})


def read_entry(
    kind: Kind, name: str, table: Table, file: str, sources: Mapping[str, Source]
) -> tuple[Entry, list[Problem]]:
    """Read one entry as far as it can be read.

    Parameters
    ----------
    kind : Kind
        What the entry must say.
    name : str
        Its name.
    table : Table
        What the file says.
    file : str
        Name of the file, for messages.
    sources : mapping of str to Source
        The sources that figures may cite.

    Returns
    -------
    tuple of Entry and list of Problem
        The entry is complete only if there are no problems.
    """
    where = f"{file}: [{name}]"
    known = (*_HEADINGS, *kind.choices, *kind.figures)
    problems = _unknown_keys(table, known, where)
    figures: dict[str, Figure] = {}
    for key, unit in kind.figures.items():
        try:
            figures[key] = figure(table.get(key), unit, sources)
        except InputError as error:
            problems += located(error, f"{where}.{key}")
    texts: dict[str, str] = {}
    for key in ("title", *kind.choices):
        texts[key], wrong = _text(table.get(key), kind.choices.get(key, ()), f"{where}.{key}")
        problems += wrong
    note, wrong = _text(table.get("note", ""), (), f"{where}.note", may_be_empty=True)
    problems += wrong
    title = texts.pop("title")
    frozen = MappingProxyType(texts), MappingProxyType(figures)
    return Entry(kind.name, name, title, *frozen, file, note), problems


def read_source(key: str, table: Table, file: str) -> tuple[Source | None, list[Problem]]:
    """Read one source, or say all that is wrong with it."""
    where = f"{file}: [{key}]"
    keys = {field.name: field for field in fields(Source) if field.name != "key"}
    problems = _unknown_keys(table, (*keys, "replaces"), where)
    values: dict[str, Any] = {}
    for name, field in keys.items():
        if name not in table and field.default is not MISSING:
            continue
        values[name] = table.get(name)
        if name != "year":
            problems += _text(values[name], (), f"{where}.{name}")[1]
        elif not isinstance(values[name], int) or isinstance(values[name], bool):
            remedy = "write the year of the version that was used, e.g. year = 2025"
            problems.append(Problem(f"{where}.year", _found(values[name], "a whole year"), remedy))
    if problems:
        return None, problems
    try:
        return Source(key, **values), []
    except CatalogueError as error:
        return None, located(error, where)


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
    problems = _unknown_keys(table, _FIGURE_KEYS, "")
    numbers = {key: _number(table, key, expected, problems) for key in ("value", "low", "high")}
    texts = {
        key: _checked_text(table, key, problems, needed=key == "source")
        for key in ("source", "locator", "note")
    }
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
            Problem(key, _found(raw, "a finite number"), f"write {key} = 1.5, without quotes")
        )
        return None
    if not isinstance(unit, str):
        if key == "value":
            problems.append(Problem("unit", _found(unit, "text"), 'write a unit, e.g. unit = "W"'))
        return None
    try:
        return coherent(raw, unit, expected)
    except InputError as error:
        if key == "value":
            problems += error.problems
        return None


def _checked_text(table: Table, key: str, problems: list[Problem], *, needed: bool) -> str:
    raw: object = table.get(key, None if needed else "")
    text, wrong = _text(raw, (), key, may_be_empty=not needed)
    problems += wrong
    return text


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


def _text(
    raw: object, choices: Iterable[str], where: str, *, may_be_empty: bool = False
) -> tuple[str, list[Problem]]:
    if isinstance(raw, str) and (raw or may_be_empty):
        allowed = tuple(choices)
        if not allowed or raw in allowed:
            return raw, []
        remedy = f"use one of {', '.join(map(repr, allowed))}"
        return raw, [Problem(where, f"{raw!r} is not allowed", remedy)]
    return "", [Problem(where, _found(raw, "text"), "write it in quotes")]


def _found(raw: object, wanted: str) -> str:
    return "missing" if raw is None else f"{raw!r} is not {wanted}"


def _unknown_keys(table: Table, known: Iterable[str], where: str) -> list[Problem]:
    names = tuple(known)
    problems: list[Problem] = []
    for key in table:
        if key not in names:
            near = nearest(key, names, count=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}"
            problems.append(Problem(where, f"unknown key {key!r}", remedy))
    return problems
