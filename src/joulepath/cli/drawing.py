"""Pictures of an estimate, written where the options of a command say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from joulepath.cli.decisions import check_suffix
from joulepath.cli.output import emit
from joulepath.errors import InputError, Problem

if TYPE_CHECKING:
    from joulepath.report.estimate import Estimate

__all__ = ["ChartOption", "SankeyOption", "draw"]

ChartOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Picture of the stages with their bands to write (SVG)."),
]
SankeyOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Picture of where carbon or energy flows to write (SVG)."),
]


def draw(results: Sequence[Estimate], chart: Path | None, sankey: Path | None) -> None:
    """Write the pictures that were asked for.

    Parameters
    ----------
    results : sequence of Estimate
        A single one, where there is a picture to draw.
    chart, sankey : Path or None
        Files for the stages with bands, and for the flow.

    Raises
    ------
    InputError
        For several results, a file that is no SVG, and where it cannot be written.
    """
    if chart is None and sankey is None:
        return
    check_suffix(chart)
    check_suffix(sankey)
    from joulepath.report.lifecycle_chart import flow_chart, stages_chart

    if len(results) > 1:
        what = f"{len(results)} estimates do not fit in a picture"
        raise InputError(Problem("--chart", what, "give one --zone"))
    if chart is not None:
        emit(stages_chart(results[0]), chart)
    if sankey is not None:
        emit(flow_chart(results[0]), sankey)
