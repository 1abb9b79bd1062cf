"""Quantised graphs in every notation, beside the same network in floats."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, load

from joulepath.errors import WorkloadError
from joulepath.records.workload import Operations, Workload
from joulepath.workloads import count

Save = Callable[..., Path]
node = helper.make_node

# conv 3x3, 2 -> 4 channels, on 8 x 8 without padding: 6 x 6 x 4 outputs of 18 products;
# then 4 x 4 channels pooled to 4 values, dense to 5
CONV_MACS, DENSE_MACS = 6 * 6 * 4 * 18, 20
CONV_OUT = 6 * 6 * 4
PARAMETERS = 4 * 18 + 4 + 20
SCALE, ZERO = np.float32(0.1), np.uint8(128)


def eight(*shape: int) -> np.ndarray:
    return np.zeros(shape, np.int8)


def in_floats(save: Save) -> Workload:
    nodes = [
        node("Conv", ["x", "w", "b"], ["c"], name="conv"),
        node("Relu", ["c"], ["r"], name="bound"),
        node("GlobalAveragePool", ["r"], ["p"], name="pool"),
        node("Flatten", ["p"], ["f"]),
        node("MatMul", ["f", "d"], ["y"], name="dense"),
    ]
    weights = {"w": (4, 2, 3, 3), "b": (4,), "d": (4, 5)}
    return count(save(nodes, {"x": ["n", 2, 8, 8]}, weights=weights))


def between_conversions(save: Save) -> Workload:
    def there(name: str, to: str) -> Any:
        return node("QuantizeLinear", [name, "s", "z"], [to], name=to)

    def back(name: str, to: str, *how: str) -> Any:
        return node("DequantizeLinear", [name, *(how or ("s", "z"))], [to], name=to)

    nodes = [
        there("x", "xq"),
        back("xq", "xf"),
        back("wq", "wf", "ws", "wz"),
        back("bq", "bf", "bs"),
        node("Conv", ["xf", "wf", "bf"], ["c"], name="conv"),
        node("Relu", ["c"], ["r"], name="bound"),
        there("r", "rq"),
        back("rq", "rf"),
        node("GlobalAveragePool", ["rf"], ["p"], name="pool"),
        there("p", "pq"),
        node("Flatten", ["pq"], ["fq"]),
        back("fq", "ff"),
        back("dq", "df", "ds"),
        node("MatMul", ["ff", "df"], ["y"], name="dense"),
    ]
    weights = {"wq": eight(4, 2, 3, 3), "bq": np.zeros(4, np.int32), "dq": eight(4, 5)}
    settings = {"s": SCALE, "z": ZERO, "ds": SCALE, "ws": (4,), "wz": eight(4), "bs": SCALE}
    return count(save(nodes, {"x": ["n", 2, 8, 8]}, weights=weights | settings))


def as_operators(save: Save) -> Workload:
    scales = ["s", "z"]
    pool = node("QLinearGlobalAveragePool", ["c", *scales, *scales], ["p"], domain="com.microsoft")
    nodes = [
        node("QuantizeLinear", ["x", *scales], ["q"]),
        node("QLinearConv", ["q", *scales, "w", "ws", "wz", *scales, "b"], ["c"], name="conv"),
        pool,
        node("Flatten", ["p"], ["f"]),
        node("QLinearMatMul", ["f", *scales, "d", "s", "dz", *scales], ["i"], name="dense"),
        node("DequantizeLinear", ["i", *scales], ["y"]),
    ]
    weights = {"w": eight(4, 2, 3, 3), "b": np.zeros(4, np.int32), "d": eight(4, 5)}
    settings = {"s": SCALE, "z": ZERO, "ws": (4,), "wz": eight(4), "dz": np.int8(0)}
    return count(save(nodes, {"x": ["n", 2, 8, 8]}, weights=weights | settings))


@pytest.mark.parametrize("notation", [between_conversions, as_operators])
def test_a_quantised_network_multiplies_as_often_as_its_original(
    notation: Callable[[Save], Workload], save: Save
) -> None:
    original, quantised = in_floats(save), notation(save)
    assert original.operations.macs == CONV_MACS + DENSE_MACS
    assert quantised.operations.macs == original.operations.macs
    assert quantised.parameters == original.parameters == PARAMETERS
    assert original.weight_bits == 32 * PARAMETERS
    assert quantised.weight_bits == 8 * (72 + 20) + 32 * 4  # the bias has 32 bits
    formats = {layer.name: layer.format for layer in quantised.layers}
    assert (formats["conv"], formats["dense"]) == ("int8", "int8")
    assert {layer.format for layer in original.layers} == {"fp32"}


def test_conversions_around_integer_operators_are_absorbed(save: Save) -> None:
    counted = between_conversions(save)
    operators = [layer.operator for layer in counted.layers]
    assert operators == [
        *("QuantizeLinear", "Conv", "Relu", "GlobalAveragePool", "Flatten", "MatMul")
    ]
    assert [layer.format for layer in counted.layers] == ["fp32"] + ["int8"] * 5
    # input, convolution, bounds and pool in bytes; a view moves nothing; the answer in floats
    assert [layer.written_bits for layer in counted.layers] == [
        *(8 * 128, 8 * CONV_OUT, 8 * CONV_OUT, 8 * 4, 0, 32 * 5)
    ]
    assert [layer.read_bits for layer in counted.layers] == [
        *(32 * 128, 8 * 128, 8 * CONV_OUT, 8 * CONV_OUT, 0, 8 * 4)
    ]
    # while the image is quantised: 128 floats and 128 bytes
    assert counted.peak_bits == (32 + 8) * 128


def test_a_convolution_whose_answer_stays_float_writes_floats(save: Save) -> None:
    nodes = [
        node("DequantizeLinear", ["x", "s", "z"], ["f"], name="back"),
        node("DequantizeLinear", ["w", "s"], ["v"]),
        node("Conv", ["f", "v"], ["c"], name="conv"),
        node("Sigmoid", ["f"], ["g"]),
        node("Sigmoid", ["c"], ["y"]),
    ]
    weights = {"w": eight(4, 2, 3, 3), "s": SCALE, "z": ZERO}
    kinds = {"x": TensorProto.UINT8}
    counted = count(save(nodes, {"x": [1, 2, 8, 8]}, ["y", "g"], weights, kinds=kinds))
    layers = {layer.name: layer for layer in counted.layers}
    # another operator reads the dequantised image too, so that is a layer of its own
    assert layers["back"].operations == Operations(0, 2 * 128, 0, 0, 0)
    assert (layers["back"].format, layers["back"].written_bits) == ("fp32", 32 * 128)
    assert (layers["conv"].format, layers["conv"].read_bits) == ("int8", 8 * 128)
    assert layers["conv"].written_bits == 32 * CONV_OUT


def test_quantising_takes_five_steps_and_going_back_two(save: Save) -> None:
    nodes = [
        node("QuantizeLinear", ["x", "s", "z"], ["q"]),
        node("DequantizeLinear", ["q", "s", "z"], ["y"]),
    ]
    counted = count(save(nodes, {"x": [1, 6]}, weights={"s": SCALE, "z": ZERO}))
    there, back = (layer.operations for layer in counted.layers)
    assert there == Operations(0, 2 * 6, 6, 2 * 6, 0)
    assert back == Operations(0, 2 * 6, 0, 0, 0)
    assert counted.parameters == 0  # neither scales nor zero points were trained


def test_dynamic_quantisation(save: Save) -> None:
    nodes = [
        node("DynamicQuantizeLinear", ["x"], ["q", "s", "z"], name="there"),
        node("MatMulInteger", ["q", "w", "z"], ["y"], name="product"),
    ]
    kinds = {"y": TensorProto.INT32}
    counted = count(save(nodes, {"x": [1, 6]}, weights={"w": eight(6, 4)}, kinds=kinds))
    there, product = counted.layers
    # extremes: 2 (6 - 1), and of zero 2; range and quotient; zero point: quotient, difference,
    # rounding, 2 bounds; then 5 for each value
    assert there.operations == Operations(0, 1 + 2 + 12, 2 + 6, 10 + 2 + 2 + 12, 0)
    assert (product.operations.macs, product.format, product.parameters) == (24, "int8", 24)
    assert product.written_bits == 4 * 32


def test_convolution_on_integers(save: Save) -> None:
    path = save(
        [node("ConvInteger", ["x", "w"], ["y"])],
        {"x": [1, 2, 8, 8]},
        weights={"w": eight(4, 2, 3, 3)},
        kinds={"x": TensorProto.UINT8, "y": TensorProto.INT32},
    )
    counted = count(path)
    assert (counted.operations.macs, counted.layers[0].format) == (CONV_MACS, "int8")
    assert (counted.read_bits, counted.written_bits) == (8 * 128, 32 * CONV_OUT)


def test_operators_of_onnx_runtime(save: Save) -> None:
    scales = ["s", "z"]
    own: dict[str, Any] = {"domain": "com.microsoft"}
    gemm = ["x", *scales, "w", "s", "wz", "b", *scales]
    nodes = [
        node("QGemm", gemm, ["g"], name="dense", transB=1, **own),
        node("QLinearAdd", ["g", *scales, "g", *scales, *scales], ["a"], **own),
        node("QLinearSigmoid", ["a", *scales, *scales], ["y"], **own),
    ]
    weights = {"w": eight(4, 6), "b": np.zeros(4, np.int32), "wz": np.int8(0)}
    kinds = {"x": TensorProto.UINT8, "y": TensorProto.UINT8}
    inputs = {"x": ["n", 6]}
    path = save(nodes, inputs, weights=weights | {"s": SCALE, "z": ZERO}, kinds=kinds)
    model = load(path)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    path.write_bytes(model.SerializeToString())
    counted = count(path)
    # 6 x 4 products, 4 biases, 4 sums, 4 sigmoids
    assert counted.operations == Operations(24, 8, 4, 0, 0)
    assert (counted.parameters, counted.weight_bits) == (28, 8 * 24 + 32 * 4)
    assert [layer.format for layer in counted.layers] == ["int8"] * 3


def test_a_damaged_graph_that_bounds_in_a_circle_ends(save: Save) -> None:
    nodes = [
        node("Add", ["x", "x"], ["a"]),
        node("Relu", ["a"], ["a"]),
        node("QuantizeLinear", ["x", "s", "z"], ["y"]),
    ]
    path = save(nodes, {"x": [1, 6]}, weights={"s": SCALE, "z": ZERO}, kinds={"y": 2})
    with contextlib.suppress(WorkloadError):
        assert count(path).operations.comparisons == 6 + 2 * 6
