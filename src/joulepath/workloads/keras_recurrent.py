"""Counting rules of layers that remember, as those of ``RNN``, ``GRU`` and ``LSTM`` of ONNX.

For each step, sample and unit, with ``x`` input values and ``h`` units:

==============  ==========================================================================
``SimpleRNN``   ``x + h`` MACs, a bias, the activation
``GRU``         ``3 (x + h)`` MACs, 3 biases (4 with ``reset_after``), two gates and an
                activation, 5 products and sums (6 with ``reset_after``)
``LSTM``        ``4 (x + h)`` MACs, 4 biases, three gates and two activations, 4 products
                and sums
``ConvLSTM``    an ``LSTM`` at each position, ``x`` and ``h`` being what a kernel covers
==============  ==========================================================================

Every sequence has full length, and masks are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from joulepath.workloads.keras_activations import Activation
from joulepath.workloads.keras_arguments import Arguments, flattened
from joulepath.workloads.keras_call import Call, Results, Rule
from joulepath.workloads.keras_configuration import Layer
from joulepath.workloads.keras_formats import policy_of
from joulepath.workloads.keras_program import Shape, Tensor, Weight
from joulepath.workloads.keras_settings import Settings
from joulepath.workloads.keras_shapes import Image, window_steps
from joulepath.workloads.work import RuleError, Work

__all__ = ["bidirectional", "convolutional", "each_step", "recurrent", "recurrent_cells"]

_GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}
_OPERATORS = {"SimpleRNN": "RNN", "GRU": "GRU", "LSTM": "LSTM"}


@dataclass(frozen=True)
class _Cell:
    """A recurrent cell, apart from what it reads."""

    kind: str
    settings: Settings
    activation: Activation
    gate: Activation

    @property
    def units(self) -> int:
        return self.settings.whole("units")

    @property
    def late(self) -> bool:
        """Whether the reset gate comes after the product."""
        return self.kind == "GRU" and self.settings.flag("reset_after", True)

    @property
    def biased(self) -> bool:
        return self.settings.flag("use_bias", True)

    def each(self, summed: int) -> Work:
        """Work of a unit in a step, that sums products with so many values for each gate."""
        gates = _GATES[self.kind]
        biases = (gates + self.late) * self.biased
        macs = Work(gates * summed, biases)
        match self.kind:
            case "SimpleRNN":
                return macs + self.activation.work
            case "GRU":
                joined = Work(elementwise=5 + self.late)
                return macs + joined + self.gate.work * 2 + self.activation.work
            case _:
                joined = Work(elementwise=4)
                return macs + joined + self.gate.work * 3 + self.activation.work * 2

    def weights(self, features: int) -> list[Weight]:
        """Kernels and biases."""
        kept = policy_of(self.settings.get("dtype")).variable
        wide = _GATES[self.kind] * self.units
        shapes = [(features, wide), (self.units, wide)]
        shapes += [(2, wide) if self.late else (wide,)] if self.biased else []
        return [Weight(shape, kept) for shape in shapes]

    @property
    def states(self) -> int:
        return 2 if self.kind == "LSTM" else 1


def recurrent(kind: str) -> Rule:
    """Rule of ``SimpleRNN``, ``GRU`` or ``LSTM``."""

    def rule(call: Call) -> Results:
        cell = _cell(call, kind, call.layer)
        return _over_time(call, [cell], _OPERATORS[kind])

    return rule


def recurrent_cells(call: Call) -> Results:
    """Work of an ``RNN`` with cells of its own."""
    outer = call.layer.wrapped.get("cell")
    cells = list(_cells(outer)) if outer else []
    if not cells:
        raise RuleError("it has no cell")
    kinds = [cell.kind.removesuffix("Cell") for cell in cells]
    for kind, cell in zip(kinds, cells, strict=True):
        if kind not in _GATES:
            raise RuleError(f"no counting rule for cell '{cell.kind}'")
    found = [_cell(call, kind, cell) for kind, cell in zip(kinds, cells, strict=True)]
    return _over_time(call, found, _OPERATORS[kinds[0]])


def _cells(layer: Layer) -> Iterator[Layer]:
    if layer.kind != "StackedRNNCells":
        yield layer
    for inner in layer.wrapped.values():
        yield from _cells(inner)


def _cell(call: Call, kind: str, layer: Layer) -> _Cell:
    settings = layer.settings
    return _Cell(
        kind,
        settings,
        call.activation_of(settings.get("activation"), "tanh"),
        call.activation_of(settings.get("recurrent_activation"), "sigmoid"),
    )


def _reads(call: Call) -> tuple[Tensor, ...]:
    """Sequence and states to begin with."""
    states = call.arguments.get(1, "initial_state")
    return *call.inputs, *(one for one in flattened(states) if isinstance(one, Tensor))


def _over_time(call: Call, cells: list[_Cell], operator: str) -> Results:
    reads = _reads(call)
    if not reads or len(reads[0].shape) != 3:
        raise RuleError("it reads no sequence of 3 axes")
    samples, steps, features = reads[0].shape
    work, weights = Work(), list[Weight]()
    for cell in cells:
        work += cell.each(features + cell.units) * (cell.units * steps * samples)
        weights += cell.weights(features)
        features = cell.units
    shapes = [(samples, cell.units) for cell in cells for _ in range(cell.states)]
    return _answers(call, operator, work, weights, reads, (features,), shapes)


def _answers(
    call: Call,
    operator: str,
    work: Work,
    weights: list[Weight],
    reads: tuple[Tensor, ...],
    last: Shape,
    states: list[Shape],
) -> Results:
    samples, steps = reads[0].shape[:2]
    series = call.settings.flag("return_sequences", False)
    shape = (samples, steps, *last) if series else (samples, *last)
    result = call.emit(operator, shape, work, reads=reads, weights=weights)
    if not call.settings.flag("return_state", False):
        return (result,)
    return result, *map(call.program.state, states)


def convolutional(rank: int) -> Rule:
    """Rule of ``ConvLSTM1D`` and the like."""

    def rule(call: Call) -> Results:
        settings, reads = call.settings, _reads(call)
        if not reads or len(reads[0].shape) != rank + 3:
            raise RuleError(f"it reads no sequence of {rank + 3} axes")
        last = settings.word("data_format", "channels_last") == "channels_last"
        samples, steps, *rest = reads[0].shape
        source = Image((samples, *rest), channels_last=last)
        kernel, filters = settings.sizes("kernel_size", rank), settings.whole("filters")
        sizes = window_steps(
            source.sizes,
            kernel,
            settings.sizes("strides", rank, 1),
            settings.word("padding", "valid", ("valid", "same")),
            settings.sizes("dilation_rate", rank, 1),
        )
        cell = _cell(call, "LSTM", call.layer)
        each = cell.each(prod(kernel) * (source.channels + filters))
        shape = source.shape(sizes, filters)
        weights = [
            call.weight(*kernel, source.channels, 4 * filters),
            call.weight(*kernel, filters, 4 * filters),
            *([call.weight(4 * filters)] if cell.biased else []),
        ]
        work = each * (prod(shape) * steps)
        return _answers(call, "ConvLSTM", work, weights, reads, shape[1:], [shape, shape])

    return rule


def bidirectional(call: Call) -> Results:
    """Work of a ``Bidirectional``: two layers, and joining what they answer."""
    forward, backward = (call.layer.wrapped.get(name) for name in ("layer", "backward_layer"))
    if forward is None or backward is None:
        raise RuleError("it has no layer")
    sequence, states = call.input, list(_reads(call)[1:])
    half = len(states) // 2
    both: list[Results] = []
    for layer, begin in ((forward, states[:half]), (backward, states[half:])):
        arguments = Arguments((sequence,), {"initial_state": begin} if begin else {})
        both.append(call.evaluate(layer, arguments, f"{call.path}/{layer.name}"))
    (first, *ahead), (second, *behind) = both
    if call.settings.get("merge_mode") is None:
        return first, second, *ahead, *behind
    return _merged(call, first, second), *ahead, *behind


def _merged(call: Call, first: Tensor, second: Tensor) -> Tensor:
    mode = call.settings.word("merge_mode", "concat", ("concat", "sum", "mul", "ave"))
    reads, shape = [first, second], first.shape
    match mode:
        case "concat":
            shape = (*shape[:-1], shape[-1] + second.shape[-1])
            return call.emit("Concat", shape, each=Work(moves=1), reads=reads, part="merge")
        case "ave":
            each = Work(elementwise=1, special=1)
            return call.emit("Mean", shape, each=each, reads=reads, part="merge")
        case _:
            name = "Mul" if mode == "mul" else "Add"
            return call.emit(name, shape, each=Work(elementwise=1), reads=reads, part="merge")


def each_step(call: Call) -> Results:
    """Work of a ``TimeDistributed``: its layer once for each step."""
    inner = call.layer.wrapped.get("layer")
    if inner is None:
        raise RuleError("it has no layer")
    samples, steps, *rest = call.shape(least=3)
    folded = call.refolded(call.input, (samples * steps, *rest))
    results = call.evaluate(inner, Arguments((folded,)), f"{call.path}/{inner.name}")
    return tuple(call.refolded(one, (samples, steps, *one.shape[1:])) for one in results)
