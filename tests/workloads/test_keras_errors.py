"""Every way a Keras file can be wrong, and what the user is told."""

from __future__ import annotations

import copy
import json
import random
import time
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joulepath.errors import WorkloadError
from joulepath.workloads import count

HERE = Path(__file__).parent / "keras_models"
with zipfile.ZipFile(HERE / "layers.zip") as archive:
    CONFIGURATIONS: dict[str, Any] = json.loads(archive.read("layers.json"))


def write(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def complaint(path: Path, **options: Any) -> str:
    """The message without the path, which every problem must begin with."""
    began = time.monotonic()
    with pytest.raises(WorkloadError) as caught:
        count(path, **options)
    assert time.monotonic() - began < 10  # no file takes longer to refuse
    assert all(problem.where.startswith(str(path)) for problem in caught.value.problems)
    return str(caught.value).replace(f"{path}: ", "")


def layer(kind: str, name: str, *reads: str, module: str = "keras.layers", **config: Any) -> Any:
    tensors = [
        {
            "class_name": "__keras_tensor__",
            "config": {"shape": [None, 4], "dtype": "float32", "keras_history": [read, 0, 0]},
        }
        for read in reads
    ]
    call = {"args": [tensors[0] if len(tensors) == 1 else tensors], "kwargs": {}}
    return {
        "module": module,
        "class_name": kind,
        "config": {"name": name, **config},
        "name": name,
        "inbound_nodes": [call] if reads else [],
    }


def source(*sizes: int | None) -> Any:
    return layer("InputLayer", "in", batch_shape=[None, *(sizes or (4,))])


def graph(*layers: Any, output: str, name: str = "model") -> dict[str, Any]:
    return {
        "module": "keras",
        "class_name": "Functional",
        "config": {
            "name": name,
            "layers": list(layers),
            "input_layers": [["in", 0, 0]],
            "output_layers": [[output, 0, 0]],
        },
    }


def test_unknown_layers_are_listed_all_at_once(tmp_path: Path) -> None:
    model = graph(
        source(),
        layer("Lambda", "own", "in"),
        layer("Special", "mine", "own", module="package.layers"),
        layer("TextVectorization", "words", "mine"),
        layer("Dense", "last", "words", units=2),
        output="last",
    )
    path = write(tmp_path / "model.json", model)
    remedy = "\n  express it by layers of Keras, or allow unknown layers to count all others"
    assert complaint(path) == (
        f"layer 'own' (Lambda) runs code of its own, which is never executed here{remedy}\n"
        f"layer 'mine': no counting rule for 'package.layers.Special'{remedy}\n"
        f"layer 'words': no counting rule for 'TextVectorization'{remedy}"
    )
    found = count(path, allow_unknown=True)
    assert found.left_out == (
        "own (Lambda)",
        "mine (package.layers.Special)",
        "words (TextVectorization)",
    )
    assert found.operations.macs == 4 * 2  # the file notes that 4 values come out of 'words'


def test_code_in_a_lambda_is_not_run(tmp_path: Path) -> None:
    # what Keras writes for a Lambda: marshalled code, here an exception if it ran
    code = {"class_name": "__lambda__", "config": {"code": "4wEAAAAAAAAAAAAAAAEAAAABAAAA"}}
    model = graph(source(), layer("Lambda", "own", "in", function=code), output="own")
    path = write(tmp_path / "model.json", model)
    assert "which is never executed here" in complaint(path)


def test_an_unknown_layer_at_the_end_has_no_shape(tmp_path: Path) -> None:
    path = write(tmp_path / "m.json", graph(source(), layer("Own", "own", "in"), output="own"))
    message = complaint(path, allow_unknown=True)
    assert message.startswith("layer 'own' (Own): it is left out, and the file does not say")


def test_unknown_activations_are_refused_or_left_out(tmp_path: Path) -> None:
    dense = layer("Dense", "last", "in", units=2, activation="sparsemax")
    path = write(tmp_path / "m.json", graph(source(), dense, output="last"))
    assert "layer 'last' (Dense): no counting rule for activation 'sparsemax'" in complaint(path)
    found = count(path, allow_unknown=True)
    assert found.left_out == ("last (no counting rule for activation 'sparsemax')",)
    assert found.operations.macs == 8


def test_a_model_of_code_is_no_configuration(tmp_path: Path) -> None:
    content = {"module": "own", "class_name": "MyModel", "config": {"width": 3}}
    path = write(tmp_path / "model.json", content)
    assert complaint(path).startswith("is a 'own.MyModel', whose layers are in its code")


def test_open_axes_and_inputs_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "m.json", CONFIGURATIONS["open-axes"])
    layers = CONFIGURATIONS["open-axes"]["config"]["layers"]
    name = next(one["config"]["name"] for one in layers if one["class_name"] == "InputLayer")
    remedy = f"\n  give its sizes: --shape {name}=1,?,?,3 with numbers for '?'"
    assert complaint(path) == (
        f"axis 1 of input '{name}' has no fixed size{remedy}\n"
        f"axis 2 of input '{name}' has no fixed size{remedy}"
    )
    assert f"the model has no input '{name}s'" in complaint(path, shapes={f"{name}s": (1, 2)})
    assert "has 4 axes, not 2: ?,?,?,3" in complaint(path, shapes={name: (1, 2)})
    assert "axis 3 of input" in complaint(path, shapes={name: (1, 9, 9, 4)})
    assert "sizes are at least 1" in complaint(path, shapes={name: (1, 9, 0, 3)})


def test_a_model_that_was_never_built_has_no_shape(tmp_path: Path) -> None:
    dense = {"class_name": "Dense", "config": {"name": "d", "units": 2}}
    model = {"class_name": "Sequential", "config": {"name": "m", "layers": [dense]}}
    path = write(tmp_path / "m.json", model)
    assert complaint(path).startswith("input 'input' has no shape\n  give its sizes, such as")
    assert count(path, shapes={"input": (1, 5)}).operations.macs == 10


def test_a_circle_is_refused(tmp_path: Path) -> None:
    model = graph(source(), layer("Add", "a", "in", "b"), layer("ReLU", "b", "a"), output="b")
    message = complaint(write(tmp_path / "m.json", model))
    assert "reads what depends on its own result" in message


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (graph(source(), layer("ReLU", "a", "lost"), output="a"), "no layer is called as 'lost'"),
        (graph(source(), layer("ReLU", "a", "in"), output="b"), "no layer is called as 'b'"),
        (graph(source(), source(), output="in"), "several of its layers have the same name"),
        (graph(source(), layer("Dense", "a", "in"), output="a"), "'units' is None, not a whole"),
        (
            graph(source(), layer("Dense", "a", "in", units=-3), output="a"),
            "'units' is -3, not a whole number",
        ),
        (
            graph(source(), layer("Dense", "a", "in", units=10**40), output="a"),
            "not a whole number from 1",
        ),
        (
            graph(source(10**9, 10**9), layer("Dense", "a", "in", units=9), output="a"),
            "its result has shape [1, 1000000000, 1000000000]",
        ),
        (
            graph(source(), layer("Conv2D", "a", "in", filters=2, kernel_size=3), output="a"),
            "its input has 2 axes, not 4",
        ),
        (
            graph(source(), layer("Dense", "a", "in", units=2, dtype="int3"), output="a"),
            "no numeric format named 'int3'",
        ),
        (
            graph(source(2, 3), layer("Reshape", "a", "in", target_shape=[4]), output="a"),
            "6 values do not have shape [4]",
        ),
        (
            graph(source(), layer("Reshape", "a", "in", target_shape=[-1, 3]), output="a"),
            "4 values do not have shape [1, 3]",
        ),
        ({"class_name": "Functional", "config": {"layers": 3}}, "the layers of a model is 3"),
        ({"class_name": 3, "config": {}}, "the class of a layer is 3, not a name"),
    ],
)
def test_what_makes_no_sense_is_named(model: Any, message: str, tmp_path: Path) -> None:
    assert message in complaint(write(tmp_path / "model.json", model))


def test_a_result_that_a_layer_does_not_have_is_refused(tmp_path: Path) -> None:
    relu = layer("ReLU", "a", "in")
    relu["inbound_nodes"][0]["args"][0]["config"]["keras_history"][2] = 5
    message = complaint(write(tmp_path / "m.json", graph(source(), relu, output="a")))
    assert "layer 'in' answers 1 tensors, and number 5 is read" in message


def test_models_that_double_themselves_are_refused(tmp_path: Path) -> None:
    """A few lines that stand for 2^30 layers."""

    def twice(level: int) -> Any:
        inner: Any = layer("Dense", "d", "in", units=4)
        if level:
            inner = {**twice(level - 1), "name": "d"}
            inner["config"]["name"] = "d"
            inner["inbound_nodes"] = layer("ReLU", "r", "in")["inbound_nodes"]
        again = copy.deepcopy(inner["inbound_nodes"][0])
        again["args"][0]["config"]["keras_history"][0] = "d"
        inner["inbound_nodes"].append(again)
        made = graph(source(), inner, output="d")
        made["config"]["output_layers"] = [["d", 2 if level else 1, 0]]
        return made

    assert count(write(tmp_path / "small.json", twice(3))).operations.macs == 16 * 2**4
    assert "calls more than 20000 layers" in complaint(write(tmp_path / "m.json", twice(29)))


@pytest.mark.parametrize("opening", ['{"class_name":', "[", '{"config":{"layers":['])
def test_deep_nesting_is_refused(opening: str, tmp_path: Path) -> None:
    path = tmp_path / "deep.keras"
    with zipfile.ZipFile(path, "w") as archived:
        archived.writestr("config.json", opening * 100_000)
    assert "nested too deeply" in complaint(path) or "is not JSON" in complaint(path)


def test_models_nested_too_deeply_are_refused(tmp_path: Path) -> None:
    model: Any = {"class_name": "Dense", "config": {"units": 2}}
    for _ in range(60):
        model = {"class_name": "Sequential", "config": {"layers": [model]}}
    assert "nested in more than 32 levels" in complaint(write(tmp_path / "m.json", model))


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archived:
        archived.writestr("config.json", b" " * 2**26)
    tracemalloc.start()
    message = complaint(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert message.startswith("its config.json has more than 16777216 bytes")
    assert most < 100 * 2**20


def test_an_archive_of_endless_entries_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.keras"
    with zipfile.ZipFile(path, "w") as archived:
        for number in range(40_000):
            archived.writestr(f"{number:0100d}", b"")
    assert "its list of entries is too long" in complaint(path)


def test_a_file_that_is_cut_short_says_so(tmp_path: Path) -> None:
    content = (HERE / "VGG16.keras").read_bytes()
    path = tmp_path / "cut.keras"
    for size in (10, 200, len(content) - 30):
        path.write_bytes(content[:size])
        assert complaint(path).startswith("is damaged or cut short: ")


def test_other_files_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(64))
    assert complaint(path).startswith("is not a Keras archive; it looks like an HDF5 file (Keras)")
    with zipfile.ZipFile(path, "w") as archived:
        archived.writestr("other", b"")
    assert complaint(path).startswith("holds no config.json, so it is not a Keras archive")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archived:
        archived.writestr("config.json", b"{}" * 999)
    assert "is packed in an unusual way" in complaint(path)
    with zipfile.ZipFile(path, "w") as archived:
        archived.writestr("config.json", b"[1, 2]")
    assert complaint(path).startswith("holds no configuration of a model")


def test_a_name_without_an_end_is_told_apart_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.write_bytes((HERE / "MobileNetV2.keras").read_bytes())
    assert count(path) == count(HERE / "MobileNetV2.keras")
    configuration = tmp_path / "config.json"
    with zipfile.ZipFile(HERE / "MobileNetV2.keras") as archived:
        configuration.write_bytes(archived.read("config.json"))
    assert count(configuration) == count(path)


def _places(value: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in entries:
        found.append((value, key))
        if isinstance(inner, dict | list):
            _places(inner, found)
    return found


ODD = (None, 0, -1, 3, 2**70, 1.5, True, "x", [], {}, [[[]]], [None], {"class_name": "Dense"})


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(CONFIGURATIONS)), seed=st.integers(0, 2**32))
def test_a_damaged_configuration_is_counted_or_refused(
    name: str, seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    model = copy.deepcopy(CONFIGURATIONS[name])
    for _ in range(chance.randint(1, 4)):
        holder, key = chance.choice(_places(model, []))
        holder[key] = copy.deepcopy(chance.choice(ODD))
    path = write(tmp_path / "damaged.json", model)
    for lenient in (False, True):
        with suppress(WorkloadError):  # any other exception fails
            count(path, allow_unknown=lenient)
