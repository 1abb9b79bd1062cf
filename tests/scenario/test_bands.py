"""Numbers of a scenario that are written with a band."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import joulepath
from joulepath.analysis.space import Parameter, space_of
from joulepath.core.tree import numbers
from joulepath.errors import ScenarioError
from joulepath.records.distributions import Beta, LogNormal, Normal, Triangular, Uniform
from joulepath.scenario.bands import BandedNumber
from joulepath.scenario.json_schema import json_schema
from joulepath.scenario.reading import load_scenario

CROP = Path(__file__).parents[2] / "examples" / "crop-camera.toml"
LOSS = "path.0.loss"
LIFE = "inference.lifetime"


def parameter(key: str, written: Any) -> Parameter:
    space = space_of(joulepath.resolve(CROP, {key: written}))
    return next(each for each in space.parameters if each.name == key)


@pytest.mark.parametrize(
    ("key", "written", "value", "low", "high"),
    [
        (LOSS, "5 % +- 2 %", 0.05, 0.03, 0.07),  # a share in %: points
        (LOSS, "0.05 +- 40 %", 0.05, 0.03, 0.07),
        (LOSS, "0.05 +- 0.02", 0.05, 0.03, 0.07),
        (LOSS, "5 % ± 2 %", 0.05, 0.03, 0.07),
        (LOSS, "5 %+/-2 %", 0.05, 0.03, 0.07),
        (LOSS, {"value": "5 %", "low": 0.04, "high": "6 %"}, 0.05, 0.04, 0.06),
        ("training.epochs", "30 +- 10 %", 30.0, 27.0, 33.0),
        ("training.epochs", "30 +- 3", 30.0, 27.0, 33.0),
        (LIFE, "3 years +- 10 %", 94672800.0, 85205520.0, 104140080.0),
        (LIFE, "1000 s +- 1 min", 1000.0, 940.0, 1060.0),
        ("inference.inferences", "36/h +- 18/h", 0.01, 0.005, 0.015),
        ("inference.inferences", {"value": "36/h", "low": "18/h", "high": "72/h"},
         0.01, 0.005, 0.02),
    ],
)  # fmt: skip
def test_a_band_has_its_points(
    key: str, written: Any, value: float, low: float, high: float
) -> None:
    found = parameter(key, written)
    assert found.value == pytest.approx(value, rel=1e-12)
    assert found.distribution.low == pytest.approx(low, rel=1e-9)
    assert found.distribution.high == pytest.approx(high, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "keys", "kind", "value"),
    [
        ("uniform", {"low": 0.1, "high": "30 %"}, Uniform, 0.2),
        ("normal", {"low": 0.1, "high": 0.2}, Normal, 0.15),
        ("log-normal", {"low": 0.01, "high": 0.04}, LogNormal, 0.02),
        ("triangular", {"low": 0.0, "mode": 0.1, "high": 0.2}, Triangular, 0.1),
        ("beta", {"low": 0.0, "mode": 0.1, "high": 0.2}, Beta, 0.1),
    ],
)
def test_a_distribution_may_be_named(
    name: str, keys: dict[str, Any], kind: type, value: float
) -> None:
    found = parameter(LOSS, {"distribution": name, **keys})
    assert isinstance(found.distribution, kind)
    assert found.value == pytest.approx(value, rel=1e-12)


def test_one_key_moves_every_number_that_it_sets() -> None:
    found = parameter("inference.utilisation", "20 % +- 5 %")
    assert set(found.paths) >= {"inference.placement.utilisation"}
    assert len(found.paths) == 2  # preparation at inference runs there, too


def test_inputs_hold_plain_numbers() -> None:
    resolved = joulepath.resolve(CROP, {LOSS: "5 % +- 2 %", LIFE: "3 years +- 10 %"})
    assert {type(leaf) for _, leaf in numbers(resolved.inputs)} <= {float, int}


def test_a_band_changes_no_best_estimate() -> None:
    plain, banded = (joulepath.estimate(CROP, {LOSS: text}) for text in ("5 %", "5 % +- 2 %"))
    assert plain.energy == banded.energy


def test_a_band_that_goes_no_further_is_noted() -> None:
    pump = CROP.with_name("pump-nb-iot.toml")
    link = {"technology": "nb-iot", "modem": "nrf9160-nb-iot", "answer": "1 s +- 10 %"}
    resolved = joulepath.resolve(pump, {"path.0.link": link})
    carried = {band.name for band in resolved.bands.values()}
    noted = {each.where for each in resolved.assumptions}
    assert "path.0.link.answer" in carried | noted


@pytest.mark.parametrize(
    ("key", "written", "what"),
    [
        (LOSS, "5 % +- 20 %", "goes beyond 0"),
        (LOSS, "5 % +- ", "no number with a band"),
        (LOSS, "+- 5 %", "no number with a band"),
        (LOSS, "5 % +- 1 % +- 1 %", "no number with a band"),
        (LOSS, "5 % +- 3 W", "adds '3 W' to '5 %'"),
        (LOSS, "5 % +- 0 %", "has no width"),
        (LOSS, "5 % +- -1 %", "has no width"),
        (LOSS, {"value": 0.3, "low": 0.4, "high": 0.5}, "not in order"),
        (LOSS, {"value": 0.3, "low": 0.3, "high": 0.3}, "not in order"),
        (LOSS, {"value": 0.3, "low": 0.2}, "has no high"),
        (LOSS, {"value": 0.3, "low": 0.2, "hgh": 0.4}, "unknown key 'hgh'"),
        (LOSS, {"value": 0.3, "low": 0.2, "high": "4 W"}, "measures W"),
        (LOSS, {"distribution": "gauss", "low": 0.1, "high": 0.2}, "no distribution named 'gauss'"),
        (LOSS, {"distribution": "beta", "low": 0.1, "high": 0.2}, "has no mode"),
        (LOSS, {"distribution": "normal", "low": 0.01, "high": 0.5}, "goes beyond 0"),
        (LOSS, {"distribution": "uniform", "low": 0.5, "high": 1.5}, "goes beyond 1"),
        (LIFE, {"distribution": "log-normal", "low": "0 s", "high": "2 s"}, "reaches zero"),
        ("data.samples", "1000 samples +- 10 %", "a band of a whole number"),
        ("zone", "DEU +- 10 %", "no zone named"),
    ],
)
def test_bad_bands_are_refused_with_their_place_and_a_remedy(
    key: str, written: Any, what: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(CROP, {key: written})
    problems = caught.value.problems
    assert any(what in problem.what for problem in problems), problems
    assert all(problem.where.startswith("crop-camera.toml") for problem in problems)
    assert all(problem.remedy for problem in problems)


def test_a_band_survives_copies() -> None:
    number = BandedNumber(2.0, Normal(2.0, 1.0), "2 +- 1")
    for twin in (copy.deepcopy(number), pickle.loads(pickle.dumps(number))):
        assert twin == 2.0
        assert twin.distribution == number.distribution
    loaded = load_scenario(CROP, {LOSS: "5 % +- 2 %"})
    assert load_scenario(loaded.scenario).scenario.path[0].loss.distribution.low == pytest.approx(
        0.03
    )


def test_editors_know_bands() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    tables = load_scenario(CROP, {LOSS: {"value": "5 %", "low": 0.04, "high": "6 %"}}).written
    validator.validate(tables)
    wrong = load_scenario(CROP).written
    wrong["path"][0]["loss"] = {"value": "5 %", "low": 0.04, "hgh": "6 %"}  # type: ignore[index]
    assert not validator.is_valid(wrong)
