"""Counting rules: how much arithmetic each ONNX operator does.

Multiply-accumulates are those of sums of products; with ``k`` for the values of one kernel:

=============================  ========================================================
``Conv``                       outputs x input channels per group x ``k``
``ConvTranspose``              inputs x output channels per group x ``k`` (what the
                               padding crops afterwards is computed and counts)
``Gemm`` ``MatMul``            outputs x length of the summed axis
``Einsum``                     product of the sizes of all labels
=============================  ========================================================

All other arithmetic is counted apart, one for each addition, subtraction, multiplication,
division, comparison, selection, and for each value of an elementary function (exponential,
logarithm, root, power, error function, hyperbolic and circular functions, sigmoid), however
it is computed. With ``i`` values read, ``o`` written:

=============================  ========================================================
a bias                         ``o``
``Gemm``                       + ``o`` if ``alpha`` is not 1, + values of C if ``beta``
                               is not 1
elementwise                    ``o``; of n inputs (``Sum Max Min``) ``(n-1) o``,
                               ``Mean`` ``n o``; ``Clip`` a comparison for each bound
activations                    see ``_EACH_VALUE``: ``Relu`` 1, ``Sigmoid`` 1,
                               ``LeakyRelu`` 2, ``Gelu`` 5 (9 by ``tanh``), ...
``Softmax``                    5 ``o``: maximum, difference, exponential, sum, quotient
``LogSoftmax``                 6 ``o``
``BatchNormalization``         2 ``o``: scale and shift, prepared from the statistics
``LayerNormalization``         7 ``o`` (6 without bias) + 2 for each mean: mean,
                               difference, square, mean, quotient, scale, shift;
                               then epsilon and the root
``InstanceNormalization``      as ``LayerNormalization``
``GroupNormalization``         as ``LayerNormalization``
``RMSNormalization``           4 ``o`` + 2 for each mean
``LRN``                        (window + 4) ``o``
``AveragePool``                ``k o`` (padding counts as values)
``MaxPool``                    ``(k-1) o``
``GlobalAveragePool``          ``i``; ``GlobalMaxPool`` ``i-o``
``ReduceMean``                 ``i``; ``ReduceSum Max Min Prod`` and ``ArgMax`` ``i-o``;
                               with a square or exponential before or a root or
                               logarithm after, that many more
``CumSum``                     ``o``
``Resize``                     nearest: none; linear along n axes: 3 (2^n - 1) ``o``
data movement                  none (see ``_MOVEMENT``)
=============================  ========================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Final, TypeAlias

from joulepath.workloads.onnx_graph import Operation, RuleError, Shape

__all__ = ["CONTROL_FLOW", "RULES", "Rule", "Work"]


@dataclass(frozen=True)
class Work:
    """Arithmetic of one operator."""

    macs: int
    """Multiply-accumulates."""
    other_operations: int
    """Everything else."""


Rule: TypeAlias = Callable[[Operation], Work]

CONTROL_FLOW: Final = frozenset({"If", "Loop", "Scan", "SequenceMap"})
"""Operators whose work depends on data and so has no count."""


def _each_value(amount: int) -> Rule:
    return lambda operation: Work(0, amount * operation.written)


def _each_read(reads: int, writes: int) -> Rule:
    return lambda operation: Work(0, reads * operation.read + writes * operation.written)


def _nothing(operation: Operation) -> Work:
    return Work(0, 0)


def _bias(operation: Operation, position: int) -> int:
    return operation.written if operation.has(position) else 0


def _convolution(operation: Operation) -> Work:
    channels = operation.shape(0, rank=2)[1]
    weight = operation.shape(1, rank=2)
    groups = int(operation.number("group", 1))
    if channels != groups * weight[1]:
        raise RuleError(f"{channels} channels do not fit {groups} groups of {weight[1]}")
    _check_kernel(operation, weight)
    return Work(operation.written * prod(weight[1:]), _bias(operation, 2))


def _transposed_convolution(operation: Operation) -> Work:
    channels = operation.shape(0, rank=2)[1]
    weight = operation.shape(1, rank=2)
    if channels != weight[0]:
        raise RuleError(f"{channels} channels do not fit a weight for {weight[0]}")
    _check_kernel(operation, weight)
    return Work(operation.read * prod(weight[1:]), _bias(operation, 2))


def _check_kernel(operation: Operation, weight: Shape) -> None:
    stated = operation.node.attributes.get("kernel_shape", weight[2:])
    if stated != weight[2:]:
        raise RuleError(f"kernel_shape {stated} is not that of the weight, {weight[2:]}")


def _matrix_product(operation: Operation) -> Work:
    left, right = operation.shape(0, rank=1), operation.shape(1, rank=1)
    summed = right[-2:][0]
    if left[-1] != summed:
        raise RuleError(f"shapes {left} and {right} do not multiply")
    return Work(operation.written * summed, 0)


def _general_matrix_product(operation: Operation) -> Work:
    left, right = operation.shape(0, rank=2), operation.shape(1, rank=2)
    summed = left[0] if operation.number("transA", 0) else left[1]
    if summed != (right[1] if operation.number("transB", 0) else right[0]):
        raise RuleError(f"shapes {left} and {right} do not multiply")
    scaling = operation.written if operation.number("alpha", 1) != 1 else 0
    if operation.has(2) and operation.number("beta", 1) != 1:
        scaling += prod(operation.shape(2))
    return Work(operation.written * summed, _bias(operation, 2) + scaling)


def _einstein_sum(operation: Operation) -> Work:
    equation = operation.text("equation", "").replace(" ", "")
    terms, arrow, answer = equation.partition("->")
    labels = terms.split(",")
    if "." in equation or not arrow or len(labels) != 2 or len(operation.inputs) != 2:
        raise RuleError(f"equation '{equation}' is not of the form 'ij,jk->ik'")
    sizes: dict[str, int] = {}
    for position, term in enumerate(labels):
        for label, size in zip(term, operation.shape(position, rank=len(term)), strict=False):
            sizes[label] = max(size, sizes.get(label, 1))
    products = prod(sizes.values())
    return Work(products, 0) if set(sizes) - set(answer) else Work(0, products)


def _of_several(amount: int) -> Rule:
    return lambda operation: Work(0, (len(operation.inputs) + amount) * operation.written)


def _clip(operation: Operation) -> Work:
    attributes = operation.node.attributes
    bounds = operation.has(1) + operation.has(2) + ("min" in attributes) + ("max" in attributes)
    return Work(0, bounds * operation.written)


def _pool(operation: Operation) -> int:
    return prod(operation.sizes("kernel_shape"))


def _average_pool(operation: Operation) -> Work:
    return Work(0, _pool(operation) * operation.written)


def _max_pool(operation: Operation) -> Work:
    return Work(0, (_pool(operation) - 1) * operation.written)


def _local_response(operation: Operation) -> Work:
    return Work(0, (operation.amount("size") + 4) * operation.written)


def _gelu(operation: Operation) -> Work:
    by_tanh = operation.text("approximate", "none") == "tanh"
    return Work(0, (9 if by_tanh else 5) * operation.written)


def _means_before_axis(operation: Operation) -> int:
    return prod(operation.shape(0)[: int(operation.number("axis", -1))])


def _layer_normalization(operation: Operation) -> Work:
    each = 7 if operation.has(2) else 6
    return Work(0, each * operation.written + 2 * _means_before_axis(operation))


def _root_mean_square_normalization(operation: Operation) -> Work:
    return Work(0, 4 * operation.written + 2 * _means_before_axis(operation))


def _instance_normalization(operation: Operation) -> Work:
    return Work(0, 7 * operation.written + 2 * prod(operation.shape(0, rank=2)[:2]))


def _group_normalization(operation: Operation) -> Work:
    means = operation.shape(0, rank=2)[0] * operation.amount("num_groups")
    return Work(0, 7 * operation.written + 2 * means)


def _resize(operation: Operation) -> Work:
    mode = operation.text("mode", "nearest")
    if mode not in {"nearest", "linear"}:
        raise RuleError(f"interpolation '{mode}' has no counting rule")
    sizes = zip(operation.shape(0), operation.outputs[0], strict=True)
    resized = sum(before != after for before, after in sizes)
    return Work(0, 3 * (2**resized - 1) * operation.written if mode == "linear" else 0)


_MOVEMENT: Final = (
    "Cast CastLike Concat ConstantOfShape DepthToSpace Dropout Expand EyeLike Flatten "
    "Gather GatherElements GatherND Identity OneHot Pad Range Reshape ScatterElements ScatterND "
    "Shape Size Slice SpaceToDepth Split Squeeze Tile Transpose Trilu Unsqueeze"
)

_EACH_VALUE: Final[Mapping[int, str]] = {
    1: "Abs Acos Acosh Add And Asin Asinh Atan Atanh Ceil Cos Cosh CumSum Div Equal Erf Exp Floor "
    "Greater GreaterOrEqual IsInf IsNaN Less LessOrEqual Log Mod Mul Neg Not Or Pow Reciprocal "
    "Relu Round Sigmoid Sign Sin Sinh Sqrt Sub Tan Tanh ThresholdedRelu Where Xor",
    2: "BatchNormalization LeakyRelu PRelu",  # a product and a selection, or a sum
    3: "Softplus Softsign Swish",  # x sigmoid(a x); log(1 + exp x); x / (1 + |x|)
    4: "Elu HardSigmoid",  # a (exp(x) - 1) for x < 0; clip(a x + b)
    5: "Celu HardSwish Mish Selu Softmax",  # one product or quotient, or tanh, more
    6: "LogSoftmax",
}

# Operations for each value read and for each value written.
_REDUCTIONS: Final[Mapping[str, tuple[int, int]]] = {
    **dict.fromkeys(("ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd"), (1, -1)),
    **dict.fromkeys(("ArgMax", "ArgMin", "GlobalMaxPool"), (1, -1)),
    **dict.fromkeys(("ReduceMean", "GlobalAveragePool", "ReduceLogSum"), (1, 0)),
    **dict.fromkeys(("ReduceL1", "ReduceSumSquare"), (2, -1)),
    **dict.fromkeys(("ReduceL2", "ReduceLogSumExp"), (2, 0)),
}

RULES: Final[Mapping[str, Rule]] = {
    **dict.fromkeys(_MOVEMENT.split(), _nothing),
    **{name: _each_value(n) for n, names in _EACH_VALUE.items() for name in names.split()},
    **{name: _each_read(*amounts) for name, amounts in _REDUCTIONS.items()},
    **dict.fromkeys(("Sum", "Max", "Min"), _of_several(-1)),
    "Mean": _of_several(0),
    "Conv": _convolution,
    "ConvTranspose": _transposed_convolution,
    "Einsum": _einstein_sum,
    "Gemm": _general_matrix_product,
    "MatMul": _matrix_product,
    "AveragePool": _average_pool,
    "MaxPool": _max_pool,
    "Clip": _clip,
    "Gelu": _gelu,
    "GroupNormalization": _group_normalization,
    "InstanceNormalization": _instance_normalization,
    "LayerNormalization": _layer_normalization,
    "LRN": _local_response,
    "RMSNormalization": _root_mean_square_normalization,
    "Resize": _resize,
    "Upsample": _resize,
}
"""The counting rule of every operator that has one."""
