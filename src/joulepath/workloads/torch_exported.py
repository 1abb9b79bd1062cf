"""From the listing of an exported PyTorch program to its counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Final

from joulepath.errors import Problem, WorkloadError, nearest
from joulepath.records.workload import Workload
from joulepath.workloads.torch_assembly import assembled
from joulepath.workloads.torch_elementwise import VIEWS_AT_BEST
from joulepath.workloads.torch_formats import format_of, is_quantised
from joulepath.workloads.torch_graph import Argument, Graph, Operation, Shape, Step, Stored, Tensor
from joulepath.workloads.torch_layout import can_view
from joulepath.workloads.torch_listing import (
    Axes,
    Description,
    Line,
    Listing,
    Name,
    Raw,
    names_in,
)
from joulepath.workloads.torch_operators import bare, is_view_alone
from joulepath.workloads.torch_symbols import FormulaError, as_symbol, evaluated, symbols_in

__all__ = ["counted_listing"]

_ABSURD: Final = 10**12
_MOST_AXES: Final = 64
_AGAIN: Final = "export the program again"
# Recurrent operators, which read time first unless told otherwise.
_TIME_FIRST: Final = frozenset({"lstm", "gru", "rnn_tanh", "rnn_relu"})


def counted_listing(
    listing: Listing,
    where: str,
    *,
    shapes: Mapping[str, Sequence[int]] | None = None,
    allow_unknown: bool = False,
) -> Workload:
    """Count a listing, for one sample.

    Raises
    ------
    WorkloadError
        For axes without a size, shapes that do not fit, operators without a rule; all of a kind
        together.
    """
    sizes = _sizes(listing, shapes or {}, where)
    graph = _Building(listing, sizes, where).graph()
    batch = _samples(graph, listing, where)
    return assembled(graph, batch=batch, where=where, allow_unknown=allow_unknown)


def _sample_axes(listing: Listing) -> dict[str, int]:
    """Which axis of each input counts samples: the first, or the second of a sequence."""
    axes = dict.fromkeys(listing.inputs, 0)
    for line in listing.lines:
        if bare(line.operator) in _TIME_FIRST and not line.arguments.get("batch_first"):
            for name in names_in(line.arguments.get("input")):
                axes.update({name: 1} if name in axes else {})
            for name in names_in(line.arguments.get("hx")):
                axes.update({name: 1} if name in axes else {})
    return axes


def _sizes(listing: Listing, shapes: Mapping[str, Sequence[int]], where: str) -> dict[str, int]:
    """Sizes of all symbols: as given, and 1 for samples."""
    problems = list(_shape_problems(listing, shapes, where))
    if problems:
        raise WorkloadError(*problems)
    samples = _sample_axes(listing)
    sizes: dict[str, int] = {}
    for name in listing.inputs:
        axes = listing.tensors[name].axes
        for axis, (formula, size) in enumerate(zip(axes, shapes.get(name, axes), strict=True)):
            symbol = as_symbol(formula)
            if symbol is None or (isinstance(size, int) is False and axis != samples[name]):
                continue
            given = size if isinstance(size, int) else 1
            if sizes.setdefault(symbol, given) != given and isinstance(size, int):
                what = f"axis {axis} of input '{name}' has size {sizes[symbol]}, not {given}"
                problems.append(Problem(where, what, "axes of one symbol have one size"))
    problems += _open_axes(listing, sizes, where)
    if problems:
        raise WorkloadError(*problems)
    return sizes


def _shape_problems(
    listing: Listing, shapes: Mapping[str, Sequence[int]], where: str
) -> Iterator[Problem]:
    for name, given in shapes.items():
        if name not in listing.inputs:
            near = nearest(name, listing.inputs) or listing.inputs
            remedy = "did you mean " + " or ".join(map(repr, near)) + "?"
            yield Problem(where, f"the model has no input '{name}'", remedy)
            continue
        axes = listing.tensors[name].axes
        if len(axes) != len(given):
            what = f"input '{name}' has {len(axes)} axes, not {len(given)}: {_listed(axes)}"
            yield Problem(where, what, "give a size for each")
            continue
        for axis, (size, new) in enumerate(zip(axes, given, strict=True)):
            if isinstance(size, int) and size != new:
                what = f"axis {axis} of input '{name}' has size {size}, not {new}"
                yield Problem(where, what, "give the size in the file")


def _open_axes(listing: Listing, sizes: Mapping[str, int], where: str) -> Iterator[Problem]:
    for name in listing.inputs:
        axes = listing.tensors[name].axes
        for axis, formula in enumerate(axes):
            for symbol in sorted(symbols_in(formula) - sizes.keys()):
                what = f"axis {axis} of input '{name}' has no fixed size ('{symbol}')"
                remedy = f"give its sizes: --shape {name}={_listed(axes)} with numbers for names"
                yield Problem(where, what, remedy)


def _listed(axes: Axes) -> str:
    return ",".join(str(as_symbol(size) or size) for size in axes)


def _samples(graph: Graph, listing: Listing, where: str) -> int:
    axes = _sample_axes(listing)
    turned = {name: tensor.shape[axes[name] :] for name, tensor in graph.inputs.items()}
    leading = {shape[:1] for shape in turned.values()}
    if (1,) in leading or max(map(len, turned.values()), default=0) < 2:
        return 1
    if len(leading) > 1 or () in leading:
        listed = ", ".join(f"'{n}' {list(t.shape)}" for n, t in graph.inputs.items())
        what = f"the inputs share no leading batch axis: {listed}"
        raise WorkloadError(Problem(where, what, "export the program with batch size 1"))
    ((size,),) = leading
    for tensor in graph.outputs:
        if tensor.shape[:1] != (size,):
            what = f"an output {list(tensor.shape)} does not keep the leading axis of {size}"
            raise WorkloadError(Problem(where, what, "export the program with batch size 1"))
    return size


class _Building:
    """A graph being built from a listing whose sizes are known."""

    def __init__(self, listing: Listing, sizes: Mapping[str, int], where: str) -> None:
        self._listing = listing
        self._sizes = sizes
        self._where = where
        self._homes: dict[str, int] = {}
        self._values: dict[int | str, int] = {}
        self._next = 0

    def graph(self) -> Graph:
        listing = self._listing
        inputs = {name: self._fresh(name) for name in listing.inputs}
        stored = tuple(self._stored())
        steps = tuple(self._step(line) for line in listing.lines)
        outputs = tuple(self._tensor(name) for name in listing.outputs)
        return Graph(inputs, outputs, stored, steps)

    def _stored(self) -> Iterator[Stored]:
        memories: dict[str, int] = {}
        for each in self._listing.stored:
            if each.memory in memories:
                self._homes[each.tensor] = memories[each.memory]
                continue
            tensor = self._fresh(each.tensor)
            memories[each.memory] = tensor.home
            quantised = is_quantised(tensor.format) and bool(tensor.shape)
            yield Stored(each.path, tensor, each.trained or quantised)

    def _step(self, line: Line) -> Step:
        arguments = {name: self._argument(value) for name, value in line.arguments.items()}
        operation = Operation(line.operator, arguments, ())
        view = self._view_of(operation, line)
        for name in line.outputs:
            if view is None:
                self._fresh(name)
            else:
                self._homes[name] = view
        outputs = tuple(map(self._tensor, line.outputs))
        return Step(line.path, Operation(line.operator, arguments, outputs))

    def _view_of(self, operation: Operation, line: Line) -> int | None:
        """The memory that an operator writes or names, if it is one that it was given."""
        name = bare(operation.operator)
        if not operation.tensors:
            return None
        first = operation.tensors[0]
        in_place = line.operator.endswith("_") and not line.operator.endswith("__")
        if in_place or is_view_alone(operation):
            return first.home
        if name in VIEWS_AT_BEST and line.outputs and self._stays(name, line):
            return first.home
        return None

    def _stays(self, name: str, line: Line) -> bool:
        """Whether an operator that may copy has no reason to."""
        source = next((n for value in line.arguments.values() for n in names_in(value)), "")
        before, after = self._description(source), self._description(line.outputs[0])
        if name == "_to_copy" or before.dtype != after.dtype or line.arguments.get("copy"):
            return False
        if before.axes == after.axes:
            return before.strides == after.strides
        shape, strides = self._numbers(before.axes, source), self._numbers(before.strides, source)
        return can_view(shape, strides, self._numbers(after.axes, line.outputs[0]))

    def _argument(self, value: Raw) -> Argument:
        if isinstance(value, Name):
            return self._tensor(value.text)
        if isinstance(value, tuple):
            return tuple(map(self._argument, value))
        return value

    def _fresh(self, name: str) -> Tensor:
        """A tensor in a memory of its own."""
        self._homes[name] = self._next
        self._next += 1
        return self._tensor(name)

    def _tensor(self, name: str) -> Tensor:
        if name not in self._homes:
            what = f"tensor '{name}' is read, but nothing writes it before"
            raise WorkloadError(Problem(self._where, what, _AGAIN))
        description = self._description(name)
        shape = self._numbers(description.axes, name)
        least = 1 if name in self._listing.inputs else 0  # PyTorch leaves some results empty
        if len(shape) > _MOST_AXES or min(shape, default=1) < least or prod(shape) > _ABSURD:
            what = f"tensor '{name}' has shape {list(shape[:_MOST_AXES])}"
            remedy = "correct the shape: sizes are at least 1, and a tensor is below 10^12 values"
            raise WorkloadError(Problem(self._where, what, remedy))
        (start,) = self._numbers((description.start,), name)
        return Tensor(shape, *format_of(description.dtype), self._homes[name], start)

    def _description(self, name: str) -> Description:
        found = self._listing.tensors.get(name)
        if found is None:
            raise WorkloadError(Problem(self._where, f"nothing describes tensor '{name}'", _AGAIN))
        return found

    def _number(self, formula: int | str) -> int:
        """Value of a formula, each worked out once however often a file repeats it."""
        if formula not in self._values:
            self._values[formula] = evaluated(formula, self._sizes)
        return self._values[formula]

    def _numbers(self, axes: Axes, name: str) -> Shape:
        try:
            return tuple(map(self._number, axes))
        except FormulaError as error:
            what = f"the shape of tensor '{name}' is unknown: {error}"
            remedy = "export the program with fixed sizes; it may depend on values of the input"
            raise WorkloadError(Problem(self._where, what, remedy)) from error
