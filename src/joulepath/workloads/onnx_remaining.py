"""Counting rules of seldom used ONNX operators: norms of order p, losses, selections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Final, TypeAlias

from joulepath.workloads.onnx_elementwise import EACH_VALUE
from joulepath.workloads.onnx_graph import Operation, RuleError
from joulepath.workloads.work import Work

__all__ = ["REMAINING"]

_Rule: TypeAlias = Callable[[Operation], Work]


def _powers(operation: Operation) -> tuple[Work, Work]:
    """What becomes of each value before they are summed, and of the sum."""
    match int(operation.number("p", 2)):
        case 1:
            return Work(elementwise=1), Work()  # its amount
        case 2:
            return Work(elementwise=1), Work(special=1)  # its square, and the root
        case _:
            return Work(elementwise=1, special=1), Work(special=1)


def _global_pool(operation: Operation) -> Work:
    each, root = _powers(operation)
    sums = Work(elementwise=operation.read - operation.written)
    return each * operation.read + sums + root * operation.written


def _pool(operation: Operation) -> Work:
    each, root = _powers(operation)
    values = prod(operation.sizes("kernel_shape"))
    return (each * values + Work(elementwise=values - 1) + root) * operation.written


def _vector_norm(operation: Operation) -> Work:
    each, root = _powers(operation)
    vectors = operation.read // _length(operation, -1)
    sums = Work(elementwise=operation.read - vectors)
    return (each + Work(special=1)) * operation.read + sums + root * vectors


def _hardmax(operation: Operation) -> Work:
    rows = operation.read // _length(operation, -1)
    return Work(comparisons=operation.read - rows, moves=operation.read)


def _largest(operation: Operation) -> Work:
    axis = int(operation.number("axis", -1))
    length = _length(operation, -1)
    chosen = operation.outputs[0][axis]
    if chosen > length:
        raise RuleError(f"{chosen} of {length} values cannot be the largest")
    each = length - 1 + (chosen - 1) * (length - 1).bit_length()
    return Work(comparisons=each, moves=chosen) * (operation.read // length)


def _likelihood_loss(operation: Operation) -> Work:
    answers = prod(operation.shape(1))
    weighted = int(operation.has(2))
    mean = operation.text("reduction", "mean")
    sums = 0 if mean == "none" else answers - 1 + (weighted and mean == "mean") * (answers - 1)
    return Work(0, answers * (1 + weighted) + sums, int(mean == "mean"), moves=answers)


def _entropy_loss(operation: Operation) -> Work:
    return EACH_VALUE["LogSoftmax"] * operation.read + _likelihood_loss(operation)


def _causal_convolution(operation: Operation) -> Work:
    channels, _, kernel = operation.shape(1, rank=3)
    if operation.shape(0, rank=3)[1] != channels:
        raise RuleError(f"{channels} kernels do not fit {operation.shape(0)[1]} channels")
    active = EACH_VALUE["Swish"] if operation.text("activation", "none") != "none" else Work()
    each = Work(kernel, int(operation.has(2))) + active
    return each * operation.written


def _length(operation: Operation, default: int) -> int:
    shape, axis = operation.shape(0, rank=1), int(operation.number("axis", default))
    if not -len(shape) <= axis < len(shape):
        raise RuleError(f"axis {axis} is none of {list(shape)}")
    return shape[axis]


REMAINING: Final[Mapping[str, _Rule]] = {
    "CausalConvWithState": _causal_convolution,
    "GlobalLpPool": _global_pool,
    "Hardmax": _hardmax,
    "LpNormalization": _vector_norm,
    "LpPool": _pool,
    "NegativeLogLikelihoodLoss": _likelihood_loss,
    "SoftmaxCrossEntropyLoss": _entropy_loss,
    "TopK": _largest,
}
"""By operator."""
