"""The commands that compute: estimate, explain, compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.catalogue import Catalogue, load
from joulepath.cli.options import (
    CatalogueOption,
    Format,
    FormatOption,
    OutputOption,
    ScenarioArgument,
    SetOption,
    changes_of,
)
from joulepath.cli.output import emit, emit_table
from joulepath.errors import InputError, Problem
from joulepath.report import estimate as estimates
from joulepath.report.comparison import comparison_dict, comparison_table, winner
from joulepath.report.lifecycle_table import lifecycle_table, machine_table, notes, summary
from joulepath.report.tables import as_csv, as_markdown, as_text
from joulepath.report.trees import tree_dict, tree_text

__all__ = ["compare", "estimate", "explain"]


def estimate(
    scenario: ScenarioArgument,
    model: Annotated[
        Path | None, typer.Option(help="ONNX file that replaces the scenario's model.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="corrected, paper or reference instead of the scenario's.")
    ] = None,
    zone: Annotated[
        list[str] | None, typer.Option(help="Country, e.g. DEU; repeat it to compare countries.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Year of the grid intensity.")] = None,
    changes: SetOption = None,
    catalogue: CatalogueOption = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Show the energy and carbon of a scenario's whole life, stage by stage."""
    replaced = changes_of(changes)
    given = {"model": model and str(model), "profile": profile, "year": year}
    replaced |= {name: value for name, value in given.items() if value is not None}
    known = load(tuple(catalogue or ()))
    results = [
        estimates.estimate(scenario, replaced | place, catalogue=known)
        for place in ([{"zone": name} for name in zone] if zone else [{}])
    ]
    _emit_estimates(results, form, output)


def _emit_estimates(results: list[estimates.Estimate], form: Format, output: Path | None) -> None:
    table = lifecycle_table(results)
    lines = [*summary(results[0]), *_assumptions(results[0])]
    match form:
        case Format.JSON:
            found: list[dict[str, Any]] = [result.to_dict() for result in results]
            emit(json.dumps(found[0] if len(found) == 1 else found, indent=2), output)
        case Format.CSV:
            emit(as_csv(machine_table(results)), output)
        case Format.MARKDOWN:
            emit("\n".join([as_markdown(table), "", *(f"- {line}" for line in lines)]), output)
        case Format.TABLE if output is not None:
            emit("\n".join([as_text(table), "", *lines]), output)
        case Format.TABLE:
            emit_table(table)
            emit("\n".join(["", *lines]))


def _assumptions(result: estimates.Estimate) -> list[str]:
    found = notes(result)
    return ["", f"{len(found)} assumptions:", *(f"  {note}" for note in found)] if found else []


def explain(
    scenario: ScenarioArgument,
    quantity: Annotated[str, typer.Argument(help="Dotted path, e.g. training.energy.")] = "energy",
    depth: Annotated[int, typer.Option(min=0, help="Levels of inputs to show.")] = 2,
    changes: SetOption = None,
    catalogue: CatalogueOption = None,
    form: Annotated[str, typer.Option("--format", "-f", help="tree or json.")] = "tree",
    output: OutputOption = None,
) -> None:
    """Show where a number comes from: its formula, inputs and sources, as a tree."""
    known = load(tuple(catalogue or ()))
    result = estimates.estimate(scenario, changes_of(changes), catalogue=known)
    tree = result.explained.tree(quantity, depth)
    match form:
        case "json":
            emit(json.dumps(tree_dict(tree), indent=2), output)
        case "tree":
            emit("\n".join([tree_text(tree), "", *_bibliography(result, quantity, known)]), output)
        case _:
            raise InputError(Problem("--format", f"{form!r} is no format", "use tree or json"))


def _bibliography(result: estimates.Estimate, quantity: str, known: Catalogue) -> list[str]:
    lines = ["sources:"]
    for key in result.explained.sources(quantity):
        source = known.source(key)
        address = f"https://doi.org/{source.doi}" if source.doi else source.url
        about = ", ".join(filter(None, (source.authors, source.title, str(source.year), address)))
        lines.append(f"  [{key}] {source.kind}: {about}")
    return lines


def compare(
    scenarios: Annotated[list[Path], typer.Argument(help="Two or more scenario files.")],
    changes: SetOption = None,
    catalogue: CatalogueOption = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Show several scenarios side by side, each stage with its difference from the first."""
    if len(scenarios) < 2:
        remedy = "joulepath compare one.toml another.toml"
        raise InputError(Problem("compare", "one scenario alone", remedy))
    known = load(tuple(catalogue or ()))
    replaced = changes_of(changes)
    results = [estimates.estimate(file, replaced, catalogue=known) for file in scenarios]
    table = comparison_table(results)
    match form:
        case Format.JSON:
            emit(json.dumps(comparison_dict(results), indent=2), output)
        case Format.CSV:
            emit(as_csv(machine_table(results)), output)
        case Format.MARKDOWN:
            emit("\n".join([as_markdown(table), "", winner(results)]), output)
        case Format.TABLE:
            emit_table(table, output) if output else emit_table(table)
            emit(f"\n{winner(results)}") if output is None else None
