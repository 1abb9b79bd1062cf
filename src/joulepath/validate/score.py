"""How far predictions are from measurements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Score", "score"]


@dataclass(frozen=True)
class Score:
    """Errors of predictions of one data set."""

    cases: int
    """Number of measurements."""
    mean_error: float
    """Mean absolute percentage error, as a share."""
    median_error: float
    """Median absolute percentage error, as a share."""
    bias: float
    """Geometric mean of predicted over measured; 1 where there is none."""
    worst: float
    """Largest absolute percentage error, as a share."""
    worst_case: int
    """Position of the case with the largest error."""
    coverage: float | None
    """Share of measurements inside the stated 90 % band; none where no band is stated."""


def score(
    predicted: ArrayLike,
    measured: ArrayLike,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
) -> Score:
    """Compare predictions with measurements.

    Parameters
    ----------
    predicted, measured : array-like
        Positive numbers of the same unit and shape.
    low, high : array-like, optional
        Ends of the 90 % band of each prediction.

    Returns
    -------
    Score
        Errors relative to the measurements.

    Raises
    ------
    ValueError
        For no case at all, or values that are not positive and finite.
    """
    guess = np.asarray(predicted, dtype=np.float64)
    truth = np.asarray(measured, dtype=np.float64)
    if not truth.size:
        raise ValueError("no case to compare")
    if not (np.isfinite(guess).all() and (guess > 0).all() and (truth > 0).all()):
        raise ValueError("predictions and measurements must be positive and finite")
    error = np.abs(guess / truth - 1)
    return Score(
        cases=truth.size,
        mean_error=float(error.mean()),
        median_error=float(np.median(error)),
        bias=float(np.exp(np.log(guess / truth).mean())),
        worst=float(error.max()),
        worst_case=int(error.argmax()),
        coverage=None
        if low is None or high is None
        else float(((truth >= np.asarray(low)) & (truth <= np.asarray(high))).mean()),
    )
