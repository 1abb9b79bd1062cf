"""``joulepath serving`` and ``joulepath validate``: answers and mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

GOOD = ("serving", "llama-3.1-8b", "--accelerator", "nvidia-h100-sxm")


def test_the_answer_has_energy_band_rate_and_memory(run: Any) -> None:
    code, out, err = run(*GOOD, "--sequences", "64")
    assert (code, err) == (0, "")
    for word in ("J/token", "90 % band", "token/s", "of 80 GB", "assumptions"):
        assert word in out


def test_json_adds_up_and_names_its_units(run: Any) -> None:
    found = json.loads(run(*GOOD, "--sequences", "64", "-f", "json").out)
    serving = found["serving"]
    assert serving["power"] == pytest.approx(serving["per_token"] * serving["rate"])
    assert found["units"]["per_token"] == "J/token"
    assert found["assumptions"]


def test_a_configuration_of_ones_own(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(
        json.dumps(
            {
                "model_type": "llama",
                "hidden_size": 4096,
                "num_hidden_layers": 32,
                "num_attention_heads": 32,
                "num_key_value_heads": 8,
                "intermediate_size": 14336,
                "vocab_size": 128256,
                "hidden_act": "silu",
                "tie_word_embeddings": False,
            }
        )
    )
    options = ("--accelerator", "nvidia-h100-sxm", "-f", "json")
    own = json.loads(run("serving", str(path), *options).out)
    named = json.loads(run(*GOOD, "-f", "json").out)
    assert own["serving"] == named["serving"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lama", "--accelerator", "nvidia-h100-sxm"), "no language model named 'lama'"),
        (("llama-3.1-8b", "--accelerator", "nvidia-h100"), "did you mean"),
        (("llama-3.1-8b", "--accelerator", "esp32-s3"), "no rate in 'bf16' is known"),
        (("llama-3.1-70b", "--accelerator", "nvidia-h100-sxm"), "GB too much"),
        ((*GOOD[1:], "--weights", "fp9"), "did you mean 'fp8'?"),
        ((*GOOD[1:], "--sequences", "0"), "--sequences: is 0"),
        ((*GOOD[1:], "--sequences", "nan"), "--sequences: is nan"),
        ((*GOOD[1:], "--answer", "0"), "--answer: is 0"),
        ((*GOOD[1:], "--prompt", "-5"), "--prompt: is -5"),
        ((*GOOD[1:], "--accelerators", "0"), "0 accelerators serve nothing"),
        ((*GOOD[1:], "--cache-bits", "7"), "give 16 or 8"),
        (("no/such/config.json", "--accelerator", "nvidia-h100-sxm"), "no language model named"),
    ],
)
def test_mistakes_are_told_with_a_remedy(run: Any, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("serving", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_all_mistakes_at_once(run: Any) -> None:
    err = run(*GOOD, "--sequences", "0", "--answer", "0", "--weights", "x").err
    assert err.count("error:") == 3


def test_what_would_fit_is_named(run: Any) -> None:
    err = run("serving", "llama-3.1-70b", "--accelerator", "nvidia-h100-sxm").err
    # 141 GB of weights of 16 bits: two of 80 GB, or one of 180 GB
    assert "2 of them would hold it, or 'nvidia-b200'" in err


def test_validate_prints_scores_and_draws(run: Any, tmp_path: Path) -> None:
    pytest.importorskip("scipy")
    picture = tmp_path / "errors.svg"
    code, out, err = run("validate", "ml-energy-language", "--svg", str(picture))
    assert (code, err) == (0, "")
    assert "peak-tdp" in out
    assert "measured power" in out
    root = ElementTree.parse(picture).getroot()
    circles = root.findall("{http://www.w3.org/2000/svg}circle")
    assert len(circles) == 382 + 2  # cases, and two platforms in the legend


def test_an_unknown_data_set_has_neighbours(run: Any) -> None:
    code, _, err = run("validate", "ml-energy")
    assert code == 2
    assert "did you mean 'ml-energy-language'" in err
