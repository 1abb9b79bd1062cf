"""Whether PyTorch can give values another shape without copying them."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.workloads.torch_graph import Shape

__all__ = ["can_view"]


def can_view(shape: Shape, strides: Shape, new: Shape) -> bool:
    """Tell whether a tensor can take another shape in place.

    Axes are joined to stretches of memory in which one value follows the other at equal
    distances; each new axis must lie within one of them.

    Parameters
    ----------
    shape : tuple of int
        Sizes of its axes.
    strides : tuple of int
        Distance between neighbours along each of them.
    new : tuple of int
        Sizes of the axes wanted, of as many values.
    """
    if 0 in shape:
        return True
    wanted = [size for size in reversed(new) if size != 1]
    for stretch in _stretches(shape, strides):
        joined = 1
        while joined < stretch and wanted:
            joined *= wanted.pop(0)
        if joined != stretch:
            return False
    return not wanted


def _stretches(shape: Shape, strides: Shape) -> Iterator[int]:
    """Values in each stretch, from the innermost one."""
    length, end = 1, 0
    for size, stride in reversed(list(zip(shape, strides, strict=True))):
        if size == 1:
            continue
        if length > 1 and stride != end:
            yield length
            length = 1
        length *= size
        end = stride * size
    if length > 1:
        yield length
