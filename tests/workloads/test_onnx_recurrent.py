"""Operators on sequences against closed forms and published numbers of parameters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from onnx import helper

from joulepath.errors import WorkloadError
from joulepath.records.workload import Operations, Workload
from joulepath.workloads import count

Save = Callable[..., Path]

STEPS, FEATURES, HIDDEN = 7, 10, 20
GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}


def recurrent(
    save: Save,
    kind: str,
    samples: int | str = 1,
    directions: int = 1,
    bias: bool = True,
    **how: Any,
) -> Workload:
    rows = GATES[kind] * HIDDEN
    weights = {"w": (directions, rows, FEATURES), "r": (directions, rows, HIDDEN)}
    weights |= {"b": (directions, 2 * rows)} if bias else {}
    how |= {"hidden_size": HIDDEN} | ({"direction": "bidirectional"} if directions == 2 else {})
    node = helper.make_node(kind, ["x", *weights], ["y"], **how)
    return count(save([node], {"x": [STEPS, samples, FEATURES]}, weights=weights))


# torch.nn.LSTM(10, 20) documents weight_ih_l0 (4 x 20, 10), weight_hh_l0 (4 x 20, 20), bias_ih_l0
# and bias_hh_l0 (4 x 20), together 2560; GRU has 3 x 20 rows: 1920, RNN 20: 640
@pytest.mark.parametrize("directions", [1, 2])
@pytest.mark.parametrize(("kind", "published"), [("LSTM", 2560), ("GRU", 1920), ("RNN", 640)])
def test_parameters_are_those_of_torch(
    kind: str, published: int, directions: int, save: Save
) -> None:
    assert recurrent(save, kind, directions=directions).parameters == directions * published


@pytest.mark.parametrize("directions", [1, 2])
@pytest.mark.parametrize("kind", GATES)
def test_products_follow_the_closed_form(kind: str, directions: int, save: Save) -> None:
    each_step = GATES[kind] * HIDDEN * (FEATURES + HIDDEN)
    counted = recurrent(save, kind, directions=directions)
    assert counted.operations.macs == STEPS * directions * each_step
    assert counted.output_values == STEPS * directions * HIDDEN


# For each of 7 x 20 hidden values:
#   LSTM  4 biases, f c + i g (3) and o tanh(c) (1); 3 sigmoids, 2 tangents
#   GRU   3 biases, r h (1), (1 - z) n + z h (4); 2 sigmoids, 1 tangent
#         late reset: 4 biases, n = W x + r (R h + b), one sum more
#   RNN   1 bias; 1 tangent
@pytest.mark.parametrize(
    ("kind", "how", "elementwise", "special", "comparisons"),
    [
        ("LSTM", {}, 8, 5, 0),
        ("LSTM", {"bias": False}, 4, 5, 0),
        ("LSTM", {"clip": 3.0}, 8, 5, 10),
        ("GRU", {}, 8, 3, 0),
        ("GRU", {"linear_before_reset": 1}, 10, 3, 0),
        ("GRU", {"bias": False, "linear_before_reset": 1}, 6, 3, 0),
        ("RNN", {}, 1, 1, 0),
        ("RNN", {"activations": ["Relu"]}, 1, 0, 1),
        ("GRU", {"activations": ["HardSigmoid", "Tanh"]}, 8 + 2 * 2, 1, 2 * 2),
    ],
)
def test_other_operations_of_each_cell(
    kind: str, how: dict[str, Any], elementwise: int, special: int, comparisons: int, save: Save
) -> None:
    cells = STEPS * HIDDEN
    macs = GATES[kind] * (FEATURES + HIDDEN) * cells
    counted = recurrent(save, kind, **how).operations
    expected = (elementwise * cells, special * cells, comparisons * cells)
    assert counted == Operations(macs, *expected, 0)


def test_peepholes_are_a_product_and_a_sum_each(save: Save) -> None:
    weights = {"w": (1, 8, 3), "r": (1, 8, 2), "p": (1, 6)}
    node = helper.make_node("LSTM", ["x", "w", "r", "", "", "", "", "p"], ["y"], hidden_size=2)
    counted = count(save([node], {"x": [5, 1, 3]}, weights=weights))
    assert counted.operations.elementwise == 5 * (2 * 4 + 3 * 2 * 2)
    assert counted.parameters == 8 * 3 + 8 * 2 + 6


@pytest.mark.parametrize("samples", ["n", 1, 3])
def test_the_second_axis_of_a_sequence_is_the_batch(samples: int | str, save: Save) -> None:
    if samples == 3:  # the output keeps its batch in the third axis, which nothing tells
        with pytest.raises(WorkloadError, match="does not keep the leading axis of 3"):
            recurrent(save, "LSTM", samples)
    else:
        assert recurrent(save, "LSTM", samples) == recurrent(save, "LSTM")


def test_coupled_gates_are_refused(save: Save) -> None:
    with pytest.raises(WorkloadError, match="coupled gates have no counting rule"):
        recurrent(save, "LSTM", input_forget=1)


def test_attention_with_shared_keys(save: Save) -> None:
    # 6 heads of 8 values share 2 heads of keys; 5 queries meet 7 keys: 6 x 5 x 7 scores, each of
    # 8 products with a key and 4 with a value; scale, and 5 steps of the softmax
    shapes = {"q": [1, 6, 5, 8], "k": [1, 2, 7, 8], "v": [1, 2, 7, 4]}
    node = helper.make_node("Attention", [*shapes], ["y"])
    counted = count(save([node], shapes, opset=23))
    scores = 6 * 5 * 7
    assert counted.operations == Operations(12 * scores, 3 * scores, 2 * scores, scores, 0)
    assert counted.output_values == 6 * 5 * 4
    flat = {"q": [1, 5, 48], "k": [1, 7, 16], "v": [1, 7, 8]}
    heads = {"q_num_heads": 6, "kv_num_heads": 2}
    node = helper.make_node("Attention", [*flat], ["y"], **heads)
    assert count(save([node], flat, opset=23)).operations == counted.operations
