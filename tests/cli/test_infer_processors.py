"""``joulepath infer`` on processors that are no microcontrollers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from joulepath.catalogue import load

pytest.importorskip("onnx")

MODELS = Path(__file__).parents[2] / "examples" / "models"
WAKE_WORDS = str(MODELS / "visual-wake-words.onnx")
TRANSFORMER = str(MODELS / "tiny-transformer.onnx")
ORIN = (WAKE_WORDS, "--processor", "jetson-orin-nano")


def found(run: Any, *arguments: str) -> dict[str, Any]:
    code, out, err = run("infer", *arguments, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def known_rates() -> list[tuple[str, str]]:
    """Every processor beside microcontrollers with a format in which it computes."""
    catalogue = load()
    pairs: list[tuple[str, str]] = []
    for name in catalogue.names("processors"):
        device = catalogue.processor(name)
        rates = [f for f in ("int8", "bf16", "fp16", "fp32") if getattr(device.peak, f)]
        if device.category not in {"mcu", "mcu-npu", "profile"} and rates:
            pairs.append((name, rates[0]))
    return pairs


@pytest.mark.parametrize(("processor", "form"), known_rates())
def test_every_processor_with_a_rate_infers(run: Any, processor: str, form: str) -> None:
    device = load().processor(processor)
    powers = device.active_power or device.maximum_power
    limit = () if powers else ("--power-limit", "300W")
    result = found(run, WAKE_WORDS, "--processor", processor, "--numbers", form, *limit)
    execution = result["execution"]
    # a picture of 96 by 96 pixels takes between a microsecond and a minute on anything
    assert 1e-6 < execution["time"] < 60
    assert execution["energy_low"] < execution["energy"] < execution["energy_high"]
    assert execution["energy"] >= execution["processor_energy"]
    assert result["sources"]
    assert result["assumptions"]


def test_a_processor_without_a_power_asks_for_one(run: Any) -> None:
    code, _, err = run("infer", WAKE_WORDS, "--processor", "nvidia-v100-sxm-32gb")
    assert code == 0, err
    code, _, err = run("infer", WAKE_WORDS, "--processor", "apple-a17-pro", "--numbers", "int8")
    assert code == 2
    assert "--power-limit" in err


def test_the_table_says_what_the_json_says(run: Any) -> None:
    out = run("infer", *ORIN, "--numbers", "int8", "--mode", "15W", "--batch", "8").out
    assert "method: roofline" in out
    assert "batches of 8" in out
    assert "mode 15W" in out
    assert "90 % band" in out
    assert "joulepath-inference-fit" in out


@pytest.mark.parametrize("form", ["csv", "markdown"])
def test_other_formats(run: Any, form: str) -> None:
    code, out, _ = run("infer", *ORIN, "--format", form)
    assert code == 0
    assert "starting layers" in out


def test_a_result_goes_to_a_file(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "result.txt"
    assert run("infer", *ORIN, "--output", str(path)).code == 0
    assert "method: roofline" in path.read_text("utf-8")


def test_operators_that_an_accelerator_lacks_go_to_its_host(run: Any) -> None:
    result = found(run, TRANSFORMER, "--processor", "hailo-8", "--numbers", "int8")
    assert result["on_host"] == ["4 x MatMul", "1 x Gather"]
    assert result["execution"]["host"] > 0
    assert any("on the host, with copies" in said for said in result["assumptions"])
    everywhere = found(run, TRANSFORMER, "--processor", "nvidia-t4")
    assert everywhere["on_host"] == []


def test_integers_on_a_cpu_without_kernels_are_said_to_be_emulated(run: Any) -> None:
    narrow = found(run, WAKE_WORDS, "--processor", "raspberry-pi-4b", "--numbers", "int8")
    assert any("no kernels of its own" in said for said in narrow["assumptions"])
    wide = found(run, WAKE_WORDS, "--processor", "raspberry-pi-4b", "--numbers", "fp32")
    assert narrow["execution"]["time"] <= wide["execution"]["time"]


def test_now_and_then_it_rests(run: Any) -> None:
    result = found(run, *ORIN, "--every", "10 s", "--sleep", "0.5 W", "--wake", "1 J")
    one, duty = result["execution"], result["duty"]
    expected = one["energy"] + 1 + 0.5 * (10 - one["time"])
    assert duty["energy"] == pytest.approx(expected, rel=1e-9)
    assert duty["power"] == pytest.approx(expected / 10, rel=1e-9)
    resting = found(run, *ORIN, "--every", "10 s")
    assert any("between batches it rests" in said for said in resting["assumptions"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((WAKE_WORDS, "--processor", "jetson-orin-nan"), "did you mean 'jetson-orin-nano'"),
        ((*ORIN, "--numbers", "fp9"), "no numeric format named 'fp9'"),
        ((*ORIN, "--numbers", "fp8"), "no rate in 'fp8' is known"),
        ((WAKE_WORDS, "--processor", "coral-usb-accelerator"), "--numbers int8"),
        ((WAKE_WORDS, "--processor", "google-tensor-g3"), "name another processor"),
        ((*ORIN, "--mode", "16W"), "did you mean '15W'"),
        ((WAKE_WORDS, "--processor", "nvidia-t4", "--mode", "15W"), "give a limit"),
        ((*ORIN, "--batch", "0"), "0 samples are no batch"),
        ((*ORIN, "--batch", "99999999"), "no edge-accelerator of the catalogue holds it"),
        ((*ORIN, "--batch", "40000"), "'jetson-orin-nx' is the smallest"),
        ((*ORIN, "--power-limit", "1 W"), "is not above"),
        ((*ORIN, "--power-limit", "0 W"), "--power-limit: is 0"),
        ((*ORIN, "--power-limit", "9 kg"), "in W"),
        ((*ORIN, "--host-power=-1 W"), "--host-power: is -1"),
        ((*ORIN, "--efficiency", "2"), "give a share above 0"),
        ((*ORIN, "--input", "paralel"), "is no way of feeding"),
        ((*ORIN, "--every", "1 us"), "more than 1 us"),
        ((*ORIN, "--runtime", "x-cube-ai-9-0"), "is no microcontroller"),
        (("no-such-file.onnx", *ORIN[1:]), "no-such-file.onnx"),
        ((WAKE_WORDS, "--processor", "ecal-generic-cpu"), "name another processor"),
    ],
)
def test_mistakes_are_told_with_a_remedy(run: Any, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("infer", *arguments)
    assert (code, out) == (2, "")
    assert said in err
