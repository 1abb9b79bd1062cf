"""How many samples a graph takes at once."""

from __future__ import annotations

from collections.abc import Mapping

from joulepath.errors import Problem, WorkloadError
from joulepath.workloads.onnx_graph import Axes, Graph

__all__ = ["batch_axes", "batch_size"]

_REMEDY = "export the model with batch size 1, or with a named batch axis"


# Inputs of operators on sequences whose first axis is time, or the direction.
_TIME_FIRST = {"DynamicQuantizeLSTM": (0, 5, 6), "LSTM": (0, 5, 6), "GRU": (0, 5), "RNN": (0, 5)}


def batch_axes(graph: Graph) -> dict[str, int]:
    """Which axis of each input counts samples: the first, or the second of a sequence.

    An input that a recurrent operator reads with time as its first axis has the samples in its
    second.
    """
    axes = dict.fromkeys(graph.inputs, 0)
    for node in graph.nodes:
        if not node.attributes.get("layout", 0):
            for position in _TIME_FIRST.get(node.operator, ()):
                name = node.inputs[position] if position < len(node.inputs) else ""
                axes.update({name: 1} if name in axes else {})
    return axes


def batch_size(graph: Graph, shapes: Mapping[str, Axes], where: str) -> int:
    """Number of samples in the leading axes of all inputs (see `batch_axes`).

    Returns
    -------
    int
        1 if the leading axis of any input has no size or size 1, or if no input has two
        axes; otherwise the size that all leading axes share.

    Raises
    ------
    WorkloadError
        If the leading axes differ, or an output does not keep their size.
    """
    samples = batch_axes(graph)
    inputs = [shapes.get(name, ())[samples[name] :] for name in graph.inputs]
    leading = {axes[0] for axes in inputs if axes}
    named = any(isinstance(size, str) for size in leading)
    if named or 1 in leading or max(map(len, inputs)) < 2:
        return 1
    sizes = sorted(size for size in leading if isinstance(size, int))
    if len(sizes) > 1 or () in inputs:
        listed = ", ".join(f"'{name}' {list(shapes.get(name, ()))}" for name in graph.inputs)
        what = f"the inputs share no leading batch axis: {listed}"
        raise WorkloadError(Problem(where, what, _REMEDY))
    for name in graph.outputs:
        if shapes.get(name, ())[:1] != tuple(sizes):
            what = f"output '{name}' does not keep the leading axis of {sizes[0]} of the inputs"
            raise WorkloadError(Problem(where, what, _REMEDY))
    return sizes[0]
