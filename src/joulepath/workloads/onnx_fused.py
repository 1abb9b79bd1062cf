"""Counting rules of the fused operators of ONNX Runtime (domain ``com.microsoft``).

Each does the work of the standard operators that it stands for:

==================================  =====================================================
``FusedConv`` ``FusedGemm``         the product, the sum if any, the activation
``FusedMatMul`` and the like        the product; ``alpha`` as a product for each value
``DynamicQuantizeMatMul`` ...       the product and the bias; quantising what is read is
                                    not counted
``MatMulNBits`` ``MatMulBnb4``      the product and the bias; unpacking weights is not
                                    counted
``BiasGelu`` ``FastGelu`` ...       the bias and the activation
``Skip...Normalization``            the sum, the bias, the normalisation
``EmbedLayerNormalization``         a move for each value of a word, the other rows added,
                                    the normalisation
``GroupNorm`` ``SkipGroupNorm``     as ``GroupNormalization``, the sums, the activation
``MoE`` ``QMoE``                    the products and biases of the experts each token
                                    takes, the activation of the hidden values, a softmax
                                    of the scores, ``k`` maxima, a product and a sum for
                                    each value of each expert taken
==================================  =====================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Final, TypeAlias

from joulepath.workloads.onnx_attention import (
    grouped_attention,
    multi_head_attention,
    projected_attention,
    rotary_positions,
)
from joulepath.workloads.onnx_elementwise import EACH_VALUE
from joulepath.workloads.onnx_graph import Operation, RuleError
from joulepath.workloads.onnx_recurrent import quantised_long_short_term
from joulepath.workloads.work import Work

__all__ = ["FUSED", "packed_values"]

_Rule: TypeAlias = Callable[[Operation], Work]

_GELU, _GELU_BY_TANH = Work(elementwise=4, special=1), Work(elementwise=8, special=1)
_ROOT_MEAN_SQUARE, _MEAN_AND_SPREAD = 3, 6
_HIDDEN: Final[Mapping[str, Work]] = {
    "relu": Work(comparisons=1),
    "gelu": _GELU,
    "silu": Work(elementwise=1, special=1),
    "swiglu": Work(elementwise=2, special=1),
    "identity": Work(),
}


def packed_values(operator: str, attributes: Mapping[str, object]) -> int | None:
    """How many weights are packed in the second input; None if they are not packed."""
    rows, columns = attributes.get("N"), attributes.get("K")
    if operator in {"MatMulBnb4", "MatMulNBits"} and isinstance(rows, int):
        return rows * columns if isinstance(columns, int) else None
    return None


def _each(work: Work, bias: int | None = None) -> _Rule:
    def rule(operation: Operation) -> Work:
        biased = bias is not None and operation.has(bias)
        return (work + Work(elementwise=int(biased))) * operation.written

    return rule


def _normalised(steps: int, scale: int, biases: tuple[int, ...]) -> _Rule:
    """A sum with what was skipped, and a normalisation of the last axis."""

    def rule(operation: Operation) -> Work:
        added = 1 + operation.has(biases[-1])
        missing = steps == _MEAN_AND_SPREAD and not operation.has(biases[0])
        each = Work(elementwise=added + steps - missing, special=1)
        (width,) = operation.shape(scale, rank=1)
        means = Work(elementwise=1, special=1) * (operation.written // width)
        return each * operation.written + means

    return rule


def _embedded(operation: Operation) -> Work:
    tables = 1 + operation.has(4)
    width = operation.shape(2, rank=2)[1]
    each = Work(elementwise=tables + _MEAN_AND_SPREAD, special=1, moves=1)
    means = Work(elementwise=1, special=1) * (operation.written // width)
    return each * operation.written + means


def _grouped_normal(skip: int | None, bias: int | None) -> _Rule:
    def rule(operation: Operation) -> Work:
        added = sum(at is not None and operation.has(at) for at in (skip, bias))
        active = EACH_VALUE["Swish"] if operation.number("activation", 0) else Work()
        each = Work(elementwise=added + _MEAN_AND_SPREAD, special=1) + active
        means = operation.shape(0, rank=2)[0] * operation.amount("groups")
        return each * operation.written + Work(elementwise=1, special=1) * means

    return rule


def _product(operation: Operation) -> Work:
    left, right = operation.shape(0, rank=2), operation.shape(1, rank=2)
    if operation.number("transBatchA", 0) or operation.number("transBatchB", 0):
        raise RuleError("batches in the last axes have no counting rule")
    summed = left[-2] if operation.number("transA", 0) else left[-1]
    if summed != (right[-1] if operation.number("transB", 0) else right[-2]):
        raise RuleError(f"shapes {left} and {right} do not multiply")
    scaled = operation.written if operation.number("alpha", 1) != 1 else 0
    return Work(operation.written * summed, scaled)


def _with_bias(position: int, active: Work | None = None) -> _Rule:
    def rule(operation: Operation) -> Work:
        each = Work(elementwise=int(operation.has(position))) + (active or Work())
        return _product(operation) + each * operation.written

    return rule


def _packed_product(operation: Operation) -> Work:
    columns, summed = operation.amount("N"), operation.amount("K")
    left = operation.shape(0, rank=1)
    if left[-1] != summed or operation.outputs[0][-1] != columns:
        raise RuleError(f"{left[-1]} values do not multiply {summed} x {columns} weights")
    return Work(operation.written * summed, operation.written * operation.has(5))


def _activated(operation: Operation) -> Work:
    """The activation that is fused to an operator, for all it writes."""
    name = operation.text("activation", "")
    if name == "Clip":
        return Work(comparisons=2) * operation.written
    if name and name not in EACH_VALUE:
        raise RuleError(f"activation '{name}' has no counting rule")
    return EACH_VALUE[name] * operation.written if name else Work()


def _convolution(operation: Operation) -> Work:
    channels, weight = operation.shape(0, rank=2)[1], operation.shape(1, rank=2)
    groups = int(operation.number("group", 1))
    if channels != groups * weight[1]:
        raise RuleError(f"{channels} channels do not fit {groups} groups of {weight[1]}")
    added = operation.has(2) + operation.has(3)
    work = Work(operation.written * prod(weight[1:]), operation.written * added)
    return work + _activated(operation)


def _general_product(operation: Operation) -> Work:
    biased = operation.written if operation.has(2) else 0
    beta = operation.has(2) and operation.number("beta", 1) != 1
    scaled = prod(operation.shape(2)) if beta else 0
    return _product(operation) + Work(elementwise=biased + scaled) + _activated(operation)


def _experts(bias: tuple[int, ...], weights: tuple[int, ...]) -> _Rule:
    """Work of ``MoE`` and its like, whose experts' matrices are at these positions."""

    def rule(operation: Operation) -> Work:
        *rows, width = operation.shape(0, rank=2)
        tokens, experts = prod(rows), operation.shape(1, rank=2)[-1]
        chosen = operation.amount("k") if "k" in operation.node.attributes else 1
        packed = 8 // int(operation.number("expert_weight_bits", 4)) if len(bias) == 4 else 1
        present = [at for at in weights if operation.has(at)]
        sizes = [prod(operation.shape(at, rank=3)[1:]) * packed for at in present]
        added = sum(operation.shape(at, rank=2)[1] for at in bias[:3] if operation.has(at))
        kind = operation.text("activation_type", "relu")
        if chosen > experts or kind not in _HIDDEN:
            raise RuleError(f"{chosen} of {experts} experts with '{kind}' have no counting rule")
        hidden = sizes[1] // width
        gated = Work(elementwise=int(len(present) == 3)) + _HIDDEN[kind]
        each = Work(sum(sizes), added + 2 * width) + gated * hidden
        router = EACH_VALUE["Softmax"] * experts + Work(comparisons=chosen * (experts - 1))
        return (each * chosen + router) * tokens

    return rule


FUSED: Final[Mapping[str, _Rule]] = {
    "Attention": projected_attention(mask=3, past=4, added=5),
    "BiasAdd": _each(Work(elementwise=2)),
    "BiasGelu": _each(_GELU, bias=1),
    "BiasSoftmax": _each(EACH_VALUE["Softmax"], bias=1),
    "DecoderMaskedMultiHeadAttention": multi_head_attention(bias=10, masks=(3, 4), past=5),
    "DynamicQuantizeLSTM": quantised_long_short_term,
    "DynamicQuantizeMatMul": _with_bias(4),
    "EmbedLayerNormalization": _embedded,
    "FastGelu": _each(_GELU_BY_TANH, bias=1),
    "FusedConv": _convolution,
    "FusedGemm": _general_product,
    "FusedMatMul": _product,
    "Gelu": _each(_GELU),
    "GemmFastGelu": _with_bias(2, _GELU_BY_TANH),
    "GroupNorm": _grouped_normal(None, None),
    "GroupQueryAttention": grouped_attention,
    "MatMulBnb4": _packed_product,
    "MatMulIntegerToFloat": _with_bias(6),
    "MatMulNBits": _packed_product,
    "MoE": _experts((3, 5, 7), (2, 4, 6)),
    "MultiHeadAttention": multi_head_attention(bias=3, masks=(4, 5), past=6),
    "QAttention": projected_attention(mask=5, past=8, added=9),
    "QEmbedLayerNormalization": _embedded,
    "QLinearConcat": lambda operation: Work(moves=operation.written),
    "QMoE": _experts((4, 7, 10, 0), (2, 5, 8)),
    "QuickGelu": _each(Work(elementwise=2, special=1)),
    "RotaryEmbedding": rotary_positions,
    "SkipGroupNorm": _grouped_normal(3, 4),
    "SkipLayerNormalization": _normalised(_MEAN_AND_SPREAD, 2, (3, 4)),
    "SkipSimplifiedLayerNormalization": _normalised(_ROOT_MEAN_SQUARE, 2, (3,)),
    "TransposeMatMul": _product,
}
"""The counting rule of every fused operator that has one."""
