"""The command that makes images and videos on paper: diffusion."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from joulepath.cli.options import Format, FormatOption, OutputOption, format_of
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.report.diffusion_table import (
    diffusion_data,
    diffusion_evidence,
    diffusion_lines,
    diffusion_table,
)
from joulepath.report.tables import as_csv, as_markdown, as_text
from joulepath.scenario.diffusion import DiffusionRequest, Pictured, resolve_diffusion

__all__ = ["diffusion"]


def diffusion(
    model: Annotated[
        str,
        typer.Argument(metavar="MODEL", help="Name of a diffusion model, or a file like theirs."),
    ],
    accelerator: Annotated[
        str,
        typer.Option(metavar="NAME", help="Processor of the catalogue, e.g. nvidia-h100-sxm."),
    ],
    accelerators: Annotated[
        int, typer.Option(metavar="N", help="How many of them share a picture.")
    ] = 1,
    batch: Annotated[int, typer.Option(metavar="N", help="Images or videos made together.")] = 1,
    steps: Annotated[
        int | None, typer.Option(metavar="N", help="Steps; those of the model by default.")
    ] = None,
    height: Annotated[
        int | None, typer.Option(metavar="PIXELS", help="Rows; as the model by default.")
    ] = None,
    width: Annotated[
        int | None, typer.Option(metavar="PIXELS", help="Columns; as the model by default.")
    ] = None,
    frames: Annotated[
        int | None, typer.Option(metavar="N", help="Frames of a video; as the model by default.")
    ] = None,
    numbers: Annotated[
        str, typer.Option("--numbers", metavar="FORMAT", help="Numeric format, bf16 or fp16.")
    ] = "bf16",
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Predict time, power and energy of images and videos that a model makes."""
    request = DiffusionRequest(
        model, accelerator, accelerators, batch, steps, height, width, frames, numbers
    )
    pictured = resolve_diffusion(request)
    match format_of(form, output):
        case Format.JSON:
            emit(json.dumps(diffusion_data(pictured), indent=2), output)
        case Format.CSV:
            emit(as_csv(diffusion_table(pictured)), output)
        case Format.MARKDOWN:
            emit(as_markdown(diffusion_table(pictured)), output)
        case Format.TABLE if output is None:
            _print(pictured)
        case Format.TABLE:
            emit("\n".join((as_text(diffusion_table(pictured)), *_lines(pictured))), output)


def _print(pictured: Pictured) -> None:
    emit_table(diffusion_table(pictured))
    emit_lines(_lines(pictured))


def _lines(pictured: Pictured) -> list[str]:
    return ["", *diffusion_lines(pictured, diffusion_evidence(pictured))]
