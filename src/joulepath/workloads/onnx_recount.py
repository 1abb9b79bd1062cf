"""An ONNX model counted again, with another length of its sequence or other widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import Workload
from joulepath.workloads.onnx_batch import batch_axes
from joulepath.workloads.onnx_checks import with_shapes
from joulepath.workloads.onnx_file import counted_model
from joulepath.workloads.onnx_graph import Axes, Graph, Shape, Value
from joulepath.workloads.onnx_library import OnnxModel, load
from joulepath.workloads.onnx_reshaping import reshaped
from joulepath.workloads.onnx_resizing import Resizing, place_of
from joulepath.workloads.onnx_width import Widening
from joulepath.workloads.work import RuleError

__all__ = ["recounted"]

_Shapes: TypeAlias = Mapping[str, Sequence[int]]
_Axis: TypeAlias = Mapping[str, int]
"""Which axis of each input is meant."""

_EXPORT: Final = "export the model with {} and count that file"


def recounted(
    path: Path | str,
    *,
    sequence: int | None = None,
    width: float | None = None,
    shapes: _Shapes | None = None,
    allow_unknown: bool = False,
) -> tuple[Workload, tuple[str, ...]]:
    """Count a model that reads another sequence, or whose layers have other widths.

    The sequence is the axis beside the batch that has a name in the file; if none has, that of
    whole numbers, or of a recurrent operator; otherwise the only one that the weights do not fix.

    Parameters
    ----------
    path : Path or str
        The file.
    sequence : int, optional
        Steps or tokens, 1 or more.
    width : float, optional
        Above 0: that many times as many channels are written by each layer; see
        `joulepath.workloads.onnx_width`.
    shapes : mapping of str to sequence of int, optional
        As for `joulepath.workloads.count`.
    allow_unknown : bool
        Likewise.

    Returns
    -------
    tuple
        The counts, and a sentence for each assumption.

    Raises
    ------
    WorkloadError
        If no axis or several could be the sequence, the weights fix its length, or an operator
        does not tell how it follows from the width.
    """
    again = _Recount(load(Path(path)), str(path), shapes or {}, allow_unknown)
    said: list[str] = []
    if sequence is not None:
        again, called = again.with_length(sequence)
        said.append(_SEQUENCE.format(sequence, called))
    if width is not None:
        again, rounded = again.with_width(width)
        said += [_WIDTH.format(width)] + [_ROUNDED] * rounded
    return again.counted(), tuple(said)


@dataclass(frozen=True)
class _Recount:
    """A model that is to be counted, with the shapes of its inputs."""

    model: OnnxModel
    where: str
    shapes: _Shapes
    allow_unknown: bool

    def counted(self) -> Workload:
        """The counts."""
        return counted_model(self.model, self.where, self.shapes, allow_unknown=self.allow_unknown)

    @property
    def graph(self) -> Graph:
        """The graph with all its inputs' shapes."""
        return with_shapes(self.model.graph(), self.shapes, self.where)

    def with_width(self, factor: float) -> tuple[_Recount, bool]:
        """Other widths, and whether they were rounded."""
        graph = self.graph
        values = self.model.values(graph.inputs)
        rounded = False

        def change(onnx: Any, model: Any) -> None:
            nonlocal rounded
            _set_inputs(model, graph.inputs)
            width = Widening(Resizing(onnx, model, values), factor, list(graph.outputs))
            width.run()
            rounded = width.rounded

        return self._changed(change, "--width", "that width"), rounded

    def with_length(self, length: int) -> tuple[_Recount, str]:
        """Another length, and the name of the axes that have it."""
        named = _named(self.model.graph())
        if named:
            inputs = {n: _put(a, named.get(n), length) for n, a in self.graph.inputs.items()}
            again = self._changed(lambda _, model: _set_inputs(model, inputs), "", "")
            return again, _called(named)
        found: list[tuple[str, _Recount]] = []
        refused: list[Problem] = []
        values = self.model.values(self.graph.inputs)
        for axes in _sequences(self.graph, values, self.where):
            try:
                found.append((_called(axes), self._with_length(axes, length, values)))
            except WorkloadError as error:
                refused += error.problems
        if len(found) > 1:
            what = f"{' or '.join(of for of, _ in found)} could be the sequence"
            raise WorkloadError(Problem("--sequence", what, _SET_AXES))
        if not found:
            raise WorkloadError(*refused)
        ((called, again),) = found
        return again, called

    def _with_length(self, axes: _Axis, length: int, values: Mapping[str, Value]) -> _Recount:
        inputs = {n: _put(a, axes.get(n), length) for n, a in self.graph.inputs.items()}

        def follow(onnx: Any, model: Any) -> None:
            _set_inputs(model, inputs)
            _follow(Resizing(onnx, model, values))

        again = self._changed(follow, "--sequence", "that length")
        again.counted()
        return again

    def _changed(self, change: Callable[[Any, Any], None], option: str, wanted: str) -> _Recount:
        try:
            return replace(self, model=self.model.changed(change), shapes={})
        except RuleError as error:
            what = f"{self.where}: {error}"
            raise WorkloadError(Problem(option, what, _EXPORT.format(wanted))) from error


def _named(graph: Graph) -> _Axis:
    """Axes beside the batch that have no size in the file; all must have the same name."""
    samples = batch_axes(graph)
    found = {
        name: [axis for axis, size in enumerate(axes or ()) if _is_open(size, axis, samples[name])]
        for name, axes in graph.inputs.items()
    }
    labels = {str((graph.inputs[name] or ())[axis]) for name in found for axis in found[name]}
    if len(labels) > 1 or any(len(axes) > 1 for axes in found.values()):
        what = f"several axes have no fixed size: {', '.join(map(repr, sorted(labels)))}"
        raise WorkloadError(Problem("--sequence", what, _SET_AXES))
    return {name: axes[0] for name, axes in found.items() if axes}


def _sequences(graph: Graph, values: Mapping[str, Value], where: str) -> Iterator[_Axis]:
    """Axes that may be the sequence: one that is sure, or several to try."""
    tokens = {n: 1 for n in graph.inputs if len(values[n].axes or ()) == 2 and _is_token(values[n])}
    timed = {name: 0 for name, axis in batch_axes(graph).items() if axis == 1}
    if tokens or timed:
        yield tokens or timed
        return
    ranks = {name: len(axes or ()) for name, axes in graph.inputs.items()}
    if max(ranks.values(), default=0) > 3 or len(ranks) > 1:
        what = f"nothing in {where} says which axis is a sequence"
        raise WorkloadError(Problem("--sequence", what, _SET_AXES))
    for name, rank in ranks.items():
        yield from ({name: axis} for axis in range(1, rank))


def _is_open(size: int | str, axis: int, samples: int) -> bool:
    return isinstance(size, str) and axis != samples


def _is_token(value: Value) -> bool:
    return value.format in {"int32", "int64"}


def _follow(sizes: Resizing) -> None:
    """Let the targets of ``Reshape`` follow from what they read."""
    for node in sizes.nodes:
        try:
            moving = node.op_type == "Reshape" and not sizes.constant(node.input[0])
            if moving and sizes.changed(node.input[0]):
                _follow_reshape(sizes, node)
            sizes.infer(node)
        except RuleError as error:
            raise RuleError(f"{place_of(node)}: {error}") from error


def _follow_reshape(sizes: Resizing, node: Any) -> None:
    target = sizes.integers(node.input[1])
    if target is not None and node.input[1] not in sizes.measured:
        before, now = sizes.old(node.input[0]), sizes.new(node.input[0])
        changed = reshaped(before, now, sizes.old(node.output[0]), target)
        sizes.replace_integers(node, 1, changed)


def _set_inputs(proto: Any, inputs: Mapping[str, Axes | None]) -> None:
    """Write the sizes of the inputs, and leave those of all other tensors to be inferred."""
    del proto.graph.value_info[:]
    for value in proto.graph.output:
        value.type.tensor_type.ClearField("shape")
    for value in proto.graph.input:
        axes = inputs.get(value.name)
        if axes is not None:
            del value.type.tensor_type.shape.dim[:]
            for size in axes:
                # what has no size is the batch, which counts as one sample
                value.type.tensor_type.shape.dim.add().dim_value = (
                    size if isinstance(size, int) else 1
                )


def _put(axes: Axes | None, axis: int | None, length: int) -> Axes | Shape | None:
    if axes is None or axis is None:
        return axes
    return (*axes[:axis], length, *axes[axis + 1 :])


def _called(axes: _Axis) -> str:
    return " and ".join(f"axis {axis} of '{name}'" for name, axis in axes.items())


_SET_AXES: Final = "give the sizes of the inputs instead, e.g. --shape input=1,128,64"
_SEQUENCE: Final = "sequence: counted again from the file with {} steps: {}"
_WIDTH: Final = (
    "width: counted again from the file, whose layers write {:g} times as many channels and read"
    " what follows; the input and the last channels stay, and groups other than depthwise ones"
)
_ROUNDED: Final = "width: channels are rounded to the nearest whole number, at least 1"
