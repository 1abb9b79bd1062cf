"""Counts of single operators and classic networks, derived by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper
from onnx.defs import get_all_schemas

from joulepath.errors import WorkloadError
from joulepath.workloads import count, totals
from joulepath.workloads.onnx_microsoft import COUNTERPARTS
from joulepath.workloads.onnx_operators import RULES

Save = Callable[..., Path]
Shape = tuple[int, ...]


@dataclass
class Case:
    """One operator on inputs ``a, b, ...`` and weights ``v, w, ...`` after them."""

    operator: str
    inputs: list[Shape]
    weights: list[Any]
    macs: int
    others: int
    attributes: dict[str, Any] = field(default_factory=dict)
    opset: int = 21


def conv(inputs: Shape, weights: list[Shape], macs: int, others: int, **attributes: Any) -> Case:
    return Case("Conv", [inputs], list(weights), macs, others, attributes)


def one(operator: str, others: int, *inputs: Shape, opset: int = 21, **attributes: Any) -> Case:
    return Case(operator, list(inputs), [], 0, others, attributes, opset)


def scales(*factors: float) -> np.ndarray:
    return np.array(factors, dtype=np.float32)


V = (1, 4, 6)  # 24 values

TWO_OUTPUTS = {"CausalConvWithState", "LinearAttention", "TopK"}
KINDS = {"BitwiseNot": {"x0": TensorProto.INT32, "y": TensorProto.INT32}}
ANSWERS = {"ArgMax": {"y": TensorProto.INT64}, "Cast": {"y": TensorProto.FLOAT16}}

CASES = [
    # 2-D: outputs 8x8 (padding keeps 8), 16 channels, each 3 x 3x3; bias one for each output
    conv((1, 3, 8, 8), [(16, 3, 3, 3), (16,)], 8 * 8 * 16 * 27, 8 * 8 * 16, pads=[1] * 4),
    # unpadded, stride 2: (9 - 3) / 2 + 1 = 4
    conv((1, 3, 9, 9), [(16, 3, 3, 3)], 4 * 4 * 16 * 27, 0, strides=[2, 2]),
    # same padding rounds up: ceil(9 / 2) = 5
    conv((1, 3, 9, 9), [(16, 3, 3, 3)], 25 * 16 * 27, 0, strides=[2, 2], auto_pad="SAME_UPPER"),
    # dilation 2 stretches 3 to 5: 9 - 5 + 1 = 5
    conv((1, 3, 9, 9), [(4, 3, 3, 3)], 25 * 4 * 27, 0, dilations=[2, 2]),
    # two groups: each output sees half of the 6 channels
    conv((1, 6, 5, 5), [(4, 3, 3, 3)], 9 * 4 * 27, 0, group=2),
    # depthwise: each output sees one channel
    conv((1, 6, 5, 5), [(6, 1, 3, 3)], 9 * 6 * 9, 0, group=6),
    # 1-D causal, dilated: 20 + 4 - (2 * 2 + 1) + 1 = 20
    conv((1, 8, 20), [(16, 8, 3)], 20 * 16 * 24, 0, dilations=[2], pads=[4, 0]),
    # 3-D: 2x3x4 outputs of kernel 2x2x2
    conv((1, 2, 3, 4, 5), [(5, 2, 2, 2, 2)], 24 * 5 * 16, 0),
    # each of 2x4x4 values is spread over 3 channels of 2x2; outputs 3x8x8
    Case("ConvTranspose", [(1, 2, 4, 4)], [(2, 3, 2, 2), (3,)], 32 * 12, 192, {"strides": [2, 2]}),
    # in 2 groups each value reaches 2 channels; outputs 4x6x6 of kernel 3x3
    Case("ConvTranspose", [(1, 6, 4, 4)], [(6, 2, 3, 3)], 96 * 18, 0, {"group": 2}),
    # 1x10 times 10x5
    Case("Gemm", [(1, 10)], [(10, 5), (5,)], 50, 5),
    Case(
        "Gemm", [(1, 10)], [(5, 10), (5,)], 50, 5 + 5 + 5, {"transB": 1, "alpha": 2.0, "beta": 0.5}
    ),
    Case("Gemm", [(1, 10)], [(10, 5)], 50, 0),
    # 7 rows of 4 times 4x3
    Case("MatMul", [(1, 7, 4)], [(4, 3)], 7 * 4 * 3, 0),
    # heads: 1x2x5x4 times 1x2x4x5
    Case("MatMul", [(1, 2, 5, 4), (1, 2, 4, 5)], [], 2 * 5 * 5 * 4, 0),
    # grouped queries: 6 query heads share the keys by broadcasting 3x2 with 3x1
    Case("MatMul", [(1, 3, 2, 5, 4), (1, 3, 1, 4, 5)], [], 6 * 5 * 5 * 4, 0),
    # a vector has no second axis
    Case("MatMul", [(1, 4)], [(4,)], 4, 0),
    Case(
        "Einsum",
        [(1, 2, 5, 4), (1, 2, 7, 4)],
        [],
        2 * 5 * 7 * 4,
        0,
        {"equation": "bhid,bhjd->bhij"},
    ),
    Case("Einsum", [(1, 5), (1, 7)], [], 0, 35, {"equation": "bi, bj -> bij"}),
    # elementwise; a broadcast operand counts by the result
    one("Relu", 24, V),
    Case("Add", [V], [(6,)], 0, 24),
    Case("Add", [(1, 4, 1), (1, 1, 6)], [], 0, 24),
    one("Sum", 2 * 24, V, V, V),
    one("Max", 24, V, V),
    one("Mean", 2 * 24, V, V),
    one("Erf", 24, V),
    one("Tanh", 24, V),
    one("Sigmoid", 24, V),
    one("Sqrt", 24, V),
    one("Pow", 24, V, V),
    one("Div", 24, V, V),
    one("LeakyRelu", 2 * 24, V),
    Case("PRelu", [V], [(6,)], 0, 2 * 24),
    one("Softplus", 3 * 24, V),
    one("HardSigmoid", 4 * 24, V),
    one("Elu", 4 * 24, V),
    one("HardSwish", 5 * 24, V),
    one("Gelu", 5 * 24, V),
    one("Gelu", 9 * 24, V, approximate="tanh"),
    one("Swish", 3 * 24, V, opset=24),
    Case("Clip", [V], [np.float32(0), np.float32(6)], 0, 2 * 24),
    Case("Clip", [V], [np.float32(0)], 0, 24),
    one("Clip", 2 * 24, V, opset=6, min=0.0, max=6.0),
    one("Softmax", 5 * 24, V),
    one("LogSoftmax", 6 * 24, V),
    # normalisation: V has 4 rows of 6, and 4 channels of 6
    Case("BatchNormalization", [V], [(4,)] * 4, 0, 2 * 24),
    Case("LayerNormalization", [V], [(6,), (6,)], 0, 7 * 24 + 2 * 4),
    Case("LayerNormalization", [V], [(6,)], 0, 6 * 24 + 2 * 4),
    Case("LayerNormalization", [V], [(4, 6), (4, 6)], 0, 7 * 24 + 2 * 1, {"axis": 1}),
    Case("InstanceNormalization", [V], [(4,), (4,)], 0, 7 * 24 + 2 * 4),
    Case("GroupNormalization", [V], [(4,), (4,)], 0, 7 * 24 + 2 * 2, {"num_groups": 2}),
    Case("RMSNormalization", [V], [(6,)], 0, 4 * 24 + 2 * 4, opset=23),
    one("LRN", (5 + 4) * 24, (1, 4, 2, 3), size=5),
    # pools: 3x3 outputs on 3 channels
    one("AveragePool", 9 * 3 * 4, (1, 3, 6, 6), kernel_shape=[2, 2], strides=[2, 2]),
    one("MaxPool", 9 * 3 * 3, (1, 3, 6, 6), kernel_shape=[2, 2], strides=[2, 2]),
    one("GlobalAveragePool", 3 * 36, (1, 3, 6, 6)),
    one("GlobalMaxPool", 3 * 35, (1, 3, 6, 6)),
    # reductions of 4 rows of 6 to 4 values
    Case("ReduceMean", [V], [np.array([-1])], 0, 4 * (5 + 1)),
    Case("ReduceSum", [V], [np.array([-1])], 0, 4 * 5),
    Case("ReduceMax", [V], [np.array([-1])], 0, 4 * 5),
    Case("ReduceL1", [V], [np.array([-1])], 0, 4 * (6 + 5)),
    Case("ReduceL2", [V], [np.array([-1])], 0, 4 * (6 + 5 + 1)),
    Case("ReduceSumSquare", [V], [np.array([-1])], 0, 4 * (6 + 5)),
    Case("ReduceLogSum", [V], [np.array([-1])], 0, 4 * (5 + 1)),
    Case("ReduceLogSumExp", [V], [np.array([-1])], 0, 4 * (6 + 5 + 1)),
    one("ArgMax", 4 * 5, V, axis=-1),
    Case("CumSum", [V], [np.int64(2)], 0, 24),
    # 4x8x8 outputs: along one axis 1 interpolation of 3 operations, along two 1 + 2
    Case("Resize", [(1, 4, 8, 4)], [None, scales(1, 1, 1, 2)], 0, 3 * 256, {"mode": "linear"}),
    Case("Resize", [(1, 4, 4, 4)], [None, scales(1, 1, 2, 2)], 0, 9 * 256, {"mode": "linear"}),
    Case("Resize", [(1, 4, 4, 4)], [None, scales(1, 1, 2, 2)], 0, 0),
    # cubic: along one axis 4 products and 3 sums, along two 4 rows and then one more
    Case("Resize", [(1, 4, 8, 4)], [None, scales(1, 1, 1, 2)], 0, 7 * 256, {"mode": "cubic"}),
    Case("Resize", [(1, 4, 4, 4)], [None, scales(1, 1, 2, 2)], 0, 35 * 256, {"mode": "cubic"}),
    # 3x5 places of 2 coordinates on 4 channels: 9 for each value, 2 for each coordinate
    one("GridSample", 4 * 15 * 9 + 30 * 2, (1, 4, 6, 6), (1, 3, 5, 2)),
    one("GridSample", 4 * 15 * 35 + 30 * 2, (1, 4, 6, 6), (1, 3, 5, 2), mode="cubic"),
    one("GridSample", 30 * 3, (1, 4, 6, 6), (1, 3, 5, 2), mode="nearest"),
    # 3x5 places of 2 coordinates, each from 3 values
    Case("AffineGrid", [(1, 2, 3)], [np.array([1, 4, 3, 5])], 15 * 2 * 3, 0),
    # 5 regions of 2 channels, 3x3 cells of 4 samples: 9 each, 3 sums and a quotient
    Case(
        "RoiAlign",
        [(1, 2, 8, 8)],
        [(5, 4), np.zeros(5, np.int64)],
        0,
        90 * (4 * 9 + 4),
        {"sampling_ratio": 2, "output_height": 3, "output_width": 3},
    ),
    # 4x4 places of 2x2 taps on 3 channels, read between others; 2 shifts for each tap; a mask
    Case(
        "DeformConv",
        [(1, 3, 5, 5)],
        [(6, 3, 2, 2), (1, 8, 4, 4), (6,), (1, 4, 4, 4)],
        16 * 6 * 12,
        16 * 4 * 3 * 10 + 16 * 8 + 16 * 6,
    ),
    # 2 channels of 2x2 taps at 9 places
    Case("Col2Im", [(1, 8, 9)], [np.array([4, 4]), np.array([2, 2])], 0, 72),
    # 3 of 6 values, 4 rows: 5 comparisons for the first, 3 for each other
    Case("TopK", [V], [np.array([3])], 0, 4 * (5 + 2 * 3)),
    one("Hardmax", 4 * 5, V),
    one("Shrink", 3 * 24, V),
    one("BitwiseNot", 24, V),
    Case("CumProd", [V], [np.int64(2)], 0, 24, opset=26),
    one("SwiGLU", 4 * 24, V, V, opset=28),
    # squares, sums, roots; then quotients
    one("LpNormalization", 24 + 20 + 4 + 24, V),
    one("LpNormalization", 24 + 20 + 24, V, p=1),
    one("GlobalLpPool", 3 * (36 + 35 + 1), (1, 3, 6, 6)),
    one("LpPool", 27 * (4 + 3 + 1), (1, 3, 6, 6), kernel_shape=[2, 2], strides=[2, 2]),
    one("LpPool", 27 * (8 + 3 + 1), (1, 3, 6, 6), kernel_shape=[2, 2], strides=[2, 2], p=3),
    # difference, square, two means; quotient; epsilon and root of each channel
    one("MeanVarianceNormalization", 5 * 108 + 2 * 3, (1, 3, 6, 6)),
    # 3 values of each vector of 4 heads are turned
    Case(
        "RotaryEmbedding",
        [(1, 5, 16)],
        [(1, 5, 1), (1, 5, 1)],
        0,
        3 * 2 * 20,
        {"num_heads": 4, "rotary_embedding_dim": 2},
        opset=23,
    ),
    # 10 steps of 3 channels, 4 taps, bias and x sigmoid(a x)
    Case(
        "CausalConvWithState",
        [(1, 3, 10)],
        [(3, 1, 4), (3,)],
        120,
        30 * (1 + 3),
        {"activation": "silu"},
        opset=27,
    ),
    # 5 tokens, 2 heads of states 4 x 6: k v, S k and S q; decay and exponential of 2 heads;
    # scale, difference and rate of 6 values a head
    Case(
        "LinearAttention",
        [(1, 5, 8), (1, 5, 8), (1, 5, 12)],
        [None, (1, 5, 2), (1, 5, 2)],
        5 * 2 * 24 * 3,
        5 * 2 * (24 + 3 * 6) + 10,
        {"q_num_heads": 2, "kv_num_heads": 2, "update_rule": "gated_delta"},
        opset=27,
    ),
    # 4 scores of each of 6 targets; target, sign and sum; the mean
    Case(
        "SoftmaxCrossEntropyLoss",
        [(1, 4, 6)],
        [np.zeros((1, 6), np.int64)],
        0,
        6 * 24 + 6 + 5 + 1,
    ),
    # movement
    Case("ReverseSequence", [(4, 1, 6)], [np.array([3])], 0, 0),
    Case("CenterCropPad", [V], [np.array([1, 2, 2])], 0, 0),
    Case("Reshape", [V], [np.array([1, 24])], 0, 0),
    one("Transpose", 0, V, perm=[0, 2, 1]),
    one("Concat", 0, V, V, axis=1),
    Case("Slice", [V], [np.array([0]), np.array([2]), np.array([1])], 0, 0),
    Case("Pad", [V], [np.array([0, 1, 1, 0, 1, 1])], 0, 0),
    Case("Squeeze", [V], [np.array([0])], 0, 0),
    Case("Unsqueeze", [V], [np.array([0])], 0, 0),
    one("Flatten", 0, V),
    one("Dropout", 0, V),
    one("Cast", 0, V, to=TensorProto.FLOAT16),
    one("DepthToSpace", 0, (1, 8, 2, 2), blocksize=2),
]


def single(save: Save, case: Case) -> Path:
    inputs = {f"x{position}": shape for position, shape in enumerate(case.inputs)}
    weights = {f"w{position}": weight for position, weight in enumerate(case.weights)}
    names = [*inputs, *("" if weights[name] is None else name for name in weights)]
    present = {name: weight for name, weight in weights.items() if weight is not None}
    outputs = ["y", "z"] if case.operator in TWO_OUTPUTS else ["y"]
    node = helper.make_node(case.operator, names, outputs, name="only", **case.attributes)
    return save([node], inputs, ["y"], present, case.opset, (ANSWERS | KINDS).get(case.operator))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.operator)
def test_one_operator_counts_as_derived_by_hand(case: Case, save: Save) -> None:
    counted = count(single(save, case))
    assert (counted.operations.macs, totals(counted).other_operations) == (case.macs, case.others)
    (layer,) = counted.layers
    assert (layer.name, layer.operator, layer.operations.macs) == ("only", case.operator, case.macs)


@pytest.mark.parametrize("operator", ["Equal", "Less", "And", "Not", "Where"])
def test_a_comparison_or_selection_counts_one_for_each_value(operator: str, save: Save) -> None:
    kinds = {"Equal": "ff", "Less": "ff", "And": "bb", "Not": "b", "Where": "bff"}[operator]
    types = {"f": TensorProto.FLOAT, "b": TensorProto.BOOL}
    names = [f"x{position}" for position in range(len(kinds))]
    path = save(
        [helper.make_node(operator, names, ["y"])],
        dict.fromkeys(names, V),
        kinds={name: types[kind] for name, kind in zip(names, kinds, strict=True)}
        | {"y": types["f" if operator == "Where" else "b"]},
    )
    assert totals(count(path)).other_operations == 24


OLD = {"Scatter", "SimplifiedLayerNormalization", "Upsample"}

# Work that depends on the data, on the algorithm, or on something other than tensors.
NO_COUNT = {
    *("Bernoulli", "Compress", "Constant", "DFT", "Det", "If", "ImageDecoder", "Loop"),
    *("MaxRoiPool", "MelWeightMatrix", "Multinomial", "NonMaxSuppression", "NonZero", "Optional"),
    *("OptionalGetElement", "OptionalHasElement", "RandomNormal", "RandomNormalLike"),
    *("RandomUniform", "RandomUniformLike", "RegexFullMatch", "STFT", "Scan", "SequenceAt"),
    *("SequenceConstruct", "SequenceEmpty", "SequenceErase", "SequenceInsert", "SequenceLength"),
    *("SequenceMap", "SplitToSequence", "ConcatFromSequence", "StringConcat", "StringSplit"),
    *("StringNormalizer", "TfIdfVectorizer", "Unique"),
}


def test_every_operator_of_the_standard_has_a_rule_or_a_reason_to_have_none() -> None:
    standard = {s.name for s in get_all_schemas() if s.domain == ""}
    # onnx 1.23 (operator set 28) knows these; a later one may add some
    assert standard - {*RULES, *COUNTERPARTS[""]} - NO_COUNT == set()
    assert not NO_COUNT & {*RULES}


def test_every_operator_with_a_rule_exists_in_onnx() -> None:
    # deprecated ones, and one that ONNX Runtime adds to the standard domain
    assert {*RULES, *COUNTERPARTS[""]} <= {s.name for s in get_all_schemas()} | OLD


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (
            conv((1, 6, 5, 5), [(4, 4, 3, 3)], 0, 0),
            "node 'only' (Conv): 6 channels do not fit 1 groups of 4",
        ),
        (
            Case(
                "Resize",
                [(1, 4, 4, 4)],
                [None, scales(1, 1, 0.5, 0.5)],
                0,
                0,
                {"mode": "cubic", "antialias": 1},
            ),
            "smoothing of what becomes smaller has no counting rule",
        ),
        (
            Case("RoiAlign", [(1, 2, 8, 8)], [(5, 4), np.zeros(5, np.int64)], 0, 0),
            "samples that depend on the size of a region have no counting rule",
        ),
        (
            Case("Einsum", [(1, 3)], [], 0, 0, {"equation": "ij->ji"}),
            "equation 'ij->ji' is not of the form 'ij,jk->ik'",
        ),
    ],
)
def test_a_rule_says_what_it_cannot_count(case: Case, reason: str, save: Save) -> None:
    with pytest.raises(WorkloadError) as caught:
        count(single(save, case))
    assert reason in str(caught.value)


def test_lenet_5_as_published(save: Save) -> None:
    # LeCun et al. 1998, with all maps of C3 connected and a linear last layer:
    # C1 28x28x6x25 = 117 600, C3 10x10x16x150 = 240 000, C5 120x400 = 48 000,
    # F6 84x120 = 10 080, output 10x84 = 840; weights 61 706 with biases
    shapes = {"c1": (6, 1, 5, 5), "c3": (16, 6, 5, 5), "c5": (120, 16, 5, 5)}
    dense = {"f6": (84, 120), "out": (10, 84)}
    nodes, value = [], "image"
    for name in shapes:
        nodes.append(helper.make_node("Conv", [value, name, f"{name}.b"], [f"{name}.y"]))
        nodes.append(helper.make_node("Tanh", [f"{name}.y"], [value := f"{name}.t"]))
        if name != "c5":
            pool = {"kernel_shape": [2, 2], "strides": [2, 2]}
            nodes.append(helper.make_node("AveragePool", [value], [value := f"{name}.p"], **pool))
    nodes.append(helper.make_node("Flatten", [value], [value := "flat"]))
    nodes += [
        helper.make_node("Gemm", [value, name, f"{name}.b"], [value := f"{name}.y"], transB=1)
        for name in dense
    ]
    weights = shapes | dense
    biases = {f"{name}.b": shape[:1] for name, shape in weights.items()}
    counted = count(save(nodes, {"image": ("n", 1, 32, 32)}, [value], weights | biases))
    assert counted.operations.macs == 416_520
    assert counted.parameters == 61_706
    assert [layer.operations.macs for layer in counted.layers if layer.operations.macs] == [
        117_600,
        240_000,
        48_000,
        10_080,
        840,
    ]


def test_a_fused_normalisation_counts_as_its_parts(save: Save) -> None:
    steps = [
        ("ReduceMean", ["x", "last"], "mean"),
        ("Sub", ["x", "mean"], "centred"),
        ("Mul", ["centred", "centred"], "square"),
        ("ReduceMean", ["square", "last"], "variance"),
        ("Add", ["variance", "epsilon"], "safe"),
        ("Sqrt", ["safe"], "deviation"),
        ("Div", ["centred", "deviation"], "normal"),
        ("Mul", ["normal", "scale"], "scaled"),
        ("Add", ["scaled", "shift"], "y"),
    ]
    constants = {"last": np.array([-1]), "epsilon": np.float32(1e-5)}
    affine = {"scale": (6,), "shift": (6,)}
    nodes = [helper.make_node(name, inputs, [output]) for name, inputs, output in steps]
    apart = count(save(nodes, {"x": V}, weights=constants | affine))
    fused_node = helper.make_node("LayerNormalization", ["x", "scale", "shift"], ["y"])
    fused = count(save([fused_node], {"x": V}, weights=affine))
    assert totals(apart).other_operations == totals(fused).other_operations
    assert apart.parameters == fused.parameters == 12
