"""Arithmetic of gradients beside multiply-accumulates, operator by operator, by hand.

Each operator works on 6 values that a trained layer wrote, so that a gradient passes through it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from onnx import TensorProto, helper

from joulepath.records.training_setup import TrainingSetup
from joulepath.records.training_work import LayerTraining, TrainingWork
from joulepath.records.workload import Operations
from joulepath.workloads import count
from joulepath.workloads.training_step import training_work

Save = Callable[..., Path]
N = 6


def trained(
    save: Save,
    operator: str,
    inputs: list[str],
    weights: dict[str, Any] | None = None,
    shape: tuple[int, ...] = (N,),
    setup: TrainingSetup | None = None,
    opset: int = 21,
    **attributes: Any,
) -> TrainingWork:
    """A trained layer, and an operator that reads what it wrote."""
    nodes = [helper.make_node("MatMul", ["x", "w"], ["h"], name="before")]
    if shape != (N,):
        nodes[0] = helper.make_node("Conv", ["x", "w"], ["h"], name="before")
    nodes.append(helper.make_node(operator, inputs, ["y"], name="operator", **attributes))
    first: Any = (N, N) if shape == (N,) else (shape[0], shape[0], *[1] * (len(shape) - 1))
    stored = {"w": first, **(weights or {})}
    return training_work(count(save(nodes, {"x": ["n", *shape]}, ["y"], stored, opset)), setup)


def layer(work: TrainingWork, name: str = "operator") -> LayerTraining:
    (found,) = (layer for layer in work.layers if layer.name == name)
    return found


# Work of the gradient of 6 values: elementwise, special, comparisons, moves; g is the gradient
# of the result y of x.
PASSED = {
    "Relu": (0, 0, N, 0),  # where y > 0
    "Neg": (N, 0, 0, 0),  # -g
    "Sigmoid": (3 * N, 0, 0, 0),  # g y (1 - y)
    "Tanh": (3 * N, 0, 0, 0),  # g (1 - y y)
    "Exp": (N, 0, 0, 0),  # g y
    "Log": (0, N, 0, 0),  # g / x
    "Sqrt": (N, N, 0, 0),  # g / (2 y)
    "Reciprocal": (3 * N, 0, 0, 0),  # -(g y y)
    "Erf": (3 * N, N, 0, 0),  # g c exp(-x x), the sign within the square's factor
    "Softplus": (N, N, 0, 0),  # g sigmoid(x)
    "HardSwish": (3 * N, 0, 2 * N, 0),  # g (x / 3 + 1 / 2) between two bounds
    "Elu": (2 * N, 0, N, 0),  # g (y + a) below zero
    "Softmax": (4 * N, 0, 0, 0),  # y (g - sum(g y))
    "LogSoftmax": (3 * N, N, 0, 0),  # g - exp(y) sum(g)
    "Identity": (0, 0, 0, 0),
    "Abs": (0, 0, N, 0),  # by the sign
    "Gelu": (9 * N, 2 * N, 0, 0),  # g (P + x p), both worked out anew
    "Floor": (2 * N, 0, 0, 0),  # no rule of its own: two for each step
}


@pytest.mark.parametrize("operator", PASSED)
def test_the_gradient_of_a_function_of_one_value(save: Save, operator: str) -> None:
    found = layer(trained(save, operator, ["h"]))
    assert found.input_gradient == Operations(0, *PASSED[operator])
    assert found.weight_gradient == Operations(0, 0, 0, 0, 0)


@pytest.mark.parametrize("operator", PASSED)
def test_nothing_passes_without_anything_trained_before(save: Save, operator: str) -> None:
    work = trained(save, operator, ["h"], setup=TrainingSetup(freeze=("before",)))
    assert layer(work).input_gradient == Operations(0, 0, 0, 0, 0)


def test_a_product_has_a_gradient_for_each_factor_that_needs_one(save: Save) -> None:
    both = layer(trained(save, "Mul", ["h", "h"]))
    one = layer(trained(save, "Mul", ["h", "x"]))
    assert both.input_gradient.elementwise == N  # one layer behind both factors
    assert one.input_gradient.elementwise == N


def test_a_trained_scale_has_a_product_and_a_sum_for_each_value(save: Save) -> None:
    found = layer(trained(save, "Mul", ["h", "scale"], {"scale": (N,)}))
    assert found.input_gradient.elementwise == N
    assert found.weight_gradient.elementwise == 2 * N


def test_a_trained_shift_has_a_sum_for_each_value(save: Save) -> None:
    found = layer(trained(save, "Add", ["h", "shift"], {"shift": (N,)}))
    assert found.input_gradient.elementwise == 0
    assert found.weight_gradient.elementwise == N


def test_the_slope_of_a_rectifier_may_be_trained(save: Save) -> None:
    found = layer(trained(save, "PRelu", ["h", "slope"], {"slope": (N,)}))
    assert found.input_gradient == Operations(0, N, 0, N, 0)
    assert found.weight_gradient == Operations(0, 2 * N, 0, N, 0)


def test_norms(save: Save) -> None:
    weights = {"scale": (N,), "shift": (N,)}
    work = trained(save, "LayerNormalization", ["h", "scale", "shift"], weights)
    assert layer(work).input_gradient.elementwise == 8 * N
    assert layer(work).weight_gradient.elementwise == 3 * N
    work = trained(save, "RMSNormalization", ["h", "scale"], {"scale": (N,)}, opset=23)
    assert layer(work).input_gradient.elementwise == 6 * N
    assert layer(work).weight_gradient.elementwise == 2 * N


STATISTICS = dict.fromkeys(("scale", "shift", "mean", "variance"), (2,))


def batch_norm(save: Save, **setup: Any) -> LayerTraining:
    inputs = ["h", *STATISTICS]
    work = trained(
        save,
        "BatchNormalization",
        inputs,
        STATISTICS,
        shape=(2, 3, 4),
        setup=TrainingSetup(**setup),
    )
    return layer(work)


def test_a_batch_norm_is_trained_with_the_statistics_of_the_batch(save: Save) -> None:
    found, values = batch_norm(save), 2 * 3 * 4
    # mean, difference, square, mean; scale and shift; and a quotient: 6 and 1 for each value
    assert found.forward == Operations(0, 6 * values, values, 0, 0)
    assert found.weight_gradient.elementwise == 3 * values
    assert found.input_gradient.elementwise == 4 * values


def test_a_frozen_batch_norm_is_a_scale_and_a_shift(save: Save) -> None:
    found, values = batch_norm(save, freeze=("operator",)), 2 * 3 * 4
    assert found.forward == Operations(0, 2 * values, 0, 0, 0)
    assert found.input_gradient == Operations(0, values, 0, 0, 0)
    assert found.weight_gradient == Operations(0, 0, 0, 0, 0)


def test_pools(save: Save) -> None:
    window = {"kernel_shape": [2, 2], "strides": [2, 2]}
    shape = (3, 4, 6)  # 72 values, 18 results of a window of 4
    largest = layer(trained(save, "MaxPool", ["h"], shape=shape, **window))
    assert largest.input_gradient == Operations(0, 18, 0, 0, 0)
    average = layer(trained(save, "AveragePool", ["h"], shape=shape, **window))
    assert average.input_gradient == Operations(0, 3 * 18, 18, 0, 0)
    whole = layer(trained(save, "GlobalAveragePool", ["h"], shape=shape))
    assert whole.input_gradient == Operations(0, 0, 3, 0, 72)


def test_moves_are_moved_back(save: Save) -> None:
    found = layer(trained(save, "Transpose", ["h"], shape=(2, 3, 4), perm=[0, 2, 3, 1]))
    assert found.input_gradient == Operations(0, 0, 0, 0, 24)


def test_a_table_of_trained_rows_adds_a_gradient_to_each_row(save: Save) -> None:
    look_up = helper.make_node("Gather", ["table", "words"], ["y"], name="operator")
    path = save(
        [look_up],
        {"words": ["n", 5]},
        weights={"table": (11, 3)},
        kinds={"words": TensorProto.INT64},
    )
    found = layer(training_work(count(path)))
    assert found.weight_gradient == Operations(0, 15, 0, 0, 0)
    assert found.input_gradient == Operations(0, 0, 0, 0, 0)
