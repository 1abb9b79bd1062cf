"""What can be found wrong with a graph before any shape is inferred."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from joulepath.errors import Problem, WorkloadError, nearest
from joulepath.workloads.onnx_batch import batch_axes
from joulepath.workloads.onnx_graph import Axes, Graph, Node
from joulepath.workloads.onnx_operators import CONTROL_FLOW, has_rule

__all__ = ["input_problems", "node_problems", "with_shapes"]

_AGAIN = "export the model again"


def with_shapes(graph: Graph, shapes: Mapping[str, Sequence[int]], where: str) -> Graph:
    """Set the axes of inputs; other axes of the same name get the same size.

    Raises
    ------
    WorkloadError
        For a name that no input has, another number of axes than in the file, or a size that
        contradicts the file or another one.
    """
    sizes: dict[str, int] = {}
    problems = [*_shape_problems(graph, shapes, where, sizes)]
    if problems:
        raise WorkloadError(*problems)

    def axes_of(name: str, axes: Axes | None) -> Axes | None:
        if name in shapes:
            return tuple(shapes[name])
        return axes and tuple(sizes.get(str(size), size) for size in axes)

    return replace(graph, inputs={name: axes_of(name, axes) for name, axes in graph.inputs.items()})


def _shape_problems(
    graph: Graph, shapes: Mapping[str, Sequence[int]], where: str, sizes: dict[str, int]
) -> Iterator[Problem]:
    for name, given in shapes.items():
        if name not in graph.inputs:
            near = nearest(name, graph.inputs) or tuple(graph.inputs)
            remedy = "did you mean " + " or ".join(map(repr, near)) + "?"
            yield Problem(where, f"the model has no input '{name}'", remedy)
            continue
        axes = graph.inputs[name]
        if axes is not None and len(axes) != len(given):
            what = f"input '{name}' has {len(axes)} axes, not {len(given)}: {_listed(axes)}"
            yield Problem(where, what, "give a size for each")
            continue
        for axis, (size, new) in enumerate(zip(axes or (), given, strict=False)):
            known = sizes.setdefault(size, new) if isinstance(size, str) and size else size
            if isinstance(known, int) and known != new:
                what = f"axis {axis} of input '{name}' has size {known}, not {new}"
                yield Problem(where, what, "give the size in the file")


def _listed(axes: Axes) -> str:
    return ",".join(str(size) or "?" for size in axes)


def input_problems(graph: Graph, where: str) -> Iterator[Problem]:
    """Inputs without a shape, or with an axis beyond the batch that has no fixed size."""
    if not graph.inputs:
        yield Problem(where, "the model has no input", "export it with its input")
    samples = batch_axes(graph)
    for name, axes in graph.inputs.items():
        if axes is None:
            remedy = f"give its sizes, such as --shape {name}=1,3,224,224"
            yield Problem(where, f"input '{name}' has no shape", remedy)
        for axis, size in enumerate(axes or ()):
            label = f"axis {axis} of input '{name}'"
            if isinstance(size, str) and axis != samples[name]:
                what = f"{label} has no fixed size" + (f" ('{size}')" if size else "")
                example = f"--shape {name}={_listed(axes or ())}"
                remedy = f"give its sizes: {example} with numbers for names"
                yield Problem(where, what, remedy)
            elif isinstance(size, int) and size < 1:
                yield Problem(where, f"{label} has size {size}", "sizes are at least 1")


def node_problems(graph: Graph, where: str, *, allow_unknown: bool) -> Iterator[Problem]:
    """Operators without a rule unless allowed; tensors that nothing or several nodes write."""
    provided = {"", *graph.inputs, *graph.constants}
    for node in graph.nodes:
        if not (allow_unknown or has_rule(node)):
            yield _operator_problem(node, where)
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


def _operator_problem(node: Node, where: str) -> Problem:
    place, remedy = f"node '{node.name}'", "allow unknown operators to count all others"
    if node.domain:
        what = f"{place}: no counting rule for operator '{node.domain}.{node.operator}'"
        return Problem(where, what, f"export the model with standard operators only, or {remedy}")
    if node.operator in CONTROL_FLOW:
        what = f"{place}: '{node.operator}' is control flow, whose work depends on the data"
        return Problem(where, what, "export the model with loops unrolled and branches taken")
    what = f"{place}: no counting rule for operator '{node.operator}'"
    return Problem(where, what, f"express it by simpler operators, or {remedy}")
