"""Room for many columns of numbers."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["LINE", "PAGE", "empty_columns"]

LINE: Final = 64
"""Bytes that a processor reads from memory at once."""
PAGE: Final = 4096
"""Bytes after which places in its first cache are the same again."""


def empty_columns(count: int, length: int) -> NDArray[np.float64]:
    """Make room for columns that lie well in memory.

    Parameters
    ----------
    count : int
        How many.
    length : int
        Elements of each.

    Returns
    -------
    ndarray
        A row a column; the rows begin at different places of their pages, so that machine code
        reads many of them at once, where they are.

    Examples
    --------
    >>> epochs, loss = empty_columns(2, 1000)
    >>> epochs.shape
    (1000,)
    """
    step = PAGE // 8
    stride = -(-length // step) * step + LINE // 8
    return np.empty((count, stride))[:, :length]
