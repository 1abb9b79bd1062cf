"""The commands that show what there is: catalogue, doctor."""

from __future__ import annotations

import importlib.util
import json
import platform
import sys
from dataclasses import asdict
from typing import Annotated, Any

import typer

from joulepath.catalogue import Catalogue, Entry, load
from joulepath.cli.options import CatalogueOption, Format, FormatOption, OutputOption
from joulepath.cli.output import emit, emit_table, is_terminal
from joulepath.errors import InputError, UnknownName
from joulepath.report.tables import Table, as_csv, as_markdown, as_text
from joulepath.report.version import VERSION

__all__ = ["browse", "doctor"]

EXTRAS = {"onnx": "read ONNX files", "pandas": "tables as data frames", "jax": "gradients"}


def browse(
    kind: Annotated[str | None, typer.Argument(help="Kind of entry, e.g. processors.")] = None,
    name: Annotated[str | None, typer.Argument(help="Entry to show with its figures.")] = None,
    search: Annotated[str | None, typer.Option(help="Text to look for in all entries.")] = None,
    catalogue: CatalogueOption = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """List, show and search the catalogue: processors, protocols, zones and more."""
    known = load(tuple(catalogue or ()))
    if search is not None:
        found = [(k, entry) for k, entry in known.search(search) if kind in (None, k)]
        if not found:
            raise InputError(f"nothing in the catalogue matches {search!r}")
        table = _entries([entry for _, entry in found], with_kind=True)
    elif kind is None:
        rows = tuple((each, str(len(known.names(each)))) for each in known.kinds())
        table = Table(("kind", "entries"), rows)
    elif kind not in known.kinds():
        raise UnknownName("kind of entry", kind, known.kinds(), listing="'joulepath catalogue'")
    elif name is None:
        table = _listing(known, kind)
    else:
        _show(known, kind, name, form, output)
        return
    _emit(table, form, output)


def _listing(known: Catalogue, kind: str) -> Table:
    if kind == "sources":
        rows = tuple(
            (key, known.source(key).kind, str(known.source(key).year), known.source(key).title)
            for key in known.names(kind)
        )
        return Table(("name", "kind", "year", "title"), rows, words=True)
    return _entries([known.entry(kind, each) for each in known.names(kind)])


def _entries(entries: list[Entry], *, with_kind: bool = False) -> Table:
    headings = ("kind", "name", "title") if with_kind else ("name", "title", "figures")
    rows = tuple(
        (e.kind, e.name, e.title) if with_kind else (e.name, e.title, _figures(e)) for e in entries
    )
    return Table(headings, rows, words=True)


def _figures(entry: Entry) -> str:
    figures = [f"{name} {figure.written}" for name, figure in entry.figures.items()]
    if not figures:
        return ", ".join(entry.text.values())
    shown = figures[-1:] if entry.kind == "zones" else figures[:3]
    return ", ".join(shown) + (", ..." if len(figures) > len(shown) else "")


def _show(known: Catalogue, kind: str, name: str, form: Format, output: Any) -> None:
    if kind == "sources":
        described = {key: str(v) for key, v in asdict(known.source(name)).items() if v}
        _emit(Table(("key", "value"), tuple(described.items()), words=True), form, output)
        return
    entry = known.entry(kind, name)
    if form is Format.JSON:
        figures = {key: asdict(figure) for key, figure in entry.figures.items()}
        words = {"kind": kind, "name": name, "title": entry.title, "text": dict(entry.text)}
        emit(json.dumps(words | {"figures": figures}, indent=2), output)
        return
    rows = [(key, value, "", "") for key, value in entry.text.items()]
    rows += [
        (key, figure.written, figure.source, " ".join(filter(None, (figure.locator, figure.note))))
        for key, figure in entry.figures.items()
    ]
    table = Table(("figure", "value", "source", "note"), tuple(rows), title=entry.title, words=True)
    _emit(table, form, output)


def _emit(table: Table, form: Format, output: Any) -> None:
    match form:
        case Format.JSON:
            rows = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
            emit(json.dumps(rows, indent=2), output)
        case Format.CSV:
            emit(as_csv(table), output)
        case Format.MARKDOWN:
            emit(as_markdown(table), output)
        case Format.TABLE if output is not None:
            emit(as_text(table), output)
        case Format.TABLE:
            emit_table(table)


def doctor(catalogue: CatalogueOption = None) -> None:
    """Show versions, extras and where the catalogue comes from."""
    known = load(tuple(catalogue or ()))
    known.check()
    rows = [
        ("joulepath", VERSION),
        ("python", f"{platform.python_version()} at {sys.executable}"),
        ("system", platform.platform()),
        ("output", "terminal" if is_terminal() else "plain"),
        ("catalogue", f"digest {known.digest}, every figure has a source"),
        *((f"catalogue {kind}", f"{len(known.names(kind))} entries") for kind in known.kinds()),
        *(("catalogue folder", str(folder)) for folder in known.folders),
        *((f"extra {name}", _extra(name, purpose)) for name, purpose in EXTRAS.items()),
    ]
    emit_table(Table(("what", "found"), tuple(rows), words=True))


def _extra(name: str, purpose: str) -> str:
    if importlib.util.find_spec(name):
        return f"installed: {purpose}"
    return f"missing: {purpose}; pip install 'joulepath[{name}]'"
