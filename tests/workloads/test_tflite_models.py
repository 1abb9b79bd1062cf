"""Whole TensorFlow Lite models: sizes, formats, memory and batches."""

from __future__ import annotations

import importlib.util
from dataclasses import astuple
from pathlib import Path

import pytest
from tflite_writer import Net, dense, keyword_spotting

from joulepath.errors import WorkloadError
from joulepath.records.workload import Workload
from joulepath.workloads.tflite_file import count_tflite


def count_bytes(content: bytes | bytearray, folder: Path) -> Workload:
    path = folder / "model.tflite"
    path.write_bytes(content)
    return count_tflite(path)


def complaint(content: bytes | bytearray, folder: Path) -> str:
    with pytest.raises(WorkloadError) as caught:
        count_bytes(content, folder)
    assert all(str(folder) in problem.where for problem in caught.value.problems)
    return "\n".join(f"{p.what}\n  {p.remedy}" for p in caught.value.problems)


def test_keyword_spotting_takes_the_published_work(tmp_path: Path) -> None:
    found = count_bytes(keyword_spotting().file(), tmp_path)
    # 125 places: 64 * 40, four times 64 * 9 + 64 * 64; 64 * 12. 9 biases and rectifiers of 8000.
    macs = 125 * (64 * 40 + 4 * (64 * 9 + 64 * 64)) + 64 * 12
    assert macs == 2_656_768
    additions = 9 * 8000 + 124 * 64 + 12 + 2 * 12
    assert astuple(found.operations) == (macs, additions, 64 + 2 * 12, 9 * 8000 + 12, 0)
    weights, biases = 64 * 40 + 4 * (64 * 9 + 64 * 64) + 64 * 12, 9 * 64 + 12
    assert (found.parameters, found.weight_bits) == (weights + biases, 8 * weights + 32 * biases)
    assert found.read_bits == 8 * (490 + 9 * 8000 + 64 + 12)
    assert found.written_bits == 8 * (9 * 8000 + 64 + 12 + 12)
    assert found.peak_bits == 8 * (8000 + 8000)
    assert (found.input_values, found.output_values) == (490, 12)
    assert {layer.format for layer in found.layers} == {"int8"}
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("kind", "weight", "bias", "arithmetic", "bits"),
    [
        ("float32", "float32", "float32", "fp32", 45 * 32),
        ("int8", "int8", "int32", "int8", 40 * 8 + 5 * 32),
        ("int16", "int8", "int64", "int16", 40 * 8 + 5 * 64),
        ("float32", "int8", "float32", "int8", 40 * 8 + 5 * 32),  # hybrid
        ("int8", "int4", "int32", "int8", 40 * 4 + 5 * 32),
    ],
)
def test_formats_follow_the_types_of_the_operands(
    kind: str, weight: str, bias: str, arithmetic: str, bits: int, tmp_path: Path
) -> None:
    found = count_bytes(dense(kind, weight, bias).file(), tmp_path)
    assert found.layers[0].format == arithmetic
    assert (found.parameters, found.weight_bits) == (45, bits)


def test_weights_unpacked_at_load_belong_to_the_layer_that_uses_them(tmp_path: Path) -> None:
    net = Net()
    x, packed = net.input((1, 8)), net.weight((5, 8), "float16", size=20, sparse=True)
    whole = net.then("DENSIFY", [packed], (5, 8), "float16")
    weight = net.then("DEQUANTIZE", [whole], (5, 8))
    x = net.then("FULLY_CONNECTED", [x, weight, -1], (1, 5))
    found = count_bytes(net.file(), tmp_path)
    assert [layer.operator for layer in found.layers] == ["FULLY_CONNECTED"]
    # 10 of the 40 values are stored
    assert (found.parameters, found.weight_bits, found.layers[0].format) == (40, 160, "fp32")


def test_shared_weights_count_where_they_are_first_read(tmp_path: Path) -> None:
    net = Net()
    x, weight = net.input((1, 8)), net.weight((8, 8))
    for _ in range(2):
        x = net.then("FULLY_CONNECTED", [x, weight, -1], (1, 8))
    found = count_bytes(net.file(), tmp_path)
    assert [layer.parameters for layer in found.layers] == [64, 0]
    assert (found.operations.macs, found.weight_bits) == (128, 64 * 32)


def test_shapes_axes_and_literals_are_no_parameters(tmp_path: Path) -> None:
    net = Net()
    x = net.then("MUL", [net.input((1, 8)), net.weight(())], (1, 8))
    net.then("RESHAPE", [x, net.weight((2,), "int32")], (8, 1))
    assert count_bytes(net.file(), tmp_path).parameters == 0


def test_the_peak_knows_branches_and_views(tmp_path: Path) -> None:
    net = Net()
    x = net.input((1, 100), "int8")
    branch = net.then("RELU", [x], (1, 100), "int8")
    view = net.then("RESHAPE", [branch], (1, 10, 10), "int8")
    small = net.then("SUM", [view], (1, 10), "int8")
    tiny = net.then("SUM", [small], (1, 1), "int8")
    net.then("ADD", [x, tiny], (1, 100), "int8")
    # x lives throughout; the rectified copy, whose view is the same memory, until its sums
    assert count_bytes(net.file(), tmp_path).peak_bits == 8 * (100 + 100 + 10)


def test_states_are_read_and_written_and_last(tmp_path: Path) -> None:
    net = Net()
    x = net.then("RELU", [net.input((1, 40), "int8")], (1, 40), "int8")
    state = net.tensor((1, 80), "int16", variable=True)
    weights = [net.weight((8, 40), "int8"), net.weight((8, 10), "int16")]
    net.then("SVDF", [x, *weights, -1, state], (1, 4), "int8", options={0: ("i", 2)})
    filtered = (found := count_bytes(net.file(), tmp_path)).layers[1]
    assert (filtered.read_bits, filtered.written_bits) == (8 * 40 + 16 * 80, 8 * 4 + 16 * 80)
    # while the first operator works, input, copy and state are there
    assert found.peak_bits == 8 * (40 + 40) + 16 * 80


def test_a_part_is_read_in_part_and_a_view_not_at_all(tmp_path: Path) -> None:
    net = Net()
    x = net.then("STRIDED_SLICE", [net.input((1, 8, 6))], (1, 2, 3))
    net.then("RESHAPE", [x], (1, 6))
    layers = count_bytes(net.file(), tmp_path).layers
    assert [(layer.read_bits, layer.written_bits) for layer in layers] == [(192, 192), (0, 0)]


def test_a_batch_is_divided_out_and_an_open_one_counts_as_one(tmp_path: Path) -> None:
    def net(batch: int, **more: object) -> bytes:
        made = Net()
        x = made.input((batch, 8), **more)  # type: ignore[arg-type]
        made.then("FULLY_CONNECTED", [x, made.weight((5, 8)), -1], (batch, 5))
        return made.file()

    one = count_bytes(net(1), tmp_path)
    assert count_bytes(net(3), tmp_path) == one
    assert count_bytes(net(1, signature=(-1, 8)), tmp_path) == one
    message = complaint(net(1, signature=(-1, -1)), tmp_path)
    assert message.startswith("axis 1 of input 't0' has no fixed size\n  convert the model with")


@pytest.mark.parametrize(
    ("read", "written", "message"),
    [
        ([(3, 8), (2, 8)], (3, 8), "the inputs share no leading batch axis: (3, 8), (2, 8)"),
        ([(3, 8), (3, 8)], (8, 3), "output 't2' does not keep the leading axis of 3"),
    ],
)
def test_what_may_or_may_not_be_a_batch_is_refused(
    read: list[tuple[int, ...]], written: tuple[int, ...], message: str, tmp_path: Path
) -> None:
    net = Net()
    net.then("ADD", [net.input(shape) for shape in read], written)
    assert complaint(net.file(), tmp_path).startswith(message)


def test_work_that_does_not_divide_by_the_batch_is_refused(tmp_path: Path) -> None:
    net = Net()
    x = net.input((3, 8))
    net.then("SUM", [x], (1, 8))  # 16 additions over the samples
    net.then("RELU", [x], (3, 8))
    message = complaint(net.file(), tmp_path)
    assert "node 't1' (SUM): its work does not divide by the batch of 3 samples" in message


@pytest.mark.parametrize(("offset", "fits"), [(64, True), (1_000_000, False)])
def test_weights_behind_the_tables_must_be_in_the_file(
    offset: int, fits: bool, tmp_path: Path
) -> None:
    net = dense("int8", "int8", "int32")
    net.buffers[1] = {1: ("Q", offset), 2: ("Q", 40)}
    if fits:
        assert count_bytes(net.file(), tmp_path).parameters == 45
    else:
        assert "a buffer ends at byte 1000040 of" in complaint(net.file(), tmp_path)


def test_all_operators_without_a_rule_are_listed_or_left_out(tmp_path: Path) -> None:
    net = Net()
    x = net.input((1, 8))
    for name in ("WHERE", "Detect", "RELU"):
        x = net.then(name, [x], (1, 8))
    message = complaint(net.file(), tmp_path)
    assert "node 't1': no counting rule for operator WHERE" in message
    assert "node 't2': no counting rule for operator custom 'Detect'" in message
    found = count_tflite(tmp_path / "model.tflite", allow_unknown=True)
    assert found.left_out == ("t1 (WHERE)", "t2 (custom 'Detect')")
    assert found.operations.comparisons == 8


def test_face_landmarks_take_the_work_the_interpreter_shows() -> None:
    """34 979 040 MACs by the shapes that the interpreter of ai-edge-litert 2.3.0 gives."""
    package = importlib.util.find_spec("mediapipe")
    folder = Path(package.origin).parent if package and package.origin else Path()
    path = folder / "modules" / "face_landmark" / "face_landmark.tflite"
    if not path.is_file():
        pytest.skip("needs the face_landmark.tflite of mediapipe 0.10.21")
    assert count_tflite(path).operations.macs == 34_979_040
