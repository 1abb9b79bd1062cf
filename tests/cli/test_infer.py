"""``joulepath infer``: answers and mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnx")

MODELS = Path(__file__).parents[2] / "examples" / "models"
WAKE_WORDS = str(MODELS / "visual-wake-words.onnx")
KNOWN = ("infer", WAKE_WORDS, "--processor", "stm32l4r5", "--runtime", "x-cube-ai-9-0")


def found(run: Any, *arguments: str) -> Any:
    return json.loads(run(*arguments, "-f", "json").out)


def test_the_answer_has_energy_band_time_and_memory(run: Any) -> None:
    code, out, err = run(*KNOWN)
    assert (code, err) == (0, "")
    for word in ("mJ", "90 % band", "ms; power", "of weights", "assumptions"):
        assert word in out


def test_a_measured_energy_is_inside_the_band(run: Any) -> None:
    # origin: mlcommons/tiny_results_v1.2, STMicroelectronics, NUCLEO_L4R5ZI, vww
    execution = found(run, *KNOWN)["execution"]
    assert execution["energy_low"] < 3894.566e-6 < execution["energy_high"]


def test_json_adds_up_and_names_its_units(run: Any) -> None:
    result = found(run, *KNOWN, "--every", "10 s", "--sleep", "5 uW", "--wake", "20 uJ")
    execution, duty = result["execution"], result["duty"]
    assert execution["energy"] == pytest.approx(execution["power"] * execution["time"])
    asleep = 5e-6 * (10 - execution["time"])
    assert duty["energy"] == pytest.approx(execution["energy"] + 20e-6 + asleep)
    assert result["units"]["energy"] == "J"
    assert result["assumptions"]


def test_software_versions_differ(run: Any) -> None:
    # origin: the same board took 12.3 mJ in round v0.7 and 3.9 mJ in v1.2
    first, last = (
        found(run, *KNOWN[:-1], runtime)["execution"]["energy"]
        for runtime in ("x-cube-ai-7-1", "x-cube-ai-9-0")
    )
    assert first / last == pytest.approx(12.293 / 3.895, rel=0.25)  # half of the band's width


def test_a_supply_and_a_clock_choose_the_platform(run: Any) -> None:
    gap9 = ("infer", WAKE_WORDS, "--processor", "gap9", "--runtime", "gap-sdk")
    assert found(run, *gap9)["plan"]["clock"] == 370e6
    assert found(run, *gap9, "--clock", "240 MHz")["plan"]["power"]["clock"] == 240e6
    assert found(run, *gap9, "--supply", "0.65 V")["plan"]["clock"] == 240e6


def test_without_a_measurement_the_band_is_wider(run: Any) -> None:
    unknown = found(run, *KNOWN[:3], "stm32f446", "--runtime", "x-cube-ai-9-0")
    known = found(run, *KNOWN)
    assert width(unknown) > width(known)
    assert any("no measurement" in said for said in unknown["assumptions"])


def width(result: Any) -> float:
    return result["execution"]["energy_high"] / result["execution"]["energy_low"]


def test_another_format_and_clock_widen_the_band(run: Any) -> None:
    for option in (("--clock", "60 MHz"), ("--numbers", "fp32")):
        assert width(found(run, *KNOWN, *option)) > width(found(run, *KNOWN))


@pytest.mark.parametrize("form", ["csv", "markdown", "table"])
def test_other_forms(run: Any, form: str, tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    code, _, err = run(*KNOWN, "-f", form, "-o", str(path))
    assert (code, err) == (0, "")
    assert "depthwise convolutions" in path.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*KNOWN[1:4], "--runtime", "x-cube-ai-9"), "did you mean 'x-cube-ai-9-0'"),
        ((WAKE_WORDS, "--processor", "stm32l4r6"), "did you mean 'stm32l4r5'"),
        ((WAKE_WORDS, "--processor", "nvidia-t4", "--clock", "1 GHz"), "is no microcontroller"),
        ((*KNOWN[1:], "--power-limit", "1 W"), "a microcontroller"),
        ((*KNOWN[1:], "--numbers", "fp16"), "it computes in fp32, int8"),
        ((*KNOWN[1:], "--batch", "0"), "0 inferences are none"),
        ((*KNOWN[1:], "--clock", "0 Hz"), "--clock: is 0"),
        ((*KNOWN[1:], "--clock", "80"), "--clock: "),
        ((*KNOWN[1:], "--clock", "9 kg"), "in cycle/s"),
        ((*KNOWN[1:], "--efficiency", "0"), "give a share above 0"),
        ((*KNOWN[1:], "--sleep=-1 W"), "--sleep: is -1"),
        ((*KNOWN[1:], "--every", "10 ms"), "more than 10 ms"),
        ((*KNOWN[1:], "--every", "1 s", "--batch", "10"), "more than 1 s"),
        ((WAKE_WORDS, "--processor", "stm32f446", "--every", "9 s"), "--sleep: the power"),
        (("no-such-file.onnx", *KNOWN[2:]), "no-such-file.onnx"),
    ],
)
def test_mistakes_are_told_with_a_remedy(run: Any, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("infer", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_what_would_fit_is_named_and_by_how_much_it_does_not(run: Any) -> None:
    err = run("infer", WAKE_WORDS, "--processor", "samd21").err
    # 2359296 bits of 32-bit activations are 73.73 kB in int8; a SAMD21 has 32 KiB
    assert "activations of 73.73 kB do not fit the 32.77 kB of memory: 40.96 kB too much" in err
    assert "is the smallest that holds it" in err


def test_all_mistakes_at_once(run: Any) -> None:
    err = run(*KNOWN, "--batch", "0", "--efficiency", "2", "--supply", "0 V").err
    assert err.count("error:") == 3
