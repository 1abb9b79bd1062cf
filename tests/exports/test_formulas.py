"""Worked examples of the standards, and what their texts get wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.formulas.reporting import (
    average_intensity,
    carbon_per_flop,
    carbon_per_inference,
    reserved_embodied,
    upstream_carbon,
)

HOUR, YEAR = 3600.0, 365 * 24 * 3600.0
AMOUNTS = st.floats(1e-3, 1e9)


@pytest.mark.parametrize(
    ("footprint", "expected"),
    [
        # SCI 1.1, section on embodied emissions: 1000 kg, 1 h of 4 years, printed as "around 28 g";
        # the same are the defaults of Impact Framework 1.1.0's sci-embodied.
        (1_000_000.0, 28.538812785388128),
        # Impact Framework 1.1.0, sci-embodied with two hard disks of 100 kg each.
        (1_200_000.0, 34.24657534246575),
    ],
)
def test_reserved_time_gives_the_published_share(footprint: float, expected: float) -> None:
    share = reserved_embodied(
        footprint=footprint, reserved=HOUR, lifetime=4 * YEAR, used=1.0, installed=1.0
    )
    assert share == pytest.approx(expected, rel=1e-12)  # the same arithmetic


def test_reserved_resources_give_the_share_of_impact_framework() -> None:
    # Impact Framework, manifest of sci-embodied: 1533.12 g, 1 h of 3 years, 1 of 8 resources.
    share = reserved_embodied(
        footprint=1533.12, reserved=3600.0, lifetime=94_608_000.0, used=1.0, installed=8.0
    )
    assert share == pytest.approx(1533.12 * 3600 / 94_608_000 / 8, rel=1e-12)
    assert share == pytest.approx(0.00729, abs=5e-6)  # to the digits written here


@pytest.mark.parametrize(
    ("operational", "embodied", "units", "expected"),
    [
        (5.0, 0.02, 100.0, 0.0502),  # Impact Framework 1.1.0, sci builtin
        (6500e3, 0.0, 50e9, 130e-6),  # SCI for AI 9.1: 130 kg per 10^9 tokens, 130 g per 10^6
        (3200e3, 0.0, 40e6, 0.08),  # SCI for AI, vision: 0.08 g an inference
    ],
)
def test_scores_of_published_examples(
    operational: float, embodied: float, units: float, expected: float
) -> None:
    score = carbon_per_inference(operational=operational, embodied=embodied, inferences=units)
    assert score == pytest.approx(expected, rel=1e-12)


def test_the_printed_score_of_a_million_tokens_is_a_thousandth_of_the_right_one() -> None:
    # SCI for AI (4b7c0f7) prints 0.13 g per million tokens for 6500 kg over 50e9 tokens.
    score = carbon_per_inference(operational=6500e3, embodied=0.0, inferences=50e9) * 1e6
    assert score == pytest.approx(1000 * 0.13)


def test_the_providers_score_is_the_published_one() -> None:
    # SCI for AI 9.2: 200 t over 5e22 operations, 4 g per 10^15.
    score = carbon_per_flop(operational=2e8, embodied=0.0, flops=5e22)
    assert score * 1e15 == pytest.approx(4.0, rel=1e-12)


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.floats(1.01, 10))
def test_a_score_falls_with_carbon_and_with_use(
    operational: float, embodied: float, units: float, more: float
) -> None:
    def score(carbon: float, made: float, used: float) -> float:
        return carbon_per_inference(operational=carbon, embodied=made, inferences=used)

    before = score(operational, embodied, units)
    assert score(operational, embodied, units * more) < before
    assert score(operational * more, embodied * more, units) > before


@given(AMOUNTS, AMOUNTS, st.floats(0, 1))
def test_direct_and_upstream_carbon_make_the_whole(
    carbon: float, energy: float, share: float
) -> None:
    direct = share * average_intensity(carbon=carbon, energy=energy)
    upstream = upstream_carbon(carbon=carbon, energy=energy, direct=direct)
    assert upstream + energy * direct == pytest.approx(carbon)
    assert upstream >= -1e-9 * carbon  # rounding
