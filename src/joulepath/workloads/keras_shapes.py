"""Shapes that layers of Keras give their results."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from joulepath.workloads.keras_call import Call
from joulepath.workloads.keras_program import Shape
from joulepath.workloads.work import RuleError

__all__ = ["Image", "broadcast", "image", "one_axis", "window_steps"]

_LAYOUTS: Final = ("channels_last", "channels_first")


class Image:
    """A tensor of samples, positions along some axes, and channels, in either order."""

    def __init__(self, shape: Shape, *, channels_last: bool) -> None:
        self._last = channels_last
        self.samples = shape[0]
        self.sizes = shape[1:-1] if channels_last else shape[2:]
        self.channels = shape[-1] if channels_last else shape[1]

    @property
    def axis(self) -> int:
        """Where the channels are."""
        return -1 if self._last else 1

    def shape(self, sizes: Sequence[int], channels: int) -> Shape:
        """Shape of another image in the same order."""
        if self._last:
            return (self.samples, *sizes, channels)
        return (self.samples, channels, *sizes)


def image(call: Call, rank: int) -> Image:
    """Take the input for an image of so many axes beside samples and channels."""
    layout = call.settings.word("data_format", "channels_last", _LAYOUTS)
    return Image(call.shape(rank + 2), channels_last=layout == "channels_last")


def window_steps(
    sizes: Sequence[int],
    window: Sequence[int],
    strides: Sequence[int],
    padding: str,
    dilations: Sequence[int] | None = None,
) -> Shape:
    """How many windows fit along each axis.

    Raises
    ------
    RuleError
        If the window is larger than the image.
    """
    spread = dilations or [1] * len(window)
    extents = [(n - 1) * wide + 1 for n, wide in zip(window, spread, strict=True)]
    if padding != "valid":
        return tuple(ceil(size / step) for size, step in zip(sizes, strides, strict=True))
    if any(extent > size for size, extent in zip(sizes, extents, strict=True)):
        raise RuleError(f"a window of {extents} does not fit into {list(sizes)}")
    both = zip(sizes, extents, strides, strict=True)
    return tuple((size - extent) // step + 1 for size, extent, step in both)


def broadcast(*shapes: Shape) -> Shape:
    """Shape of a result of each value of several tensors, axes of size 1 repeated.

    Raises
    ------
    RuleError
        If the shapes do not fit together.
    """
    rank = max(map(len, shapes))
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    found = tuple(max(sizes) for sizes in zip(*padded, strict=True))
    for shape in padded:
        if any(size not in {1, whole} for size, whole in zip(shape, found, strict=True)):
            raise RuleError(f"shapes {', '.join(map(str, shapes))} do not fit together")
    return found


def one_axis(axis: int, rank: int) -> int:
    """Position of an axis, counted from the first.

    Raises
    ------
    RuleError
        If there is no such axis.
    """
    if not -rank <= axis < rank:
        raise RuleError(f"there is no axis {axis} among {rank}")
    return axis % rank
