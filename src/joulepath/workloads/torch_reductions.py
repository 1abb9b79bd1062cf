"""Counting rules of PyTorch's operators that join many values to few, sort or transform them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from joulepath.workloads.torch_graph import Operation, RuleError
from joulepath.workloads.work import Work

__all__ = ["REDUCTION_RULES"]

Rule: TypeAlias = Callable[[Operation], Work]

_ADD, _COMPARE, _SPECIAL = Work(elementwise=1), Work(comparisons=1), Work(special=1)


def _joined(reads: Work, writes: Work) -> Rule:
    return lambda operation: reads * operation.read + writes * operation.written


def _extreme(operation: Operation) -> Work:
    """``max`` and ``min`` of two tensors, or along an axis."""
    if operation.optional("other") is not None:
        return _COMPARE * operation.written
    return _COMPARE * (operation.read - operation.written)


def _spread(extra: Work) -> Rule:
    """Variance: sum, quotient; difference, square, sum; quotient; and more for each result."""

    def rule(operation: Operation) -> Work:
        return _ADD * 4 * operation.read + (_SPECIAL * 2 + _ADD * -2 + extra) * operation.written

    return rule


def _norm(operation: Operation) -> Work:
    order = operation.number("ord", operation.number("p", 2))
    joined = _ADD * (operation.read - operation.written)
    if order in {float("inf"), float("-inf")}:
        return _ADD * operation.read + _COMPARE * (operation.read - operation.written)
    if order == 1:
        return _ADD * operation.read + joined
    if order == 2:
        return _ADD * operation.read + joined + _SPECIAL * operation.written
    return _SPECIAL * (operation.read + operation.written) + joined


def _distance(operation: Operation) -> Work:
    """``dist``: a difference of each value, then the norm."""
    return _ADD * operation.read + _norm(operation)


def _weight_norm(operation: Operation) -> Work:
    """A direction over its length, times a size: a norm and a product with the quotient."""
    values, lengths = operation.tensor("v").values, operation.tensor("g").values
    return Work(elementwise=3 * values - lengths, special=2 * lengths)


def _weight_norm_gradient(operation: Operation) -> Work:
    """A sum of products for each length, towards which all values of a direction lead."""
    values, lengths = operation.tensor("saved_v").values, operation.tensor("saved_g").values
    return Work(elementwise=5 * values, special=2 * lengths)


def _length(operation: Operation) -> int:
    shape = operation.tensors[0].shape if operation.tensors else ()
    axis = int(operation.number("dim", -1))
    if not shape:
        return 1
    if not -len(shape) <= axis < len(shape):
        raise RuleError(f"there is no axis {axis} in {list(shape)}")
    return shape[axis]


def _halvings(length: int) -> int:
    return (max(length, 1) - 1).bit_length()


def _sort(operation: Operation) -> Work:
    return _COMPARE * (operation.read * _halvings(_length(operation)))


def _largest(operation: Operation) -> Work:
    kept = max(int(operation.number("k", 1)), 1)
    return _COMPARE * (operation.read * max(_halvings(kept), 1))


def _search(operation: Operation) -> Work:
    table = operation.optional("sorted_sequence") or operation.optional("boundaries")
    if table is None or not table.shape:
        raise RuleError("the table is missing")
    return _COMPARE * (operation.written * _halvings(table.shape[-1] + 1))


def _fourier(*, real: bool, axes: tuple[int, ...] = (-1,)) -> Rule:
    """Rule of a fast Fourier transform; a real side halves it."""

    def rule(operation: Operation) -> Work:
        # The longer side, as a transform of real numbers leaves one half out.
        before, after = operation.shape("self", 1), operation.output.shape
        full = before if operation.read >= operation.written else after
        along = operation.sizes("dim") or axes
        if not all(-len(full) <= axis < len(full) for axis in along):
            raise RuleError(f"there are no axes {list(along)} in {list(full)}")
        stages = sum(_halvings(full[axis]) for axis in along)
        count = 5 * max(operation.read, operation.written) * stages
        return Work(elementwise=count // 2 if real else count)

    return rule


def _short_time_fourier(operation: Operation) -> Work:
    """A window and a transform of real numbers for each stretch of the signal."""
    length = int(operation.number("n_fft", 0))
    if length < 1 or len(operation.output.shape) < 2:
        raise RuleError("the length of its transforms is missing")
    frequencies = length // 2 + 1 if operation.flag("onesided", True) else length
    stretches = operation.written // frequencies
    window = length if operation.optional("window") else 0
    return Work(elementwise=window + 5 * length * _halvings(length) // 2) * stretches


def _loss(each: Work) -> Rule:
    """Rule of a loss of each value, joined to one unless its reduction is 0."""

    def rule(operation: Operation) -> Work:
        joined = operation.read - operation.written
        mean = _SPECIAL if operation.number("reduction", 1) == 1 else Work()
        return each * operation.read + _ADD * joined + (mean if joined else Work())

    return rule


def _likelihood(operation: Operation) -> Work:
    """``nll_loss``: the value of the right class of each sample, a sum and a quotient."""
    picked = operation.tensor("target").values
    return Work(elementwise=picked, special=1, moves=picked)


def _cross_entropy(operation: Operation) -> Work:
    softmax = Work(elementwise=3, special=2, comparisons=1) * operation.read
    return softmax + _likelihood(operation)


REDUCTION_RULES: Final[Mapping[str, Rule]] = {
    **dict.fromkeys(("nansum", "prod", "sum", "sum_to_size", "trace"), _joined(_ADD, _ADD * -1)),
    **dict.fromkeys(
        ("all", "amax", "amin", "any", "argmax", "argmin"), _joined(_COMPARE, _COMPARE * -1)
    ),
    **dict.fromkeys(("max", "min"), _extreme),
    **dict.fromkeys(("mean", "nanmean"), _joined(_ADD, _ADD * -1 + _SPECIAL)),
    **dict.fromkeys(("var", "var_mean"), _spread(Work())),
    **dict.fromkeys(("std", "std_mean"), _spread(_SPECIAL)),
    **dict.fromkeys(("linalg_vector_norm", "norm", "frobenius_norm"), _norm),
    **dict.fromkeys(("argsort", "kthvalue", "median", "mode", "msort", "sort"), _sort),
    **dict.fromkeys(("bucketize", "searchsorted"), _search),
    "_fft_c2c": _fourier(real=False),
    "_fft_c2r": _fourier(real=True),
    "_fft_r2c": _fourier(real=True),
    **dict.fromkeys(("fft_fft", "fft_ifft"), _fourier(real=False)),
    **dict.fromkeys(("fft_irfft", "fft_rfft"), _fourier(real=True)),
    **dict.fromkeys(("fft_fft2", "fft_ifft2"), _fourier(real=False, axes=(-2, -1))),
    **dict.fromkeys(("fft_irfft2", "fft_rfft2"), _fourier(real=True, axes=(-2, -1))),
    "_weight_norm_interface": _weight_norm,
    "_weight_norm_interface_backward": _weight_norm_gradient,
    "stft": _short_time_fourier,
    "aminmax": _joined(_COMPARE * 2, _COMPARE * -2),
    "binary_cross_entropy": _loss(Work(elementwise=6, special=2)),
    "binary_cross_entropy_with_logits": _loss(Work(elementwise=5, special=2, comparisons=1)),
    "count_nonzero": _joined(_COMPARE + _ADD, _ADD * -1),
    "cross_entropy_loss": _cross_entropy,
    "huber_loss": _loss(Work(elementwise=4, comparisons=1)),
    "kl_div": _loss(Work(elementwise=2, special=1)),
    "l1_loss": _loss(Work(elementwise=2)),
    "logsumexp": _joined(_ADD + _SPECIAL, _ADD * -1 + _SPECIAL),
    "mse_loss": _loss(Work(elementwise=2)),
    "nll_loss": _likelihood,
    "nll_loss2d": _likelihood,
    "nll_loss2d_forward": _likelihood,
    "nll_loss_forward": _likelihood,
    "nll_loss_nd": _likelihood,
    "soft_margin_loss": _loss(Work(elementwise=3, special=2)),
    "dist": _distance,
    "smooth_l1_loss": _loss(Work(elementwise=4, comparisons=1)),
    "topk": _largest,
}
"""The counting rule of every such operator that has one."""
