"""The command that finds the best way to set what a scenario leaves open: optimise."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.analysis.optimise.search import Progress
from joulepath.analysis.optimise.whole import optimise as find_best
from joulepath.catalogue import load
from joulepath.cli.decisions import check_suffix
from joulepath.cli.options import (
    CatalogueOption,
    Format,
    FormatOption,
    OutputOption,
    ScenarioArgument,
    SetOption,
    ZoneOption,
    changes_of,
    format_of,
)
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.errors import InputError, Problem
from joulepath.report.optimise_chart import optimum_chart
from joulepath.report.optimise_table import front_csv, optimum_data, optimum_lines, tables_of
from joulepath.report.tables import as_csv, as_markdown, as_text

__all__ = ["optimise"]


def optimise(
    scenario: ScenarioArgument,
    choose: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=SPEC",
            help="What may be chosen: KEY=a,b,c or 7..12 or 1/day..100/day:log20 or catalogue"
            " or catalogue:PATTERN; repeatable.",
        ),
    ] = None,
    minimise: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GOAL",
            help="energy, carbon, cost, latency, ecal, water, or a mix such as"
            ' "0.7 carbon + 0.3 energy"; repeat it for a Pareto front.',
        ),
    ] = None,
    subject_to: Annotated[
        list[str] | None,
        typer.Option(metavar="LIMIT", help='A limit such as "latency<2s"; repeatable.'),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="auto (by default), exhaustive, pymoo or optuna."),
    ] = None,
    evaluations: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Candidates that may be tried; if left out, all of few, else 2000.",
        ),
    ] = None,
    robust: Annotated[
        str | None,
        typer.Option(metavar="QUANTILE", help="Guard against uncertainty, e.g. p95."),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(metavar="N", help="Draws for --robust; 1000 if left out.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Seed of search and draws; 0 if left out.")
    ] = None,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Picture of the Pareto front (SVG).")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite existing files.", show_default=False)
    ] = False,
    zone: ZoneOption = None,
    changes: SetOption = None,
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Find the choice of devices, radios, models and numbers that takes least."""
    form = format_of(form, output)
    check_suffix(chart)
    _spare([file for file in (output, chart) if file is not None], force)
    with _progress() as tell:
        found = find_best(
            scenario,
            _pairs(choose),
            minimise or (),
            subject_to or (),
            changes=changes_of(changes, zone),
            catalogue=load(tuple(catalogue or ())),
            method=method,
            evaluations=evaluations,
            robust=robust,
            draws=draws,
            seed=seed,
            progress=tell,
        )
    if chart is not None:
        emit(optimum_chart(found), chart)
    tables, lines = tables_of(found), optimum_lines(found)
    match form:
        case Format.JSON:
            emit(json.dumps(optimum_data(found), indent=2, allow_nan=False), output)
        case Format.CSV:
            emit(as_csv(front_csv(found)), output)
        case Format.MARKDOWN:
            listed = "\n".join(f"- {line.strip()}" for line in lines)
            emit("\n\n".join((*map(as_markdown, tables), listed)), output)
        case Format.TABLE if output is not None:
            emit("\n\n".join((*map(as_text, tables), "\n".join(lines))), output)
        case Format.TABLE:
            for table in tables:
                emit_table(table)
                emit("")
            emit_lines(lines)


def _pairs(texts: list[str] | None) -> list[tuple[str, Any]]:
    """Read ``KEY=SPEC`` texts."""
    pairs: list[tuple[str, Any]] = []
    problems: list[Problem] = []
    for text in texts or ():
        key, equals, spec = text.partition("=")
        if not equals or not key.strip() or not spec.strip():
            remedy = "write KEY=SPEC, e.g. --choose training.epochs=5..20"
            problems.append(Problem("--choose", f"{text!r} is no choice", remedy))
        else:
            pairs.append((key.strip(), spec))
    if problems:
        raise InputError(*problems)
    return pairs


def _spare(files: list[Path], force: bool) -> None:
    """Refuse to overwrite files, before anything is computed."""
    remedy = "name another file, or --force to overwrite it"
    there = [Problem(str(file), "exists already", remedy) for file in files if file.is_file()]
    if there and not force:
        raise InputError(*there)


@contextmanager
def _progress() -> Generator[Progress | None]:
    """Show on a terminal how many candidates are computed."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("candidates computed: 0") as status:
        yield lambda count: status.update(f"candidates computed: {count}")
