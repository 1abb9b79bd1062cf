from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from joulepath.records.distributions import (
    Beta,
    Distribution,
    Fixed,
    LogitNormal,
    LogNormal,
    LogUniform,
    Normal,
    Triangular,
    TwoSidedTriangular,
    Uniform,
    banded,
)

PROBABILITIES = np.linspace(0.001, 0.999, 999)

ALL: tuple[Distribution, ...] = (
    Fixed(3.0),
    Normal(2.0, 0.5),
    LogNormal(10.0, 0.2, 0.6),
    LogUniform(0.1, 1.0, 3000.0),
    LogUniform(1.0, 1.0, 30.0),
    Uniform(1.0, 4.0),
    Triangular(0.0, 1.0, 5.0),
    Triangular(0.0, 5.0, 5.0),
    TwoSidedTriangular(0.1, 0.3, 1.0),
    TwoSidedTriangular(1.0, 1.0, 2.0),
    Beta(0.0, 1.0, 5.0),
    LogitNormal(0.0, 0.2, 1.0, 0.8, 0.84),
    LogitNormal(-1.0, 1.5, 2.0, 0.3, 1.2),
)
EACH = pytest.mark.parametrize("distribution", ALL, ids=lambda each: each.written)


@pytest.mark.parametrize(
    ("distribution", "peer", "tolerance"),
    [
        (Normal(2.0, 0.5), stats.norm(2.0, 0.5), 1e-12),
        (LogNormal(10.0, 0.3, 0.3), stats.lognorm(0.3, scale=10.0), 1e-12),
        (LogUniform(0.1, 1.0, 10.0), stats.loguniform(0.1, 10.0), 1e-12),
        (Uniform(1.0, 4.0), stats.uniform(1.0, 3.0), 1e-12),
        (Triangular(0.0, 1.0, 5.0), stats.triang(0.2, 0.0, 5.0), 1e-12),
        # PERT: shapes 1 + 4/5 and 1 + 4 * 4/5; quantiles are tabulated
        (Beta(0.0, 1.0, 5.0), stats.beta(1.8, 4.2, 0.0, 5.0), 1e-5),
        (TwoSidedTriangular(0.0, 1.0, 2.0), stats.triang(0.5, 0.0, 2.0), 1e-12),
    ],
)
def test_quantiles_and_moments_are_those_of_scipy(
    distribution: Distribution, peer: object, tolerance: float
) -> None:
    frozen: stats.rv_continuous = peer  # type: ignore[assignment]
    found = distribution.ppf(PROBABILITIES)
    np.testing.assert_allclose(found, frozen.ppf(PROBABILITIES), rtol=tolerance, atol=tolerance)
    assert distribution.mean == pytest.approx(frozen.mean(), rel=1e-12)
    assert distribution.deviation == pytest.approx(frozen.std(), rel=1e-12)


@EACH
def test_moments_are_those_of_the_quantile_function(distribution: Distribution) -> None:
    def moment(order: int) -> float:
        sides = ((1e-12, 0.5), (0.5, 1 - 1e-12))
        return sum(
            integrate.quad(lambda u: float(distribution.ppf(u)) ** order, *side, limit=300)[0]
            for side in sides
        )

    mean = moment(1)
    # what is left out beyond 1e-12, and the table of the beta distribution, are below 1e-5
    assert distribution.mean == pytest.approx(mean, rel=1e-5)
    assert distribution.deviation**2 == pytest.approx(moment(2) - mean**2, rel=1e-4, abs=1e-6)


@EACH
def test_quantiles_never_fall(distribution: Distribution) -> None:
    assert (np.diff(distribution.ppf(PROBABILITIES)) >= 0).all()
    assert distribution.low <= distribution.high


sides = st.floats(1.0, 50.0)


@given(value=st.floats(1e-6, 1e6), down=sides, up=sides)
def test_a_positive_number_keeps_its_median_and_both_points(
    value: float, down: float, up: float
) -> None:
    found = banded(value, value / down, value * up)
    assert float(found.ppf(0.5)) == pytest.approx(value, rel=1e-12)
    assert found.low == pytest.approx(value / down, rel=1e-9)
    assert found.high == pytest.approx(value * up, rel=1e-9)


@given(value=st.floats(0.0, 1.0), low=st.floats(0.0, 1.0), high=st.floats(0.0, 1.0))
def test_a_share_keeps_its_median_and_stays_a_share(value: float, low: float, high: float) -> None:
    found = banded(value, value * low, value + (1 - value) * high, least=0.0, most=1.0)
    drawn = found.ppf(PROBABILITIES)
    assert float(found.ppf(0.5)) == pytest.approx(value, abs=1e-12)
    assert drawn.min() >= -1e-12
    assert drawn.max() <= 1 + 1e-12


def test_the_points_of_a_share_are_exact_where_no_bound_is_near() -> None:
    found = banded(0.5, 0.4, 0.55, least=0.0, most=1.0)
    assert (found.low, found.high) == pytest.approx((0.4, 0.55), rel=1e-12)


@given(
    value=st.floats(0.01, 0.99),
    low=st.floats(0.01, 1.0),
    high=st.floats(0.0, 0.99),
)
def test_the_points_of_a_share_are_exact_where_they_are_no_bounds(
    value: float, low: float, high: float
) -> None:
    ends = value * low, value + (1 - value) * high
    found = banded(value, *ends, least=0.0, most=1.0)
    assert (found.low, found.high) == pytest.approx(ends, rel=1e-6)


def test_what_is_divided_by_a_share_has_a_standard_deviation() -> None:
    # a load of 20 %, 6.3 to 50 %: a triangle through these points would begin at zero, where the
    # mean of the square of 1 / share has no bound
    found = banded(0.2, 0.06325, 0.5, least=0.0, most=1.0)
    shares = [found.ppf((np.arange(count) + 0.5) / count) for count in (10_000, 1_000_000)]
    few, many = ((1 / each).std() for each in shares)
    assert few == pytest.approx(many, rel=0.01)  # what rarer cases add


def test_a_number_that_may_be_negative_is_normal_if_its_band_is_symmetric() -> None:
    found = banded(-5.0, -7.0, -3.0)
    assert isinstance(found, Normal)
    assert (found.low, found.high) == pytest.approx((-7.0, -3.0), rel=1e-12)
    lopsided = banded(-5.0, -6.0, 3.0)
    assert (lopsided.low, lopsided.high) == pytest.approx((-6.0, 3.0), rel=1e-12)


def test_a_band_of_magnitudes_does_not_reach_far_beyond_its_end() -> None:
    found = banded(1.6e-6, 1.6e-6, 6e-3)
    assert isinstance(found, LogUniform)
    # by hand: 0.1 of the logarithm of 3750 beyond the 95 % point, over 0.9: a factor of 2.5
    assert found.maximum == pytest.approx(6e-3 * 3750 ** (0.1 / 0.9), rel=1e-9)


def test_a_band_without_width_does_not_vary() -> None:
    assert banded(2.0, 2.0, 2.0) == Fixed(2.0)
    assert math.isclose(float(Fixed(2.0).ppf(0.3)), 2.0)


def test_what_is_not_negative_stays_so() -> None:
    assert banded(1.0, 0.0, 3.0).ppf(PROBABILITIES).min() >= 0
