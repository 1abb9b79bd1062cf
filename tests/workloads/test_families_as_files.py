"""A family and a file of the same network have the same work and parameters."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import NodeProto, helper

from joulepath import count, count_family
from joulepath.records.results import ModelWork
from joulepath.workloads import totals

LAW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WIDTH = st.integers(1, 9)
GATES = {"rnn": 1, "gru": 3, "lstm": 4}


def assert_same(family: ModelWork, file: Path) -> None:
    """All numbers that both have are equal; they are whole, and so exact."""
    workload = count(file)
    counted = totals(workload)
    assert family.macs == counted.macs
    assert family.other_operations == counted.other_operations
    assert family.parameters == counted.parameters
    if family.operations is not None:
        for kind in ("macs", "elementwise", "special", "comparisons"):
            assert getattr(family.operations, kind) == getattr(workload.operations, kind), kind


def layer(
    at: int, kind: str, inputs: int, hidden: int, directions: int, late: bool
) -> tuple[list[NodeProto], dict[str, tuple[int, ...]]]:
    """A recurrent layer that hands all its directions on side by side."""
    rows = GATES[kind] * hidden
    weights = {
        f"w{at}": (directions, rows, inputs),
        f"r{at}": (directions, rows, hidden),
        f"b{at}": (directions, 2 * rows),
    }
    how: dict[str, Any] = {"direction": "bidirectional"} if directions == 2 else {}
    how |= {"linear_before_reset": 1} if kind == "gru" and late else {}
    nodes = [
        helper.make_node(kind.upper(), [f"x{at}", *weights], [f"y{at}"], hidden_size=hidden, **how),
        helper.make_node("Transpose", [f"y{at}"], [f"t{at}"], perm=[0, 2, 1, 3]),
        helper.make_node("Reshape", [f"t{at}", f"joined{at}"], [f"x{at + 1}"]),
    ]
    return nodes, weights


@LAW
@given(
    kind=st.sampled_from([*GATES]), steps=WIDTH, features=WIDTH, hidden=WIDTH,
    layers=st.integers(1, 3), directions=st.integers(1, 2), late=st.booleans(), outputs=WIDTH,
    activation=st.sampled_from(["none", "sigmoid", "softmax"]),
)  # fmt: skip
def test_a_recurrent_network_with_a_head(
    kind: str, steps: int, features: int, hidden: int, layers: int, directions: int, late: bool,
    outputs: int, activation: str, save: Any,
) -> None:  # fmt: skip
    above = directions * hidden
    nodes: list[NodeProto] = []
    weights: dict[str, Any] = {}
    for at in range(layers):
        more, tensors = layer(at, kind, above if at else features, hidden, directions, late)
        nodes += more
        weights |= tensors | {f"joined{at}": np.array([steps, 1, above])}
    weights |= {"last": np.array(steps - 1), "head": (above, outputs), "bias": (outputs,)}
    nodes += [
        helper.make_node("Gather", [f"x{layers}", "last"], ["state"]),
        helper.make_node("Gemm", ["state", "head", "bias"], ["sums"]),
    ]
    if activation == "none":
        nodes.append(helper.make_node("Identity", ["sums"], ["y"]))
    else:
        nodes.append(helper.make_node(activation.capitalize(), ["sums"], ["y"]))
    how = {"reset": "after" if late else "before"} if kind == "gru" else {}
    family = count_family(
        kind, steps=steps, features=features, hidden=hidden, layers=layers,
        bidirectional=directions == 2, outputs=outputs, activation=activation, **how,
    )  # fmt: skip
    assert_same(family, save(nodes, {"x0": [steps, 1, features]}, weights=weights))


@LAW
@given(widths=st.lists(WIDTH, min_size=2, max_size=5))
def test_a_perceptron(widths: list[int], save: Any) -> None:
    nodes: list[NodeProto] = []
    weights: dict[str, Any] = {}
    for at, (inputs, outputs) in enumerate(pairwise(widths)):
        names = [f"w{at}", f"b{at}"]
        weights |= {names[0]: (inputs, outputs), names[1]: (outputs,)}
        nodes.append(helper.make_node("Gemm", [f"x{at}", *names], [f"z{at}"]))
        nodes.append(helper.make_node("Relu", [f"z{at}"], [f"x{at + 1}"]))
    file = save(nodes, {"x0": ["n", widths[0]]}, (f"x{len(widths) - 1}",), weights)
    assert_same(count_family("mlp", widths=widths), file)


@pytest.mark.parametrize("activation", ["none", "sigmoid", "softmax"])
@LAW
@given(features=WIDTH, outputs=WIDTH)
def test_a_linear_model(activation: str, features: int, outputs: int, save: Any) -> None:
    last = "Identity" if activation == "none" else activation.capitalize()
    nodes = [
        helper.make_node("Gemm", ["x", "w", "b"], ["z"]),
        helper.make_node(last, ["z"], ["y"]),
    ]
    weights = {"w": (features, outputs), "b": (outputs,)}
    family = count_family("linear", features=features, outputs=outputs, activation=activation)
    assert_same(family, save(nodes, {"x": ["n", features]}, weights=weights))
