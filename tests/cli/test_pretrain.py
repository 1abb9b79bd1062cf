"""``joulepath pretrain``: answers and mistakes."""

from __future__ import annotations

import json
from typing import Any

import pytest

GOOD = (
    *("pretrain", "llama-3.1-8b", "--tokens", "15T", "--accelerator", "nvidia-h100-sxm"),
    *("--accelerators", "1024"),
)


def test_the_answer_has_time_energy_band_and_assumptions(run: Any) -> None:
    code, out, err = run(*GOOD)
    assert (code, err) == (0, "")
    for word in ("days", "kWh", "90 % band", "share of the peak rate", "assumptions"):
        assert word in out


def test_json_adds_up_and_names_its_units(run: Any) -> None:
    found = json.loads(run(*GOOD, "--experiments", "0.5", "--pue", "1.2", "-f", "json").out)
    ran = found["run"]
    assert ran["energy"] == pytest.approx(ran["together"] * ran["power"] * 1.2)
    assert ran["whole"] == pytest.approx(1.5 * ran["energy"])
    assert ran["time"] == pytest.approx(ran["together"] / 1024)
    assert found["units"]["energy"] == "J"


@pytest.mark.parametrize("form", ["csv", "markdown", "json", "table"])
def test_every_format_goes_to_a_file(run: Any, form: str, tmp_path: Any) -> None:
    path = tmp_path / "run.txt"
    assert run(*GOOD, "-f", form, "-o", str(path)).code == 0
    assert "energy" in path.read_text()


def test_a_published_run_by_its_number_of_parameters(run: Any) -> None:
    # origin: 6 x 7e9 x 2e12 operations, at 43 % of 312 TFLOP/s: 8.4e22 / 1.34e14 s
    options = ("--accelerator", "nvidia-a100-sxm-80gb", "--accelerators", "512")
    arguments = ("pretrain", "7B", "--tokens", "2T", *options, "--utilisation", "0.43")
    ran = json.loads(run(*arguments, "-f", "json").out)["run"]
    assert ran["work"] == pytest.approx(8.4e22)
    assert ran["together"] == pytest.approx(8.4e22 / (0.43 * 312e12))
    assert ran["utilisation"] == pytest.approx(0.43)


def test_learning_small_matrices_takes_two_thirds_of_the_work(run: Any) -> None:
    whole = json.loads(run(*GOOD, "-f", "json").out)["run"]
    small = json.loads(run(*GOOD, "--trained", "0", "-f", "json").out)["run"]
    assert small["work"] == pytest.approx(whole["work"] * 2 / 3)
    assert small["memory"] == pytest.approx(whole["memory"] / 8)  # 16 of 128 bits


def test_experts_take_the_work_of_active_parameters(run: Any) -> None:
    options = ("--tokens", "1T", "--accelerator", "nvidia-h100-sxm", "--accelerators", "64")
    sparse = json.loads(run("pretrain", "7B", *options, "--active", "1B", "-f", "json").out)["run"]
    dense = json.loads(run("pretrain", "1B", *options, "-f", "json").out)["run"]
    assert sparse["energy"] == pytest.approx(dense["energy"])
    assert sparse["memory"] == pytest.approx(7 * dense["memory"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--tokens", "many"), "--tokens: is 'many'"),
        (("--tokens", "0"), "--tokens: is '0'"),
        (("--tokens", "1e999"), "--tokens: is '1e999'"),
        (("--accelerators", "0"), "--accelerators: is 0"),
        (("--accelerator", "nvidia-h100"), "did you mean"),
        (("--accelerator", "esp32-s3"), "no rate in 'bf16' is known"),
        (("--number-format", "bf61"), "did you mean 'bf16'?"),
        (("--utilisation", "1.5"), "--utilisation: is 1.5"),
        (("--utilisation", "nan"), "--utilisation: is nan"),
        (("--pue", "0.9"), "--pue: is 0.9"),
        (("--trained", "2"), "at least 0 and at most 1"),
        (("--boundary", "server"), "did you mean 'servers'?"),
        (("--active", "1B"), "tells its own"),
        (("--active", "x"), "--active: is 'x'"),
        (("--accelerators", "1"), "too much"),
    ],
)
def test_mistakes_are_told_with_a_remedy(run: Any, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(*GOOD, *arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("model", ["0", "lama", "no/such/config.json"])
def test_models_that_are_none(run: Any, model: str) -> None:
    code, out, err = run("pretrain", model, *GOOD[2:])
    assert (code, out) == (2, "")
    assert "error:" in err


def test_more_active_parameters_than_there_are(run: Any) -> None:
    assert "cannot be active" in run("pretrain", "7B", *GOOD[2:], "--active", "8B").err


def test_how_many_would_hold_a_model_is_said(run: Any) -> None:
    options = ("--tokens", "1B", "--accelerator", "nvidia-h100-sxm")
    # 70e9 x 16 B = 1120 GB: 14 of 80 GB
    assert "14 of them would hold them" in run("pretrain", "70B", *options).err


def test_other_accelerators_are_outside_the_calibration(run: Any) -> None:
    out = run("pretrain", "1B", "--tokens", "1B", "--accelerator", "nvidia-b200").out
    assert "not among the accelerators of the calibration" in out
