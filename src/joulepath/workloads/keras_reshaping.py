"""Counting rules of layers that give values another shape, place or number.

Another shape alone is no work; every value that is copied is a move. Interpolation is that of
``Resize``: nearest copies, linear along n axes is 3 (2^n - 1) additions and products.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.json_reading import listed
from joulepath.workloads.keras_call import Call, Rule
from joulepath.workloads.keras_program import Shape, Tensor
from joulepath.workloads.keras_settings import is_whole
from joulepath.workloads.keras_shapes import image
from joulepath.workloads.work import RuleError, Work

__all__ = [
    "cropping",
    "flatten",
    "interpolated",
    "permutation",
    "repeated",
    "reshaping",
    "same",
    "shaped",
    "upsampling",
    "zero_padding",
]


def same(call: Call) -> Tensor:
    """Rule of what does nothing once a model is trained; it is no step."""
    return call.input


def flatten(call: Call) -> Tensor:
    """Work of a ``Flatten``."""
    samples, *rest = call.shape(least=1)
    return call.view((samples, prod(rest)), operator="Flatten")


def reshaping(call: Call) -> Tensor:
    """Work of a ``Reshape``."""
    samples, *rest = call.shape(least=1)
    return call.view((samples, *shaped(call.settings.get("target_shape"), prod(rest))))


def shaped(target: object, values: int) -> Shape:
    """A wanted shape with the one size that is left open.

    Raises
    ------
    RuleError
        If so many values do not have it.
    """
    sizes = listed(target)
    whole = [size for size in sizes if is_whole(size)]
    known = prod(size for size in whole if size != -1)
    if len(whole) < len(sizes) or whole.count(-1) > 1 or known < 1:
        raise RuleError(f"{shown(target)} is no shape")
    found = tuple(values // known if size == -1 else size for size in whole)
    if prod(found) != values:
        raise RuleError(f"{values} values do not have shape {list(found)}")
    return found


def permutation(call: Call) -> Tensor:
    """Work of a ``Permute``."""
    samples, *rest = call.shape(least=1)
    order = call.settings.axes("dims", 1)
    if sorted(order) != list(range(1, len(rest) + 1)):
        raise RuleError(f"'dims' is {list(order)}, not an order of {len(rest)} axes")
    return call.copy("Transpose", (samples, *(rest[at - 1] for at in order)))


def repeated(call: Call) -> Tensor:
    """Work of a ``RepeatVector``."""
    samples, features = call.shape(2)
    return call.copy("Tile", (samples, call.settings.whole("n"), features))


def cropping(rank: int) -> Rule:
    """Rule of ``Cropping1D`` and the like."""

    def rule(call: Call) -> Tensor:
        source, margins = image(call, rank), call.settings.margins("cropping", rank)
        sizes = [size - sum(cut) for size, cut in zip(source.sizes, margins, strict=True)]
        return call.copy("Slice", source.shape(sizes, source.channels), partial=True)

    return rule


def zero_padding(rank: int) -> Rule:
    """Rule of ``ZeroPadding1D`` and the like."""

    def rule(call: Call) -> Tensor:
        source, margins = image(call, rank), call.settings.margins("padding", rank)
        sizes = [size + sum(more) for size, more in zip(source.sizes, margins, strict=True)]
        return call.copy("Pad", source.shape(sizes, source.channels))

    return rule


def upsampling(rank: int) -> Rule:
    """Rule of ``UpSampling1D`` and the like."""

    def rule(call: Call) -> Tensor:
        source, factors = image(call, rank), call.settings.sizes("size", rank, 2)
        sizes = [size * factor for size, factor in zip(source.sizes, factors, strict=True)]
        mode = call.settings.word("interpolation", "nearest")
        return interpolated(call, source.shape(sizes, source.channels), source.sizes, sizes, mode)

    return rule


def interpolated(
    call: Call, shape: Shape, before: Sequence[int], after: Sequence[int], mode: str
) -> Tensor:
    """Give an image another size.

    Raises
    ------
    RuleError
        If the interpolation is neither of nearest values nor linear.
    """
    resized = sum(one != other for one, other in zip(before, after, strict=True))
    match mode:
        case "nearest":
            each = Work(moves=1)
        case "bilinear":
            each = Work(elementwise=3 * (2**resized - 1))
        case _:
            raise RuleError(f"no counting rule for interpolation {shown(mode)}")
    return call.emit("Resize", shape, each=each)
