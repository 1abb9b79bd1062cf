"""Numbers over draws: how many there may be, and between which points a result lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.errors import InputError, Problem

__all__ = ["Span", "check_draws", "spanned"]

_MOST_DRAWS: Final = 100_000


@dataclass(frozen=True)
class Span:
    """Where a number lies in the draws."""

    p5: float
    """5 % of the draws are below."""
    p50: float
    """Half of the draws are below."""
    p95: float
    """95 % of the draws are below."""


def spanned(values: NDArray[np.float64]) -> Span:
    """Percentiles of draws, some of which may be without end.

    Parameters
    ----------
    values : ndarray
        A number for each draw.
    """
    finite = bool(np.isfinite(values).all())
    method: Any = "linear" if finite else "nearest"  # infinity has no neighbour to lean on
    return Span(*map(float, np.percentile(values, (5, 50, 95), method=method)))


def check_draws(draws: int) -> None:
    """Refuse a number of draws that makes no band, or takes too much memory.

    Raises
    ------
    InputError
        With the numbers that are allowed.
    """
    if not 2 <= draws <= _MOST_DRAWS:
        remedy = f"give 2 to {_MOST_DRAWS}"
        raise InputError(Problem("draws", f"{draws} draws make no band", remedy))
