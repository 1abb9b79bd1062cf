"""eCAL over the number of inferences: the curve, its closed form, its bound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath import InputError, amortise, resolve

# the case study of the eCAL paper, Fig. 13, its multilayer perceptron
CASE: Mapping[str, Any] = {
    "profile": "reference",
    "virtualisation": 0.1,
    "model": {"family": "given", "forward": "670 FLOP/sample"},
    "data": {"samples": 256, "values_per_sample": 10, "bits_per_value": 64},
    "path": [{"stack": "generic"}],
    "preprocessing": {"method": "standardise", "processor": "ecal-case-study"},
    "training": {"processor": "ecal-case-study", "epochs": 50, "split": 0.8},
    "inference": {"processor": "ecal-case-study", "inferences": 100},
}
COUNTS = (100.0, 1000.0, 10_000.0)


def test_the_case_study_has_the_ratios_of_its_published_curve() -> None:
    # 1.887 and 2.727 follow from the published values of Fig. 13 (tests/reference)
    found = amortise(resolve(CASE).inputs, COUNTS)
    assert found.inferences == COUNTS
    assert [round(ratio, 3) for ratio in found.ratios] == [1.0, 1.887, 2.727]
    assert found.ecal[0] == pytest.approx(2.1064e-6, rel=1e-4)


def test_whole_bits_keep_the_reference_curve_near_its_closed_form() -> None:
    # the reference code cuts overhead to whole bits: a bit in ten thousand
    found = amortise(resolve(CASE).inputs, COUNTS)
    assert found.closed_form == pytest.approx(found.ratios, rel=2e-4)


@given(
    samples=st.integers(2, 10**6),
    percent=st.integers(0, 90),
    first=st.integers(1, 10**6),
    factors=st.lists(st.floats(1, 1e6), min_size=1, max_size=3),
)
def test_the_closed_form_is_the_curve_of_the_corrected_profile(
    samples: int, percent: int, first: int, factors: list[float]
) -> None:
    changes = {"profile": "corrected", "data.samples": samples, "path.0.loss": percent / 100}
    counts = [float(first), *(first * factor for factor in factors)]
    found = amortise(resolve(CASE, changes).inputs, counts)
    assert found.closed_form == pytest.approx(found.ratios, rel=1e-9)
    assert all(ratio <= bound * (1 + 1e-9) for ratio, bound in zip(found.ratios, found.bounds))  # noqa: B905


def test_the_bound_is_reached_as_development_outgrows_use() -> None:
    # a million epochs: an inference costs next to nothing beside the training
    changes = {"profile": "corrected", "path": [], "training.epochs": 1e9}
    found = amortise(resolve(CASE, changes).inputs, COUNTS)
    assert found.ratios == pytest.approx(found.bounds, rel=1e-5)


def test_without_development_nothing_amortises() -> None:
    changes = {
        "profile": "corrected",
        "path": [],
        "training": None,
        "preprocessing": None,
    }
    found = amortise(resolve(CASE, changes).inputs, (1e9, 1e12))
    # development data still count as bits, ever fewer of all: 256 samples beside a billion
    assert found.ratios == pytest.approx((1.0, 1.0), rel=1e-6)


def test_a_rate_of_inferences_is_replaced_by_their_number() -> None:
    changes = {"inference.inferences": "24/day", "inference.lifetime": "3 years"}
    one, other = (amortise(resolve(CASE, c).inputs, COUNTS) for c in (changes, {}))
    assert one.ecal == pytest.approx(other.ecal, rel=1e-12)  # a life is its number over its rate


def test_no_numbers_are_refused() -> None:
    with pytest.raises(InputError, match="give at least one"):
        amortise(resolve(CASE).inputs, [])
