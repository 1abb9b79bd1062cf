"""Names and numbers of the TensorFlow Lite schema (``schema.fbs``, version 3, TensorFlow 2.18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["ACTIVATIONS", "BUILTINS", "CONTROL_FLOW", "OPTIONS", "TYPES", "Field", "NumberType"]


@dataclass(frozen=True)
class NumberType:
    """How the values of a tensor are stored."""

    name: str
    """Numeric format, e.g. ``fp32``; whether an integer has a sign makes no difference."""
    bits: int
    """Size of one value; 0 where values have no fixed size."""

    @property
    def floating(self) -> bool:
        """Whether its values are floating-point numbers."""
        return self.name.startswith(("fp", "bf"))


@dataclass(frozen=True)
class Field:
    """Where an option of an operator is found."""

    number: int
    """Position of the field in its table."""
    kind: str
    """How it is stored."""
    default: int = 0
    """Its value if it is not written."""


TYPES: Final = (
    NumberType("fp32", 32),
    NumberType("fp16", 16),
    NumberType("int32", 32),
    NumberType("int8", 8),  # unsigned
    NumberType("int64", 64),
    NumberType("text", 0),
    NumberType("bool", 8),
    NumberType("int16", 16),
    NumberType("complex64", 64),
    NumberType("int8", 8),
    NumberType("fp64", 64),
    NumberType("complex128", 128),
    NumberType("int64", 64),  # unsigned
    NumberType("resource", 0),
    NumberType("variant", 0),
    NumberType("int32", 32),  # unsigned
    NumberType("int16", 16),  # unsigned
    NumberType("int4", 4),
    NumberType("bf16", 16),
)
"""``TensorType``, by its value."""

ACTIVATIONS: Final = ("NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT")
"""``ActivationFunctionType``, by its value."""

CONTROL_FLOW: Final = frozenset(
    {"CALL", "CALL_ONCE", "IF", "WHILE", "STABLEHLO_WHILE", "STABLEHLO_COMPOSITE"}
)
"""Operators that run another subgraph, perhaps many times."""

_FIRST: Final[Mapping[str, Field]] = {"activation": Field(0, "int8")}
_SECOND: Final[Mapping[str, Field]] = {"activation": Field(1, "int8")}
_FOURTH: Final[Mapping[str, Field]] = {"activation": Field(3, "int8")}
_FIFTH: Final[Mapping[str, Field]] = {"activation": Field(4, "int8")}
_POOL: Final[Mapping[str, Field]] = {
    "width": Field(3, "int32"),
    "height": Field(4, "int32"),
    "activation": Field(5, "int8"),
}

_GATED: Final[Mapping[str, Field]] = {
    "activation": Field(0, "int8"),
    "cell_clip": Field(1, "float32"),
    "projection_clip": Field(2, "float32"),
}

OPTIONS: Final[Mapping[str, Mapping[str, Field]]] = {
    **dict.fromkeys(
        ("ADD", "SUB", "MUL", "DIV", "FULLY_CONNECTED", "L2_NORMALIZATION", "RNN"), _FIRST
    ),
    **dict.fromkeys(("AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"), _POOL),
    **dict.fromkeys(
        ("BIDIRECTIONAL_SEQUENCE_RNN", "CONCATENATION", "UNIDIRECTIONAL_SEQUENCE_RNN"), _SECOND
    ),
    **dict.fromkeys(("CONV_2D", "TRANSPOSE_CONV"), _FOURTH),
    **dict.fromkeys(("DEPTHWISE_CONV_2D", "CONV_3D", "CONV_3D_TRANSPOSE"), _FIFTH),
    "BATCH_MATMUL": {"left_turned": Field(0, "bool"), "right_turned": Field(1, "bool")},
    "LOCAL_RESPONSE_NORMALIZATION": {"radius": Field(0, "int32")},
    "GELU": {"approximate": Field(0, "bool")},
    "SVDF": {"rank": Field(0, "int32"), "activation": Field(1, "int8")},
    "BIDIRECTIONAL_SEQUENCE_LSTM": _GATED,
    "UNIDIRECTIONAL_SEQUENCE_LSTM": _GATED,
    "LSTM": {**_GATED, "kernel": Field(3, "int8")},
}
"""Options of operators that have any influence on the count."""

_BUILTINS: Final = (
    "ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D DEPTH_TO_SPACE DEQUANTIZE "
    "EMBEDDING_LOOKUP FLOOR FULLY_CONNECTED HASHTABLE_LOOKUP L2_NORMALIZATION L2_POOL_2D "
    "LOCAL_RESPONSE_NORMALIZATION LOGISTIC LSH_PROJECTION LSTM MAX_POOL_2D MUL RELU RELU_N1_TO_1 "
    "RELU6 RESHAPE RESIZE_BILINEAR RNN SOFTMAX SPACE_TO_DEPTH SVDF TANH CONCAT_EMBEDDINGS "
    "SKIP_GRAM CALL CUSTOM EMBEDDING_LOOKUP_SPARSE PAD UNIDIRECTIONAL_SEQUENCE_RNN GATHER "
    "BATCH_TO_SPACE_ND SPACE_TO_BATCH_ND TRANSPOSE MEAN SUB DIV SQUEEZE "
    "UNIDIRECTIONAL_SEQUENCE_LSTM STRIDED_SLICE BIDIRECTIONAL_SEQUENCE_RNN EXP TOPK_V2 SPLIT "
    "LOG_SOFTMAX DELEGATE BIDIRECTIONAL_SEQUENCE_LSTM CAST PRELU MAXIMUM ARG_MAX MINIMUM LESS NEG "
    "PADV2 GREATER GREATER_EQUAL LESS_EQUAL SELECT SLICE SIN TRANSPOSE_CONV SPARSE_TO_DENSE TILE "
    "EXPAND_DIMS EQUAL NOT_EQUAL LOG SUM SQRT RSQRT SHAPE POW ARG_MIN FAKE_QUANT REDUCE_PROD "
    "REDUCE_MAX PACK LOGICAL_OR ONE_HOT LOGICAL_AND LOGICAL_NOT UNPACK REDUCE_MIN FLOOR_DIV "
    "REDUCE_ANY SQUARE ZEROS_LIKE FILL FLOOR_MOD RANGE RESIZE_NEAREST_NEIGHBOR LEAKY_RELU "
    "SQUARED_DIFFERENCE MIRROR_PAD ABS SPLIT_V UNIQUE CEIL REVERSE_V2 ADD_N GATHER_ND COS WHERE "
    "RANK ELU REVERSE_SEQUENCE MATRIX_DIAG QUANTIZE MATRIX_SET_DIAG ROUND HARD_SWISH IF WHILE "
    "NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 SCATTER_ND SELECT_V2 DENSIFY SEGMENT_SUM "
    "BATCH_MATMUL PLACEHOLDER_FOR_GREATER_OP_CODES CUMSUM CALL_ONCE BROADCAST_TO RFFT2D CONV_3D "
    "IMAG REAL COMPLEX_ABS HASHTABLE HASHTABLE_FIND HASHTABLE_IMPORT HASHTABLE_SIZE REDUCE_ALL "
    "CONV_3D_TRANSPOSE VAR_HANDLE READ_VARIABLE ASSIGN_VARIABLE BROADCAST_ARGS "
    "RANDOM_STANDARD_NORMAL BUCKETIZE RANDOM_UNIFORM MULTINOMIAL GELU DYNAMIC_UPDATE_SLICE "
    "RELU_0_TO_1 UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_SUM ATAN2 "
    "UNSORTED_SEGMENT_MIN SIGN BITCAST BITWISE_XOR RIGHT_SHIFT STABLEHLO_LOGISTIC STABLEHLO_ADD "
    "STABLEHLO_DIVIDE STABLEHLO_MULTIPLY STABLEHLO_MAXIMUM STABLEHLO_RESHAPE STABLEHLO_CLAMP "
    "STABLEHLO_CONCATENATE STABLEHLO_BROADCAST_IN_DIM STABLEHLO_CONVOLUTION STABLEHLO_SLICE "
    "STABLEHLO_CUSTOM_CALL STABLEHLO_REDUCE STABLEHLO_ABS STABLEHLO_AND STABLEHLO_COSINE "
    "STABLEHLO_EXPONENTIAL STABLEHLO_FLOOR STABLEHLO_LOG STABLEHLO_MINIMUM STABLEHLO_NEGATE "
    "STABLEHLO_OR STABLEHLO_POWER STABLEHLO_REMAINDER STABLEHLO_RSQRT STABLEHLO_SELECT "
    "STABLEHLO_SUBTRACT STABLEHLO_TANH STABLEHLO_SCATTER STABLEHLO_COMPARE STABLEHLO_CONVERT "
    "STABLEHLO_DYNAMIC_SLICE STABLEHLO_DYNAMIC_UPDATE_SLICE STABLEHLO_PAD STABLEHLO_IOTA "
    "STABLEHLO_DOT_GENERAL STABLEHLO_REDUCE_WINDOW STABLEHLO_SORT STABLEHLO_WHILE "
    "STABLEHLO_GATHER STABLEHLO_TRANSPOSE DILATE STABLEHLO_RNG_BIT_GENERATOR REDUCE_WINDOW "
    "STABLEHLO_COMPOSITE STABLEHLO_SHIFT_LEFT STABLEHLO_CBRT "
)

BUILTINS: Final = tuple(_BUILTINS.split())
"""``BuiltinOperator``, by its value."""
