"""The command that counts model files: workload."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from joulepath.cli.decisions import check_suffix
from joulepath.cli.options import Format, FormatOption, OutputOption, format_of
from joulepath.cli.output import emit, emit_lines, emit_table, talk
from joulepath.errors import InputError, Problem, WorkloadError
from joulepath.report.roofline import roofline_svg
from joulepath.report.tables import Table, as_csv, as_markdown, as_text
from joulepath.report.workload_data import layer_rows, workload_dict
from joulepath.report.workload_table import (
    Counted,
    layer_table,
    phases,
    total_lines,
    totals_table,
)
from joulepath.workloads.what_if import Change
from joulepath.workloads.what_if_file import Reading, what_if_of_file

__all__ = ["shapes_of", "workload"]


@dataclass(frozen=True)
class _Model:
    """A file, as counted and as changed."""

    label: str
    counted: Counted
    changed: Counted
    assumptions: tuple[str, ...]


def workload(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help="File of ONNX, TensorFlow Lite, PyTorch (.pt2), Keras, XGBoost, LightGBM, CatBoost"
            " or LIBSVM, or config.json; more to compare.",
        ),
    ],
    shape: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=SIZES", help="Shape of an input, e.g. input=1,3,224,224."),
    ] = None,
    allow_unknown: Annotated[
        bool,
        typer.Option(
            "--allow-unknown",
            help="Count the rest of a graph with unknown operators: a lower bound.",
        ),
    ] = False,
    tokens: Annotated[
        int | None, typer.Option(metavar="N", help="Length of the text, for a config.json.")
    ] = None,
    context: Annotated[
        int | None,
        typer.Option(metavar="N", help="Tokens before the one that is written, likewise."),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Numeric format, likewise: fp32, bf16, int8, ..."),
    ] = None,
    masked: Annotated[
        bool,
        typer.Option("--masked", help="Count only pairs of tokens that a causal mask leaves."),
    ] = False,
    layers: Annotated[
        int | None,
        typer.Option(metavar="N", help="Show only the N most expensive layers in tables."),
    ] = None,
    batch: Annotated[
        int | None, typer.Option(metavar="N", help="What if N samples are computed together.")
    ] = None,
    quantise: Annotated[
        str | None, typer.Option(metavar="NAME", help="What if it computes in int8, fp16, ...")
    ] = None,
    prune: Annotated[
        float | None, typer.Option(metavar="PART", help="What if a part of the weights is zero.")
    ] = None,
    resolution: Annotated[
        float | None,
        typer.Option(metavar="FACTOR", help="What if images are this much higher and wider."),
    ] = None,
    sequence: Annotated[
        int | None, typer.Option(metavar="N", help="What if the text or series has N steps.")
    ] = None,
    width: Annotated[
        float | None,
        typer.Option(metavar="FACTOR", help="What if layers have this many times the channels."),
    ] = None,
    svg: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw operations against operational intensity."),
    ] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show operations, parameters and bytes of a model file, layer by layer."""
    if layers is not None and layers < 1:
        raise InputError(Problem("--layers", f"{layers} layers are no table", "give 1 or more"))
    check_suffix(svg)
    reading = Reading(shapes_of(shape or ()), allow_unknown, tokens, context, precision, masked)
    change = Change(batch, quantise, prune, resolution, sequence, width)
    labels = [file.name for file in files]
    if len(set(labels)) < len(labels) or "config.json" in labels:
        labels = list(map(str, files))
    named = zip(files, labels, strict=True)
    models = [_model(file, label, reading, change) for file, label in named]
    _warn(models)
    if svg is not None:
        emit(_picture(models), svg)
    if output is not None and output.suffix.lower() == ".svg" and form is None:
        emit(_picture(models), output)
        return
    _emit(models, layers, format_of(form, output), output)


def _emit(models: Sequence[_Model], layers: int | None, form: Format, output: Path | None) -> None:
    match form:
        case Format.JSON:
            found = [workload_dict(m.label, m.changed, m.assumptions) for m in models]
            emit(json.dumps(found[0] if len(found) == 1 else found, allow_nan=False), output)
        case Format.CSV:
            emit(as_csv(layer_rows([m.changed for m in models], [m.label for m in models])), output)
        case Format.MARKDOWN:
            tables = "\n\n".join(map(as_markdown, _tables(models, layers)))
            emit("\n".join([tables, "", *(f"- {line}" for line in _said(models))]), output)
        case Format.TABLE if output is not None:
            tables = "\n\n".join(map(as_text, _tables(models, layers)))
            emit("\n".join([tables, "", *_said(models)]), output)
        case Format.TABLE:
            for table in _tables(models, layers):
                emit_table(table)
                emit_lines([""])
            emit_lines(_said(models))


def _tables(models: Sequence[_Model], layers: int | None) -> list[Table]:
    if len(models) > 1:
        return [totals_table([m.changed for m in models], [m.label for m in models])]
    (model,) = models
    tables = [
        layer_table(work, f"{model.label}, {name}" if name else model.label, layers)
        for name, work in phases(model.changed)
    ]
    if model.changed is not model.counted:
        both = [model.counted, model.changed]
        tables.append(totals_table(both, ["as counted", "what if"]))
    return tables


def _said(models: Sequence[_Model]) -> list[str]:
    lines = total_lines(models[0].changed)
    if len(models) > 1:
        lines = lines[-1:]
    return lines + list(dict.fromkeys(said for model in models for said in model.assumptions))


def _picture(models: Sequence[_Model]) -> str:
    several = len(models) > 1
    series = [
        (f"{model.label} {name}".strip() if several else name or model.label, work)
        for model in models
        for name, work in phases(model.changed)
    ]
    return roofline_svg(series, " and ".join(model.label for model in models))


def _model(file: Path, label: str, reading: Reading, change: Change) -> _Model:
    found = what_if_of_file(file, change, reading)
    phased = phases(found.counted)
    taken = tuple(dict.fromkeys(said for _, work in phased for said in work.assumptions))
    return _Model(label, found.counted, found.changed, (*taken, *found.assumptions))


def shapes_of(texts: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Read ``name=1,3,224,224`` texts."""
    shapes: dict[str, tuple[int, ...]] = {}
    problems: list[Problem] = []
    for text in texts:
        name, _, sizes = text.rpartition("=")
        numbers = [size.strip() for size in sizes.split(",")]
        if name.strip() and all(n.isascii() and n.isdigit() and int(n) > 0 for n in numbers):
            shapes[name.strip()] = tuple(map(int, numbers))
        else:
            remedy = "write NAME=SIZES with whole numbers from 1, e.g. --shape input=1,3,224,224"
            problems.append(Problem("--shape", f"{text!r} is no shape", remedy))
    if problems:
        raise WorkloadError(*problems)
    return shapes


def _warn(models: Sequence[_Model]) -> None:
    for model in models:
        left_out = dict.fromkeys(of for _, work in phases(model.counted) for of in work.left_out)
        if left_out:
            talk(f"warning: {model.label}: a lower bound; not counted: {', '.join(left_out)}")
