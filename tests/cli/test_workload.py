"""``joulepath workload``: tables, what-ifs, comparisons, pictures and mistakes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

MODELS = Path(__file__).parents[2] / "examples" / "models"
KEYWORDS = str(MODELS / "keyword-spotting.onnx")
IMAGES = str(MODELS / "image-classification.onnx")
MACS = 2_656_768  # 49 x 10 input, 10 x 4 filters of stride 2: see tests/workloads


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A small language model."""
    path = tmp_path / "config.json"
    entries = {
        "model_type": "llama",
        "hidden_size": 8,
        "intermediate_size": 16,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "vocab_size": 32,
        "max_position_embeddings": 64,
        "hidden_act": "silu",
        "rms_norm_eps": 1e-6,
        "tie_word_embeddings": False,
    }
    path.write_text(json.dumps(entries))
    return str(path)


def test_the_table_ends_with_totals_and_the_convention(run: Any) -> None:
    code, out, err = run("workload", KEYWORDS)
    assert (code, err) == (0, "")
    assert "2 656 768 MACs" in out
    assert "convention: 1 MAC = 2 FLOP" in out
    assert "22 604" in out


def test_json_has_units_and_adds_up(run: Any) -> None:
    found = json.loads(run("workload", KEYWORDS, "--format", "json").out)
    work = found["workload"]
    assert work["operations"]["macs"] == MACS
    assert sum(layer["flops"] for layer in work["layers"]) == work["flops"]
    names = {name for layer in work["layers"] for name in layer}
    numbers = names - {"name", "operator", "format", "kernel", "operations"}
    assert numbers <= set(found["units"])
    assert (found["units"]["flops"], found["units"]["intensity"]) == ("flop", "flop/B")


def test_csv_names_units_and_has_a_row_a_layer(run: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(run("workload", KEYWORDS, "-f", "csv").out)))
    assert sum(int(row["macs"]) for row in rows) == MACS
    assert "weight_bits (bit)" in rows[0]


def test_only_the_most_expensive_layers(run: Any) -> None:
    out = run("workload", KEYWORDS, "--layers", "3").out
    assert "19 other layers" in out


def test_a_what_if_is_held_against_what_was_counted(run: Any) -> None:
    out = run("workload", KEYWORDS, "--prune", "0.5", "--batch", "4").out
    row = next(line for line in out.splitlines() if line.startswith("MACs"))
    assert " ".join(row.split()) == "MACs 2 656 768 5 313 536 +2 656 768 (+100 %)"
    assert "dense kernels" in out


def test_a_width_is_counted_again(run: Any) -> None:
    found = json.loads(run("workload", KEYWORDS, "--width", "0.5", "-f", "json").out)
    # 25 x 5 positions of 10 x 4 taps, then 4 times 9 taps and a product, then 12 words
    positions, width = 25 * 5, 32
    macs = positions * (width * 40 + 4 * (9 * width + width**2)) + width * 12
    assert found["workload"]["operations"]["macs"] == macs
    assert any("channels" in said for said in found["assumptions"])


@pytest.mark.parametrize(("form", "bits"), [("fp32", 32), ("int8", 8)])
def test_the_precision_of_a_configuration(run: Any, config: str, form: str, bits: int) -> None:
    asked = ("workload", config, "--tokens", "4", "--precision", form, "-f", "json")
    prefill = json.loads(run(*asked).out)["workload"]["prefill"]
    assert prefill["weight_bits"] == bits * prefill["parameters"]


def test_a_mask_leaves_fewer_pairs(run: Any, config: str) -> None:
    asked = ("workload", config, "--tokens", "4", "-f", "json")
    every, left = (json.loads(run(*asked, *more).out) for more in ((), ("--masked",)))
    macs = [found["workload"]["prefill"]["operations"]["macs"] for found in (every, left)]
    # 2 blocks, 6 of 16 pairs, keys and values of 2 heads of 4
    assert macs[0] - macs[1] == 2 * 6 * 2 * 2 * 4


def test_another_length_and_width_of_a_configuration(run: Any, config: str) -> None:
    asked = ("workload", config, "--tokens", "4", "--sequence", "6", "--width", "2", "-f", "json")
    found = json.loads(run(*asked).out)
    entries = json.loads(Path(config).read_text())
    doubled = {"hidden_size", "intermediate_size", "num_attention_heads", "num_key_value_heads"}
    for name in doubled:
        entries[name] *= 2 if entries[name] > 1 else 1  # a single shared head stays single
    Path(config).write_text(json.dumps(entries))
    rebuilt = json.loads(run("workload", config, "--tokens", "6", "-f", "json").out)
    assert found["workload"] == rebuilt["workload"]
    assert len(found["assumptions"]) == 2


def test_widths_of_a_configuration_are_whole(run: Any, config: str) -> None:
    code, out, err = run("workload", config, "--tokens", "4", "--width", "0.75")
    assert (code, out) == (2, "")
    assert "num_attention_heads of 2 times 0.75 is no whole number" in err


def test_two_files_side_by_side(run: Any) -> None:
    out = run("workload", KEYWORDS, IMAGES).out
    row = next(line for line in out.splitlines() if line.startswith("MACs"))
    assert " ".join(row.split()).startswith("MACs 2 656 768 12 501 632 ")
    assert len(json.loads(run("workload", KEYWORDS, IMAGES, "-f", "json").out)) == 2


def test_a_language_model_has_two_phases_and_a_cache(run: Any, config: str) -> None:
    # keys and values of 1 head of 4 values in 2 layers: 2 x 4 x 2 x 2 bytes
    out = run("workload", config, "--tokens", "16", "--context", "32").out
    assert ", prefill" in out
    assert ", decode" in out
    assert "cache: 32 B a token of the context" in out


@pytest.mark.parametrize("options", [("--svg", "x.svg"), ("-o", "x.svg")])
def test_the_picture_is_written(
    run: Any, options: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("workload", KEYWORDS, *options)
    assert code == 0
    assert bool(out) == (options[0] == "--svg")
    assert ElementTree.parse(tmp_path / "x.svg").getroot().tag.endswith("svg")


def test_markdown_goes_to_a_file(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    assert run("workload", KEYWORDS, "-o", str(file)).code == 0
    assert file.read_text().startswith("**")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.onnx",), "no such file"),
        ((KEYWORDS, "--shape", "input=1,x"), "write NAME=SIZES"),
        ((KEYWORDS, "--shape", "1,3,224"), "write NAME=SIZES"),
        ((KEYWORDS, "--batch", "0"), "give 1 or more"),
        ((KEYWORDS, "--prune", "1"), "from 0 to below 1"),
        ((KEYWORDS, "--quantise", "int9"), "known: fp64"),
        ((KEYWORDS, "--sequence", "9"), "which axis is a sequence"),
        ((KEYWORDS, "--sequence", "0"), "give 1 or more"),
        ((KEYWORDS, "--width", "-2"), "a factor above 0"),
        ((KEYWORDS, "--width", "nan"), "a factor above 0"),
        ((KEYWORDS, "--precision", "int8"), "--quantise"),
        ((KEYWORDS, "--masked"), "a graph computes all the pairs"),
        ((KEYWORDS, "--tokens", "9"), "set the axes of its inputs"),
        ((KEYWORDS, "--layers", "0"), "give 1 or more"),
    ],
)
def test_mistakes_end_with_a_remedy(run: Any, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("workload", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert said in err


def test_a_file_of_another_kind_is_refused(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "model.xyz"
    file.write_text("hello, this is no model at all")
    code, _, err = run("workload", str(file))
    assert code == 2
    assert err.count("\n") >= 2


def test_unknown_operators_make_a_lower_bound(run: Any, tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    helper = onnx.helper

    def value(name: str) -> Any:
        return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, 4])

    nodes = [
        helper.make_node("Relu", ["x"], ["r"], name="known"),
        helper.make_node("Det9", ["r"], ["y"], name="strange", domain="com.example"),
    ]
    graph = helper.make_graph(nodes, "g", [value("x")], [value("y")])
    sets = [helper.make_opsetid("", 21), helper.make_opsetid("com.example", 1)]
    file = tmp_path / "strange.onnx"
    file.write_bytes(helper.make_model(graph, opset_imports=sets).SerializeToString())
    assert run("workload", str(file)).code == 2
    code, out, err = run("workload", str(file), "--allow-unknown")
    assert code == 0
    assert "a lower bound" in err
    assert "FLOPs: at least 4\n" in out
