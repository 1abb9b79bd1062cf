"""The command that trains a language model on paper: pretrain."""

from __future__ import annotations

from typing import Annotated

import typer

from joulepath.cli.answering import answer
from joulepath.cli.options import FormatOption, OutputOption, format_of
from joulepath.report.pretraining_table import (
    pretraining_data,
    pretraining_lines,
    pretraining_table,
)
from joulepath.scenario.pretraining import PretrainingRequest, resolve_pretraining

__all__ = ["pretrain"]


def pretrain(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL", help="Name of a language model, a config.json, or parameters (7B)."
        ),
    ],
    tokens: Annotated[str, typer.Option(metavar="N", help="Tokens learnt from, e.g. 2T.")],
    accelerator: Annotated[
        str,
        typer.Option(metavar="NAME", help="Processor of the catalogue, e.g. nvidia-h100-sxm."),
    ],
    accelerators: Annotated[
        int, typer.Option(metavar="N", help="How many of them learn together.")
    ] = 1,
    active: Annotated[
        str, typer.Option(metavar="N", help="Parameters a token takes, if MODEL is a number.")
    ] = "",
    utilisation: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="Share of the peak rate reached (MFU), if known."),
    ] = None,
    number_format: Annotated[
        str, typer.Option("--number-format", metavar="FORMAT", help="Format of the arithmetic.")
    ] = "bf16",
    context: Annotated[float, typer.Option(metavar="TOKENS", help="Length of a text.")] = 4096.0,
    boundary: Annotated[
        str, typer.Option(metavar="NAME", help="servers, or accelerators alone.")
    ] = "servers",
    trained: Annotated[
        float, typer.Option(metavar="SHARE", help="Weights that are learnt; LoRA: about 0.01.")
    ] = 1.0,
    recomputed: Annotated[
        float, typer.Option(metavar="SHARE", help="Forward pass computed again to save memory.")
    ] = 0.0,
    repeated: Annotated[
        float, typer.Option(metavar="SHARE", help="Work done again after failures.")
    ] = 0.0,
    experiments: Annotated[
        float, typer.Option(metavar="FACTOR", help="Energy of experiments over that of the run.")
    ] = 0.0,
    stages: Annotated[int, typer.Option(metavar="N", help="Stages of a pipeline.")] = 1,
    microbatches: Annotated[int, typer.Option(metavar="N", help="Batches in the pipeline.")] = 1,
    checkpoints: Annotated[int, typer.Option(metavar="N", help="Checkpoints kept.")] = 0,
    pue: Annotated[
        float, typer.Option(metavar="FACTOR", help="Power of the building over its computers'.")
    ] = 1.0,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Predict time and energy of a training run on many accelerators."""
    request = PretrainingRequest(
        model=model,
        tokens=tokens,
        accelerator=accelerator,
        accelerators=accelerators,
        active=active,
        utilisation=utilisation,
        format=number_format,
        context=context,
        boundary=boundary,
        trained=trained,
        recomputed=recomputed,
        repeated=repeated,
        experiments=experiments,
        stages=stages,
        microbatches=microbatches,
        checkpoints=checkpoints,
        pue=pue,
    )
    found = resolve_pretraining(request)
    table, lines = pretraining_table(found), pretraining_lines(found)
    answer(table, lines, pretraining_data(found), format_of(form, output), output)
