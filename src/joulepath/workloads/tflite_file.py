"""Count the work and the size of a TensorFlow Lite model file."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from typing import Any, Final

from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import TrainedMatrix, Workload, WorkloadLayer
from joulepath.workloads.files import existing_file, resemblance
from joulepath.workloads.tflite_buffer import Buffer, DamagedBuffer
from joulepath.workloads.tflite_checks import label, operator_problems, tensor_problems
from joulepath.workloads.tflite_dataflow import layers_read, trained_matrices
from joulepath.workloads.tflite_elementwise import COPIES, VIEWS
from joulepath.workloads.tflite_liveness import peak_bits
from joulepath.workloads.tflite_operation import Graph, Operation, RuleError, Tensor, Work
from joulepath.workloads.tflite_operators import RULES, kernel, work_of
from joulepath.workloads.tflite_reading import graph_of, subgraph_count
from joulepath.workloads.tflite_weights import Weights, stored_bits

__all__ = ["count_tflite"]

_MAGIC: Final = b"TFL3"
_AGAIN: Final = "convert or copy the model again"
_BATCH_REMEDY: Final = "convert the model with batch size 1"

# Operators that read only the part of their input that they write.
_PARTIAL: Final = frozenset({"GATHER", "GATHER_ND", "SLICE", "STRIDED_SLICE"})
# Operators whose arithmetic is that of what they write, not of what they read.
_BY_OUTPUT: Final = COPIES | {"DEQUANTIZE", "SELECT", "SELECT_V2"}
# Operators that, given floats and weights of 8 bits, quantise the floats and work on integers.
_HYBRID: Final = frozenset(
    {
        "BATCH_MATMUL",
        "BIDIRECTIONAL_SEQUENCE_LSTM",
        "BIDIRECTIONAL_SEQUENCE_RNN",
        "CONV_2D",
        "DEPTHWISE_CONV_2D",
        "FULLY_CONNECTED",
        "LSTM",
        "RNN",
        "SVDF",
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
        "UNIDIRECTIONAL_SEQUENCE_RNN",
    }
)


def count_tflite(path: Path | str, *, allow_unknown: bool = False) -> Workload:
    """Count the work, the parameters and the memory of a TensorFlow Lite model.

    Everything is counted for one sample. A leading axis of an input without a fixed size is
    the batch, stored as 1; where the leading axes of all inputs have the same size N > 1, and
    all outputs keep it, it is taken for the batch as well and every count is divided by N.

    The rules of each operator are in `joulepath.workloads.tflite_operators`. Operators on
    constants only, such as the unpacking of float16 weights, work once when the model is
    loaded and are no layers. Parameters are constants with at least one axis that hold floats
    or quantised values, and biases; tensors that share a buffer count once. Weights stored
    sparsely count with their zeros as parameters, without them in ``weight_bits``.

    Parameters
    ----------
    path : Path or str
        The model file; neither TensorFlow nor any other package is needed, and the weights
        are not read.
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
        If there is no such file, it is damaged or no TensorFlow Lite model, holds several
        subgraphs or control flow, an axis other than the batch has no fixed size, or an
        operator has no counting rule; all such operators and axes are listed together.
    """
    file_path, where = existing_file(Path(path)), str(path)
    with file_path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        _check_magic(bytes(data[:512]), where)
        try:
            buffer = Buffer(data)
            subgraphs, graph = subgraph_count(buffer), graph_of(buffer)
        except DamagedBuffer as error:
            raise WorkloadError(
                Problem(where, f"is damaged or cut short: {error}", _AGAIN)
            ) from error
    _refuse(_subgraph_problems(subgraphs, where))
    operators = operator_problems(graph, where, allow_unknown=allow_unknown)
    _refuse([*operators, *tensor_problems(graph, where)])
    return _Counting(graph, where).counted()


def _check_magic(head: bytes, where: str) -> None:
    if head[4:8] != _MAGIC:
        found = resemblance(head)
        kind = f"; it looks like {found[0]}" if found else ""
        remedy = "give the path of a .tflite file"
        raise WorkloadError(Problem(where, f"is not a TensorFlow Lite model{kind}", remedy))


def _subgraph_problems(subgraphs: int, where: str) -> Iterator[Problem]:
    if subgraphs != 1:
        what = f"holds {subgraphs} subgraphs; only a model of one can be counted"
        yield Problem(where, what, "convert one function without loops and branches")


def _refuse(problems: Iterable[Problem]) -> None:
    if found := tuple(problems):
        raise WorkloadError(*found)


def _batch_size(graph: Graph, where: str) -> int:
    shapes = [tensor.shape for tensor in graph.inputs]
    leading = {shape[0] for shape in shapes if shape}
    if not leading or 1 in leading or max(map(len, shapes)) < 2:
        return 1
    if len(leading) > 1 or () in shapes:
        what = f"the inputs share no leading batch axis: {', '.join(map(str, shapes))}"
        raise WorkloadError(Problem(where, what, _BATCH_REMEDY))
    (size,) = leading
    for tensor in graph.outputs:
        if tensor.shape[:1] != (size,):
            what = f"output '{tensor.name}' does not keep the leading axis of {size} of the inputs"
            raise WorkloadError(Problem(where, what, _BATCH_REMEDY))
    return size


@dataclass(frozen=True)
class _Sizes:
    """What layers and totals have in common beside the work."""

    parameters: int = 0
    weight_bits: int = 0
    read_bits: int = 0
    written_bits: int = 0

    def fields(self) -> dict[str, Any]:
        """By name, for the records."""
        return asdict(self)

    def __add__(self, other: _Sizes) -> _Sizes:
        return _Sizes(*map(sum, zip(astuple(self), astuple(other), strict=True)))


class _Counting:
    """One sound graph, being counted."""

    def __init__(self, graph: Graph, where: str) -> None:
        self._graph = graph
        self._where = where
        self._weights = Weights(graph)
        self._batch = _batch_size(graph, where)
        self._total = Work()
        self._sizes = _Sizes()

    def counted(self) -> Workload:
        layers = tuple(self._layers())
        return Workload(
            layers=layers,
            operations=self._total.recorded,
            **self._sizes.fields(),
            peak_bits=self._for_one(peak_bits(self._graph, self._weights), "the peak"),
            input_values=self._values(self._graph.inputs, "the inputs"),
            output_values=self._values(self._graph.outputs, "the outputs"),
            left_out=tuple(
                f"{label(operation, position)} ({operation.operator})"
                for position, operation in enumerate(self._graph.operations)
                if operation.operator not in RULES
            ),
        )

    def _layers(self) -> Iterator[WorkloadLayer]:
        reads = layers_read(self._graph.operations, self._is_counted)
        for position, operation in enumerate(self._graph.operations):
            if self._is_counted(operation):
                yield self._layer(operation, label(operation, position), next(reads))

    def _is_counted(self, operation: Operation) -> bool:
        return operation.operator in RULES and self._weights.is_layer(operation)

    def _layer(self, operation: Operation, name: str, reads: tuple[int, ...]) -> WorkloadLayer:
        place = f"node '{name}' ({operation.operator})"
        work, matrices = self._counted(operation, place)
        new = self._weights.first_read(operation)
        sizes = _Sizes(
            parameters=sum(tensor.values for tensor in new),
            weight_bits=sum(map(stored_bits, new)),
            read_bits=self._for_one(self._read_bits(operation), place),
            written_bits=self._for_one(_written_bits(operation), place),
        )
        self._total += work
        self._sizes += sizes
        return WorkloadLayer(
            name=name,
            operator=operation.operator,
            format=self._format(operation),
            operations=work.recorded,
            parameters=sizes.parameters,
            weight_bits=sizes.weight_bits,
            read_bits=sizes.read_bits,
            written_bits=sizes.written_bits,
            output_values=self._values(operation.outputs, place),
            trained_macs=sum(each.inputs * each.outputs * int(each.uses) for each in matrices),
            reads=reads,
            matrices=matrices,
            kernel=kernel(operation),
        )

    def _counted(self, operation: Operation, place: str) -> tuple[Work, tuple[TrainedMatrix, ...]]:
        try:
            work, matrices = work_of(operation), trained_matrices(operation, self._weights)
        except RuleError as error:
            raise WorkloadError(Problem(self._where, f"{place}: {error}", _AGAIN)) from error
        return (
            Work(*(self._for_one(amount, place) for amount in work.amounts)),
            tuple(replace(each, uses=self._for_one(int(each.uses), place)) for each in matrices),
        )

    def _read_bits(self, operation: Operation) -> int:
        if operation.operator in VIEWS:
            return 0
        read = [tensor.bits for tensor in operation.present if not self._weights.fixed(tensor)]
        if operation.operator in _PARTIAL and read:
            read[0] = min(read[0], operation.output.bits)
        return sum(read)

    def _format(self, operation: Operation) -> str:
        source = next((t for t in operation.present if not self._weights.fixed(t)), None)
        if source is None or operation.operator in _BY_OUTPUT:
            return operation.output.type.name
        weight = operation.inputs[1] if operation.has(1) else None
        if operation.operator in _HYBRID and weight and weight.type.name in {"int8", "int4"}:
            return "int8" if source.type.floating else source.type.name
        return source.type.name

    def _values(self, tensors: Iterable[Tensor], place: str) -> int:
        return self._for_one(sum(tensor.values for tensor in tensors), place)

    def _for_one(self, amount: int, place: str) -> int:
        share, rest = divmod(amount, self._batch)
        if rest:
            what = f"{place}: its work does not divide by the batch of {self._batch} samples"
            raise WorkloadError(Problem(self._where, what, _BATCH_REMEDY))
        return share


def _written_bits(operation: Operation) -> int:
    if operation.operator in VIEWS:
        return 0
    states = sum(tensor.bits for tensor in operation.present if tensor.variable)
    return sum(tensor.bits for tensor in operation.outputs) + states
