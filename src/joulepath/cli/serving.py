"""The command that serves a language model on paper: serving."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from joulepath.analysis.serving import Attempt, Target, sweep
from joulepath.cli.options import Format, FormatOption, OutputOption, format_of
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.cli.quantities import Quantities
from joulepath.report.serving_sweep import sweep_data, sweep_lines, sweep_table
from joulepath.report.serving_table import (
    serving_data,
    serving_evidence,
    serving_lines,
    serving_table,
)
from joulepath.report.tables import Table, as_csv, as_markdown, as_text
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
        str,
        typer.Option(metavar="N,...", help="How many of them share the model; several to compare."),
    ] = "1",
    stages: Annotated[
        int, typer.Option(metavar="N", help="Stages of a pipeline that they form.")
    ] = 1,
    sequences: Annotated[
        str,
        typer.Option(metavar="N,...", help="Requests computed together; several to compare."),
    ] = "1",
    interval: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Find the most requests with so much from token to token, e.g. 50ms.",
        ),
    ] = None,
    first_token: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Likewise with so much to the first token, e.g. 1s."),
    ] = None,
    prompt: Annotated[
        float, typer.Option(metavar="TOKENS", help="Mean length of a prompt.")
    ] = 500.0,
    answer: Annotated[
        float, typer.Option(metavar="TOKENS", help="Mean length of an answer, with reasoning.")
    ] = 500.0,
    cached: Annotated[
        float, typer.Option(metavar="SHARE", help="Share of a prompt that is cached: its prefix.")
    ] = 0.0,
    budget: Annotated[
        int, typer.Option(metavar="TOKENS", help="Most tokens of prompts that a step reads.")
    ] = 8192,
    weights: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="bf16, fp16, fp8, int8, mxfp4, nvfp4 or int4; as config.json says by default.",
        ),
    ] = None,
    cache_bits: Annotated[
        float | None,
        typer.Option(
            metavar="BITS",
            help="Size of a value of the cache, 16 or 8; as config.json says by default.",
        ),
    ] = None,
    draft: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Small model that writes ahead (speculative decoding)."),
    ] = None,
    drafted: Annotated[
        int, typer.Option(metavar="TOKENS", help="Tokens that it writes ahead in a step.")
    ] = 4,
    acceptance: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="Share of its tokens that is accepted, e.g. 0.7."),
    ] = None,
    prefill_accelerators: Annotated[
        int, typer.Option(metavar="N", help="Accelerators that only read prompts.")
    ] = 0,
    prefill_accelerator: Annotated[
        str | None, typer.Option(metavar="NAME", help="Their processor; the same by default.")
    ] = None,
    link: Annotated[
        str | None,
        typer.Option(metavar="RATE", help="Rate from them to the others, e.g. 50GB/s."),
    ] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Predict time, power and energy of a language model that answers many requests."""
    read = Quantities()
    counts = read.several("--accelerators", accelerators, int)
    batches = read.several("--sequences", sequences, float)
    target = Target(
        read.one("--interval", interval, "s"), read.one("--first-token", first_token, "s")
    )
    rate = read.one("--link", link, "bit/s")
    read.check()
    request = ServingRequest(
        model=model,
        accelerator=accelerator,
        accelerators=counts[0],
        sequences=batches[0],
        prompt=prompt,
        answer=answer,
        weights=weights,
        cache_bits=cache_bits,
        stages=stages,
        cached=cached,
        budget=budget,
        draft=draft,
        drafted=drafted,
        acceptance=acceptance,
        prefill_accelerators=prefill_accelerators,
        prefill_accelerator=prefill_accelerator,
        link=rate,
    )
    form = format_of(form, output)
    sought = None if target == Target() else target
    if sought is None and len(counts) == len(batches) == 1:
        _show_one(resolve_serving(request), form, output)
        return
    _show_several(
        sweep(request, sequences=batches, accelerators=counts, target=sought), form, output
    )


def _show_one(served: Served, form: Format, output: Path | None) -> None:
    if form is Format.JSON:
        emit(json.dumps(serving_data(served), indent=2), output)
        return
    lines = [] if form is Format.CSV else [*serving_lines(served, serving_evidence(served))]
    _show(serving_table(served), lines, form, output)


def _show_several(attempts: Sequence[Attempt], form: Format, output: Path | None) -> None:
    if form is Format.JSON:
        emit(json.dumps(sweep_data(attempts), indent=2), output)
        return
    lines = [] if form is Format.CSV else [*sweep_lines(attempts)]
    _show(sweep_table(attempts), lines, form, output)


def _show(table: Table, lines: Sequence[str], form: Format, output: Path | None) -> None:
    match form:
        case Format.CSV:
            emit(as_csv(table), output)
        case Format.MARKDOWN:
            emit(as_markdown(table), output)
        case Format.TABLE if output is not None:
            emit("\n".join((as_text(table), "", *lines)), output)
        case _:
            emit_table(table)
            emit_lines(["", *lines])
