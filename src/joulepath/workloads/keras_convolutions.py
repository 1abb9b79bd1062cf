"""Counting rules of convolutions, as those of ``Conv`` and ``ConvTranspose`` of ONNX.

A separable convolution is two: one for each channel, then one of single positions. One for each
channel writes ``depth_multiplier`` channels for each that it reads.
"""

from __future__ import annotations

from math import prod
from typing import Final

from joulepath.workloads.keras_call import Call, Rule
from joulepath.workloads.keras_program import Tensor, Weight
from joulepath.workloads.keras_shapes import Image, image, window_steps
from joulepath.workloads.work import RuleError, Work

__all__ = ["adapted", "convolution", "depthwise", "separable", "transposed"]

_PADDINGS: Final = ("valid", "same", "causal")


def convolution(rank: int) -> Rule:
    """Rule of ``Conv1D`` and the like."""

    def rule(call: Call) -> Tensor:
        source, settings = image(call, rank), call.settings
        filters, groups = settings.whole("filters"), settings.whole("groups", 1)
        kernel = settings.sizes("kernel_size", rank)
        if source.channels % groups or filters % groups:
            raise RuleError(f"{source.channels} channels do not fit {groups} groups")
        weights = [call.weight(*kernel, source.channels // groups, filters)]
        weights += adapted(call, weights[0].shape)
        macs = prod(kernel) * source.channels // groups
        result = _convolved(call, source, filters, macs, weights)
        return call.activated(result)

    return rule


def depthwise(rank: int) -> Rule:
    """Rule of ``DepthwiseConv1D`` and the like."""

    def rule(call: Call) -> Tensor:
        source = image(call, rank)
        kernel = call.settings.sizes("kernel_size", rank)
        multiplier = call.settings.whole("depth_multiplier", 1)
        weights = [call.weight(*kernel, source.channels, multiplier)]
        channels = source.channels * multiplier
        return call.activated(_convolved(call, source, channels, prod(kernel), weights))

    return rule


def separable(rank: int) -> Rule:
    """Rule of ``SeparableConv1D`` and the like."""

    def rule(call: Call) -> Tensor:
        source, settings = image(call, rank), call.settings
        kernel = settings.sizes("kernel_size", rank)
        multiplier, filters = settings.whole("depth_multiplier", 1), settings.whole("filters")
        channels = source.channels * multiplier
        shape = source.shape(_sizes(call, source, kernel), channels)
        each = Work(prod(kernel))
        weights = [call.weight(*kernel, source.channels, multiplier)]
        spread = call.emit("Conv", shape, each=each, weights=weights, part="depthwise")
        mixed = Work(channels, int(settings.flag("use_bias", True)))
        weights = [call.weight(*[1] * rank, channels, filters), *_bias(call, filters)]
        last = source.shape(_sizes(call, source, kernel), filters)
        result = call.emit(
            "Conv", last, each=mixed, weights=weights, reads=[spread], part="pointwise"
        )
        return call.activated(result)

    return rule


def transposed(rank: int) -> Rule:
    """Rule of ``Conv1DTranspose`` and the like."""

    def rule(call: Call) -> Tensor:
        source, settings = image(call, rank), call.settings
        filters, kernel = settings.whole("filters"), settings.sizes("kernel_size", rank)
        shape = source.shape(_spread_sizes(call, source, kernel), filters)
        macs = call.input.values * filters * prod(kernel)
        biased = Work(elementwise=int(settings.flag("use_bias", True)))
        weights = [call.weight(*kernel, filters, source.channels), *_bias(call, filters)]
        result = call.emit("ConvTranspose", shape, Work(macs), each=biased, weights=weights)
        return call.activated(result)

    return rule


def adapted(call: Call, kernel: tuple[int, ...]) -> list[Weight]:
    """Low-rank additions to a kernel, which are worked into it when the model is loaded."""
    if not call.settings.has("lora_rank"):
        return []
    rank = call.settings.whole("lora_rank")
    return [call.weight(*kernel[:-1], rank), call.weight(rank, kernel[-1])]


def _convolved(
    call: Call, source: Image, channels: int, macs: int, weights: list[Weight]
) -> Tensor:
    kernel = call.settings.sizes("kernel_size", len(source.sizes))
    shape = source.shape(_sizes(call, source, kernel), channels)
    each = Work(macs, int(call.settings.flag("use_bias", True)))
    return call.emit("Conv", shape, each=each, weights=[*weights, *_bias(call, channels)])


def _bias(call: Call, channels: int) -> list[Weight]:
    return [call.weight(channels)] if call.settings.flag("use_bias", True) else []


def _sizes(call: Call, source: Image, kernel: tuple[int, ...]) -> tuple[int, ...]:
    rank = len(source.sizes)
    strides = call.settings.sizes("strides", rank, 1)
    dilations = call.settings.sizes("dilation_rate", rank, 1)
    padding = call.settings.word("padding", "valid", _PADDINGS)
    return window_steps(source.sizes, kernel, strides, padding, dilations)


def _spread_sizes(call: Call, source: Image, kernel: tuple[int, ...]) -> tuple[int, ...]:
    settings, rank = call.settings, len(source.sizes)
    strides, dilations = (
        settings.sizes("strides", rank, 1),
        settings.sizes("dilation_rate", rank, 1),
    )
    same = settings.word("padding", "valid", _PADDINGS) == "same"
    more = settings.margins("output_padding", rank) if settings.has("output_padding") else None
    found: list[int] = []
    for axis, size in enumerate(source.sizes):
        extent, stride = (kernel[axis] - 1) * dilations[axis] + 1, strides[axis]
        if more is not None:
            own = extent % 2 if same else extent
            found.append((size - 1) * stride + own + more[axis][0])
        else:
            found.append(size * stride if same else (size - 1) * stride + max(extent, stride))
    return tuple(found)
