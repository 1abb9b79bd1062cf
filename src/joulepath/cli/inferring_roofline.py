"""What `infer` does for processors other than microcontrollers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joulepath.catalogue import load
from joulepath.cli.answering import answer
from joulepath.cli.options import Format
from joulepath.errors import InputError, Problem, UnknownName, nearest
from joulepath.report.roofline_inference import (
    roofline_data,
    roofline_lines,
    roofline_table,
)
from joulepath.scenario.roofline import RooflineFound, RooflineRequest, resolve_roofline

__all__ = ["Asked", "infer_by_roofline", "is_microcontroller"]

_MICROCONTROLLERS = frozenset({"mcu", "mcu-npu"})
_INPUTS = ("serial", "pipelined")


@dataclass(frozen=True)
class Asked:
    """Options of `infer`, as they were written."""

    model: Path
    processor: str
    numbers: str | None
    batch: int
    input: str
    mode: str | None
    limit: str | None
    host: str | None
    efficiency: float | None
    every: str | None
    sleep: str | None
    wake: str


def is_microcontroller(processor: str) -> bool:
    """Whether measurements of microcontrollers are what an inference on it rests on."""
    try:
        return load().processor(processor).category in _MICROCONTROLLERS
    except UnknownName as error:
        problems = (Problem("--processor", each.what, each.remedy) for each in error.problems)
        raise InputError(*problems) from error


def infer_by_roofline(
    asked: Asked,
    read: Callable[[str, str | None, str, str], float | None],
    problems: list[Problem],
    form: Format,
    output: Path | None,
) -> None:
    """Predict an inference by a roofline and print it.

    Parameters
    ----------
    asked : Asked
        The options.
    read : callable
        Reads the text of an option in a unit, naming the usual one; notes a problem for what
        cannot be read.
    problems : list of Problem
        What it notes.
    form : Format
        How to print.
    output : Path or None
        Where to.
    """
    if asked.input not in _INPUTS:
        near = nearest(asked.input, _INPUTS)
        remedy = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(_INPUTS)}"
        problems.append(Problem("--input", f"{asked.input!r} is no way of feeding", remedy))
    wake = read("--wake", asked.wake, "J", "mJ")
    chosen: Any = asked.input
    request = RooflineRequest(
        model=asked.model,
        processor=asked.processor,
        format=asked.numbers,
        batch=asked.batch,
        input=chosen,
        mode=asked.mode,
        limit=read("--power-limit", asked.limit, "W", "W"),
        host=read("--host-power", asked.host, "W", "W"),
        conversion=asked.efficiency,
        every=read("--every", asked.every, "s", "s"),
        sleep=read("--sleep", asked.sleep, "W", "mW"),
        wake=wake or 0.0,
    )
    if problems:
        raise InputError(*problems)
    _show(resolve_roofline(request), form, output)


def _show(found: RooflineFound, form: Format, output: Path | None) -> None:
    table, lines = roofline_table(found), roofline_lines(found)
    answer(table, lines, roofline_data(found), form, output)
