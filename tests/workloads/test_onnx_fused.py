"""Fused operators of ONNX Runtime: numbers by hand, and as the operators that they stand for.

The inputs, attributes and shapes are those of ``ContribOperators.md`` of ONNX Runtime; the
models were also run by ONNX Runtime 1.32 to see that their answers have the shapes stated (but
for GemmFastGelu, packed and masked multi-head attention, which its CPU does not run like this).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, load

from joulepath.errors import WorkloadError
from joulepath.records.workload import Operations, Workload
from joulepath.workloads import count
from joulepath.workloads.onnx_fused import FUSED
from joulepath.workloads.onnx_microsoft import COUNTERPARTS

Save = Callable[..., Path]
Shape = tuple[int, ...]

SCALE, ZERO = np.float32(0.1), np.uint8(128)
FEW = np.array([0, 1, 2, 3, 4], np.int64)


@dataclass
class Fused:
    """An operator on inputs (shapes) and weights (arrays); None is left out."""

    operator: str
    inputs: list[Shape | np.ndarray | None]
    written: Shape
    work: Operations
    parameters: int
    attributes: dict[str, Any] = field(default_factory=dict)
    kinds: dict[int, int] = field(default_factory=dict)
    outputs: int = 1
    answers: dict[int, int] = field(default_factory=dict)
    """Types of the outputs that are no floats."""


def softmax(scores: int) -> tuple[int, int, int]:
    """Difference and sum; exponential and quotient; maximum."""
    return 2 * scores, 2 * scores, scores


def attended(
    macs: int, scores: int, elementwise: int = 0, special: int = 0, comparisons: int = 0
) -> Operations:
    """Scaled scores through a softmax, and what else there is."""
    plain, hard, compared = softmax(scores)
    return Operations(macs, plain + scores + elementwise, hard + special, compared + comparisons, 0)


def layer_norm(values: int, means: int, before: int = 0, moves: int = 0) -> Operations:
    """Mean, difference, square, mean, scale and shift; quotient; then epsilon and the root."""
    return Operations(0, (6 + before) * values + means, values + means, 0, moves)


# 2 samples would be a batch, so all have one: 3 tokens of 8 values, 2 heads of 4.
X: Shape = (1, 3, 8)
VALUES, TOKENS, HEADS, HEAD = 24, 3, 2, 4
SCORES = HEADS * TOKENS**2
PAST: Shape = (1, HEADS, 5, HEAD)
LONG = HEADS * TOKENS * (TOKENS + 5)
FLOAT16 = TensorProto.FLOAT16

CASES = [
    Fused("BiasGelu", [X, np.ones(8)], X, Operations(0, 5 * VALUES, VALUES, 0, 0), 8),
    Fused("FastGelu", [X, np.ones(8)], X, Operations(0, 9 * VALUES, VALUES, 0, 0), 8),
    Fused("FastGelu", [X], X, Operations(0, 8 * VALUES, VALUES, 0, 0), 0),
    Fused("QuickGelu", [X], X, Operations(0, 2 * VALUES, VALUES, 0, 0), 0),
    Fused("Gelu", [X], X, Operations(0, 4 * VALUES, VALUES, 0, 0), 0),
    Fused(
        "SkipLayerNormalization",
        [X, X, np.ones(8), np.ones(8), np.ones(8)],
        X,
        layer_norm(VALUES, TOKENS, before=2),
        24,
    ),
    Fused(
        "SkipLayerNormalization",
        [X, X, np.ones(8)],
        X,
        # without a shift it is one operation fewer
        layer_norm(VALUES, TOKENS, before=0),
        8,
    ),
    Fused(
        "SkipSimplifiedLayerNormalization",
        [X, X, np.ones(8)],
        X,
        # sum, square, mean, scale; quotient
        Operations(0, 4 * VALUES + TOKENS, VALUES + TOKENS, 0, 0),
        8,
    ),
    Fused(
        "EmbedLayerNormalization",
        [
            (1, 3),
            (1, 3),
            np.ones((50, 8)),
            np.ones((9, 8)),
            np.ones((2, 8)),
            np.ones(8),
            np.ones(8),
        ],
        X,
        layer_norm(VALUES, TOKENS, before=2, moves=VALUES),
        50 * 8 + 9 * 8 + 2 * 8 + 16,
        kinds={0: TensorProto.INT32, 1: TensorProto.INT32},
        answers={1: TensorProto.INT32},
        outputs=2,
    ),
    Fused(
        "FusedMatMul",
        [(1, 8, 3), np.ones((5, 8))],
        (1, 3, 5),
        Operations(3 * 5 * 8, 15, 0, 0, 0),
        40,
        {"transA": 1, "transB": 1, "alpha": 0.5},
    ),
    Fused(
        "FusedConv",
        [(1, 2, 5, 5), np.ones((4, 2, 3, 3)), np.ones(4)],
        (1, 4, 3, 3),
        Operations(36 * 18, 36, 0, 36, 0),
        76,
        {"activation": "Relu", "kernel_shape": [3, 3]},
    ),
    Fused(
        "FusedGemm",
        [(1, 6), np.ones((5, 6)), np.ones(5)],
        (1, 5),
        Operations(30, 5 + 5, 0, 5, 0),
        35,
        {"activation": "LeakyRelu", "activation_alpha": 0.1, "transB": 1},
    ),
    Fused(
        "GemmFastGelu",
        [X, np.ones((8, 5)), np.ones(5)],
        (1, 3, 5),
        Operations(3 * 5 * 8, 15 + 8 * 15, 15, 0, 0),
        45,
    ),
    Fused(
        "DynamicQuantizeMatMul",
        [X, np.ones((8, 5), np.int8), np.float32(0.1), np.int8(0), np.ones(5)],
        (1, 3, 5),
        Operations(3 * 5 * 8, 15, 0, 0, 0),
        45,
    ),
    Fused(
        "MatMulIntegerToFloat",
        [X, np.ones((8, 5), np.uint8), SCALE, SCALE, ZERO, ZERO, np.ones(5)],
        (1, 3, 5),
        Operations(3 * 5 * 8, 15, 0, 0, 0),
        45,
        kinds={0: TensorProto.UINT8},
    ),
    Fused(
        # 5 columns of 32 weights of 4 bits: two blocks of 16, each of 8 bytes
        "MatMulNBits",
        [(1, 3, 32), np.ones((5, 2, 8), np.uint8), np.ones(10)],
        (1, 3, 5),
        Operations(3 * 5 * 32, 0, 0, 0, 0),
        5 * 32,
        {"N": 5, "K": 32, "bits": 4, "block_size": 16},
    ),
    Fused(
        "Attention",
        [X, np.ones((8, 24)), np.ones(24)],
        X,
        attended(3 * 8 * 24 + SCORES * 2 * HEAD, SCORES, elementwise=3 * 24),
        8 * 24 + 24,
        {"num_heads": HEADS},
    ),
    Fused(
        "Attention",
        [X, np.ones((8, 24)), np.ones(24), None, (2, 1, HEADS, 5, HEAD)],
        X,
        attended(3 * 8 * 24 + LONG * 2 * HEAD, LONG, elementwise=3 * 24, comparisons=LONG),
        8 * 24 + 24,
        {"num_heads": HEADS, "unidirectional": 1},
        outputs=2,
    ),
    Fused(
        "Attention",
        [X, np.ones((8, 8 + 8 + 6)), np.ones(22)],
        (1, 3, 6),
        attended(3 * 8 * 22 + SCORES * (4 + 3), SCORES, elementwise=3 * 22),
        8 * 22 + 22,
        {"num_heads": HEADS, "qkv_hidden_sizes": [8, 8, 6]},
    ),
    Fused(
        "QAttention",
        [X, np.ones((8, 24), np.uint8), np.ones(24), SCALE, SCALE, None, ZERO, ZERO],
        X,
        attended(3 * 8 * 24 + SCORES * 2 * HEAD, SCORES, elementwise=3 * 24),
        8 * 24 + 24,
        {"num_heads": HEADS},
        kinds={0: TensorProto.UINT8},
    ),
    Fused(
        "MultiHeadAttention",
        [X, (1, 7, 8), (1, 7, 8), np.ones(24)],
        X,
        # queries of 3 tokens, keys and values of 7, each with a bias
        attended(HEADS * 21 * 8, HEADS * 21, elementwise=8 * (3 + 7 + 7)),
        24,
        {"num_heads": HEADS},
    ),
    Fused(
        "MultiHeadAttention",
        [(1, 3, HEADS, 3, HEAD)],
        X,
        attended(SCORES * 8, SCORES),
        0,
        {"num_heads": HEADS},
    ),
    Fused(
        "MultiHeadAttention",
        [X, X, X, None, None, None, PAST, PAST],
        X,
        attended(LONG * 8, LONG),
        0,
        {"num_heads": HEADS},
        outputs=3,
    ),
    Fused(
        "DecoderMaskedMultiHeadAttention",
        [(1, 1, 8), (1, 1, 8), (1, 1, 8), None, None, PAST, PAST],
        (1, 1, 8),
        attended(HEADS * 6 * 8, HEADS * 6),
        0,
        {"num_heads": HEADS},
    ),
    Fused(
        # 2 heads share one key: 3 tokens after 5, keys of 8 values
        "GroupQueryAttention",
        [
            (1, 3, 16),
            (1, 3, 8),
            (1, 3, 8),
            (1, 1, 5, 8),
            (1, 1, 5, 8),
            np.array([7], np.int32),
            np.array([8], np.int32),
        ],
        (1, 3, 16),
        attended(LONG * 16, LONG, comparisons=LONG),
        0,
        {"num_heads": HEADS, "kv_num_heads": 1},
        outputs=3,
    ),
    Fused(
        # queries, keys and values in one: 3 tokens of (2 + 1 + 1) x 16 values, turned
        "GroupQueryAttention",
        [
            (1, 3, 64),
            None,
            None,
            (1, 1, 5, 16),
            (1, 1, 5, 16),
            np.array([7], np.int32),
            np.array([8], np.int32),
            np.ones((9, 8)),
            np.ones((9, 8)),
        ],
        (1, 3, 32),
        attended(LONG * 32, LONG, elementwise=3 * 3 * 3 * 16, comparisons=LONG),
        0,
        {"num_heads": HEADS, "kv_num_heads": 1, "do_rotary": 1},
        outputs=3,
    ),
    Fused(
        "RotaryEmbedding",
        [(1, HEADS, 3, 4), (1, 3), np.ones((9, 2)), np.ones((9, 2))],
        (1, HEADS, 3, 4),
        Operations(0, 3 * VALUES, 0, 0, 0),
        0,
        kinds={1: TensorProto.INT64},
    ),
    Fused(
        # each of 3 tokens takes 2 of 4 experts of 6 hidden values
        "MoE",
        [
            X,
            (3, 4),
            np.ones((4, 6, 8)),
            np.ones((4, 6)),
            np.ones((4, 8, 6)),
            np.ones((4, 8)),
        ],
        X,
        Operations(
            3 * 2 * 2 * 48,
            # biases, weighted sum; differences and sums of the softmax
            3 * 2 * (6 + 8 + 2 * 8) + 3 * 2 * 4,
            3 * 2 * 4,
            # rectifiers; maxima of the softmax; the best found one by one
            3 * 2 * 6 + 3 * 4 + 3 * 2 * 3,
            0,
        ),
        4 * (48 + 6 + 48 + 8),
        {"k": 2, "activation_type": "relu"},
    ),
    Fused(
        # 4 steps of 3 values, 5 cells, both directions
        "DynamicQuantizeLSTM",
        [
            (4, 1, 3),
            np.ones((2, 3, 20), np.uint8),
            np.ones((2, 5, 20), np.uint8),
            np.ones((2, 40)),
            *([None] * 4),
            np.ones(2),
            np.zeros(2, np.uint8),
            np.ones(2),
            np.zeros(2, np.uint8),
        ],
        (4, 2, 1, 5),
        Operations(4 * 2 * 20 * 8, 4 * 2 * (20 + 4 * 5), 4 * 2 * 5 * 5, 0, 0),
        2 * (60 + 100 + 40),
        {"hidden_size": 5, "direction": "bidirectional"},
    ),
    Fused(
        "QLinearConcat",
        [SCALE, ZERO, (1, 4), SCALE, ZERO, (1, 6), SCALE, ZERO],
        (1, 10),
        Operations(0, 0, 0, 0, 10),
        0,
        {"axis": 1},
        kinds={2: TensorProto.UINT8, 5: TensorProto.UINT8},
        answers={0: TensorProto.UINT8},
    ),
    Fused(
        "QLinearSoftmax",
        [(1, 6), SCALE, ZERO, SCALE, ZERO],
        (1, 6),
        Operations(0, 12, 12, 6, 0),
        0,
        {"opset": 13, "axis": 1},
        kinds={0: TensorProto.UINT8},
        answers={0: TensorProto.UINT8},
    ),
    Fused(
        "QLinearReduceMean",
        [(1, 2, 6), SCALE, ZERO, SCALE, ZERO],
        (1, 2, 1),
        Operations(0, 10, 2, 0, 0),
        0,
        {"axes": [2], "keepdims": 1},
        kinds={0: TensorProto.UINT8},
        answers={0: TensorProto.UINT8},
    ),
    Fused(
        "QLinearWhere",
        [(1, 6), (1, 6), SCALE, ZERO, (1, 6), SCALE, ZERO, SCALE, ZERO],
        (1, 6),
        Operations(0, 0, 0, 6, 0),
        0,
        kinds={0: TensorProto.BOOL, 1: TensorProto.UINT8, 4: TensorProto.UINT8},
        answers={0: TensorProto.UINT8},
    ),
]


def saved(case: Fused, save: Save) -> Path:
    names, inputs, weights = [], {}, {}
    for at, value in enumerate(case.inputs):
        name = "" if value is None else f"i{at}"
        names.append(name)
        if isinstance(value, tuple):
            inputs[name] = value
        elif value is not None:
            array = np.asarray(value)
            weights[name] = array.astype(np.float32) if array.dtype == np.float64 else array
    outputs = [f"o{at}" for at in range(case.outputs)]
    kinds = {f"i{at}": kind for at, kind in case.kinds.items()}
    kinds |= {f"o{at}": kind for at, kind in case.answers.items()}
    node = helper.make_node(
        case.operator, names, outputs, name="only", domain="com.microsoft", **case.attributes
    )
    path = save([node], inputs, outputs, weights, kinds=kinds)
    model = load(path)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    path.write_bytes(model.SerializeToString())
    return path


def counted(case: Fused, save: Save) -> Workload:
    return count(saved(case, save))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.operator)
def test_a_fused_operator_counts_as_derived_by_hand(case: Fused, save: Save) -> None:
    work = counted(case, save)
    assert work.operations == case.work
    assert work.parameters == case.parameters
    (layer,) = work.layers
    others = 0 if case.outputs == 1 else layer.output_values - prod(case.written)
    assert layer.output_values == prod(case.written) + others


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.operator)
def test_products_with_weights_are_told_from_those_of_activations(case: Fused, save: Save) -> None:
    (layer,) = counted(case, save).layers
    macs = layer.operations.macs
    if case.operator in {"Attention", "QAttention"}:  # 3 tokens of 8 values into all columns
        macs = 3 * 8 * np.shape(case.inputs[1])[1]
    elif "Attention" in case.operator:
        macs = 0
    assert layer.trained_macs == macs
    kept = sum(each.inputs * each.outputs * int(each.uses) for each in layer.matrices)
    assert kept == (0 if case.operator == "MoE" else macs)


def test_every_rule_is_tried() -> None:
    tried = {case.operator for case in CASES}
    elsewhere = {"BiasAdd", "BiasSoftmax", "GroupNorm", "MatMulBnb4", "QEmbedLayerNormalization"}
    elsewhere |= {"QMoE", "SkipGroupNorm", "TransposeMatMul"}
    assert tried - {*COUNTERPARTS["com.microsoft"]} == {*FUSED} - elsewhere


def test_four_bits_are_half_a_byte(save: Save) -> None:
    case = next(case for case in CASES if case.operator == "MatMulNBits")
    assert counted(case, save).weight_bits == 5 * 32 * 4


def test_keys_remembered_and_new_ones_are_handed_on(save: Save) -> None:
    # Answer of 3 tokens, 8 keys and 8 values of a head.
    grouped = next(case for case in CASES if case.operator == "GroupQueryAttention")
    assert counted(grouped, save).output_values == 3 * 16 + 2 * 8 * 8
    apart = [case for case in CASES if case.operator == "MultiHeadAttention"][2]
    assert counted(apart, save).output_values == 24 + 2 * HEADS * 8 * HEAD


def test_attention_counts_as_that_of_the_standard(save: Save) -> None:
    (case,) = [c for c in CASES if c.operator == "MultiHeadAttention" and c.outputs == 3]
    node = helper.make_node(
        "Attention",
        ["q", "k", "v", "", "pk", "pv"],
        ["y", "a", "b"],
        q_num_heads=HEADS,
        kv_num_heads=HEADS,
    )
    inputs = {"q": X, "k": X, "v": X, "pk": PAST, "pv": PAST}
    standard = count(save([node], inputs, ["y", "a", "b"], opset=23))
    assert standard.operations == counted(case, save).operations


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            Fused("FusedConv", [(1, 2, 5, 5), np.ones((4, 2, 3, 3))], (), Operations(*[0] * 5), 0,
                  {"activation": "Maxout", "kernel_shape": [3, 3]}),
            "activation 'Maxout' has no counting rule",
        ),
        (
            Fused("Attention", [X, np.ones((7, 24))], (), Operations(*[0] * 5), 0,
                  {"num_heads": 2}),
            "do not fit together",
        ),
        (
            Fused("MoE", [(3, 8), (3, 4), np.ones((4, 6, 8)), None, np.ones((4, 8, 6))], (),
                  Operations(*[0] * 5), 0, {"k": 9}),
            "9 of 4 experts",
        ),
        (
            Fused("MatMulNBits", [(1, 3, 16), np.ones((5, 2, 8), np.uint8), np.ones(10)], (),
                  Operations(*[0] * 5), 0, {"N": 5, "K": 32, "bits": 4, "block_size": 16}),
            "16 values do not multiply 32 x 5 weights",
        ),
        (
            Fused("PackedAttention", [X], (), Operations(*[0] * 5), 0, {"num_heads": 2}),
            "no counting rule for operator 'com.microsoft.PackedAttention'",
        ),
    ],
    ids=lambda value: value.operator if isinstance(value, Fused) else "",
)  # fmt: skip
def test_what_does_not_fit_is_refused(case: Fused, said: str, save: Save) -> None:
    with pytest.raises(WorkloadError) as refused:
        counted(case, save)
    assert said in str(refused.value)
