"""``.pt2`` files, read without torch; the expected counts are worked out in the comments."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pt2_writer import Program, T

from joulepath.errors import WorkloadError
from joulepath.records.workload import Operations
from joulepath.workloads import count


def small(batch: int | str = 1) -> Program:
    """A convolution, a rectifier and a layer on the flattened image."""
    parameters = {"conv.weight": (4, 3, 3, 3), "conv.bias": (4,), "fc.weight": (10, 64)}
    program = Program({"x": (batch, 3, 6, 6)}, ["y"], parameters)
    weights = {"weight": T("conv.weight"), "bias": T("conv.bias")}
    program.run(
        "torch.ops.aten.conv2d.default", {"input": T("x"), **weights}, "conv", c=(1, 4, 4, 4)
    )
    program.run("torch.ops.aten.relu.default", {"self": T("c")}, r=(1, 4, 4, 4))
    flat = {"self": T("r"), "start_dim": 1}
    program.run("torch.ops.aten.flatten.using_ints", flat, f=(1, 64))
    linear = {"input": T("f"), "weight": T("fc.weight")}
    program.run("torch.ops.aten.linear.default", linear, "fc", y=(1, 10))
    for name, shape in {"c": (4, 4, 4), "r": (4, 4, 4), "f": (64,), "y": (10,)}.items():
        program.describe(name, (batch, *shape))
    return program


def complaint(path: Path) -> str:
    with pytest.raises(WorkloadError) as caught:
        count(path)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith(f"{path}: ")
    return str(caught.value).replace(f"{path}: ", "")


@pytest.mark.parametrize("batch", [1, 8, "s0"])
def test_a_file_is_counted_layer_by_layer_for_one_sample(batch: int | str, tmp_path: Path) -> None:
    workload = count(small(batch).write(tmp_path / "small.pt2"))
    # 64 values of 27 products and 10 of 64; biases, rectifier; the view is no layer
    assert workload.operations == Operations(64 * 27 + 10 * 64, 64, 0, 64, 0)
    assert [layer.name for layer in workload.layers] == ["conv", "relu", "fc"]
    assert [layer.operator for layer in workload.layers] == [
        "aten.conv2d",
        "aten.relu",
        "aten.linear",
    ]
    assert [layer.reads for layer in workload.layers] == [(), (0,), (1,)]
    assert [layer.trained_macs for layer in workload.layers] == [64 * 27, 0, 640]
    assert workload.parameters == 4 * 27 + 4 + 640
    assert workload.weight_bits == 32 * (4 * 27 + 4 + 640)
    assert (workload.input_values, workload.output_values) == (108, 10)
    # the image and what the convolution writes; then both sides of the rectifier
    assert workload.peak_bits == 32 * (108 + 64)


def test_the_command_counts_it(tmp_path: Path) -> None:
    path = small("s0").write(tmp_path / "small.pt2")
    command = [sys.executable, "-m", "joulepath", "workload", str(path), "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout)["workload"]["operations"]["macs"] == 64 * 27 + 640


def test_neither_torch_nor_pickle_is_loaded(tmp_path: Path) -> None:
    path = small().write(tmp_path / "small.pt2")
    code = (
        "import sys; sys.modules['pickle'] = None; from joulepath.workloads import count;"
        f"count({str(path)!r}); print('torch' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_a_name_that_does_not_say_is_no_obstacle(tmp_path: Path) -> None:
    assert count(small().write(tmp_path / "model.bin")) == count(small().write(tmp_path / "m.pt2"))


def test_tied_parameters_count_once(tmp_path: Path) -> None:
    parameters = {"a.weight": (5, 5), "b.weight": (5, 5)}

    def written(tied: dict[str, str]) -> int:
        program = Program({"x": (1, 5)}, ["y"], parameters, tied=tied)
        first = {"input": T("x"), "weight": T("a.weight")}
        program.run("torch.ops.aten.linear.default", first, "a", h=(1, 5))
        second = {"input": T("h"), "weight": T("b.weight")}
        program.run("torch.ops.aten.linear.default", second, "b", y=(1, 5))
        return int(count(program.write(tmp_path / "tied.pt2")).parameters)

    assert (written({}), written({"b.weight": "a.weight"})) == (50, 25)


def test_an_open_axis_is_named_and_can_be_set(tmp_path: Path) -> None:
    program = Program({"tokens": ("s0", "s1", 8)}, ["y"], {"weight": (4, 8)})
    linear = {"input": T("tokens"), "weight": T("weight")}
    program.run("torch.ops.aten.linear.default", linear, y=())
    program.describe("y", ("s0", "s1", 4))
    path = program.write(tmp_path / "open.pt2")
    assert complaint(path) == (
        "axis 1 of input 'tokens' has no fixed size ('s1')\n"
        "  give its sizes: --shape tokens=s0,s1,8 with numbers for names"
    )
    assert count(path, shapes={"tokens": (1, 6, 8)}).operations.macs == 6 * 4 * 8


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ({"x": (1, 4, 6, 6)}, "axis 1 of input 'x' has size 3, not 4"),
        ({"x": (1, 3, 6)}, "input 'x' has 4 axes, not 3: 1,3,6,6"),
        ({"z": (1, 3, 6, 6)}, "the model has no input 'z'\n  did you mean 'x'?"),
    ],
)
def test_shapes_must_fit_the_file(
    shapes: dict[str, tuple[int, ...]], message: str, tmp_path: Path
) -> None:
    with pytest.raises(WorkloadError, match=message.replace("?", r"\?")):
        count(small().write(tmp_path / "small.pt2"), shapes=shapes)


def test_sizes_are_formulas_of_symbols_in_both_ways_of_writing(tmp_path: Path) -> None:
    program = Program({"x": (1, "s0")}, ["y"])
    program.run("torch.ops.aten.relu.default", {"self": T("x")}, h=())
    program.describe("h", (1, "FloorDiv(Add(Symbol('s0'), Integer(-1)), Integer(2))"))
    program.run("torch.ops.aten.sin.default", {"self": T("h")}, y=())
    program.describe("y", (1, "2*s0 - 1"))
    operations = count(program.write(tmp_path / "m.pt2"), shapes={"x": (1, 9)}).operations
    assert (operations.comparisons, operations.special) == ((9 - 1) // 2, 2 * 9 - 1)


def test_unknown_operators_are_listed_all_at_once_or_left_out(tmp_path: Path) -> None:
    program = small()
    program.run("torch.ops.torchvision.nms.default", {"dets": T("r")}, "boxes", n=(1, 4, 4, 4))
    program.run("torch.ops.aten.renorm.default", {"self": T("n")}, "norm", y=(1, 10))
    program.run("torch.ops.higher_order.while_loop", {"a": T("y")}, "loop", z=(1, 10))
    path = program.write(tmp_path / "unknown.pt2")
    message = complaint(path)
    assert message.startswith("boxes: no counting rule for operator 'torchvision.nms'\n")
    assert "norm: no counting rule for operator 'aten.renorm'\n" in message
    assert "loop: 'higher_order.while_loop' is control flow" in message
    workload = count(path, allow_unknown=True)
    assert workload.operations == count(small().write(tmp_path / "small.pt2")).operations
    assert workload.left_out == (
        "boxes (torchvision.nms)",
        "norm (aten.renorm)",
        "loop (higher_order.while_loop)",
    )


def test_a_graph_within_a_wrapper_is_counted_in_its_place(tmp_path: Path) -> None:
    program = Program({"x": (1, 5)}, ["y"])
    inner = Program({"x": (1, 5)}, ["mul"])
    inner.run("torch.ops.aten.sin.default", {"self": T("x")}, sin=(1, 5))
    inner.run("torch.ops.aten.mul.Tensor", {"self": T("sin"), "other": 2.0}, mul=(1, 5))
    program.run("torch.ops.higher_order.wrap_with_set_grad_enabled", {"_0": False}, mul=(1, 5))
    graph = {"name": "submod", "graph": inner.document()["graph_module"]["graph"]}
    graph["graph"]["inputs"] = [{"as_tensor": {"name": "x"}}]
    program.nodes[-1]["inputs"] += [
        {"name": "_1", "arg": {"as_graph": graph}, "kind": 1},
        {"name": "_2", "arg": {"as_tensor": {"name": "x"}}, "kind": 1},
    ]
    program.run("torch.ops.aten.relu.default", {"self": T("mul")}, y=(1, 5))
    workload = count(program.write(tmp_path / "wrapped.pt2"))
    assert workload.operations == Operations(0, 5, 5, 5, 0)
    assert [layer.reads for layer in workload.layers] == [(), (0,), (1,)]


def test_a_reshape_copies_only_what_no_view_can_show(tmp_path: Path) -> None:
    program = Program({"x": (1, 4, 6)}, ["b"])
    program.run("torch.ops.aten.reshape.default", {"self": T("x"), "shape": [1, 24]}, a=(1, 24))
    turned = {"self": T("x"), "dim0": 1, "dim1": 2}
    program.run("torch.ops.aten.transpose.int", turned, t=(1, 6, 4))
    program.describe("t", (1, 6, 4), strides=(24, 1, 6))
    program.run("torch.ops.aten.reshape.default", {"self": T("t"), "shape": [1, 24]}, b=(1, 24))
    workload = count(program.write(tmp_path / "reshape.pt2"))
    assert [layer.operations.moves for layer in workload.layers] == [24]


def _zip(entries: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def _graph(change: Callable[[dict[str, Any]], None]) -> bytes:
    document = small().document()
    change(document)
    return _zip({"m/models/model.json": json.dumps(document)})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04 and nothing", "is no whole archive: "),
        (b"\x80\x04\x95" + bytes(40), "is no exported program; it looks like a Python pickle"),
        (_zip({"archive/data.pkl": b"weights"}), "holds Python objects (torch.save"),
        (_zip({"a.npy": b"numbers"}), "is an archive without an exported program\n"),
        (_zip({"m/models/a.json": "{}", "m/models/b.json": "{}"}), "holds 2 programs: "),
        (_zip({"m/models/model.json": "{"}), "'m/models/model.json' is no JSON: "),
        (_zip({"m/models/model.json": "[" * 10**5}), "'m/models/model.json' is no JSON: "),
        (_zip({"m/models/model.json": "[]"}), "its graph is damaged or of an unknown version: "),
        (_zip({"m/models/m.json": bytes(33 << 20)}), "'m/models/m.json' is larger than 32 MiB"),
        (_graph(lambda d: d["schema_version"].update(major=9)), "its graph is damaged or of an un"),
        (
            _graph(lambda d: d["graph_module"]["graph"]["tensor_values"].pop("c")),
            "nothing describes tensor 'c'",
        ),
        (
            _graph(lambda d: d["graph_module"]["graph"]["nodes"].reverse()),
            "tensor 'f' is read, but nothing writes it before",
        ),
        (
            _graph(lambda d: d["graph_module"]["graph"]["tensor_values"]["x"].update(sizes=[])),
            "its graph is damaged or of an unknown version: tensor 'x' has not one stride",
        ),
        (
            _graph(
                lambda d: d["graph_module"]["graph"]["tensor_values"]["c"]["sizes"].__setitem__(
                    1, {"as_int": 2**40}
                )
            ),
            "tensor 'c' has shape [1, 1099511627776, 4, 4]",
        ),
        (
            _graph(
                lambda d: d["graph_module"]["graph"]["tensor_values"]["c"]["sizes"].__setitem__(
                    1, {"as_expr": {"expr_str": "9" + "**9" * 99}}
                )
            ),
            "the shape of tensor 'c' is unknown: ",
        ),
        (
            _graph(
                lambda d: d["graph_module"]["graph"]["tensor_values"]["c"]["sizes"].__setitem__(
                    1, {"as_expr": {"expr_str": "__import__('os').getcwd()"}}
                )
            ),
            "the shape of tensor 'c' is unknown: ",
        ),
        (
            _graph(
                lambda d: d["graph_module"]["graph"]["tensor_values"]["conv.weight"].update(
                    sizes=[{"as_int": 4}] * 4
                )
            ),
            "conv (aten.conv2d): 3 channels do not fit kernels of [4, 4, 4]",
        ),
    ],
)
def test_a_damaged_or_foreign_file_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "damaged.pt2"
    path.write_bytes(content)
    assert complaint(path).startswith(message)


def test_a_bomb_of_zeros_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pt2"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("m/models/model.json", "w", force_zip64=True) as entry,
    ):
        for _ in range(20):
            entry.write(bytes(10**7))
    assert path.stat().st_size < 3e6
    assert complaint(path).startswith("'m/models/model.json' is larger than 32 MiB")
