"""Numbers that lie between two ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, Final

from joulepath.core.quantiles import NORMAL_95, beta_quantile, normal_quantile
from joulepath.records.varying import Varying

__all__ = ["Beta", "LogitNormal", "Triangular", "TwoSidedTriangular", "Uniform"]

_MODE_WEIGHT: Final = 4.0
"""How many times the mode of a beta distribution counts for each of its ends."""
_FARTHEST: Final = 700.0
"""Greatest logarithm of a ratio of distances, just inside what a number can hold."""
_SHARES: Final = 4096
"""Shares of all cases in which a mean is taken."""


@dataclass(frozen=True)
class Uniform(Varying):
    """A number that is anywhere between two ends, nowhere more likely than elsewhere."""

    minimum: float
    """Least value."""
    maximum: float
    """Greatest value."""

    def ppf(self, probability: Any) -> Any:
        """Quantile."""
        return self.minimum + (self.maximum - self.minimum) * probability

    @property
    def mean(self) -> float:
        """Mean of all cases."""
        return (self.minimum + self.maximum) / 2

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return (self.maximum - self.minimum) / math.sqrt(12)

    @property
    def written(self) -> str:
        """The distribution in words."""
        return f"uniform from {self.minimum:.4g} to {self.maximum:.4g}"


@dataclass(frozen=True)
class Triangular(Varying):
    """A number between two ends, likeliest at one value and ever less so away from it."""

    minimum: float
    """Least value."""
    mode: float
    """Likeliest value."""
    maximum: float
    """Greatest value."""

    def ppf(self, probability: Any) -> Any:
        """Quantile."""
        from joulepath.core.ops import sqrt, where

        width = self.maximum - self.minimum
        left, right = self.mode - self.minimum, self.maximum - self.mode
        return where(
            probability * width < left,
            self.minimum + sqrt(probability * width * left),
            self.maximum - sqrt((1 - probability) * width * right),
        )

    @property
    def mean(self) -> float:
        """Mean of all cases."""
        return (self.minimum + self.mode + self.maximum) / 3

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        left, right = self.mode - self.minimum, self.maximum - self.mode
        return math.sqrt((left**2 + left * right + right**2) / 18)

    @property
    def written(self) -> str:
        """The distribution in words."""
        return f"triangular from {self.minimum:.4g} by {self.mode:.4g} to {self.maximum:.4g}"


@dataclass(frozen=True)
class TwoSidedTriangular(Varying):
    """A number between two ends with half of all cases on each side of its best estimate.

    The density falls to nothing in a straight line on either side; a side may have no width.
    """

    minimum: float
    """Least value."""
    median: float
    """Half of all cases lie below."""
    maximum: float
    """Greatest value."""

    def ppf(self, probability: Any) -> Any:
        """Quantile."""
        from joulepath.core.ops import minimum, sqrt

        below = sqrt(minimum(2 * probability, 1.0))
        above = sqrt(minimum(2 - 2 * probability, 1.0))
        return (
            self.median
            - (self.median - self.minimum) * (1 - below)
            + (self.maximum - self.median) * (1 - above)
        )

    @property
    def mean(self) -> float:
        """Mean of all cases."""
        return self.median + (self.maximum + self.minimum - 2 * self.median) / 6

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        left, right = self.median - self.minimum, self.maximum - self.median
        return math.sqrt((left**2 + right**2) / 12 - ((right - left) / 6) ** 2)

    @property
    def written(self) -> str:
        """The distribution in words."""
        return f"triangular on both sides, {self.low:.4g} to {self.high:.4g}"


@dataclass(frozen=True)
class Beta(Varying):
    """A number between two ends, likeliest at one value, with thinner ends than a triangle.

    The mean is that of the ends and four times the mode, as project planners have it
    (PERT; Malcolm et al., Operations Research 7, 1959, 646-669).
    """

    minimum: float
    """Least value."""
    mode: float
    """Likeliest value."""
    maximum: float
    """Greatest value."""

    @property
    def _shapes(self) -> tuple[float, float]:
        width = self.maximum - self.minimum
        return (
            1 + _MODE_WEIGHT * (self.mode - self.minimum) / width,
            1 + _MODE_WEIGHT * (self.maximum - self.mode) / width,
        )

    def ppf(self, probability: Any) -> Any:
        """Quantile."""
        share = beta_quantile(probability, *self._shapes)
        return self.minimum + (self.maximum - self.minimum) * share

    @property
    def mean(self) -> float:
        """Mean of all cases."""
        return (self.minimum + _MODE_WEIGHT * self.mode + self.maximum) / (_MODE_WEIGHT + 2)

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        a, b = self._shapes
        width = self.maximum - self.minimum
        return width * math.sqrt(a * b / (a + b + 1)) / (a + b)

    @property
    def written(self) -> str:
        """The distribution in words."""
        return f"beta from {self.minimum:.4g} by {self.mode:.4g} to {self.maximum:.4g}"


@dataclass(frozen=True)
class LogitNormal(Varying):
    """A number between two ends that a wide band brings near to one of them, but not onto it.

    The logarithm of its distance from one end over that from the other is normal on either side of
    the median, with a standard deviation for each side.
    """

    minimum: float
    """End below all values."""
    median: float
    """Half of all cases lie below."""
    maximum: float
    """End above all values."""
    down: float
    """Standard deviation of that logarithm below the median."""
    up: float
    """Standard deviation of it above the median."""

    @classmethod
    def through(
        cls, points: tuple[float, float, float], minimum: float, maximum: float
    ) -> LogitNormal:
        """Make the one with these 5, 50 and 95 % points.

        Parameters
        ----------
        points : tuple of float
            In order and between the ends, none of them at one.
        minimum, maximum : float
            The ends.
        """
        low, middle, high = (
            math.log((point - minimum) / (maximum - point)) / NORMAL_95 for point in points
        )
        return cls(minimum, points[1], maximum, middle - low, high - middle)

    def ppf(self, probability: Any) -> Any:
        """Quantile."""
        from joulepath.core.ops import exp, maximum, minimum

        score = normal_quantile(probability)
        reach = self.down * minimum(score, 0.0) + self.up * maximum(score, 0.0)
        below, above = self.median - self.minimum, self.maximum - self.median
        ratio = math.log(above) - math.log(below) - reach
        return self.minimum + (below + above) / (1 + exp(minimum(ratio, _FARTHEST)))

    @property
    def mean(self) -> float:
        """Mean of all cases."""
        return self._moments[0]

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return self._moments[1]

    @cached_property
    def _moments(self) -> tuple[float, float]:
        """Mean and standard deviation, which have no closed form, by equal shares of all cases."""
        np = import_module("numpy")
        turns = (np.arange(_SHARES) + 0.5) / _SHARES
        bend = np.pi * turns
        # Shares grow towards the middle, so that few of them tell of the tails.
        values = self.ppf((1 - np.cos(bend)) / 2)
        weights = np.sin(bend) / np.sin(bend).sum()
        mean = float(weights @ values)
        return mean, math.sqrt(float(weights @ (values - mean) ** 2))

    @property
    def written(self) -> str:
        """The distribution in words."""
        return f"logit-normal, {self.low:.4g} to {self.high:.4g}"
