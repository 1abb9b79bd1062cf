"""Every way a model file can be wrong, and what the user is told."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, load, numpy_helper

from joulepath.errors import MissingExtra, WorkloadError
from joulepath.workloads import count, fingerprint

Save = Callable[..., Path]
RELU = helper.make_node("Relu", ["x"], ["y"], name="only")


def complaint(path: Path) -> str:
    """The message without the path, which every problem must begin with."""
    with pytest.raises(WorkloadError) as caught:
        count(path)
    assert caught.value.exit_code == 2
    lines = str(caught.value).splitlines()
    assert lines[0].startswith(f"{path}: ")
    return str(caught.value).replace(f"{path}: ", "")


def test_a_missing_file_names_the_nearest_ones(examples: Path) -> None:
    message = complaint(examples / "keyword_spoting.onnx")
    assert message.startswith("no such file\n  did you mean 'keyword-spotting.onnx'")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "models" / "a.onnx"
    assert complaint(path) == f"no such file\n  there is no folder '{path.parent}' either"


def test_a_folder_lists_the_models_in_it(examples: Path, tmp_path: Path) -> None:
    assert "is a folder, not a model file\n  it holds 'anomaly-" in complaint(examples)
    assert complaint(tmp_path).endswith("give the path of the model")


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.onnx"
    path.touch()
    assert complaint(path) == "the file is empty\n  export the model again"


def _pickle(path: Path) -> None:
    path.write_bytes(b"\x80\x04\x95\x0a\x00\x00\x00" + bytes(range(200)))


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.pkl", b"weights")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("a scenario, and not a model\n" * 9, "a text file"),
        (json.dumps({"layers": [1, 2, 3]}), "a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64), "a PNG image"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "a JPEG image"),
        (b"\x1c\x00\x00\x00TFL3" + bytes(64), "a TensorFlow Lite file"),
        (b"\x89HDF\r\n\x1a\n" + bytes(64), "an HDF5 file (Keras)"),
        (b"GGUF\x03\x00\x00\x00" + bytes(64), "a GGUF file"),
        (b"\x1f\x8b\x08\x00" + bytes(64), "a gzip archive"),
        (b"%PDF-1.7\n\xe2\xe3", "a PDF document"),
        (b"\x40\x00\x00\x00\x00\x00\x00\x00" + b'{"weight":{}}' + bytes(64), "a safetensors file"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "a Git LFS pointer"),
        (_pickle, "a Python pickle (PyTorch, scikit-learn)"),
        (_archive, "a ZIP archive (PyTorch, Keras or NumPy)"),
    ],
)
def test_a_file_of_another_kind_is_recognised(
    content: str | bytes | Callable[[Path], None], kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "model.onnx"
    match content:
        case str():
            path.write_text(content, encoding="utf-8")
        case bytes():
            path.write_bytes(content)
        case _:
            content(path)
    assert complaint(path).startswith(f"is not an ONNX model; it looks like {kind}\n  ")


def test_a_truncated_file_says_how_much_is_missing(examples: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.onnx"
    content = (examples / "keyword-spotting.onnx").read_bytes()
    path.write_bytes(content[:-1000])
    # the operator set after the graph takes 6 bytes, so the graph lacks 1000 - 6
    assert complaint(path).startswith("is damaged or cut short: the field at byte ")
    assert "lacks its last 994 bytes" in complaint(path)


def test_a_file_cut_right_after_its_graph_is_noticed(examples: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.onnx"
    path.write_bytes((examples / "keyword-spotting.onnx").read_bytes()[:-6])
    assert complaint(path).startswith("declares no operator set: it was cut short")


def test_a_model_without_nodes_is_refused(save: Save) -> None:
    assert complaint(save([], {"x": [1]}, ["x"])).startswith("holds no graph with any node")


def test_a_model_without_inputs_is_refused(save: Save) -> None:
    path = save([RELU], {}, weights={"x": (2,)})
    assert complaint(path).startswith("the model has no input")


def test_dynamic_axes_are_listed_together(save: Save) -> None:
    nodes = [helper.make_node("Concat", ["a", "b"], ["y"], axis=0)]
    message = complaint(save(nodes, {"a": ["n", 3, "height"], "b": ["n", 3, None]}))
    assert message == (
        "axis 2 of input 'a' has no fixed size ('height')\n"
        "  give its sizes: --shape a=n,3,height with numbers for names\n"
        "axis 2 of input 'b' has no fixed size\n"
        "  give its sizes: --shape b=n,3,? with numbers for names"
    )


def test_an_input_without_shape_is_named(save: Save) -> None:
    assert complaint(save([RELU], {"x": None})).startswith("input 'x' has no shape")


def test_unknown_operators_are_listed_all_at_once(save: Save) -> None:
    nodes = [
        helper.make_node("STFT", ["x", "w", "", "r"], ["h"], name="spectrum"),
        helper.make_node("Relu", ["h"], ["a"]),
        helper.make_node("FusedGelu", ["a"], ["b"], name="fused", domain="com.example"),
        helper.make_node("Det", ["b"], ["y"]),
    ]
    weights = {"w": (1, 16, 4), "r": (1, 16, 4), "s": np.float32(0.1)}
    assert complaint(save(nodes, {"x": [1, 1, 4]}, weights=weights)) == (
        "node 'spectrum': no counting rule for operator 'STFT'\n"
        "  express it by simpler operators, or allow unknown operators to count all others\n"
        "node 'fused': no counting rule for operator 'com.example.FusedGelu'\n"
        "  export the model with standard operators only, or allow unknown operators to count all"
        " others\n"
        "node 'y': no counting rule for operator 'Det'\n"
        "  express it by simpler operators, or allow unknown operators to count all others"
    )


def test_control_flow_is_refused(save: Save) -> None:
    branch = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["z"])],
        "branch",
        [],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, [1])],
    )
    node = helper.make_node("If", ["c"], ["y"], name="choice", then_branch=branch)
    path = save([node], {"x": [1]}, weights={"c": np.array(True)})
    assert complaint(path) == (
        "node 'choice': 'If' is control flow, whose work depends on the data\n"
        "  export the model with loops unrolled and branches taken"
    )


def test_a_tensor_that_nothing_writes_is_named(save: Save) -> None:
    nodes = [helper.make_node("Add", ["x", "lost"], ["z"], name="sum")]
    message = complaint(save(nodes, {"x": [1, 2]}))
    assert "node 'sum' (Add) reads 'lost', which nothing writes" in message
    assert "nothing writes output 'y'" in message


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ([1, 0, 4], "axis 1 of input 'x' has size 0"),
        ([1, -3, 4], "axis 1 of input 'x' has size -3"),
        ([1, 2**40, 4], f"tensor 'x' has shape [1, {2**40}, 4]"),
    ],
)
def test_an_impossible_size_is_named(shape: list[int], message: str, save: Save) -> None:
    assert message in complaint(save([RELU], {"x": shape}))


def test_a_weight_without_values_is_named(save: Save) -> None:
    nodes = [helper.make_node("MatMul", ["x", "w"], ["y"], name="product")]
    message = complaint(save(nodes, {"x": [1, 4]}, weights={"w": (4, 0)}))
    assert message.startswith("node 'product' (MatMul): tensor 'w' has shape [4, 0]\n")


def test_a_shape_that_depends_on_the_answer_names_node_and_axis(save: Save) -> None:
    # the target shape is computed from the input values, so no file can tell it
    nodes = [
        helper.make_node("Cast", ["x"], ["target"], to=TensorProto.INT64),
        helper.make_node("Reshape", ["x", "target"], ["y"], name="late"),
    ]
    assert complaint(save(nodes, {"x": [2]})) == (
        "node 'late' (Reshape): axis 0 of tensor 'y' has no fixed size\n"
        "  export the model with a fixed size for axis 0 of 'y'"
    )


def test_shapes_that_do_not_fit_are_refused(save: Save) -> None:
    nodes = [helper.make_node("MatMul", ["x", "w"], ["y"], name="product")]
    message = complaint(save(nodes, {"x": [1, 3]}, weights={"w": (4, 5)}))
    assert message.startswith("its shapes or types do not fit together: ")
    assert "node name: product" in message


def test_sparse_weights_are_refused(save: Save) -> None:
    path = save([helper.make_node("Add", ["x", "w"], ["y"])], {"x": [1, 3]}, weights={"w": (3,)})
    model = load(path)
    values = numpy_helper.from_array(np.ones(1, np.float32), "w")
    places = numpy_helper.from_array(np.zeros(1, np.int64), "places")
    del model.graph.initializer[:]
    model.graph.sparse_initializer.append(helper.make_sparse_tensor(values, places, [3]))
    path.write_bytes(model.SerializeToString())
    assert complaint(path).startswith("holds sparse tensors")


def test_without_the_onnx_package_the_extra_is_named(
    examples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(MissingExtra, match=r"reading an ONNX file needs an extra") as caught:
        count(examples / "anomaly-detection.onnx")
    assert "pip install 'joulepath[onnx]'" in str(caught.value)
    assert caught.value.exit_code == 4


def test_importing_the_package_loads_neither_onnx_nor_numpy() -> None:
    code = "import sys, joulepath.workloads; print({'onnx', 'numpy'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_the_fingerprint_is_the_beginning_of_the_sha_256(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    assert fingerprint(path) == "ba7816bf8f01"  # FIPS 180-2, appendix B.1: ba7816bf 8f01cfea ...
    with pytest.raises(WorkloadError, match="no such file"):
        fingerprint(tmp_path / "none")


CONV = helper.make_node("Conv", ["x", "w"], ["y"], name="only")
IMAGE = {"x": (1, 2, 8, 8)}
KERNEL = {"w": (4, 2, 3, 3)}


def test_a_tensor_written_twice_is_refused(save: Save) -> None:
    message = complaint(save([CONV, CONV], IMAGE, weights=KERNEL))
    assert message.startswith("node 'only' (Conv) writes 'y', which exists already")


def test_a_file_joined_to_itself_is_refused(examples: Path, tmp_path: Path) -> None:
    twice = tmp_path / "twice.onnx"
    twice.write_bytes((examples / "anomaly-detection.onnx").read_bytes() * 2)
    assert "which exists already" in complaint(twice)


def test_a_kernel_that_is_not_that_of_the_weight_is_refused(save: Save) -> None:
    node = helper.make_node("Conv", ["x", "w"], ["y"], name="only", kernel_shape=[5, 5])
    message = complaint(save([node], IMAGE, weights=KERNEL))
    assert "kernel_shape (5, 5) is not that of the weight, (3, 3)" in message


def test_a_model_without_output_is_refused(save: Save) -> None:
    assert "the model has no output" in complaint(save([CONV], IMAGE, (), weights=KERNEL))


def test_what_no_output_needs_is_no_work(save: Save) -> None:
    unread = helper.make_node("Conv", ["x", "w"], ["unread"], name="unread")
    alone = count(save([CONV], IMAGE, weights=KERNEL))
    beside = count(save([unread, CONV], IMAGE, weights=KERNEL))
    assert beside == alone
    assert alone.operations.macs == 6 * 6 * 4 * 2 * 3 * 3
