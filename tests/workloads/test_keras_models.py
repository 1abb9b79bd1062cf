"""Keras models against what Keras says of them, against ONNX, and against published sizes.

The models and the facts were written by Keras itself (``keras_models/make_models.py``).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import helper

from joulepath.records.workload import Operations, Workload
from joulepath.workloads import count
from joulepath.workloads.keras_activations import ACTIVATIONS
from joulepath.workloads.keras_rules import RULES

Save = Callable[..., Path]

HERE = Path(__file__).parent / "keras_models"
FACTS: dict[str, Any] = json.loads((HERE / "facts.json").read_text(encoding="utf-8"))["models"]
with zipfile.ZipFile(HERE / "layers.zip") as archive:
    CONFIGURATIONS: dict[str, Any] = json.loads(archive.read("layers.json"))
OPEN = {"open-axes": (1, 9, 9, 3)}  # as in make_models.py
QUANTISED = {name for name in FACTS if name.startswith("quantised")}

# Parameters as the page https://keras.io/api/applications/ listed them in full in 2020, before it
# turned to millions with one digit (22.9M, 138.4M, 25.6M, 23.9M, 3.5M, 8.1M, 5.3M: the same).
PUBLISHED_PARAMETERS = {
    "Xception": 22_910_480,
    "VGG16": 138_357_544,
    "ResNet50": 25_636_712,
    "InceptionV3": 23_851_784,
    "MobileNetV2": 3_538_984,
    "DenseNet121": 8_062_504,
    "NASNetMobile": 5_326_716,
}
# The same page today, in millions; the tolerance is one unit of the last digit.
PUBLISHED_MILLIONS = {"ConvNeXtTiny": 28.6, "EfficientNetB0": 5.3}

# Multiply-accumulates at this resolution that the papers state: MobileNetV2 table 4 (arXiv
# 1801.04381), EfficientNet table 2 (1905.11946), NASNet-A 4 @ 1056 table 2 (1707.07012).
# Tolerance 3 %: they round, and some leave out squeeze and excitation.
PUBLISHED_MACS = {"MobileNetV2": 300e6, "EfficientNetB0": 390e6, "NASNetMobile": 564e6}


@pytest.fixture
def model(tmp_path: Path) -> Callable[[str], Path]:
    """Where the configuration of a model lies."""

    def place(name: str) -> Path:
        path = HERE / f"{name}.keras"
        if name in CONFIGURATIONS:
            path = tmp_path / f"{name}.json"
            path.write_text(json.dumps(CONFIGURATIONS[name]), encoding="utf-8")
        return path

    return place


Model = Callable[[str], Path]


def counted(path: Path, name: str) -> Workload:
    if name not in OPEN:
        return count(path)
    (source,) = (one for one in _layers(path) if one["class_name"] == "InputLayer")
    return count(path, shapes={source["config"]["name"]: OPEN[name]})


def _layers(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["config"]["layers"]


@pytest.mark.parametrize("name", sorted(set(FACTS) - QUANTISED))
def test_parameters_and_answers_are_those_of_keras(name: str, model: Model) -> None:
    found = counted(model(name), name)
    assert found.parameters == FACTS[name]["parameters"]
    assert found.output_values == sum(map(prod, FACTS[name]["outputs"]))
    assert found.parameters == sum(layer.parameters for layer in found.layers)


def test_every_layer_and_operation_with_a_rule_is_tried() -> None:
    found = [one for each in CONFIGURATIONS.values() for one in _everything(each)]
    tried = {one["class_name"] for one in found if ".ops." not in str(one.get("module"))}
    tried |= {f"ops.{one['class_name']}" for one in found if ".ops." in str(one.get("module"))}
    # older names of layers that are tried, layers of applications, and what training alone needs
    same = {"GroupedQueryAttention", "CELU", "RandomCrop", "CustomScaleLayer", "LayerScale"}
    idle = {name for name, rule in RULES.items() if rule is RULES["Dropout"]}
    assert set(RULES) - same - idle <= tried


def _everything(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [one for each in value for one in _everything(each)]
    if not isinstance(value, dict):
        return []
    inner = [one for each in value.values() for one in _everything(each)]
    return [value, *inner] if "class_name" in value else inner


@pytest.mark.parametrize("name", PUBLISHED_MILLIONS)
def test_applications_have_their_published_parameters(name: str) -> None:
    found = count(HERE / f"{name}.keras")
    assert found.parameters / 1e6 == pytest.approx(PUBLISHED_MILLIONS[name], abs=0.1)


@pytest.mark.parametrize("name", PUBLISHED_PARAMETERS)
def test_applications_have_exactly_their_published_parameters(name: str) -> None:
    assert count(HERE / f"{name}.keras").parameters == PUBLISHED_PARAMETERS[name]


@pytest.mark.parametrize("name", PUBLISHED_MACS)
def test_applications_do_their_published_work(name: str) -> None:
    assert count(HERE / f"{name}.keras").operations.macs == pytest.approx(
        PUBLISHED_MACS[name], rel=0.03
    )


@pytest.mark.parametrize(
    "name",
    ["keyword-spotting", "visual-wake-words", "image-classification", "anomaly-detection"],
)
def test_the_networks_of_mlperf_tiny_are_the_same_in_keras_and_onnx(
    name: str, model: Model, examples: Path
) -> None:
    keras, onnx = count(model(name)), count(examples / f"{name}.onnx")
    assert keras.operations == onnx.operations
    assert keras.parameters == onnx.parameters
    assert keras.weight_bits == 2 * onnx.weight_bits  # float32 here, float16 in the example
    assert (keras.input_values, keras.output_values) == (onnx.input_values, onnx.output_values)
    assert (keras.read_bits, keras.written_bits) == (onnx.read_bits, onnx.written_bits)
    assert keras.peak_bits == onnx.peak_bits
    assert [one.operator for one in keras.layers] == [one.operator for one in onnx.layers]


def node(operator: str, inputs: int = 1, **attributes: Any) -> Any:
    names = ["x", "u", "v"][:inputs]
    return lambda weights: helper.make_node(operator, [*names, *weights], ["y"], **attributes)


# Each model of one layer beside the operator of ONNX that does the same on the same sizes: SERIES
# is 7 x 6, IMAGE 9 x 8 x 6 with channels first in ONNX.
SERIES, IMAGE = (1, 7, 6), (1, 6, 9, 8)
SAME: dict[str, tuple[Any, list[tuple[int, ...]], list[tuple[int, ...]]]] = {
    "conv-groups": (node("Conv", group=2), [IMAGE], [(4, 3, 3, 3)]),
    "conv2d-same": (
        node("Conv", strides=[2, 2], auto_pad="SAME_UPPER"),
        [IMAGE],
        [(4, 6, 3, 3), (4,)],
    ),
    "back2d-valid": (node("ConvTranspose", strides=[2, 2]), [IMAGE], [(6, 4, 3, 3), (4,)]),
    "conv3d-valid": (
        node("Conv", strides=[2] * 3),
        [(1, 6, 9, 8, 7)],
        [(4, 6, 3, 3, 3), (4,)],
    ),
    "average2d": (node("AveragePool", kernel_shape=[3, 3], strides=[3, 3]), [IMAGE], []),
    "max2d": (node("MaxPool", kernel_shape=[3, 3], strides=[3, 3]), [IMAGE], []),
    "global-average2d": (node("GlobalAveragePool"), [IMAGE], []),
    "global-max2d": (node("GlobalMaxPool"), [IMAGE], []),
    "dense-series": (node("MatMul"), [SERIES], [(6, 5)]),
    "batch": (node("BatchNormalization"), [IMAGE], [(6,)] * 4),
    "layer": (node("LayerNormalization"), [SERIES], [(6,), (6,)]),
    "rms": (node("RMSNormalization"), [SERIES], [(6,)]),
    "group": (node("GroupNormalization", num_groups=3), [IMAGE], [(6,), (6,)]),
    "simple": (node("RNN", hidden_size=5), [(7, 1, 6)], [(1, 5, 6), (1, 5, 5), (1, 10)]),
    "gru": (
        node("GRU", hidden_size=5, linear_before_reset=1),
        [(7, 1, 6)],
        [(1, 15, 6), (1, 15, 5), (1, 30)],
    ),
    "gru-early": (node("GRU", hidden_size=5), [(7, 1, 6)], [(1, 15, 6), (1, 15, 5)]),
    "lstm": (node("LSTM", hidden_size=5), [(7, 1, 6)], [(1, 20, 6), (1, 20, 5), (1, 40)]),
    "merge-add": (node("Add", 2), [SERIES, SERIES], []),
    "merge-three": (node("Sum", 3), [SERIES, SERIES, (1, 1, 6)], []),
    "merge-average": (node("Mean", 2), [SERIES, SERIES], []),
    "merge-maximum": (node("Max", 2), [SERIES, SERIES], []),
    "concatenate": (node("Concat", 2, axis=1), [SERIES, (1, 4, 6)], []),
    "permute": (node("Transpose", perm=[0, 2, 3, 1]), [(1, 9, 8, 6)], []),
    "flatten": (node("Flatten"), [IMAGE], []),
    "softmax-layer": (node("Softmax"), [SERIES], []),
    "leaky-layer": (node("LeakyRelu"), [SERIES], []),
    "elu-layer": (node("Elu"), [SERIES], []),
    "attention-op": (
        node("Attention", 3, q_num_heads=3, kv_num_heads=3),
        [(1, 7, 12), (1, 9, 12), (1, 9, 12)],
        [],
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_a_layer_does_the_work_of_its_counterpart_in_onnx(
    name: str, model: Model, save: Save
) -> None:
    make, inputs, shapes = SAME[name]
    weights = {f"w{at}": np.zeros(shape, np.float32) for at, shape in enumerate(shapes)}
    names = dict(zip(("x", "u", "v"), inputs, strict=False))
    opset = 23 if name in {"attention-op", "rms"} else 21
    onnx = count(save([make(list(weights))], names, weights=weights, opset=opset))
    assert count(model(name)).operations == onnx.operations


# By hand, with the conventions of the ONNX rules: 7 queries of 12 values and 9 values of 10, three
# heads of 4 (5 for values); products of the four projections and of 3 x 7 x 9 scores.
def test_attention_by_hand(model: Model) -> None:
    found = count(model("multi-head"))
    projections = 7 * 12 * 12 + 9 * 10 * 12 + 9 * 10 * 15 + 7 * 15 * 12
    assert found.operations.macs == projections + 3 * 7 * 9 * (4 + 5)
    assert sum(layer.trained_macs for layer in found.layers) == projections
    causal, plain = count(model("multi-head-causal")), count(model("multi-head-scores"))
    (scores,) = (one for one in causal.layers if one.operator == "Attention")
    # each score: a scale, 2 elementwise, 2 special and 1 comparison of a softmax, 1 of the mask
    each = 3 * 7 * 7
    assert scores.operations == Operations(each * 8, each * 3, each * 2, each * 2, 0)
    assert plain.output_values == 7 * 6 + 3 * 7 * 9


def test_a_shared_layer_works_each_time_and_its_weights_count_once(model: Model) -> None:
    found = count(model("residual"))
    assert found.operations.macs == 3 * 16 * 16
    assert found.parameters == 16 * 16 + 16
    # three of Gemm, Relu, Add; the sum reads the rectifier and the sum before
    assert [layer.reads for layer in found.layers] == [
        *((), (0,), (1,)),
        *((2,), (3,), (2, 4)),
        *((5,), (6,), (5, 7)),
    ]


def test_a_folded_time_axis_multiplies_the_work(model: Model) -> None:
    found = count(model("steps"))
    assert found.operations.macs == 5 * (7 * 6 * 4) * (3 * 3 * 6)


def test_an_open_axis_scales_the_work_and_not_the_weights(model: Model) -> None:
    path = model("open-axes")
    (name,) = (one["name"] for one in _layers(path) if one["class_name"] == "InputLayer")
    small, large = (count(path, shapes={name: (1, size, size, 3)}) for size in (9, 17))
    assert small.parameters == large.parameters
    assert large.operations.macs * 7**2 == small.operations.macs * 15**2


@pytest.mark.parametrize(
    ("name", "bits"),
    # weights are kept in the variable dtype: 35 values in 32 or 16 bits
    [("policy-mixed_float16", 32), ("policy-bfloat16", 16), ("policy-float16", 16)],
)
def test_policies_say_the_formats(name: str, bits: int, model: Model) -> None:
    found = count(model(name))
    assert found.weight_bits == 35 * bits
    assert {layer.format for layer in found.layers} == {"bf16" if "bf" in name else "fp16"}
    assert found.layers[0].written_bits == 5 * 16


@pytest.mark.parametrize(
    ("mode", "scales", "kernel", "format_"),
    # Keras keeps a scale for each of 50 rows of the table and 6 columns of the kernel in int8
    [("int8", 50 + 6, 8, "int8"), ("float8", None, 32, "fp8"), ("int4", None, 4, "int8")],
)
def test_quantised_kernels_take_their_size(
    mode: str, scales: int | None, kernel: int, format_: str, model: Model
) -> None:
    name = f"quantised-{mode}"
    found = count(model(name))
    values = 50 * 8 + 8 * 6
    assert found.parameters == values + 6
    if scales is not None:
        assert found.parameters + scales == FACTS[name]["parameters"]
    assert found.weight_bits == values * kernel + 6 * 32
    (product,) = (layer for layer in found.layers if layer.operations.macs)
    assert product.format == format_


def test_a_map_of_policies_says_the_formats_of_parts(model: Model) -> None:
    found = {layer.name.rpartition("/")[2]: layer for layer in count(model("policy-map")).layers}
    assert {name: layer.format for name, layer in found.items()} == {
        "query": "fp32",
        **dict.fromkeys(("key", "value", "attention", "attention_output"), "fp16"),
    }
    assert found["query"].written_bits == 2 * found["key"].written_bits


def test_a_gate_of_attention_by_hand(model: Model) -> None:
    gated, plain = count(model("gated-attention")), count(model("multi-head-causal"))
    assert gated.parameters == plain.parameters + 12 * 12 + 12
    # projection, bias, sigmoid and product of 7 x 12 values; the other has a causal mask
    assert gated.operations.macs - plain.operations.macs == 7 * 12 * 12
    assert gated.operations.elementwise - plain.operations.elementwise == 2 * 7 * 12
    assert gated.operations.special - plain.operations.special == 7 * 12


def test_what_only_training_needs_is_no_layer(model: Model) -> None:
    assert count(model("training-only")).layers == ()


def test_totals_are_those_of_the_layers() -> None:
    found = count(HERE / "MobileNetV2.keras")
    assert found.operations.macs == sum(layer.operations.macs for layer in found.layers)
    assert found.read_bits == sum(layer.read_bits for layer in found.layers)
    assert found.operations.macs == sum(layer.trained_macs for layer in found.layers)
    assert all(at > max(layer.reads, default=-1) for at, layer in enumerate(found.layers))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_says_what_it_does(name: str) -> None:
    activation = ACTIVATIONS[name]
    assert activation.operator or name == "linear"
    assert sum(activation.work.amounts) > 0 or name == "linear"
    assert activation.work.macs == 0


def test_a_model_of_tf_keras_2_reads_like_one_of_keras_3(tmp_path: Path) -> None:
    """The older way of writing: ``batch_input_shape``, dtypes by name, calls as lists."""

    def layer(kind: str, name: str, calls: list[Any], **config: Any) -> dict[str, Any]:
        config |= {"name": name, "dtype": "float32"}
        return {"class_name": kind, "config": config, "name": name, "inbound_nodes": calls}

    inner = {
        "name": "inner",
        "layers": [
            layer("InputLayer", "in", [], batch_input_shape=[None, 4]),
            layer("Dense", "first", [[["in", 0, 0, {}]]], units=3, activation="relu"),
        ],
        "input_layers": [["in", 0, 0]],
        "output_layers": [["first", 0, 0]],
    }
    outer = {
        "name": "outer",
        "layers": [
            layer("InputLayer", "left", [], batch_input_shape=[None, 4]),
            layer("InputLayer", "right", [], batch_input_shape=[None, 4]),
            {
                "class_name": "Functional",
                "config": inner,
                "name": "inner",
                "inbound_nodes": [[["left", 0, 0, {}]], [["right", 0, 0, {}]]],
            },
            # the calls of a model inside a model are numbered from 1
            layer("Add", "sum", [[["inner", 1, 0, {}], ["inner", 2, 0, {}]]]),
        ],
        "input_layers": [["left", 0, 0], ["right", 0, 0]],
        "output_layers": [["sum", 0, 0]],
    }
    path = tmp_path / "old.json"
    path.write_text(json.dumps({"class_name": "Functional", "config": outer}), encoding="utf-8")
    found = count(path)
    assert found.operations.macs == 2 * 4 * 3
    assert found.parameters == 4 * 3 + 3
    assert found.operations.elementwise == 2 * 3 + 3  # two biases, a sum
    assert found.layers[-1].reads == (1, 3)
