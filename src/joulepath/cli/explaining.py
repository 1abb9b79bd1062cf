"""The command that explains: explain."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from joulepath.analysis.explain import Explained
from joulepath.catalogue import Source, load
from joulepath.cli.options import (
    CatalogueOption,
    OutputOption,
    ScenarioArgument,
    SetOption,
    changes_of,
)
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.errors import InputError, Problem
from joulepath.records.results import Lifecycle
from joulepath.report import estimate as estimates
from joulepath.report.tables import Table, as_text
from joulepath.report.trees import shown, tree_dict, tree_text

__all__ = ["explain"]


def explain(
    scenario: ScenarioArgument,
    quantity: Annotated[
        str | None,
        typer.Argument(
            metavar="QUANTITY",
            help="Dotted path, e.g. training.energy; by default the energy of the whole life,"
            " with the sources of everything.",
        ),
    ] = None,
    depth: Annotated[
        int, typer.Option(min=0, metavar="NUMBER", help="Levels of inputs to show.")
    ] = 2,
    listing: Annotated[
        bool, typer.Option("--list", help="List all quantities instead.", show_default=False)
    ] = False,
    changes: SetOption = None,
    catalogue: CatalogueOption = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="tree or json; by default what the suffix of --output says, else a tree.",
        ),
    ] = None,
    output: OutputOption = None,
) -> None:
    """Show where a number comes from: its formula, inputs and sources, as a tree."""
    as_json = _is_json(form, output)
    known = load(tuple(catalogue or ()))
    explained = estimates.estimate(scenario, changes_of(changes), catalogue=known).explained
    if listing:
        _list(explained, output, as_json=as_json)
        return
    tree = explained.tree(quantity or "energy", depth)
    sources = [known.source(key) for key in explained.sources(quantity)]
    if as_json:
        keys = [source.key for source in sources]
        found = {"explanation": tree_dict(tree), "sources": keys}
        emit(json.dumps(found, indent=2, allow_nan=False), output)
        return
    lines = [*tree_text(tree).split("\n"), "", *_bibliography(sources)]
    emit("\n".join(lines), output) if output else emit_lines(lines)


def _is_json(form: str | None, output: Path | None) -> bool:
    if form not in (None, "tree", "json"):
        raise InputError(Problem("--format", f"{form!r} is no format", "use tree or json"))
    return form == "json" or (form is None and bool(output) and output.suffix.lower() == ".json")


def _list(explained: Explained[Lifecycle], output: Path | None, *, as_json: bool) -> None:
    found = explained.quantities
    if as_json:
        units = {path: number.unit for path, number in found.items()}
        emit(json.dumps(units, indent=2), output)
        return
    rows = tuple((path, shown(number.value, number.unit)) for path, number in found.items())
    table = Table(("quantity", "value"), rows)
    emit(as_text(table), output) if output else emit_table(table)


def _bibliography(sources: Iterable[Source]) -> list[str]:
    lines = ["sources:"]
    for source in sources:
        address = f"https://doi.org/{source.doi}" if source.doi else source.url
        about = ", ".join(filter(None, (source.authors, source.title, str(source.year), address)))
        lines.append(f"  [{source.key}] {source.kind}: {about}")
    return lines
