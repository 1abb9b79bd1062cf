"""The command that runs a model on a processor on paper: infer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from joulepath.cli.answering import answer
from joulepath.cli.inferring_roofline import Asked, infer_by_roofline, is_microcontroller
from joulepath.cli.options import (
    Format,
    FormatOption,
    OutputOption,
    format_of,
    quantity_of,
)
from joulepath.errors import InputError, Problem
from joulepath.report.microcontroller_table import (
    inference_data,
    inference_lines,
    inference_table,
)
from joulepath.scenario.execution_plans import Wish
from joulepath.scenario.microcontroller import (
    InferenceRequest,
    Inferred,
    resolve_inference,
)

__all__ = ["infer"]

_ON_MICROCONTROLLERS: Final = "int8"
_WHOLE: Final = 1.0
_SERIAL: Final = "serial"


def infer(
    model: Annotated[
        Path, typer.Argument(metavar="MODEL", help="ONNX, TensorFlow Lite, Keras, PyTorch, ...")
    ],
    processor: Annotated[str, typer.Option(metavar="NAME", help="Processor of the catalogue.")],
    runtime: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Runtime of a microcontroller with its version; the median of its own by default.",
        ),
    ] = None,
    form_of_numbers: Annotated[
        str | None,
        typer.Option(
            "--numbers",
            metavar="FORMAT",
            help="Numeric format: int8, fp16, ...; on microcontrollers int8, else that of MODEL.",
        ),
    ] = None,
    clock: Annotated[str | None, typer.Option(metavar="RATE", help="Clock, e.g. 80MHz.")] = None,
    supply: Annotated[
        str | None, typer.Option(metavar="VOLTAGE", help="Supply voltage, e.g. 1.8V.")
    ] = None,
    batch: Annotated[
        int, typer.Option(metavar="N", help="Inferences in a row, or computed together.")
    ] = 1,
    feeding: Annotated[
        str,
        typer.Option(
            "--input", metavar="WAY", help="serial, or pipelined: the next is prepared beside."
        ),
    ] = _SERIAL,
    mode: Annotated[
        str | None, typer.Option(metavar="NAME", help="Power mode of the processor, e.g. 15W.")
    ] = None,
    power_limit: Annotated[
        str | None, typer.Option(metavar="POWER", help="Power limit that is set, e.g. 250W.")
    ] = None,
    host_power: Annotated[
        str | None,
        typer.Option(metavar="POWER", help="Host, memory and peripherals; the usual by default."),
    ] = None,
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
        float | None,
        typer.Option(metavar="SHARE", help="Efficiency of the power supply or regulator."),
    ] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Predict time, power and energy of a model on a processor."""
    problems: list[Problem] = []

    def read(option: str, text: str | None, unit: str, usual: str) -> float | None:
        try:
            return None if text is None else quantity_of(option, text, unit, usual)
        except InputError as error:
            problems.extend(error.problems)
            return None

    if not is_microcontroller(processor):
        for option, value in {"--runtime": runtime, "--clock": clock, "--supply": supply}.items():
            if value is not None:
                what = f"makes no difference to {processor}, which is no microcontroller"
                problems.append(Problem(option, what, "leave it out"))
        asked = Asked(
            model, processor, form_of_numbers, batch, feeding, mode, power_limit, host_power,
            efficiency, every, sleep, wake,
        )  # fmt: skip
        infer_by_roofline(asked, read, problems, format_of(form, output), output)
        return
    others = {"--mode": mode, "--power-limit": power_limit, "--host-power": host_power}
    if feeding != _SERIAL:
        others["--input"] = feeding
    for option, value in others.items():
        if value is not None:
            what = f"makes no difference to {processor}, a microcontroller"
            problems.append(Problem(option, what, "leave it out; choose --runtime and --supply"))
    request = InferenceRequest(
        model=model,
        wish=Wish(
            processor=processor,
            runtime=runtime,
            format=form_of_numbers or _ON_MICROCONTROLLERS,
            clock=read("--clock", clock, "cycle/s", "MHz"),
            supply=read("--supply", supply, "V", "V"),
        ),
        batch=batch,
        every=read("--every", every, "s", "s"),
        sleep=read("--sleep", sleep, "W", "uW"),
        wake=read("--wake", wake, "J", "uJ") or 0.0,
        efficiency=_WHOLE if efficiency is None else efficiency,
    )
    if problems:
        raise InputError(*problems)
    _show(resolve_inference(request), format_of(form, output), output)


def _show(inferred: Inferred, form: Format, output: Path | None) -> None:
    table, lines = inference_table(inferred), inference_lines(inferred)
    answer(table, lines, inference_data(inferred), form, output)
