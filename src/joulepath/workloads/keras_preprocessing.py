"""Counting rules of layers that prepare inputs; what only varies training data does nothing."""

from __future__ import annotations

from joulepath.workloads.keras_activations import rectifier
from joulepath.workloads.keras_call import Call
from joulepath.workloads.keras_program import Tensor
from joulepath.workloads.keras_reshaping import interpolated
from joulepath.workloads.keras_shapes import image, one_axis
from joulepath.workloads.work import RuleError, Work

__all__ = [
    "buckets",
    "center_crop",
    "encoding",
    "leaky",
    "masking",
    "parametric",
    "rectified",
    "rescaling",
    "resizing",
    "softmax",
]


def rescaling(call: Call) -> Tensor:
    """Work of a ``Rescaling``: a product and a sum."""
    return call.emit("Rescaling", call.shape(), each=Work(elementwise=2))


def resizing(call: Call) -> Tensor:
    """Work of a ``Resizing`` of one image or a batch."""
    settings = call.settings
    for name in ("crop_to_aspect_ratio", "pad_to_aspect_ratio"):
        if settings.flag(name, False):
            raise RuleError(f"no counting rule for '{name}'")
    source = image(call, 2)
    sizes = settings.whole("height"), settings.whole("width")
    mode = settings.word("interpolation", "bilinear")
    return interpolated(call, source.shape(sizes, source.channels), source.sizes, sizes, mode)


def center_crop(call: Call) -> Tensor:
    """Work of a ``CenterCrop``, or ``RandomCrop`` after training, of larger images."""
    source = image(call, 2)
    sizes = call.settings.whole("height"), call.settings.whole("width")
    if any(wanted > size for wanted, size in zip(sizes, source.sizes, strict=True)):
        raise RuleError(f"{list(sizes)} is no part of an image of {list(source.sizes)}")
    return call.copy("Slice", source.shape(sizes, source.channels), partial=True)


def encoding(call: Call) -> Tensor:
    """Work of a ``CategoryEncoding``: a move for each value written."""
    shape, many = call.shape(least=1), call.settings.whole("num_tokens")
    mode = call.settings.word("output_mode", "multi_hot", ("one_hot", "multi_hot", "count"))
    kept = shape if mode == "one_hot" and shape[-1] != 1 else shape[:-1] or shape
    return call.emit("OneHot", (*kept, many), each=Work(moves=1))


def buckets(call: Call) -> Tensor:
    """Work of a ``Discretization`` into numbers: bounds are searched by halving."""
    bounds = call.settings.get("bin_boundaries")
    if not isinstance(bounds, list) or call.settings.word("output_mode", "int") != "int":
        raise RuleError("no counting rule without bounds, or with another output than 'int'")
    number: int = len(bounds)  # pyright: ignore[reportUnknownArgumentType]
    return call.emit("Discretization", call.shape(), each=Work(comparisons=number.bit_length()))


def masking(call: Call) -> Tensor:
    """Work of a ``Masking``: comparisons, whether all agree, and a product."""
    shape = call.shape(least=2)
    steps = call.input.values // shape[-1]
    work = Work(elementwise=2 * call.input.values - steps, comparisons=call.input.values)
    return call.emit("Masking", shape, work)


def rectified(call: Call) -> Tensor:
    """Work of a ``ReLU``."""
    settings = {name: call.settings.get(name) for name in ("max_value", "negative_slope")}
    return call.applied(call.input, rectifier(settings))


def leaky(call: Call) -> Tensor:
    """Work of a ``LeakyReLU``."""
    return call.applied(call.input, call.activation_of("leaky_relu"))


def parametric(call: Call) -> Tensor:
    """Work of a ``PReLU``, with a slope for each value but along shared axes."""
    shape = call.shape(least=2)
    shared = call.settings.get("shared_axes")
    axes = set(call.settings.axes("shared_axes", 0)) if shared else set[int]()
    axes = {one_axis(axis, len(shape)) for axis in axes}
    sizes = [1 if at in axes else size for at, size in enumerate(shape) if at]
    each = Work(elementwise=1, comparisons=1)
    return call.emit("PRelu", shape, each=each, weights=[call.weight(*sizes)])


def softmax(call: Call) -> Tensor:
    """Work of a ``Softmax``; a mask is one addition more."""
    mask = call.tensor(1, "mask")
    reads = [call.input, *([mask] if mask else [])]
    each = call.activation_of("softmax").work + Work(elementwise=1 if mask else 0)
    return call.emit("Softmax", call.shape(), each=each, reads=reads)
