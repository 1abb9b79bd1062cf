"""What counts as a parameter, in which format, and where."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import (
    TensorProto,
    helper,
    load,
    load_model_from_string,
    numpy_helper,
    save_model,
)

from joulepath.workloads import count, totals
from joulepath.workloads.onnx_wire import FileBytes, without_payloads

Save = Callable[..., Path]


def product(*nodes: Any) -> list[Any]:
    return [*nodes, helper.make_node("MatMul", ["x", "w"], ["y"], name="product")]


@pytest.mark.parametrize(
    ("stored", "bits"),
    [
        (TensorProto.FLOAT, 32),
        (TensorProto.DOUBLE, 64),
        (TensorProto.FLOAT16, 16),
        (TensorProto.BFLOAT16, 16),
        (TensorProto.FLOAT8E4M3FN, 8),
        (TensorProto.FLOAT8E5M2FNUZ, 8),
        (TensorProto.INT8, 8),
        (TensorProto.UINT8, 8),
        (TensorProto.INT4, 4),
        (TensorProto.UINT4, 4),
    ],
)
def test_the_stored_format_decides_the_size(stored: int, bits: int, save: Save) -> None:
    path = save(product(helper.make_node("Cast", ["s"], ["w"], to=1)), {"x": [1, 4]})
    model = load(path)
    model.graph.initializer.append(helper.make_tensor("s", stored, [4, 2], [1] * 8))
    path.write_bytes(model.SerializeToString())
    counted = count(path)
    assert (counted.parameters, counted.weight_bits) == (8, 8 * bits)
    (layer,) = counted.layers  # the cast is done when the model is loaded
    assert (layer.operator, layer.parameters) == ("MatMul", 8)


def test_a_shared_weight_counts_where_it_is_first_read(save: Save) -> None:
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["a"], name="first"),
        helper.make_node("Transpose", ["w"], ["back"]),
        helper.make_node("MatMul", ["a", "back"], ["y"], name="second"),
    ]
    counted = count(save(nodes, {"x": [1, 4]}, weights={"w": (4, 3)}))
    assert [(layer.name, layer.parameters) for layer in counted.layers] == [
        ("first", 12),
        ("second", 0),
    ]
    assert (counted.parameters, counted.weight_bits) == (12, 12 * 32)


def test_constant_nodes_hold_weights_and_literals(save: Save) -> None:
    weight = numpy_helper.from_array(np.ones((4, 2), np.float16))
    nodes = [
        helper.make_node("Constant", [], ["half"], value=weight),
        helper.make_node("Cast", ["half"], ["w"], to=TensorProto.FLOAT),
        helper.make_node("MatMul", ["x", "w"], ["a"]),
        helper.make_node("Constant", [], ["bias"], value_floats=[1.0, 2.0]),
        helper.make_node("Add", ["a", "bias"], ["b"]),
        helper.make_node("Constant", [], ["two"], value_float=2.0),
        helper.make_node("Pow", ["b", "two"], ["y"]),
    ]
    counted = count(save(nodes, {"x": [1, 4]}))
    assert [layer.parameters for layer in counted.layers] == [8, 2, 0]
    assert counted.weight_bits == 8 * 16 + 2 * 32


def test_unread_constants_shapes_and_settings_are_no_parameters(save: Save) -> None:
    nodes = [
        helper.make_node("Resize", ["x", "", "scales"], ["big"]),
        helper.make_node("Reshape", ["big", "target"], ["y"]),
    ]
    scales = np.array([1, 1, 2, 2], np.float32)
    weights = {"scales": scales, "target": np.array([1, 48]), "unread": (1000,)}
    counted = count(save(nodes, {"x": [1, 3, 2, 2]}, weights=weights))
    assert (counted.parameters, counted.weight_bits) == (0, 0)


def test_a_batch_normalisation_has_a_scale_and_a_shift(save: Save) -> None:
    # running mean and variance are measured; torchvision counts 11 689 512 for ResNet-18 so
    nodes = [helper.make_node("BatchNormalization", ["x", "s", "b", "m", "v"], ["y"])]
    weights = dict.fromkeys(("s", "b", "m", "v"), (3,))
    counted = count(save(nodes, {"x": [1, 3, 2, 2]}, weights=weights))
    assert (counted.parameters, counted.weight_bits) == (2 * 3, 2 * 3 * 32)


def test_an_embedding_table_is_read_by_its_gather(save: Save) -> None:
    nodes = [helper.make_node("Gather", ["table", "x"], ["y"])]
    path = save(nodes, {"x": ["n", 5]}, weights={"table": (100, 8)}, kinds={"x": TensorProto.INT64})
    counted = count(path)
    assert (counted.parameters, counted.operations.macs, totals(counted).other_operations) == (
        800,
        0,
        0,
    )
    assert (counted.input_values, counted.output_values) == (5, 40)


def test_a_weight_listed_among_the_inputs_is_no_input(save: Save) -> None:
    # files of format version 3 had to list initialisers as inputs too
    path = save(product(), {"x": [1, 4], "w": [4, 2]}, weights={"w": (4, 2)})
    counted = count(path)
    assert (counted.input_values, counted.parameters) == (4, 8)


def test_weights_in_a_file_that_is_not_there_are_counted(save: Save, tmp_path: Path) -> None:
    model = load(save(product(), {"x": [1, 64]}, weights={"w": (64, 32)}))
    path = tmp_path / "model.onnx"
    save_model(model, path, save_as_external_data=True, location="weights.bin", size_threshold=0)
    (tmp_path / "weights.bin").unlink()
    counted = count(path)
    assert (counted.operations.macs, counted.parameters, counted.weight_bits) == (
        2048,
        2048,
        2048 * 32,
    )


def test_the_content_of_large_tensors_is_left_out(save: Save) -> None:
    small = np.arange(1024, dtype=np.int64)  # 8 KiB, the largest shape that may matter
    node = helper.make_node("Constant", [], ["c"], value=numpy_helper.from_array(np.ones(5000)))
    path = save(product(node), {"x": [1, 64]}, weights={"w": (64, 64), "small": small})
    content = path.read_bytes()
    kept = without_payloads(content)
    # 64 x 64 float32 and 5000 float64, with the key and the length before each, and three
    # shorter lengths of the messages around them
    assert 64 * 64 * 4 + 5000 * 8 <= len(content) - len(kept) <= 64 * 64 * 4 + 5000 * 8 + 20
    weight, other = load_model_from_string(kept).graph.initializer
    assert (list(weight.dims), weight.raw_data) == ([64, 64], b"")
    assert numpy_helper.to_array(other).tolist() == small.tolist()
    assert without_payloads(kept) == kept


@pytest.mark.parametrize("rows", [4, 64, 2_000])
def test_a_file_is_read_a_block_at_a_time(rows: int, save: Save) -> None:
    # 1 kB, 16 kB and 512 kB of weights: within a block of 16 KiB, and beyond it
    path = save(product(), {"x": [1, rows]}, weights={"w": (rows, 64)})
    with path.open("rb") as file:
        assert without_payloads(FileBytes(file)) == without_payloads(path.read_bytes())


def test_counting_a_large_file_takes_memory_for_its_structure_alone(save: Save) -> None:
    path = save(product(), {"x": [1, 2_000]}, weights={"w": (2_000, 2_000)})  # 16 MB
    count(path)  # what is imported on the way is not what is measured
    tracemalloc.start()
    try:
        count(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000  # a block of 16 KiB, and records of a few kB


def test_functions_of_the_file_are_expanded(save: Save) -> None:
    opset = helper.make_opsetid("", 21)
    dense = [
        helper.make_node("MatMul", ["a", "b"], ["product"]),
        helper.make_node("Relu", ["product"], ["c"]),
    ]
    function = helper.make_function("local", "Dense", ["a", "b"], ["c"], dense, [opset])
    nodes = [helper.make_node("Dense", ["x", "w"], ["y"], domain="local")]
    path = save(nodes, {"x": [1, 4]}, weights={"w": (4, 3)})
    model = load(path)
    model.functions.append(function)
    model.opset_import.append(helper.make_opsetid("local", 1))
    path.write_bytes(model.SerializeToString())
    counted = count(path)
    assert [layer.operator for layer in counted.layers] == ["MatMul", "Relu"]
    assert (counted.operations.macs, totals(counted).other_operations) == (12, 3)
