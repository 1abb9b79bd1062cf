"""Every way a TensorFlow Lite file can be damaged, and what the user is told."""

from __future__ import annotations

import random
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tflite_writer import Net, dense, keyword_spotting

from joulepath.errors import WorkloadError
from joulepath.workloads.tflite_file import count_tflite


def count_bytes(content: bytes | bytearray, folder: Path) -> None:
    path = folder / "model.tflite"
    path.write_bytes(content)
    count_tflite(path)


def complaint(content: bytes | bytearray, folder: Path) -> str:
    with pytest.raises(WorkloadError) as caught:
        count_bytes(content, folder)
    assert all(str(folder) in problem.where for problem in caught.value.problems)
    return "\n".join(f"{p.what}\n  {p.remedy}" for p in caught.value.problems)


def _loop(net: Net) -> None:
    net.then("WHILE", [0], (1, 8))


def _two_subgraphs(net: Net) -> None:
    net.subgraphs = 2


def _absurd(net: Net) -> None:
    net.tensors[0][0] = [1, 2_000_000_000, 2_000_000_000]


def _negative(net: Net) -> None:
    net.tensors[0][0] = [1, -8]


def _no_input(net: Net) -> None:
    net.inputs = []


def _text(net: Net) -> None:
    net.tensors[0][1] = ("b", 5)


def _far_tensor(net: Net) -> None:
    net.outputs = [99]


def _far_code(net: Net) -> None:
    net.operators[0][0] = ("I", 7)


def _unwritten(net: Net) -> None:
    net.operators[0][1] = [net.outputs[0], 1, 2]


def _written_twice(net: Net) -> None:
    net.operators *= 2


def _short_weight(net: Net) -> None:
    net.buffers[1] = {0: bytes(39)}


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_loop, "'WHILE' is control flow, whose work depends on the data"),
        (_two_subgraphs, "holds 2 subgraphs; only a model of one can be counted"),
        (_absurd, "input 't0' has shape [1, 2000000000, 2000000000]\n  sizes are at least 1"),
        (_negative, "input 't0' has shape [1, -8]"),
        (_no_input, "the model has no input"),
        (_text, "holds values of no fixed size (text)"),
        (_far_tensor, "is damaged or cut short: it refers to tensor 99 of 4"),
        (_far_code, "it refers to operator code 7 of 1"),
        (_unwritten, "reads tensor 3 't3', which nothing writes"),
        (_written_twice, "writes tensor 3 't3' once more"),
        (_short_weight, "of shape [5, 8] and int8 is stored in 39 bytes"),
    ],
)
def test_damage_is_named(damage: Callable[[Net], None], message: str, tmp_path: Path) -> None:
    net = dense("int8", "int8", "int32")
    damage(net)
    assert message in complaint(net.file(), tmp_path)


def test_another_kind_of_file_is_recognised(tmp_path: Path) -> None:
    message = complaint(b"\x80\x04\x95" + bytes(range(99)), tmp_path)
    assert message.startswith("is not a TensorFlow Lite model; it looks like a Python pickle")


def test_offsets_that_share_bytes_do_not_make_a_small_file_large(tmp_path: Path) -> None:
    net = Net()
    net.operator("CONCATENATION", [net.input((1, 8))] * 30_000, [net.tensor((1, 8))])
    net.operators += [{0: ("I", 0)}] * 2999
    shared = bytearray(net.file())
    start = shared.index(struct.pack("<I", 3000)) + 4  # the list of operators
    first = start + struct.unpack_from("<I", shared, start)[0]
    for place in range(start, start + 12_000, 4):
        struct.pack_into("<I", shared, place, first - place)
    began = time.perf_counter()
    assert "its offsets point at the same bytes again and again" in complaint(shared, tmp_path)
    assert time.perf_counter() - began < 2  # 90 million inputs would take a minute


def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    content = dense("int8", "int8", "int32").file()
    for length in range(1, len(content) - 1):  # the last byte is padding
        complaint(content[:length], tmp_path)


def test_flipped_bytes_give_an_answer_or_a_complaint(tmp_path: Path) -> None:
    chance, content = random.Random(3), keyword_spotting().file()
    head = [at for at in range(len(content)) if content[at]]  # not inside the zeros of weights
    refused = 0
    for _ in range(2000):
        flipped = bytearray(content)
        flipped[chance.choice(head)] ^= chance.randrange(1, 256)
        try:
            count_bytes(bytes(flipped), tmp_path)
        except WorkloadError:
            refused += 1
    assert 0 < refused < 2000
