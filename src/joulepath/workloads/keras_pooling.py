"""Counting rules of pooling, as those of ``AveragePool``, ``MaxPool`` and the global ones."""

from __future__ import annotations

from math import prod

from joulepath.workloads.keras_call import Call, Rule
from joulepath.workloads.keras_program import Tensor
from joulepath.workloads.keras_shapes import image, window_steps
from joulepath.workloads.work import RuleError, Work

__all__ = ["adaptive", "everywhere", "pooling"]


def _joined(joints: int, results: int, *, mean: bool) -> Work:
    """Join values by sums and a quotient, or by comparisons."""
    if mean:
        return Work(elementwise=joints, special=results)
    return Work(comparisons=joints)


def pooling(rank: int, *, mean: bool) -> Rule:
    """Rule of ``AveragePooling1D``, ``MaxPooling1D`` and the like; padding counts as values."""

    def rule(call: Call) -> Tensor:
        source, settings = image(call, rank), call.settings
        window = settings.sizes("pool_size", rank)
        strides = settings.sizes("strides", rank) if settings.has("strides") else window
        padding = settings.word("padding", "valid", ("valid", "same"))
        shape = source.shape(window_steps(source.sizes, window, strides, padding), source.channels)
        work = _joined(prod(window) - 1, 1, mean=mean)
        name = "AveragePool" if mean else "MaxPool"
        return call.emit(name, shape, each=work, type_=call.input.type)

    return rule


def everywhere(rank: int, *, mean: bool) -> Rule:
    """Rule of ``GlobalAveragePooling1D``, ``GlobalMaxPooling1D`` and the like."""

    def rule(call: Call) -> Tensor:
        source = image(call, rank)
        kept = call.settings.flag("keepdims", False)
        results = source.samples * source.channels
        shape = source.shape([1] * rank if kept else [], source.channels)
        work = _joined(call.input.values - results, results, mean=mean)
        name = "GlobalAveragePool" if mean else "GlobalMaxPool"
        return call.emit(name, shape, work, type_=call.input.type)

    return rule


def adaptive(rank: int, *, mean: bool) -> Rule:
    """Rule of ``AdaptiveAveragePooling1D`` and the like.

    Window ``i`` of ``n`` along an axis of ``s`` positions goes from the whole part of ``i s / n``
    to ``(i + 1) s / n`` rounded up, so that windows overlap where ``n`` does not divide ``s``.
    """

    def rule(call: Call) -> Tensor:
        source = image(call, rank)
        wanted = call.settings.sizes("output_size", rank)
        if max(wanted) > 10**6:
            raise RuleError(f"{list(wanted)} windows are too many")
        covered = prod(_covered(size, n) for size, n in zip(source.sizes, wanted, strict=True))
        maps = source.samples * source.channels
        results = maps * prod(wanted)
        work = _joined(maps * covered - results, results, mean=mean)
        name = "AveragePool" if mean else "MaxPool"
        shape = source.shape(wanted, source.channels)
        return call.emit(name, shape, work, type_=call.input.type)

    return rule


def _covered(size: int, windows: int) -> int:
    """Positions in all windows along an axis."""
    return sum(-(-(at + 1) * size // windows) - at * size // windows for at in range(windows))
