"""How many activations must be kept at one time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from joulepath.workloads.tflite_elementwise import VIEWS
from joulepath.workloads.tflite_operation import Graph, Operation, Tensor
from joulepath.workloads.tflite_weights import Weights

__all__ = ["peak_bits"]


def peak_bits(graph: Graph, weights: Weights) -> int:
    """Largest size of all activations that are needed at one time, for the whole batch.

    An activation is needed from the operator that writes it to the last one that reads it;
    inputs from the beginning, answers to the end, states always. A view takes no memory of
    its own.
    """
    steps = [operation for operation in graph.operations if weights.is_layer(operation)]
    return _Needs(graph, steps, weights).peak()


class _Needs:
    """Sizes of activations and the first and last step that needs them."""

    def __init__(self, graph: Graph, steps: Sequence[Operation], weights: Weights) -> None:
        self._weights = weights
        self._steps = len(steps)
        self._home: dict[int, int] = {}
        self._bits: dict[int, int] = {}
        self._span: dict[int, tuple[int, int]] = {}
        for tensor in graph.inputs:
            self._need(tensor, 0)
        for step, operation in enumerate(steps):
            self._place_view(operation)
            for tensor in (*operation.present, *operation.outputs):
                self._need(tensor, step)
        for tensor in graph.outputs:
            self._need(tensor, max(self._steps - 1, 0))

    def peak(self) -> int:
        changes = [0] * (self._steps + 2)
        for home, (first, last) in self._span.items():
            changes[first] += self._bits[home]
            changes[last + 1] -= self._bits[home]
        return max(accumulate(changes))

    def _place_view(self, operation: Operation) -> None:
        source = operation.inputs[0] if operation.inputs else None
        if operation.operator in VIEWS and source and not self._weights.fixed(source):
            home = self._home.get(source.index, source.index)
            self._home.update((tensor.index, home) for tensor in operation.outputs)

    def _need(self, tensor: Tensor, step: int) -> None:
        if self._weights.fixed(tensor):
            return
        home = self._home.get(tensor.index, tensor.index)
        self._bits.setdefault(home, tensor.bits)
        if tensor.variable:
            self._span[home] = (0, max(self._steps - 1, 0))
        else:
            first, last = self._span.get(home, (step, step))
            self._span[home] = (min(first, step), max(last, step))
