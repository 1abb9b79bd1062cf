"""Candidates that no other beats in everything, and the ones among them with a name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["front", "knee"]

Array = NDArray[np.float64]


def front(goals: Array) -> NDArray[np.intp]:
    """Find the rows that no other row beats.

    Parameters
    ----------
    goals : ndarray of shape (candidates, goals)
        What each comes to; less is better. Rows with a number that is not finite are left out.

    Returns
    -------
    ndarray of int
        Their places, by the first goal and then the others; of equal rows the first alone.

    Notes
    -----
    A row is beaten by one that is nowhere worse and somewhere better.
    """
    finite = np.flatnonzero(np.isfinite(goals).all(axis=1))
    order = finite[np.lexsort((finite, *goals[finite].T[::-1]))]
    kept: list[int] = []
    best = np.empty((0, goals.shape[1]))
    for place in order:
        row = goals[place]
        # rows before it are no worse in the first goal; so one that is nowhere worse beats it
        if not (best <= row).all(axis=1).any():
            kept.append(int(place))
            best = np.vstack((best, row))
    return np.array(kept, dtype=np.intp)


def knee(goals: Array) -> int:
    """Find the row of a front that gives up least of everything.

    Parameters
    ----------
    goals : ndarray of shape (front, goals)
        Rows that none of them beats.

    Returns
    -------
    int
        The row whose goals have the least sum, each counted from its least (0) to its greatest
        (1) value on the front: the one farthest from the plane through the ends. Ties go to the
        first.
    """
    least, greatest = goals.min(axis=0), goals.max(axis=0)
    spread = np.where(greatest > least, greatest - least, 1.0)
    return int(np.argmin(((goals - least) / spread).sum(axis=1).round(12)))
