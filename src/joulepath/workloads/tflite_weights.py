"""Which tensors of a TensorFlow Lite graph were trained, and which layer reads them first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from joulepath.workloads.tflite_operation import Graph, Operation, Tensor

__all__ = ["Weights", "stored_bits"]

_WEIGHT_TYPES: Final = frozenset({"fp64", "fp32", "fp16", "bf16", "int16", "int8", "int4"})
_BIAS_TYPES: Final = frozenset({"int32", "int64"})

# Inputs at which a wide integer is a bias and not a shape or an axis.
_BIASES: Final[Mapping[str, frozenset[int]]] = {
    **dict.fromkeys(("CONV_2D", "CONV_3D", "DEPTHWISE_CONV_2D"), frozenset({2})),
    **dict.fromkeys(("FULLY_CONNECTED",), frozenset({2})),
    **dict.fromkeys(
        ("CONV_3D_TRANSPOSE", "RNN", "SVDF", "TRANSPOSE_CONV", "UNIDIRECTIONAL_SEQUENCE_RNN"),
        frozenset({3}),
    ),
    "BIDIRECTIONAL_SEQUENCE_LSTM": frozenset({12, 13, 14, 15, 17, 29, 30, 31, 32, 34}),
    "BIDIRECTIONAL_SEQUENCE_RNN": frozenset({3, 7}),
    "LSTM": frozenset({3, 12, 13, 14, 15, 17}),
    "UNIDIRECTIONAL_SEQUENCE_LSTM": frozenset({12, 13, 14, 15, 17}),
}

# Inputs that set up an operator and were not trained.
_SETTINGS: Final[Mapping[str, frozenset[int]]] = {
    "PADV2": frozenset({2}),
    "ONE_HOT": frozenset({2, 3}),
    "FILL": frozenset({1}),
    "RANGE": frozenset({0, 1, 2}),
}


class Weights:
    """The constants of a graph, handed out to the layers in the order of execution.

    What does not depend on the input is worked out once, when the model is loaded: such
    operators are no layers, and their weights belong to the layer that uses the result.
    """

    def __init__(self, graph: Graph) -> None:
        self._prepared_by: dict[int, Operation] = {}
        self._seen_tensors: set[int] = set()
        self._seen_buffers: set[int] = set()
        for operation in graph.operations:
            if operation.operator in {"SHAPE", "RANK"} or self._is_prepared(operation):
                self._prepared_by.update((tensor.index, operation) for tensor in operation.outputs)

    def fixed(self, tensor: Tensor) -> bool:
        """Whether a tensor does not depend on the input."""
        return tensor.constant or tensor.index in self._prepared_by

    def trained(self, tensor: Tensor) -> bool:
        """Whether a tensor holds weights, perhaps unpacked or otherwise prepared."""
        return self.fixed(tensor) and tensor.type.name in _WEIGHT_TYPES

    def is_layer(self, operation: Operation) -> bool:
        """Whether an operator works for every sample."""
        return not all(map(self.fixed, operation.outputs))

    def first_read(self, operation: Operation) -> tuple[Tensor, ...]:
        """Trained tensors behind the inputs that no layer has read before, by their buffer."""
        return tuple(self._first_read(operation))

    def _is_prepared(self, operation: Operation) -> bool:
        inputs = operation.present
        return bool(inputs) and all(map(self.fixed, inputs))

    def _first_read(self, operation: Operation) -> Iterator[Tensor]:
        pending = [operation]
        while pending:
            reader = pending.pop()
            for position, tensor in enumerate(reader.inputs):
                if tensor is None:
                    continue
                if _is_trained(reader.operator, position, tensor):
                    if tensor.buffer not in self._seen_buffers:
                        self._seen_buffers.add(tensor.buffer)
                        yield tensor
                elif tensor.index in self._prepared_by and tensor.index not in self._seen_tensors:
                    self._seen_tensors.add(tensor.index)
                    pending.append(self._prepared_by[tensor.index])


def stored_bits(tensor: Tensor) -> int:
    """Size of a trained tensor in the file; zeros that are left out take none."""
    return 8 * tensor.stored_bytes if tensor.sparse else tensor.bits


def _is_trained(operator: str, position: int, tensor: Tensor) -> bool:
    # A value without any axis is a literal of a formula, not a weight.
    if not (tensor.constant and tensor.values and tensor.shape):
        return False
    if position in _SETTINGS.get(operator, ()):
        return False
    wide = tensor.type.name in _BIAS_TYPES and position in _BIASES.get(operator, ())
    return wide or tensor.type.name in _WEIGHT_TYPES
