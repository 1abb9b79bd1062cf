"""Matrices of trained values that an ONNX operator multiplies activations with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import prod
from typing import Final, TypeAlias

from joulepath.records.workload import TrainedMatrix
from joulepath.workloads.onnx_graph import Operation, RuleError

__all__ = ["trained_matrices"]

_Rule: TypeAlias = Callable[[Operation, frozenset[int]], tuple[TrainedMatrix, ...]]


def trained_matrices(
    operation: Operation, trained: frozenset[int]
) -> tuple[TrainedMatrix, ...] | None:
    """Trained matrices of an operator that its counting rule accepts.

    Parameters
    ----------
    operation : Operation
        An operator of the standard, or a fused one of ONNX Runtime.
    trained : frozenset of int
        Positions of inputs that are made from trained values.

    Returns
    -------
    tuple of TrainedMatrix or None
        For the whole batch; None for an operator whose factors have no form of their own.
    """
    rules = _FUSED if operation.node.domain else _RULES
    rule = rules.get(operation.node.operator)
    return rule(operation, trained) if rule else None


def _convolution(operation: Operation, trained: frozenset[int]) -> tuple[TrainedMatrix, ...]:
    if 1 not in trained:
        return ()
    weight, groups = operation.shape(1), int(operation.number("group", 1))
    filters = _of_each(weight[0], groups)
    return (
        TrainedMatrix("", prod(weight[1:]), filters, operation.written // filters, copies=groups),
    )


def _transposed_convolution(
    operation: Operation, trained: frozenset[int]
) -> tuple[TrainedMatrix, ...]:
    if 1 not in trained:
        return ()
    weight, groups = operation.shape(1), int(operation.number("group", 1))
    channels = _of_each(weight[0], groups)
    uses = operation.read // channels
    return (TrainedMatrix("", channels, prod(weight[1:]), uses, copies=groups),)


def _of_each(channels: int, groups: int) -> int:
    if groups < 1 or channels % groups:
        raise RuleError(f"{channels} channels do not divide into {groups} groups")
    return channels // groups


def _matrix_product(operation: Operation, trained: frozenset[int]) -> tuple[TrainedMatrix, ...]:
    left, right = operation.shape(0), operation.shape(1)
    if 1 in trained:
        outputs = right[-1] if len(right) > 1 else 1
        copies = prod(right[:-2])
    elif 0 in trained:
        outputs = left[-2] if len(left) > 1 else 1
        copies = prod(left[:-2])
    else:
        return ()
    summed = left[len(left) - 1]
    return (TrainedMatrix("", summed, outputs, operation.written // outputs, copies=copies),)


def _general_matrix_product(
    operation: Operation, trained: frozenset[int]
) -> tuple[TrainedMatrix, ...]:
    rows, columns = operation.outputs[0]
    left = operation.shape(0, rank=2)
    summed = left[0] if operation.number("transA", 0) else left[1]
    if 1 in trained:
        return (TrainedMatrix("", summed, columns, rows),)
    return (TrainedMatrix("", summed, rows, columns),) if 0 in trained else ()


def _recurrent(operation: Operation, trained: frozenset[int]) -> tuple[TrainedMatrix, ...]:
    directions, rows, features = operation.shape(1)
    uses = directions * prod(operation.shape(0)[:2])
    hidden = operation.shape(2)[2]
    both = (
        (1, TrainedMatrix("input", features, rows, uses, copies=directions)),
        (2, TrainedMatrix("recurrent", hidden, rows, uses, copies=directions, inner=True)),
    )
    return tuple(matrix for position, matrix in both if position in trained)


def _turned_recurrent(operation: Operation, trained: frozenset[int]) -> tuple[TrainedMatrix, ...]:
    """As `_recurrent`, with weights whose last axis has the gates."""
    turned = [
        shape and (shape[0], *reversed(shape[1:])) if at in {1, 2} else shape
        for at, shape in enumerate(operation.inputs)
    ]
    return _recurrent(replace(operation, inputs=tuple(turned)), trained)


def _projections(operation: Operation, trained: frozenset[int]) -> tuple[TrainedMatrix, ...]:
    rows, columns = operation.shape(1, rank=2)
    uses = operation.read // rows
    return (TrainedMatrix("query, key and value", rows, columns, uses),) if 1 in trained else ()


def _fused_product(operation: Operation, trained: frozenset[int]) -> tuple[TrainedMatrix, ...]:
    if 1 not in trained:
        return ()
    right = operation.shape(1, rank=2)
    turned = bool(operation.number("transB", 0))
    summed, outputs = (right[-1], right[-2]) if turned else (right[-2], right[-1])
    uses = operation.written // outputs
    return (TrainedMatrix("", summed, outputs, uses, copies=prod(right[:-2])),)


def _packed_product(operation: Operation, trained: frozenset[int]) -> tuple[TrainedMatrix, ...]:
    outputs = operation.amount("N")
    return (TrainedMatrix("", operation.amount("K"), outputs, operation.written // outputs),)


def _causal_convolution(operation: Operation, trained: frozenset[int]) -> tuple[TrainedMatrix, ...]:
    channels, _, kernel = operation.shape(1, rank=3)
    return (TrainedMatrix("", kernel, 1, operation.written, copies=channels),)


def _none(operation: Operation, trained: frozenset[int]) -> tuple[TrainedMatrix, ...]:
    return ()


_RULES: Final[Mapping[str, _Rule]] = {
    **dict.fromkeys(("AffineGrid", "Attention", "LinearAttention"), _none),
    "CausalConvWithState": _causal_convolution,
    **dict.fromkeys(("Conv", "DeformConv"), _convolution),
    "ConvTranspose": _transposed_convolution,
    "Gemm": _general_matrix_product,
    "MatMul": _matrix_product,
    **dict.fromkeys(("GRU", "LSTM", "RNN"), _recurrent),
}

_FUSED: Final[Mapping[str, _Rule]] = {
    **dict.fromkeys(
        ("DecoderMaskedMultiHeadAttention", "GroupQueryAttention", "MultiHeadAttention"), _none
    ),
    **dict.fromkeys(("Attention", "QAttention"), _projections),
    "DynamicQuantizeLSTM": _turned_recurrent,
    "FusedConv": _convolution,
    **dict.fromkeys(("FusedGemm", "FusedMatMul", "TransposeMatMul"), _fused_product),
    **dict.fromkeys(("DynamicQuantizeMatMul", "GemmFastGelu"), _fused_product),
    "MatMulIntegerToFloat": _fused_product,
    **dict.fromkeys(("MatMulBnb4", "MatMulNBits"), _packed_product),
}
