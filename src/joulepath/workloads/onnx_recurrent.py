"""Counting rules of operators that work on sequences.

For each step, direction and sample, with ``x`` input values and ``h`` hidden ones:

``RNN``
    ``h (x + h)`` MACs, ``h`` additions of the bias, the activation.
``LSTM``
    ``4 h (x + h)`` MACs, ``4 h`` additions of the bias; sigmoids of three gates and two more
    activations (hyperbolic tangents); old content times the forget gate, new content times the
    input gate, their sum, and the product with the output gate. Peepholes are a product and a
    sum for each of ``3 h``.
``GRU``
    ``3 h (x + h)`` MACs, ``3 h`` additions of the bias (``4 h`` with ``linear_before_reset``);
    sigmoids of two gates and one more activation; a product with the reset gate (and a sum more
    with ``linear_before_reset``); ``1 - z``, two products and a sum.

The two biases of a gate are added up when the model is loaded, where nothing comes between
them. A clip is two comparisons for each input of an activation. Every sequence has full length.

``DynamicQuantizeLSTM`` does the same with turned weights; quantising what it reads is not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from joulepath.workloads.onnx_elementwise import EACH_VALUE
from joulepath.workloads.onnx_graph import Operation, RuleError
from joulepath.workloads.work import Work

__all__ = ["gated_recurrent", "long_short_term", "plain", "quantised_long_short_term"]

_ACTIVATIONS: Final[Mapping[str, Work]] = {
    **EACH_VALUE,
    "Affine": Work(elementwise=2),
    "ScaledTanh": Work(elementwise=2, special=1),
}


def plain(operation: Operation) -> Work:
    """Work of an ``RNN``."""
    return _recurrent(operation, (("Tanh", 1),), 1, Work())


def gated_recurrent(operation: Operation) -> Work:
    """Work of a ``GRU``."""
    late = bool(operation.number("linear_before_reset", 0))
    apart = 1 if late and operation.has(3) else 0
    cell = Work(elementwise=(6 if late else 5) + apart)
    return _recurrent(operation, (("Sigmoid", 2), ("Tanh", 1)), 3, cell)


def long_short_term(operation: Operation) -> Work:
    """Work of an ``LSTM``.

    Raises
    ------
    RuleError
        If its tensors do not fit together, or the input gate is coupled to the forget gate.
    """
    if operation.number("input_forget", 0):
        raise RuleError("coupled gates have no counting rule")
    cell = Work(elementwise=10 if operation.has(7) else 4)
    return _recurrent(operation, (("Sigmoid", 3), ("Tanh", 1), ("Tanh", 1)), 4, cell)


def quantised_long_short_term(operation: Operation) -> Work:
    """Work of a ``DynamicQuantizeLSTM``, whose weights have gates in their last axis."""
    turned = [
        shape and (shape[0], *reversed(shape[1:])) if at in {1, 2} else shape
        for at, shape in enumerate(operation.inputs)
    ]
    return long_short_term(replace(operation, inputs=tuple(turned)))


def _recurrent(
    operation: Operation, activated: tuple[tuple[str, int], ...], gates: int, cell: Work
) -> Work:
    samples, steps, features = operation.shape(0, rank=3)
    directions, rows, weighted = operation.shape(1, rank=3)
    hidden = operation.shape(2, rank=3)[2]
    if (weighted, rows) != (features, gates * hidden):
        raise RuleError(f"weights {[rows, weighted]} do not fit {features} and {hidden} values")
    bias = gates if operation.has(3) else 0
    clipped = sum(copies for _, copies in activated) if "clip" in operation.node.attributes else 0
    each = cell + Work(gates * (features + hidden), bias, comparisons=2 * clipped)
    for_all = each * directions + _activations(operation, activated, directions)
    return for_all * (hidden * samples * steps)


def _activations(
    operation: Operation, activated: tuple[tuple[str, int], ...], directions: int
) -> Work:
    """Activations of all directions for one hidden value; several gates share one kind."""
    kinds = tuple(name for name, _ in activated) * directions
    if "activations" in operation.node.attributes:
        named = operation.node.attributes["activations"]
        kinds = tuple(map(str, named)) if isinstance(named, tuple) else ()
    copies = [number for _, number in activated] * directions
    if len(kinds) != len(copies) or not {*kinds} <= {*_ACTIVATIONS}:
        raise RuleError(f"activations {list(kinds)} have no counting rule")
    works = (_ACTIVATIONS[kind] * number for kind, number in zip(kinds, copies, strict=True))
    return sum(works, Work())
