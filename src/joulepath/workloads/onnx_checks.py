"""What can be found wrong with a graph before any shape is inferred."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.errors import Problem
from joulepath.workloads.onnx_graph import Graph, Node
from joulepath.workloads.onnx_operators import CONTROL_FLOW, RULES

__all__ = ["input_problems", "node_problems"]

_AGAIN = "export the model again"


def input_problems(graph: Graph, where: str) -> Iterator[Problem]:
    """Inputs without a shape, or with an axis beyond the batch that has no fixed size."""
    if not graph.inputs:
        yield Problem(where, "the model has no input", "export it with its input")
    for name, axes in graph.inputs.items():
        if axes is None:
            yield Problem(where, f"input '{name}' has no shape", "export it with a fixed shape")
        for axis, size in enumerate(axes or ()):
            label = f"axis {axis} of input '{name}'"
            if isinstance(size, str) and axis > 0:
                what = f"{label} has no fixed size" + (f" ('{size}')" if size else "")
                yield Problem(where, what, f"export the model with a fixed size for {label}")
            elif isinstance(size, int) and size < 1:
                yield Problem(where, f"{label} has size {size}", "sizes are at least 1")


def node_problems(graph: Graph, where: str) -> Iterator[Problem]:
    """Operators without a counting rule, and tensors that nothing or several nodes write."""
    provided = {"", *graph.inputs, *graph.constants}
    for node in graph.nodes:
        if problem := _operator_problem(node, where):
            yield problem
        place = f"node '{node.name}' ({node.operator})"
        for name in node.inputs:
            if name not in provided:
                yield Problem(where, f"{place} reads '{name}', which nothing writes", _AGAIN)
        for name in node.outputs:
            if name and name in provided:
                yield Problem(where, f"{place} writes '{name}', which exists already", _AGAIN)
            provided.add(name)
    for name in graph.outputs:
        if name not in provided:
            yield Problem(where, f"nothing writes output '{name}'", _AGAIN)
    if not graph.outputs:
        yield Problem(where, "the model has no output", "export it with its output")


def _operator_problem(node: Node, where: str) -> Problem | None:
    place = f"node '{node.name}'"
    if node.domain:
        what = f"{place}: no counting rule for operator '{node.domain}.{node.operator}'"
        remedy = "export the model with standard ONNX operators only"
        return Problem(where, what, remedy)
    if node.operator in CONTROL_FLOW:
        what = f"{place}: '{node.operator}' is control flow, whose work depends on the data"
        return Problem(where, what, "export the model with loops unrolled and branches taken")
    if node.operator not in RULES:
        what = f"{place}: no counting rule for operator '{node.operator}'"
        remedy = "express it by simpler operators, or count this model by hand"
        return Problem(where, what, remedy)
    return None
