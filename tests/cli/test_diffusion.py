"""``joulepath diffusion``: answers and mistakes."""

from __future__ import annotations

import json
from math import log
from pathlib import Path
from typing import Any

import pytest

from joulepath.workloads.diffusion_models import diffusion_model

GOOD = ("diffusion", "flux.1-dev", "--accelerator", "nvidia-h100-sxm")
VIDEO = ("wan-2.1-1.3b", "--accelerator", "nvidia-h100-sxm")


def test_the_answer_has_energy_band_time_and_memory(run: Any) -> None:
    code, out, err = run(*GOOD)
    assert (code, err) == (0, "")
    for word in ("kJ", "90 % band", "for an image", "of 80 GB", "assumptions", "sources:"):
        assert word in out


def test_json_adds_up_and_names_its_units(run: Any) -> None:
    found = json.loads(run(*GOOD, "--batch", "4", "-f", "json").out)
    made = found["diffusion"]
    assert made["power"] == pytest.approx(made["per_picture"] * made["rate"])
    assert found["units"]["per_picture"] == "J/inference"
    assert found["setting"] == {"steps": 50, "height": 1024, "width": 1024, "frames": 1}
    assert found["assumptions"]
    assert not found["warnings"]
    keys = {source["key"] for source in found["bibliography"]}
    assert {"joulepath-diffusion-fit", "nvidia-h100-datasheet", "flux-1-configuration"} <= keys
    places = {figure["place"] for figure in found["assumed_figures"]}
    assert "diffusion-engines/xdit.matrix" in places  # at its bound


def test_the_band_is_wider_where_nothing_was_measured(run: Any) -> None:
    def reach(*options: str) -> float:
        made = json.loads(run(*GOOD[:2], *options, "-f", "json").out)["diffusion"]
        return log(made["per_picture_high"] / made["per_picture"])

    inside = reach("--accelerator", "nvidia-h100-sxm")
    unseen = reach("--accelerator", "nvidia-a100-sxm-80gb")
    assert unseen == pytest.approx(2 * inside, rel=1e-9)
    # and once more for sixteenfold: 512 pictures together are 16 times the 32 that were measured,
    # and 256 tokens a fourth of the 1024
    many = reach(
        "--accelerator", "nvidia-b200", "--batch", "512", "--height", "256", "--width", "256"
    )
    assert many == pytest.approx(3.5 * inside, rel=1e-9)


@pytest.mark.parametrize("form", ["csv", "markdown", "table"])
def test_other_forms_have_every_part(run: Any, form: str, tmp_path: Path) -> None:
    path = tmp_path / "answer.txt"
    assert run(*GOOD, "-f", form, "-o", str(path)).code == 0
    assert "elementwise operations" in path.read_text()


def test_a_model_of_ones_own(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps(diffusion_model("flux.1-dev")))
    own = json.loads(run("diffusion", str(path), *GOOD[2:], "-f", "json").out)
    named = json.loads(run(*GOOD, "-f", "json").out)
    assert own["diffusion"] == named["diffusion"]


def test_assumptions_grow_with_what_is_not_calibrated(run: Any) -> None:
    out = run(*GOOD[:2], "--accelerator", "nvidia-a100-sxm-80gb", "--numbers", "fp16").out
    assert "not measured: nvidia-a100-sxm-80gb (measured: nvidia-b200, nvidia-h100-sxm)" in out
    assert "not measured: arithmetic in fp16 (measured: bf16)" in out
    assert "pass keys and values round" in run("diffusion", *VIDEO, "--accelerators", "8").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("flux", *GOOD[2:]), "did you mean 'flux.1-dev'?"),
        (("flux.1-dev", "--accelerator", "nvidia-h100"), "did you mean"),
        (("flux.1-dev", "--accelerator", "esp32-s3"), "no rate in 'bf16' is known"),
        (("flux.1-dev", "--accelerator", "nvidia-l4"), "9.814 GB too much"),
        ((*GOOD[1:], "--numbers", "fp8"), "known: bf16, fp16"),
        ((*GOOD[1:], "--batch", "0"), "--batch: is 0"),
        ((*GOOD[1:], "--accelerators", "-1"), "--accelerators: is -1"),
        ((*GOOD[1:], "--steps", "0"), "--steps: is 0"),
        ((*GOOD[1:], "--steps", "1000000000"), "give 1 to 10000"),
        ((*GOOD[1:], "--height", "1000"), "no multiple of the 16 pixels"),
        ((*GOOD[1:], "--width", "0"), "give e.g. 16"),
        ((*GOOD[1:], "--frames", "9"), "but the model makes images"),
        ((*VIDEO, "--frames", "0"), "--frames: is 0"),
        (("no/such.json", *GOOD[2:]), "no diffusion model named"),
    ],
)
def test_mistakes_are_told_with_a_remedy(run: Any, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("diffusion", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_all_mistakes_at_once(run: Any) -> None:
    err = run(*GOOD, "--batch", "0", "--steps", "0", "--height", "7", "--numbers", "x").err
    assert err.count("error:") == 4


def test_what_would_hold_a_model_is_named(run: Any) -> None:
    # 16.8 G weights of 16 bits and 0.2 GB of activations: of 24 and 40 GB the latter
    err = run(*GOOD[:2], "--accelerator", "nvidia-l4").err
    assert "'nvidia-a100-pcie-40gb' is the smallest that holds it" in err
