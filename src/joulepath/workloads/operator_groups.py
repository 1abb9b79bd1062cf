"""Groups of operators that a processor runs or does not, whatever file they come from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from joulepath.records.workload import WorkloadLayer
from joulepath.workloads.operator_kinds import AVERAGES, BATCH_NORMS, LOOKUPS, MOVES, bare, names

__all__ = ["GROUPS", "JOINED", "OTHER", "group_of"]

OTHER: Final = "other"
"""Group of operators that belong to no group."""

_ATTENTION: Final = "attention"
_PRODUCT: Final = "product"
_NAMES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "convolution": names(
            "Conv Conv1d Conv2d Conv3d Convolution DepthwiseConv1D DepthwiseConv2D ConvTranspose"
            " Conv1DTranspose Conv2DTranspose Conv3DTranspose TransposeConv ConvInteger"
            " QLinearConv FusedConv SeparableConv1D SeparableConv2D"
        ),
        _PRODUCT: names(
            "Gemm MatMul Linear FullyConnected AddMm Mm Bmm BAddBmm Dense EinsumDense Einsum"
            " BatchMatMul MatMulInteger QLinearMatMul QGemm FusedMatMul"
        ),
        "pooling": AVERAGES
        | names(
            "MaxPool MaxPool1d MaxPool2d MaxPool3d MaxPooling1D MaxPooling2D AvgPool1d AvgPool3d"
            " AveragePooling1D AveragePooling2D GlobalAveragePool GlobalMaxPool"
            " GlobalAveragePooling1D GlobalAveragePooling2D GlobalMaxPooling1D"
            " GlobalMaxPooling2D AdaptiveAvgPool2d AdaptiveAvgPool1d AdaptiveMaxPool2d LpPool"
        ),
        "elementwise": BATCH_NORMS
        | names(
            "Add AddN Sub Mul Div Sum Min Max Minimum Maximum Multiply Subtract Divide Neg Abs"
            " Pow Sqrt Rsqrt Square Reciprocal Clamp Cast TypeAs To Where Rescaling"
            " Normalization Round Floor Ceil SquaredDifference"
        ),
        "activation": names(
            "Relu Relu6 ReluN1To1 Clip Hardtanh LeakyRelu PRelu HardSwish HardSigmoid Threshold"
            " ThresholdedRelu Activation"
        ),
        "smooth activation": names(
            "Sigmoid Logistic Tanh Silu Swish Gelu FastGelu BiasGelu Erf Exp Log Softplus"
            " Softsign Elu Selu Celu Mish"
        ),
        "softmax": names("Softmax LogSoftmax _softmax"),
        "normalisation": names(
            "LayerNorm NativeLayerNorm LayerNormalization SkipLayerNormalization"
            " SimplifiedLayerNormalization RmsNorm RmsNormalization GroupNorm GroupNormalization"
            " InstanceNorm InstanceNormalization L2Normalization LpNormalization LRN"
            " LocalResponseNormalization UnitNormalization EmbedLayerNormalization"
        ),
        "resizing": names(
            "Resize Upsample ResizeBilinear ResizeNearestNeighbor UpsampleNearest2d"
            " UpsampleBilinear2d UpSampling1D UpSampling2D Interpolate Resizing"
        ),
        "reduction": names(
            "Mean ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL2 Amax Amin ArgMax"
            " ArgMin Var Std TopK"
        ),
        "quantisation": names("Quantize QuantizeLinear Dequantize DequantizeLinear"),
        "moving": (MOVES - LOOKUPS)
        | names("Concatenation Concatenate ZeroPadding2D Cropping2D PixelShuffle"),
        _ATTENTION: names(
            "ScaledDotProductAttention MultiHeadAttention Attention GroupQueryAttention"
            " PackedMultiHeadAttention QAttention"
        ),
        "recurrence": names(
            "Lstm Gru Rnn SimpleRnn Bidirectional UnidirectionalSequenceLstm"
            " BidirectionalSequenceLstm UnidirectionalSequenceRnn BidirectionalSequenceRnn Svdf"
            " ConvLSTM1D ConvLSTM2D"
        ),
        "lookup": LOOKUPS,
    }
)

GROUPS: Final = (*_NAMES, OTHER)
"""Names of all groups."""

JOINED: Final = frozenset({"elementwise", "activation", "smooth activation", "quantisation"})
"""Groups that compilers and runtimes join to the operator whose result they change."""

_GROUP_OF: Final[Mapping[str, str]] = MappingProxyType(
    {name: group for group, members in reversed([*_NAMES.items()]) for name in members}
)


def group_of(layer: WorkloadLayer) -> str:
    """Group of an operator; products of activations with each other count as attention.

    Parameters
    ----------
    layer : WorkloadLayer
        As counted.

    Returns
    -------
    str
        One of `GROUPS`.
    """
    group = _GROUP_OF.get(bare(layer.operator), OTHER)
    if group == _PRODUCT and not layer.trained_macs:
        return _ATTENTION
    if group == OTHER and layer.trained_macs:
        return "convolution" if layer.kernel else _PRODUCT
    return group
