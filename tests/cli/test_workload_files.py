"""``joulepath workload`` and ``estimate`` on files of Keras and of trees."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

FILES = Path(__file__).parents[1] / "workloads"
KERAS = str(FILES / "keras_models" / "MobileNetV2.keras")
TREES = str(FILES / "tree_models" / "xgboost-binary.json")
TEXT = str(FILES / "tree_models" / "lightgbm-binary.txt")
PARAMETERS = 3_538_984  # what Keras counts: tests/workloads/keras_models/facts.json


@pytest.fixture
def configuration(tmp_path: Path) -> str:
    """What ``to_json()`` of a Keras model returns, under the name of a language model's."""
    path = tmp_path / "config.json"
    with zipfile.ZipFile(KERAS) as archive:
        path.write_bytes(archive.read("config.json"))
    return str(path)


def test_a_keras_file_is_counted(run: Any) -> None:
    code, out, err = run("workload", KERAS, "--layers", "2")
    assert (code, err) == (0, "")
    assert "parameters: 3 538 984" in out


def test_a_configuration_of_keras_is_no_language_model(run: Any, configuration: str) -> None:
    found = json.loads(run("workload", configuration, "--format", "json").out)
    assert found["workload"]["parameters"] == PARAMETERS


def test_what_if_works_on_keras(run: Any) -> None:
    found = json.loads(run("workload", KERAS, "--quantise", "int8", "--format", "json").out)
    assert found["workload"]["weight_bits"] < 32 * PARAMETERS
    larger = json.loads(run("workload", KERAS, "--resolution", "2", "--format", "json").out)
    plain = json.loads(run("workload", KERAS, "--format", "json").out)
    dense = 1280 * 1000  # the classifier does not grow
    macs = [each["workload"]["operations"]["macs"] for each in (larger, plain)]
    assert macs[0] - dense == pytest.approx(4 * (macs[1] - dense), rel=1e-9)


@pytest.mark.parametrize("file", [TREES, TEXT])
def test_trees_say_what_they_take_for_granted(run: Any, file: str) -> None:
    code, out, err = run("workload", file)
    assert (code, err) == (0, "")
    assert "the mean over the training data" in out
    assert "as counted" not in out  # nothing was changed
    found = json.loads(run("workload", file, "--format", "json").out)
    assert "the mean over the training data" in found["assumptions"][0]
    assert found["workload"]["assumptions"] == found["assumptions"]


def test_files_of_all_kinds_compare(run: Any) -> None:
    code, out, err = run("workload", KERAS, TREES, TEXT)
    assert (code, err) == (0, "")
    assert "lightgbm-binary.txt" in out


def test_tokens_are_not_for_layers(run: Any, configuration: str) -> None:
    code, _, err = run("workload", configuration, "--tokens", "8")
    assert code == 2
    assert "is no config.json" in err


def test_an_estimate_lists_what_the_count_takes_for_granted(
    run: Any, bridge: str, tmp_path: Path
) -> None:
    shutil.copy(TREES, tmp_path / "trees.json")
    code, out, err = run("estimate", bridge, "--model", "trees.json", "--format", "json")
    assert (code, err) == (0, "")
    said = [one for one in json.loads(out)["assumptions"] if one["where"] == "model file"]
    assert "the mean over the training data" in said[0]["what"]
