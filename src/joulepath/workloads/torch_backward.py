"""Counting rules of the operators that only a backward pass has.

A derivative counts as it is written down: that of a sigmoid ``y`` is ``g (1 - y) y``, three
operations. Sums of gradients, such as those of a bias, are operators of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Final, NamedTuple, TypeAlias

from joulepath.workloads.torch_attention import attention_gradient
from joulepath.workloads.torch_graph import Operation, RuleError
from joulepath.workloads.torch_normalisation import batch_norm_gradient, norm_gradient
from joulepath.workloads.torch_recurrent import recurrent_gradient, weight_macs
from joulepath.workloads.torch_windows import average_pool_gradient, linear_gradient
from joulepath.workloads.work import Work

__all__ = ["GRADIENT_RULES", "MacSplit", "split_of"]

Rule: TypeAlias = Callable[[Operation], Work]


class MacSplit(NamedTuple):
    """Multiply-accumulates of a gradient operator."""

    inputs: int
    """Towards what the operator read."""
    weights: int
    """Towards its weights."""


_BY_WORK: Final[Mapping[Work, str]] = {
    Work(comparisons=1): "threshold_backward",
    Work(comparisons=2): "hardtanh_backward",
    Work(elementwise=1): "logit_backward",
    Work(elementwise=1, comparisons=1): "leaky_relu_backward rrelu_with_noise_backward "
    "hardshrink_backward softshrink_backward",
    Work(elementwise=1, comparisons=2): "hardsigmoid_backward",
    Work(elementwise=2): "native_dropout_backward _native_dropout_backward _masked_scale",
    Work(elementwise=2, comparisons=1): "_prelu_kernel_backward elu_backward",
    Work(elementwise=2, special=1): "softplus_backward",  # g sigmoid(x)
    Work(elementwise=2, special=2): "soft_margin_loss_backward",
    Work(elementwise=3): "mse_loss_backward sigmoid_backward tanh_backward",
    Work(elementwise=3, comparisons=1): "huber_loss_backward smooth_l1_loss_backward",
    Work(elementwise=3, comparisons=2): "hardswish_backward",
    Work(elementwise=3, special=1): "_log_softmax_backward_data binary_cross_entropy_backward",
    Work(elementwise=3, special=2, comparisons=1): "log_sigmoid_backward",
    Work(elementwise=4): "_softmax_backward_data",  # y (g - sum(g y))
    Work(elementwise=4, special=1): "glu_backward",
    Work(elementwise=5, special=1): "silu_backward",  # g s (1 + x (1 - s))
    Work(elementwise=6, special=3): "mish_backward",
}
_DERIVATIVES: Final = {name: work for work, names in _BY_WORK.items() for name in names.split()}

_SCATTERED: Final = (
    "_embedding_bag_backward embedding_bag_backward embedding_dense_backward "
    "max_pool2d_with_indices_backward "
    "max_pool3d_with_indices_backward adaptive_max_pool2d_backward adaptive_max_pool3d_backward "
    "reflection_pad1d_backward reflection_pad2d_backward reflection_pad3d_backward "
    "replication_pad1d_backward replication_pad2d_backward replication_pad3d_backward "
    "upsample_nearest1d_backward upsample_nearest2d_backward upsample_nearest3d_backward "
    "_upsample_nearest_exact1d_backward _upsample_nearest_exact2d_backward "
    "_upsample_nearest_exact3d_backward unfold_backward"
)
"""Operators that add each gradient to one value."""

_COPIED: Final = (
    "select_backward slice_backward diagonal_backward trace_backward index_select_backward "
    "nll_loss_backward nll_loss2d_backward value_selecting_reduction_backward"
)
"""Operators that copy gradients to their places among zeros."""

_ATTENTIONS: Final = (
    "_efficient_attention_backward _flash_attention_backward "
    "_scaled_dot_product_cudnn_attention_backward _scaled_dot_product_efficient_attention_backward "
    "_scaled_dot_product_flash_attention_backward "
    "_scaled_dot_product_flash_attention_for_cpu_backward "
    "_scaled_dot_product_fused_attention_overrideable_backward"
)


def _each(work: Work) -> Rule:
    return lambda operation: work * operation.written


def _scattered(operation: Operation) -> Work:
    return Work(elementwise=operation.read)


def _copied(operation: Operation) -> Work:
    return Work(moves=operation.written)


def _adaptive_average_gradient(operation: Operation) -> Work:
    """Each value read takes at least one part of a mean."""
    values = max(operation.read, operation.written)
    return Work(elementwise=values, special=operation.read)


def _gelu_gradient(operation: Operation) -> Work:
    """The distribution (3 and an error function), its density (3 and an exponential), 3 more."""
    by_tanh = operation.text("approximate", "none") == "tanh"
    each = Work(elementwise=15, special=1) if by_tanh else Work(elementwise=9, special=2)
    return each * operation.written


def _grid_gradient(operation: Operation) -> Work:
    """Each value: its parts of 4 (8) neighbours, and the slope along each axis."""
    axes = len(operation.shape("input", 3)) - 2
    neighbours = 2 ** min(axes, 3)
    each = 2 * neighbours + axes * (2 * neighbours + 1)
    return Work(elementwise=each) * operation.tensor("grad_output").values


def _distance_gradient(operation: Operation) -> Work:
    """Each pair a quotient, and each of its values a difference, a product and a sum."""
    length = operation.shape("x1", 1)[-1]
    return Work(elementwise=3 * length, special=1) * operation.tensor("cdist").values


def _convolution_split(operation: Operation) -> MacSplit:
    gradient, weight = operation.shape("grad_output", 2), operation.shape("weight", 2)
    read = operation.tensor("input")
    wanted = operation.arguments.get("output_mask", (True, True, True))
    mask = wanted if isinstance(wanted, tuple) else ()
    if len(mask) != 3:
        raise RuleError("which gradients it computes is unknown")
    values = read.values if operation.flag("transposed") else prod(gradient)
    macs = values * prod(weight[1:])
    return MacSplit(macs if mask[0] else 0, macs if mask[1] else 0)


def _convolution_gradient(operation: Operation) -> Work:
    inputs, weights = _convolution_split(operation)
    gradient = operation.shape("grad_output", 2)
    wanted = operation.arguments.get("output_mask", ())
    bias = isinstance(wanted, tuple) and len(wanted) == 3 and bool(wanted[2])
    return Work(inputs + weights, prod(gradient) - gradient[1] if bias else 0)


def _recurrent_split(operation: Operation) -> MacSplit:
    return MacSplit(weight_macs(operation), weight_macs(operation))


_SPLITS: Final[Mapping[str, Callable[[Operation], MacSplit]]] = {
    "aten.convolution_backward": _convolution_split,
    "aten.mkldnn_rnn_layer_backward": _recurrent_split,
}

GRADIENT_RULES: Final[Mapping[str, Rule]] = {
    **{name: _each(work) for name, work in _DERIVATIVES.items()},
    **dict.fromkeys(_SCATTERED.split(), _scattered),
    **dict.fromkeys(_COPIED.split(), _copied),
    **dict.fromkeys(_ATTENTIONS.split(), attention_gradient),
    **dict.fromkeys(("avg_pool2d_backward", "avg_pool3d_backward"), average_pool_gradient),
    **dict.fromkeys(
        ("_adaptive_avg_pool2d_backward", "_adaptive_avg_pool3d_backward"),
        _adaptive_average_gradient,
    ),
    **dict.fromkeys(
        (
            "upsample_linear1d_backward",
            "upsample_bilinear2d_backward",
            "upsample_trilinear3d_backward",
        ),
        linear_gradient,
    ),
    **dict.fromkeys(
        (
            "_fused_rms_norm_backward",
            "native_group_norm_backward",
            "native_layer_norm_backward",
        ),
        norm_gradient,
    ),
    **dict.fromkeys(
        ("batch_norm_backward", "cudnn_batch_norm_backward", "native_batch_norm_backward"),
        batch_norm_gradient,
    ),
    **dict.fromkeys(("grid_sampler_2d_backward", "grid_sampler_3d_backward"), _grid_gradient),
    "_cdist_backward": _distance_gradient,
    "convolution_backward": _convolution_gradient,
    "gelu_backward": _gelu_gradient,
    "mkldnn_rnn_layer_backward": recurrent_gradient,
}
"""The counting rule of every such operator that has one."""


def split_of(operation: Operation) -> MacSplit | None:
    """MACs towards values read and towards weights, for operators that compute both."""
    split = _SPLITS.get(operation.operator)
    return split(operation) if split else None
