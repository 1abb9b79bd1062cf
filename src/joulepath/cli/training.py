"""The command that counts the work of training a model: training."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from joulepath.cli.counting import shapes_of
from joulepath.cli.options import Format, FormatOption, OutputOption, format_of
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.errors import Problem, WorkloadError
from joulepath.lifecycle.training_run import training_run
from joulepath.records.inputs import CrossValidation, Split
from joulepath.records.training_setup import Adapters, TrainingSchedule, TrainingSetup
from joulepath.records.training_work import TrainingRun, TrainingWork
from joulepath.records.workload import LanguageWorkload
from joulepath.report.tables import Table, as_csv, as_markdown, as_text
from joulepath.report.training_data import training_dict, training_rows
from joulepath.report.training_table import (
    layers_table,
    memory_table,
    run_table,
    step_lines,
    step_table,
)
from joulepath.workloads.training_checks import schedule_problems, setup_problems
from joulepath.workloads.training_step import training_work
from joulepath.workloads.what_if_file import Reading, count_file

__all__ = ["training"]


def training(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="ONNX or TensorFlow Lite file, or config.json."),
    ],
    optimiser: Annotated[
        str, typer.Option(metavar="NAME", help="sgd, momentum, adam, adamw, lion, ...")
    ] = "adam",
    batch: Annotated[int, typer.Option(metavar="N", help="Samples behind one update.")] = 1,
    accumulate: Annotated[
        int, typer.Option(metavar="N", help="Parts of the batch that pass one after another.")
    ] = 1,
    precision: Annotated[
        str, typer.Option(metavar="NAME", help="fp32, bf16, mixed-bf16, mixed-fp16, ...")
    ] = "fp32",
    freeze: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Layers that stay as they are; repeatable."),
    ] = None,
    lora: Annotated[
        int | None, typer.Option(metavar="RANK", help="Train adapters of this rank instead.")
    ] = None,
    lora_targets: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Layers, or layer/matrix, with adapters."),
    ] = None,
    checkpoint: Annotated[
        str | None,
        typer.Option(metavar="WAY", help="Compute results again: all, sqrt, or every N layers."),
    ] = None,
    loss: Annotated[
        str | None, typer.Option(metavar="NAME", help="cross-entropy or squared-error.")
    ] = None,
    samples: Annotated[
        int | None, typer.Option(metavar="N", help="Size of the data set, for a whole training.")
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(metavar="N", help="Epochs at most, likewise.")
    ] = None,
    validation: Annotated[
        float, typer.Option(metavar="PART", help="Part of the samples that is held out.")
    ] = 0.0,
    validate_every: Annotated[
        int, typer.Option(metavar="N", help="Epochs from one validation to the next.")
    ] = 1,
    stop: Annotated[
        float, typer.Option(metavar="PART", help="Mean part of the epochs done, if stopped early.")
    ] = 1.0,
    folds: Annotated[
        int | None, typer.Option(metavar="K", help="Cross-validate instead of holding out.")
    ] = None,
    trials: Annotated[int, typer.Option(metavar="N", help="Trainings with other settings.")] = 1,
    layers: Annotated[
        int | None, typer.Option(metavar="N", help="Show the N most expensive layers too.")
    ] = None,
    shape: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=SIZES", help="Shape of an input, e.g. input=1,3,224,224."),
    ] = None,
    allow_unknown: Annotated[
        bool, typer.Option("--allow-unknown", help="Leave unknown operators out: a lower bound.")
    ] = False,
    tokens: Annotated[
        int | None, typer.Option(metavar="N", help="Length of the text, for a config.json.")
    ] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show the work of one step of training, forwards, backwards and by the optimiser."""
    setup = TrainingSetup(
        optimiser=optimiser,
        batch=batch,
        accumulate=accumulate,
        precision=precision,
        freeze=tuple(freeze or ()),
        adapters=Adapters(lora, tuple(lora_targets or ("*",))) if lora is not None else None,
        checkpoint=_checkpoint(checkpoint),
        loss=loss,
    )
    strategy = Split(1 - validation) if folds is None else CrossValidation(folds)
    schedule = TrainingSchedule(
        samples=samples or 0,
        strategy=strategy,
        epochs=epochs or 0,
        done=stop,
        validate_every=validate_every,
        trials=trials,
    )
    reading = Reading(shapes_of(shape or ()), allow_unknown, tokens, None)
    asked = _Asked(samples, epochs, lora, lora_targets, layers)
    found = _found(file, reading, setup, schedule, asked)
    _emit(found, layers, format_of(form, output), output)


@dataclass(frozen=True)
class _Asked:
    """Options that make sense only with others, or within bounds."""

    samples: int | None
    epochs: int | None
    lora: int | None
    targets: Sequence[str] | None
    layers: int | None


@dataclass(frozen=True)
class _Found:
    """What there is to show."""

    label: str
    work: TrainingWork
    run: TrainingRun | None


def _found(
    file: Path, reading: Reading, setup: TrainingSetup, schedule: TrainingSchedule, asked: _Asked
) -> _Found:
    """Count a step, and a whole training if samples and epochs are given."""
    counted = count_file(file, reading)
    network = counted.prefill if isinstance(counted, LanguageWorkload) else counted
    whole = asked.samples is not None and asked.epochs is not None
    wrong = [*_problems(asked), *setup_problems(network, setup)]
    wrong += schedule_problems(schedule) if whole else ()
    if wrong:
        raise WorkloadError(*wrong)
    work = training_work(network, setup)
    return _Found(file.name, work, training_run(work, schedule) if whole else None)


def _problems(asked: _Asked) -> Iterator[Problem]:
    if asked.layers is not None and asked.layers < 1:
        yield Problem("--layers", f"{asked.layers} layers are no table", "give 1 or more")
    if asked.targets and asked.lora is None:
        yield Problem("--lora-targets", "there are no adapters", "give their rank: --lora 8")
    if (asked.samples is None) != (asked.epochs is None):
        what = "a whole training has samples and epochs"
        missing = "--epochs" if asked.epochs is None else "--samples"
        yield Problem(missing, what, f"give {missing} too")


def _checkpoint(text: str | None) -> str | int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else text


def _emit(found: _Found, layers: int | None, form: Format, output: Path | None) -> None:
    match form:
        case Format.JSON:
            described = training_dict(found.label, found.work, found.run)
            emit(json.dumps(described, allow_nan=False), output)
        case Format.CSV:
            emit(as_csv(training_rows(found.label, found.work)), output)
        case Format.MARKDOWN:
            tables = "\n\n".join(map(as_markdown, _tables(found, layers)))
            emit("\n".join([tables, "", *(f"- {line}" for line in step_lines(found.work))]), output)
        case Format.TABLE if output is not None:
            tables = "\n\n".join(map(as_text, _tables(found, layers)))
            emit("\n".join([tables, "", *step_lines(found.work)]), output)
        case Format.TABLE:
            for table in _tables(found, layers):
                emit_table(table)
                emit_lines([""])
            emit_lines(step_lines(found.work))


def _tables(found: _Found, layers: int | None) -> Iterator[Table]:
    yield step_table(found.work, f"{found.label}, one step")
    if layers is not None:
        yield layers_table(found.work, layers)
    yield memory_table(found.work)
    if found.run is not None:
        yield run_table(found.run)
