"""What is decided from Python is what the command line says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import joulepath
from joulepath import decisions
from joulepath.errors import InputError
from joulepath.report.breakeven_table import breakeven_data
from joulepath.report.retraining_table import retraining_data

ROOT = Path(__file__).parents[2]
CAMERA = str(ROOT / "examples" / "crop-camera.toml")
CLOUD = str(ROOT / "examples" / "crop-camera-cloud.toml")
CHANGES = {"training.epochs": 20}

pytestmark = pytest.mark.filterwarnings("ignore::joulepath.errors.OutsideValidity")


@pytest.fixture
def told(run: Callable[..., Any]) -> Callable[..., Any]:
    """What a command writes as JSON."""

    def call(*arguments: str) -> Any:
        return json.loads(run(*arguments, "--format", "json").out)

    return call


def test_scenarios_side_by_side(told: Callable[..., Any]) -> None:
    found = joulepath.compare(CAMERA, CLOUD, changes=CHANGES, draws=100, seed=2)
    options = ("--set", "training.epochs=20", "--draws", "100", "--seed", "2")
    assert json.loads(json.dumps(found.to_dict())) == told("compare", CAMERA, CLOUD, *options)
    assert found.probability("energy") + found.probability("energy", 1, 0) == 1
    assert all(label in str(found) for label in found.labels)


def test_what_cannot_be_held_against_each_other() -> None:
    for wrong, said in (
        ((CAMERA,), "is alone"),
        ((), "is alone"),
        (({}, CAMERA, {"zone": 3}), "zone"),
    ):
        with pytest.raises(InputError, match=said):
            joulepath.compare(*wrong)  # pyright: ignore[reportArgumentType]
    with pytest.raises(InputError, match="there are no draws"):
        joulepath.compare(CAMERA, CLOUD, draws=0).probability("energy")


def test_what_drives_a_result(told: Callable[..., Any]) -> None:
    found = decisions.sensitivity(CAMERA, "energy", CHANGES, rows=64, seed=3)
    options = ("--set", "training.epochs=20", "--rows", "64", "--seed", "3")
    said = told("sensitivity", CAMERA, "--of", "energy", *options)
    assert [each["name"] for each in said["drivers"]] == [each.name for each in found.drivers]
    assert said["value"] == found.value == joulepath.estimate(CAMERA, CHANGES).energy
    slopes = decisions.slopes(CAMERA, "energy", CHANGES)
    said = told("sensitivity", CAMERA, "--of", "energy", "--local", *options[:2])
    assert [each["path"] for each in said["inputs"]] == [each.path for each in slopes.inputs]


def test_a_scenario_at_many_points(tmp_path: Path) -> None:
    vary = {"zone": ["DEU", "FIN"], "training.epochs": "10..30:lin3"}
    found = decisions.sweep(CAMERA, vary, ["carbon"])
    one_by_one = [
        joulepath.estimate(CAMERA, {"zone": zone, "training.epochs": epochs}).carbon
        for zone in ("DEU", "FIN")
        for epochs in (10, 20, 30)
    ]
    np.testing.assert_allclose(found.column("carbon"), one_by_one, rtol=1e-12)
    file = tmp_path / "sweep.csv"
    written = decisions.sweep(CAMERA, vary, ["carbon"], file=file, workers=2)
    assert written.summary == found.summary
    assert len(file.read_text().splitlines()) == 7
    sample = decisions.sweep(CAMERA, {"training.epochs": "10..30"}, design="random", points=5)
    assert sample.column("energy").shape == (5,)
    with pytest.raises(InputError, match="exists"):
        decisions.sweep(CAMERA, vary, file=file)


def test_what_pays(told: Callable[..., Any]) -> None:
    found = decisions.break_even(CAMERA, CLOUD, one_off=["5 kWh", "1 kWh"], draws=50)
    data = json.loads(json.dumps(breakeven_data(found, ("Crop camera", "Other"))))
    said = told(
        "break-even", CAMERA, CLOUD, "--one-off", "5 kWh", "--one-off", "1 kWh", "--draws", "50"
    )
    assert data["crossings"] == said["crossings"]
    changed = decisions.break_even(CAMERA, changes={"training.epochs": 20}, draws=50)
    assert changed.crossings[0].alternative_once < changed.crossings[0].base_once
    with pytest.raises(InputError, match="one_off: '5 apples'"):
        decisions.break_even(CAMERA, CLOUD, one_off=["5 apples"])
    with pytest.raises(InputError, match=r"zone[\s\S]*epochs"):
        decisions.break_even({"zone": 3}, CAMERA, {"training.epochs": -1})


def test_how_often_to_train_anew(told: Callable[..., Any]) -> None:
    drift = {"drift.rate": "1 %/month", "drift.error_energy": "2 kJ"}
    found = decisions.retraining(CAMERA, drift, draws=50)
    said = told("retrain", CAMERA, "--rate", "1 %/month", "--error-energy", "2kJ", "--draws", "50")
    assert json.loads(json.dumps(retraining_data(found))) == said
