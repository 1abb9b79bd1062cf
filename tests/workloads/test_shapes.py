"""Shapes that the graph computes, and the batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onnx import helper

from joulepath.errors import WorkloadError
from joulepath.workloads import count, totals

Save = Callable[..., Path]


def test_a_reshape_to_computed_sizes_is_worked_out(save: Save) -> None:
    # shape inference follows neither Div nor ConstantOfShape; 12 channels become 6 x 2
    nodes = [
        helper.make_node("Shape", ["x"], ["sizes"]),
        helper.make_node("Gather", ["sizes", "one"], ["channels"]),
        helper.make_node("Div", ["channels", "two"], ["half"]),
        helper.make_node("Concat", ["first", "half", "two", "rest"], ["target"], axis=0),
        helper.make_node("Reshape", ["x", "target"], ["apart"]),
        helper.make_node("MatMul", ["apart", "w"], ["product"]),
        helper.make_node("Shape", ["product"], ["again"]),
        helper.make_node("ConstantOfShape", ["again"], ["zeros"]),
        helper.make_node("Add", ["product", "zeros"], ["y"]),
    ]
    weights = {
        "one": np.array([1]),
        "two": np.array([2]),
        "first": np.array([1]),
        "rest": np.array([-1]),
        "w": (5, 7),
    }
    counted = count(save(nodes, {"x": ["batch", 12, 5]}, weights=weights))
    assert counted.operations.macs == 6 * 2 * 7 * 5
    assert totals(counted).other_operations == 6 * 2 * 7
    assert [layer.operator for layer in counted.layers] == ["Reshape", "MatMul", "Add"]


def test_padding_computed_by_the_graph_is_worked_out(save: Save) -> None:
    # one value before and after the last axis: 8 + 2 - 3 + 1 = 8 outputs of 4 channels
    nodes = [
        helper.make_node("Expand", ["unit", "one"], ["ones"]),
        helper.make_node("Mul", ["mask", "ones"], ["pads"]),
        helper.make_node("Pad", ["x", "pads"], ["wide"]),
        helper.make_node("Conv", ["wide", "w"], ["y"]),
    ]
    weights = {
        "unit": np.array(1),
        "one": np.array([6]),
        "mask": np.array([0, 0, 1, 0, 0, 1]),
        "w": (4, 2, 3),
    }
    assert count(save(nodes, {"x": [1, 2, 8]}, weights=weights)).operations.macs == 8 * 4 * 2 * 3


def gemm(save: Save, leading: int | str | None) -> Path:
    nodes = [
        helper.make_node("Gemm", ["x", "w", "b"], ["a"]),
        helper.make_node("Softmax", ["a"], ["y"]),
    ]
    return save(nodes, {"x": [leading, 4]}, weights={"w": (4, 3), "b": (3,)})


@pytest.mark.parametrize("leading", ["batch", None, 2, 5, 64])
def test_the_batch_does_not_matter(leading: int | str | None, save: Save) -> None:
    assert count(gemm(save, leading)) == count(gemm(save, 1))


def test_an_input_of_one_axis_is_one_sample(save: Save) -> None:
    nodes = [helper.make_node("MatMul", ["x", "w"], ["y"])]
    counted = count(save(nodes, {"x": [6]}, weights={"w": (6, 6)}))
    assert (counted.operations.macs, counted.input_values) == (36, 6)


def test_inputs_without_a_common_batch_are_refused(save: Save) -> None:
    nodes = [helper.make_node("MatMul", ["a", "b"], ["y"])]
    with pytest.raises(WorkloadError) as caught:
        count(save(nodes, {"a": [4, 3], "b": [3, 5]}))
    assert "the inputs share no leading batch axis: 'a' [4, 3], 'b' [3, 5]" in str(caught.value)


def test_an_input_of_batch_one_settles_the_batch(save: Save) -> None:
    nodes = [helper.make_node("MatMul", ["a", "b"], ["y"])]
    assert count(save(nodes, {"a": [1, 3], "b": [3, 5]})).operations.macs == 15


def test_a_leading_axis_that_the_answer_loses_is_no_batch(save: Save) -> None:
    # a 49 x 10 spectrogram without a batch axis must not be divided by 49
    nodes = [helper.make_node("Reshape", ["x", "flat"], ["y"])]
    with pytest.raises(WorkloadError, match="'y' does not keep the leading axis of 49"):
        count(save(nodes, {"x": [49, 10]}, weights={"flat": np.array([1, 490])}))
