"""``method = "calibrated"``: the model on a microcontroller by measurements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import joulepath
from joulepath.core.tree import numbers
from joulepath.errors import ScenarioError
from joulepath.report.estimate import resolve
from joulepath.scenario.execution_plans import Wish
from joulepath.scenario.microcontroller import InferenceRequest, resolve_inference

pytest.importorskip("onnx")

MODEL = Path(__file__).parents[2] / "examples" / "models" / "keyword-spotting.onnx"


def scenario(**inference: Any) -> dict[str, Any]:
    return {
        "model": str(MODEL),
        "data": {"samples": 1000, "bits_per_value": 8},
        "path": [],
        "inference": {
            "processor": "stm32u575",
            "method": "calibrated",
            "runtime": "x-cube-ai-9-0",
            "inferences": 1000,
            "inputs": "local",
            **inference,
        },
    }


def test_an_inference_costs_what_the_command_says() -> None:
    request = InferenceRequest(MODEL, Wish("stm32u575", "x-cube-ai-9-0"))
    alone = resolve_inference(request).execution
    computation = joulepath.estimate(scenario()).lifecycle.inference.computation
    assert computation.energy == pytest.approx(alone.energy, rel=1e-12)
    assert computation.time == pytest.approx(alone.time, rel=1e-12)


def test_the_stage_states_its_band() -> None:
    request = InferenceRequest(MODEL, Wish("stm32u575", "x-cube-ai-9-0"))
    alone = resolve_inference(request).execution
    found = joulepath.estimate(scenario(inferences=10))
    band = found.to_dict()["lifecycle"]["inference"]["band"]
    assert band["low"] == pytest.approx(10 * alone.energy_low, rel=1e-12)
    assert band["high"] == pytest.approx(10 * alone.energy_high, rel=1e-12)
    assert "90 % band: inference: model" in str(found)
    simple = joulepath.estimate(scenario(method="peak-tdp", runtime=None))
    assert simple.lifecycle.inference.band is None
    assert "90 % band: " not in str(simple)


def test_samples_of_an_inference_are_computed_one_after_the_other() -> None:
    one, five = (
        joulepath.estimate(scenario(samples_per_inference=n)).lifecycle.inference.computation
        for n in (1, 5)
    )
    assert five.energy == pytest.approx(5 * one.energy, rel=1e-12)


@pytest.mark.parametrize("processor", ["stm32u575", "nrf52840", "gap9", "esp32", "esp32-c6"])
def test_every_number_has_an_origin(processor: str) -> None:
    resolved = resolve(scenario(processor=processor, runtime=None))
    below = dict(numbers(resolved.inputs.inference.calibrated))
    assert below
    assert {f"inference.calibrated.{path}" for path in below} <= set(resolved.origins)


def test_the_method_is_named_and_the_calibration_too() -> None:
    found = joulepath.estimate(scenario())
    assert found.methods["compute"] == "calibrated"
    said = [assumption.what for assumption in found.assumptions]
    assert any("stm32u575-x-cube-ai-9-0-1v8" in what for what in said)
    assert not any("rated power" in what for what in said)


def test_training_keeps_its_method() -> None:
    training = {"processor": "nvidia-t4", "epochs": 1, "split": 0.8}
    found = joulepath.estimate({**scenario(), "training": training})
    assert found.methods["compute"] == "calibrated (inference), peak-tdp"
    assert any("rated power" in assumption.what for assumption in found.assumptions)


def test_by_default_nothing_changes_but_a_hint() -> None:
    changed = scenario()
    del changed["inference"]["method"], changed["inference"]["runtime"]
    found = joulepath.estimate(changed)
    work = found.lifecycle.model.forward
    # origin: 160 MFLOP/s and 23 mW of the catalogue, at the peak rate
    assert found.lifecycle.inference.computation.energy == pytest.approx(
        work / 160e6 * 23e-3, rel=1e-12
    )
    assert any('method = "calibrated"' in assumption.what for assumption in found.assumptions)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"method": "peak-tdp"}, "a runtime makes no difference"),
        ({"method": "measured"}, "calibrated"),
        ({"runtime": "x-cube-ai-9"}, "x-cube-ai-9-0"),
        ({"processor": {"throughput": "1 GFLOP/s", "power": "1 W"}}, "a processor of your own"),
        ({"processor": "nvidia-t4"}, "is no microcontroller"),
        ({"processor": "nrf52840"}, "does not run on nrf52840"),
    ],
)
def test_mistakes_are_told(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        joulepath.estimate(scenario(**changes))


def test_a_family_tells_no_operators_apart() -> None:
    family = {"family": "mlp", "widths": [10, 10, 2]}
    with pytest.raises(ScenarioError, match="give a model file"):
        joulepath.estimate({**scenario(), "model": family})


def test_a_model_that_does_not_fit_names_one_that_holds_it() -> None:
    large = str(MODEL.with_name("visual-wake-words.onnx"))
    processor = {"processor": "samd21", "runtime": "tflm"}
    with pytest.raises(ScenarioError, match=r"too much(.|\n)*is the smallest that holds it"):
        joulepath.estimate({**scenario(**processor), "model": large})


def test_a_utilisation_has_no_effect_and_a_warning() -> None:
    with pytest.warns(UserWarning, match="no effect on the model"):
        joulepath.estimate(scenario(utilisation=0.5))
