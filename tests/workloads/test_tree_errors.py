"""Every way a file of trees or other classical models can be wrong, and what the user is told."""

from __future__ import annotations

import json
import random
import struct
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from joulepath.errors import WorkloadError
from joulepath.workloads import count
from joulepath.workloads.ubjson import UbjsonError, values_of

HERE = Path(__file__).parent / "tree_models"
FILES = sorted(
    path.name
    for path in HERE.iterdir()
    if path.suffix in {".json", ".txt", ".ubj"} and path.name != "facts.json"
)


def complaint(path: Path, **options: Any) -> str:
    """The message without the path, which every problem must begin with."""
    began = time.monotonic()
    with pytest.raises(WorkloadError) as caught:
        count(path, **options)
    assert time.monotonic() - began < 10  # no file takes longer to refuse
    assert all(problem.where.startswith(str(path)) for problem in caught.value.problems)
    return str(caught.value).replace(f"{path}: ", "")


@pytest.mark.parametrize("suffix", [".pkl", ".pickle", ".joblib"])
def test_pickles_are_never_loaded(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"model{suffix}"
    path.write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")  # runs a command if it is loaded
    message = complaint(path)
    assert message.startswith("is a Python pickle, which could run any code and is never loaded")
    assert "skl2onnx.to_onnx()" in message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"CBM1" + bytes(64), "is a CatBoost model in its own binary format"),
        (b"binf" + bytes(64), "is an XGBoost model in its old binary format"),
        (b'{"model_type": "llama"}', "is no model with layers; it may be the config.json"),
        (b"[1, 2, 3]", "is no sound XGBoost (dump) model: a node of a tree has neither"),
        (b'{"learner": 3}', "is no sound XGBoost model: it holds no table 'learner'"),
        (b'{"tree_info": []}', "is no sound LightGBM (dump) model"),
        (b'{"oblivious_trees": []}', "is no sound CatBoost model: it has no tree, no feature"),
        (b"tree\nversion=v4\n", "is no sound LightGBM model: it is cut short"),
        (b"svm_type c_svc\n", "is no sound LIBSVM model: svm_type 'c_svc' is not known, or no"),
        (b"solver_type L2R_LR\nnr_feature 3\n", "is no sound LIBLINEAR model: it is cut short"),
        (b'{"learner": ' + b"[" * 100_000, "is nested too deeply for a model"),
        (b'{"learner": [1, 2', "is not JSON, or cut short"),
        (b'{"learner": [' + b"[]," * 2_000_000, "too many for JSON that is read"),
    ],
)
def test_other_files_are_refused(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.write_bytes(content)
    assert message in complaint(path)


def saved(left: list[int], right: list[int], cover: list[float] | None = None) -> dict[str, Any]:
    tree = {
        "left_children": left,
        "right_children": right,
        "sum_hessian": cover or [1.0] * len(left),
        "tree_param": {"size_leaf_vector": "1"},
    }
    return {
        "learner": {
            "gradient_booster": {
                "name": "gbtree",
                "model": {"trees": [tree], "tree_info": [0]},
            },
            "learner_model_param": {"num_feature": "2", "num_class": "0"},
            "objective": {"name": "reg:squarederror"},
        }
    }


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ([1, 0], [1, -1], "of a tree of 2 is missing, or in it twice"),
        ([0], [0], "node 0 of a tree of 1 is missing, or in it twice"),
        ([9], [8], "node 8 of a tree of 1 is missing"),
        ([1, -1], [-1, -1], "node -1 of a tree of 2 is missing"),
        ([], [], "a tree lists 0 left and 0 right children"),
        ([1, -1, -1], [2], "a tree lists 3 left and 1 right children"),
    ],
)
def test_nodes_that_are_no_tree_are_refused(
    left: list[int], right: list[int], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(saved(left, right)), encoding="utf-8")
    assert message in complaint(path)


def test_without_weights_the_deepest_leaf_counts(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    nodes = saved([1, 3, -1, -1, -1], [2, 4, -1, -1, -1], [0.0] * 5)
    path.write_text(json.dumps(nodes), encoding="utf-8")
    found = count(path)
    assert found.operations.comparisons == 2
    assert found.assumptions == (
        "trees: the file does not say how the training data went, so a sample takes the"
        " 2 comparisons of the deepest leaves, the most there can be",
    )


def test_features_of_counted_categories_are_left_out(tmp_path: Path) -> None:
    model = json.loads((HERE / "catboost-regression.json").read_text(encoding="utf-8"))
    model["ctr_data"] = {"hash": {}}
    path = tmp_path / "model.json"
    path.write_text(json.dumps(model), encoding="utf-8")
    assert "features made from counts of categories have no counting rule" in complaint(path)
    assert count(path, allow_unknown=True).left_out


def test_shapes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.ubj"
    path.write_bytes((HERE / "xgboost-regression.ubj").read_bytes())
    message = complaint(path, shapes={"input": (1, 2)})
    assert message.startswith("the sizes of a XGBoost (UBJSON) file are fixed")


LONG = b"L" + struct.pack(">q", 2**40)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it stops before its end"),
        (b"{i\x01a", "it stops before its end"),
        (b"{i\x01aX}", "begins no value"),
        (b"[#" + LONG, "are not all there"),
        (b"[$d#" + LONG, "more than 64000000 numbers"),
        (b"[$[#i\x02", "in an array of values of kind '['"),
        (b"[$di", "should say how many values follow"),
        (b"S" + LONG, "are not all there"),
        (b"Si\xff", "is -1"),
        (b"SZ", "begins no length"),
        (b"[" * 100, "nested in more than 64 levels"),
        (b"[#l" + struct.pack(">i", 5_000_000) + b"Z" * 5_000_000, "more than 4000000 values"),
    ],
)
def test_damaged_ubjson_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(UbjsonError, match=message.replace("[", r"\[")):
        values_of(content)


def test_ubjson_holds_all_kinds_of_values() -> None:
    # by the specification of UBJSON, draft 12: types, then values with the high byte first
    content = (
        b"{i\x01ai\xfei\x01bTi\x01cFi\x01dZi\x01eCxi\x01fSi\x02hii\x01g[i\x01U\xff]"
        b"i\x01hD" + struct.pack(">d", 0.5) + b"i\x01j[$I#i\x02\x01\x00\x00\x02i\x01k{}}"
    )
    found = values_of(content)
    assert found.pop("j").tolist() == [256, 2]
    assert found == {
        **{"a": -2, "b": True, "c": False, "d": None, "e": "x", "f": "hi", "g": [1, 255]},
        **{"h": 0.5, "k": {}},
    }


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_short_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    content = (HERE / name).read_bytes()
    for part in (0.1, 0.3, 0.5):  # LightGBM writes its settings after the trees
        path.write_bytes(content[: int(part * len(content))])
        complaint(path)


ODD = (b"-1", b"0", b"99999999999", b"null", b"[]", b"{}", b'"x"', b"1e999", b"\xff\x00")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(FILES), seed=st.integers(0, 2**32))
def test_a_damaged_file_is_counted_or_refused(name: str, seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    content = bytearray((HERE / name).read_bytes())
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(content))
        if name.endswith(".ubj"):
            content[at] = chance.randrange(256)
        else:
            while at and not chr(content[at]).isdigit():
                at -= 1
            content[at : at + 1] = chance.choice(ODD)
    path = tmp_path / name
    path.write_bytes(content)
    for lenient in (False, True):
        with suppress(WorkloadError):  # any other exception fails
            count(path, allow_unknown=lenient)


def test_a_node_of_onnx_whose_lists_do_not_fit_is_refused(tmp_path: Path) -> None:
    node = helper.make_node(
        "TreeEnsembleRegressor",
        ["x"],
        ["y"],
        name="trees",
        domain="ai.onnx.ml",
        nodes_treeids=[0, 0],
        nodes_nodeids=[0],
        n_targets=1,
    )
    graph = helper.make_graph(
        [node],
        "test",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 1])],
    )
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid("ai.onnx.ml", 3)]
    path = tmp_path / "model.onnx"
    path.write_bytes(helper.make_model(graph, opset_imports=opsets).SerializeToString())
    assert "the lists of its nodes have different lengths" in complaint(path)
