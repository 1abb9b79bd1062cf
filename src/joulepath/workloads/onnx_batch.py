"""How many samples a graph takes at once."""

from __future__ import annotations

from collections.abc import Mapping

from joulepath.errors import Problem, WorkloadError
from joulepath.workloads.onnx_graph import Axes, Graph

__all__ = ["batch_size"]

_REMEDY = "export the model with batch size 1, or with a named batch axis"


def batch_size(graph: Graph, shapes: Mapping[str, Axes], where: str) -> int:
    """Number of samples in the leading axes of all inputs.

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
    inputs = [axes or () for axes in graph.inputs.values()]
    leading = {axes[0] for axes in inputs if axes}
    named = any(isinstance(size, str) for size in leading)
    if named or 1 in leading or max(map(len, inputs)) < 2:
        return 1
    sizes = sorted(size for size in leading if isinstance(size, int))
    if len(sizes) > 1 or () in inputs:
        listed = ", ".join(f"'{name}' {list(axes or ())}" for name, axes in graph.inputs.items())
        what = f"the inputs share no leading batch axis: {listed}"
        raise WorkloadError(Problem(where, what, _REMEDY))
    for name in graph.outputs:
        if shapes.get(name, ())[:1] != tuple(sizes):
            what = f"output '{name}' does not keep the leading axis of {sizes[0]} of the inputs"
            raise WorkloadError(Problem(where, what, _REMEDY))
    return sizes[0]
