"""The only door to the onnx package: protobuf in, plain records out.

The package has no complete type stubs, so its objects are `Any` here and nowhere else but in
the folding of shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, Final

from joulepath.errors import JoulepathError, MissingExtra, Problem, WorkloadError
from joulepath.workloads.files import existing_file, resemblance
from joulepath.workloads.onnx_classical import DOMAIN as CLASSICAL
from joulepath.workloads.onnx_classical_facts import Facts, facts_of, standing_in
from joulepath.workloads.onnx_folding import fold
from joulepath.workloads.onnx_formats import format_of, holds_weights
from joulepath.workloads.onnx_functions import written_out
from joulepath.workloads.onnx_graph import Attribute, Axes, Graph, Node, Tensor, Value
from joulepath.workloads.onnx_stand_ins import stand_ins
from joulepath.workloads.onnx_wire import FileBytes, without_payloads

__all__ = ["OnnxModel", "load"]

_STANDARD_DOMAINS: Final = frozenset({"", "ai.onnx"})
_DAMAGED: Final = "export or copy the file again"
# A file whose shapes follow from each other one by one would be inferred once for each of them.
_INFERRED_NODES: Final = 150_000
_FEW_ROUNDS: Final = 5


class OnnxModel:
    """A parsed model file without the content of its large tensors."""

    def __init__(self, onnx: Any, proto: Any, where: str) -> None:
        self._onnx = onnx
        self._proto = proto
        self._where = where
        self._known_facts: dict[str, Facts] = {}

    def graph(self) -> Graph:
        """The graph as written, as plain records."""
        with _blaming(self._where):
            graph = self._proto.graph
            constants = {_text(t.name): self._tensor(t) for t in graph.initializer}
            constants |= {
                _text(node.output[0]): self._constant(node)
                for node in graph.node
                if _is_constant(node)
            }
            inputs = {_text(value.name): _axes(value) for value in graph.input}
            for node in graph.node:
                constants |= self._learnt(node)
            return Graph(
                inputs={name: axes for name, axes in inputs.items() if name not in constants},
                outputs=tuple(_text(value.name) for value in graph.output),
                constants=constants,
                nodes=tuple(self._node(node) for node in graph.node if not _is_constant(node)),
            )

    def changed(self, change: Callable[[Any, Any], None]) -> OnnxModel:
        """A copy to which a function has done something.

        Parameters
        ----------
        change : callable
            Takes the onnx package and the copy, which it changes in place.
        """
        model = self._onnx.ModelProto()
        model.CopyFrom(self._proto)
        change(self._onnx, model)
        return OnnxModel(self._onnx, model, self._where)

    def values(self, inputs: Mapping[str, Axes | None]) -> dict[str, Value]:
        """Shapes and formats of all tensors, as far as they follow from the file.

        Shapes that the graph computes are worked out where inference alone gets stuck.

        Parameters
        ----------
        inputs : mapping of str to tuple
            Axes of the inputs; one without a size counts as 1.

        Raises
        ------
        WorkloadError
            If the shapes in the file contradict each other.
        """
        with _blaming(self._where, "its shapes or types do not fit together"):
            model = self._onnx.ModelProto()
            model.CopyFrom(self._proto)
            _prepare(self._onnx, model, inputs)
            values = self._inferred(model)
            rounds = max(_INFERRED_NODES // len(model.graph.node), _FEW_ROUNDS)
            while (
                rounds
                and not _resolved(model.graph, values)
                and fold(
                    self._onnx, model, {n: v.axes for n, v in values.items() if v.axes is not None}
                )
            ):
                values = self._inferred(model)
                rounds -= 1
            learnt = (self._learnt(node) for node in self._proto.graph.node)
            stored = {name: tensor for each in learnt for name, tensor in each.items()}
            return values | {n: Value(t.shape, "fp32", t.bits) for n, t in stored.items()}

    def _inferred(self, model: Any) -> dict[str, Value]:
        infer = self._onnx.shape_inference.infer_shapes
        graph = infer(model, strict_mode=True, data_prop=True).graph
        known = {
            _text(value.name): self._value(_axes(value), value.type.tensor_type.elem_type)
            for value in chain(graph.value_info, graph.input, graph.output)
        }
        return known | {
            _text(t.name): self._value(tuple(t.dims), t.data_type) for t in graph.initializer
        }

    def _value(self, axes: Axes | None, data_type: int) -> Value:
        return Value(axes, *format_of(self._onnx.TensorProto.DataType.Name(data_type)))

    def _node(self, node: Any) -> Node:
        outputs = tuple(map(_text, node.output))
        read = self._onnx.helper.get_attribute_value
        if node.domain == CLASSICAL:
            attributes: Mapping[str, Attribute] = dict(self._facts(node).attributes)
        else:
            attributes = {_text(a.name): _plain(read(a)) for a in node.attribute}
        return Node(
            name=_text(node.name) or (outputs[0] if outputs else ""),
            operator=_text(node.op_type),
            domain="" if node.domain in _STANDARD_DOMAINS else _text(node.domain),
            inputs=(*map(_text, node.input), *self._learnt(node)),
            outputs=outputs,
            attributes=attributes,
        )

    def _learnt(self, node: Any) -> dict[str, Tensor]:
        """Values that a node of a classical model keeps in its attributes."""
        if node.domain != CLASSICAL:
            return {}
        return {
            f"{_text(node.output[0])}/{name}": Tensor((values,), 32, trained=True)
            for name, values in self._facts(node).stored.items()
            if values
        }

    def _facts(self, node: Any) -> Facts:
        name = _text(node.output[0])
        if name not in self._known_facts:
            read = self._onnx.helper.get_attribute_value
            attributes = {a.name: read(a) for a in node.attribute}
            self._known_facts[name] = facts_of(node.op_type, attributes)
        return self._known_facts[name]

    def _constant(self, node: Any) -> Tensor:
        for attribute in node.attribute:
            if attribute.name == "value":
                return self._tensor(attribute.t)
            if attribute.name == "value_floats":
                return Tensor((len(attribute.floats),), 32, trained=True)
        return Tensor((), 0, trained=False)

    def _tensor(self, tensor: Any) -> Tensor:
        name, bits = format_of(self._onnx.TensorProto.DataType.Name(tensor.data_type))
        # A value without any axis is a literal of a formula, not a weight.
        axes, bias = tuple(tensor.dims), name == "int32" and bool(tensor.dims)
        return Tensor(axes, bits, trained=bool(axes) and holds_weights(name), bias=bias)


def load(path: Path) -> OnnxModel:
    """Parse a model file, reading neither its weights nor any file beside it.

    Functions defined in the file are expanded into the nodes they stand for.

    Raises
    ------
    WorkloadError
        If the file is missing, empty, damaged or of another kind, or holds no graph.
    MissingExtra
        If the onnx package is not installed.
    """
    existing_file(path)
    onnx = _package()
    where = str(path)
    with path.open("rb", buffering=0) as file:
        data = FileBytes(file)
        with _blaming(where, head=data[:512]):
            proto = onnx.ModelProto.FromString(without_payloads(data))
        if not proto.graph.node:
            what, remedy = _kind(data[:512]) or ("holds no graph with any node", _DAMAGED)
            raise WorkloadError(Problem(where, what, remedy))
    if not proto.opset_import:
        raise WorkloadError(Problem(where, "declares no operator set: it was cut short", _DAMAGED))
    if proto.graph.sparse_initializer:
        what = "holds sparse tensors, which have no counting rule"
        raise WorkloadError(Problem(where, what, "export the model with dense weights"))
    with _blaming(where):
        return OnnxModel(onnx, written_out(onnx, proto, where), where)


def _prepare(onnx: Any, model: Any, inputs: Mapping[str, Axes | None]) -> None:
    graph = model.graph
    for value in graph.input:
        axes = inputs.get(_text(value.name))
        if axes is not None:
            dimensions = value.type.tensor_type.shape.dim
            del dimensions[:]
            for size in axes:
                dimensions.add().dim_value = size if isinstance(size, int) else 1
    _replace_classical(onnx, graph)
    axes = {_text(tensor.name): len(tensor.dims) for tensor in graph.initializer}
    nodes = [part for node in graph.node for part in stand_ins(onnx, node, axes)]
    del graph.node[:]
    graph.node.extend(nodes)
    # inference refuses a node of an operator set that the file does not declare
    declared = {_text(entry.domain) for entry in model.opset_import}
    for domain in sorted({_text(node.domain) for node in graph.node} - declared - {"ai.onnx"}):
        entry = model.opset_import.add()
        entry.domain, entry.version = domain, 1


def _replace_classical(onnx: Any, graph: Any) -> None:
    if not any(node.domain == CLASSICAL for node in graph.node):
        return
    nodes = [made for node in graph.node for made in standing_in(onnx, node)]
    del graph.node[:]
    graph.node.extend(nodes)
    for value in graph.output:
        if not value.type.HasField("tensor_type"):  # a list of tables, one for each sample
            value.type.tensor_type.elem_type = onnx.TensorProto.FLOAT


def _package() -> Any:
    try:
        onnx = import_module("onnx")
        for part in ("helper", "numpy_helper", "shape_inference"):
            import_module(f"onnx.{part}")
    except ImportError as error:
        raise MissingExtra("reading an ONNX file", "onnx") from error
    return onnx


@contextmanager
def _blaming(
    where: str, trouble: str = "is damaged or cut short", head: bytes = b""
) -> Generator[None]:
    """Turn whatever the parser and the inference raise into a problem of the file."""
    try:
        yield
    except JoulepathError:
        raise
    except Exception as error:
        reason = (str(error) or type(error).__name__).splitlines()[0][:200]
        what, remedy = _kind(head) or (f"{trouble}: {reason}", _DAMAGED)
        raise WorkloadError(Problem(where, what, remedy)) from error


def _kind(head: bytes) -> tuple[str, str] | None:
    found = resemblance(head) if head else None
    return found and (f"is not an ONNX model; it looks like {found[0]}", found[1])


def _is_constant(node: Any) -> bool:
    return node.op_type == "Constant" and node.domain in _STANDARD_DOMAINS


def _axes(value: Any) -> Axes | None:
    tensor = value.type.tensor_type
    if not tensor.HasField("shape"):
        return None
    return tuple(
        axis.dim_value if axis.HasField("dim_value") else _text(axis.dim_param)
        for axis in tensor.shape.dim
    )


def _resolved(graph: Any, values: Mapping[str, Value]) -> bool:
    written = (values.get(name) for node in graph.node for name in node.output if name)
    shapes = (value.axes if value is not None else None for value in written)
    return all(axes is not None and all(isinstance(n, int) for n in axes) for axes in shapes)


def _plain(value: Any) -> Attribute:
    if isinstance(value, int | float):
        return value
    if isinstance(value, str | bytes):
        return _text(value)
    if hasattr(value, "__iter__") and all(isinstance(item, int) for item in value):
        return tuple(value)
    if hasattr(value, "__iter__") and all(isinstance(item, bytes) for item in value):
        return tuple(map(_text, value))
    return None


def _text(value: str | bytes) -> str:
    # the parser hands out bytes where a damaged file holds no valid text
    return value if isinstance(value, str) else value.decode("utf-8", errors="backslashreplace")
