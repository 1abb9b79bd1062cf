"""Counting rules of operators that remember, and of the activations fused into operators.

For each step of each sample, with ``x`` input values and ``c`` cells:

``SVDF``
    ``f`` filters of rank ``r`` in two stages. Each filter multiplies the input by its ``x``
    feature weights and appends the result to its memory, which holds ``m`` steps and moves
    on by one: ``f x`` MACs and ``f (m-1)`` moves. It multiplies the memory by its ``m`` time
    weights: ``f m`` MACs. The ``r`` filters of each of ``f / r`` units are summed:
    ``f - f / r`` additions; then bias and activation.
``UNIDIRECTIONAL_SEQUENCE_RNN``
    ``c x + c c`` MACs, ``c`` additions of the bias, activation.
``UNIDIRECTIONAL_SEQUENCE_LSTM``
    A MAC for each weight of the 4 gates (3 if the input gate is coupled to the forget gate)
    and of the projection, an addition for each bias, a product and a sum for each peephole.
    Each cell: sigmoids of all gates but one, two activations; old content times the forget
    gate, new content times the input gate, their sum, and the product with the output gate; a
    coupled gate is one difference more; a clip is two comparisons.
"""

from __future__ import annotations

from math import prod
from typing import Final

from joulepath.workloads.tflite_operation import Operation, RuleError, Work

__all__ = ["activated", "filtered", "long_short_term", "recurrent"]

_ACTIVATED: Final = (
    Work(),
    Work(comparisons=1),
    Work(comparisons=2),
    Work(comparisons=2),
    Work(special=1),
    Work(comparisons=1),
)

_INPUT_GATE = 1
_GATE_WEIGHTS: Final = range(1, 9)
_PEEPHOLES: Final = range(9, 12)
_BIASES: Final = range(12, 16)
_PROJECTION: Final = 16
_PROJECTION_BIAS: Final = 17
_GATE_NORMALISATIONS: Final = range(20, 24)


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
    steps = prod(operation.shape(0, 3)[:2])
    cells, features = operation.shape(1, 2)
    if operation.shape(0)[2] != features or operation.shape(2, 2) != (cells, cells):
        raise RuleError(f"its weights do not fit {cells} cells")
    return Work(cells * (features + cells), cells if operation.has(3) else 0) * steps


def long_short_term(operation: Operation) -> Work:
    """Work of a ``UNIDIRECTIONAL_SEQUENCE_LSTM`` operator.

    Raises
    ------
    RuleError
        For normalised gates and diagonal recurrence, which have no rule here.
    """
    if any(map(operation.has, _GATE_NORMALISATIONS)) or operation.options["diagonal"]:
        raise RuleError("normalised gates and diagonal recurrence have no counting rule")
    samples_and_steps = prod(operation.shape(0, 3)[:2])
    cells, features = operation.shape(2, 2)
    if features != operation.shape(0)[2]:
        raise RuleError(f"weights for {features} features read {operation.shape(0)[2]}")
    macs = sum(_stored(operation, position) for position in (*_GATE_WEIGHTS, _PROJECTION))
    biases = sum(_stored(operation, position) for position in (*_BIASES, _PROJECTION_BIAS))
    peepholes = sum(_stored(operation, position) for position in _PEEPHOLES)
    step = (
        Work(macs, biases + 2 * peepholes) + _cell(operation) * cells + _projection_clip(operation)
    )
    return step * samples_and_steps


def _cell(operation: Operation) -> Work:
    coupled = not operation.has(_INPUT_GATE)
    clipped = 2 if operation.options["cell_clip"] > 0 else 0
    gates = Work(0, 5, 2) if coupled else Work(0, 4, 3)
    activations = activated(int(operation.options["activation"])) * 2
    return gates + activations + Work(comparisons=clipped)


def _projection_clip(operation: Operation) -> Work:
    clipped = operation.has(_PROJECTION) and operation.options["projection_clip"] > 0
    return Work(comparisons=2 * operation.shape(_PROJECTION, 2)[0]) if clipped else Work()


def _stored(operation: Operation, position: int) -> int:
    return prod(operation.shape(position)) if operation.has(position) else 0
