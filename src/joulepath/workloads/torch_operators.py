"""Counting rules: how much work each operator of PyTorch does.

The conventions are those of the ONNX rules (`joulepath.workloads.onnx_operators`): one for each
addition and multiplication (elementwise), comparison and selection (comparisons), division and
value of an elementary function (special), however it is computed. Composite operators, such as
``linear``, have the same rule as the parts that PyTorch takes them apart into, so that a recorded
module and an exported program agree. With ``i`` values read and ``o`` written:

===============================  ======================================================
convolutions, matrix products    see `joulepath.workloads.torch_products`
``einsum``                       see `joulepath.workloads.torch_einsum`
attention in all fused forms     see `joulepath.workloads.torch_attention`
``lstm`` ``gru`` and the like    see `joulepath.workloads.torch_recurrent`
pooling, resizing, sampling      see `joulepath.workloads.torch_windows`
normalisations                   see `joulepath.workloads.torch_normalisation`
gradients                        see `joulepath.workloads.torch_backward`
activations, plain arithmetic    see `joulepath.workloads.torch_elementwise`;
                                 ``add`` and ``sub`` one more with ``alpha``, ``div`` one
                                 more with rounding, ``clamp`` one for each bound,
                                 ``gelu`` 5 ``o`` (9 by ``tanh``)
``sum prod max min argmax any``  ``i-o``; ``mean`` ``i``; with a square, root or
                                 exponential, that many more; ``var`` and ``std`` the mean,
                                 difference, square, sum and quotient (and root)
``sort`` ``topk``                ``i`` x stages of a merge sort of the axis, or of a heap of
                                 ``k`` (an assumption: it depends on the data)
``searchsorted``                 ``o`` x halvings of the table
Fourier transforms               5 for each value and each halving of the length (half of it
                                 if one side is real)
random numbers                   a special function each; dropping values with them a
                                 comparison and a product more
copies                           a move for each value written; a scattered sum an addition
                                 for each value read
views                            nothing, and they are no layers
===============================  ======================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from joulepath.workloads.torch_arithmetic import ARITHMETIC_RULES
from joulepath.workloads.torch_attention import attention, encoder_layer, multi_head_attention
from joulepath.workloads.torch_backward import GRADIENT_RULES
from joulepath.workloads.torch_einsum import einstein_sum
from joulepath.workloads.torch_elementwise import (
    CONSTANT,
    EACH_VALUE,
    MOVEMENT,
    RANDOM,
    VIEWS,
    VIEWS_AT_BEST,
)
from joulepath.workloads.torch_graph import Operation, RuleError
from joulepath.workloads.torch_normalisation import (
    batch_norm,
    group_norm,
    instance_norm,
    layer_norm,
    root_mean_square_norm,
)
from joulepath.workloads.torch_products import (
    bilinear,
    convolution,
    kernel_of_convolution,
    linear,
    matrix_product,
    pairwise_distance,
    product_of,
    scaled_product,
    tensor_product,
    transposed_convolution,
    trilinear,
)
from joulepath.workloads.torch_recurrent import fused_cell, recurrent
from joulepath.workloads.torch_reductions import REDUCTION_RULES
from joulepath.workloads.torch_scattering import SCATTERING_RULES
from joulepath.workloads.torch_windows import (
    adaptive_pool,
    average_pool,
    cubic,
    folded,
    grid_sample,
    linearly_resized,
    max_pool,
)
from joulepath.workloads.work import Work

__all__ = [
    "CONTROL_FLOW",
    "RULES",
    "bare",
    "has_rule",
    "is_random",
    "is_view",
    "is_view_alone",
    "kernel",
    "work_of",
]

Rule: TypeAlias = Callable[[Operation], Work]

CONTROL_FLOW: Final = frozenset({"cond", "map", "map_impl", "scan", "while_loop"})
"""Higher-order operators whose work depends on data."""

_NAMESPACES: Final = ("aten.", "quantized_decomposed.", "prims.")


def bare(operator: str) -> str:
    """Name of an operator without its namespace, if that is PyTorch's own, and without ``_``.

    The last underscore marks an operator that writes in place, and changes no count.
    """
    for namespace in _NAMESPACES:
        if operator.startswith(namespace):
            name = operator.removeprefix(namespace)
            return name if name in RULES or name.endswith("__") else name.removesuffix("_")
    return operator


def has_rule(operator: str) -> bool:
    """Whether an operator can be counted."""
    name = bare(operator)
    return name in RULES or (name.endswith("_copy") and operator.startswith(_NAMESPACES))


def work_of(operation: Operation) -> Work:
    """Work of an operator that has a rule.

    Raises
    ------
    RuleError
        If its tensors or arguments do not fit together.
    """
    work = RULES.get(bare(operation.operator), _copy)(operation)
    if min(work.amounts) < 0:
        raise RuleError(f"it writes {operation.written} values of {operation.read}")
    return work


def kernel(operation: Operation) -> str:
    """Kind of a convolution that `work_of` could count; nothing for other operators."""
    rule = RULES.get(bare(operation.operator))
    if rule is transposed_convolution or (rule is convolution and operation.flag("transposed")):
        return "convolution"
    return kernel_of_convolution(operation) if rule is convolution else ""


def is_view(operation: Operation) -> bool:
    """Whether an operation only names values anew: nothing is computed or copied."""
    name = bare(operation.operator)
    return name in _NO_WORK or (name in _VIEWS and operation.in_place)


def is_view_alone(operation: Operation) -> bool:
    """Whether an operator never copies, whatever the layout of its memory."""
    return bare(operation.operator) in VIEWS and not is_random(operation)


def is_random(operation: Operation) -> bool:
    """Whether the result of an operation is another one each time."""
    name = bare(operation.operator)
    return name in RANDOM or (name in _DROPOUTS and _drops(operation))


_DROPOUTS: Final = frozenset(name for name in VIEWS if name.endswith("dropout"))
_VIEWS: Final = VIEWS | VIEWS_AT_BEST
_NO_WORK: Final = frozenset(name for name in CONSTANT if name.startswith(("_assert", "sym_")))


def _drops(operation: Operation) -> bool:
    return operation.flag("train") and operation.number("p", 0) > 0


def _each_value(work: Work) -> Rule:
    return lambda operation: work * operation.written


def _nothing(operation: Operation) -> Work:
    return Work()


def _copy(operation: Operation) -> Work:
    return Work() if operation.in_place and _views(operation) else _moves(operation)


def _views(operation: Operation) -> bool:
    return bare(operation.operator) in _VIEWS


def _moves(operation: Operation) -> Work:
    return Work(moves=sum(tensor.values for tensor in operation.outputs))


def _dropout(operation: Operation) -> Work:
    if bare(operation.operator) == "native_dropout" and operation.arguments.get("train") in {0}:
        return _moves(operation)
    return Work(elementwise=1, special=1, comparisons=1) * operation.written


def _dropout_or_view(operation: Operation) -> Work:
    return _dropout(operation) if _drops(operation) else Work()


_SDPA: Final = (
    "_efficient_attention_forward _flash_attention_forward _scaled_dot_product_attention_math "
    "_scaled_dot_product_cudnn_attention _scaled_dot_product_efficient_attention "
    "_scaled_dot_product_flash_attention _scaled_dot_product_flash_attention_for_cpu "
    "_scaled_dot_product_fused_attention_overrideable scaled_dot_product_attention"
)
_CONVOLUTIONS: Final = (
    "_conv_depthwise2d _convolution _convolution_mode _slow_conv2d_forward conv1d conv2d conv3d "
    "conv_depthwise3d convolution convolution_overrideable cudnn_convolution "
    "cudnn_convolution_relu miopen_convolution miopen_depthwise_convolution mkldnn_convolution "
    "slow_conv3d slow_conv3d_forward slow_conv_dilated2d slow_conv_dilated3d thnn_conv2d"
)
_TRANSPOSED: Final = (
    "conv_transpose1d conv_transpose2d conv_transpose3d cudnn_convolution_transpose "
    "miopen_convolution_transpose slow_conv_transpose2d slow_conv_transpose3d"
)
_RECURRENT: Final = (
    "_cudnn_rnn gru gru_cell lstm lstm_cell mkldnn_rnn_layer rnn_relu rnn_relu_cell rnn_tanh "
    "rnn_tanh_cell"
)
_BATCH_NORMS: Final = (
    "_batch_norm_impl_index _batch_norm_no_update _batch_norm_with_update "
    "_native_batch_norm_legit _native_batch_norm_legit_no_training batch_norm cudnn_batch_norm "
    "miopen_batch_norm native_batch_norm"
)

RULES: Final[Mapping[str, Rule]] = {
    **{name: _each_value(work) for name, work in EACH_VALUE.items()},
    **dict.fromkeys(CONSTANT, _moves),
    **dict.fromkeys(MOVEMENT | VIEWS_AT_BEST | VIEWS, _copy),
    **dict.fromkeys(_NO_WORK, _nothing),
    **dict.fromkeys(_DROPOUTS, _dropout_or_view),
    **dict.fromkeys(RANDOM, _each_value(Work(special=1))),
    **GRADIENT_RULES,
    **REDUCTION_RULES,
    **ARITHMETIC_RULES,
    **SCATTERING_RULES,
    **dict.fromkeys(_SDPA.split(), attention),
    **dict.fromkeys(_CONVOLUTIONS.split(), convolution),
    **dict.fromkeys(_TRANSPOSED.split(), transposed_convolution),
    **dict.fromkeys(_RECURRENT.split(), recurrent),
    **dict.fromkeys(_BATCH_NORMS.split(), batch_norm),
    **dict.fromkeys(("_thnn_fused_gru_cell", "_thnn_fused_lstm_cell"), fused_cell),
    **dict.fromkeys(("mm", "bmm", "_int_mm"), product_of("self", "mat2")),
    **dict.fromkeys(("addmm", "addmv"), product_of("mat1", "mat2", "self")),
    **dict.fromkeys(("baddbmm", "addbmm"), product_of("batch1", "batch2", "self")),
    **dict.fromkeys(
        ("_scaled_mm", "_scaled_grouped_mm", "_weight_int8pack_mm", "_weight_int4pack_mm"),
        scaled_product,
    ),
    **dict.fromkeys(("native_layer_norm", "layer_norm"), layer_norm),
    **dict.fromkeys(("native_group_norm", "group_norm"), group_norm),
    **dict.fromkeys(("rms_norm", "_fused_rms_norm"), root_mean_square_norm),
    **dict.fromkeys(("avg_pool1d", "avg_pool2d", "avg_pool3d"), average_pool),
    **{f"max_pool{n}d{more}": max_pool for n in (1, 2, 3) for more in ("", "_with_indices")},
    **{f"fractional_max_pool{n}d": max_pool for n in (2, 3)},
    **{
        f"{before}adaptive_avg_pool{n}d": adaptive_pool("elementwise")
        for n in (1, 2, 3)
        for before in ("", "_")
    },
    **{f"adaptive_max_pool{n}d": adaptive_pool("comparisons") for n in (1, 2, 3)},
    **dict.fromkeys(
        ("upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d"), linearly_resized
    ),
    **dict.fromkeys(("grid_sampler", "grid_sampler_2d", "grid_sampler_3d"), grid_sample),
    **dict.fromkeys(("cdist", "_cdist_forward", "pairwise_distance"), pairwise_distance),
    "_addmm_activation": product_of("mat1", "mat2", "self"),
    "_native_multi_head_attention": multi_head_attention,
    "_transformer_encoder_layer_fwd": encoder_layer,
    "bilinear": bilinear,
    "_trilinear": trilinear,
    "tensordot": tensor_product,
    "col2im": folded,
    "dot": product_of("self", "tensor"),
    "vdot": product_of("self", "other"),
    "inner": matrix_product,
    "einsum": einstein_sum,
    "instance_norm": instance_norm,
    "linear": linear,
    "matmul": matrix_product,
    "mv": product_of("self", "vec"),
    "native_dropout": _dropout,
    "upsample_bicubic2d": cubic,
}
"""The counting rule of every operator that has one, by its name without namespace."""
