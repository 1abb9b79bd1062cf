"""Which nodes of an ONNX graph read the results of which others."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator

from joulepath.workloads.onnx_graph import Graph, Node
from joulepath.workloads.onnx_operators import has_rule

__all__ = ["after_unknown", "layers_read", "operator_of"]


def layers_read(
    nodes: Iterable[Node], is_layer: Callable[[Node], bool], fixed: Container[str]
) -> Iterator[tuple[int, ...]]:
    """Positions of the layers whose results each layer reads.

    What is no layer, such as a conversion that is part of its neighbour or an operator without
    a counting rule, hands on the results of those before it.

    Parameters
    ----------
    nodes : iterable of Node
        In the order of execution.
    is_layer : callable
        Whether a node is one.
    fixed : container of str
        Tensors that do not depend on the input.

    Yields
    ------
    tuple of int
        For each layer, in the order of execution.
    """
    writers: dict[str, tuple[int, ...]] = {}
    position = 0
    for node in nodes:
        before = tuple(sorted({at for name in node.inputs for at in writers.get(name, ())}))
        after = before
        if is_layer(node):
            yield before
            after, position = (position,), position + 1
        writers.update((name, after) for name in node.outputs if name and name not in fixed)


def after_unknown(graph: Graph) -> dict[str, str]:
    """Tensors that come after an operator without a counting rule, with that operator."""
    found: dict[str, str] = {}
    for node in graph.nodes:
        before = next((found[name] for name in node.inputs if name in found), None)
        reason = before if has_rule(node) else f"node '{node.name}' ({operator_of(node)})"
        if reason is not None:
            found.update(dict.fromkeys(filter(None, node.outputs), reason))
    return found


def operator_of(node: Node) -> str:
    """Operator of a node with the set that it belongs to."""
    return f"{node.domain}.{node.operator}" if node.domain else node.operator
