"""The command that shows what other tools have measured: import."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from joulepath.cli.options import Format, FormatOption, OutputOption, format_of
from joulepath.cli.output import emit, emit_table
from joulepath.measure.reading import read_measured, tool_of
from joulepath.report.measured_table import measured_table
from joulepath.report.tables import as_csv, as_markdown, as_text

__all__ = ["import_measurements"]


def import_measurements(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="emissions.csv of CodeCarbon, or an Impact Framework manifest."
        ),
    ],
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show the energy and carbon of every run that a tool has written."""
    runs = read_measured(file)
    form = format_of(form, output)
    table = measured_table(runs, form is Format.CSV)
    match form:
        case Format.JSON:
            found = {"tool": tool_of(file), "runs": [asdict(run) for run in runs]}
            emit(json.dumps(found, indent=2), output)
        case Format.CSV:
            emit(as_csv(table), output)
        case Format.MARKDOWN:
            emit(as_markdown(table), output)
        case Format.TABLE if output is None:
            emit_table(table)
        case Format.TABLE:
            emit(as_text(table), output)
