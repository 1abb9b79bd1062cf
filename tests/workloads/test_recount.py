"""What-ifs that count a file again: against networks that were really built with other sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from joulepath.errors import WorkloadError
from joulepath.records.workload import Workload
from joulepath.workloads import count
from joulepath.workloads.onnx_recount import recounted
from joulepath.workloads.onnx_reshaping import reshaped
from joulepath.workloads.work import RuleError

Save = Callable[..., Path]
Build = Callable[[Any, int], Any]


def mobile_network(build: ModuleType, width: int) -> Any:
    """MobileNetV1 (Howard 2017, table 1) on 96 x 96 images, 2 classes; ``width`` is 32 there."""
    network = build.Network("mobile")
    value = network.relu(network.convolution("input", "first", (3, width), stride=2))
    widths = [width * of for of in (1, 2, 4, 4, 8, 8, 16, 16, 16, 16, 16, 16, 32, 32)]
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    for block, (channels, stride) in enumerate(zip(pairwise(widths), strides, strict=True)):
        value = network.separable(value, f"block{block}", channels, stride)
    output = network.classes(value, (3, 3), (widths[-1], 2))
    return network.model((3, 96, 96), output, 2, TensorProto.FLOAT)


def residual_network(build: ModuleType, width: int) -> Any:
    """ResNet-8 of MLPerf Tiny, where ``width`` is 16, with a normalisation after the first."""
    network = build.Network("residual", half=False)
    first = network.convolution("input", "first", (3, width))
    statistics = [network.store(name, np.ones(width, np.float32)) for name in "abcd"]
    value = network.relu(network.add("BatchNormalization", [first, *statistics], "normal"))
    read = width
    for stack, written in enumerate((width, 2 * width, 4 * width)):
        name, stride = f"stack{stack}", 1 if written == read else 2
        main = network.convolution(value, f"{name}.a", (read, written), stride=stride)
        slope = network.store(f"{name}.slope", np.ones((written, 1, 1), np.float32))
        main = network.add("PRelu", [main, slope], f"{name}.prelu")
        main = network.convolution(main, f"{name}.b", (written, written))
        if written != read:
            value = network.convolution(value, f"{name}.skip", (read, written), (1, 1), stride)
        value = network.relu(network.add("Add", [value, main], f"{name}.sum"))
        read = written
    output = network.classes(value, (8, 8), (read, 10))
    return network.model((3, 32, 32), output, 10, TensorProto.FLOAT)


def perceptron(build: ModuleType, width: int) -> Any:
    """Dense layers, the first of which is a product and a sum, from 20 values to 7."""
    network = build.Network("perceptron", half=False)
    value = network.relu(network.linear("input", "first", (20, width)))
    value = network.relu(network.dense(value, "second", (width, 3 * width)))
    return network.model((20,), network.dense(value, "last", (3 * width, 7)), 7, TensorProto.FLOAT)


def joined_network(build: ModuleType, width: int) -> Any:
    """Two branches joined, a grouped convolution, a resized map, a flattened one."""
    network = build.Network("joined", half=False)
    left = network.relu(network.convolution("input", "left", (3, width)))
    right = network.relu(network.convolution("input", "right", (3, 2 * width)))
    value = network.add("Concat", [left, right], "joined", axis=1)
    weight = network.weight("grouped.weight", (3 * width, width, 3, 3), 9)
    value = network.add("Conv", [value, weight], "grouped", group=3, pads=[1, 1, 1, 1])
    sizes = network.shape("sizes", [1, 3 * width, 8, 8])
    value = network.add("Resize", [value, "", "", sizes], "small", mode="nearest")
    value = network.add("Reshape", [value, network.shape("flat", [-1, 192 * width])], "flattened")
    output = network.dense(value, "dense", (192 * width, 5))
    return network.model((3, 16, 16), output, 5, TensorProto.FLOAT)


def recurrent_network(build: ModuleType, width: int) -> Any:
    """An LSTM in both directions over 12 steps of 6 values, then a dense layer."""
    network = build.Network("recurrent", half=False)
    weights = [
        network.weight("w", (2, 4 * width, 6), 6),
        network.weight("r", (2, 4 * width, width), width),
        network.weight("b", (2, 8 * width), width),
    ]
    turned = network.add("Transpose", ["input"], "turned", perm=[1, 0, 2])
    lstm = network.add(
        "LSTM", [turned, *weights], "lstm", hidden_size=width, direction="bidirectional"
    )
    back = network.add("Transpose", [lstm], "back", perm=[2, 0, 1, 3])
    whole = network.add("Reshape", [back, network.shape("flat", [0, 0, -1])], "whole")
    value = network.linear(whole, "dense", (2 * width, 4))
    output = network.add("ReduceMean", [value], "mean", axes=[1], keepdims=0)
    return network.model((12, 6), output, 4, TensorProto.FLOAT)


NETWORKS: dict[str, tuple[Build, int]] = {
    "mobile": (mobile_network, 8),
    "residual": (residual_network, 16),
    "perceptron": (perceptron, 8),
    "joined": (joined_network, 4),
}


def written(folder: Path, model: Any, name: str) -> Path:
    path = folder / f"{name}.onnx"
    path.write_bytes(model.SerializeToString())
    return path


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("factor", [0.5, 0.75, 2.0, 1.0])
def test_another_width_is_the_network_built_with_it(
    name: str, factor: float, make_models: ModuleType, tmp_path: Path
) -> None:
    build, width = NETWORKS[name]
    narrow = written(tmp_path, build(make_models, width), "narrow")
    other = written(tmp_path, build(make_models, int(factor * width)), "other")
    work, said = recounted(narrow, width=factor)
    assert work == count(other)
    assert len(said) == 1  # nothing was rounded


def test_recurrent_layers_are_widened_too(make_models: ModuleType, tmp_path: Path) -> None:
    paths = [written(tmp_path, recurrent_network(make_models, n), str(n)) for n in (6, 3)]
    work, _ = recounted(paths[0], width=0.5)
    assert work == count(paths[1])
    assert work.parameters == 2 * 4 * 3 * (6 + 3 + 2) + 6 * 4 + 4


def test_the_heads_of_a_transformer_stay_where_the_graph_divides_by_them(examples: Path) -> None:
    # Width 32 -> 16, hidden 64 -> 32; 64 tokens, 16 positions and 4 classes stay.
    work, _ = recounted(examples / "tiny-transformer.onnx", width=0.5)
    block = 4 * 16 * 16 + 2 * 16 * 32
    assert work.operations.macs == 2 * (16 * block + 2 * 16 * 16 * 16) + 16 * 4


def test_channels_are_rounded_and_that_is_said(make_models: ModuleType, tmp_path: Path) -> None:
    path = written(tmp_path, perceptron(make_models, 9), "odd")
    work, said = recounted(path, width=0.5)
    # 4.5 and 13.5 channels become 5 and 14.
    assert work.parameters == 20 * 5 + 5 + 5 * 14 + 14 + 14 * 7 + 7
    assert any("rounded" in sentence for sentence in said)


def node(operator: str, inputs: Sequence[str], output: str, **attributes: Any) -> Any:
    return helper.make_node(operator, inputs, [output], name=output, **attributes)


FIRST = node("Conv", ["x", "w"], "a", pads=[1, 1, 1, 1])
POINT = node("Conv", ["a", "v"], "y")
WEIGHTS: dict[str, Any] = {"w": (8, 4, 3, 3), "v": (4, 8, 1, 1)}


@pytest.mark.parametrize(
    ("nodes", "weights", "said"),
    [
        ([FIRST, node("Add", ["a", "x"], "y")], {"w": (4, 4, 3, 3)}, ""),
        (
            [FIRST, node("Add", ["a", "x"], "s"), node("Conv", ["s", "v"], "y")],
            {"w": (4, 4, 3, 3), "v": (2, 4, 1, 1)},
            "node 's' (Add): its new sizes do not fit together",
        ),
        (
            [FIRST, node("Reshape", ["a", "t"], "r"), node("ReduceMean", ["r", "q"], "y")],
            {**WEIGHTS, "t": np.array([1, 2, 4, 64]), "q": np.array([2])},
            "",
        ),
        (
            [
                FIRST,
                node("Reshape", ["a", "t"], "r"),
                node("Reshape", ["r", "u"], "z"),
                node("Conv", ["z", "v"], "y"),
            ],
            {**WEIGHTS, "t": np.array([1, 2, 4, 64]), "u": np.array([1, 8, 8, 8])},
            "is cut in parts",
        ),
        (
            [FIRST, node("Gather", ["a", "i"], "g", axis=1), node("Conv", ["g", "v"], "y")],
            {"w": (8, 4, 3, 3), "v": (4, 2, 1, 1), "i": np.array([0, 3])},
            "takes a part of the channels",
        ),
        (
            [FIRST, node("Tile", ["a", "t"], "b"), node("Conv", ["b", "v"], "y")],
            {**WEIGHTS, "t": np.array([1, 1, 1, 1])},
            "cannot be told for another width",
        ),
        (
            [
                FIRST,
                node("Conv", ["a", "u"], "b", group=4, pads=[1, 1, 1, 1]),
                node("Conv", ["b", "v"], "y"),
            ],
            {**WEIGHTS, "u": (8, 2, 3, 3)},
            "do not divide by 4 groups",
        ),
    ],
)
def test_what_cannot_be_told_is_refused_and_the_rest_is_not(
    nodes: list[Any], weights: dict[str, Any], said: str, save: Save
) -> None:
    path = save(nodes, {"x": [1, 4, 8, 8]}, weights=weights)
    if not said:  # all channels reach the answer, so nothing changes
        assert recounted(path, width=0.25)[0] == count(path)
        return
    with pytest.raises(WorkloadError) as refused:
        recounted(path, width=0.25)
    (problem,) = refused.value.problems
    assert said in problem.what
    assert problem.where == "--width"
    assert "export the model with that width" in problem.remedy


def encoder(build: ModuleType, tokens: int) -> Any:
    """A block of attention whose sizes are stored in the file, on tokens of 8 values."""
    network = build.Network("encoder", half=False)
    table = network.weight("table", (50, 8), 1)
    value = network.add("Gather", [table, "input"], "rows")
    split = network.shape("split", [1, tokens, 2, 4])
    merged = network.shape("merged", [-1, tokens, 8])

    def heads(part: str, order: Sequence[int]) -> str:
        apart = network.add("Reshape", [network.linear(value, part, (8, 8)), split], f"{part}.s")
        return network.add("Transpose", [apart], f"{part}.t", perm=order)

    scores = network.add("MatMul", [heads("q", (0, 2, 1, 3)), heads("k", (0, 2, 3, 1))], "scores")
    shares = network.add("Softmax", [scores], "shares", axis=-1)
    mixed = network.add("MatMul", [shares, heads("v", (0, 2, 1, 3))], "mixed")
    together = network.add("Transpose", [mixed], "together", perm=(0, 2, 1, 3))
    value = network.add("Reshape", [together, merged], "heads merged")
    value = network.linear(value, "classes", (8, 3))
    output = network.add("ReduceMean", [value], "mean", axes=[1], keepdims=0)
    model = network.model((tokens,), output, 3, TensorProto.INT64)
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1
    return model


def test_another_length_is_the_network_exported_with_it(
    make_models: ModuleType, tmp_path: Path
) -> None:
    short, long = (written(tmp_path, encoder(make_models, n), str(n)) for n in (6, 15))
    work, said = recounted(short, sequence=15)
    assert work == count(long)
    assert "axis 1 of 'input'" in said[0]


def series(save: Save, length: int) -> Path:
    """A convolution along a time series of 3 channels, its mean, and a dense layer."""
    nodes = [
        node("Conv", ["x", "w"], "a", pads=[2, 2]),
        node("GlobalAveragePool", ["a"], "b"),
        node("Flatten", ["b"], "c"),
        node("Gemm", ["c", "v"], "y"),
    ]
    return save(nodes, {"x": [1, 3, length]}, weights={"w": (6, 3, 5), "v": (6, 2)})


def gated(save: Save, length: int) -> Path:
    """A GRU, time first."""
    nodes = [helper.make_node("GRU", ["x", "w", "r"], ["y"], name="y", hidden_size=5)]
    weights = {"w": (1, 15, 4), "r": (1, 15, 5)}
    return save(nodes, {"x": [length, 1, 4]}, weights=weights)


@pytest.mark.parametrize("build", [series, gated])
def test_the_only_axis_that_weights_leave_free_is_the_sequence(
    build: Callable[[Save, int], Path], save: Save
) -> None:
    work, said = recounted(build(save, 20), sequence=33)
    assert work == count(build(save, 33))
    assert "33 steps" in said[0]


def test_a_named_axis_is_the_sequence(save: Save) -> None:
    nodes = [node("MatMul", ["x", "w"], "y")]
    path = save(nodes, {"x": ["batch", "time", 4]}, weights={"w": (4, 2)})
    work, _ = recounted(path, sequence=7, shapes={"x": (1, 5, 4)})
    assert work == count(path, shapes={"x": (1, 7, 4)})


def test_trained_positions_fix_the_length(examples: Path) -> None:
    with pytest.raises(WorkloadError, match=r"--sequence: .*'embedded' \(Add\)"):
        recounted(examples / "tiny-transformer.onnx", sequence=32)


def test_a_length_of_one_is_not_spread_over_a_stored_table(save: Save) -> None:
    weights = {"t": (6, 4), "w": (4, 2)}
    path = save(
        [node("Add", ["x", "t"], "a"), node("MatMul", ["a", "w"], "y")],
        {"x": [1, 6, 4]},
        weights=weights,
    )
    with pytest.raises(WorkloadError, match="do not fit together"):
        recounted(path, sequence=1)


def test_images_have_no_sequence(examples: Path) -> None:
    with pytest.raises(WorkloadError, match="which axis is a sequence"):
        recounted(examples / "image-classification.onnx", sequence=32)


def test_two_free_axes_are_not_guessed(save: Save) -> None:
    path = save([node("Relu", ["x"], "y")], {"x": [1, 3, 4]})
    with pytest.raises(WorkloadError, match="axis 1 of 'x' or axis 2 of 'x' could be"):
        recounted(path, sequence=9)


def test_two_names_are_not_guessed(save: Save) -> None:
    path = save([node("Add", ["x", "z"], "y")], {"x": [1, "a"], "z": [1, "b"]})
    with pytest.raises(WorkloadError, match="several axes have no fixed size: 'a', 'b'"):
        recounted(path, sequence=9, shapes={"x": (1, 3), "z": (1, 3)})


def test_length_and_width_together(make_models: ModuleType, tmp_path: Path, save: Save) -> None:
    work, said = recounted(series(save, 20), sequence=40, width=2.0)
    assert isinstance(work, Workload)
    assert work.operations.macs == 40 * 12 * 3 * 5 + 12 * 2
    assert len(said) == 2


@given(
    blocks=st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=3), min_size=1, max_size=4),
    data=st.data(),
)
def test_joined_axes_stay_joined_in_a_reshape(blocks: list[list[int]], data: st.DataObject) -> None:
    before = tuple(size for block in blocks for size in block)
    now = tuple(size * data.draw(st.integers(1, 3)) for size in before)
    joined = tuple(int(np.prod(block)) for block in blocks)
    try:
        found = reshaped(before, now, joined, joined)
    except RuleError:
        return
    assert np.prod(found) == np.prod(now)


def test_a_changed_axis_that_is_cut_cannot_be_told() -> None:
    assert reshaped((1, 6, 8), (1, 9, 8), (1, 6, 2, 4), (1, 6, 2, 4)) == (1, 9, 2, 4)
    assert reshaped((1, 6, 8), (1, 9, 8), (6, 8), (-1, 8)) == (-1, 8)
    with pytest.raises(RuleError, match="cut in parts"):
        reshaped((1, 6, 8), (1, 6, 16), (1, 6, 2, 4), (1, 6, 2, 4))
