from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from joulepath.core.quantiles import NORMAL_95, beta_quantile, normal_quantile

# Wichura 1988 gives one part in 1e16 for PPND16; SciPy's ndtri is good to a few parts in 1e16,
# and rounding 1 - p near the upper end is common to both.
EXACT = 1e-12


def test_normal_quantiles_are_those_of_scipy_from_end_to_end() -> None:
    near = 10.0 ** -np.arange(1, 300, 7)
    inner = np.linspace(1e-4, 1 - 1e-4, 10_001)
    for probability in (near, inner, 1 - near[:2]):
        expected = special.ndtri(probability)
        np.testing.assert_allclose(normal_quantile(probability), expected, rtol=EXACT, atol=1e-14)


@pytest.mark.parametrize(
    ("probability", "quantile"),
    # origin: the check values that Wichura 1988 gives for AS 241
    [(0.25, -0.6744897501960817), (0.001, -3.090232306167814), (1e-20, -9.262340089798408)],
)
def test_normal_quantiles_are_those_of_the_paper(probability: float, quantile: float) -> None:
    assert float(normal_quantile(probability)) == pytest.approx(quantile, rel=EXACT)


def test_the_quantile_at_95_percent_is_the_constant() -> None:
    assert float(normal_quantile(0.95)) == pytest.approx(NORMAL_95, rel=EXACT)


@given(a=st.floats(1.0, 5.0), b=st.floats(1.0, 5.0))
def test_beta_quantiles_are_those_of_scipy(a: float, b: float) -> None:
    probability = np.linspace(0.0, 1.0, 101)
    expected = stats.beta.ppf(probability, a, b)
    # linear between 8193 points, the coarsest cells of which are 2e-4 wide
    np.testing.assert_allclose(beta_quantile(probability, a, b), expected, atol=2e-6)
