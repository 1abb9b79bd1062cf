"""``method = "roofline"``, training by calibrated steps, and the ratio of a file's graph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import joulepath
from joulepath.core.tree import numbers
from joulepath.errors import ScenarioError
from joulepath.lifecycle.training_steps import learn
from joulepath.report.estimate import resolve
from joulepath.scenario.roofline import RooflineRequest, resolve_roofline
from joulepath.workloads import count
from joulepath.workloads.training_step import training_work

pytest.importorskip("onnx")

MODEL = Path(__file__).parents[2] / "examples" / "models" / "visual-wake-words.onnx"
TRAINING = {"processor": "nvidia-v100-pcie-16gb", "epochs": 2, "split": 0.8}


def scenario(execution: dict[str, Any] | None = None, **inference: Any) -> dict[str, Any]:
    return {
        "model": str(MODEL),
        "data": {"samples": 1000, "bits_per_value": 8},
        "path": [],
        "inference": {
            "processor": "jetson-orin-nano",
            "method": "roofline",
            "inferences": 1000,
            "inputs": "local",
            **({} if execution is None else {"execution": execution}),
            **inference,
        },
    }


def test_an_inference_costs_what_the_command_says() -> None:
    tables = scenario({"numbers": "int8", "batch": 4, "mode": "15W", "host_power": "2 W"})
    request = RooflineRequest(MODEL, "jetson-orin-nano", "int8", 4, mode="15W", host=2.0)
    alone = resolve_roofline(request).execution
    found = joulepath.estimate(tables).lifecycle.inference
    assert found.computation.energy == pytest.approx(alone.energy, rel=1e-12)
    assert found.computation.time == pytest.approx(alone.time, rel=1e-12)
    # the band is that of the whole life, a thousand inferences
    assert found.band is not None
    assert found.band.low == pytest.approx(1000 * alone.energy_low, rel=1e-12)
    assert found.band.high == pytest.approx(1000 * alone.energy_high, rel=1e-12)


@pytest.mark.parametrize(
    ("processor", "form"),
    [
        ("jetson-orin-nano", "fp16"),
        ("nvidia-h100-sxm", "fp8"),
        ("raspberry-pi-4b", "int8"),
        ("coral-usb-accelerator", "int8"),
        ("hailo-8", "int8"),
        ("google-tpu-v4", "bf16"),
        ("apple-m2", "int8"),
        ("gap9", "int8"),
    ],
)
def test_every_number_has_an_origin(processor: str, form: str) -> None:
    resolved = resolve(scenario({"numbers": form}, processor=processor))
    below = dict(numbers(resolved.inputs.inference.roofline))
    assert below
    assert {f"inference.roofline.{path}" for path in below} <= set(resolved.origins)


def test_the_method_is_named_and_its_band_printed() -> None:
    found = joulepath.estimate(scenario())
    assert found.methods["compute"] == "roofline"
    assert "90 % band: inference: model" in str(found)
    assert not any("rated power" in assumption.what for assumption in found.assumptions)


def test_by_default_nothing_changes_but_a_hint() -> None:
    tables = scenario()
    del tables["inference"]["method"]
    found = joulepath.estimate(tables)
    # origin: the equation of the eCAL paper with 1.28 TFLOP/s and 15 W of the catalogue
    expected = found.lifecycle.model.forward / 1.28e12 * 15
    assert found.lifecycle.inference.computation.energy == pytest.approx(expected, rel=1e-12)
    assert found.lifecycle.inference.band is None
    assert any('method = "roofline"' in assumption.what for assumption in found.assumptions)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (scenario({"numbers": "fp8"}), "no rate in 'fp8' is known"),
        (scenario({"numbers": "int9"}), "'int9' is not allowed"),
        (scenario({"mode": "8W"}), "no power mode named '8W'"),
        (scenario({"power_limit": "4 W"}), "is not above"),
        (scenario({"batch": 0}), "0"),
        (scenario({"batch": np.array([1.0, 2.0])}), "an array"),
        (scenario({"batch": 10_000_000}), "too much"),
        (scenario({"batch": 2}, method="peak-tdp"), "makes no difference"),
        (scenario(processor="coral-usb-accelerator"), "does not compute"),
        (scenario(processor="google-tensor-g3"), "does not compute"),
        (scenario(processor="stm32l4r5"), "no calibration for class 'mcu'"),
        (scenario(processor={"throughput": "1 TFLOP/s", "power": "1 W"}), "of your own"),
        ({**scenario(), "model": {"family": "mlp", "widths": [3, 2]}}, "layer by layer"),
        ({**scenario(), "training": {**TRAINING, "method": "calibrated"}}, "without a batch"),
        ({**scenario(), "training": {**TRAINING, "batch": 2}}, "makes no difference"),
        (
            {
                **scenario(),
                "training": {
                    **TRAINING, "method": "calibrated", "batch": 2, "processor": "google-tpu-v4",
                },
            },
            "is no GPU",
        ),
    ],
)  # fmt: skip
def test_mistakes_are_told(tables: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        joulepath.estimate(tables)
    assert said in str(caught.value)


def test_what_does_not_fit_says_by_how_much_and_what_would_hold_it() -> None:
    with pytest.raises(ScenarioError) as caught:
        joulepath.estimate(scenario({"batch": 40_000}))
    (problem,) = caught.value.problems
    assert "too much" in problem.what
    # of the catalogue's edge accelerators the smallest with more than 11.8 GB
    assert "'jetson-orin-nx' is the smallest" in problem.remedy


def trained(**training: Any) -> dict[str, Any]:
    return {**scenario(), "training": {**TRAINING, **training}}


def test_a_file_has_the_ratio_of_its_graph() -> None:
    exact = training_work(count(MODEL)).ratio - 1
    resolved = resolve(trained())
    assert resolved.inputs.training is not None
    assert resolved.inputs.training.backward_ratio == pytest.approx(exact, rel=1e-12)
    assert resolved.origins["training.backward_ratio"].kind == "model file"
    assert any("exact for the graph" in assumption.what for assumption in resolved.assumptions)


@pytest.mark.parametrize("profile", ["paper", "reference"])
def test_the_profiles_of_ecal_keep_their_two(profile: str) -> None:
    # origin: the eCAL paper counts three forward passes for a forward and a backward one
    resolved = resolve({**trained(), "profile": profile})
    assert resolved.inputs.training is not None
    assert resolved.inputs.training.backward_ratio == 2


def test_a_ratio_that_is_given_counts() -> None:
    resolved = resolve(trained(backward_ratio=1.5))
    assert resolved.inputs.training is not None
    assert resolved.inputs.training.backward_ratio == 1.5


def test_training_by_calibrated_steps_takes_all_samples_of_all_epochs() -> None:
    tables = trained(method="calibrated", batch=50)
    found, resolved = joulepath.estimate(tables), resolve(tables)
    training = resolved.inputs.training
    assert training is not None
    assert training.calibrated is not None
    # 800 of 1000 samples, twice
    whole = learn(
        training.calibrated.network,
        replace(training.calibrated.plan, samples=1600.0),
        training.calibrated.calibration,
    )
    life = found.lifecycle
    assert life.training is not None
    assert life.training.energy == pytest.approx(whole.energy, rel=1e-12)
    assert life.training_band is not None
    assert life.training_band.low < life.training.energy < life.training_band.high
    assert found.methods["compute"] == "roofline (inference), calibrated (training), peak-tdp"
    below = dict(numbers(training.calibrated))
    assert {f"training.calibrated.{path}" for path in below} <= set(resolved.origins)
