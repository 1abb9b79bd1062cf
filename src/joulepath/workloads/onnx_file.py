"""Count the work and the size of an ONNX model file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import prod
from pathlib import Path
from typing import Final

from joulepath.errors import Problem, WorkloadError
from joulepath.records.model import CountedLayer, CountedModel
from joulepath.workloads.onnx_batch import batch_size
from joulepath.workloads.onnx_checks import input_problems, node_problems
from joulepath.workloads.onnx_graph import (
    Axes,
    Graph,
    Node,
    Operation,
    RuleError,
    Shape,
    Tensor,
    answering_nodes,
    trained_sources,
    weights_read,
)
from joulepath.workloads.onnx_library import load
from joulepath.workloads.onnx_operators import RULES

__all__ = ["count"]

_ABSURD: Final = 10**12
"""Values of a tensor above which its shape is taken for a mistake."""


def count(path: Path | str) -> CountedModel:
    """Count the arithmetic, the parameters and the size of an ONNX model.

    Everything is counted for one sample. A leading axis of an input that has a name or
    nothing instead of a size is the batch and counts as 1. Where the leading axes of all
    inputs have the same fixed size N > 1, and all outputs keep it, it is taken for the batch
    as well (ONNX has no other mark for it) and every count is divided by N; an input of one
    axis only is a sample by itself. Anything between is an error, because no rule could tell
    a batch from, say, a sequence.

    A node whose results no output needs is no work, as a runtime leaves it out too.

    The rules of each operator are in `joulepath.workloads.onnx_operators`. What does not
    depend on the input is worked out once, when the model is loaded: such nodes are no
    layers, and their weights belong to the layer that uses the result.

    Parameters are the values of floating-point or quantised constants that a layer reads; a
    shared one counts once. Literals (constants without any axis), shapes and the settings of
    a ``Resize`` are none. A stored table that was never trained, such as sinusoidal positions
    or a mask of floats, cannot be told from a trained one and counts. The statistics of a
    batch normalisation count: they are four values a channel. ``weight_bits`` follows the
    format in the file, so a float16 weight that is cast to float32 takes 16 bits.

    Parameters
    ----------
    path : Path or str
        The model file. Weights, inside or beside it, are not read.

    Returns
    -------
    CountedModel
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
    model = load(Path(path))
    graph = model.graph()
    where = str(path)
    _refuse([*input_problems(graph, where), *node_problems(graph, where)])
    return _Counting(graph, model.shapes(), where).counted()


def _refuse(problems: Iterable[Problem]) -> None:
    if found := tuple(problems):
        raise WorkloadError(*found)


class _Counting:
    """One graph with known shapes, being counted."""

    def __init__(self, graph: Graph, shapes: Mapping[str, Axes], where: str) -> None:
        self._graph = graph
        self._shapes = shapes
        self._where = where
        self._sources = trained_sources(graph)
        self._counted_weights: set[str] = set()
        self._batch = batch_size(graph, shapes, where)

    def counted(self) -> CountedModel:
        layers = tuple(self._layers())
        weights = [self._graph.constants[name] for name in sorted(self._counted_weights)]
        return CountedModel(
            macs=sum(layer.macs for layer in layers),
            other_operations=sum(layer.other_operations for layer in layers),
            parameters=sum(layer.parameters for layer in layers),
            weight_bits=sum(prod(weight.shape) * weight.bits for weight in weights),
            input_values=self._values(self._graph.inputs, "the inputs"),
            output_values=self._values(self._graph.outputs, "the outputs"),
            layers=layers,
        )

    def _layers(self) -> Iterator[CountedLayer]:
        for node in answering_nodes(self._graph):
            if not all(name in self._sources for name in node.outputs if name):
                yield self._layer(node)

    def _layer(self, node: Node) -> CountedLayer:
        place = f"node '{node.name}' ({node.operator})"
        written = [name for name in node.outputs if name]
        operation = Operation(
            node,
            tuple(self._shape(name, place) if name else None for name in node.inputs),
            tuple(self._shape(name, place) for name in written),
        )
        try:
            work = RULES[node.operator](operation)
        except RuleError as error:
            remedy = "export the model again"
            raise WorkloadError(Problem(self._where, f"{place}: {error}", remedy)) from error
        return CountedLayer(
            name=node.name,
            operator=node.operator,
            macs=self._for_one(work.macs, place),
            other_operations=self._for_one(work.other_operations, place),
            parameters=self._first_read(node, place),
            output_values=self._values(written, place),
        )

    def _first_read(self, node: Node, place: str) -> int:
        new = weights_read(node, self._sources) - self._counted_weights
        self._counted_weights |= new
        return sum(self._stored(self._graph.constants[name], place) for name in new)

    def _stored(self, weight: Tensor, place: str) -> int:
        self._check(weight.shape, f"{place}: a weight")
        return prod(weight.shape)

    def _values(self, names: Iterable[str], place: str) -> int:
        return self._for_one(sum(prod(self._shape(name, place)) for name in names), place)

    def _for_one(self, amount: int, place: str) -> int:
        share, rest = divmod(amount, self._batch)
        if rest:
            what = f"{place}: its work does not divide by the batch of {self._batch} samples"
            raise WorkloadError(Problem(self._where, what, "export the model with batch size 1"))
        return share

    def _shape(self, name: str, place: str) -> Shape:
        axes = self._shapes.get(name)
        if axes is None:
            what = f"{place}: the shape of tensor '{name}' is unknown"
            raise WorkloadError(Problem(self._where, what, "export the model with fixed shapes"))
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
