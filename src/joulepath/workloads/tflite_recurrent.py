"""Counting rules of operators that remember, and of the activations fused into operators.

For each step of each sample, with ``x`` input values and ``c`` cells:

``SVDF``
    ``f`` filters of rank ``r`` in two stages. Each filter multiplies the input by its ``x``
    feature weights and appends the result to its memory, which holds ``m`` steps and moves
    on by one: ``f x`` MACs and ``f (m-1)`` moves. It multiplies the memory by its ``m`` time
    weights: ``f m`` MACs. The ``r`` filters of each of ``f / r`` units are summed:
    ``f - f / r`` additions; then bias and activation.
``RNN`` ``UNIDIRECTIONAL_SEQUENCE_RNN`` ``BIDIRECTIONAL_SEQUENCE_RNN``
    ``c x + c c`` MACs, ``c`` additions of the bias, activation; an auxiliary input is
    multiplied likewise.
``LSTM`` ``UNIDIRECTIONAL_SEQUENCE_LSTM`` ``BIDIRECTIONAL_SEQUENCE_LSTM``
    A MAC for each weight of the 4 gates (3 if the input gate is coupled to the forget gate)
    and of the projection, an addition for each bias, a product and a sum for each peephole.
    Each cell: sigmoids of all gates but one, two activations; old content times the forget
    gate, new content times the input gate, their sum, and the product with the output gate; a
    coupled gate is one difference more; a clip is two comparisons. Gates that are normalised
    are so in 6 operations for each value (mean, difference, square, mean, quotient, scale) and
    2 for each mean. The basic ``LSTM`` has the weights of all gates in one matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Final

from joulepath.workloads.tflite_operation import Operation, RuleError, Work

__all__ = [
    "activated",
    "bidirectional_long_short_term",
    "bidirectional_recurrent",
    "filtered",
    "long_short_term",
    "recurrent",
    "single_long_short_term",
    "single_recurrent",
]

_ACTIVATED: Final = (
    Work(),
    Work(comparisons=1),
    Work(comparisons=2),
    Work(comparisons=2),
    Work(special=1),
    Work(comparisons=1),
)

_BASIC_KERNEL: Final = 1
_HYPERBOLIC_TANGENT: Final = 4


@dataclass(frozen=True)
class _Places:
    """Where the tensors of one direction of an ``LSTM`` are among the inputs."""

    input_gate: int
    weights: tuple[int, ...]
    peepholes: range
    biases: range
    projection: int
    projection_bias: int
    normalisations: range

    @property
    def forget_gate(self) -> int:
        """Weights of the gate that is always there."""
        return self.input_gate + 1


_FORWARDS: Final = _Places(
    1, tuple(range(1, 9)), range(9, 12), range(12, 16), 16, 17, range(20, 24)
)
_NO_RANGE: Final = range(0)
_BOTH: Final = (
    _Places(
        1,
        (*range(1, 9), *range(40, 44)),
        range(9, 12),
        range(12, 16),
        16,
        17,
        _NO_RANGE,
    ),
    _Places(
        18,
        (*range(18, 26), *range(44, 48)),
        range(26, 29),
        range(29, 33),
        33,
        34,
        _NO_RANGE,
    ),
)


def activated(code: int) -> Work:
    """Work of the fused activation of that number, for one value."""
    return _ACTIVATED[code]


def filtered(operation: Operation) -> Work:
    """Work of an ``SVDF`` operator, without its activation."""
    samples, features = operation.shape(0, 2)
    filters, weighted = operation.shape(1, 2)
    filters_in_time, memory = operation.shape(2, 2)
    rank = operation.amount("rank")
    if features != weighted or filters != filters_in_time or filters % rank:
        shapes = ", ".join(str(list(operation.shape(position))) for position in range(3))
        raise RuleError(f"shapes {shapes} do not fit rank {rank}")
    units = filters // rank
    bias = units if operation.has(3) else 0
    macs = filters * (features + memory)
    return Work(macs, filters - units + bias, moves=filters * (memory - 1)) * samples


def recurrent(operation: Operation) -> Work:
    """Work of a ``UNIDIRECTIONAL_SEQUENCE_RNN`` operator, without its activation."""
    return _plain_direction(operation, 1) * prod(operation.shape(0, 3)[:2])


def single_recurrent(operation: Operation) -> Work:
    """Work of an ``RNN`` operator on one step, without its activation."""
    return _plain_direction(operation, 1) * operation.shape(0, 2)[0]


def bidirectional_recurrent(operation: Operation) -> Work:
    """Work of a ``BIDIRECTIONAL_SEQUENCE_RNN`` operator."""
    code = int(operation.options["activation"])
    step = Work()
    for first, auxiliary in ((1, 10), (5, 11)):
        cells = operation.shape(first, 2)[0]
        step += _plain_direction(operation, first) + activated(code) * cells
        step += Work(_stored(operation, auxiliary))
    return step * prod(operation.shape(0, 3)[:2])


def _plain_direction(operation: Operation, first: int) -> Work:
    """One step of one direction, whose weights begin at a position."""
    cells, features = operation.shape(first, 2)
    if operation.shape(0)[-1] != features or operation.shape(first + 1, 2) != (cells, cells):
        raise RuleError(f"its weights do not fit {cells} cells")
    return Work(cells * (features + cells), cells if operation.has(first + 2) else 0)


def long_short_term(operation: Operation) -> Work:
    """Work of a ``UNIDIRECTIONAL_SEQUENCE_LSTM`` operator."""
    return _gated_step(operation, _FORWARDS) * prod(operation.shape(0, 3)[:2])


def bidirectional_long_short_term(operation: Operation) -> Work:
    """Work of a ``BIDIRECTIONAL_SEQUENCE_LSTM`` operator."""
    step = sum((_gated_step(operation, places) for places in _BOTH), Work())
    return step * prod(operation.shape(0, 3)[:2])


def single_long_short_term(operation: Operation) -> Work:
    """Work of an ``LSTM`` operator on one step."""
    samples, features = operation.shape(0, 2)
    if operation.options["kernel"] != _BASIC_KERNEL:
        return _gated_step(operation, _FORWARDS) * samples
    rows, columns = operation.shape(2, 2)
    cells = rows // 4
    if columns != features + cells or operation.shape(1, 2)[1] != cells:
        raise RuleError(f"weights {[rows, columns]} do not fit {features} features")
    step = Work(rows * columns, _stored(operation, 3)) + Work(0, 4, 3) * cells
    return (step + activated(_HYPERBOLIC_TANGENT) * (2 * cells)) * samples


def _gated_step(operation: Operation, places: _Places) -> Work:
    cells, features = operation.shape(places.forget_gate, 2)
    if features != operation.shape(0)[-1]:
        raise RuleError(f"weights for {features} features read {operation.shape(0)[-1]}")
    macs = sum(_stored(operation, at) for at in (*places.weights, places.projection))
    biases = sum(_stored(operation, at) for at in (*places.biases, places.projection_bias))
    peepholes = sum(_stored(operation, at) for at in places.peepholes)
    normal = sum(map(operation.has, places.normalisations))
    return (
        Work(macs, biases + 2 * peepholes)
        + (Work(elementwise=5, special=1) * cells + Work(elementwise=1, special=1)) * normal
        + _cell(operation, coupled=not operation.has(places.input_gate)) * cells
        + _projection_clip(operation, places.projection)
    )


def _cell(operation: Operation, *, coupled: bool) -> Work:
    clipped = 2 if operation.options["cell_clip"] > 0 else 0
    gates = Work(0, 5, 2) if coupled else Work(0, 4, 3)
    activations = activated(int(operation.options["activation"])) * 2
    return gates + activations + Work(comparisons=clipped)


def _projection_clip(operation: Operation, projection: int) -> Work:
    clipped = operation.has(projection) and operation.options["projection_clip"] > 0
    return Work(comparisons=2 * operation.shape(projection, 2)[0]) if clipped else Work()


def _stored(operation: Operation, position: int) -> int:
    return prod(operation.shape(position)) if operation.has(position) else 0
