"""How a number that is not known exactly may vary about its best estimate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from joulepath.core.quantiles import NORMAL_95, beta_quantile, normal_quantile

__all__ = [
    "BandedValue",
    "Beta",
    "Distribution",
    "Fixed",
    "LogNormal",
    "Normal",
    "Triangular",
    "TwoSidedTriangular",
    "Uniform",
    "banded",
]

_LOW: Final = 0.05
_HIGH: Final = 0.95
_TRIANGLE_LOW: Final = math.sqrt(2 * _LOW)
"""Where the 5 % point of half a triangle lies between its end and its top."""
_MODE_WEIGHT: Final = 4.0
"""How many times the mode of a beta distribution counts for each of its ends."""


@dataclass(frozen=True)
class _Distribution:
    """What all distributions have in common."""

    def ppf(self, probability: Any) -> Any:
        """Value below which a share of all cases lies.

        Parameters
        ----------
        probability : array_like
            Between 0 and 1, ends excluded; any shape.

        Returns
        -------
        ndarray
            Of the same shape.
        """
        raise NotImplementedError

    @property
    def mean(self) -> float:
        """Mean of all cases."""
        raise NotImplementedError

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        raise NotImplementedError

    @property
    def low(self) -> float:
        """5 % point."""
        return float(self.ppf(_LOW))

    @property
    def high(self) -> float:
        """95 % point."""
        return float(self.ppf(_HIGH))

    @property
    def written(self) -> str:
        """The distribution in words, its numbers in the coherent unit."""
        raise NotImplementedError


@dataclass(frozen=True)
class Fixed(_Distribution):
    """A number that does not vary."""

    value: float
    """The number."""

    def ppf(self, probability: Any) -> Any:
        """The number itself."""
        return probability * 0.0 + self.value

    @property
    def mean(self) -> float:
        """The number itself."""
        return self.value

    @property
    def deviation(self) -> float:
        """Nothing."""
        return 0.0

    @property
    def written(self) -> str:
        """The number."""
        return f"fixed at {self.value:g}"


@dataclass(frozen=True)
class Normal(_Distribution):
    """A number that errs as often and as far upwards as downwards."""

    centre: float
    """Mean and median."""
    spread: float
    """Standard deviation."""

    def ppf(self, probability: Any) -> Any:
        """Quantile."""
        return self.centre + self.spread * normal_quantile(probability)

    @property
    def mean(self) -> float:
        """Mean of all cases."""
        return self.centre

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return self.spread

    @property
    def written(self) -> str:
        """The distribution in words."""
        return f"normal, {self.low:.4g} to {self.high:.4g}"


@dataclass(frozen=True)
class LogNormal(_Distribution):
    """A positive number that errs by factors, upwards perhaps by others than downwards.

    The logarithm is normal on either side of the median, with a standard deviation for each side;
    half of all cases lie on each.
    """

    median: float
    """Half of all cases lie below."""
    down: float
    """Standard deviation of the logarithm below the median."""
    up: float
    """Standard deviation of the logarithm above the median."""

    def ppf(self, probability: Any) -> Any:
        """Quantile."""
        from joulepath.core.ops import exp, maximum, minimum

        score = normal_quantile(probability)
        reach = self.down * minimum(score, 0.0) + self.up * maximum(score, 0.0)
        return self.median * exp(reach)

    @property
    def mean(self) -> float:
        """Mean of all cases."""
        return self._moment(1)

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return math.sqrt(max(self._moment(2) - self._moment(1) ** 2, 0.0))

    def _moment(self, order: int) -> float:
        sides = (
            math.exp((order * spread) ** 2 / 2) * math.erfc(sign * order * spread / math.sqrt(2))
            for sign, spread in ((1, self.down), (-1, self.up))
        )
        return self.median**order * sum(sides) / 2

    @property
    def written(self) -> str:
        """The distribution in words."""
        return f"log-normal, {self.low:.4g} to {self.high:.4g}"


@dataclass(frozen=True)
class Uniform(_Distribution):
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
class Triangular(_Distribution):
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
class TwoSidedTriangular(_Distribution):
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
class Beta(_Distribution):
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


Distribution = Fixed | Normal | LogNormal | Uniform | Triangular | TwoSidedTriangular | Beta


@dataclass(frozen=True)
class BandedValue:
    """A best estimate with how it may vary."""

    name: str
    """Key of the scenario, or figure of the catalogue, e.g. ``zones/DEU.2025``."""
    value: float
    """Best estimate, in the coherent unit."""
    distribution: Distribution
    """How it may vary."""


def banded(
    value: float, low: float, high: float, least: float = -math.inf, most: float = math.inf
) -> Distribution:
    """Distribution of a best estimate whose 5 % and 95 % points are given.

    The best estimate stays the median. A positive number without an upper bound is log-normal
    on either side, a number between bounds (a share) triangular on either side, and any other
    number normal on either side as far as that is symmetric, else triangular.

    Parameters
    ----------
    value : float
        Best estimate.
    low, high : float
        The 5 % and 95 % points, on either side of it; any of them may be the value itself.
    least, most : float
        Bounds that no case exceeds, e.g. 0 and 1.

    Returns
    -------
    Distribution
        Whose points are as given, but where a bound cuts a triangle short.
    """
    if low == high:
        return Fixed(value)
    least = max(least, 0.0) if low >= 0 else least
    if low > 0 and most == math.inf:
        return LogNormal(
            value, math.log(value / low) / NORMAL_95, math.log(high / value) / NORMAL_95
        )
    if least == -math.inf and most == math.inf and math.isclose(value - low, high - value):
        return Normal(value, (high - low) / 2 / NORMAL_95)
    return TwoSidedTriangular(
        max(least, value - (value - low) / (1 - _TRIANGLE_LOW)),
        value,
        min(most, value + (high - value) / (1 - _TRIANGLE_LOW)),
    )
