"""From the model of a scenario to its record: count a file, or write a family out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from joulepath.records.architectures import (
    Cnn,
    Convolution,
    Dense,
    Experts,
    GivenWork,
    GlobalPooling,
    Kan,
    Mlp,
    Pooling,
    Transformer,
)
from joulepath.records.inputs import Model
from joulepath.records.model import CountedModel
from joulepath.records.switches import ProfileName
from joulepath.records.workload import Workload
from joulepath.scenario.family_records import FamilySection, family_inputs, family_record
from joulepath.scenario.geometry import padding_of, sides_of, stride_of
from joulepath.scenario.models import (
    CnnSection,
    ConvolutionLayer,
    DenseLayer,
    FileSection,
    GivenSection,
    GlobalPoolingLayer,
    KanSection,
    MlpSection,
    PoolingLayer,
    TransformerSection,
)
from joulepath.scenario.schema import Scenario
from joulepath.scenario.sizes import Counting
from joulepath.workloads import count, totals

__all__ = [
    "counted_file",
    "counting_of",
    "described",
    "file_of",
    "input_values",
    "model_record",
    "workload_of",
]


DescribedSection = (
    MlpSection | KanSection | CnnSection | TransformerSection | GivenSection | FamilySection
)
"""Tables that describe a model without a file."""


def model_record(scenario: Scenario) -> Model:
    """Fill the record of a model.

    Raises
    ------
    WorkloadError
        If the model file cannot be counted.
    MissingExtra
        If there is a model file, and what reads it is not installed.
    """
    section = scenario.model
    match section:
        case str(file) | FileSection(file=file):
            return totals(counted_file(file))
        case _:
            return described(section, scenario.profile)


def described(section: DescribedSection, profile: ProfileName) -> Model:
    """Fill the record of a model family.

    Parameters
    ----------
    section : section
        Its table.
    profile : str
        Profile whose convention of counting holds where the table names none.
    """
    match section:
        case MlpSection():
            return _mlp(section, counting_of(section.counting, profile))
        case KanSection():
            return Kan(section.widths, section.grid, section.order, section.nonlinearity)
        case CnnSection():
            return _cnn(section, counting_of(section.counting, profile))
        case TransformerSection():
            return _transformer(section)
        case GivenSection():
            return GivenWork(section.forward)
        case _:
            return family_record(section)


def file_of(scenario: Scenario) -> str | None:
    """Path of the model file; none for a model family."""
    match scenario.model:
        case str(file) | FileSection(file=file):
            return file
        case _:
            return None


def workload_of(scenario: Scenario) -> Workload | None:
    """Operators of the model file; none for a model family."""
    file = file_of(scenario)
    return None if file is None else counted_file(file)


def counted_file(file: str) -> Workload:
    """Count a model file; one that has not changed is counted once for many scenarios.

    Raises
    ------
    WorkloadError
        If it cannot be counted.
    MissingExtra
        If what reads it is not installed.
    """
    try:
        state = Path(file).stat()
    except (OSError, ValueError):
        return count(file)
    return _counted_once(file, (state.st_mtime_ns, state.st_size, state.st_ino))


@lru_cache(maxsize=8)
def _counted_once(file: str, _state: tuple[int, int, int]) -> Workload:
    return count(file)


def counting_of(chosen: Counting | None, profile: ProfileName) -> Counting:
    """Convention for operations beside multiply-accumulates; each profile has its own."""
    match chosen, profile:
        case None, "corrected":
            return "full"
        case None, _:
            return "paper"
        case counting, _:
            return counting


def input_values(model: Model) -> Any:
    """Values of one sample that a model takes; ``None`` where it does not tell."""
    match model:
        case CountedModel():
            return model.input_values
        case Mlp() | Kan():
            return model.widths[0]
        case Cnn():
            return model.rows * model.columns * model.channels
        case Transformer() | GivenWork():
            return None
        case _:
            return family_inputs(model)


def _mlp(section: MlpSection, counting: Counting) -> Mlp:
    layers = len(section.widths) - 1
    match counting:
        case "full" | "paper":
            operations = (2.0,) * layers
        case "calflops":
            operations = (*(1.0,) * (layers - 1), 0.0)
    return Mlp(section.widths, operations)


def _cnn(section: CnnSection, counting: Counting) -> Cnn:
    layers: list[Convolution | Pooling | GlobalPooling | Dense] = []
    channels: Any = section.channels
    for index, layer in enumerate(section.layers, start=1):
        match layer:
            case ConvolutionLayer():
                layers.append(_convolution(layer, channels, counting))
                channels = layer.filters
            case PoolingLayer():
                layers.append(_pooling(layer, counting))
            case GlobalPoolingLayer():
                layers.append(
                    GlobalPooling("none" if counting == "calflops" else "per-window-value")
                )
            case DenseLayer():
                last = index == len(section.layers)
                layers.append(Dense(layer.outputs, _dense_operations(counting, last)))
    return Cnn(section.rows, section.columns, section.channels, tuple(layers))


def _dense_operations(counting: Counting, last: bool) -> float:
    match counting:
        case "full" | "paper":
            return 2.0
        case "calflops":
            return 0.0 if last else 1.0


def _convolution(layer: ConvolutionLayer, channels: Any, counting: Counting) -> Convolution:
    kernel, stride = sides_of(layer.kernel), stride_of(layer)
    dilation, padding = sides_of(layer.dilation), padding_of(layer)
    # bias; bias and activation; bias, batch normalisation (2) and activation
    per_output = {"paper": 1.0, "full": 2.0, "calflops": 4.0}[counting]
    return Convolution(
        filters=layer.filters,
        kernel_rows=kernel[0],
        kernel_columns=kernel[1],
        stride_rows=stride[0],
        stride_columns=stride[1],
        padding_rows=padding[0],
        padding_columns=padding[1],
        dilation_rows=dilation[0],
        dilation_columns=dilation[1],
        groups=channels if layer.groups == "depthwise" else layer.groups,
        operations_per_output=per_output,
    )


def _pooling(layer: PoolingLayer, counting: Counting) -> Pooling:
    operations = "per-output" if counting == "paper" else "per-window-value"
    return Pooling(*sides_of(layer.kernel), *stride_of(layer), operations)


def _transformer(section: TransformerSection) -> Transformer:
    shared = section.key_value_heads
    return Transformer(
        tokens=section.tokens,
        width=section.width,
        heads=section.heads,
        key_value_heads=section.heads if shared is None else shared,
        blocks=section.blocks,
        feed_forward=section.feed_forward,
        feed_forward_matrices=3.0 if section.gated else 2.0,
        vocabulary=section.vocabulary,
        embeddings=1.0 if section.tied else 2.0,
        mask=section.mask,
        experts=_experts(section),
    )


def _experts(section: TransformerSection) -> Experts | None:
    if section.experts is None or section.active_experts is None:
        return None
    return Experts(section.experts, section.active_experts)
