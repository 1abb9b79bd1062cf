"""Kinds of operations, formats, activations read and written, and the peak, by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper

from joulepath.records.workload import Operations
from joulepath.workloads import count

Save = Callable[..., Path]
node = helper.make_node


def test_the_peak_of_a_branching_graph(save: Save) -> None:
    # x 4, a 4, b 4 x 3 = 12, c 2, y 2 values; needed while each runs:
    #   a: x a = 8;  b: x a b = 20, because c reads a later;  c: a b c = 18;  y: b c y = 16
    nodes = [
        node("Relu", ["x"], ["a"]),
        node("Concat", ["x", "x", "a"], ["b"], axis=1),
        node("MatMul", ["a", "w"], ["c"]),
        node("ReduceMax", ["b", "axis"], ["m"], keepdims=1),
        node("Add", ["c", "m"], ["y"]),
    ]
    weights = {"w": (4, 2), "axis": np.array([1])}
    counted = count(save(nodes, {"x": ["n", 4]}, weights=weights))
    assert counted.peak_bits == 32 * (4 + 4 + 12)
    # Relu 4, Concat x once and a 8, MatMul 4, ReduceMax 12, Add 2 + 1
    assert [layer.read_bits // 32 for layer in counted.layers] == [4, 8, 4, 12, 3]
    assert [layer.written_bits // 32 for layer in counted.layers] == [4, 12, 2, 1, 2]
    assert (counted.read_bits, counted.written_bits) == (32 * 31, 32 * 21)


def test_an_answer_is_kept_to_the_end_and_a_view_takes_no_memory(save: Save) -> None:
    nodes = [
        node("Relu", ["x"], ["a"]),
        node("Reshape", ["a", "shape"], ["flat"]),
        node("Tanh", ["flat"], ["t"]),
        node("Exp", ["t"], ["e"]),
    ]
    path = save(nodes, {"x": ["n", 2, 3]}, ["a", "e"], {"shape": np.array([1, 6])})
    counted = count(path)
    # while Exp runs: a (which is the view as well), t and e of 6 values each
    assert counted.peak_bits == 32 * 18
    view = counted.layers[1]
    assert (view.operator, view.read_bits, view.written_bits) == ("Reshape", 0, 0)
    assert view.operations == Operations(0, 0, 0, 0, 0)


def test_each_activation_has_its_own_format(save: Save) -> None:
    nodes = [
        node("Cast", ["x"], ["half"], to=TensorProto.FLOAT16),
        node("Relu", ["half"], ["a"]),
        node("Cast", ["a"], ["wide"], to=TensorProto.DOUBLE),
        node("Greater", ["wide", "limit"], ["y"]),
    ]
    weights = {"limit": np.float64(0)}
    kinds = {"y": TensorProto.BOOL}
    counted = count(save(nodes, {"x": [1, 5]}, weights=weights, kinds=kinds))
    assert [layer.format for layer in counted.layers] == ["fp16", "fp16", "fp64", "fp64"]
    assert [layer.read_bits // 5 for layer in counted.layers] == [32, 16, 16, 64]
    assert [layer.written_bits // 5 for layer in counted.layers] == [16, 16, 64, 8]
    assert counted.operations == Operations(0, 0, 0, 10, 10)


V = (1, 4, 6)  # 24 values


@pytest.mark.parametrize(
    ("operator", "how", "elementwise", "special", "comparisons", "moves"),
    [
        ("Add", {}, 24, 0, 0, 0),
        ("Div", {}, 0, 24, 0, 0),
        ("Max", {}, 0, 0, 24, 0),
        ("Mean", {}, 24, 24, 0, 0),  # a sum and a quotient
        ("Concat", {"axis": 1}, 0, 0, 0, 48),
    ],
)
def test_operations_of_two_inputs_by_kind(
    operator: str,
    how: dict[str, int],
    elementwise: int,
    special: int,
    comparisons: int,
    moves: int,
    save: Save,
) -> None:
    counted = count(save([node(operator, ["a", "b"], ["y"], **how)], {"a": V, "b": V}))
    assert counted.operations == Operations(0, elementwise, special, comparisons, moves)


@pytest.mark.parametrize(
    ("operator", "how", "expected"),
    [
        ("Relu", {}, Operations(0, 0, 0, 24, 0)),
        ("Exp", {}, Operations(0, 0, 24, 0, 0)),
        # maximum; difference and sum; exponential and quotient
        ("Softmax", {}, Operations(0, 48, 48, 24, 0)),
        # 4 rows of 6: 5 sums and a quotient each
        ("ReduceMean", {"axes": [2]}, Operations(0, 20, 4, 0, 0)),
        ("ReduceMax", {"axes": [2]}, Operations(0, 0, 0, 20, 0)),
        ("ReduceL2", {"axes": [2]}, Operations(0, 24 + 20, 4, 0, 0)),
        ("GlobalAveragePool", {}, Operations(0, 20, 4, 0, 0)),
        ("AveragePool", {"kernel_shape": [2], "strides": [2]}, Operations(0, 12, 12, 0, 0)),
        ("MaxPool", {"kernel_shape": [2], "strides": [2]}, Operations(0, 0, 0, 12, 0)),
        ("Transpose", {}, Operations(0, 0, 0, 0, 24)),
        ("Split", {"axis": 1}, Operations(0, 0, 0, 0, 24)),
    ],
)
def test_operations_of_one_input_by_kind(
    operator: str, how: dict[str, object], expected: Operations, save: Save
) -> None:
    outputs = ["y", "z"] if operator == "Split" else ["y"]
    path = save([node(operator, ["x"], outputs, **how)], {"x": V}, outputs, opset=11)
    assert count(path).operations == expected


def test_a_look_up_reads_what_it_writes(save: Save) -> None:
    path = save(
        [node("Gather", ["x", "at"], ["y"], axis=1)],
        {"x": [1, 100, 8]},
        weights={"at": np.array([3, 5])},
    )
    counted = count(path)
    assert (counted.read_bits, counted.written_bits) == (2 * 8 * 32, 2 * 8 * 32)
    assert counted.peak_bits == (100 + 2) * 8 * 32


def test_a_batch_divides_activations_as_well(save: Save) -> None:
    nodes = [node("MatMul", ["x", "w"], ["a"]), node("Relu", ["a"], ["y"])]
    one, many = (
        count(save(nodes, {"x": [samples, 6]}, weights={"w": (6, 4)})) for samples in (1, 5)
    )
    assert one == many
    assert one.peak_bits == 32 * (6 + 4)
