"""Who reads whose results, and how many activations must be kept at one time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from joulepath.workloads.torch_dependence import Run
from joulepath.workloads.torch_graph import Graph, Tensor

__all__ = ["Spans"]


class Spans:
    """From which layer to which each memory is needed.

    An activation is needed from the operator that writes it to the last one that reads it or a
    view of it; inputs from the beginning, answers to the end. What writes into a part of a memory
    reads the results of its earlier writer.

    Parameters
    ----------
    graph : Graph
        What ran.
    runs : sequence of Run
        Its layers, in the order of execution.
    """

    def __init__(self, graph: Graph, runs: Sequence[Run]) -> None:
        self._sizes = _memories(graph)
        self._spans: dict[int, tuple[int, int]] = {}
        self._writers: dict[int, int] = {}
        self._need(graph.inputs.values(), 0)
        self.reads = [self._follow(position, run) for position, run in enumerate(runs)]
        """Positions of the layers whose results each layer reads."""
        last = max(len(runs) - 1, 0)
        written = (tensor for tensor in graph.outputs if tensor.home in self._spans)
        self._need(written, last)
        self._steps = len(runs)

    def _follow(self, position: int, run: Run) -> tuple[int, ...]:
        outputs = run.step.operation.outputs
        parts = [each for each in outputs if each.values < self._sizes[each.home].values]
        self._need((*run.activations, *outputs), position)
        read = {self._writers.get(tensor.home, position) for tensor in (*run.activations, *parts)}
        self._writers.update((tensor.home, position) for tensor in outputs)
        return tuple(sorted(read - {position}))

    def _need(self, tensors: Iterable[Tensor], step: int) -> None:
        for tensor in tensors:
            first, last = self._spans.get(tensor.home, (step, step))
            self._spans[tensor.home] = min(first, step), max(last, step)

    @property
    def peak_bits(self) -> int:
        """Largest size of all activations that are needed at one time, for the whole batch."""
        changes = [0] * (self._steps + 2)
        for home, (first, last) in self._spans.items():
            changes[first] += self._sizes[home].bits
            changes[last + 1] -= self._sizes[home].bits
        return max(accumulate(changes))


def _memories(graph: Graph) -> dict[int, Tensor]:
    """The tensor that each memory was made for; views of it may be smaller, or repeat values."""
    found = {tensor.home: tensor for tensor in graph.inputs.values()}
    for step in graph.steps:
        for tensor in (*step.operation.tensors, *step.operation.outputs):
            found.setdefault(tensor.home, tensor)
    return found
