"""The best of what was tried, with ties resolved the same way every time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.optimise.judging import Verdict

__all__ = ["SAME", "best_of", "worth"]

Array = NDArray[np.float64]

SAME = 1e-9
"""Goals that differ by no more than this share of themselves are equal."""


def best_of(worths: Array, sound: NDArray[np.bool_], ties: Sequence[Array]) -> int | None:
    """Find the candidate of least worth.

    Parameters
    ----------
    worths : ndarray
        What is minimised, a number a candidate.
    sound : ndarray of bool
        Which candidates may be chosen.
    ties : sequence of ndarray
        What decides between equal ones, the most important first: the least counts.

    Returns
    -------
    int or None
        Its place; none where no candidate may be chosen.
    """
    places = np.flatnonzero(sound)
    if not len(places):
        return None
    least = worths[places].min()
    equal = places[worths[places] <= least + SAME * abs(least)]
    order = np.lexsort((equal, *(tie[equal] for tie in reversed(ties))))
    return int(equal[order[0]])


def worth(verdict: Verdict, goal: int) -> Array:
    """One goal of candidates; infinite for those that may not be chosen."""
    return np.where(verdict.sound, verdict.goals[:, goal], np.inf)
