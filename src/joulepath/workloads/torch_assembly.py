"""Put the counts of everything PyTorch ran together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import Workload, WorkloadLayer
from joulepath.workloads.torch_attention import pair_macs
from joulepath.workloads.torch_dependence import Run, runs_of
from joulepath.workloads.torch_elementwise import MOVEMENT, RANDOM, VIEWS_AT_BEST
from joulepath.workloads.torch_formats import is_weight
from joulepath.workloads.torch_graph import Graph, RuleError, Stored, Tensor
from joulepath.workloads.torch_liveness import Spans
from joulepath.workloads.torch_matrices import trained_matrices
from joulepath.workloads.torch_operators import CONTROL_FLOW, bare, kernel, work_of
from joulepath.workloads.work import Work

__all__ = ["assembled", "counted_work", "layer_names", "trained_macs", "unknown_problems"]

# Operators that read only the part of their first argument that they write.
_PARTIAL = frozenset({"embedding", "gather", "index", "index_select", "masked_select", "take"})
# Operators that do not read the values that they write over.
_OVERWRITING = frozenset({"copy", "fill", "zero"}) | RANDOM
# Operators whose arithmetic is that of what they write, not of what they read.
_BY_OUTPUT = MOVEMENT | VIEWS_AT_BEST | {"where", "dequantize_per_channel", "dequantize_per_tensor"}

_ATTENTION_ONLY = "scaled_dot_product"
# Fused layers, and which arguments pay attention to which.
_FUSED = {
    "_native_multi_head_attention": ("query", "key"),
    "_transformer_encoder_layer_fwd": ("src", "src"),
}


def assembled(graph: Graph, *, batch: int, where: str, allow_unknown: bool) -> Workload:
    """Count a graph, for one of its samples.

    Parameters
    ----------
    graph : Graph
        What ran.
    batch : int
        Number of samples in its inputs.
    where : str
        What to call it in errors.
    allow_unknown : bool
        Whether to leave out operators without a counting rule.

    Raises
    ------
    WorkloadError
        For operators without a rule, all together; for work that does not divide by the batch.
    """
    runs = list(runs_of(graph))
    if not allow_unknown and (problems := tuple(unknown_problems(runs, where))):
        raise WorkloadError(*problems)
    return _Counting(graph, runs, batch, where).counted()


def unknown_problems(runs: Iterable[Run], where: str) -> Iterator[Problem]:
    """One problem for each operator that cannot be counted, with the places where it runs."""
    places: dict[str, dict[str, None]] = {}
    for run in runs:
        if not run.known:
            places.setdefault(run.step.operation.operator, {})[run.step.path or "the model"] = None
    for operator, paths in places.items():
        listed = ", ".join([*paths][:3]) + (", ..." if len(paths) > 3 else "")
        if operator.rpartition(".")[2] in CONTROL_FLOW:
            what = f"{listed}: '{operator}' is control flow, whose work depends on the data"
            yield Problem(where, what, "unroll loops and take branches before counting")
        else:
            what = f"{listed}: no counting rule for operator '{operator}'"
            remedy = "take it apart (an exported program by run_decompositions()), or allow unknown"
            remedy += " operators to count the rest"
            yield Problem(where, what, remedy)


def counted_work(run: Run, where: str) -> Work:
    """Work of an operation, for the whole batch.

    Raises
    ------
    WorkloadError
        If its tensors or arguments do not fit together.
    """
    try:
        return work_of(run.step.operation)
    except RuleError as error:
        place = f"{run.step.path or 'the model'} ({run.step.operation.operator})"
        remedy = "export the model again, or allow for this operator to be left out"
        raise WorkloadError(Problem(where, f"{place}: {error}", remedy)) from error


def trained_macs(run: Run, macs: int) -> int:
    """How many of the MACs of an operation multiply trained values with activations."""
    name = bare(run.step.operation.operator)
    if not run.trained or _ATTENTION_ONLY in name or "_attention_forward" in name:
        return 0
    if name not in _FUSED:
        return macs
    queries, keys = (run.step.operation.shape(each, 2) for each in _FUSED[name])
    return macs - pair_macs(queries, keys)


def layer_names(runs: Sequence[Run]) -> list[str]:
    """A name for each: the path of its module, with the operator where there are several."""
    layers = Counter(run.step.path for run in runs)
    used: Counter[str] = Counter()
    names: list[str] = []
    for run in runs:
        path = run.step.path
        name = path
        if not path or layers[path] > 1:
            operator = run.step.operation.operator.rpartition(".")[2]
            name = f"{path}.{operator}" if path else operator
            used[name] += 1
            name += f"_{used[name]}" if used[name] > 1 else ""
        names.append(name)
    return names


@dataclass(frozen=True)
class _Layer:
    """A layer and its work, before anything is divided by the batch."""

    run: Run
    name: str
    work: Work
    reads: tuple[int, ...]


class _Counting:
    """One graph, being counted."""

    def __init__(self, graph: Graph, runs: Sequence[Run], batch: int, where: str) -> None:
        self._graph = graph
        self._runs = [run for run in runs if run.known]
        self._left_out = [run for run in runs if not run.known]
        self._batch = batch
        self._where = where
        self._total = Work()

    def counted(self) -> Workload:
        spans = Spans(self._graph, self._runs)
        names = layer_names(self._runs)
        layers = tuple(
            self._layer(_Layer(run, name, counted_work(run, self._where), reads))
            for run, name, reads in zip(self._runs, names, spans.reads, strict=True)
        )
        inputs = sum(tensor.values for tensor in self._graph.inputs.values())
        return Workload(
            layers=layers,
            operations=self._total.recorded,
            parameters=sum(layer.parameters for layer in layers),
            weight_bits=sum(layer.weight_bits for layer in layers),
            read_bits=sum(layer.read_bits for layer in layers),
            written_bits=sum(layer.written_bits for layer in layers),
            peak_bits=self._for_one(spans.peak_bits, "the peak"),
            input_values=self._for_one(inputs, "the inputs"),
            output_values=self._for_one(
                sum(tensor.values for tensor in self._graph.outputs), "the outputs"
            ),
            left_out=tuple(
                f"{run.step.path or 'the model'} ({run.step.operation.operator})"
                for run in self._left_out
            ),
        )

    def _layer(self, layer: _Layer) -> WorkloadLayer:
        run, operation = layer.run, layer.run.step.operation
        work = Work(*(self._for_one(amount, layer.name) for amount in layer.work.amounts))
        self._total += work
        trained = trained_macs(run, work.macs)
        weights = [stored.tensor for stored in run.stored if _is_weight(stored)]
        written = sum(tensor.bits for tensor in operation.outputs)
        return WorkloadLayer(
            name=layer.name,
            operator=operation.operator,
            format=_format(run),
            operations=work.recorded,
            parameters=sum(stored.tensor.values for stored in run.stored if stored.trained),
            weight_bits=sum(tensor.bits for tensor in weights),
            read_bits=self._for_one(_read_bits(run), layer.name),
            written_bits=self._for_one(written, layer.name),
            output_values=self._for_one(
                sum(tensor.values for tensor in operation.outputs), layer.name
            ),
            trained_macs=trained,
            reads=layer.reads,
            matrices=trained_matrices(run, trained),
            kernel=kernel(operation),
        )

    def _for_one(self, amount: int, place: str) -> int:
        share, rest = divmod(amount, self._batch)
        if rest:
            what = f"{place}: its work does not divide by the batch of {self._batch} samples"
            raise WorkloadError(Problem(self._where, what, "count it with batch size 1"))
        return share


def _is_weight(stored: Stored) -> bool:
    return stored.trained or (is_weight(stored.tensor.format) and bool(stored.tensor.shape))


def _read(run: Run) -> list[Tensor]:
    """Activations whose values an operation needs."""
    operation = run.step.operation
    if bare(operation.operator) in _OVERWRITING:
        first = operation.tensors[:1]
        return [tensor for tensor in run.activations if tensor not in first]
    return list(run.activations)


def _read_bits(run: Run) -> int:
    operation = run.step.operation
    read = _read(run)
    bits = [tensor.bits for tensor in read]
    if bare(operation.operator) in _PARTIAL and read and read[0] == operation.tensors[0]:
        bits[0] = min(bits[0], operation.output.bits)
    return sum(bits)


def _format(run: Run) -> str:
    operation = run.step.operation
    by_output = bare(operation.operator) in _BY_OUTPUT
    read = [] if by_output else _read(run)
    tensors = read or list(operation.outputs) or list(run.activations)
    return tensors[0].format if tensors else "unknown"
