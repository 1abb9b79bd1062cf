"""The command that holds predictions against published measurements: validate."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from joulepath.cli.decisions import check_suffix
from joulepath.cli.fitting import fitted_text
from joulepath.cli.options import Format, FormatOption, OutputOption, format_of
from joulepath.cli.output import emit, emit_lines, emit_table, is_terminal
from joulepath.errors import InputError, Problem
from joulepath.report.tables import as_csv, as_markdown
from joulepath.report.validation import (
    failed_gates,
    validation_data,
    validation_lines,
    validation_parts,
    validation_table,
)
from joulepath.report.validation_chart import validation_svg
from joulepath.validate import IN_SAMPLE, NAMES, DataSet, Outcome, find
from joulepath.validate import validate as predicted

__all__ = ["validate"]


def validate(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Data sets; all of them by default."),
    ] = None,
    holdout: Annotated[
        bool,
        typer.Option(
            "--holdout",
            help="Predict every case by a calibration that has not seen its model, board or GPU.",
        ),
    ] = False,
    svg: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw predictions against measurements of one set."),
    ] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Hold predictions against every published measurement that comes with joulepath."""
    data_sets = [find(name) for name in names or NAMES]
    check_suffix(svg)
    if svg is not None and len(data_sets) > 1:
        remedy = "name one of: " + ", ".join(NAMES)
        raise InputError(Problem("--svg", "a picture shows a single data set", remedy))
    outcomes = [predicted(each, way) for each in data_sets for way in _ways(each, holdout)]
    if svg is not None:
        emit(validation_svg(outcomes[0]), svg)
    _show(outcomes, format_of(form, output), output)
    if failed_gates(outcomes):
        sys.exit(1)


def _ways(data_set: DataSet, holdout: bool) -> Sequence[str]:
    """Ways of holding out that something must reach a gate on, each once; without gates all."""
    if not holdout:
        return [IN_SAMPLE]
    gated = list(dict.fromkeys(gate.holdout for gate in data_set.gates))
    return gated or list(data_set.cases[0].groups)


def _show(outcomes: Sequence[Outcome], form: Format, output: Path | None) -> None:
    match form:
        case Format.JSON:
            emit(json.dumps(validation_data(outcomes), indent=2), output)
        case Format.CSV:
            emit(as_csv(validation_table(outcomes)), output)
        case Format.MARKDOWN:
            emit(as_markdown(validation_table(outcomes)), output)
        case Format.TABLE if output is None and is_terminal():
            for part in validation_parts(outcomes):
                emit_table(part)
                emit("")
            emit_lines(validation_lines(outcomes))
        case Format.TABLE:
            parts = "\n\n".join(map(fitted_text, validation_parts(outcomes)))
            emit("\n".join([parts, "", *validation_lines(outcomes)]), output)
