"""Count the work and the size of an ONNX model file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Final, TypeVar

from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import TrainedMatrix, Workload, WorkloadLayer
from joulepath.workloads.onnx_batch import batch_size
from joulepath.workloads.onnx_checks import input_problems, node_problems, with_shapes
from joulepath.workloads.onnx_classical import DEEPEST_LEAVES
from joulepath.workloads.onnx_dataflow import after_unknown, layers_read, operator_of
from joulepath.workloads.onnx_elementwise import MOVEMENT, VIEWS
from joulepath.workloads.onnx_fused import packed_values
from joulepath.workloads.onnx_graph import (
    Axes,
    Graph,
    Node,
    Operation,
    RuleError,
    Shape,
    Value,
    answering_nodes,
    trained_sources,
    weights_read,
)
from joulepath.workloads.onnx_library import OnnxModel, load
from joulepath.workloads.onnx_liveness import peak_bits
from joulepath.workloads.onnx_microsoft import standard
from joulepath.workloads.onnx_operators import has_rule, kernel, work_of
from joulepath.workloads.onnx_quantised import Quantised
from joulepath.workloads.onnx_trained import trained_matrices
from joulepath.workloads.work import Work

__all__ = ["count_onnx", "counted_model"]

_T = TypeVar("_T")

_ABSURD: Final = 10**12
"""Values of a tensor above which its shape is taken for a mistake."""

# Operators that read only the part of their input that they write.
_PARTIAL: Final = frozenset({"Gather", "GatherElements", "GatherND", "Slice"})
# Operators whose arithmetic is that of what they write, not of what they read.
_BY_OUTPUT: Final = MOVEMENT | VIEWS | {"DequantizeLinear", "Where"}


def count_onnx(
    path: Path | str,
    *,
    shapes: Mapping[str, Sequence[int]] | None = None,
    allow_unknown: bool = False,
) -> Workload:
    """Count the arithmetic, the parameters and the size of an ONNX model.

    Everything is counted for one sample. A leading axis of an input that has a name or
    nothing instead of a size is the batch and counts as 1. Where the leading axes of all
    inputs have the same fixed size N > 1, and all outputs keep it, it is taken for the batch
    as well (ONNX has no other mark for it) and every count is divided by N; an input of one
    axis only is a sample by itself. Anything between is an error, because no rule could tell
    a batch from, say, a sequence. Where a recurrent operator reads an input with time as its
    first axis, the second axis is the batch.

    A node whose results no output needs is no work, as a runtime leaves it out too.

    The rules of each operator are in `joulepath.workloads.onnx_operators`. What does not
    depend on the input is worked out once, when the model is loaded: such nodes are no
    layers, and their weights belong to the layer that uses the result.

    Parameters are the values of floating-point or quantised constants that a layer reads; a
    shared one counts once. Literals (constants without any axis), shapes and the settings of
    a ``Resize`` are none. A stored table that was never trained, such as sinusoidal positions
    or a mask of floats, cannot be told from a trained one and counts. A batch normalisation
    has two parameters a channel, scale and shift: its running mean and variance are measured,
    not trained, and part of both once the model is loaded. ``weight_bits`` follows the
    format in the file, so a float16 weight that is cast to float32 takes 16 bits. Scales and
    zero points are no parameters; an integer bias of a quantised operator is.

    The numeric format of a layer is that of the first activation that it reads; of one that
    moves or dequantises values, that of what it writes. Operators between
    ``DequantizeLinear`` and ``QuantizeLinear`` work on integers as
    `joulepath.workloads.onnx_quantised` tells. Activations are read and written once by each
    operator, in their own formats; ``Gather`` and ``Slice`` read as much as they write, and
    views nothing.

    Parameters
    ----------
    path : Path or str
        The model file. Weights, inside or beside it, are not read.
    shapes : mapping of str to sequence of int, optional
        Sizes of all axes of inputs, for axes that have none in the file. Axes of the same
        name in other inputs get the same size.
    allow_unknown : bool
        Whether to leave out operators without a counting rule and name them in ``left_out``,
        so that all counts are lower bounds.

    Returns
    -------
    Workload
        Totals and layers, in whole numbers.

    Raises
    ------
    WorkloadError
        If there is no such file, it is not a whole ONNX model, an axis other than the batch
        has no fixed size, or an operator has no counting rule; all such operators and axes
        are listed together.
    MissingExtra
        If the onnx package is not installed.
    """
    return counted_model(load(Path(path)), str(path), shapes, allow_unknown=allow_unknown)


def counted_model(
    model: OnnxModel,
    where: str,
    shapes: Mapping[str, Sequence[int]] | None = None,
    *,
    allow_unknown: bool = False,
) -> Workload:
    """Count a model that is loaded, as `count_onnx` does.

    Parameters
    ----------
    model : OnnxModel
        The model.
    where : str
        What to call it in an error.
    shapes : mapping of str to sequence of int, optional
        As for `count_onnx`.
    allow_unknown : bool
        As for `count_onnx`.

    Raises
    ------
    WorkloadError
        As `count_onnx` does.
    """
    graph = with_shapes(model.graph(), shapes or {}, where)
    nodes = node_problems(graph, where, allow_unknown=allow_unknown)
    _refuse([*input_problems(graph, where), *nodes])
    return _Counting(graph, model.values(graph.inputs), where).counted()


def _refuse(problems: Iterable[Problem]) -> None:
    if found := tuple(problems):
        raise WorkloadError(*found)


class _Counting:
    """One graph with known shapes, being counted."""

    def __init__(self, graph: Graph, values: Mapping[str, Value], where: str) -> None:
        self._graph = graph
        self._known = values
        self._where = where
        self._sources = trained_sources(graph)
        self._quantised = Quantised(graph, self._sources)
        self._unknown = after_unknown(graph)
        self._counted_weights: set[str] = set()
        self._shapes: dict[str, Shape] = {}
        self._total = Work()
        shapes = {name: value.axes for name, value in values.items() if value.axes is not None}
        self._batch = batch_size(graph, shapes, where)

    def counted(self) -> Workload:
        layers = tuple(self._layers())
        return Workload(
            layers=layers,
            operations=self._total.recorded,
            parameters=sum(layer.parameters for layer in layers),
            weight_bits=sum(layer.weight_bits for layer in layers),
            read_bits=sum(layer.read_bits for layer in layers),
            written_bits=sum(layer.written_bits for layer in layers),
            peak_bits=self._for_one(self._peak(), "the peak"),
            input_values=self._values(self._graph.inputs, "the inputs"),
            output_values=self._values(self._graph.outputs, "the outputs"),
            left_out=tuple(
                f"{node.name} ({operator_of(node)})"
                for node in self._graph.nodes
                if not has_rule(node)
            ),
            assumptions=(DEEPEST_LEAVES,) if self._holds_trees() else (),
        )

    def _holds_trees(self) -> bool:
        return any(node.operator.startswith("TreeEnsemble") for node in self._graph.nodes)

    def _layers(self) -> Iterator[WorkloadLayer]:
        nodes = [node for node in self._steps() if has_rule(node)]
        names = {node.outputs for node in nodes}
        reads = layers_read(
            answering_nodes(self._graph), lambda node: node.outputs in names, self._sources
        )
        return map(self._layer, nodes, reads)

    def _steps(self) -> Iterator[Node]:
        """Nodes that run for each sample."""
        for node in answering_nodes(self._graph):
            fixed = all(name in self._sources for name in node.outputs if name)
            if not (fixed or self._quantised.absorbed(node)):
                yield node

    def _peak(self) -> int:
        def bits_of(name: str) -> int:
            value = self._known.get(name)
            if name in self._unknown and (value is None or not _is_known(value.axes)):
                return 0  # beyond an operator that is left out, so the peak is a lower bound
            return self._bits(name, "the peak")

        steps = [*self._steps()]
        return peak_bits(self._graph, steps, self._sources, self._quantised, bits_of)

    def _layer(self, node: Node, reads: tuple[int, ...]) -> WorkloadLayer:
        place = f"node '{node.name}' ({operator_of(node)})"
        written = [name for name in node.outputs if name]
        operation = self._operation(node, written, place)
        work = self._by_rule(work_of, operation, place)
        work = Work(*(self._for_one(amount, place) for amount in work.amounts))
        self._total += work
        matrices = self._matrices(operation, place)
        new = self._first_read(node)
        stored = [self._stored(name, node, place) for name in new]
        view = node.operator in VIEWS
        homes = [] if view else [self._quantised.stored(name) for name in written]
        read = 0 if view else self._read_bits(node, place)
        return WorkloadLayer(
            name=node.name,
            operator=node.operator,
            format=self._format(node),
            operations=work.recorded,
            parameters=sum(values for values, _ in stored),
            weight_bits=sum(bits for _, bits in stored),
            read_bits=self._for_one(read, place),
            written_bits=self._for_one(sum(self._bits(name, place) for name in homes), place),
            output_values=self._values(written, place),
            trained_macs=self._trained_macs(operation, work, matrices),
            reads=reads,
            matrices=matrices or (),
            kernel=kernel(operation),
        )

    def _operation(self, node: Node, written: list[str], place: str) -> Operation:
        return Operation(
            node,
            tuple(self._shape(name, place) if name else None for name in node.inputs),
            tuple(self._shape(name, place) for name in written),
        )

    def _matrices(self, operation: Operation, place: str) -> tuple[TrainedMatrix, ...] | None:
        found = self._by_rule(self._trained_matrices, operation, place)
        if found is None:
            return None
        return tuple(replace(each, uses=self._for_one(int(each.uses), place)) for each in found)

    def _trained_matrices(self, operation: Operation) -> tuple[TrainedMatrix, ...] | None:
        counted = standard(operation)
        return trained_matrices(counted, self._trained(counted.node))

    def _trained(self, node: Node) -> frozenset[int]:
        """Positions of inputs that are made from trained values."""
        return frozenset(at for at, name in enumerate(node.inputs) if self._sources.get(name))

    def _trained_macs(
        self, operation: Operation, work: Work, matrices: tuple[TrainedMatrix, ...] | None
    ) -> int:
        if matrices is None:
            return work.macs if self._trained(operation.node) else 0
        return sum(each.inputs * each.outputs * int(each.uses) for each in matrices)

    def _by_rule(self, rule: Callable[[Operation], _T], operation: Operation, place: str) -> _T:
        try:
            return rule(operation)
        except RuleError as error:
            remedy = "export the model again"
            raise WorkloadError(Problem(self._where, f"{place}: {error}", remedy)) from error

    def _activations(self, node: Node) -> list[str]:
        """Activations that an operator reads, each once, where they are stored."""
        names = [name for name in node.inputs if name and name not in self._sources]
        return [*dict.fromkeys(self._quantised.read_by(node, name) for name in names)]

    def _read_bits(self, node: Node, place: str) -> int:
        read = [self._bits(name, place) for name in self._activations(node)]
        if node.operator in _PARTIAL and node.inputs[0] not in self._sources:
            read[0] = min(read[0], self._bits(node.outputs[0], place))
        return sum(read)

    def _format(self, node: Node) -> str:
        names = self._activations(node)
        if not names or node.operator in _BY_OUTPUT:
            names = [self._quantised.stored(node.outputs[0])]
        return self._known[names[0]].format if names[0] in self._known else "unknown"

    def _bits(self, name: str, place: str) -> int:
        return prod(self._shape(name, place)) * self._known[name].bits

    def _first_read(self, node: Node) -> frozenset[str]:
        new = weights_read(node, self._sources) - self._counted_weights
        self._counted_weights |= new
        return new

    def _stored(self, name: str, node: Node, place: str) -> tuple[int, int]:
        """Values of a weight, and the bits of all."""
        weight = self._graph.constants[name]
        self._check(weight.shape, f"{place}: a weight")
        packed = packed_values(node.operator, node.attributes) if name in node.inputs[1:2] else None
        values = prod(weight.shape)
        return values if packed is None else packed, values * weight.bits

    def _values(self, names: Iterable[str], place: str) -> int:
        return self._for_one(sum(prod(self._shape(name, place)) for name in names), place)

    def _for_one(self, amount: int, place: str) -> int:
        share, rest = divmod(amount, self._batch)
        if rest:
            what = f"{place}: its work does not divide by the batch of {self._batch} samples"
            raise WorkloadError(Problem(self._where, what, "export the model with batch size 1"))
        return share

    def _shape(self, name: str, place: str) -> Shape:
        if name not in self._shapes:
            self._shapes[name] = self._fixed_shape(name, place)
        return self._shapes[name]

    def _fixed_shape(self, name: str, place: str) -> Shape:
        axes = self._known[name].axes if name in self._known else None
        if axes is None or (name in self._unknown and not _is_known(axes)):
            what = f"{place}: the shape of tensor '{name}' is unknown"
            remedy = "export the model with fixed shapes"
            if name in self._unknown:
                what += f", because it comes after {self._unknown[name]}, which is left out"
                remedy = "export the model with the shapes of all tensors"
            raise WorkloadError(Problem(self._where, what, remedy))
        for axis, size in enumerate(axes):
            if isinstance(size, str):
                what = f"{place}: axis {axis} of tensor '{name}' has no fixed size"
                remedy = f"export the model with a fixed size for axis {axis} of '{name}'"
                raise WorkloadError(Problem(self._where, what, remedy))
        shape = tuple(size for size in axes if isinstance(size, int))
        self._check(shape, f"{place}: tensor '{name}'")
        return shape

    def _check(self, shape: Shape, what: str) -> None:
        if min(shape, default=1) < 1 or prod(shape) > _ABSURD:
            remedy = "correct the shape: sizes are at least 1, and a tensor is below 10^12 values"
            raise WorkloadError(Problem(self._where, f"{what} has shape {list(shape)}", remedy))


def _is_known(axes: Axes | None) -> bool:
    return axes is not None and all(isinstance(size, int) for size in axes)
