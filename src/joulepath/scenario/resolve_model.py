"""Resolve the model of a scenario: count a file, or fill the record of a family."""

from __future__ import annotations

from typing import Any, Literal, cast

from joulepath.core.tree import numbers
from joulepath.errors import Problem, ScenarioError
from joulepath.records.architectures import (
    Cnn,
    Convolution,
    Dense,
    GivenWork,
    GlobalPooling,
    Kan,
    Mlp,
    Pooling,
    Transformer,
)
from joulepath.records.inputs import Model
from joulepath.records.model import CountedModel
from joulepath.records.origins import Origin
from joulepath.scenario.ledger import Ledger
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
from joulepath.workloads import count, fingerprint

__all__ = ["check_geometry", "input_values", "resolve_model"]

Counting = Literal["full", "paper", "calflops"]


def resolve_model(scenario: Scenario, ledger: Ledger) -> Model:
    """Fill the record of a model and note that its numbers are the scenario's or the file's."""
    section = scenario.model
    match section:
        case str() as file:
            return _counted(file, ledger)
        case FileSection(file=file):
            return _counted(file, ledger)
        case MlpSection():
            model = _mlp(section, _counting(section.counting, scenario, ledger))
        case KanSection():
            model = Kan(section.widths, section.grid, section.order, section.nonlinearity)
        case CnnSection():
            model = _cnn(section, _counting(section.counting, scenario, ledger))
        case TransformerSection():
            model = _transformer(section)
        case GivenSection():
            model = GivenWork(section.forward)
    place = ": ".join(filter(None, (ledger.loaded.name, "model")))
    for path, value in numbers(model):
        ledger.origins[f"model.{path}"] = Origin("scenario", place, _shown(value))
    return model


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


def _counted(file: str, ledger: Ledger) -> CountedModel:
    counted = count(file)
    place = f"{file} (sha256 {fingerprint(file)})"
    for path, value in numbers(counted):
        ledger.origins[f"model.{path}"] = Origin("model file", place, _shown(value))
    return counted


def _counting(chosen: Counting | None, scenario: Scenario, ledger: Ledger) -> Counting:
    """Convention for operations beside multiply-accumulates; each profile has its own."""
    if chosen is not None:
        return chosen
    counting: Counting = "full" if scenario.profile == "corrected" else "paper"
    ledger.assume("model.counting", f"not given: {counting!r}, as the profile counts")
    return counting


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
    kernel, stride = _pair(layer.kernel), _pair(layer.stride)
    dilation = _pair(layer.dilation)
    padding = _padding(layer.padding, kernel, dilation)
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
    kernel = _pair(layer.kernel)
    stride = kernel if layer.stride is None else _pair(layer.stride)
    operations = "per-output" if counting == "paper" else "per-window-value"
    return Pooling(*kernel, *stride, operations)


def _pair(sides: Any) -> tuple[Any, Any]:
    if isinstance(sides, tuple):
        rows, columns = cast("tuple[Any, Any]", sides)
        return rows, columns
    return sides, sides


def _padding(padding: Any, kernel: tuple[Any, Any], dilation: tuple[Any, Any]) -> tuple[Any, Any]:
    """Values added at both ends of rows and of columns together."""
    match padding:
        case "valid":
            return 0.0, 0.0
        case "same":
            rows, columns = (d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
            return rows, columns
        case sides:
            rows, columns = _pair(sides)
            return 2 * rows, 2 * columns


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
    )


def check_geometry(model: Model, ledger: Ledger) -> None:
    """Refuse a convolutional network whose windows do not fit or whose groups do not divide."""
    if not isinstance(model, Cnn):
        return
    rows, columns, channels = model.rows, model.columns, model.channels
    for index, layer in enumerate(model.layers):
        where = f"model.layers[{index}]"
        where = ": ".join(filter(None, (ledger.loaded.name, where)))
        match layer:
            case Convolution() | Pooling():
                rows = _fitting(where, "rows", rows, layer)
                columns = _fitting(where, "columns", columns, layer)
                if isinstance(layer, Convolution):
                    _check_groups(where, layer, channels)
                    channels = layer.filters
            case GlobalPooling():
                rows = columns = 1.0
            case Dense():
                rows, columns, channels = 1.0, 1.0, layer.outputs


def _fitting(where: str, axis: str, size: Any, layer: Convolution | Pooling) -> Any:
    """Length of the output along an axis; at least one window must fit."""
    kernel, stride = getattr(layer, f"kernel_{axis}"), getattr(layer, f"stride_{axis}")
    padding = getattr(layer, f"padding_{axis}", 0.0)
    dilation = getattr(layer, f"dilation_{axis}", 1.0)
    reach = dilation * (kernel - 1) + 1
    if _any(reach > size + padding):
        raise ScenarioError(
            Problem(
                where,
                f"a kernel that reaches over {_shown(reach)} {axis} of {_shown(size + padding)}",
                "choose a smaller kernel, or pad the input",
            )
        )
    return (size + padding - reach) // stride + 1


def _check_groups(where: str, layer: Convolution, channels: Any) -> None:
    if _any(channels % layer.groups != 0) or _any(layer.filters % layer.groups != 0):
        raise ScenarioError(
            Problem(
                where,
                f"{_shown(layer.groups)} groups do not divide {_shown(channels)} channels"
                f" and {_shown(layer.filters)} filters",
                "choose groups that divide both",
            )
        )


def _any(condition: Any) -> bool:
    return bool(condition.any()) if hasattr(condition, "any") else bool(condition)


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else "an array"
