"""Counting rules of normalisations, as those of ONNX.

``BatchNormalization`` is a scale and a shift, prepared from the statistics. The others find means
first: ``LayerNormalization`` and ``GroupNormalization`` take difference, square, mean, quotient,
and scale and shift where they have them, with epsilon and a root for each mean.
``UnitNormalization`` divides by the length of a vector.
"""

from __future__ import annotations

from math import prod

from joulepath.workloads.keras_arguments import Arguments
from joulepath.workloads.keras_call import Call
from joulepath.workloads.keras_program import Tensor
from joulepath.workloads.keras_shapes import one_axis
from joulepath.workloads.work import RuleError, Work

__all__ = ["batch", "group", "layer", "root_mean_square", "spectral", "standard", "unit"]

_EACH_MEAN = Work(elementwise=1, special=1)


def batch(call: Call) -> Tensor:
    """Work of a ``BatchNormalization`` after training; four values a channel are stored."""
    shape = call.shape(least=1)
    channels = shape[one_axis(call.settings.axes("axis", -1)[0], len(shape))]
    stored = call.settings.flag("scale", True) + call.settings.flag("center", True) + 2
    stored += 3 if call.settings.flag("renorm", False) else 0
    weights = [call.weight(channels)] * stored
    return call.emit("BatchNormalization", shape, each=Work(elementwise=2), weights=weights)


def layer(call: Call) -> Tensor:
    """Work of a ``LayerNormalization``."""
    if call.settings.flag("rms_scaling", False):
        return root_mean_square(call)
    shape, sizes = _normalised_axes(call)
    scale, center = call.settings.flag("scale", True), call.settings.flag("center", True)
    each = Work(elementwise=4 + scale + center, special=1)
    means = prod(shape) // prod(sizes)
    weights = [call.weight(*sizes)] * (scale + center)
    return call.emit("LayerNormalization", shape, _EACH_MEAN * means, each=each, weights=weights)


def root_mean_square(call: Call) -> Tensor:
    """Work of an ``RMSNormalization``: square, mean, quotient, scale."""
    shape, sizes = _normalised_axes(call)
    means = prod(shape) // prod(sizes)
    each, weights = Work(elementwise=3, special=1), [call.weight(*sizes)]
    return call.emit("RMSNormalization", shape, _EACH_MEAN * means, each=each, weights=weights)


def group(call: Call) -> Tensor:
    """Work of a ``GroupNormalization``; -1 groups are one for each channel."""
    shape = call.shape(least=2)
    channels = shape[one_axis(call.settings.axes("axis", -1)[0], len(shape))]
    groups = call.settings.whole("groups", 32, least=-1)
    groups = channels if groups == -1 else groups
    if groups < 1 or channels % groups:
        raise RuleError(f"{channels} channels do not fit {groups} groups")
    scale, center = call.settings.flag("scale", True), call.settings.flag("center", True)
    each = Work(elementwise=4 + scale + center, special=1)
    weights = [call.weight(channels)] * (scale + center)
    work = _EACH_MEAN * (shape[0] * groups)
    return call.emit("GroupNormalization", shape, work, each=each, weights=weights)


def unit(call: Call) -> Tensor:
    """Work of a ``UnitNormalization``: squares, sums, bounds and roots, quotients."""
    shape, sizes = _normalised_axes(call)
    vectors = prod(shape) // prod(sizes)
    work = Work(elementwise=2 * prod(shape) - vectors, special=vectors, comparisons=vectors)
    return call.emit("LpNormalization", shape, work, each=Work(special=1))


def standard(call: Call) -> Tensor:
    """Work of a ``Normalization``: difference and quotient, or product and sum.

    Statistics that were found in data are stored with the number of batches.
    """
    shape, settings = call.shape(least=1), call.settings
    axes = settings.get("axis")
    kept = [] if axes == [] else [one_axis(at, len(shape)) for at in settings.axes("axis", -1)]
    stored = not settings.has("mean") and not settings.has("input_mean")
    sizes = [shape[at] for at in kept]
    weights = [call.weight(*sizes), call.weight(*sizes), call.weight()] if stored else []
    inverted = settings.flag("invert", False)
    each = Work(elementwise=2) if inverted else Work(elementwise=1, special=1)
    return call.emit("Normalization", shape, each=each, weights=weights)


def spectral(call: Call) -> Tensor:
    """Work of a ``SpectralNormalization``: that of its layer, once trained."""
    inner = call.layer.wrapped.get("layer")
    if inner is None:
        raise RuleError("it has no layer")
    (result,) = call.evaluate(inner, Arguments((call.input,)), f"{call.path}/{inner.name}")
    kernels = [weight for step in call.program.steps[-2:] for weight in step.weights]
    if call.first and kernels:
        widest = max(kernels, key=lambda weight: len(weight.shape))
        call.emit(
            "Identity",
            result.shape,
            reads=[result],
            weights=[call.weight(widest.shape[-1])],
            view=True,
            part="vector",
        )
    return result


def _normalised_axes(call: Call) -> tuple[tuple[int, ...], list[int]]:
    """Shape of the input, and sizes of the axes along which means are taken."""
    shape = call.shape(least=1)
    axes = {one_axis(axis, len(shape)) for axis in call.settings.axes("axis", -1)}
    return shape, [shape[axis] for axis in sorted(axes)]
