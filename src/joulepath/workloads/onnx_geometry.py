"""Counting rules of operators that sample, resize and fold maps.

A value between others is made step by step along the axes: linearly from two by a difference, a
product and a sum, cubically from four by four products and three sums. Weights that depend on the
place only are tabulated for a resized map; places that the data tells are worked out for each.

======================  ===============================================================
``Resize``              nearest: a move; linear along n axes: 3 (2^n - 1); cubic:
                        7 (4^n - 1) / 3, for each value written
``GridSample``          likewise, and a product and a sum for each coordinate; nearest:
                        its rounding and a move
``AffineGrid``          n (n + 1) MACs for each place of n coordinates
``RoiAlign``            bilinear samples, joined by sums and a quotient or by maxima
``DeformConv``          the convolution; two sums and a bilinear sample for each value
                        under the kernel, a product more with a mask
``Col2Im``              a sum for each value read
======================  ===============================================================
"""

from __future__ import annotations

from math import prod

from joulepath.workloads.onnx_graph import Operation, RuleError
from joulepath.workloads.work import Work

__all__ = [
    "affine_grid",
    "deformed_convolution",
    "folded_columns",
    "regions_of_interest",
    "resized",
    "sampled_by_grid",
]

_BILINEAR = Work(elementwise=9)


def resized(operation: Operation) -> Work:
    """Work of a ``Resize`` or ``Upsample``."""
    mode = operation.text("mode", "nearest")
    sizes = [*zip(operation.shape(0), operation.outputs[0], strict=True)]
    smoothed = operation.number("antialias", 0) and any(after < before for before, after in sizes)
    if smoothed and mode != "nearest":
        raise RuleError("smoothing of what becomes smaller has no counting rule")
    axes = sum(before != after for before, after in sizes)
    return interpolated(mode, axes) * operation.written


def interpolated(mode: str, axes: int) -> Work:
    """Work for one value between others along so many axes.

    Raises
    ------
    RuleError
        If the mode has no rule.
    """
    match mode:
        case "nearest":
            return Work(moves=1)
        case "linear" | "bilinear":
            return Work(elementwise=3 * (2**axes - 1))
        case "cubic" | "bicubic":
            return Work(elementwise=7 * (4**axes - 1) // 3)
        case _:
            raise RuleError(f"interpolation '{mode}' has no counting rule")


def sampled_by_grid(operation: Operation) -> Work:
    """Work of a ``GridSample``."""
    samples, *_, axes = operation.shape(1, rank=3)
    places = prod(operation.shape(1)) // axes
    mode = operation.text("mode", "linear")
    rounding = Work(elementwise=2 + (mode == "nearest")) * (axes * places)
    if samples != operation.shape(0, rank=3)[0] or axes != len(operation.shape(0)) - 2:
        raise RuleError(f"places {operation.shape(1)} do not fit a map {operation.shape(0)}")
    return interpolated(mode, axes) * operation.written + rounding


def affine_grid(operation: Operation) -> Work:
    """Work of an ``AffineGrid``."""
    rows = operation.shape(0, rank=3)[1]
    return Work((rows + 1) * operation.written)


def regions_of_interest(operation: Operation) -> Work:
    """Work of a ``RoiAlign`` that takes a given number of samples."""
    samples = int(operation.number("sampling_ratio", 0)) ** 2
    if not samples:
        raise RuleError("samples that depend on the size of a region have no counting rule")
    largest = operation.text("mode", "avg") == "max"
    joined = Work(comparisons=samples - 1) if largest else Work(elementwise=samples - 1, special=1)
    return (_BILINEAR * samples + joined) * operation.written


def deformed_convolution(operation: Operation) -> Work:
    """Work of a ``DeformConv``."""
    channels, weight = operation.shape(0, rank=3)[1], operation.shape(1, rank=3)
    groups = int(operation.number("group", 1))
    if channels != groups * weight[1]:
        raise RuleError(f"{channels} channels do not fit {groups} groups of {weight[1]}")
    places = prod(operation.outputs[0][:1]) * prod(operation.outputs[0][2:]) * prod(weight[2:])
    sampled = (_BILINEAR + Work(elementwise=int(operation.has(4)))) * (places * channels)
    moved = Work(elementwise=prod(operation.shape(2)))
    biased = operation.written if operation.has(3) else 0
    return Work(operation.written * prod(weight[1:]), biased) + sampled + moved


def folded_columns(operation: Operation) -> Work:
    """Work of a ``Col2Im``."""
    return Work(elementwise=operation.read)
