"""The command that asks where a model should run: offload."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.catalogue import load
from joulepath.cli.options import (
    CatalogueOption,
    Format,
    FormatOption,
    OutputOption,
    ScenarioArgument,
    SetOption,
    changes_of,
    format_of,
)
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.report.offload_table import offload_data, offload_lines, offload_table
from joulepath.report.tables import as_csv, as_markdown, as_text
from joulepath.scenario.offload import Offloaded, resolve_offload
from joulepath.scenario.reading import load_scenario

__all__ = ["offload"]


def offload(
    scenario: ScenarioArgument,
    server: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Processor at the far end; else that of [offload]."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show every cut, those that others beat too.")
    ] = False,
    changes: SetOption = None,
    folders: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Compare the device, the server and every cut of the model between them."""
    wanted: dict[str, Any] = changes_of(changes)
    if server is not None:
        wanted["offload.processor"] = server
    found = resolve_offload(load_scenario(scenario, wanted, load(tuple(folders or ()))))
    _show(found, everything, format_of(form, output), output)


def _show(found: Offloaded, everything: bool, form: Format, output: Path | None) -> None:
    match form:
        case Format.JSON:
            emit(json.dumps(offload_data(found), indent=2), output)
        case Format.CSV:
            emit(as_csv(offload_table(found, everything=True)), output)
        case Format.MARKDOWN:
            emit(as_markdown(offload_table(found, everything)), output)
        case Format.TABLE:
            table = offload_table(found, everything, reasons=False)
            lines = ["", *offload_lines(found, everything)]
            if output is None:
                emit_table(table)
                emit_lines(lines)
            else:
                emit("\n".join((as_text(table), *lines)), output)
