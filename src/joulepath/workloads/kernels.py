"""What kind of convolution an operator is, for costs differ by kind."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

__all__ = ["kernel_of"]


def kernel_of(size: Sequence[int], summed_channels: int, groups: int) -> str:
    """Name the kind of a convolution.

    Parameters
    ----------
    size : sequence of int
        Extent of the kernel along each axis of an image.
    summed_channels : int
        Input channels that each output value sums.
    groups : int
        Groups of channels that do not mix.

    Returns
    -------
    str
        ``"depthwise"`` where channels do not mix, ``"pointwise"`` where nothing else does, and
        ``"convolution"`` otherwise.

    Examples
    --------
    >>> kernel_of((3, 3), 1, 64), kernel_of((1, 1), 64, 1), kernel_of((3, 3), 16, 1)
    ('depthwise', 'pointwise', 'convolution')
    """
    if groups > 1 and summed_channels == 1:
        return "depthwise"
    return "pointwise" if prod(size) == 1 else "convolution"
