"""The command that runs a model on a microcontroller on paper: infer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from joulepath.cli.options import (
    Format,
    FormatOption,
    OutputOption,
    format_of,
    quantity_of,
)
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.errors import InputError, Problem
from joulepath.report.microcontroller_table import (
    inference_data,
    inference_lines,
    inference_table,
)
from joulepath.report.tables import as_csv, as_markdown, as_text
from joulepath.scenario.execution_plans import Wish
from joulepath.scenario.microcontroller import (
    InferenceRequest,
    Inferred,
    resolve_inference,
)

__all__ = ["infer"]


def infer(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="ONNX or TensorFlow Lite file.")],
    processor: Annotated[
        str, typer.Option(metavar="NAME", help="Microcontroller of the catalogue.")
    ],
    runtime: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Runtime with its version; the median of the processor's own by default.",
        ),
    ] = None,
    form_of_numbers: Annotated[
        str,
        typer.Option("--numbers", metavar="FORMAT", help="Numeric format it runs in: int8, fp32."),
    ] = "int8",
    clock: Annotated[str | None, typer.Option(metavar="RATE", help="Clock, e.g. 80MHz.")] = None,
    supply: Annotated[
        str | None, typer.Option(metavar="VOLTAGE", help="Supply voltage, e.g. 1.8V.")
    ] = None,
    batch: Annotated[int, typer.Option(metavar="N", help="Inferences in a row.")] = 1,
    every: Annotated[
        str | None, typer.Option(metavar="TIME", help="Sleep in between, e.g. 10s.")
    ] = None,
    sleep: Annotated[
        str | None, typer.Option(metavar="POWER", help="Power asleep, e.g. 5uW.")
    ] = None,
    wake: Annotated[
        str, typer.Option(metavar="ENERGY", help="Energy to wake up, e.g. 20uJ.")
    ] = "0 J",
    efficiency: Annotated[
        float, typer.Option(metavar="SHARE", help="Efficiency of the regulator of the source.")
    ] = 1.0,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Predict time, power and energy of a model on a microcontroller."""
    problems: list[Problem] = []

    def read(option: str, text: str | None, unit: str, usual: str) -> float | None:
        try:
            return None if text is None else quantity_of(option, text, unit, usual)
        except InputError as error:
            problems.extend(error.problems)
            return None

    request = InferenceRequest(
        model=model,
        wish=Wish(
            processor=processor,
            runtime=runtime,
            format=form_of_numbers,
            clock=read("--clock", clock, "cycle/s", "MHz"),
            supply=read("--supply", supply, "V", "V"),
        ),
        batch=batch,
        every=read("--every", every, "s", "s"),
        sleep=read("--sleep", sleep, "W", "uW"),
        wake=read("--wake", wake, "J", "uJ") or 0.0,
        efficiency=efficiency,
    )
    if problems:
        raise InputError(*problems)
    _show(resolve_inference(request), format_of(form, output), output)


def _show(inferred: Inferred, form: Format, output: Path | None) -> None:
    table = inference_table(inferred)
    match form:
        case Format.JSON:
            emit(json.dumps(inference_data(inferred), indent=2), output)
        case Format.CSV:
            emit(as_csv(table), output)
        case Format.MARKDOWN:
            emit(as_markdown(table), output)
        case Format.TABLE if output is None:
            emit_table(table)
            emit_lines(["", *inference_lines(inferred)])
        case Format.TABLE:
            emit("\n".join((as_text(table), "", *inference_lines(inferred))), output)
