"""``joulepath serving`` and ``joulepath validate``: answers and mistakes."""

from __future__ import annotations

import json
import os
from math import log
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

GOOD = ("serving", "llama-3.1-8b", "--accelerator", "nvidia-h100-sxm")


def test_the_answer_has_energy_band_rate_and_memory(run: Any) -> None:
    code, out, err = run(*GOOD, "--sequences", "64")
    assert (code, err) == (0, "")
    for word in ("J/token", "90 % band", "token/s", "of 80 GB", "assumptions", "sources:"):
        assert word in out


def test_json_adds_up_and_names_its_units(run: Any) -> None:
    found = json.loads(run(*GOOD, "--sequences", "64", "-f", "json").out)
    serving = found["serving"]
    assert serving["power"] == pytest.approx(serving["per_token"] * serving["rate"])
    assert found["units"]["per_token"] == "J/token"
    assert found["assumptions"]
    assert not found["warnings"]


def test_json_names_who_vouches_for_it_and_what_was_assumed(run: Any) -> None:
    found = json.loads(run(*GOOD, "--sequences", "64", "-f", "json").out)
    keys = {source["key"] for source in found["bibliography"]}
    assert {"joulepath-ml-energy-fit", "nvidia-h100-datasheet", "llama-3-configurations"} <= keys
    notes = {figure["place"]: figure["note"] for figure in found["assumed_figures"]}
    assert "at its bound" in notes["serving-engines/vllm.dense_streaming"]
    assert "processors/nvidia-h100-sxm.idle_power" in notes


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--sequences", "1"), "requests at a time: 1 (measured: 7.93 to 4095)"),
        (("--sequences", "8", "--prompt", "15000"), "tokens of mean context: 15250"),
        (("--answer", "50"), "tokens read for each one written: 10 "),
        (("--accelerators", "16"), "accelerators that share the work: 16 (measured: up to 8)"),
        (("--weights", "int8"), "weights in int8 (measured: bf16, fp8, mxfp4)"),
        (("--cache-bits", "8"), "keys and values in 8 bits"),
        (("--cached", "0.5"), "cached prefixes"),
        (("--accelerators", "2", "--stages", "2"), "a pipeline of 2 stages"),
        (("--draft", "llama-3.1-8b", "--acceptance", "0.7"), "tokens that a small model drafts"),
        (("--prefill-accelerators", "1"), "accelerators that only read prompts"),
    ],
)
def test_what_was_not_measured_is_a_warning_and_widens_the_band(
    run: Any, options: tuple[str, ...], said: str
) -> None:
    def reach(served: dict[str, Any]) -> float:
        return log(served["serving"]["per_token_high"] / served["serving"]["per_token"])

    usual = json.loads(run(*GOOD, "--sequences", "64", "-f", "json").out)
    asked = json.loads(run(*GOOD, "--sequences", "64", *options, "-f", "json").out)
    assert any(f"not measured: {said}" in warning for warning in asked["warnings"])
    assert reach(asked) >= 2 * reach(usual) * (1 - 1e-12)


def test_prompts_that_are_read_too_slowly_are_the_limit(run: Any) -> None:
    options = ("--sequences", "256", "--answer", "20", "--prefill-accelerators", "1")
    found = json.loads(run(*GOOD, *options, "-f", "json").out)
    assert found["serving"]["reading"]["utilisation"] == 1
    assert found["serving"]["first_token"] is None  # the queue grows without bound
    assert any("prompts are the limit" in said for said in found["warnings"])
    assert "prompts: 1 x nvidia-h100-sxm read one in" in run(*GOOD, *options).out


def test_several_ways_side_by_side(run: Any, tmp_path: Path) -> None:
    options = ("--accelerators", "1,3,4", "--sequences", "8,64")
    out = run(*GOOD, *options).out
    assert out.count("J/token") >= 4
    assert "2 ways that cannot be:" in out
    found = json.loads(run(*GOOD, *options, "-f", "json").out)
    assert ["serving" in each for each in found] == [True, True, False, False, True, True]
    for form in ("csv", "markdown", "table"):
        path = tmp_path / f"answer.{form}"
        assert run(*GOOD, *options, "-f", form, "-o", str(path)).code == 0
        assert "first token" in path.read_text()


def test_the_most_requests_that_keep_to_a_latency(run: Any) -> None:
    found = json.loads(run(*GOOD, "--interval", "20ms", "--first-token", "2s", "-f", "json").out)
    assert [each["limit"] for each in found] == ["interval"]
    assert found[0]["serving"]["interval"] <= 0.02
    assert found[0]["request"]["sequences"] > 100


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
        ((*GOOD[1:], "--accelerators", "0"), "--accelerators: is 0"),
        (
            (*GOOD[1:], "--accelerators", "7"),
            "give one of 1, 2, 4, 8, 16, 32; more serve as copies",
        ),
        ((*GOOD[1:], "--accelerators", "1000"), "1000 accelerators do not divide 32 heads"),
        ((*GOOD[1:], "--accelerators", "x"), "'x' is no list of whole numbers"),
        ((*GOOD[1:], "--accelerators", "4", "--stages", "3"), "give a divisor of 4"),
        ((*GOOD[1:], "--accelerators", "40", "--stages", "40"), "the 32 blocks of the model"),
        ((*GOOD[1:], "--prompt", "131072"), "131072 that the model can see"),
        ((*GOOD[1:], "--sequences", "1e9"), "give at most 1e+07"),
        ((*GOOD[1:], "--cached", "1.5"), "give a share from 0 to 1"),
        ((*GOOD[1:], "--draft", "qwen3-8b"), "--acceptance: how many tokens"),
        ((*GOOD[1:], "--acceptance", "0.7"), "name the small model (--draft)"),
        ((*GOOD[1:], "--draft", "qwen3-8b", "--acceptance", "1"), "above 0 and below 1"),
        ((*GOOD[1:], "--draft", "qwen", "--acceptance", "0.5"), "no language model named 'qwen'"),
        (
            (
                *GOOD[1:],
                "--accelerators",
                "2",
                "--stages",
                "2",
                "--draft",
                "x",
                "--acceptance",
                "0.5",
            ),
            "does not go through 2 stages",
        ),
        ((*GOOD[1:], "--link", "50GB/s"), "say how many (--prefill-accelerators)"),
        ((*GOOD[1:], "--link", "0GB/s", "--prefill-accelerators", "1"), "give more than zero"),
        ((*GOOD[1:], "--prefill-accelerators", "3"), "3 do not divide 32 heads evenly"),
        (
            (*GOOD[1:], "--prefill-accelerators", "1", "--prefill-accelerator", "x"),
            "processor named",
        ),
        ((*GOOD[1:], "--interval", "3ms"), "alone, more than 3 ms"),
        ((*GOOD[1:], "--interval", "3"), "'3' has no unit"),
        (("llama-3.1-8b", "--accelerator", "nvidia-l4", "--accelerators", "2"), "links between"),
        (("llama-3.1-8b", "--accelerator", "stm32n6"), "in 'bf16'"),
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


def test_memories_are_whole_bytes_and_single_things_singular(run: Any) -> None:
    out = run(*GOOD, "--weights", "int4", "--cached", "0.3").out
    assert "GB of 80 GB on each accelerator" in out
    assert "1 request at a time" in out
    assert "Gbit" not in out
    assert run("serving", "llama-3.1-405b", *GOOD[2:]).err.count("error:") == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("command", ["workload", "serving", "diffusion"])
def test_a_pipe_is_no_model_and_does_not_hang(run: Any, tmp_path: Path, command: str) -> None:
    path = tmp_path / "config.json"
    os.mkfifo(path)
    options = () if command == "workload" else GOOD[2:]
    code, _, err = run(command, str(path), *options)
    assert code == 2
    assert "no ordinary file" in err
