"""TensorFlow Lite operators that do the same with every value, and what they do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from joulepath.workloads.work import Work

__all__ = ["COPIES", "EACH_VALUE", "VIEWS"]

VIEWS: Final = frozenset({"RESHAPE", "SQUEEZE", "EXPAND_DIMS", "BITCAST", "STABLEHLO_RESHAPE"})
"""Operators that only give the values another shape, in place."""

_MOVEMENT: Final = (
    "BATCH_TO_SPACE_ND BROADCAST_TO CAST CONCATENATION DENSIFY DEPTH_TO_SPACE "
    "DILATE DYNAMIC_UPDATE_SLICE EMBEDDING_LOOKUP FILL GATHER GATHER_ND IMAG MATRIX_DIAG "
    "MATRIX_SET_DIAG MIRROR_PAD ONE_HOT PACK REAL STABLEHLO_BROADCAST_IN_DIM "
    "STABLEHLO_CONCATENATE STABLEHLO_CONVERT STABLEHLO_DYNAMIC_SLICE "
    "STABLEHLO_DYNAMIC_UPDATE_SLICE STABLEHLO_GATHER STABLEHLO_IOTA STABLEHLO_PAD "
    "STABLEHLO_SLICE STABLEHLO_TRANSPOSE "
    "PAD PADV2 RANGE RESIZE_NEAREST_NEIGHBOR REVERSE_SEQUENCE REVERSE_V2 SCATTER_ND SLICE "
    "SPACE_TO_BATCH_ND SPACE_TO_DEPTH SPARSE_TO_DENSE SPLIT SPLIT_V STRIDED_SLICE TILE "
    "TRANSPOSE UNPACK ZEROS_LIKE"
)

COPIES: Final = frozenset(_MOVEMENT.split())
"""Operators that copy values without arithmetic."""

EACH_VALUE: Final[Mapping[Work, str]] = {
    Work(elementwise=1): "ABS ADD BITWISE_XOR CEIL CUMSUM FLOOR LOGICAL_AND LOGICAL_NOT "
    "LOGICAL_OR MUL NEG RIGHT_SHIFT ROUND SIGN SQUARE STABLEHLO_ABS STABLEHLO_ADD STABLEHLO_AND "
    "STABLEHLO_FLOOR STABLEHLO_MULTIPLY STABLEHLO_NEGATE STABLEHLO_OR STABLEHLO_SHIFT_LEFT "
    "STABLEHLO_SUBTRACT SUB",
    Work(elementwise=2): "DEQUANTIZE SQUARED_DIFFERENCE",
    Work(special=1): "ATAN2 COS DIV EXP FLOOR_MOD LOG LOGISTIC POW RSQRT SIN SQRT STABLEHLO_CBRT "
    "STABLEHLO_COSINE STABLEHLO_DIVIDE STABLEHLO_EXPONENTIAL STABLEHLO_LOG STABLEHLO_LOGISTIC "
    "STABLEHLO_POWER STABLEHLO_REMAINDER STABLEHLO_RSQRT STABLEHLO_TANH TANH",
    Work(elementwise=1, special=1): "FLOOR_DIV",
    Work(comparisons=1): "EQUAL GREATER GREATER_EQUAL LESS LESS_EQUAL MAXIMUM MINIMUM NOT_EQUAL "
    "RELU SELECT SELECT_V2 STABLEHLO_COMPARE STABLEHLO_MAXIMUM STABLEHLO_MINIMUM "
    "STABLEHLO_SELECT",
    Work(comparisons=2): "RELU6 RELU_0_TO_1 RELU_N1_TO_1 STABLEHLO_CLAMP",
    Work(elementwise=1, comparisons=1): "LEAKY_RELU PRELU",
    Work(elementwise=3, special=1): "COMPLEX_ABS",  # root of a sum of squares
    Work(elementwise=4, special=1, comparisons=2): "FAKE_QUANT",  # quantised and back
    Work(elementwise=2, special=1, comparisons=1): "ELU",  # a (exp(x) - 1) for x < 0
    Work(elementwise=3, comparisons=2): "HARD_SWISH",  # x min(max(x + 3, 0), 6) / 6
    Work(elementwise=2, special=2, comparisons=1): "SOFTMAX",
    Work(elementwise=3, special=2, comparisons=1): "LOG_SOFTMAX",
}
"""Operators by the work for each value written."""
