"""Give the tensors of an ONNX graph other sizes, node by node, in the order of execution.

Weights are resized where a rule says so, and what follows from them is inferred, so that the
result is the graph that an exporter would have written. Whatever cannot be told is refused. The
onnx package is handed in, so its objects are `Any`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from joulepath.workloads.onnx_elementwise import EACH_VALUE
from joulepath.workloads.onnx_folding import Folding
from joulepath.workloads.onnx_graph import Axes, Shape, Value
from joulepath.workloads.onnx_stand_ins import stand_ins
from joulepath.workloads.work import RuleError

__all__ = ["Resizing", "inputs_of", "place_of"]

_CONTENT: Final = (
    *("raw_data", "float_data", "double_data"),
    *("int32_data", "int64_data", "uint64_data"),
)
_BY_CHANNEL: Final = frozenset({"BatchNormalization", "DequantizeLinear", "QuantizeLinear"})
_BROADCASTING: Final = frozenset({*EACH_VALUE, "Max", "Mean", "Min", "Sum"}) - _BY_CHANNEL
_KEEPS_SHAPE: Final = frozenset({"Cast", "CastLike", "Identity"})


class Resizing:
    """A graph on its way to other sizes.

    Parameters
    ----------
    onnx : module
        The onnx package.
    model : ModelProto
        Changed in place; its inputs have their new sizes already.
    values : mapping of str to Value
        Shapes before.
    """

    def __init__(self, onnx: Any, model: Any, values: Mapping[str, Value]) -> None:
        self._onnx = onnx
        self._model = model
        self._old = values
        self._stored = {tensor.name: tensor for tensor in model.graph.initializer}
        self._writers = {name: node for node in model.graph.node for name in node.output}
        self._resized: dict[str, Shape] = {}
        self._types = {value.name: value.type for value in model.graph.input}
        for node in model.graph.node:
            if node.op_type == "Constant":
                name = node.output[0]
                self._stored.update((name, of.t) for of in node.attribute if of.name == "value")
        self._types |= {name: self._type_of(tensor) for name, tensor in self._stored.items()}
        self._folding = Folding(onnx, model)
        self.measured: set[str] = set()
        """Sizes that the graph computes from shapes; they are right by themselves."""

    @property
    def nodes(self) -> Sequence[Any]:
        """All nodes, in the order of execution."""
        return self._model.graph.node

    def old(self, name: str) -> Shape:
        """Shape of a tensor before.

        Raises
        ------
        RuleError
            If it is not known.
        """
        axes = self._old[name].axes if name in self._old else None
        shape = tuple(size for size in axes or () if isinstance(size, int))
        if axes is None or len(shape) < len(axes):
            raise RuleError(f"the shape of tensor '{name}' is unknown")
        return shape

    def new(self, name: str) -> Shape:
        """Shape of a tensor now.

        Raises
        ------
        RuleError
            If it is not known.
        """
        shape = tuple(size for size in self._axes(name) if isinstance(size, int))
        if len(shape) != len(self.old(name)):
            raise RuleError(f"the new shape of tensor '{name}' is unknown")
        return shape

    def changed(self, name: str) -> bool:
        """Whether a tensor has another shape than before."""
        return name in self._types and self.new(name) != self.old(name)

    def constant(self, name: str) -> bool:
        """Whether a tensor is stored, or made of stored ones only."""
        pending = [name]
        while pending:
            name = pending.pop()
            if name in self._writers and name not in self._stored:
                node = self._writers[name]
                if not node.input and node.op_type != "Constant":
                    return False
                pending += inputs_of(node)
            elif name not in self._stored:
                return False
        return True

    def integers(self, name: str) -> tuple[int, ...] | None:
        """Values of a small stored list of whole numbers."""
        tensor = self._stored.get(name)
        if tensor is None or tensor.external_data or not _has_content(tensor):
            return None
        return tuple(int(value) for value in self._onnx.numpy_helper.to_array(tensor).flatten())

    def replace_integers(self, node: Any, position: int, values: Sequence[int]) -> None:
        """Let one node, and no other that reads it, have other numbers in a list."""
        old = node.input[position]
        name = f"{old} of {node.output[0]}"
        kind = self._stored[old].data_type
        tensor = self._onnx.helper.make_tensor(name, kind, [len(values)], list(values))
        self._model.graph.initializer.append(tensor)
        self._stored[name] = tensor
        self._types[name] = self._type_of(tensor)
        self._old = {**self._old, name: self._old[old]}
        node.input[position] = name

    def resize(self, name: str, shape: Shape) -> None:
        """Give a stored tensor, or the ones that one is made of, another shape.

        Raises
        ------
        RuleError
            If it already has a third shape, or is made in a way that cannot be told backwards.
        """
        if self._resized.setdefault(name, shape) != shape:
            raise RuleError(f"weight '{name}' is shared by layers that need different shapes")
        if shape == self.old(name):
            return
        if name in self._stored:
            tensor = self._stored[name]
            for content in (*_CONTENT, "dims"):
                tensor.ClearField(content)
            tensor.dims.extend(shape)
            self._types[name] = self._type_of(tensor)
            return
        node = self._writers[name]
        self._resize_sources(node, shape)
        self.infer(node)

    def infer(self, node: Any) -> None:
        """Work out what a node writes now.

        Raises
        ------
        RuleError
            If what it reads does not fit together.
        """
        if node.op_type == "Constant":
            return
        self._check_broadcast(node)
        stored = self._stored.items() if node.domain else ()
        axes = {name: len(tensor.dims) for name, tensor in stored}
        for part in stand_ins(self._onnx, node, axes):
            self._infer(part)
        self._measure(node)

    def _infer(self, node: Any) -> None:
        if node.op_type == "Constant":
            self._stored[node.output[0]] = node.attribute[0].t
            self._types[node.output[0]] = self._type_of(node.attribute[0].t)
            return
        inputs = {name: self._types[name] for name in node.input if name in self._types}
        data = {name: self._stored[name] for name in node.input if self._has_data(name)}
        try:
            schema = self._onnx.defs.get_schema(node.op_type, self._version, node.domain)
            written = self._onnx.shape_inference.infer_node_outputs(
                schema, node, inputs, data, opset_imports=list(self._model.opset_import)
            )
        except Exception as error:
            reason = (str(error) or type(error).__name__).splitlines()[0][:200]
            raise RuleError(f"its new sizes do not fit together: {reason}") from error
        self._types |= written

    @property
    def _version(self) -> int:
        standard = [of.version for of in self._model.opset_import if of.domain in {"", "ai.onnx"}]
        return int(standard[0]) if standard else 1

    def _check_broadcast(self, node: Any) -> None:
        """Axes that were equally long must still be, even if one of them is now a single value."""
        if node.op_type not in _BROADCASTING:
            return
        names = [name for name in inputs_of(node) if self._old[name].axes is not None]
        shapes = [zip(self.old(name)[::-1], self.new(name)[::-1], strict=True) for name in names]
        for axes in zip_longest(*shapes, fillvalue=(1, 1)):
            if len({now for before, now in axes if before > 1}) > 1:
                raise RuleError(f"its new sizes do not fit together: {[now for _, now in axes]}")

    def _measure(self, node: Any) -> None:
        """Work out a size that the graph computes from the shape of an activation."""
        if node.op_type != "Shape" and self.measured.isdisjoint(node.input):
            return
        shapes = {name: self._axes(name) for name in (*node.input, *node.output) if name}
        name = node.output[0]
        if self._folding.replace(node, shapes):
            self._stored[name] = node.attribute[0].t
            self.measured.add(name)

    def _axes(self, name: str) -> Axes:
        if name not in self._types:
            return ()
        dimensions = self._types[name].tensor_type.shape.dim
        return tuple(int(size.dim_value) or "" for size in dimensions)

    def _has_data(self, name: str) -> bool:
        return self.integers(name) is not None if name in self._stored else False

    def _type_of(self, tensor: Any) -> Any:
        return self._onnx.helper.make_tensor_type_proto(tensor.data_type, list(tensor.dims))

    def _resize_sources(self, node: Any, shape: Shape) -> None:
        source = node.input[0]
        if node.op_type in _KEEPS_SHAPE:
            self.resize(source, shape)
        elif node.op_type == "Transpose":
            order = _attribute(node, "perm") or tuple(reversed(range(len(shape))))
            turned = dict(zip(order, shape, strict=True))
            self.resize(source, tuple(turned[axis] for axis in range(len(shape))))
        elif node.op_type == "DequantizeLinear":
            self.resize(source, shape)
            axis = _attribute(node, "axis")
            axis = 1 if axis is None else axis
            for scale in inputs_of(node)[1:]:
                if self.old(scale) not in {(), (1,)}:
                    self.resize(scale, (shape[axis],))
        else:
            raise RuleError(f"a weight is prepared by {node.op_type}, which cannot be resized")


def inputs_of(node: Any) -> list[str]:
    """Tensors that a node reads, without those left out."""
    return [str(name) for name in node.input if name]


def place_of(node: Any) -> str:
    """A node, as an error calls it."""
    return f"node '{node.name or node.output[0]}' ({node.op_type})"


def _has_content(tensor: Any) -> bool:
    return any(field.name in _CONTENT for field, _ in tensor.ListFields())


def _attribute(node: Any, name: str) -> Any:
    for attribute in node.attribute:
        if attribute.name == name:
            return tuple(attribute.ints) if attribute.ints else attribute.i
    return None
