"""Counting rules of PyTorch's operators on windows of images: pooling and resampling.

With ``k`` values in a window and ``o`` values written: an average is ``(k-1) o`` additions and
``o`` quotients (padding counts as values), a maximum ``(k-1) o`` comparisons. The windows of
adaptive pooling differ in size and are added up exactly. Resizing is as for ONNX, linear along
n axes: ``3 (2^n - 1) o``; cubic along n axes: 7 for each of the ``(4^n - 1) / 3`` interpolations
between four values. A value sampled from a grid is a sum of 4 (8 in space) products; each place
takes 4 operations for each coordinate, and the roundings, differences and products of its weights.
"""

from __future__ import annotations

from collections.abc import Callable
from math import gcd, prod
from typing import Final, TypeAlias

from joulepath.workloads.torch_graph import Operation, RuleError
from joulepath.workloads.work import Work

__all__ = [
    "adaptive_pool",
    "average_pool",
    "average_pool_gradient",
    "cubic",
    "folded",
    "grid_sample",
    "linear_gradient",
    "linearly_resized",
    "max_pool",
    "window",
]

Rule: TypeAlias = Callable[[Operation], Work]

_BILINEAR, _NEAREST = 0, 1


def _axes(operation: Operation) -> int:
    """Number of axes of an image, from the name of the operator, e.g. 2 of ``avg_pool2d``."""
    digits = [letter for letter in operation.operator if letter in "123"]
    if not digits:
        raise RuleError("the number of axes of the window is unknown")
    return int(digits[0])


def window(operation: Operation) -> int:
    """Values in a window.

    Raises
    ------
    RuleError
        If its sizes are missing or too many.
    """
    sizes = operation.sizes("kernel_size")
    axes = _axes(operation)
    if len(sizes) not in {1, axes} or min(sizes) < 1:
        raise RuleError(f"a window of {list(sizes[:axes])} does not fit {axes} axes")
    return prod(sizes * axes if len(sizes) < axes else sizes)


def average_pool(operation: Operation) -> Work:
    """Work of ``avg_pool1d`` and the like."""
    return Work(elementwise=window(operation) - 1, special=1) * operation.written


def max_pool(operation: Operation) -> Work:
    """Work of ``max_pool1d`` and the like."""
    return Work(comparisons=window(operation) - 1) * operation.written


def average_pool_gradient(operation: Operation) -> Work:
    """Work of handing each gradient, divided, to all values of its window."""
    return Work(elementwise=window(operation), special=1) * operation.read


def adaptive_pool(kind: str, read: str = "self") -> Rule:
    """Make the rule of pooling to a given size."""

    def rule(operation: Operation) -> Work:
        axes, written = _axes(operation), operation.output.shape
        before = operation.shape(read, axes + 1)
        if len(before) != len(written):
            raise RuleError(f"it turns {list(before)} into {list(written)}")
        pairs = list(zip(before[-axes:], written[-axes:], strict=True))
        # Windows begin at floor(i I / O) and end at ceil((i + 1) I / O).
        covered = prod(size + parts - gcd(size, parts) for size, parts in pairs)
        joined = prod(written[:-axes]) * covered - operation.written
        quotients = operation.written if kind == "elementwise" else 0
        return Work(**{kind: joined}) + Work(special=quotients)

    return rule


def _resized(operation: Operation) -> int:
    before = operation.shape("input" if "input" in operation.arguments else "self")
    return sum(old != new for old, new in zip(before, operation.output.shape, strict=False))


def linearly_resized(operation: Operation) -> Work:
    """Work of ``upsample_linear1d``, ``upsample_bilinear2d`` and the like."""
    each: int = 2 ** _resized(operation) - 1
    return Work(elementwise=3 * each) * operation.written


def linear_gradient(operation: Operation) -> Work:
    """Work of adding the parts of each gradient to the values it was made from."""
    parts: int = 2 ** _axes(operation)
    return Work(elementwise=2 * parts) * operation.read


def cubic(operation: Operation) -> Work:
    """Work of ``upsample_bicubic2d``."""
    each: int = (4 ** _resized(operation) - 1) // 3
    return Work(elementwise=7 * each) * operation.written


_PLACE: Final = {2: 10, 3: 25}
"""Roundings, differences and products of the weights of one place: 2 + 4 + 4, 3 + 6 + 16."""


def grid_sample(operation: Operation) -> Work:
    """Work of ``grid_sampler``.

    Raises
    ------
    RuleError
        For cubic interpolation, which has no rule.
    """
    axes = len(operation.shape("input", 3)) - 2
    mode = operation.number("interpolation_mode", _BILINEAR)
    places = prod(operation.shape("grid", 2)[:-1])
    if axes not in _PLACE or mode not in {_BILINEAR, _NEAREST}:
        raise RuleError("cubic interpolation on a grid has no counting rule")
    coordinates = Work(elementwise=4 * axes) * places
    if mode == _NEAREST:
        return coordinates + Work(elementwise=axes * places, moves=operation.written)
    taps: int = 2**axes
    weights = Work(elementwise=_PLACE[axes]) * places
    return coordinates + weights + Work(elementwise=2 * taps - 1) * operation.written


def folded(operation: Operation) -> Work:
    """Work of adding overlapping columns up (``col2im``)."""
    return Work(elementwise=operation.read)
