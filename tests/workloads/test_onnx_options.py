"""Sizes given by the user, operators left out, and which reader a file gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from onnx import TensorProto, helper

from joulepath.errors import WorkloadError
from joulepath.records.model import CountedModel
from joulepath.records.workload import Operations
from joulepath.workloads import count, totals

Save = Callable[..., Path]
node = helper.make_node


def convolution(save: Save, height: int | str | None = "height") -> Path:
    nodes = [node("Conv", ["x", "w"], ["y"])]
    return save(nodes, {"x": ["n", 3, height, "width"]}, weights={"w": (4, 3, 3, 3)})


def complaint(path: Path, shapes: dict[str, Sequence[int]]) -> str:
    with pytest.raises(WorkloadError) as caught:
        count(path, shapes=shapes)
    return str(caught.value).removeprefix(f"{path}: ")


def test_axes_get_the_sizes_that_are_given(save: Save) -> None:
    counted = count(convolution(save), shapes={"x": (1, 3, 10, 12)})
    assert counted.operations.macs == 8 * 10 * 4 * 27
    assert counted.input_values == 3 * 10 * 12
    assert count(convolution(save), shapes={"x": (2, 3, 10, 12)}) == counted


def test_an_input_without_shape_gets_one(save: Save) -> None:
    path = save([node("Relu", ["x"], ["y"])], {"x": None})
    assert count(path, shapes={"x": (1, 7)}).operations.comparisons == 7


def test_axes_of_one_name_have_one_size(save: Save) -> None:
    nodes = [node("Add", ["a", "b"], ["y"])]
    path = save(nodes, {"a": ["n", "time"], "b": ["n", "time"]})
    assert count(path, shapes={"a": (1, 9)}).operations.elementwise == 9
    assert complaint(path, {"a": (1, 9), "b": (1, 8)}) == (
        "axis 1 of input 'b' has size 9, not 8\n  give the size in the file"
    )


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ({"image": (1, 3, 8, 8)}, "the model has no input 'image'\n  did you mean 'x'?"),
        ({"x": (1, 3, 8)}, "input 'x' has 4 axes, not 3: n,3,height,width\n  give a size for each"),
        ({"x": (1, 4, 8, 8)}, "axis 1 of input 'x' has size 3, not 4\n  give the size in the file"),
        ({"x": (1, 3, 0, 8)}, "axis 2 of input 'x' has size 0\n  sizes are at least 1"),
        (
            {},
            "axis 2 of input 'x' has no fixed size ('height')\n"
            "  give its sizes: --shape x=n,3,height,width with numbers for names",
        ),
    ],
)
def test_sizes_that_do_not_fit_are_named(
    shapes: dict[str, Sequence[int]], message: str, save: Save
) -> None:
    assert complaint(convolution(save), shapes).startswith(message)


def test_an_unknown_operator_is_left_out_and_named(save: Save) -> None:
    nodes = [
        node("Relu", ["x"], ["a"], name="bound"),
        node("Fused", ["a"], ["y"], name="own", domain="com.example"),
        node("STFT", ["s", "step", "", "frame"], ["z"], name="spectrum"),
    ]
    path = save(nodes, {"x": [1, 4], "s": [1, 16, 1], "step": [], "frame": []}, ["a"])
    with pytest.raises(WorkloadError, match=r"com\.example\.Fused"):
        count(path)
    counted = count(path, allow_unknown=True)
    assert counted.left_out == ("own (com.example.Fused)", "spectrum (STFT)")
    assert [layer.name for layer in counted.layers] == ["bound"]
    assert counted.operations == Operations(0, 0, 0, 4, 0)
    assert count(save(nodes[:1], {"x": [1, 4]}, ["a"]), allow_unknown=True).left_out == ()


def test_a_shape_lost_behind_an_unknown_operator_is_explained(save: Save) -> None:
    nodes = [
        node("Fused", ["x"], ["a"], name="own", domain="com.example"),
        node("Relu", ["a"], ["y"], name="bound"),
    ]
    with pytest.raises(WorkloadError) as caught:
        count(save(nodes, {"x": [1, 4]}), allow_unknown=True)
    assert (
        "node 'bound' (Relu): the shape of tensor 'a' is unknown, because it comes after "
        "node 'own' (com.example.Fused), which is left out" in str(caught.value)
    )


def test_totals_add_all_arithmetic_but_products(save: Save) -> None:
    nodes = [node("Gemm", ["x", "w", "b"], ["a"]), node("Softmax", ["a"], ["y"])]
    counted = count(save(nodes, {"x": [1, 4]}, weights={"w": (4, 3), "b": (3,)}))
    # 3 biases and 5 steps of the softmax for each of 3 values
    assert totals(counted) == CountedModel(12, 3 + 15, 15, 15 * 32, 4, 3)


def test_an_onnx_file_of_another_name_is_counted(save: Save) -> None:
    path = save([node("Relu", ["x"], ["y"])], {"x": [1, 3]})
    renamed = path.rename(path.with_suffix(".bin"))
    assert count(renamed).operations.comparisons == 3


@pytest.mark.parametrize("name", ["model.tflite", "model"])
def test_a_tensorflow_lite_file_has_its_own_reader(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x1c\x00\x00\x00TFL3" + bytes(64))
    with pytest.raises(WorkloadError) as caught:
        count(path)
    assert "ONNX" not in str(caught.value)
    assert "are fixed" in complaint(path, {"x": (1, 2)})


def test_integer_inputs_are_read_in_their_format(save: Save) -> None:
    path = save(
        [node("Gather", ["table", "x"], ["y"])],
        {"x": ["n", 5]},
        weights={"table": (100, 8)},
        kinds={"x": TensorProto.INT64},
    )
    (layer,) = count(path).layers
    assert (layer.read_bits, layer.written_bits, layer.format) == (5 * 64, 5 * 8 * 32, "fp32")
