"""Curves of decisions: they are what the answers say, and pictures show them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from joulepath import resolve
from joulepath.analysis.breakeven import break_even
from joulepath.analysis.curves import cumulative_curves, interval_curves
from joulepath.analysis.demand import living
from joulepath.analysis.retraining import retraining
from joulepath.lifecycle import lifecycle
from joulepath.scenario.drift import resolve_drift
from joulepath.scenario.reading import load_scenario

from .test_breakeven import BIG, BOUGHT, SMALL

SVG = "{http://www.w3.org/2000/svg}"


def words(file: Path) -> set[str]:
    return {text.text or "" for text in ElementTree.parse(file).iter(f"{SVG}text")}


@pytest.mark.parametrize("other", [SMALL, SMALL | {"hardware": BOUGHT}], ids=["lines", "steps"])
def test_curves_are_those_of_the_lives(other: dict[str, Any]) -> None:
    ways = resolve(BIG), resolve(other)
    found = break_even(*ways, draws=20)
    for curve in cumulative_curves(*ways, found):
        for at in (0, len(curve.inferences) // 2, -1):
            lives = [lifecycle(living(way, way.inputs, curve.inferences[at])) for way in ways]
            for life, drawn in zip(lives, (curve.base, curve.alternative), strict=True):
                carbon = life.carbon if life.hardware is None else life.hardware.with_operation
                expected = life.energy if curve.crossing.quantity == "energy" else carbon
                assert drawn[at] == pytest.approx(expected, rel=1e-9)


def test_the_meeting_point_and_its_band_are_on_the_curves() -> None:
    ways = resolve(BIG), resolve(SMALL | {"zone": "POL"})
    found = break_even(*ways, draws=50, one_off={"energy": 1e3})
    for curve in cumulative_curves(*ways, found, {"energy": 1e3}):
        met = curve.crossing.inferences
        assert met is not None
        assert met <= curve.crossing.span.p95 <= curve.inferences[-1]
        both = (np.interp(met, curve.inferences, each) for each in (curve.base, curve.alternative))
        one, other = both
        assert one == pytest.approx(other, rel=1e-6)


def test_what_is_spent_is_not_on_the_curve() -> None:
    ways = resolve(SMALL), resolve(BIG)
    found = break_even(*ways, draws=20, spent=True)
    energy = cumulative_curves(*ways, found)[0]
    # the first inference alone; 1e-6: roundings of a life of a million times that
    assert energy.base[0] == pytest.approx(energy.crossing.base_each, rel=1e-6)


DRIFT = SMALL | {"drift": {"rate": "1 %/month", "error_energy": "2 kJ"}}


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"shape": "exponential", "growth": "1 month"},
        {"shape": "saturating", "limit": "20 %"},
        {"shape": "saturating", "limit": "1e-9"},
    ],
)
def test_the_best_interval_is_the_least_of_its_curve(shape: dict[str, Any]) -> None:
    drifting = resolve_drift(load_scenario(DRIFT | {"drift": DRIFT["drift"] | shape}))
    found = retraining(drifting, draws=20)
    (curve,) = interval_curves(drifting, found)
    (best,) = found.best
    assert np.allclose(np.add(curve.retraining, curve.errors), curve.whole, rtol=1e-12)
    if best.interval is None:
        assert list(curve.whole) == sorted(curve.whole, reverse=True)
    else:
        assert min(curve.whole) == pytest.approx(best.whole, rel=1e-3)  # 401 points of a flat dip
        least = curve.intervals[int(np.argmin(curve.whole))]
        assert least == pytest.approx(best.interval, rel=0.02)  # the step between two points


TEXT = """
zone = "DEU"
year = 2025
path = []
model = { family = "given", forward = "1 GFLOP/sample" }
data = { samples = 1000, values_per_sample = 100, bits_per_value = 8 }
training = { processor = "nvidia-t4", epochs = 10, split = 0.8 }
drift = { rate = "1 %/month", error_energy = "2 kJ" }

[inference]
processor = "esp32-s3"
inferences = "60/h"
lifetime = "3 years"
"""


@pytest.fixture
def camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("camera.toml").write_text(TEXT)
    return "camera.toml"


def test_break_even_draws_both_ways(run: Any, camera: str) -> None:
    smaller = ("--set", "model.forward=0.1 GFLOP/sample", "--set", "training.epochs=400")
    ask = ("break-even", camera, *smaller, "--draws", "20", "--chart", "paid.svg")
    assert run(*ask).code == 0
    shown = words(Path("paid.svg"))
    assert {"they meet", "inferences"} <= shown
    assert any(each.startswith("carbon: pays from ") for each in shown)
    again = run(*ask)
    assert again.code == 2
    assert "paid.svg: exists already" in again.err
    assert run(*ask, "--force").code == 0


def test_retrain_draws_the_best_interval(run: Any, camera: str) -> None:
    assert run("retrain", camera, "--draws", "20", "--chart", "anew.svg").code == 0
    shown = words(Path("anew.svg"))
    assert {"best", "training anew", "wrong answers", "from one training to the next"} <= shown
    assert any(each.startswith("energy: best every ") for each in shown)


def test_what_bands_do_not_contain_is_said(run: Any, camera: str) -> None:
    said = run("break-even", camera, "--set", "zone=FIN", "--draws", "20", "--one-off", "5 kWh").out
    assert "bands: they do not contain the error of the method peak-tdp" in said
    assert "bands: they do not contain what is added once, in energy" in said
    assert "bands: they do not contain the error" in run("retrain", camera, "--draws", "20").out


def test_what_only_one_side_leaves_out_is_said_of_it() -> None:
    calibrated = BIG | {"path": [{"stack": "generic"}]}
    found = break_even(resolve(BIG), resolve(calibrated), draws=20)
    assert any("link ecal" in each and "alternative alone" in each for each in found.certain)
