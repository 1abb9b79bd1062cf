"""Shares of a variance: Sobol indices of first order and in total, with confidence.

The estimators are those of Saltelli et al., Computer Physics Communications 181 (2010) 259-270
for the first order and of Jansen, Computer Physics Communications 117 (1999) 35-43 for the total,
as SciPy's ``sobol_indices`` has them. Their confidence comes from resampling rows, all resamples
at once as products of matrices, which takes a small part of the time of other programs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.sensitivity.points import Design, points
from joulepath.errors import InputError, Problem

__all__ = ["Index", "SobolIndices", "sobol_indices"]

Array: TypeAlias = NDArray[np.float64]

_RESAMPLES: Final = 200
_LOW, _HIGH = 5.0, 95.0


@dataclass(frozen=True)
class Index:
    """A share of a variance and how well it is known."""

    value: float
    """The estimate; sampling may carry it a little below 0 or above 1."""
    low: float
    """Lower end of its 90 % confidence interval."""
    high: float
    """Upper end of it."""


@dataclass(frozen=True)
class SobolIndices:
    """How a variance divides among inputs."""

    first: tuple[Index, ...]
    """Share that each input explains alone."""
    total: tuple[Index, ...]
    """Share that each input explains alone and together with others."""
    mean: float
    """Mean of the function."""
    deviation: float
    """Standard deviation of the function."""
    rows: int
    """Rows of each of the two designs."""
    evaluations: int
    """Times the function was evaluated."""
    seed: int
    """Seed of the designs and the resamples."""


_NUMBERS: Final = 2.5e8
"""Numbers of all points together: two gigabytes."""


def sobol_indices(
    function: Callable[[Array], Array],
    dimensions: int,
    *,
    rows: int = 2048,
    seed: int = 0,
    design: Design = "random",
    resamples: int = _RESAMPLES,
) -> SobolIndices:
    """Divide the variance of a function of the unit cube among its inputs.

    Parameters
    ----------
    function : callable
        Takes points, a row each and a column an input, uniform between 0 and 1; returns a value
        a row.
    dimensions : int
        How many inputs.
    rows : int
        Rows of each of the two designs; the function is evaluated ``rows * (dimensions + 2)``
        times, in one call.
    seed : int
        Same seed, same indices.
    design : str
        ``random``, ``latin-hypercube`` or ``sobol`` (which needs SciPy).
    resamples : int
        Resamples behind the confidence intervals.

    Returns
    -------
    SobolIndices
        All zero where the function does not vary.

    Raises
    ------
    InputError
        For less than one input or two rows or resamples, and for a function that gives infinity
        or no number somewhere.
    """
    _check(dimensions, rows, resamples)
    values = _evaluated(function, points(rows, 2 * dimensions, seed, design), dimensions)
    first, second, swapped = values[:, 0], values[:, 1], values[:, 2:].T
    weights = np.random.default_rng((seed, resamples)).multinomial(
        rows, np.full(rows, 1 / rows), size=resamples
    )
    everything = np.vstack((np.ones(rows), weights)) / rows
    one, all_together = _shares(first, second, swapped, everything)
    return SobolIndices(
        first=_with_confidence(one),
        total=_with_confidence(all_together),
        mean=float(values[:, :2].mean()),
        deviation=float(values[:, :2].std()),
        rows=rows,
        evaluations=values.size,
        seed=seed,
    )


def _evaluated(function: Callable[[Array], Array], both: Array, dimensions: int) -> Array:
    """Values on two designs, and on the first with each column of the second in turn."""
    first, second = both[:, :dimensions], both[:, dimensions:]
    every = np.tile(first, (dimensions + 2, 1)).reshape(dimensions + 2, *first.shape)
    every[1] = second
    for column in range(dimensions):
        every[column + 2, :, column] = second[:, column]
    values = function(every.reshape(-1, dimensions)).reshape(dimensions + 2, -1).T
    if not np.isfinite(values).all():
        what = f"{np.count_nonzero(~np.isfinite(values))} of {values.size} values are no numbers"
        remedy = "narrow the bands of the inputs, or ask for another output"
        raise InputError(Problem("sensitivity", what, remedy))
    return values


def _shares(first: Array, second: Array, swapped: Array, weights: Array) -> tuple[Array, Array]:
    """Both indices under each row of weights; a row a resample and a column an input."""
    centre = (first.mean() + second.mean()) / 2
    first, second, swapped = first - centre, second - centre, swapped - centre
    mean = weights @ (first + second) / 2
    variance = (weights @ (first * first + second * second) / 2 - mean * mean)[:, None]
    moved = swapped - first
    with np.errstate(invalid="ignore", divide="ignore"):
        one = weights @ (second * moved).T / variance
        together = weights @ (moved * moved).T / (2 * variance)
    return np.nan_to_num(one), np.nan_to_num(together)


def _with_confidence(shares: Array) -> tuple[Index, ...]:
    low, high = np.percentile(shares[1:], (_LOW, _HIGH), axis=0)
    columns = zip(shares[0].tolist(), low.tolist(), high.tolist(), strict=True)
    return tuple(Index(value, least, most) for value, least, most in columns)


def _check(dimensions: int, rows: int, resamples: int) -> None:
    problems: list[Problem] = []
    if dimensions < 1:
        remedy = 'give a band to an input, e.g. "45 mA +- 10 %"'
        problems.append(Problem("sensitivity", "nothing is uncertain", remedy))
    if rows < 2:
        problems.append(Problem("rows", f"{rows} rows", "give at least 2, better 1000"))
    if rows * (dimensions + 2) * dimensions > _NUMBERS:
        most = int(_NUMBERS / dimensions / (dimensions + 2))
        what = f"{rows:,} rows of {dimensions} inputs do not fit in memory"
        problems.append(Problem("rows", what, f"give at most {most:,}"))
    if resamples < 2:
        problems.append(Problem("resamples", f"{resamples} resamples", "give at least 2"))
    if problems:
        raise InputError(*problems)
