"""The command that serves a language model on paper: serving."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from joulepath.cli.options import Format, FormatOption, OutputOption, format_of
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.report.serving_table import serving_data, serving_lines, serving_table
from joulepath.report.tables import as_csv, as_markdown, as_text
from joulepath.scenario.serving import Served, ServingRequest, resolve_serving

__all__ = ["serving"]


def serving(
    model: Annotated[
        str,
        typer.Argument(metavar="MODEL", help="Name of a language model, or a config.json."),
    ],
    accelerator: Annotated[
        str,
        typer.Option(metavar="NAME", help="Processor of the catalogue, e.g. nvidia-h100-sxm."),
    ],
    accelerators: Annotated[
        int, typer.Option(metavar="N", help="How many of them share the model.")
    ] = 1,
    sequences: Annotated[
        float, typer.Option(metavar="N", help="Requests computed together, on average.")
    ] = 1.0,
    prompt: Annotated[
        float, typer.Option(metavar="TOKENS", help="Mean length of a prompt.")
    ] = 500.0,
    answer: Annotated[
        float, typer.Option(metavar="TOKENS", help="Mean length of an answer, with reasoning.")
    ] = 500.0,
    weights: Annotated[
        str, typer.Option(metavar="FORMAT", help="bf16, fp16, fp8, int8, mxfp4 or int4.")
    ] = "bf16",
    cache_bits: Annotated[
        float, typer.Option(metavar="BITS", help="Size of a value of the cache, 16 or 8.")
    ] = 16.0,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Predict time, power and energy of a language model that answers many requests."""
    request = ServingRequest(
        model, accelerator, accelerators, sequences, prompt, answer, weights, cache_bits
    )
    served = resolve_serving(request)
    match format_of(form, output):
        case Format.JSON:
            emit(json.dumps(serving_data(served), indent=2), output)
        case Format.CSV:
            emit(as_csv(serving_table(served)), output)
        case Format.MARKDOWN:
            emit(as_markdown(serving_table(served)), output)
        case Format.TABLE if output is None:
            _print(served)
        case Format.TABLE:
            parts = (as_text(serving_table(served)), "", *serving_lines(served))
            emit("\n".join(parts), output)


def _print(served: Served) -> None:
    emit_table(serving_table(served))
    emit_lines(["", *serving_lines(served)])
