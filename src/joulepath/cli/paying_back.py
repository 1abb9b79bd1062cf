"""The command that asks when something pays: break-even."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.analysis.breakeven import break_even as weigh
from joulepath.analysis.curves import cumulative_curves
from joulepath.catalogue import Catalogue, load
from joulepath.catalogue.units import parse
from joulepath.cli.answering import answer
from joulepath.cli.decisions import ChartOption, DrawsOption, ForceOption, check_chart, with_zone
from joulepath.cli.options import (
    CatalogueOption,
    FormatOption,
    OutputOption,
    SeedOption,
    changes_of,
    format_of,
)
from joulepath.cli.output import emit
from joulepath.errors import InputError, Problem, UnitError
from joulepath.report.breakeven_table import breakeven_data, breakeven_lines, breakeven_table
from joulepath.report.decision_charts import breakeven_chart
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import Resolved, resolve

__all__ = ["break_even"]

_ADDED = {"energy": "J", "carbon": "g", "water": "L"}


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
    ways = _resolved(base, alternative or base, changes_of(changes), zone, known)
    added = _amounts(one_off or (), ways[1])
    found = weigh(*ways, one_off=added, spent=spent, draws=draws, seed=seed)
    labels = _labels(base, alternative, ways, changes or ())
    if chart is not None:
        curves = cumulative_curves(*ways, found, added)
        emit(breakeven_chart(curves, found, labels), chart)
    table, lines = breakeven_table(found, labels), breakeven_lines(found)
    answer(table, lines, breakeven_data(found, labels), format_of(form, output), output)


def _resolved(
    base: Path, alternative: Path, changes: dict[str, Any], zone: str | None, known: Catalogue
) -> tuple[Resolved, Resolved]:
    """Both scenarios; the problems of both together."""
    found: list[Resolved] = []
    problems: dict[Problem, None] = {}
    for file, replaced in ((base, {}), (alternative, changes)):
        try:
            found.append(resolve(load_scenario(file, with_zone(replaced, zone), known)))
        except InputError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise InputError(*problems)
    return found[0], found[1]


def _amounts(texts: Iterable[str], alternative: Resolved) -> dict[str, float]:
    """Read amounts by what they are amounts of; several of one kind add up."""
    amounts: dict[str, float] = {}
    problems: list[Problem] = []
    for text in texts:
        try:
            quantity, value = _amount(text, alternative)
        except InputError as error:
            problems += error.problems
        else:
            amounts[quantity] = amounts.get(quantity, 0.0) + value
    if problems:
        raise InputError(*problems)
    return amounts


def _amount(text: str, alternative: Resolved) -> tuple[str, float]:
    prices = alternative.inputs.cost
    if prices is not None and prices.currency in text:
        return "money", parse(text.replace(prices.currency, " money"), "money")
    for quantity, unit in _ADDED.items():
        try:
            return quantity, parse(text, unit)
        except UnitError:
            continue
    currency = "a currency, which needs [cost]" if prices is None else prices.currency
    remedy = f"write an amount in kWh, kg, L or {currency}, e.g. --one-off '5 kWh'"
    raise InputError(Problem("--one-off", f"{text!r} is no energy, mass, water or money", remedy))


def _labels(
    base: Path, alternative: Path | None, ways: tuple[Resolved, Resolved], changes: Iterable[str]
) -> tuple[str, str]:
    titles = tuple(way.scenario.title or base.stem for way in ways)
    if titles[0] != titles[1]:
        return titles[0], titles[1]
    if alternative is None:
        return titles[0], ", ".join(changes)
    return str(base), str(alternative)
