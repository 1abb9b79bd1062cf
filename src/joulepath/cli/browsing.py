"""The command that shows what there is: catalogue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from joulepath.catalogue import Catalogue, Entry, Figure, Source, load
from joulepath.catalogue.grid_figures import BASES, key_of
from joulepath.catalogue.grids import years_of
from joulepath.catalogue.schema import CLASSES
from joulepath.catalogue.units import render
from joulepath.cli.options import CatalogueOption, Format, FormatOption, OutputOption, format_of
from joulepath.cli.output import emit, emit_table
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.report.processor_table import processor_table
from joulepath.report.tables import Table, as_csv, as_markdown, as_text

__all__ = ["browse"]

_SOURCES: Final = "sources"
_PREPARING: Final = "preprocessing"
_STEP: Final = "chain: "
"""What sets the steps of a chain apart from methods of the same name."""
_SAYS: Final = {"stacks": "protocols, from the application down", "zones": "latest intensity"}
"""Headings of the column that sums an entry up, where it is not its figures."""


def browse(
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="What to list, e.g. processors.")
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Entry to show with its figures.")
    ] = None,
    search: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Words to look for in all entries.")
    ] = None,
    category: Annotated[
        str | None,
        typer.Option("--class", metavar="CLASS", help="Processors of one class, e.g. gpu."),
    ] = None,
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """List, show and search the catalogue: processors, protocols, zones and more."""
    known = load(tuple(catalogue or ()))
    kinds = (*known.kinds(), _SOURCES)
    if kind is not None and kind not in kinds:
        raise UnknownName("kind of entry", kind, kinds, listing="'joulepath catalogue'")
    form = format_of(form, output)
    _check_class(category, kind, name or search)
    if search is not None:
        _emit(_matches(known, search, kind), form, output)
    elif kind is None:
        rows = tuple((each, str(len(_names(known, each)))) for each in kinds)
        _emit(Table(("kind", "entries"), rows), form, output)
    elif name is None:
        _emit(_listing(known, kind, category), form, output)
    elif kind == _SOURCES:
        _show_source(known.source(name), form, output)
    elif kind == _PREPARING and name not in known.names(kind):
        _show_step(name.removeprefix(_STEP), known, form, output)
    else:
        _show_entry(known.entry(kind, name), form, output)


def _check_class(category: str | None, kind: str | None, also: str | None) -> None:
    if category is None:
        return
    if kind != "processors" or also is not None:
        remedy = f"joulepath catalogue processors --class {category}"
        raise InputError(Problem("--class", "only the list of processors has classes", remedy))
    if category not in CLASSES:
        raise UnknownName("class of processors", category, CLASSES)


def _names(known: Catalogue, kind: str) -> Sequence[str]:
    return tuple(known.sources) if kind == _SOURCES else known.names(kind)


def _matches(known: Catalogue, search: str, kind: str | None) -> Table:
    words = search.casefold().split()
    rows = [
        (of, entry.name, entry.title) for of, entry in known.search(search) if kind in (None, of)
    ]
    rows += [
        (_SOURCES, source.key, source.title)
        for source in known.sources.values()
        if kind in (None, _SOURCES)
        and all(
            word in f"{source.key} {source.authors} {source.title}".casefold() for word in words
        )
    ]
    if not rows:
        remedy = "try fewer words, or see 'joulepath catalogue'"
        raise InputError(Problem("", f"nothing in the catalogue matches {search!r}", remedy))
    return Table(("kind", "name", "title"), tuple(rows), words=True)


def _listing(known: Catalogue, kind: str, category: str | None) -> Table:
    if kind == _SOURCES:
        sources = known.sources.values()
        rows = tuple((s.key, s.kind, str(s.year), s.title) for s in sources)
        return Table(("name", "kind", "year", "title"), rows, words=True)
    entries = [known.entry(kind, name) for name in known.names(kind)]
    if kind == "processors":
        return processor_table(e for e in entries if category in (None, e.text.get("class")))
    rows = tuple((entry.name, entry.title, _summed_up(entry)) for entry in entries)
    if kind == _PREPARING:
        rows += tuple((f"{_STEP}{name}", *said) for name, said in _steps().items())
    return Table(("name", "title", _SAYS.get(kind, "figures")), rows, words=True)


def _steps() -> dict[str, tuple[str, str]]:
    """Steps that a chain of preparation may have: what each does, and its keys."""
    from joulepath.scenario.preprocessing_kinds import STEPS

    described: dict[str, tuple[str, str]] = {}
    for name, section in STEPS.items():
        keys = [key for key in section.model_fields if key != "type"]
        title = (section.__doc__ or "").strip().removesuffix(".")
        described[name] = title, ", ".join(keys) or "no keys"
    return described


def _show_step(name: str, known: Catalogue, form: Format, output: Path | None) -> None:
    from joulepath.scenario.preprocessing_kinds import STEPS

    if name not in STEPS:
        names = (*known.names(_PREPARING), *STEPS)
        listing = f"'joulepath catalogue {_PREPARING}'"
        raise UnknownName("preprocessing method or step", name, names, listing=listing)
    section = STEPS[name]
    rows = tuple((key, section.help(key)) for key in section.model_fields)
    title = f"{name}: {_steps()[name][0]}"
    _emit(Table(("key", "meaning"), rows, title=title, words=True), form, output)


def _summed_up(entry: Entry) -> str:
    figures = [f"{name} {figure.written}" for name, figure in entry.figures.items()]
    if not figures:
        return ", ".join(filter(None, entry.text.values()))
    if entry.kind == "zones":
        return _latest(entry)
    return ", ".join(figures[:3]) + (", ..." if len(figures) > 3 else "")


def _latest(entry: Entry) -> str:
    """Latest intensity of a zone on the first basis that it has."""
    basis = next(basis for basis in BASES if years_of(entry, basis))
    key = key_of("intensity", basis, max(years_of(entry, basis)))
    return f"{key} {entry.figures[key].written}"


def _show_source(source: Source, form: Format, output: Path | None) -> None:
    described = {key: str(value) for key, value in asdict(source).items() if value}
    table = Table(("key", "value"), tuple(described.items()), words=True)
    _emit(table, form, output, asdict(source))


def _show_entry(entry: Entry, form: Format, output: Path | None) -> None:
    rows = [(key, value, "", "", "", "") for key, value in entry.text.items() if value]
    rows += [
        (key, f.written, _band(f), f.boundary, f.source, f.where_and_why)
        for key, f in entry.figures.items()
    ]
    rows += [("note", entry.note, "", "", "", "")] if entry.note else []
    headings = ("figure", "value", "range", "boundary", "source", "where and why")
    used = [i for i in range(len(headings)) if i < 2 or any(row[i] for row in rows)]
    table = Table(
        tuple(headings[i] for i in used),
        tuple(tuple(row[i] for i in used) for row in rows),
        title=f"{entry.name}: {entry.title}",
        words=True,
    )
    _emit(table, form, output, _entry_dict(entry))


def _entry_dict(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "name": entry.name,
        "title": entry.title,
        "note": entry.note,
        "text": dict(entry.text),
        "figures": {key: asdict(figure) for key, figure in entry.figures.items()},
    }


def _band(figure: Figure) -> str:
    low, high = (
        "" if end is None else render(end, figure.unit) for end in (figure.low, figure.high)
    )
    if low and high:
        return f"{low} to {high}"
    return f"from {low}" if low else (f"up to {high}" if high else "")


def _emit(table: Table, form: Format, output: Path | None, described: Any = None) -> None:
    match form:
        case Format.JSON:
            rows = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
            emit(json.dumps(described or rows, indent=2), output)
        case Format.CSV:
            emit(as_csv(table), output)
        case Format.MARKDOWN:
            emit(as_markdown(table), output)
        case Format.TABLE if output is not None:
            emit(as_text(table), output)
        case Format.TABLE:
            emit_table(table)
