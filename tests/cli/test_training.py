"""``joulepath training``: tables, formats, whole trainings and mistakes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parents[2] / "examples" / "models"
KEYWORDS = str(MODELS / "keyword-spotting.onnx")
CONFIG = str(Path(__file__).parents[1] / "workloads" / "configs" / "llama-3.1-8b.json")
FORWARD, FIRST = 2_656_768, 320_000  # see tests/workloads/test_training_ratios.py


def test_the_table_has_a_row_a_pass(run: Any) -> None:
    code, out, err = run("training", KEYWORDS)
    assert (code, err) == (0, "")
    rows = {line[:24].strip(): " ".join(line[24:].split()) for line in out.splitlines()}
    assert rows["forward"].startswith("5 465 288 2 656 768 ")
    assert "2 336 768" in rows["gradients of activations"]
    assert "update (adam)" in rows
    assert "forward again" not in rows
    assert "the rule of 3 times the forward pass is off by +5.07 %" in out


def test_json_has_units_and_adds_up(run: Any) -> None:
    found = json.loads(run("training", KEYWORDS, "--batch", "8", "-f", "json").out)
    step = found["step"]
    assert step["passes"]["input_gradient"]["macs"] == 8 * (FORWARD - FIRST)
    for name in ("forward", "input_gradient", "weight_gradient"):
        layers = sum(layer[name]["macs"] for layer in step["layers"])
        assert 8 * layers == step["passes"][name]["macs"]
    assert found["units"]["step"] == "flop"
    assert found["units"]["whole"] == "bit"
    assert found["run"] is None
    assert step["assumptions"]


def test_csv_has_a_row_a_layer(run: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(run("training", KEYWORDS, "-f", "csv").out)))
    assert sum(int(row["input_gradient macs"]) for row in rows) == FORWARD - FIRST


def test_markdown_and_text_files(run: Any, tmp_path: Path) -> None:
    for name in ("step.md", "step.txt"):
        run("training", KEYWORDS, "--layers", "2", "-o", str(tmp_path / name))
        text = (tmp_path / name).read_text()
        assert "other layers" in text
        assert "convention: 1 MAC = 2 FLOP" in text


def test_a_whole_training(run: Any) -> None:
    options = ("--samples", "1000", "--epochs", "4", "--folds", "5", "--trials", "3", "-f", "json")
    found = json.loads(run("training", KEYWORDS, "--batch", "100", *options).out)["run"]
    assert (found["updates"], found["validations"]) == (4 * 8, 4)
    assert found["flops"] == 15 * found["trial_flops"]


def test_adapters_of_a_language_model(run: Any) -> None:
    options = ("--tokens", "16", "--lora", "16", "--lora-targets", "*query")
    out = run("training", CONFIG, *options, "--lora-targets", "*value").out
    assert "trained: 6 815 744 of 8 037 076 992 parameters" in out


def test_all_mistakes_at_once(run: Any) -> None:
    options = ("--batch", "0", "--optimiser", "adm", "--freeze", "blok0*", "--stop", "3")
    code, out, err = run("training", KEYWORDS, *options, "--samples", "9", "--epochs", "0")
    assert (code, out) == (2, "")
    assert err.count("error: ") == 5
    assert "did you mean 'adam'" in err
    assert "did you mean 'block0" in err


def test_options_that_need_others(run: Any) -> None:
    code, _, err = run("training", KEYWORDS, "--samples", "9", "--lora-targets", "x")
    assert code == 2
    assert "give --epochs too" in err
    assert "--lora 8" in err


def test_numbers_out_of_bounds(run: Any) -> None:
    options = ("--trials", "0", "--validate-every", "0", "--folds", "1", "--layers", "0")
    err = run("training", KEYWORDS, "--samples", "0", "--epochs", "1", *options).err
    assert err.count("error: ") == 5
    err = run("training", KEYWORDS, "--samples", "9", "--epochs", "1", "--validation", "1").err
    assert "leaves nothing to train on" in err
