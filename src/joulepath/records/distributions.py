"""How a number that is not known exactly may vary about its best estimate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from joulepath.core.quantiles import NORMAL_95, normal_quantile
from joulepath.records.bounded_distributions import (
    Beta,
    LogitNormal,
    Triangular,
    TwoSidedTriangular,
    Uniform,
)
from joulepath.records.varying import HIGH, LOW, Varying

__all__ = [
    "BandedValue",
    "Beta",
    "Distribution",
    "Fixed",
    "LogNormal",
    "LogUniform",
    "LogitNormal",
    "Normal",
    "Triangular",
    "TwoSidedTriangular",
    "Uniform",
    "banded",
]

_TRIANGLE_LOW: Final = math.sqrt(2 * LOW)
"""Where the 5 % point of half a triangle lies between its end and its top."""
_BARELY: Final = 0.05
"""Share of the way to a bound that a triangle leaves at least: what is divided by such a number
would else have no standard deviation."""
_WIDE: Final = 10.0
"""Factor from which an end of a band says that the order of magnitude is not known."""


@dataclass(frozen=True)
class _ByFactors(Varying):
    """A positive number whose moments have a closed form."""

    @property
    def mean(self) -> float:
        """Mean of all cases."""
        return self._moment(1)

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return math.sqrt(max(self._moment(2) - self._moment(1) ** 2, 0.0))

    def _moment(self, order: int) -> float:
        """Mean of a power."""
        raise NotImplementedError


@dataclass(frozen=True)
class Fixed(Varying):
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
class Normal(Varying):
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
class LogNormal(_ByFactors):
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
class LogUniform(_ByFactors):
    """A positive number whose order of magnitude is not known.

    The logarithm is anywhere between two ends, with half of all cases on each side of the best
    estimate. Unlike a log-normal number it never goes far beyond a band that is wide already.
    """

    minimum: float
    """Least value, above zero."""
    median: float
    """Half of all cases lie below."""
    maximum: float
    """Greatest value."""

    @property
    def _sides(self) -> tuple[float, float]:
        """Logarithms of the ends over the median."""
        return math.log(self.minimum / self.median), math.log(self.maximum / self.median)

    def ppf(self, probability: Any) -> Any:
        """Quantile."""
        from joulepath.core.ops import exp, maximum

        down, up = self._sides
        below, above = maximum(1 - 2 * probability, 0.0), maximum(2 * probability - 1, 0.0)
        return self.median * exp(down * below + up * above)

    def _moment(self, order: int) -> float:
        sides = (math.expm1(order * side) / (order * side) if side else 1.0 for side in self._sides)
        return self.median**order * sum(sides) / 2

    @property
    def written(self) -> str:
        """The distribution in words."""
        return f"log-uniform, {self.low:.4g} to {self.high:.4g}"


Distribution = (
    Fixed
    | Normal
    | LogNormal
    | LogUniform
    | LogitNormal
    | Uniform
    | Triangular
    | TwoSidedTriangular
    | Beta
)


@dataclass(frozen=True)
class BandedValue:
    """A best estimate with how it may vary."""

    name: str
    """Key of the scenario, or figure of the catalogue, e.g. ``zones/DEU.2025``."""
    value: float
    """Best estimate, in the coherent unit."""
    distribution: Distribution
    """How it may vary."""
    assumed: bool = False
    """Whether nobody states a band, and that of its kind of source stands in."""


def banded(
    value: float, low: float, high: float, least: float = -math.inf, most: float = math.inf
) -> Distribution:
    """Distribution of a best estimate whose 5 % and 95 % points are given.

    The best estimate stays the median. A positive number without an upper bound is log-normal
    on either side, or log-uniform where an end is more than ten times away; a number between
    bounds (a share) is triangular on either side, or logit-normal where a triangle would come
    onto a bound, and any other number normal as far as the band is symmetric, else triangular.

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
        Whose points are as given, but where one of them is a bound itself.
    """
    if low == high:
        return Fixed(value)
    least = max(least, 0.0) if low >= 0 else least
    if low > 0 and most == math.inf:
        down, up = value / low, high / value
        if max(down, up) > _WIDE:
            reach = 1 / (HIGH - LOW)
            return LogUniform(value / down**reach, value, value * up**reach)
        return LogNormal(value, math.log(down) / NORMAL_95, math.log(up) / NORMAL_95)
    if least == -math.inf and most == math.inf and math.isclose(value - low, high - value):
        return Normal(value, (high - low) / 2 / NORMAL_95)
    start = value - (value - low) / (1 - _TRIANGLE_LOW)
    end = value + (high - value) / (1 - _TRIANGLE_LOW)
    near = start < least + _BARELY * (value - least) or end > most - _BARELY * (most - value)
    if near and most < math.inf and least < low and high < most:
        return LogitNormal.through((low, value, high), least, most)
    return TwoSidedTriangular(max(least, start), value, min(most, end))
