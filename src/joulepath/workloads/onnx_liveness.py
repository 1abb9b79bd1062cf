"""How many activations must be kept at one time."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from itertools import accumulate

from joulepath.workloads.onnx_elementwise import VIEWS
from joulepath.workloads.onnx_graph import Graph, Node
from joulepath.workloads.onnx_quantised import Quantised

__all__ = ["peak_bits"]


def peak_bits(
    graph: Graph,
    steps: Sequence[Node],
    fixed: Container[str],
    quantised: Quantised,
    bits_of: Callable[[str], int],
) -> int:
    """Largest size of all activations that are needed at one time, for the whole batch.

    An activation is needed from the operator that writes it to the last one that reads it;
    inputs from the beginning, answers to the end. A view takes no memory of its own.

    Parameters
    ----------
    graph : Graph
        The graph.
    steps : sequence of Node
        Its layers, in the order of execution.
    fixed : container of str
        Tensors that do not depend on the input.
    quantised : Quantised
        Where tensors are stored.
    bits_of : callable
        Size of the tensor of a name.
    """
    homes: dict[str, str] = {}
    spans: dict[str, tuple[int, int]] = {}

    def need(names: Iterable[str], step: int) -> None:
        for name in names:
            if name and name not in fixed:
                home = homes.get(quantised.stored(name), quantised.stored(name))
                first, last = spans.get(home, (step, step))
                spans[home] = min(first, step), max(last, step)

    need(graph.inputs, 0)
    for step, node in enumerate(steps):
        inputs = [quantised.read_by(node, name) for name in node.inputs if name]
        if node.operator in VIEWS and inputs and inputs[0] not in fixed:
            homes[quantised.stored(node.outputs[0])] = homes.get(inputs[0], inputs[0])
        need(inputs, step)
        need(node.outputs, step)
    need(graph.outputs, max(len(steps) - 1, 0))
    return _largest(spans.items(), len(steps), bits_of)


def _largest(
    spans: Iterable[tuple[str, tuple[int, int]]], steps: int, bits_of: Callable[[str], int]
) -> int:
    changes = [0] * (steps + 2)
    for name, (first, last) in spans:
        changes[first] += bits_of(name)
        changes[last + 1] -= bits_of(name)
    return max(accumulate(changes))
