"""Model families counted by their real widths and geometry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from joulepath.core.quantities import Count, Ratio
from joulepath.formulas.architectures import cnn as convolutional
from joulepath.formulas.architectures import experts as mixture
from joulepath.formulas.architectures import forward
from joulepath.formulas.architectures import kan as spline
from joulepath.formulas.architectures import mlp as dense
from joulepath.formulas.architectures import transformer as attention
from joulepath.records.architectures import (
    Cnn,
    Convolution,
    Dense,
    GlobalPooling,
    Kan,
    Mlp,
    Pooling,
    Transformer,
)
from joulepath.records.switches import Switches

_NONE = 0.0
_ONE = 1.0


@dataclass(frozen=True)
class Operations:
    """What one forward pass of a model does, and the model's size."""

    macs: Count
    """Multiply-accumulates."""
    other: Count
    """All other arithmetic."""
    parameters: Count | None
    """Trained values; none where a law does not give them."""


@dataclass(frozen=True)
class FeatureMap:
    """Shape of what one layer hands to the next."""

    rows: Count
    columns: Count
    channels: Count


def mlp(model: Mlp) -> Operations:
    """Count a multilayer perceptron."""
    pairs = tuple(pairwise(model.widths))
    return Operations(
        macs=_sum(dense.dense_macs(inputs=i, outputs=o) for i, o in pairs),
        other=_sum(
            dense.dense_other_operations(outputs=outputs, per_output=per_output)
            for (_, outputs), per_output in zip(pairs, model.operations_per_output, strict=True)
        ),
        parameters=_sum(dense.dense_parameters(inputs=i, outputs=o) for i, o in pairs),
    )


def kan(model: Kan) -> Operations:
    """Count a Kolmogorov-Arnold network; none of its work is a plain multiply-accumulate."""
    pairs = tuple(pairwise(model.widths))
    cost = spline.spline_cost(grid=model.grid, order=model.order)
    return Operations(
        macs=_NONE,
        other=_sum(
            spline.spline_operations(
                inputs=inputs,
                outputs=outputs,
                spline=cost,
                nonlinearity=model.nonlinearity,
            )
            for inputs, outputs in pairs
        ),
        parameters=_sum(
            spline.spline_parameters(inputs=i, outputs=o, grid=model.grid, order=model.order)
            for i, o in pairs
        ),
    )


def cnn(model: Cnn) -> Operations:
    """Count a convolutional network layer by layer, handing on the shape of each map."""
    shape = FeatureMap(model.rows, model.columns, model.channels)
    counted: list[Operations] = []
    for layer in model.layers:
        match layer:
            case Convolution():
                shape, operations = _convolution(shape, layer)
            case Pooling():
                shape, operations = _pooling(shape, layer)
            case GlobalPooling():
                shape, operations = _global_pooling(shape, layer)
            case Dense():
                shape, operations = _dense(shape, layer)
        counted.append(operations)
    return Operations(
        macs=_sum(o.macs for o in counted),
        other=_sum(o.other for o in counted),
        parameters=_sum(o.parameters for o in counted if o.parameters is not None),
    )


def _convolution(shape: FeatureMap, layer: Convolution) -> tuple[FeatureMap, Operations]:
    rows = convolutional.window_positions(
        size=shape.rows,
        kernel=layer.kernel_rows,
        stride=layer.stride_rows,
        padding=layer.padding_rows,
        dilation=layer.dilation_rows,
    )
    columns = convolutional.window_positions(
        size=shape.columns,
        kernel=layer.kernel_columns,
        stride=layer.stride_columns,
        padding=layer.padding_columns,
        dilation=layer.dilation_columns,
    )
    outputs = convolutional.map_values(rows=rows, columns=columns, channels=layer.filters)
    return FeatureMap(rows, columns, layer.filters), Operations(
        macs=convolutional.convolution_macs(
            outputs=outputs,
            kernel_rows=layer.kernel_rows,
            kernel_columns=layer.kernel_columns,
            channels=shape.channels,
            groups=layer.groups,
        ),
        other=dense.dense_other_operations(outputs=outputs, per_output=layer.operations_per_output),
        parameters=convolutional.convolution_parameters(
            filters=layer.filters,
            kernel_rows=layer.kernel_rows,
            kernel_columns=layer.kernel_columns,
            channels=shape.channels,
            groups=layer.groups,
        ),
    )


def _pooling(shape: FeatureMap, layer: Pooling) -> tuple[FeatureMap, Operations]:
    rows = convolutional.window_positions(
        size=shape.rows,
        kernel=layer.kernel_rows,
        stride=layer.stride_rows,
        padding=_NONE,
        dilation=_ONE,
    )
    columns = convolutional.window_positions(
        size=shape.columns,
        kernel=layer.kernel_columns,
        stride=layer.stride_columns,
        padding=_NONE,
        dilation=_ONE,
    )
    outputs = convolutional.map_values(rows=rows, columns=columns, channels=shape.channels)
    match layer.operations:
        case "per-output":
            other = outputs
        case "per-window-value":
            other = convolutional.pooling_operations(
                outputs=outputs,
                kernel_rows=layer.kernel_rows,
                kernel_columns=layer.kernel_columns,
            )
    return FeatureMap(rows, columns, shape.channels), Operations(_NONE, other, None)


def _global_pooling(shape: FeatureMap, layer: GlobalPooling) -> tuple[FeatureMap, Operations]:
    match layer.operations:
        case "none":
            other = _NONE
        case "per-window-value":
            other = convolutional.pooling_operations(
                outputs=shape.channels, kernel_rows=shape.rows, kernel_columns=shape.columns
            )
    return FeatureMap(_ONE, _ONE, shape.channels), Operations(_NONE, other, None)


def _dense(shape: FeatureMap, layer: Dense) -> tuple[FeatureMap, Operations]:
    inputs = convolutional.map_values(
        rows=shape.rows, columns=shape.columns, channels=shape.channels
    )
    return FeatureMap(_ONE, _ONE, layer.outputs), Operations(
        macs=dense.dense_macs(inputs=inputs, outputs=layer.outputs),
        other=dense.dense_other_operations(
            outputs=layer.outputs, per_output=layer.operations_per_output
        ),
        parameters=dense.dense_parameters(inputs=inputs, outputs=layer.outputs),
    )


def transformer(model: Transformer, switches: Switches) -> Operations:
    """Count a decoder transformer, with its head if it has a vocabulary."""
    macs = decoder_macs(model, attended=model.width)
    match switches.vocabulary_head, model.vocabulary:
        case "ignored", _:
            pass
        case "counted", None:
            pass
        case "counted", vocabulary:
            head = attention.projection_macs(
                tokens=model.tokens, inputs=model.width, outputs=vocabulary
            )
            macs = _sum((macs, head))
    return Operations(macs, _NONE, _transformer_parameters(model))


def decoder_macs(model: Transformer, attended: Count) -> Count:
    """Multiply-accumulates of all blocks; ``attended`` is the width of the weighted sum."""
    shared = attention.key_value_width(
        width=model.width, heads=model.heads, key_value_heads=model.key_value_heads
    )
    visible = _visible(model)
    widths = (model.width, shared, shared, model.width)
    projections = tuple(
        attention.projection_macs(tokens=model.tokens, inputs=model.width, outputs=width)
        for width in widths
    )
    pairs = tuple(
        attention.attention_macs(tokens=model.tokens, width=width, visible=visible)
        for width in (model.width, attended)
    )
    feed_forward = forward.repeated(
        count=attention.projection_macs(
            tokens=model.tokens, inputs=model.width, outputs=model.feed_forward
        ),
        times=model.feed_forward_matrices,
    )
    block = _sum((*projections, *pairs, _routed_macs(model, feed_forward)))
    return forward.repeated(count=block, times=model.blocks)


def _routed_macs(model: Transformer, expert: Count) -> Count:
    match model.experts:
        case None:
            return expert
        case experts:
            return mixture.expert_macs(
                tokens=model.tokens,
                width=model.width,
                expert=expert,
                active=experts.active,
                experts=experts.number,
            )


def _routed_parameters(model: Transformer, expert: Count) -> Count:
    match model.experts:
        case None:
            return expert
        case experts:
            return mixture.expert_parameters(
                width=model.width, expert=expert, experts=experts.number
            )


def _visible(model: Transformer) -> Ratio:
    match model.mask:
        case "causal":
            return attention.causal_share(tokens=model.tokens)
        case "full":
            return _ONE


def _transformer_parameters(model: Transformer) -> Count:
    shared = attention.key_value_width(
        width=model.width, heads=model.heads, key_value_heads=model.key_value_heads
    )
    widths = (model.width, shared, shared, model.width)
    projections = tuple(
        attention.matrix_parameters(inputs=model.width, outputs=width) for width in widths
    )
    feed_forward = forward.repeated(
        count=attention.matrix_parameters(inputs=model.width, outputs=model.feed_forward),
        times=model.feed_forward_matrices,
    )
    routed = _routed_parameters(model, feed_forward)
    blocks = forward.repeated(count=_sum((*projections, routed)), times=model.blocks)
    norms = attention.norm_parameters(width=model.width, blocks=model.blocks)
    match model.vocabulary:
        case None:
            return _sum((blocks, norms))
        case vocabulary:
            table = attention.matrix_parameters(inputs=vocabulary, outputs=model.width)
            tables = forward.repeated(count=table, times=model.embeddings)
            return _sum((blocks, norms, tables))


def _sum(parts: Iterable[Count]) -> Count:
    return forward.summed(parts=tuple(parts))
