"""Operators that do the same with every value, and what they do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from joulepath.workloads.work import Work

__all__ = ["EACH_VALUE", "MOVEMENT", "VIEWS"]

_BY_WORK: Final[Mapping[Work, str]] = {
    Work(
        elementwise=1
    ): "Abs Add And BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Ceil CumProd "
    "CumSum Floor Mul Neg Not Or Round Sign Sub Xor",
    Work(special=1): "Acos Acosh Asin Asinh Atan Atanh Cos Cosh Div Erf Exp Log Mod Pow Reciprocal "
    "Sigmoid Sin Sinh Sqrt Tan Tanh",
    Work(comparisons=1): "Equal Greater GreaterOrEqual IsInf IsNaN Less LessOrEqual Relu "
    "ThresholdedRelu Where",
    Work(elementwise=2): "BatchNormalization DequantizeLinear",
    Work(elementwise=1, comparisons=1): "LeakyRelu PRelu",
    Work(elementwise=1, comparisons=2): "Shrink",
    Work(elementwise=1, special=2): "Softplus",  # log(1 + exp x)
    Work(elementwise=2, special=1): "Softsign Swish",  # x / (1 + |x|); x sigmoid(a x)
    # a + b cos(c n); with a gate x sigmoid(a x)
    Work(elementwise=3, special=1): "HammingWindow HannWindow SwiGLU",
    Work(elementwise=6, special=2): "BlackmanWindow",
    Work(elementwise=2, special=1, comparisons=1): "Elu",  # a (exp(x) - 1) for x < 0
    Work(elementwise=2, comparisons=2): "HardSigmoid",  # clip(a x + b)
    Work(elementwise=2, special=2, comparisons=1): "Celu Softmax",  # a (exp(x / a) - 1) for x < 0
    Work(elementwise=3, comparisons=2): "HardSwish",
    Work(elementwise=2, special=3): "Mish",  # x tanh(log(1 + exp x))
    Work(elementwise=3, special=1, comparisons=1): "Selu",
    Work(elementwise=3, special=2, comparisons=1): "LogSoftmax",
    # quotient, rounding, zero point, two bounds
    Work(elementwise=2, special=1, comparisons=2): "QuantizeLinear",
}

EACH_VALUE: Final[Mapping[str, Work]] = {
    name: work for work, names in _BY_WORK.items() for name in names.split()
}
"""Work for each value written, by operator."""

VIEWS: Final = frozenset(
    {"BitCast", "Dropout", "Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze"}
)
"""Operators that only give the values another shape or name, in place."""

_MOVEMENT: Final = (
    "Cast CastLike CenterCropPad Concat ConstantOfShape DepthToSpace Expand EyeLike Gather "
    "GatherElements GatherND MaxUnpool OneHot Pad Range ReverseSequence Scatter ScatterElements "
    "ScatterND Slice SpaceToDepth Split TensorScatter Tile Transpose Trilu"
)
MOVEMENT: Final = frozenset(_MOVEMENT.split())
"""Operators that copy values without arithmetic."""
