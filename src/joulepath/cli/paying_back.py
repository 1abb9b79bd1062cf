"""The command that asks when something pays: break-even."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from joulepath.analysis.breakeven import break_even as weigh
from joulepath.analysis.curves import cumulative_curves
from joulepath.catalogue import load
from joulepath.cli.answering import answer
from joulepath.cli.decisions import ChartOption, DrawsOption, ForceOption, check_chart
from joulepath.cli.options import (
    CatalogueOption,
    FormatOption,
    OutputOption,
    SeedOption,
    changes_of,
    format_of,
)
from joulepath.cli.output import emit
from joulepath.decisions import two_ways
from joulepath.errors import InputError, Problem
from joulepath.report.breakeven_table import breakeven_data, breakeven_lines, breakeven_table
from joulepath.report.decision_charts import breakeven_chart
from joulepath.scenario.one_off import amounts_of
from joulepath.scenario.resolve import Resolved

__all__ = ["break_even"]


def break_even(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="Scenario of what is there (TOML).")],
    alternative: Annotated[
        Path | None,
        typer.Argument(metavar="ALTERNATIVE", help="Scenario of what might be instead."),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Replace a value of the alternative; without a second file it is the base with"
            " these changes. Repeatable.",
        ),
    ] = None,
    zone: Annotated[
        str | None, typer.Option(metavar="CODE", help="Country of both, e.g. DEU.")
    ] = None,
    one_off: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AMOUNT",
            help="What the alternative takes once beside its scenario: '5 kWh', '30 kg' of CO2e,"
            " '2 m3' of water or '900 EUR'; repeatable.",
        ),
    ] = None,
    spent: Annotated[
        bool,
        typer.Option("--spent", help="What the base takes once is past and does not count."),
    ] = False,
    draws: DrawsOption = 1000,
    seed: SeedOption = 0,
    chart: ChartOption = None,
    force: ForceOption = False,
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show after how many inferences an alternative has paid for itself."""
    if alternative is None and not changes:
        remedy = "name a second scenario, or say what changes, e.g. --set inference.processor=..."
        raise InputError(Problem("break-even", f"{base} has no alternative", remedy))
    check_chart(chart, force)
    known = load(tuple(catalogue or ()))
    given = (
        (base, changes_of((), zone)),
        (alternative or base, changes_of(changes, zone)),
    )
    ways = two_ways(*given, catalogue=known)
    added = amounts_of(one_off or (), ways[1], "--one-off")
    found = weigh(*ways, one_off=added, spent=spent, draws=draws, seed=seed)
    labels = _labels(base, alternative, ways, changes or ())
    if chart is not None:
        curves = cumulative_curves(*ways, found, added)
        emit(breakeven_chart(curves, found, labels), chart)
    table, lines = breakeven_table(found, labels), breakeven_lines(found)
    answer(table, lines, breakeven_data(found, labels), format_of(form, output), output)


def _labels(
    base: Path, alternative: Path | None, ways: tuple[Resolved, Resolved], changes: Iterable[str]
) -> tuple[str, str]:
    titles = tuple(way.scenario.title or base.stem for way in ways)
    if titles[0] != titles[1]:
        return titles[0], titles[1]
    if alternative is None:
        return titles[0], ", ".join(changes)
    return str(base), str(alternative)
