"""The commands that compute: estimate, compare."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.analysis.perimeters import unlike_perimeters
from joulepath.catalogue import Catalogue, load
from joulepath.cli.budgeting import BudgetOption, conclude, hold, with_budgets
from joulepath.cli.drawing import ChartOption, SankeyOption, draw
from joulepath.cli.options import (
    CatalogueOption,
    DrawsOption,
    Format,
    FormatOption,
    OutputOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ZoneOption,
    changes_of,
    format_of,
)
from joulepath.cli.output import emit, emit_lines, emit_table, talk
from joulepath.errors import gathered
from joulepath.report import estimate as estimates
from joulepath.report.comparing import comparison_of
from joulepath.report.comparison import comparison_table
from joulepath.report.lifecycle_table import machine_table
from joulepath.report.summary import report_lines, report_markdown, report_of, report_text
from joulepath.report.tables import as_csv, as_markdown, as_text

__all__ = ["compare", "estimate"]


def estimate(
    scenario: ScenarioArgument,
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Model file that replaces the scenario's model."),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="corrected, paper or reference."),
    ] = None,
    zone: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Country, e.g. DEU; repeat it to compare countries."),
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="Year of the grid intensity.")
    ] = None,
    basis: Annotated[
        str | None, typer.Option(metavar="NAME", help="life-cycle (by default) or direct.")
    ] = None,
    site: Annotated[
        str | None, typer.Option(metavar="NAME", help="Building of the servers, of the catalogue.")
    ] = None,
    budget: BudgetOption = None,
    changes: SetOption = None,
    draws: DrawsOption = 1000,
    seed: SeedOption = 0,
    chart: ChartOption = None,
    sankey: SankeyOption = None,
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show the energy and carbon of a scenario's whole life, stage by stage."""
    given = {
        "model": model and str(model),
        "profile": profile,
        "year": year,
        "basis": basis,
        "site": site,
    }
    replaced = changes_of(changes)
    replaced |= {name: value for name, value in given.items() if value is not None}
    places: list[dict[str, Any]] = [{"zone": name} for name in dict.fromkeys(zone or ())]
    known = load(tuple(catalogue or ()))
    cases = [(scenario, replaced | place) for place in places or [{}]]
    results = _estimates(cases, known, (draws, seed))
    _warn(unlike_perimeters((e.zone, e.perimeter) for e in results))
    draw(results, chart, sankey)
    held = hold(results, budget)
    form = format_of(form, output)
    match form:
        case Format.JSON:
            found = with_budgets(results, held)
            _emit_json(found[0] if len(found) == 1 else found, output)
        case Format.CSV:
            emit(as_csv(machine_table(results)), output)
        case Format.MARKDOWN:
            emit(report_markdown(report_of(results)), output)
        case Format.TABLE if output is not None:
            emit(report_text(report_of(results)), output)
        case Format.TABLE:
            report = report_of(results)
            emit_table(report.table)
            if report.bands:
                emit("")
                emit_table(report.bands)
            emit_lines(report_lines(report))
    conclude(held, form, output)


def compare(
    scenarios: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Two or more scenario files.")
    ],
    zone: ZoneOption = None,
    changes: SetOption = None,
    draws: DrawsOption = 1000,
    seed: SeedOption = 0,
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show several scenarios side by side, each stage with its difference from the first."""
    known = load(tuple(catalogue or ()))
    replaced = changes_of(changes, zone)
    results = _estimates([(file, replaced) for file in scenarios], known, (draws, seed))
    found = comparison_of(results, scenarios)
    _warn(*found.warnings)
    table, facts = comparison_table(found.estimates, found.labels), found.facts
    match format_of(form, output):
        case Format.JSON:
            _emit_json(found.to_dict(), output)
        case Format.CSV:
            emit(as_csv(machine_table(results, found.labels)), output)
        case Format.MARKDOWN:
            lines = [as_markdown(table), "", *(f"- **{of}**: {fact}" for of, fact in facts)]
            emit("\n".join(lines), output)
        case Format.TABLE if output is not None:
            emit("\n".join([as_text(table), "", *map(": ".join, facts)]), output)
        case Format.TABLE:
            emit_table(table)
            emit_lines(["", *map(": ".join, facts)])


def _warn(*said: str | None) -> None:
    for each in filter(None, said):
        talk(f"warning: {each}")


def _estimates(
    cases: Sequence[tuple[Path, dict[str, Any]]], known: Catalogue, drawn: tuple[int, int]
) -> list[estimates.Estimate]:
    """Estimate every case; raise the problems of all of them together."""
    draws, seed = drawn
    estimate_one = partial(estimates.estimate, catalogue=known, draws=draws, seed=seed)
    return gathered(partial(estimate_one, *case) for case in cases)


def _emit_json(found: Any, output: Path | None) -> None:
    emit(json.dumps(found, indent=2, allow_nan=False), output)
