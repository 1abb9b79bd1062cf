"""Model families as the eCAL reference code counts them."""

from __future__ import annotations

from typing import assert_never

from joulepath.core.quantities import Count
from joulepath.formulas.architectures import cnn as convolutional
from joulepath.formulas.architectures import forward
from joulepath.formulas.architectures import reference as laws
from joulepath.formulas.architectures.kan import spline_cost
from joulepath.lifecycle.architectures import Operations, decoder_macs
from joulepath.records.architectures import Cnn, Convolution, Kan, Mlp, Pooling, Transformer

_NONE = 0.0
_FILTERS = 3.0  # the reference code fixes the number of filters of every convolution


def operations(model: Mlp | Cnn | Kan | Transformer) -> Operations:
    """Count a model by the reference code's laws, which give no parameters."""
    match model:
        case Mlp():
            other = laws.mlp_operations(layers=_layers(model), inputs=model.widths[0])
        case Kan():
            other = laws.kan_operations(
                layers=_layers(model),
                inputs=model.widths[0],
                spline=spline_cost(grid=model.grid, order=model.order),
                nonlinearity=model.nonlinearity,
            )
        case Cnn():
            other = _cnn(model)
        case Transformer():
            attended = laws.whole_head_width(width=model.width, heads=model.heads)
            return Operations(decoder_macs(model, attended), _NONE, None)
        case _:
            assert_never(model)
    return Operations(_NONE, other, None)


def _layers(model: Mlp | Kan) -> Count:
    return float(len(model.widths) - 1)


def _cnn(model: Cnn) -> Count:
    """Add up a chain in which all layers have the first kernel and maps grow in size."""
    convolutions = [layer for layer in model.layers if isinstance(layer, Convolution)]
    pools = [layer for layer in model.layers if isinstance(layer, Pooling)]
    if not convolutions:
        return _NONE
    kernel = convolutions[0]
    sizes = _growing_sizes(model, steps=len(convolutions) - 1)
    parts: list[Count] = []
    shape = (_NONE, _NONE)
    for size in sizes[:-1]:
        shape = _output(size, kernel)
        parts.append(
            laws.cnn_convolution_operations(
                rows=shape[0],
                columns=shape[1],
                channels=model.channels,
                kernel_rows=kernel.kernel_rows,
                kernel_columns=kernel.kernel_columns,
                filters=_FILTERS,
            )
        )
    for _ in pools:
        shape = _output(sizes[-1], kernel)
        parts.append(
            convolutional.map_values(rows=shape[0], columns=shape[1], channels=model.channels)
        )
    head = laws.cnn_head_operations(rows=shape[0], columns=shape[1])
    return forward.summed(parts=(*parts, head))


def _growing_sizes(model: Cnn, steps: int) -> list[tuple[Count, Count]]:
    """Input sizes: the model's, again the model's, then doubled from layer to layer."""
    sizes = [(model.rows, model.columns)]
    for step in range(steps):
        rows, columns = sizes[-1]
        doubled = (laws.cnn_growth(size=rows), laws.cnn_growth(size=columns))
        sizes.append(doubled if step else (rows, columns))
    return sizes


def _output(size: tuple[Count, Count], kernel: Convolution) -> tuple[Count, Count]:
    rows, columns = size
    return (
        laws.cnn_rows(rows=rows, kernel_rows=kernel.kernel_rows),
        laws.cnn_columns(columns=columns, kernel_columns=kernel.kernel_columns),
    )
