"""Work of single TensorFlow Lite operators, derived by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from tflite_writer import CODES, RELU, RELU6, TANH, Net

from joulepath.errors import WorkloadError
from joulepath.records.workload import Workload
from joulepath.workloads.tflite_file import count_tflite
from joulepath.workloads.tflite_operators import RULES
from joulepath.workloads.tflite_schema import BUILTINS

Shape = tuple[int, ...]
Kinds = tuple[int, int, int, int, int]
"""MACs, elementwise, special, comparisons, moves."""


def counted(net: Net, folder: Path) -> Workload:
    path = folder / "model.tflite"
    path.write_bytes(net.file())
    return count_tflite(path)


def product(name: str, read: Shape, weight: Shape, bias: int, written: Shape, **more: Any) -> Net:
    net = Net()
    x, w, b = net.input(read), net.weight(weight), net.weight((bias,))
    net.then(name, [x, w, b], written, options=more.get("options"))
    return net


def plain(name: str, read: list[Shape], written: Shape, options: Any = None) -> Net:
    net = Net()
    net.then(name, [net.input(shape) for shape in read], written, options=options)
    return net


def transposed() -> Net:
    net = Net()
    shape, w, b = net.weight((4,), "int32"), net.weight((5, 3, 3, 2)), net.weight((5,))
    net.then("TRANSPOSE_CONV", [shape, w, net.input((1, 4, 4, 2)), b], (1, 8, 8, 5))
    return net


def svdf() -> Net:
    net = Net()
    x, f, t = net.input((1, 40)), net.weight((8, 40)), net.weight((8, 10))
    bias, state = net.weight((4,)), net.tensor((1, 80), variable=True)
    net.then("SVDF", [x, f, t, bias, state], (1, 4), options={0: ("i", 2), 1: ("b", RELU)})
    return net


def rnn() -> Net:
    net = Net()
    x, w, r = net.input((1, 7, 3)), net.weight((5, 3)), net.weight((5, 5))
    state = net.tensor((1, 5), variable=True)
    inputs = [x, w, r, net.weight((5,)), state]
    net.then("UNIDIRECTIONAL_SEQUENCE_RNN", inputs, (1, 7, 5), options={1: ("b", TANH)})
    return net


def lstm(*, coupled: bool = False, clip: float = 0.0, extra: bool = False) -> Net:
    """A sequence of 7 steps of 3 features into 5 cells; perhaps peepholes, 2 projected values."""
    net = Net()
    x, answers = net.input((1, 7, 3)), 2 if extra else 5
    gates = [-1] if coupled else []

    def each_gate(*shape: int) -> list[int]:
        return [*gates, *(net.weight(shape) for _ in range(4 - len(gates)))]

    peepholes = [net.weight((5,)) for _ in range(3)] if extra else [-1, -1, -1]
    projection = [net.weight((2, 5)), net.weight((2,))] if extra else [-1, -1]
    states = [net.tensor((1, answers), variable=True), net.tensor((1, 5), variable=True)]
    weights = [*each_gate(5, 3), *each_gate(5, answers), *peepholes, *each_gate(5)]
    options = {0: ("b", TANH), 1: ("f", clip), 2: ("f", clip)}
    inputs = [x, *weights, *projection, *states]
    net.then("UNIDIRECTIONAL_SEQUENCE_LSTM", inputs, (1, 7, answers), options=options)
    return net


def normalised_lstm() -> Net:
    """As `lstm`, with a scale for each gate."""
    net = lstm()
    net.operators[0][1] += [net.weight((5,)) for _ in range(4)]
    return net


def both_ways() -> Net:
    """7 steps of 3 features into 5 cells forwards and 4 backwards."""
    net = Net()

    def direction(cells: int) -> list[int]:
        weights = [net.weight((cells, 3)) for _ in range(4)]
        weights += [net.weight((cells, cells)) for _ in range(4)]
        return [*weights, -1, -1, -1, *(net.weight((cells,)) for _ in range(4)), -1, -1]

    x = net.input((1, 7, 3))
    weights = [*direction(5), *direction(4)]
    states = [net.tensor((1, cells), variable=True) for cells in (5, 5, 4, 4)]
    options = {0: ("b", TANH), 3: ("?", True)}
    inputs = [x, *weights, *states, *[-1] * 9]
    net.then("BIDIRECTIONAL_SEQUENCE_LSTM", inputs, (1, 7, 9), options=options)
    return net


def plain_both_ways() -> Net:
    """7 steps of 3 features into 5 cells forwards and 4 backwards, with 2 more features."""
    net = Net()
    x, more = net.input((1, 7, 3)), net.input((1, 7, 2))
    inputs = [x]
    for cells in (5, 4):
        shapes = ((cells, 3), (cells, cells), (cells,))
        inputs += [*map(net.weight, shapes), net.tensor((1, cells), variable=True)]
    inputs += [more, net.weight((5, 2)), net.weight((4, 2))]
    options = {1: ("b", TANH), 2: ("?", True)}
    net.then("BIDIRECTIONAL_SEQUENCE_RNN", inputs, (1, 7, 9), options=options)
    return net


def one_step(name: str) -> Net:
    """One step of 3 features into 5 cells."""
    net = Net()
    x, state = net.input((1, 3)), net.tensor((1, 5), variable=True)
    if name == "RNN":
        inputs = [x, net.weight((5, 3)), net.weight((5, 5)), net.weight((5,)), state]
        net.then(name, inputs, (1, 5), options={0: ("b", RELU)})
    else:
        inputs = [x, net.input((1, 5)), net.weight((20, 8)), net.weight((20,)), net.input((1, 5))]
        net.then(name, inputs, (1, 5), options={0: ("b", TANH), 3: ("b", 1)})
    return net


def transposed_volume() -> Net:
    net = Net()
    shape, w, b = net.weight((5,), "int32"), net.weight((3, 3, 3, 5, 2)), net.weight((5,))
    inputs = [shape, w, net.input((1, 2, 4, 4, 2)), b]
    net.then("CONV_3D_TRANSPOSE", inputs, (1, 4, 8, 8, 5))
    return net


IMAGE = (1, 4, 6, 2)  # 48 values
POOL = {3: ("i", 2), 4: ("i", 3)}
CASES: dict[str, tuple[Net, Kinds]] = {
    # 4 * 6 * 5 outputs of 3 * 3 * 2 products; a bias; RELU6 has two bounds
    "conv": (
        product("CONV_2D", IMAGE, (5, 3, 3, 2), 5, (1, 4, 6, 5), options={3: ("b", RELU6)}),
        (120 * 18, 120, 0, 240, 0),
    ),
    # 2 groups: each kernel sees one of the 2 channels
    "grouped conv": (
        product("CONV_2D", IMAGE, (4, 3, 3, 1), 4, (1, 4, 6, 4)),
        (96 * 9, 96, 0, 0, 0),
    ),
    "depthwise": (
        product(
            "DEPTHWISE_CONV_2D", IMAGE, (1, 3, 3, 4), 4, (1, 2, 3, 4), options={4: ("b", RELU)}
        ),
        (24 * 9, 24, 0, 24, 0),
    ),
    # 32 values read, each into 5 channels of 3 * 3
    "transposed": (transposed(), (32 * 45, 320, 0, 0, 0)),
    "volume": (
        product("CONV_3D", (1, 4, 4, 4, 2), (3, 3, 3, 2, 5), 5, (1, 2, 2, 2, 5)),
        (40 * 54, 40, 0, 0, 0),
    ),
    # three rows of 8 values into 5
    "dense": (
        product("FULLY_CONNECTED", (1, 3, 8), (5, 8), 5, (1, 3, 5), options={0: ("b", RELU)}),
        (15 * 8, 15, 0, 15, 0),
    ),
    "matmul": (
        plain("BATCH_MATMUL", [(1, 3, 8), (1, 5, 8)], (1, 3, 5), {1: ("?", True)}),
        (120, 0, 0, 0, 0),
    ),
    "average": (plain("AVERAGE_POOL_2D", [IMAGE], (1, 2, 2, 2), POOL), (0, 40, 8, 0, 0)),
    "maximum": (plain("MAX_POOL_2D", [IMAGE], (1, 2, 2, 2), POOL), (0, 0, 0, 40, 0)),
    "root mean square": (plain("L2_POOL_2D", [IMAGE], (1, 2, 2, 2), POOL), (0, 88, 16, 0, 0)),
    "softmax": (plain("SOFTMAX", [(1, 10)], (1, 10)), (0, 20, 20, 10, 0)),
    "log softmax": (plain("LOG_SOFTMAX", [(1, 10)], (1, 10)), (0, 30, 20, 10, 0)),
    "mean": (plain("MEAN", [IMAGE], (1, 2)), (0, 46, 2, 0, 0)),
    "sum": (plain("SUM", [IMAGE], (1, 2)), (0, 46, 0, 0, 0)),
    "greatest": (plain("REDUCE_MAX", [IMAGE], (1, 2)), (0, 0, 0, 46, 0)),
    "best": (plain("ARG_MAX", [(1, 10)], (1,)), (0, 0, 0, 9, 0)),
    "add": (plain("ADD", [IMAGE, IMAGE], IMAGE, {0: ("b", RELU)}), (0, 48, 0, 48, 0)),
    "subtract": (plain("SUB", [IMAGE, (1, 2)], IMAGE), (0, 48, 0, 0, 0)),
    "multiply": (plain("MUL", [IMAGE, IMAGE], IMAGE, {0: ("b", TANH)}), (0, 48, 48, 0, 0)),
    "divide": (plain("DIV", [IMAGE, IMAGE], IMAGE), (0, 0, 48, 0, 0)),
    "sum of three": (plain("ADD_N", [(1, 8), (1, 8), (1, 8)], (1, 8)), (0, 16, 0, 0, 0)),
    "sigmoid": (plain("LOGISTIC", [(1, 8)], (1, 8)), (0, 0, 8, 0, 0)),
    "tanh": (plain("TANH", [(1, 8)], (1, 8)), (0, 0, 8, 0, 0)),
    "relu": (plain("RELU", [(1, 8)], (1, 8)), (0, 0, 0, 8, 0)),
    "relu6": (plain("RELU6", [(1, 8)], (1, 8)), (0, 0, 0, 16, 0)),
    "hard swish": (plain("HARD_SWISH", [(1, 8)], (1, 8)), (0, 24, 0, 16, 0)),
    "leaky": (plain("LEAKY_RELU", [(1, 8)], (1, 8)), (0, 8, 0, 8, 0)),
    "elu": (plain("ELU", [(1, 8)], (1, 8)), (0, 16, 8, 8, 0)),
    # 0.5 x (1 + erf(x / root 2)): three products, a sum; 0.5 x (1 + tanh(a (x + b x x x)))
    "gelu": (plain("GELU", [(1, 8)], (1, 8)), (0, 32, 8, 0, 0)),
    "gelu by tanh": (plain("GELU", [(1, 8)], (1, 8), {0: ("?", True)}), (0, 64, 8, 0, 0)),
    # 24 vectors of 2: 48 squares, 24 sums, 24 bounds, 24 roots, 48 quotients
    "norm": (plain("L2_NORMALIZATION", [IMAGE], IMAGE), (0, 72, 72, 24, 0)),
    # a window of 5: square, 4 sums, alpha, bias; a power and a quotient
    "response": (
        plain("LOCAL_RESPONSE_NORMALIZATION", [(1, 1, 1, 8)], (1, 1, 1, 8), {0: ("i", 2)}),
        (0, 56, 16, 0, 0),
    ),
    # between two neighbours along two axes: three interpolations of three steps
    "bilinear": (plain("RESIZE_BILINEAR", [IMAGE], (1, 8, 12, 2)), (0, 9 * 192, 0, 0, 0)),
    "nearest": (plain("RESIZE_NEAREST_NEIGHBOR", [IMAGE], (1, 8, 12, 2)), (0, 0, 0, 0, 192)),
    "pad": (plain("PAD", [IMAGE], (1, 6, 8, 2)), (0, 0, 0, 0, 96)),
    "concatenate": (plain("CONCATENATION", [(1, 8), (1, 4)], (1, 12)), (0, 0, 0, 0, 12)),
    "slice": (plain("STRIDED_SLICE", [IMAGE], (1, 2, 2, 2)), (0, 0, 0, 0, 8)),
    "reshape": (plain("RESHAPE", [IMAGE], (1, 48)), (0, 0, 0, 0, 0)),
    "squeeze": (plain("SQUEEZE", [(1, 1, 8)], (1, 8)), (0, 0, 0, 0, 0)),
    # 8 filters of 40 features and 10 steps, moved on by one, two to a unit; bias, rectifier
    "svdf": (svdf(), (8 * 50, 4 + 4, 0, 4, 72)),
    "rnn": (rnn(), (7 * 5 * 8, 35, 35, 0, 0)),
    # 4 gates of 8 products and a bias; three products and a sum; 3 sigmoids and 2 tanh
    "lstm": (lstm(), (7 * 160, 7 * (20 + 20), 7 * 25, 0, 0)),
    # per step 4 * 5 * (3 + 2) + 10 products; biases, two for each of 15 peepholes, 4 a cell;
    # clips of 5 cells and 2 answers
    "lstm with everything": (
        lstm(clip=1.5, extra=True),
        (7 * 110, 7 * (20 + 2 + 30 + 20), 7 * 25, 7 * 14, 0),
    ),
    # a scale for each of 4 gates of 5 values: 5 plain steps and a quotient; 2 for each mean
    "normalised lstm": (
        normalised_lstm(),
        (7 * 160, 7 * (40 + 4 * 26), 7 * (25 + 4 * 6), 0, 0),
    ),
    # 4 gates of 8 and of 7 products; biases and 4 for each cell
    "lstm both ways": (
        both_ways(),
        (7 * (20 * 8 + 16 * 7), 7 * (20 + 20 + 16 + 16), 7 * 5 * 9, 0, 0),
    ),
    "rnn both ways": (plain_both_ways(), (7 * (5 * 10 + 4 * 9), 7 * 9, 7 * 9, 0, 0)),
    "rnn of one step": (one_step("RNN"), (40, 5, 0, 5, 0)),
    "basic lstm of one step": (one_step("LSTM"), (160, 40, 25, 0, 0)),
    # 64 values read, each into 5 channels of 27
    "transposed volume": (transposed_volume(), (64 * 135, 1280, 0, 0, 0)),
    # the best of 10 by 9 comparisons, two more by 4 each
    "three best": (plain("TOPK_V2", [(1, 10)], (1, 3)), (0, 0, 0, 17, 3)),
    "quantised and back": (plain("FAKE_QUANT", [(1, 8)], (1, 8)), (0, 32, 8, 16, 0)),
    "sums of segments": (plain("SEGMENT_SUM", [(6, 8)], (6, 8)), (0, 8, 0, 0, 0)),
    "coupled lstm": (lstm(coupled=True, clip=1.5), (7 * 120, 7 * (15 + 25), 7 * 20, 7 * 10, 0)),
}


@pytest.mark.parametrize("case", CASES)
def test_work_of_one_operator_is_what_was_derived(case: str, tmp_path: Path) -> None:
    net, expected = CASES[case]
    workload = counted(net, tmp_path)
    assert astuple(workload.operations) == expected
    assert astuple(workload.layers[0].operations) == expected


@pytest.mark.parametrize("case", [name for name in CASES if name != "matmul"])
def test_all_products_but_those_of_activations_are_with_weights(case: str, tmp_path: Path) -> None:
    net, expected = CASES[case]
    (layer,) = counted(net, tmp_path).layers
    assert layer.trained_macs == expected[0]


@pytest.mark.parametrize(
    ("before", "after", "name", "expected", "kind"),
    [
        ("float32", "int8", "QUANTIZE", (0, 16, 8, 16, 0), "fp32"),  # / scale, round, + zero
        ("bfloat16", "int8", "QUANTIZE", (0, 16, 8, 16, 0), "bf16"),
        ("int16", "int8", "QUANTIZE", (0, 32, 0, 16, 0), "int16"),
        ("int8", "float32", "DEQUANTIZE", (0, 16, 0, 0, 0), "fp32"),  # - zero, * scale
        ("int8", "float32", "CAST", (0, 0, 0, 0, 8), "fp32"),
    ],
)
def test_a_change_of_format_counts_in_floats_where_there_are_floats(
    before: str, after: str, name: str, expected: Kinds, kind: str, tmp_path: Path
) -> None:
    net = Net()
    net.then(name, [net.input((1, 8), before)], (1, 8), after)
    workload = counted(net, tmp_path)
    assert astuple(workload.operations) == expected
    assert workload.layers[0].format == kind


def test_every_written_code_has_the_name_the_reader_gives_it() -> None:
    assert {name: BUILTINS[code] for name, code in CODES.items()} == {name: name for name in CODES}


def test_every_rule_is_of_an_operator_in_the_schema() -> None:
    assert set(RULES) <= set(BUILTINS)


MISFITS: dict[str, tuple[Net, str]] = {
    "channels": (product("CONV_2D", IMAGE, (5, 3, 3, 3), 5, (1, 4, 6, 5)), "2 channels do not fit"),
    "kernels": (product("CONV_2D", IMAGE, (4, 3, 3, 2), 4, (1, 4, 6, 5)), "4 kernels do not write"),
    "dense": (product("FULLY_CONNECTED", (1, 9), (5, 8), 5, (1, 5)), "do not turn [1, 9] into"),
    "matrices": (plain("BATCH_MATMUL", [(1, 3, 8), (1, 5, 8)], (1, 3, 5)), "do not multiply"),
    "depthwise": (
        product("DEPTHWISE_CONV_2D", IMAGE, (1, 3, 3, 3), 3, (1, 4, 6, 3)),
        "2 channels do not fit 3 kernels",
    ),
    "vectors": (plain("BATCH_MATMUL", [(1,), (1, 8)], (1,)), "are no matrices"),
    "memory": (
        plain("SVDF", [(1, 40), (8, 40), (8, 10)], (1, 4), {0: ("i", 3)}),
        "shapes [1, 40], [8, 40], [8, 10] do not fit rank 3",
    ),
    "view": (plain("RESHAPE", [IMAGE], (1, 47)), "holds other values than [1, 47]"),
    "pool": (plain("MAX_POOL_2D", [IMAGE], (1, 2, 2, 2)), "'width' is 0, not a positive number"),
    "growth": (plain("SUM", [(1, 2)], IMAGE), "it writes 48 values of 2"),
    "activation": (plain("ADD", [IMAGE, IMAGE], IMAGE, {0: ("b", 9)}), "activation has number 9"),
}


def _other_features(net: Net) -> None:
    net.tensors[net.inputs[0]][0] = [1, 7, 4]


def _other_width(net: Net) -> None:
    net.tensors[net.inputs[0]][0] = [1, 4]


@pytest.mark.parametrize(
    ("net", "damage", "message"),
    [
        (lstm(), _other_features, "weights for 3 features read 4"),
        (one_step("RNN"), _other_width, "its weights do not fit 5 cells"),
        (one_step("LSTM"), _other_width, r"weights \[20, 8\] do not fit 4 features"),
        (rnn(), _other_features, "its weights do not fit 5 cells"),
    ],
)
def test_recurrent_operators_without_a_rule_are_refused(
    net: Net, damage: Callable[[Net], None], message: str, tmp_path: Path
) -> None:
    damage(net)
    with pytest.raises(WorkloadError, match=message):
        counted(net, tmp_path)


@pytest.mark.parametrize("case", MISFITS)
def test_tensors_that_do_not_fit_are_refused(case: str, tmp_path: Path) -> None:
    net, message = MISFITS[case]
    with pytest.raises(WorkloadError) as caught:
        counted(net, tmp_path)
    assert message in str(caught.value)
