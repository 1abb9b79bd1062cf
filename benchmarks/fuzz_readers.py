"""The readers of model files: a new one is an entry in `READERS` and nothing else."""

from __future__ import annotations

import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fuzz_mutations import VARINTS, repacked, varint

from joulepath.workloads import count
from joulepath.workloads.huggingface_config import count_config

__all__ = ["READERS", "Reader"]

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "reference"))


@dataclass(frozen=True)
class Reader:
    """A function that reads files of strangers."""

    ending: str
    """End of the names of its files."""
    read: Callable[[Path], object]
    """Counts a file, or refuses it with an error of ours."""
    seeds: Callable[[], list[bytes]]
    """Sound files to start from."""
    bombs: Callable[[], Iterator[tuple[str, bytes]]]
    """Files made to hurt, each with a name."""


def _onnx_seeds() -> list[bytes]:
    files = sorted((ROOT / "examples" / "models").glob("*.onnx"), key=lambda of: of.stat().st_size)
    return [of.read_bytes() for of in files[:3]]


def _onnx_bombs() -> Iterator[tuple[str, bytes]]:
    from fuzz_onnx import (
        doubling_functions,
        folding_ladder,
        outside_weight,
        recursive_function,
    )

    yield "functions that double", doubling_functions(40)
    yield "a function that calls itself", recursive_function()
    yield "a ladder of shapes", folding_ladder(3000)
    for place in ("/etc/passwd", "../../../../etc/passwd", "weights.bin", ""):
        yield f"a weight in {place!r}", outside_weight(place)
    for depth in (99, 4998, 99_999):
        yield f"{depth} nested graphs", _nested(depth)
    yield "900 nested graphs around a long text", _nested(900, b"\x12" + _delimited(bytes(2**26)))
    yield "a length beyond the file", b"\x08\x08" + b"\x3a" + varint(2**62) + b"\x00" * 64
    yield from _absurd_weights()


def _absurd_weights() -> Iterator[tuple[str, bytes]]:
    from onnx import TensorProto, helper

    from fuzz_onnx import with_graph  # isort: skip

    for size in (*VARINTS, -1, -(2**63)):
        bounded = size - 2**64 if size >= 2**63 else size
        tensor = TensorProto(dims=[bounded, bounded], data_type=1, name="w", raw_data=b"")
        yield (
            f"a weight of {bounded} squared",
            with_graph([helper.make_node("MatMul", ["x", "w"], ["y"])], [tensor]),
        )


def _nested(depth: int, inside: bytes = b"") -> bytes:
    """A graph in an attribute of a node of a graph, and so on; lengths are right."""
    sizes, keys = (
        [len(inside)],
        (b"\x32", b"\x2a", b"\x0a"),
    )  # attribute.g, node.attribute, graph.node
    for level in range(depth):  # a multiple of three, so that the outermost is a node
        sizes.append(sizes[-1] + len(keys[level % 3]) + len(varint(sizes[-1])))
    pieces = [keys[level % 3] + varint(sizes[level]) for level in reversed(range(depth))]
    return b"\x08\x08\x42\x02\x10\x15\x3a" + _delimited(b"".join([*pieces, inside]))


def _delimited(content: bytes) -> bytes:
    return varint(len(content)) + content


def _tflite_seeds() -> list[bytes]:
    from tflite_writer import dense, keyword_spotting

    return [dense("int8", "int8", "int32").file(), keyword_spotting().file()]


def _tflite_bombs() -> Iterator[tuple[str, bytes]]:
    from tflite_writer import Net

    shared = Net()
    shared.operator("CONCATENATION", [shared.input((1, 8))] * 30_000, [shared.tensor((1, 8))])
    shared.operators *= 300
    yield "many operators on many inputs", shared.file()
    for size in (2**31 - 1, -(2**31)):
        wide = Net()
        wide.input((size, size, size))
        wide.then("RELU", [0], (size, size, size))
        yield f"axes of {size}", wide.file()
    long = Net()
    long.input((1,) * 16)
    long.then("RELU", [0], (1,) * 10_000)
    yield "ten thousand axes", long.file()
    yield "all offsets are zero", b"\x10\0\0\0TFL3" + bytes(4096)
    yield "all offsets are extreme", b"\x10\0\0\0TFL3" + b"\xff" * 4096


def _config_seeds() -> list[bytes]:
    folder = ROOT / "tests" / "workloads" / "configs"
    return [path.read_bytes() for path in sorted(folder.glob("*.json"))]


def _config_bombs() -> Iterator[tuple[str, bytes]]:
    for depth in (1000, 100_000, 5_000_000):
        yield f"{depth} lists in each other", b'{"model_type": ' + b"[" * depth
        yield f"{depth} tables in each other", b'{"a":' * depth
    seed = json.loads((ROOT / "tests/workloads/configs/gpt-oss-20b.json").read_text())
    for change in (
        {"num_hidden_layers": 10_000, "layer_types": ["sliding_attention"] * 10_000},
        {"layer_types": ["full_attention"] * 1_000_000},
        {"architectures": ["A" * 10_000_000]},
        {"hidden_size": 10**9, "vocab_size": 10**9, "num_hidden_layers": 10_000},
        {"id2label": {str(n): "x" for n in range(300_000)}},
        dict.fromkeys(map(str, range(500_000)), 1),
    ):
        yield f"a table with a huge {next(iter(change))}", json.dumps(seed | change).encode()
    yield (
        "a number of many digits",
        b'{"model_type": "llama", "hidden_size": ' + b"9" * 10**6 + b"}",
    )
    yield "a large file", b'{"a": "' + b"x" * 17 * 2**20 + b'"}'
    yield "a byte order mark", b"\xff\xfe" + '{"model_type": "llama"}'.encode("utf-16-le")
    yield "a zip bomb", zip_bomb()


def _program_seeds() -> list[bytes]:
    from pt2_writer import Program, T

    program = Program({"x": (1, 3, 6, 6)}, ["y"], {"conv.weight": (4, 3, 3, 3)})
    weights = {"input": T("x"), "weight": T("conv.weight")}
    program.run("torch.ops.aten.conv2d.default", weights, "conv", c=(1, 4, 4, 4))
    program.run("torch.ops.aten.relu.default", {"self": T("c")}, y=(1, 4, 4, 4))
    with tempfile.TemporaryDirectory() as folder:
        return [program.write(Path(folder) / "model.pt2").read_bytes()]


def _program_bombs() -> Iterator[tuple[str, bytes]]:
    (seed,) = _program_seeds()
    yield "an archive that unpacks to more than 1 GB", zip_bomb("model/models/model.json")
    for depth in (1000, 1_000_000):
        yield (
            f"{depth} tables in each other",
            repacked(
                seed, lambda name, old, d=depth: b'{"a":' * d if name.endswith(".json") else old
            ),
        )
    yield (
        "a number of many digits",
        repacked(
            seed,
            lambda name, old: old.replace(b"6", b"6" * 10**5) if name.endswith(".json") else old,
        ),
    )
    crowd = io.BytesIO()
    with zipfile.ZipFile(crowd, "w") as archive:
        for number in range(50_000):
            archive.writestr(f"model/models/{number}.json", b"{}")
    yield "an archive of 50 000 files", crowd.getvalue()


def _keras_seeds() -> list[bytes]:
    folder = ROOT / "tests" / "workloads" / "keras_models"
    return [path.read_bytes() for path in sorted(folder.glob("*.keras"))]


def _keras_bombs() -> Iterator[tuple[str, bytes]]:
    seed = min(_keras_seeds(), key=len)
    yield "an archive that unpacks to more than 1 GB", zip_bomb("config.json")
    for depth in (1000, 1_000_000):
        deep = b'{"a":' * depth
        changed = repacked(seed, lambda name, old, new=deep: new if "config" in name else old)
        yield f"{depth} tables in each other", changed
    for digits in (10, 300, 10**5):
        number = b"9" * digits
        changed = repacked(seed, lambda name, old, new=number: old.replace(b"64", new))
        yield f"sizes of {digits} digits", changed


def _tree_seeds(ending: str) -> Callable[[], list[bytes]]:
    folder = ROOT / "tests" / "workloads" / "tree_models"

    def read() -> list[bytes]:
        files = (path for path in sorted(folder.glob(f"*{ending}")) if path.stem != "facts")
        return [path.read_bytes() for path in files]

    return read


def _tree_bombs(ending: str) -> Callable[[], Iterator[tuple[str, bytes]]]:
    def make() -> Iterator[tuple[str, bytes]]:
        for seed in _tree_seeds(ending)()[:6]:
            name = seed[:24].decode(errors="replace").split()[0]
            yield f"{name}: numbers of many digits", seed.replace(b"1", b"1" * 10_000)
            yield f"{name}: negative numbers", seed.replace(b" 1", b" -1").replace(b":1", b":-1")
            yield f"{name}: a hundred times", seed * 100
            yield f"{name}: one long line", seed.replace(b"\n", b" ") * 50

    return make


def _ubjson_bombs() -> Iterator[tuple[str, bytes]]:
    length = b"L" + (2**40).to_bytes(8, "big")
    for kind in b"iIlLdD[{SZ":
        yield f"2^40 values of kind {chr(kind)}", b"{i\x01a[$" + bytes([kind]) + b"#" + length
    yield "lists in each other", b"{i\x01a" + b"[" * 5_000_000
    yield "many nothings", b"{i\x01a[" + b"Z" * 100_000_000
    yield "many empty lists", b"{i\x01a[" + b"[]" * 50_000_000


@cache
def zip_bomb(name: str = "config.json", megabytes: int = 1200) -> bytes:
    """A small archive of a file that is large when unpacked."""
    whole = io.BytesIO()
    compressed = zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with compressed as archive, archive.open(name, "w") as file:
        for _ in range(megabytes):
            file.write(bytes(2**20))
    return whole.getvalue()


READERS = {
    "onnx": Reader(".onnx", count, _onnx_seeds, _onnx_bombs),
    "tflite": Reader(".tflite", count, _tflite_seeds, _tflite_bombs),
    "pt2": Reader(".pt2", count, _program_seeds, _program_bombs),
    "keras": Reader(".keras", count, _keras_seeds, _keras_bombs),
    "trees": Reader(".json", count, _tree_seeds(".json"), _tree_bombs(".json")),
    "tables": Reader(".txt", count, _tree_seeds(".txt"), _tree_bombs(".txt")),
    "ubjson": Reader(".ubj", count, _tree_seeds(".ubj"), _ubjson_bombs),
    "config": Reader(
        ".json", lambda path: count_config(path, tokens=8), _config_seeds, _config_bombs
    ),
}
"""By the name that ``--only`` takes."""
