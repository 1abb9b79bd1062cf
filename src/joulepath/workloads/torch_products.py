"""Counting rules of PyTorch's sums of products: matrices, convolutions and their gradients.

With ``o`` values written, a matrix product has ``o`` x the length of the summed axis MACs, a
convolution ``o`` x the values of one kernel, a transposed one the values read x the values of
one kernel. A bias is ``o`` additions. ``alpha`` is ``o`` products and ``beta`` one product for
each value of the addend, unless they are 1. Products in other formats, such as ``_scaled_mm``,
scale each result once for each scale that is given.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Final, TypeAlias

from joulepath.workloads.kernels import kernel_of
from joulepath.workloads.torch_graph import Operation, RuleError, Shape
from joulepath.workloads.work import Work

__all__ = [
    "bilinear",
    "convolution",
    "input_name",
    "kernel_of_convolution",
    "linear",
    "matrix_product",
    "pairwise_distance",
    "product_of",
    "scaled_product",
    "summed",
    "tensor_product",
    "transposed_convolution",
    "trilinear",
]

Rule: TypeAlias = Callable[[Operation], Work]

_SUMMED_OVER_BATCH: Final = frozenset({"aten.addbmm", "aten.addbmm_"})


def summed(left: Shape, right: Shape) -> int:
    """Length of the axis over which two matrices or vectors are summed.

    Raises
    ------
    RuleError
        If they do not multiply.
    """
    length = left[-1] if left else 1
    if not left or not right or length != right[-2:][0]:
        raise RuleError(f"shapes {list(left)} and {list(right)} do not multiply")
    return length


def product_of(left: str, right: str, addend: str = "") -> Rule:
    """Make the rule of a product of two arguments to which a third may be added."""

    def rule(operation: Operation) -> Work:
        length = summed(operation.shape(left, 1), operation.shape(right, 1))
        batches = operation.shape(left)[0] if operation.operator in _SUMMED_OVER_BATCH else 1
        macs = operation.written * batches * length
        return Work(macs, _added(operation, addend, operation.written) if addend else 0)

    return rule


def _added(operation: Operation, addend: str, products: int) -> int:
    beta = operation.number("beta", 1)
    scaling = products if operation.number("alpha", 1) != 1 else 0
    if beta == 0:
        return scaling
    return products + scaling + (operation.tensor(addend).values if beta != 1 else 0)


def matrix_product(operation: Operation) -> Work:
    """Work of ``matmul``, whatever the number of axes."""
    left = operation.shape("self", 1)
    right = operation.tensors[1].shape if len(operation.tensors) > 1 else ()
    return Work(operation.written * summed(left, right))


def linear(operation: Operation) -> Work:
    """Work of a fully connected layer, whose weight is (outputs, inputs)."""
    read, weight = operation.shape("input", 1), operation.shape("weight", 1)
    if read[-1] != weight[-1]:
        raise RuleError(f"{read[-1]} values do not fit a weight of {list(weight)}")
    return Work(operation.written * weight[-1], _bias(operation))


def bilinear(operation: Operation) -> Work:
    """Work of ``x1 W x2``: a MAC for each weight, and for each first value of each result."""
    first = operation.tensors[0].shape[-1]
    weight = operation.shape("weight", 3)
    macs = operation.written * (prod(weight[1:]) + first)
    return Work(macs, _bias(operation))


def scaled_product(operation: Operation) -> Work:
    """Work of a product of matrices in 8 bits or fewer, with the scales of its results."""
    left, right = operation.tensors[:2] if len(operation.tensors) > 1 else (None, None)
    if left is None or right is None or not left.shape:
        raise RuleError("it multiplies fewer than two matrices")
    scales = sum(operation.optional(name) is not None for name in ("scale_a", "scale_b", "scales"))
    return Work(operation.written * left.shape[-1], operation.written * scales + _bias(operation))


def _bias(operation: Operation) -> int:
    return operation.written if operation.optional("bias") else 0


def _kernel(operation: Operation, channels: int) -> int:
    weight = operation.shape("weight", 2)
    if channels % weight[1]:
        raise RuleError(f"{channels} channels do not fit kernels of {list(weight[1:])}")
    return prod(weight[1:])


def _channels(operation: Operation, name: str) -> int:
    spatial = len(operation.shape("weight", 2)) - 2
    read = operation.shape(name, spatial + 1)
    return read[len(read) - spatial - 1]


def input_name(operation: Operation) -> str:
    """Name of the argument that a convolution convolves, which differs between operators."""
    return "input" if "input" in operation.arguments else "self"


def convolution(operation: Operation) -> Work:
    """Work of a convolution, transposed if its argument says so."""
    if operation.flag("transposed"):
        return transposed_convolution(operation)
    kernel = _kernel(operation, _channels(operation, input_name(operation)))
    return Work(operation.written * kernel, _bias(operation))


def kernel_of_convolution(operation: Operation) -> str:
    """Kind of a convolution that is not transposed, by the shape of its weight."""
    channels, weight = _channels(operation, input_name(operation)), operation.shape("weight", 2)
    return kernel_of(weight[2:], weight[1], channels // weight[1])


def transposed_convolution(operation: Operation) -> Work:
    """Work of a transposed convolution, with what its padding crops afterwards."""
    name = input_name(operation)
    weight = operation.shape("weight", 2)
    if _channels(operation, name) != weight[0]:
        raise RuleError(f"{_channels(operation, name)} channels do not fit {weight[0]} kernels")
    return Work(operation.tensor(name).values * prod(weight[1:]), _bias(operation))


def pairwise_distance(operation: Operation) -> Work:
    """Work of ``cdist``: for each pair a difference, a square and a sum of each value, a root."""
    length = operation.tensors[0].shape[-1] if operation.tensors else 0
    return Work(elementwise=3 * length - 1, special=1) * operation.written


def tensor_product(operation: Operation) -> Work:
    """Work of ``tensordot``, which sums over several axes.

    Raises
    ------
    RuleError
        If there are no such axes.
    """
    shape, axes = operation.shape("self"), operation.sizes("dims_self")
    if not all(-len(shape) <= axis < len(shape) for axis in axes):
        raise RuleError(f"there are no axes {list(axes)} in {list(shape)}")
    return Work(operation.written * prod(shape[axis] for axis in {*axes}))


def trilinear(operation: Operation) -> Work:
    """Work of the sum of products of three tensors, two MACs for each triple."""
    shapes = [_unfolded(operation, f"i{at}", f"expand{at}") for at in (1, 2, 3)]
    if len({*map(len, shapes)}) != 1:
        raise RuleError("its operands do not have the same axes")
    return Work(2 * prod(map(max, *shapes)))


def _unfolded(operation: Operation, name: str, expanded: str) -> Shape:
    """Shape of an operand with axes of size 1 put where the others have them."""
    shape = list(operation.shape(name))
    for axis in sorted(operation.sizes(expanded)):
        shape.insert(axis, 1)
    return tuple(shape)
