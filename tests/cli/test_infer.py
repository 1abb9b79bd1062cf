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
    for word in ("mJ", "90 % band", "ms (90 % band", "power", "of weights", "assumptions"):
        assert word in out


def test_a_measured_energy_is_inside_the_band(run: Any) -> None:
    # origin: mlcommons/tiny_results_v1.2, STMicroelectronics, NUCLEO_L4R5ZI, vww
    execution = found(run, *KNOWN)["execution"]
    assert execution["energy_low"] < 3894.566e-6 < execution["energy_high"]


@pytest.mark.parametrize(
    ("processor", "published"),
    # origin: README of espressif/esp-nn, person detection with ESP-NN in internal memory; it is
    # the network of visual wake words on grey values, which takes 4 % fewer operations
    [("esp32", 0.380), ("esp32-s3", 0.054), ("esp32-c3", 0.426)],
)
def test_person_detection_takes_what_its_maker_publishes(
    run: Any, processor: str, published: float
) -> None:
    result = found(run, *KNOWN[:2], "--processor", processor)
    execution = result["execution"]
    assert result["platform"] == f"{processor}-esp-nn"
    assert execution["time"] == pytest.approx(published, rel=0.05)
    assert execution["time_low"] < published < execution["time_high"]
    assert any(source["key"] == "espressif-esp-nn" for source in result["bibliography"])


def test_without_a_runtime_it_is_the_median_of_the_board(run: Any) -> None:
    # origin: energies of visual wake words on the L4R5 of MLPerf Tiny v0.7 to v1.2, in mJ
    measured = sorted([12.29, 15.53, 17.13, 10.07, 16.54, 16.53, 4.99, 8.87, 10.14, 3.89])
    result = found(run, *KNOWN[:4])
    # a third: the median of predictions, each of which is off by some 10 %, of uneven steps
    assert result["execution"]["energy"] == pytest.approx(measured[4] * 1e-3, rel=0.33)
    assert "the median of the 10 calibrations" in " ".join(result["assumptions"])
    assert result["platform"] in " ".join(result["assumptions"])


def test_a_network_that_was_not_measured_has_the_band_of_held_out_networks(run: Any) -> None:
    transformer = str(MODELS / "tiny-transformer.onnx")
    known, foreign = (found(run, "infer", model, *KNOWN[2:]) for model in (WAKE_WORDS, transformer))
    assert width(foreign) > width(known)
    assert any("architectures that were held out" in said for said in foreign["assumptions"])
    assert not any("held out" in said for said in known["assumptions"])


def test_floats_are_charged_as_floats_and_the_format_of_the_file_is_said(run: Any) -> None:
    # origin: mlcommons/tiny_results_v1.2, bosch, NUCLEO_H7A3ZI, float and int8
    h7a3 = (*KNOWN[:2], "--processor", "stm32h7a3", "--clock", "280 MHz")
    floats = found(run, *h7a3, "--numbers", "fp32")
    integers = found(run, *h7a3, "--runtime", "hale-1-0-175")
    assert floats["execution"]["time"] == pytest.approx(81.42e-3, rel=0.15)  # within its band
    assert integers["execution"]["time"] == pytest.approx(43.76e-3, rel=0.15)
    assert any("the file holds fp32" in said for said in integers["assumptions"])
    assert not any("the file holds" in said for said in floats["assumptions"])


def test_software_computes_floats_without_the_costs_of_integers(run: Any) -> None:
    result = found(run, *KNOWN, "--numbers", "fp32")
    assert result["runtime"] == "float"
    assert any("x-cube-ai-9-0 in fp32" in said for said in result["assumptions"])
    soft = found(run, *KNOWN[:2], "--processor", "esp32-c3", "--numbers", "fp32")
    assert any("no floating-point unit" in said for said in soft["assumptions"])


def test_what_it_rests_on_is_listed(run: Any) -> None:
    result = found(run, *KNOWN, "--every", "10 s")
    places = [figure["place"] for figure in result["assumed_figures"]]
    assert "processors/stm32l4r5.sleep_power" in places
    keys = [source["key"] for source in result["bibliography"]]
    assert keys == sorted(set(keys))
    assert {"joulepath-microcontroller-fit", "mlperf-tiny-results-v1.2"} <= set(keys)
    out = run(*KNOWN).out
    assert "assumed figure" in out
    assert "sources:" in out


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
        ((*KNOWN[1:], "--clock", "80"), "e.g. --clock 80MHz"),
        ((*KNOWN[1:], "--every", "5"), "e.g. --every 5s"),
        ((*KNOWN[1:], "--clock", "80 GHz"), "80 GHz is beyond the 120 MHz of stm32l4r5"),
        ((*KNOWN[1:], "--supply", "230 V"), "230 V is outside the 1.71 V to 3.6 V"),
        ((WAKE_WORDS, "--processor", "imxrt1062", "--supply", "9 V"), "500 mV to 5.5 V"),
        ((WAKE_WORDS, "--processor", "esp32", "--runtime", "x-cube-ai-9-0"), "made for stm32..."),
        ((WAKE_WORDS, "--processor", "esp32", "--runtime", "accelerator"), "another class"),
        ((*KNOWN[1:-1], "hale-float-1-0-175"), "computes in fp32, not in int8"),
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
