"""From the raw table of a file to an entry or a source, noting every problem on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, cast

from joulepath.catalogue.figures import Figure, Source
from joulepath.catalogue.lazy import Lazy
from joulepath.catalogue.parts import Table, figure, found, located, text, unknown_keys
from joulepath.catalogue.schema import KINDS, Kind, Record
from joulepath.catalogue.unit_table import shown
from joulepath.errors import CatalogueError, InputError, Problem, nearest

__all__ = ["Entry", "read_entry", "read_source"]

_HEADINGS: Final = ("title", "note", "replaces")


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
    figures: Lazy[Figure]
    """Its figures, by the field of the record they fill (of a zone: by year); those of a record
    inside the record with a dot, e.g. ``peak.int8``."""
    file: str
    """File that holds it."""
    note: str = ""
    """What a reader should know before relying on it."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields of its record that it has no figure for."""
        return tuple(name for name in KINDS[self.kind].figures if name not in self.figures)

    @cached_property
    def record(self) -> Record:
        """The frozen record of floats that its figures fill.

        Raises
        ------
        TypeError
            For a stack or a zone, which fill no single record.
        CatalogueError
            If a figure of the record is not known.
        """
        kind = KINDS[self.kind]
        if kind.record is None:
            raise TypeError(f"a {kind.singular} fills no record")
        if self.missing:
            what = f"has no {' and no '.join(self.missing)}"
            remedy = f"'joulepath catalogue {self.kind} {self.name}' shows what is known"
            raise CatalogueError(Problem(f"{self.kind}/{self.name}", what, remedy))
        return kind.record(**{name: self.figures[name].value for name in kind.figures})

    def boundary(self, name: str) -> str:
        """What a power of a processor covers: as its figure says, else as the entry does."""
        return self.figures[name].boundary or self.text["boundary"]


def read_entry(
    kind: Kind,
    name: str,
    table: Table,
    file: str,
    sources: Mapping[str, Source],
    *,
    trusted: bool = False,
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
    trusted : bool
        Whether the figures of this file are known to be sound: each is read when it is first
        asked for, and what is wrong with one is raised then.

    Returns
    -------
    tuple of Entry and list of Problem
        The entry is complete only if there are no problems.
    """
    where = f"{file}: [{name}]"
    given = dict(_flat(table, kind)) if kind.groups else table
    choices = {**kind.choices, **({"class": kind.classes} if kind.classes else {})}
    known = (*_HEADINGS, *choices, *kind.figures, *kind.further_figures)
    strangers = [key for key in given if key not in known and _general(key, kind) not in known]
    problems = [*unknown_keys(strangers, known, where), *_incomplete(kind, given, where)]
    figures = _figures(kind, given, where, sources)
    problems += [] if trusted else figures.problems()
    texts: dict[str, str] = {}
    for key in ("title", *choices):
        if key in given or key != "class":
            texts[key], wrong = text(given.get(key), choices.get(key, ()), f"{where}.{key}")
            problems += wrong
    note, wrong = text(given.get("note", ""), (), f"{where}.note", may_be_empty=True)
    problems += wrong
    title = texts.pop("title")
    return Entry(kind.name, name, title, MappingProxyType(texts), figures, file, note), problems


def _flat(table: Table, kind: Kind, path: str = "") -> Iterator[tuple[str, object]]:
    """What an entry says, the tables that only group figures resolved into dotted names."""
    for key, raw in table.items():
        name = f"{path}{key}"
        if _general(name, kind) in kind.groups and isinstance(raw, Mapping):
            yield from _flat(cast("Table", raw), kind, f"{name}.")
        else:
            yield name, raw


def _general(name: str, kind: Kind) -> str:
    """Name of a figure with ``*`` for a part that the entry chose."""
    first, dot, rest = name.partition(".")
    if not dot or f"{first}.*" not in kind.groups:
        return name
    return ".".join((first, "*", *rest.split(".")[1:]))


def _incomplete(kind: Kind, given: Table, where: str) -> Iterator[Problem]:
    """Power modes of an entry that say anything but their power."""
    named = {key.rpartition(".")[0] for key in given if _general(key, kind) != key}
    for table in sorted(named):
        if f"{table}.power" not in given:
            yield Problem(f"{where}.{table}", "a mode without power", "write its power, too")


def _figures(kind: Kind, given: Table, where: str, sources: Mapping[str, Source]) -> Lazy[Figure]:
    """Figures of an entry: those of its record first, then the others as the entry has them."""
    further = kind.further_figures
    units = {key: further.get(_general(key, kind), "") for key in given if further}
    required = {key: unit for key, unit in kind.figures.items() if not _lacks(key, given)}
    wanted = {**required, **{key: unit for key, unit in units.items() if unit}}

    def read(key: str) -> tuple[Figure | None, list[Problem]]:
        unit = wanted[key]
        try:
            raw = _named(given.get(key), given, unit, kind) if key in kind.figures else given[key]
            return figure(raw, unit, sources), []
        except InputError as error:
            return None, located(error, f"{where}.{key}")

    return Lazy(wanted, read)


def _lacks(key: str, given: Table) -> bool:
    """Whether an entry may lack a figure and does."""
    return key not in given and "class" in given


def _named(raw: object, given: Table, unit: str, kind: Kind) -> object:
    """The figure that a text names, for one figure may be two things at once."""
    if not isinstance(raw, str) or not kind.further_figures:
        return raw
    same = [key for key in given if kind.further_figures.get(_general(key, kind)) == unit]
    if raw in same:
        return given[raw]
    near = nearest(raw, same, count=1)
    remedy = f"did you mean {near[0]!r}?" if near else "write a figure, or the name of one"
    raise CatalogueError(
        Problem("", f"{raw!r} is no figure of this entry in {shown(unit)}", remedy)
    )


def read_source(key: str, table: Table, file: str) -> tuple[Source | None, list[Problem]]:
    """Read one source, or say all that is wrong with it."""
    where = f"{file}: [{key}]"
    keys = {field.name: field for field in fields(Source) if field.name != "key"}
    problems = unknown_keys(table, (*keys, "replaces"), where)
    values: dict[str, Any] = {}
    for name, field in keys.items():
        if name not in table and field.default is not MISSING:
            continue
        values[name] = table.get(name)
        if name != "year":
            problems += text(values[name], (), f"{where}.{name}")[1]
        elif not isinstance(values[name], int) or isinstance(values[name], bool):
            remedy = "write the year of the version that was used, e.g. year = 2025"
            problems.append(Problem(f"{where}.year", found(values[name], "a whole year"), remedy))
    if problems:
        return None, problems
    try:
        return Source(key, **values), []
    except CatalogueError as error:
        return None, located(error, where)
