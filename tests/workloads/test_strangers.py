"""Files of strangers: what the fuzzer found, and a few seconds of fuzzing itself."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from onnx import helper

from joulepath.errors import WorkloadError
from joulepath.workloads import count
from joulepath.workloads.huggingface_config import count_config
from joulepath.workloads.onnx_functions import written_out

# Another test of the same worker may have loaded JAX, whose threads a forked child never uses.
pytestmark = pytest.mark.filterwarnings("ignore:os.fork:RuntimeWarning")

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked")


@pytest.fixture
def bombs(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that makes ONNX files made to hurt."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("fuzz_onnx")


def refused(content: bytes, folder: Path, seconds: float = 10) -> str:
    path = folder / "model.onnx"
    path.write_bytes(content)
    began = time.process_time()
    with pytest.raises(WorkloadError) as caught:
        count(path)
    assert time.process_time() - began < seconds
    return str(caught.value)


def test_functions_that_double_are_not_written_out(bombs: Any, tmp_path: Path) -> None:
    # 41 functions of two calls each: 2^40 nodes would need terabytes
    said = refused(bombs.doubling_functions(40), tmp_path, seconds=1)
    assert f"stand for {2**40} nodes" in said


def test_functions_of_a_sensible_size_are_written_out(bombs: Any, tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(bombs.doubling_functions(5))
    assert len(count(path).layers) == 2**5


def test_a_function_that_calls_itself_is_refused(bombs: Any, tmp_path: Path) -> None:
    assert "function 'F' calls itself" in refused(bombs.recursive_function(), tmp_path)


def test_a_model_without_functions_is_left_as_it_is() -> None:
    model = helper.make_model(helper.make_graph([], "empty", [], []))
    assert written_out(None, model, "here") is model


def test_shapes_that_follow_from_each_other_do_not_take_for_ever(
    bombs: Any, tmp_path: Path
) -> None:
    # each of 3000 would need another inference of all 9000 nodes: more than a quarter of an hour
    assert "no fixed size" in refused(bombs.folding_ladder(3000), tmp_path, seconds=30)


def test_a_ladder_of_a_deep_model_is_followed(bombs: Any, tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(bombs.folding_ladder(40))
    assert count(path).output_values == 4


@needs_fork
@pytest.mark.parametrize("place", ["secret.bin", "../secret.bin", "{folder}/secret.bin"])
def test_no_other_file_is_opened(place: str, bombs: Any, tmp_path: Path) -> None:
    case = importlib.import_module("fuzz_case")
    inner = tmp_path / "inner"
    inner.mkdir()
    for folder in (tmp_path, inner):
        (folder / "secret.bin").write_bytes(bytes(16))
    path = inner / "model.onnx"
    path.write_bytes(bombs.outside_weight(place.format(folder=tmp_path)))
    # the process that reads it takes note of every file that is opened
    assert case.read_in_process(count, path).kind == "refused"


def test_deep_messages_are_refused_before_they_are_copied(tmp_path: Path) -> None:
    # 900 graphs in each other around a text, which would be copied for each
    content = b"\x12" + _delimited(bytes(2**20))
    for level in range(900):
        content = (b"\x32", b"\x2a", b"\x0a")[level % 3] + _delimited(content)
    said = refused(b"\x3a" + _delimited(content), tmp_path, seconds=2)
    assert "more than 100 messages are nested" in said


def _delimited(content: bytes) -> bytes:
    size, groups = len(content), bytearray()
    while size >= 0x80:
        groups.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*groups, size]) + content


@pytest.mark.parametrize("kind", ["llama", "bert"])
def test_messages_do_not_repeat_endless_names(kind: str) -> None:
    with pytest.raises(WorkloadError) as caught:
        count_config({"model_type": kind, "architectures": ["A" * 10**7]}, tokens=8)
    assert len(str(caught.value)) < 5000


@needs_fork
def test_a_few_seconds_of_fuzzing_find_nothing(tmp_path: Path) -> None:
    program = [sys.executable, str(BENCHMARKS / "fuzz.py"), "--minutes", "0.05", "--unguided"]
    ended = subprocess.run(
        [*program, "--output", str(tmp_path / "found")], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "seed 2026" in ended.stdout
    assert "0 findings" in ended.stdout
    assert not (tmp_path / "found").exists()


@needs_fork
def test_the_fuzzer_notices_what_must_not_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    case = importlib.import_module("fuzz_case")
    path, other = tmp_path / "model.bin", tmp_path / "other.bin"
    path.write_bytes(b"x")
    other.write_bytes(b"y")
    limits = case.Limits(seconds=1, memory=2**28)

    def outcome(read: Callable[[Path], object]) -> str:
        return str(case.read_in_process(read, path, limits).kind)

    def loop(_: Path) -> object:
        while True:
            pass

    def refuse(_: Path) -> object:
        raise WorkloadError("no model")

    assert outcome(lambda p: p.read_bytes()) == "counted"
    assert outcome(refuse) == "refused"
    assert outcome(lambda _: other.read_bytes()) == "crash"
    assert outcome(lambda _: json.loads("{")) == "crash"
    assert outcome(lambda _: bytearray(2**30)) == "memory"
    assert outcome(loop) == "hang"
