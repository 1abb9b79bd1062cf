"""How often to train anew a model that drifts: closed forms, and searches that agree with them."""

from __future__ import annotations

import json
import math
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joulepath import InputError, ScenarioError
from joulepath.analysis.retraining import Retraining, best_interval, retraining
from joulepath.lifecycle import lifecycle
from joulepath.lifecycle.retraining import policy
from joulepath.records.retraining import ExponentialDrift, LinearDrift, SaturatingDrift
from joulepath.scenario.drift import resolve_drift
from joulepath.scenario.reading import load_scenario

# Invented: a model that answers every hour and loses a point of its accuracy in a month.
DRIFTING: dict[str, Any] = {
    "zone": "DEU",
    "year": 2025,
    "model": {"family": "given", "forward": "1 GFLOP/sample"},
    "data": {"samples": 1000, "values_per_sample": 100, "bits_per_value": 8},
    "path": [{"stack": "generic"}],
    "training": {"processor": {"throughput": "1 TFLOP/s", "power": "300 W"}, "epochs": 200,
                 "split": 0.8},
    "inference": {
        "processor": {"throughput": "10 GFLOP/s", "power": "5 W"},
        "inferences": "1/h",
        "lifetime": "3 years",
    },
    "drift": {"rate": "1 %/month", "error_energy": "2 kJ"},
}  # fmt: skip
MONTH = 31_557_600 / 12

POSITIVE = st.floats(1e-3, 1e3)


def found(changes: dict[str, Any] | None = None, draws: int = 20) -> Retraining:
    return retraining(resolve_drift(load_scenario(DRIFTING, changes)), draws)


def test_a_straight_line_has_the_square_root_of_twice_the_cost() -> None:
    best = found().best[0]
    life = lifecycle(resolve_drift(load_scenario(DRIFTING)).resolved.inputs)
    assert best.retraining == pytest.approx(life.development.energy, rel=1e-12)
    errors = 1 / 3600 * 2000 * 0.01 / MONTH  # J by the time, by the time
    assert best.interval == pytest.approx(math.sqrt(2 * life.development.energy / errors), rel=1e-9)
    assert best.method == "closed form"


def test_half_and_twice_the_best_time_take_a_quarter_more() -> None:
    best = found().best[0]
    assert best.half == pytest.approx(1.25 * best.whole, rel=1e-12)
    assert best.double == pytest.approx(1.25 * best.whole, rel=1e-12)


@settings(max_examples=30)
@given(
    age=st.floats(1e-3, 5),
    answers=POSITIVE,
    error=POSITIVE,
    decline=POSITIVE,
    factor=st.floats(0.01, 100),
)
def test_no_other_time_is_better(
    age: float, answers: float, error: float, decline: float, factor: float
) -> None:
    # retraining as dear as the straight line would have it at some age of the model
    takes = answers * error * age * age / decline / 2
    for drift in (
        LinearDrift(decline),
        ExponentialDrift(decline, 1 / decline),
        SaturatingDrift(decline, 1.0),
    ):
        best = float(best_interval(drift, takes, answers, error))
        if not math.isfinite(best):
            continue
        with np.errstate(over="ignore", invalid="ignore"):
            least, other = (
                policy(drift, np.float64(time), takes, answers, error).whole
                for time in (best, best * factor)
            )
        # at a hundredth of the least age 1 - exp(-x) keeps 1e-16 / 1e-5 of its digits
        assert not other < least * (1 - 1e-9)


@settings(max_examples=30)
@given(takes=st.floats(1e-2, 1e2), decline=st.floats(0.1, 10), growth=st.floats(0.1, 10))
def test_the_search_finds_what_lambert_w_says_of_ever_faster_drift(
    takes: float, decline: float, growth: float
) -> None:
    # T L - int L = K / k gives (y - 1) exp(y - 1) = (q - 1) / e for y = T / growth and
    # q = K / (k decline growth^2), hence y = 1 + W0((q - 1) / e)
    q = takes / (decline * growth**2)
    expected = growth * float(1 + mpmath.lambertw((q - 1) / mpmath.e).real)
    got = float(best_interval(ExponentialDrift(decline, growth), takes, 1.0, 1.0))
    # the condition is flat, of order y^2, so roundings of 1e-16 weigh 1e-16 / y^2
    assert got == pytest.approx(expected, rel=1e-6)


@settings(max_examples=30)
@given(share=st.floats(1e-2, 0.99), decline=st.floats(0.1, 10), limit=st.floats(0.01, 1))
def test_the_search_finds_what_lambert_w_says_of_drift_with_a_limit(
    share: float, decline: float, limit: float
) -> None:
    # (1 + x) exp(-x) = 1 - K / (k limit^2 / decline) gives 1 + x = -W-1(-(1 - share) / e)
    tau = limit / decline
    expected = tau * float(-mpmath.lambertw(-(1 - share) / mpmath.e, -1).real - 1)
    takes = share * limit * tau
    got = float(best_interval(SaturatingDrift(decline, limit), takes, 1.0, 1.0))
    assert got == pytest.approx(expected, rel=1e-6)


def test_both_bent_drifts_tend_to_the_straight_line() -> None:
    line = best_interval(LinearDrift(1e-3), 5.0, 1.0, 2.0)
    for bent in (ExponentialDrift(1e-3, 1e6), SaturatingDrift(1e-3, 1e3)):
        # the next term of the series is a 1e-4 part of the first
        assert float(best_interval(bent, 5.0, 1.0, 2.0)) == pytest.approx(line, rel=1e-3)


def test_dear_retraining_never_pays_where_the_loss_has_a_limit() -> None:
    # at most 1/h * 1 mJ * 0.2^2 / (1 %/month) can ever be prevented: 2.9 J beside kilojoules
    best = found(
        {"drift.shape": "saturating", "drift.limit": 0.2, "drift.error_energy": "1 mJ"}
    ).best[0]
    assert best.interval is None
    assert best.never == 1.0
    assert best.span.p5 == math.inf
    assert best.last == pytest.approx(0.2)
    assert best.whole == pytest.approx(0.2 * 1e-3 / 3600, rel=1e-3)  # errors alone


def test_parts_that_are_not_done_anew_are_left_out() -> None:
    whole, part = found().anew, found({"drift.data_share": 0.25, "drift.training_share": 0}).anew
    assert part.data == pytest.approx(whole.data / 4)
    assert part.training == 0
    assert part.energy == pytest.approx(whole.data / 4)


def test_the_building_and_virtualisation_are_part_of_a_retraining() -> None:
    changes = {"pue": 1.5, "virtualisation": 0.1}
    anew = found(changes).anew
    life = lifecycle(resolve_drift(load_scenario(DRIFTING, changes)).resolved.inputs)
    assert life.site is not None
    once = life.development.energy + life.site.development
    assert anew.energy == pytest.approx(1.1 * once, rel=1e-12)


def test_carbon_has_the_band_of_the_grid() -> None:
    found_ = found({"drift.error_carbon": "1 g"}, draws=200)
    energy, carbon = found_.best
    assert energy.span.p5 == pytest.approx(energy.span.p95)
    # the root halves the spread: a tenth more carbon makes it a twentieth longer
    inputs = resolve_drift(load_scenario(DRIFTING)).resolved.inputs
    ratio = inputs.intensity_high / inputs.intensity  # type: ignore[operator]
    assert carbon.span.p95 / carbon.interval == pytest.approx(math.sqrt(ratio), rel=0.03)


def test_money_counts_hire_instead_of_electricity() -> None:
    prices = {"currency": "EUR", "year": 2025, "electricity": "0.36 EUR/kWh"}
    priced = {"cost": prices, "drift.error_cost": "0.40 EUR", "path": []}
    plain = found(priced).best[-1]
    anew = found(priced).anew
    assert plain.retraining == pytest.approx(anew.energy * 0.36 / 3.6e6, rel=1e-9)
    hired = {"stage": "training", "price": "3600 EUR/h"}
    bought = found(priced | {"cost": prices | {"hire": [hired]}}).best[-1]
    rest = (anew.energy - anew.training_energy) * 0.36 / 3.6e6
    assert bought.retraining == pytest.approx(anew.time * 1.0 + rest, rel=1e-9)
    labelled = found(priced | {"drift.extra_cost": "300 EUR"}).best[-1]
    assert labelled.retraining - plain.retraining == pytest.approx(300)
    assert plain.unit == "EUR of 2025"


@pytest.mark.parametrize(
    ("changes", "said", "remedy"),
    [
        ({"drift": None}, "nothing drifts", "--set drift.rate"),
        ({"drift.rate": "1 %"}, "'%' measures 1", "'%/month'"),
        ({"drift.rate": -1}, "-1 is out of range", "above 0"),
        ({"drift.shape": "exponential"}, "missing for a exponential drift", '"1 year"'),
        ({"drift.shape": "saturating"}, "missing for a saturating drift", '"30 %"'),
        ({"drift.limit": 0.3}, "means nothing for a linear drift", 'shape = "saturating"'),
        ({"drift.shape": "square"}, "'square'", "'linear'"),
        ({"drift.error_energy": None}, "a wrong answer takes nothing", "error_carbon"),
        ({"drift.error_cost": "1 EUR"}, "no [cost]", "add [cost]"),
        ({"drift.error_cost": 3}, "3 is no price", "EUR"),
        ({"drift.data_share": 2}, "2 is out of range", "at most 1"),
        (
            {"zone": None, "year": None, "drift.error_carbon": "1 g"},
            "no zone",
            'zone = "DEU"',
        ),
        (
            {"inference.inferences": 1000, "inference.lifetime": None},
            "no rate at which",
            '"24/day"',
        ),
        (
            {
                "drift.error_cost": "1 EUR",
                "cost": {"currency": "USD", "year": 2025, "electricity": "0.3 USD/kWh"},
                "inference.lifetime": "3 years",
            },
            "a price in EUR among those in USD",
            "convert it",
        ),
    ],
)
def test_mistakes_end_with_their_remedy(changes: dict[str, Any], said: str, remedy: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        found(changes)
    assert said in str(raised.value)
    assert remedy in str(raised.value)


def test_a_retraining_that_takes_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="a retraining takes no energy"):
        found({"training": None, "path": []})


def test_the_command_says_how_often(run: Any, tmp_path: Any) -> None:
    file = tmp_path / "drifting.json"
    text = """
zone = "DEU"
year = 2025
path = []
model = { family = "given", forward = "1 GFLOP/sample" }
data = { samples = 1000, values_per_sample = 100, bits_per_value = 8 }
training = { processor = "nvidia-t4", epochs = 10, split = 0.8 }
inference = { processor = "esp32-s3", inferences = "60/h", lifetime = "3 years" }
"""
    file = tmp_path / "camera.toml"
    file.write_text(text)
    ask = ("retrain", str(file), "--rate", "1 %/month", "--draws", "20")
    code, out, err = run(*ask, "--error-energy", "2J", "--error-carbon", "1mg")
    assert (code, err) == (0, "")
    assert "of the accuracy is lost when the model is trained anew" in out
    data = json.loads(run(*ask, "--error-energy", "2J", "-f", "json").out)
    assert data["units"]["best.0.whole"] == "J/s"
    assert data["best"][0]["double"] == pytest.approx(1.25 * data["best"][0]["whole"])
    never = ("--set", "drift.shape=saturating", "--set", "drift.limit=1 %")
    assert "energy: never:" in run(*ask, "--error-energy", "1uJ", *never).out
    assert "more than there is" in run(*ask, "--error-energy", "1nJ").out
