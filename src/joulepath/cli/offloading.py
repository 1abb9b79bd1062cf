"""The command that asks where a model should run: offload."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.analysis.offload_map import Read, offload_map
from joulepath.catalogue import load
from joulepath.cli.answering import answer
from joulepath.cli.decisions import ForceOption, check_chart
from joulepath.cli.options import (
    CatalogueOption,
    Format,
    FormatOption,
    OutputOption,
    ScenarioArgument,
    SetOption,
    changes_of,
    format_of,
    varied,
)
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.cli.progress import progress_bar
from joulepath.errors import InputError, Problem
from joulepath.report.offload_chart import (
    division_chart,
    division_data,
    division_lines,
    division_summary,
    division_table,
)
from joulepath.report.offload_table import offload_data, offload_lines, offload_table
from joulepath.report.tables import as_csv, as_markdown, as_text
from joulepath.scenario.offload import Offloaded, resolve_offload
from joulepath.scenario.reading import Loaded, load_scenario

__all__ = ["offload"]

_LISTED = 40
"""Points that are listed on the screen."""


def offload(
    scenario: ScenarioArgument,
    server: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Processor at the far end; else that of [offload]."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show every cut, those that others beat too.")
    ] = False,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUES",
            help="Weigh the divisions over 7..12, 0..1:lin11, 1/day..1000/day:log50 or a,b of a"
            " key; give two for a map.",
        ),
    ] = None,
    least: Annotated[
        str,
        typer.Option(
            metavar="WHAT", help="What --vary weighs: energy, device (its energy) or latency."
        ),
    ] = "energy",
    chart: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Picture (SVG) of --vary: lines over one key, a map over two."
        ),
    ] = None,
    force: ForceOption = False,
    changes: SetOption = None,
    folders: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Compare the device, the server and every cut of the model between them."""
    wanted: dict[str, Any] = changes_of(changes)
    if server is not None:
        wanted["offload.processor"] = server
    known = load(tuple(folders or ()))
    if vary:

        def read(more: dict[str, Any]) -> Loaded:
            return load_scenario(scenario, wanted | more, known)

        _weigh_over(read, vary, least, (chart, force), (format_of(form, output), output))
        return
    if chart is not None:
        remedy = "say what varies, e.g. --vary inference.utilisation=0.01..1:log20"
        raise InputError(Problem("--chart", "nothing varies", remedy))
    found = resolve_offload(load_scenario(scenario, wanted, known))
    _show(found, everything, format_of(form, output), output)


def _weigh_over(
    read: Read,
    vary: list[str],
    least: str,
    picture: tuple[Path | None, bool],
    shown: tuple[Format, Path | None],
) -> None:
    """Weigh the divisions where keys take other values."""
    chart, force = picture
    check_chart(chart, force)
    with progress_bar(None) as tell:
        found = offload_map(read, varied(vary), least, tell)
    if chart is not None:
        emit(division_chart(found), chart)
    short = shown[0] is Format.TABLE and found.best.size > _LISTED
    table = division_summary(found) if short else division_table(found)
    answer(table, division_lines(found), division_data(found), *shown)


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
