"""Which layers read the results of which others, and which of their work is with weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import prod
from typing import Final, TypeAlias

from joulepath.records.workload import TrainedMatrix
from joulepath.workloads.tflite_operation import Operation, RuleError, Tensor
from joulepath.workloads.tflite_weights import Weights

__all__ = ["layers_read", "trained_matrices"]

_Rule: TypeAlias = Callable[[Operation], TrainedMatrix]


def layers_read(
    operations: Sequence[Operation], is_layer: Callable[[Operation], bool]
) -> Iterator[tuple[int, ...]]:
    """Positions of the layers whose results each layer reads.

    An operator that is left out hands on the results of those before it.

    Parameters
    ----------
    operations : sequence of Operation
        In the order of execution.
    is_layer : callable
        Whether an operator is one.

    Yields
    ------
    tuple of int
        For each layer, in the order of execution.
    """
    writers: dict[int, tuple[int, ...]] = {}
    position = 0
    for operation in operations:
        found = {at for tensor in operation.present for at in writers.get(tensor.index, ())}
        before = after = tuple(sorted(found))
        if is_layer(operation):
            yield before
            after, position = (position,), position + 1
        writers.update((tensor.index, after) for tensor in operation.outputs)


def trained_matrices(operation: Operation, weights: Weights) -> tuple[TrainedMatrix, ...]:
    """Matrices of weights that an operator multiplies activations with, for the whole batch."""
    rules = _RULES.get(operation.operator, {})
    if operation.options.get("kernel"):
        rules = {2: _all_gates}

    def is_trained(position: int) -> bool:
        tensor: Tensor | None = operation.inputs[position] if operation.has(position) else None
        return tensor is not None and weights.trained(tensor)

    return tuple(rule(operation) for position, rule in rules.items() if is_trained(position))


def _convolution(operation: Operation) -> TrainedMatrix:
    filters, *kernel = operation.shape(1)
    groups = operation.shape(0)[-1] // kernel[-1]
    each = _of_each(filters, groups)
    return TrainedMatrix("", prod(kernel), each, operation.written // each, copies=groups)


def _volume_convolution(operation: Operation) -> TrainedMatrix:
    *kernel, channels, filters = operation.shape(1)
    groups = operation.shape(0)[-1] // channels
    each = _of_each(filters, groups)
    inputs = prod(kernel) * channels
    return TrainedMatrix("", inputs, each, operation.written // each, copies=groups)


def _of_each(filters: int, groups: int) -> int:
    if filters % groups:
        raise RuleError(f"{filters} filters do not divide into {groups} groups")
    return filters // groups


def _depthwise_convolution(operation: Operation) -> TrainedMatrix:
    _, rows, columns, filters = operation.shape(1)
    channels = operation.shape(0)[3]
    each = filters // channels
    return TrainedMatrix("", rows * columns, each, operation.written // each, copies=channels)


def _transposed_convolution(operation: Operation) -> TrainedMatrix:
    weight, read = operation.shape(1), operation.shape(2)
    return TrainedMatrix("", read[3], prod(weight[:3]), prod(read[:3]))


def _transposed_volume(operation: Operation) -> TrainedMatrix:
    weight, read = operation.shape(1), operation.shape(2)
    return TrainedMatrix("", read[4], prod(weight[:4]), prod(read[:4]))


def _fully_connected(operation: Operation) -> TrainedMatrix:
    units, depth = operation.shape(1)
    return TrainedMatrix("", depth, units, operation.written // units)


def _left(operation: Operation) -> TrainedMatrix:
    *copies, rows, columns = operation.shape(0)
    summed, outputs = (rows, columns) if operation.options["left_turned"] else (columns, rows)
    return TrainedMatrix("", summed, outputs, operation.written // outputs, copies=prod(copies))


def _right(operation: Operation) -> TrainedMatrix:
    *copies, rows, columns = operation.shape(1)
    summed, outputs = (columns, rows) if operation.options["right_turned"] else (rows, columns)
    return TrainedMatrix("", summed, outputs, operation.written // outputs, copies=prod(copies))


def _gate(position: int, name: str, *, inner: bool) -> _Rule:
    def rule(operation: Operation) -> TrainedMatrix:
        cells, read = operation.shape(position, 2)
        return TrainedMatrix(name, read, cells, prod(operation.shape(0)[:-1]), inner=inner)

    return rule


def _features(operation: Operation) -> TrainedMatrix:
    samples, features = operation.shape(0)
    return TrainedMatrix("feature", features, operation.shape(1)[0], samples)


def _times(operation: Operation) -> TrainedMatrix:
    filters, memory = operation.shape(2)
    uses = filters * operation.shape(0)[0]
    return TrainedMatrix("time", memory, 1, uses, copies=filters, inner=True)


def _all_gates(operation: Operation) -> TrainedMatrix:
    """The one matrix of the basic kernel; the projection of the other has another place."""
    rows, columns = operation.shape(2, 2)
    return TrainedMatrix("all gates", columns, rows, operation.shape(0)[0])


_GATES: Final = ("input gate", "forget gate", "cell", "output gate")


def _gates(first: int, side: str = "") -> dict[int, _Rule]:
    """Matrices of the gates of one direction, whose first is at a position."""
    inputs, recurrent = enumerate(_GATES, first), enumerate(_GATES, first + 4)
    return {
        **{at: _gate(at, f"{side}{gate}, input", inner=False) for at, gate in inputs},
        **{at: _gate(at, f"{side}{gate}, recurrent", inner=True) for at, gate in recurrent},
        first + 15: _gate(first + 15, f"{side}projection", inner=True),
    }


def _auxiliary(first: int, side: str) -> dict[int, _Rule]:
    gates = enumerate(_GATES, first)
    return {at: _gate(at, f"{side}{gate}, auxiliary", inner=False) for at, gate in gates}


def _plain(first: int, side: str = "") -> dict[int, _Rule]:
    return {
        first: _gate(first, f"{side}input", inner=False),
        first + 1: _gate(first + 1, f"{side}recurrent", inner=True),
    }


_RULES: Final[Mapping[str, Mapping[int, _Rule]]] = {
    "BATCH_MATMUL": {0: _left, 1: _right},
    "CONV_2D": {1: _convolution},
    "CONV_3D": {1: _volume_convolution},
    "DEPTHWISE_CONV_2D": {1: _depthwise_convolution},
    "FULLY_CONNECTED": {1: _fully_connected},
    "SVDF": {1: _features, 2: _times},
    "TRANSPOSE_CONV": {1: _transposed_convolution},
    "CONV_3D_TRANSPOSE": {1: _transposed_volume},
    **dict.fromkeys(("RNN", "UNIDIRECTIONAL_SEQUENCE_RNN"), _plain(1)),
    "BIDIRECTIONAL_SEQUENCE_RNN": {
        **_plain(1, "forward "),
        **_plain(5, "backward "),
        10: _gate(10, "forward auxiliary", inner=False),
        11: _gate(11, "backward auxiliary", inner=False),
    },
    **dict.fromkeys(("LSTM", "UNIDIRECTIONAL_SEQUENCE_LSTM"), _gates(1)),
    "BIDIRECTIONAL_SEQUENCE_LSTM": {
        **_gates(1, "forward "),
        **_gates(18, "backward "),
        **_auxiliary(40, "forward "),
        **_auxiliary(44, "backward "),
    },
}
