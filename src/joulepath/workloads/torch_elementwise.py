"""Operators of PyTorch that do the same with every value, that copy, and that do nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from joulepath.workloads.work import Work

__all__ = ["CONSTANT", "EACH_VALUE", "MOVEMENT", "RANDOM", "VIEWS", "VIEWS_AT_BEST"]

_BY_WORK: Final[Mapping[Work, str]] = {
    Work(elementwise=1): "__and__ __lshift__ __or__ __rshift__ __xor__ abs absolute bitwise_and "
    "bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor ceil conj_physical "
    "copysign cumprod cumsum deg2rad diff fix floor frac ger ldexp logical_and logical_not "
    "logical_or logical_xor mul multiply nan_to_num neg negative outer rad2deg round sgn sign "
    "square trunc",
    Work(special=1): "acos acosh angle arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin "
    "asinh atan atan2 atanh cos cosh digamma erf erfc erfinv exp exp2 expm1 float_power fmod hypot "
    "i0 lgamma log log10 log1p log2 polygamma pow reciprocal remainder rsqrt sigmoid sin sinc sinh "
    "special_entr special_erf special_erfcx special_expit special_i0e special_i1 special_ndtr "
    "special_ndtri special_log_ndtr sqrt tan tanh true_divide",
    Work(comparisons=1): "clamp_max clamp_min cummax cummin eq fmax fmin ge greater greater_equal "
    "gt heaviside isfinite isinf isnan isneginf isposinf le less less_equal lt masked_fill maximum "
    "minimum ne not_equal relu signbit threshold where",
    Work(elementwise=1, special=1): "floor_divide glu logaddexp logaddexp2 logcumsumexp silu "
    "special_xlog1py tanhshrink xlogy",  # x sigmoid(x); x - tanh(x)
    Work(elementwise=1, special=2): "logit softplus",  # log(x / (1 - x)); log(1 + exp x)
    Work(elementwise=1, comparisons=1): "_prelu_kernel hardshrink leaky_relu prelu rrelu "
    "rrelu_with_noise",
    Work(elementwise=2, comparisons=1): "softshrink",
    Work(comparisons=2): "hardtanh relu6",
    Work(elementwise=2): "dequantize_per_channel dequantize_per_tensor",
    Work(elementwise=2, special=2): "polar",
    Work(elementwise=5, comparisons=1): "isclose",  # |a - b| <= r |b| + t
    Work(elementwise=3): "cross lerp linalg_cross",  # two products and a difference; a + w (b - a)
    Work(elementwise=2, special=1): "softsign",  # x / (1 + |x|)
    Work(elementwise=2, special=1, comparisons=1): "elu",  # a (exp(x) - 1) for x < 0
    Work(elementwise=2, comparisons=2): "hardsigmoid",  # clip(x / 6 + 1 / 2)
    Work(elementwise=2, special=2, comparisons=1): "_masked_softmax _safe_softmax _softmax celu "
    "softmax special_softmax",
    Work(elementwise=3, comparisons=2): "hardswish",
    Work(elementwise=2, special=3): "mish",  # x tanh(log(1 + exp x))
    Work(elementwise=3, special=1, comparisons=1): "selu",
    Work(elementwise=3, special=2, comparisons=1): "_log_softmax log_softmax log_sigmoid "
    "log_sigmoid_forward special_log_softmax",  # min(0, x) - log(1 + exp(-|x|))
    # quotient, rounding, zero point, two bounds
    Work(elementwise=2, special=1, comparisons=2): "quantize_per_channel quantize_per_tensor",
    Work(elementwise=4, special=1, comparisons=2): "fake_quantize_per_channel_affine "
    "fake_quantize_per_channel_affine_cachemask fake_quantize_per_tensor_affine "
    "fake_quantize_per_tensor_affine_cachemask",
}

EACH_VALUE: Final[Mapping[str, Work]] = {
    name: work for work, names in _BY_WORK.items() for name in names.split()
}
"""Work for each value written, by operator."""

_VIEWS: Final = (
    "adjoint alias alpha_dropout as_strided broadcast_tensors broadcast_to chunk _conj conj "
    "detach diagonal dropout expand expand_as feature_alpha_dropout feature_dropout hsplit imag "
    "lift lift_fresh mH mT matrix_H meshgrid moveaxis movedim narrow _neg_view numpy_T permute "
    "positive real select slice split split_with_sizes squeeze swapaxes swapdims t tensor_split "
    "transpose unbind unfold unsafe_chunk unsafe_split unsafe_split_with_sizes _unsafe_view "
    "unsqueeze view view_as view_as_complex view_as_real vsplit"
)
VIEWS: Final = frozenset(_VIEWS.split())
"""Operators that give the values another shape or name, in place; dropout outside training."""

_VIEWS_AT_BEST: Final = (
    "atleast_1d atleast_2d atleast_3d contiguous flatten pin_memory ravel reshape _reshape_alias "
    "reshape_as resolve_conj resolve_neg to _to_copy type_as unflatten"
)
VIEWS_AT_BEST: Final = frozenset(_VIEWS_AT_BEST.split())
"""Operators that copy only where the layout or the format of the memory demands it."""

_MOVEMENT: Final = (
    "block_diag cat channel_shuffle circular_pad clone column_stack combinations complex concat "
    "concatenate constant_pad_nd copy diag diag_embed diagonal_scatter dstack embedding fill flip "
    "fliplr flipud full_like gather hstack im2col index index_copy index_fill index_put "
    "index_select lift_fresh_copy masked_scatter masked_select max_unpool2d max_unpool3d "
    "native_channel_shuffle one_hot pad pixel_shuffle pixel_unshuffle put reflection_pad1d "
    "reflection_pad2d reflection_pad3d repeat repeat_interleave replication_pad1d "
    "replication_pad2d replication_pad3d roll rot90 scatter select_scatter slice_scatter stack "
    "take take_along_dim tile tril triu _unsafe_index upsample_nearest1d upsample_nearest2d "
    "upsample_nearest3d _upsample_nearest_exact1d _upsample_nearest_exact2d "
    "_upsample_nearest_exact3d vstack zero"
)
MOVEMENT: Final = frozenset(_MOVEMENT.split())
"""Operators that copy values without arithmetic; so do all that end in ``_copy``."""

_CONSTANT: Final = (
    "_assert_async _assert_scalar _assert_tensor_metadata empty_like full_like new_empty "
    "new_empty_strided new_full new_ones new_zeros ones_like sym_constrain_range "
    "sym_constrain_range_for_size sym_numel sym_size sym_storage_offset sym_stride zeros_like"
)
CONSTANT: Final = frozenset(_CONSTANT.split())
"""Operators whose results do not depend on the values that they read."""

_RANDOM: Final = (
    "bernoulli cauchy exponential geometric log_normal multinomial native_dropout normal poisson "
    "rand rand_like randint randint_like randn randn_like random randperm uniform"
)
RANDOM: Final = frozenset(_RANDOM.split())
"""Operators that draw random numbers."""
