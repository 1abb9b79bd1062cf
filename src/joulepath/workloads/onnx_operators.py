"""Counting rules: how much arithmetic each ONNX operator does.

Multiply-accumulates are those of sums of products; with ``k`` for the values of one kernel:

=============================  ========================================================
``Conv``                       outputs x input channels per group x ``k``
``ConvTranspose``              inputs x output channels per group x ``k`` (what the
                               padding crops afterwards is computed and counts)
``Gemm`` ``MatMul``            outputs x length of the summed axis
``Einsum``                     product of the sizes of all labels
=============================  ========================================================

All other arithmetic is counted apart, one for each addition, subtraction and multiplication
(elementwise), comparison and selection (comparisons), division and value of an elementary
function (special: exponential, logarithm, root, power, error function, hyperbolic and circular
functions, sigmoid), however it is computed. With ``i`` values read, ``o`` written, all kinds
together:

=============================  ========================================================
a bias                         ``o``
``Gemm``                       + ``o`` if ``alpha`` is not 1, + values of C if ``beta``
                               is not 1
elementwise                    ``o``; of n inputs (``Sum Max Min``) ``(n-1) o``,
                               ``Mean`` ``n o``; ``Clip`` a comparison for each bound
activations                    see `joulepath.workloads.onnx_elementwise`: ``Relu`` 1,
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
``Resize`` and the like        as `joulepath.workloads.onnx_geometry` says
``TopK``                       the first of ``n`` by ``n - 1`` comparisons, each other one by
                               the logarithm of ``n`` to base 2, rounded up
pooling and norms of order p   the power of each value, sums, the root
``QuantizeLinear``             5 ``o``: quotient, rounding, zero point, two bounds
``DynamicQuantizeLinear``      7 ``i`` + 7: extremes of the values, scale and zero point,
                               then as ``QuantizeLinear``
``DequantizeLinear``           2 ``o``: zero point and product
data movement                  a move for each value written (see ``onnx_elementwise``)
views                          nothing, but they are listed (likewise)
quantised operators            as `joulepath.workloads.onnx_microsoft` says
fused operators                as `joulepath.workloads.onnx_fused` says
recurrent ones                 see `joulepath.workloads.onnx_recurrent`
attention                      see `joulepath.workloads.onnx_attention`
trees and the like             see `joulepath.workloads.onnx_classical`
=============================  ========================================================

Operators without a rule are those whose work depends on the data (``NonMaxSuppression``,
``NonZero``, ``Unique``, ``Compress``, ``MaxRoiPool``, control flow), on the algorithm (``Det``,
``DFT``, ``STFT``, random numbers) or on something other than tensors (sequences, texts, images).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Final, TypeAlias

from joulepath.workloads.kernels import kernel_of
from joulepath.workloads.onnx_attention import attention, linear_attention, rotary_positions
from joulepath.workloads.onnx_classical import DOMAIN as CLASSICAL
from joulepath.workloads.onnx_classical import RULES as CLASSICAL_RULES
from joulepath.workloads.onnx_elementwise import EACH_VALUE, MOVEMENT, VIEWS
from joulepath.workloads.onnx_fused import FUSED
from joulepath.workloads.onnx_geometry import (
    affine_grid,
    deformed_convolution,
    folded_columns,
    regions_of_interest,
    resized,
    sampled_by_grid,
)
from joulepath.workloads.onnx_graph import Node, Operation, RuleError, Shape
from joulepath.workloads.onnx_microsoft import COUNTERPARTS, DOMAIN, standard
from joulepath.workloads.onnx_norms import NORMS
from joulepath.workloads.onnx_recurrent import gated_recurrent, long_short_term, plain
from joulepath.workloads.onnx_remaining import REMAINING
from joulepath.workloads.work import Work

__all__ = ["CONTROL_FLOW", "RULES", "Rule", "has_rule", "kernel", "work_of"]


Rule: TypeAlias = Callable[[Operation], Work]

CONTROL_FLOW: Final = frozenset({"If", "Loop", "Scan", "SequenceMap"})
"""Operators whose work depends on data and so has no count."""


def has_rule(node: Node) -> bool:
    """Whether an operator can be counted."""
    if node.domain == CLASSICAL:
        return node.operator in CLASSICAL_RULES
    by_domain: Mapping[str, Mapping[str, Rule]] = {"": RULES, DOMAIN: FUSED}
    known = {*by_domain.get(node.domain, ()), *COUNTERPARTS.get(node.domain, ())}
    return node.operator in known


def work_of(operation: Operation) -> Work:
    """Work of an operator that has a rule.

    Raises
    ------
    RuleError
        If its tensors or attributes do not fit together.
    """
    if operation.node.domain == CLASSICAL:
        return CLASSICAL_RULES[operation.node.operator](operation)
    counted = standard(operation)
    if counted is operation:
        return (FUSED if operation.node.domain else RULES)[operation.node.operator](operation)
    if operation.number("channels_last", 0):
        raise RuleError("channels in the last axis have no counting rule")
    return RULES[counted.node.operator](counted)


def kernel(operation: Operation) -> str:
    """Kind of a convolution that `work_of` could count; nothing for other operators."""
    counted = standard(operation)
    match counted.node.operator:
        case "Conv":
            weight = counted.shape(1, rank=2)
            return kernel_of(weight[2:], weight[1], int(counted.number("group", 1)))
        case "ConvTranspose":
            return "convolution"
        case _:
            return ""


def _each_value(work: Work) -> Rule:
    return lambda operation: work * operation.written


def _each_read(reads: Work, writes: Work) -> Rule:
    return lambda operation: reads * operation.read + writes * operation.written


def _copy(operation: Operation) -> Work:
    return Work(moves=operation.all_written)


def _view(operation: Operation) -> Work:
    if operation.read != operation.written:
        what = f"shape {list(operation.shape(0))} holds other values than"
        raise RuleError(f"{what} {list(operation.outputs[0])}")
    return Work()


def _nothing(operation: Operation) -> Work:
    return Work()


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
    return Work(products) if set(sizes) - set(answer) else Work(elementwise=products)


def _of_several(joining: Work, once: Work | None = None) -> Rule:
    def rule(operation: Operation) -> Work:
        each = joining * (len(operation.inputs) - 1) + (once or Work())
        return each * operation.written

    return rule


def _clip(operation: Operation) -> Work:
    attributes = operation.node.attributes
    bounds = operation.has(1) + operation.has(2) + ("min" in attributes) + ("max" in attributes)
    return Work(comparisons=bounds) * operation.written


def _pool(operation: Operation) -> int:
    return prod(operation.sizes("kernel_shape"))


def _average_pool(operation: Operation) -> Work:
    return Work(elementwise=_pool(operation) - 1, special=1) * operation.written


def _max_pool(operation: Operation) -> Work:
    return Work(comparisons=_pool(operation) - 1) * operation.written


def _gelu(operation: Operation) -> Work:
    by_tanh = operation.text("approximate", "none") == "tanh"
    return Work(elementwise=8 if by_tanh else 4, special=1) * operation.written


def _dynamic_quantisation(operation: Operation) -> Work:
    return Work(0, 2, 1, 4) * operation.read + Work(0, 3, 2, 2)


_ADD, _COMPARE, _SPECIAL = Work(elementwise=1), Work(comparisons=1), Work(special=1)

# Operations for each value read and for each value written; n values are joined in n-1 steps.
_REDUCTIONS: Final[Mapping[str, tuple[Work, Work]]] = {
    **dict.fromkeys(("ReduceSum", "ReduceProd"), (_ADD, _ADD * -1)),
    **dict.fromkeys(
        ("ReduceMax", "ReduceMin", "ArgMax", "ArgMin", "GlobalMaxPool"), (_COMPARE, _COMPARE * -1)
    ),
    **dict.fromkeys(
        ("ReduceMean", "GlobalAveragePool", "ReduceLogSum"), (_ADD, _ADD * -1 + _SPECIAL)
    ),
    **dict.fromkeys(("ReduceL1", "ReduceSumSquare"), (_ADD * 2, _ADD * -1)),
    "ReduceL2": (_ADD * 2, _ADD * -1 + _SPECIAL),
    "ReduceLogSumExp": (_ADD + _SPECIAL, _ADD * -1 + _SPECIAL),
}

RULES: Final[Mapping[str, Rule]] = {
    **dict.fromkeys(MOVEMENT, _copy),
    **dict.fromkeys(VIEWS, _view),
    **dict.fromkeys(("Shape", "Size"), _nothing),
    **{name: _each_value(work) for name, work in EACH_VALUE.items()},
    **{name: _each_read(*amounts) for name, amounts in _REDUCTIONS.items()},
    **dict.fromkeys(("Max", "Min"), _of_several(_COMPARE)),
    "Sum": _of_several(_ADD),
    "Mean": _of_several(_ADD, _SPECIAL),
    "Attention": attention,
    "GRU": gated_recurrent,
    "LSTM": long_short_term,
    "RNN": plain,
    "DynamicQuantizeLinear": _dynamic_quantisation,
    "Conv": _convolution,
    "ConvTranspose": _transposed_convolution,
    "Einsum": _einstein_sum,
    "Gemm": _general_matrix_product,
    "MatMul": _matrix_product,
    "AveragePool": _average_pool,
    "MaxPool": _max_pool,
    "Clip": _clip,
    "Gelu": _gelu,
    **dict.fromkeys(("Resize", "Upsample"), resized),
    "AffineGrid": affine_grid,
    "Col2Im": folded_columns,
    "DeformConv": deformed_convolution,
    "GridSample": sampled_by_grid,
    "LinearAttention": linear_attention,
    "RoiAlign": regions_of_interest,
    "RotaryEmbedding": rotary_positions,
    **NORMS,
    **REMAINING,
}
"""The counting rule of every operator that has one."""
