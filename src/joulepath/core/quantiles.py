"""Quantiles of the standard normal and of the beta distribution, on numbers and arrays.

NumPy is loaded on first use; no other library is needed.
"""

from __future__ import annotations

import math
from functools import cache
from importlib import import_module
from typing import Any, Final

__all__ = ["NORMAL_95", "beta_quantile", "normal_quantile"]

NORMAL_95: Final = 1.6448536269514722
"""Quantile of the standard normal distribution at 95 %."""

_CENTRE: Final = (
    (
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
        1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
        3.3430575583588128105e4, 2.5090809287301226727e3,
    ),
    (
        1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
        5.2264952788528545610e3,
    ),
)  # fmt: skip
_SHOULDER: Final = (
    (
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
        3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
        2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ),
    (
        1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ),
)  # fmt: skip
_TAIL: Final = (
    (
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
        2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ),
    (
        1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ),
)  # fmt: skip
"""Coefficients of numerator and denominator, constant term first."""

_POINTS: Final = 8193
"""Points at which a beta distribution is tabulated."""


def normal_quantile(probability: Any) -> Any:
    """Quantile of the standard normal distribution.

    By the rational functions of Wichura, algorithm AS 241, PPND16 (Applied Statistics 37, 1988,
    477-484, doi:10.2307/2347330), which are exact to about one part in 10**16.

    Parameters
    ----------
    probability : array_like
        Between 0 and 1, ends excluded; any shape.

    Returns
    -------
    ndarray
        Of the same shape.

    Examples
    --------
    >>> round(float(normal_quantile(0.975)), 6)
    1.959964
    """
    np = import_module("numpy")
    given = np.asarray(probability, dtype=np.float64)
    away = given - 0.5
    inner = np.abs(away) <= 0.425
    centre = away * _ratio(_CENTRE, np.where(inner, 0.180625 - away * away, 0.0))
    outside = np.where(inner, 0.5, np.minimum(given, 1 - given))
    depth = np.sqrt(-np.log(outside))
    tail = np.where(
        depth <= 5, _ratio(_SHOULDER, depth - 1.6), _ratio(_TAIL, np.maximum(depth, 5) - 5)
    )
    return np.where(inner, centre, np.copysign(tail, away))


def beta_quantile(probability: Any, a: float, b: float) -> Any:
    """Quantile of the beta distribution of two shapes of at least 1, to about one part in 10**6.

    Parameters
    ----------
    probability : array_like
        From 0 to 1; any shape.
    a, b : float
        Shapes, at least 1.

    Returns
    -------
    ndarray
        From 0 to 1, of the same shape.
    """
    np = import_module("numpy")
    points, below = _tabulated(a, b)
    return np.interp(probability, below, points)


@cache
def _tabulated(a: float, b: float) -> tuple[Any, Any]:
    """Points of a beta distribution, and the probability below each."""
    np = import_module("numpy")
    turns = np.linspace(0, math.pi / 2, _POINTS)  # dense at both ends, where a density may bend
    points = np.sin(turns) ** 2
    speed = np.sin(turns) ** (2 * a - 1) * np.cos(turns).clip(0) ** (2 * b - 1)
    inner = (turns[:-1] + turns[1:]) / 2
    middle = np.sin(inner) ** (2 * a - 1) * np.cos(inner) ** (2 * b - 1)
    steps = speed[:-1] + 4 * middle + speed[1:]  # Simpson's rule
    below = np.concatenate([[0.0], np.cumsum(steps)])
    return points, below / below[-1]


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], at: Any) -> Any:
    """Value of a rational function."""
    above, below = 0.0, 0.0
    for over, under in zip(*map(reversed, coefficients), strict=True):
        above, below = above * at + over, below * at + under
    return above / below
