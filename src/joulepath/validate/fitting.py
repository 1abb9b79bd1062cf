"""Fit the numbers of a calibration record to measurements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.core.tree import map_leaves, numbers
from joulepath.errors import MissingExtra

__all__ = ["fit_record"]

R = TypeVar("R")

_OUTLYING: Final = 0.2
_PULL: Final = 0.1
_TOLERANCE: Final = 1e-4


def fit_record(
    start: R,
    bounds: Mapping[str, tuple[float, float]],
    residuals: Callable[[R], NDArray[np.float64]],
    pull: float = _PULL,
) -> R:
    """Find the record with the smallest residuals, robust against outliers.

    The search runs over logarithms. Each number is pulled to where it starts, so that
    one that the measurements say nothing of stays there.

    Parameters
    ----------
    start : record
        Positive numbers to start from; those without bounds stay as they are.
    bounds : mapping of str to tuple
        Least and greatest value of each number that may change, by dotted path.
    residuals : callable
        From a record to what should be zero, logarithms of predicted over measured.
    pull : float
        How strongly each number is held to where it starts, as the inverse of a standard
        deviation of its logarithm relative to that of a residual.

    Returns
    -------
    record
        Like ``start``.

    Raises
    ------
    MissingExtra
        If SciPy is not installed.
    """
    try:
        import scipy.optimize  # pyright: ignore[reportMissingTypeStubs]
    except ImportError as error:
        raise MissingExtra("fitting a calibration", "calibrate") from error
    paths = list(bounds)
    first = dict(numbers(start))
    origin = np.log([first[path] for path in paths])
    low, high = np.log([bounds[path] for path in paths]).T

    def changed(logarithms: NDArray[np.float64]) -> R:
        values = dict(zip(paths, np.exp(logarithms).tolist(), strict=True))
        return map_leaves(lambda path, leaf: values.get(path, leaf), start)

    def all_residuals(logarithms: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([residuals(changed(logarithms)), pull * (logarithms - origin)])

    # SciPy has no types; its solution is the array that `changed` takes.
    found: Any = cast("Any", scipy.optimize).least_squares(
        all_residuals,
        origin,
        bounds=(low, high),
        loss="soft_l1",
        f_scale=_OUTLYING,
        ftol=_TOLERANCE,
        xtol=_TOLERANCE,
    )
    return changed(found.x)
