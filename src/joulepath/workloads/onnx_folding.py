"""Work out the shapes that a graph computes for itself.

Exporters write ``Shape -> Gather -> Div -> Concat -> Reshape`` where they could have written
a number, and shape inference follows only some of these operators. Here such small chains are
evaluated and replaced by constants. The onnx package is handed in, so its objects are `Any`.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib import import_module
from math import prod
from typing import Any, Final

from joulepath.workloads.onnx_graph import Axes

__all__ = ["Folding", "fold"]

_SMALL: Final = 1024
"""Values above which a tensor is not a shape."""

_FOLDABLE: Final = (
    "Abs Add And Cast Ceil Concat ConstantOfShape Div Equal Expand Flatten Floor Gather "
    "Greater GreaterOrEqual Identity Less LessOrEqual Max Min Mod Mul Neg Not Or Range "
    "ReduceMax ReduceMin ReduceProd ReduceSum Reshape ScatterND Slice Split Sqrt Squeeze "
    "Sub Tile Transpose Unsqueeze Where"
)

_CONTENT: Final = "raw_data float_data int32_data int64_data double_data uint64_data"
"""Fields of TensorProto that hold values; they are absent from large and external tensors."""


def fold(onnx: Any, model: Any, shapes: Mapping[str, Axes]) -> bool:
    """Replace nodes that compute small values from known ones by constants, in place.

    Parameters
    ----------
    onnx : module
        The onnx package.
    model : ModelProto
        The model; nodes of its main graph are replaced.
    shapes : mapping of str to tuple
        Shapes inferred so far.

    Returns
    -------
    bool
        Whether anything was replaced, so that inference may find out more.
    """
    folding = Folding(onnx, model)
    replaced = [folding.replace(node, shapes) for node in model.graph.node if node.output]
    return any(replaced)


class Folding:
    """One pass over a graph, with the small values known so far."""

    def __init__(self, onnx: Any, model: Any) -> None:
        self._onnx = onnx
        self._opsets = model.opset_import
        self._known: dict[str, Any] = {}
        for tensor in model.graph.initializer:
            self._remember(tensor.name, tensor)

    def replace(self, node: Any, shapes: Mapping[str, Axes]) -> bool:
        """Turn a node into a constant if its value is small and known; say whether it is."""
        if node.op_type == "Constant":
            for attribute in node.attribute:
                self._remember(node.output[0], self._tensor(attribute))
            return False
        value = self._value(node, shapes)
        if value is None:
            return False
        self._known[node.output[0]] = value
        constant = self._onnx.numpy_helper.from_array(value)
        make_node = self._onnx.helper.make_node
        node.CopyFrom(make_node("Constant", [], node.output, value=constant))
        return True

    def _remember(self, name: str, tensor: Any) -> None:
        if tensor is None or tensor.external_data:
            return
        stored = any(field.name in _CONTENT.split() for field, _ in tensor.ListFields())
        if stored and prod(tensor.dims) <= _SMALL:
            self._known[name] = self._onnx.numpy_helper.to_array(tensor)

    def _tensor(self, attribute: Any) -> Any:
        match attribute.name:
            case "value":
                return attribute.t
            case "value_int":
                return self._integers([], [attribute.i])
            case "value_ints":
                return self._integers([len(attribute.ints)], attribute.ints)
            case _:
                return None

    def _integers(self, shape: list[int], values: Any) -> Any:
        return self._onnx.helper.make_tensor("", self._onnx.TensorProto.INT64, shape, values)

    def _value(self, node: Any, shapes: Mapping[str, Axes]) -> Any:
        if node.op_type == "Shape":
            return self._shape_value(shapes.get(node.input[0]), node)
        size = _size(shapes.get(node.output[0]))
        ready = all(name in self._known for name in node.input if name) and _whole(node)
        if size is None or size > _SMALL or not ready or node.op_type not in _FOLDABLE.split():
            return None
        return self._evaluated(node) if len(node.output) == 1 else None

    def _shape_value(self, axes: Axes | None, node: Any) -> Any:
        if axes is None or _size(axes) is None:
            return None
        bounds = {attribute.name: attribute.i for attribute in node.attribute}
        part = axes[bounds.get("start", 0) : bounds.get("end", len(axes))]
        return self._onnx.numpy_helper.to_array(self._integers([len(part)], part))

    def _evaluated(self, node: Any) -> Any:
        helper, untyped = self._onnx.helper, self._onnx.TypeProto()
        names = [name for name in dict.fromkeys(node.input) if name]
        graph = helper.make_graph(
            [node],
            "fold",
            [helper.make_value_info(name, untyped) for name in names],
            [helper.make_value_info(node.output[0], untyped)],
        )
        model = helper.make_model(graph, opset_imports=self._opsets)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            evaluator = import_module("onnx.reference").ReferenceEvaluator(model)
            return evaluator.run(None, {name: self._known[name] for name in names})[0]


def _whole(node: Any) -> bool:
    """Whether all its attributes are in the file itself, so that no other one is opened."""
    return not any(attribute.t.external_data for attribute in node.attribute)


def _size(axes: Axes | None) -> int | None:
    if axes is None or any(isinstance(size, str) for size in axes):
        return None
    return prod(size for size in axes if isinstance(size, int))
