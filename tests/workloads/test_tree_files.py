"""Ensembles and machines as their libraries wrote them, against what these say of them.

The files and the facts were written by ``tree_models/make_models.py``: ``path`` is the mean depth
of the leaves where the library itself sends the samples that it was trained with.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.lifecycle.families import count_family
from joulepath.records.families import Trees
from joulepath.records.workload import Operations, Workload
from joulepath.workloads import count, totals
from joulepath.workloads.forests import grown

HERE = Path(__file__).parent / "tree_models"
FACTS: dict[str, Any] = json.loads((HERE / "facts.json").read_text(encoding="utf-8"))["files"]
GROWN = sorted(name for name, said in FACTS.items() if "path" in said)
LIBRARY = [name for name in GROWN if name != "lightgbm-linear.txt"]
CLASSES = {"softprob": 3, "multiclass": 3}

# Where the file weighs samples by the second derivative of the loss instead of counting them, or
# counts those that were drawn for a tree, the mean is that of other weights: up to 3 % here. Counts
# are exact to the four digits that are said; XGBoost keeps sums of single precision.
WEIGHTED = {"xgboost-binary.json": 0.03, "xgboost-softprob.json": 0.03, "lightgbm-forest.txt": 1e-3}


def outputs_of(name: str) -> int:
    return next((number for part, number in CLASSES.items() if part in name), 1)


def mean_of(found: Workload) -> float:
    """Comparisons in the mean, as the assumption says them; all of them if there is none."""
    said = next((one for one in found.assumptions if "the mean over" in one), None)
    if said is None:
        return sum(_compared(found))
    return float(said.split(" comparisons")[0].rpartition(" ")[2])


def _compared(found: Workload) -> list[float]:
    return [one.operations.comparisons for one in found.layers if one.operator == "TreeEnsemble"]


@pytest.mark.parametrize("name", LIBRARY)
def test_a_path_is_as_long_as_the_library_walks(name: str) -> None:
    found, said = count(HERE / name), FACTS[name]
    assert mean_of(found) == pytest.approx(said["path"], rel=WEIGHTED.get(name, 1e-3))
    # each layer is a whole number
    assert sum(_compared(found)) == pytest.approx(mean_of(found), abs=0.5 * len(found.layers))


@pytest.mark.parametrize("name", LIBRARY)
def test_nodes_are_those_of_the_library(name: str) -> None:
    found, said = count(HERE / name), FACTS[name]
    outputs = outputs_of(name)
    levels = "catboost" in name and "free" not in name
    splits = said["deepest"] if levels else said["leaves"] - said["trees"]
    in_leaf = outputs if "catboost" in name else 1
    # a feature and a threshold for each split, the values of each leaf
    assert found.parameters == 2 * splits + said["leaves"] * in_leaf
    trees = sum(
        int(one.name.rpartition(":")[2].split()[0]) for one in found.layers if "tree" in one.name
    )
    assert trees == said["trees"]
    assert sum(f"at most {said['deepest']} " in one for one in found.assumptions) == (
        said["path"] < said["deepest"] - 5e-4
    )


# By hand: 5 trees of 79 leaves, 74 splits of 128 bits and leaves of as many
def test_the_memory_of_a_boosted_regression_by_hand() -> None:
    found = count(HERE / "xgboost-regression.json")
    assert found.weight_bits == (74 + 79) * 128
    assert found.operations == Operations(0, 5, 0, 20, 0)
    assert (found.input_values, found.output_values) == (10, 1)
    assert (found.read_bits, found.written_bits) == (10 * 32, 32)
    assert totals(found).parameters == 2 * 74 + 79


def test_all_ways_of_writing_an_ensemble_say_the_same() -> None:
    saved = count(HERE / "xgboost-regression.json")
    assert count(HERE / "xgboost-regression.ubj") == saved
    dumped = count(HERE / "xgboost-regression-dump.json")
    assert dumped.layers == saved.layers
    assert dumped.assumptions[0].startswith("objective: a dump does not say it")
    assert count(HERE / "lightgbm-regression.json") == count(HERE / "lightgbm-regression.txt")


@pytest.mark.parametrize(
    ("name", "answer", "special"),
    [
        ("xgboost-binary.json", "Sigmoid", 1),
        ("xgboost-softprob.json", "Softmax", 2 * 3),
        ("lightgbm-binary.txt", "Sigmoid", 1),
        ("lightgbm-multiclass.txt", "Softmax", 2 * 3),
        ("catboost-multiclass.json", "Softmax", 2 * 3),
        ("lightgbm-forest.txt", "Scale", 1),  # a mean of the trees
    ],
)
def test_the_objective_says_what_becomes_of_the_sums(name: str, answer: str, special: int) -> None:
    last = count(HERE / name).layers[-1]
    assert (last.name, last.operator, last.operations.special) == ("answer", answer, special)


def test_classes_are_layers_of_their_own() -> None:
    found = count(HERE / "xgboost-softprob.json")
    assert [layer.name for layer in found.layers] == [
        *(f"output {number}: 3 trees" for number in range(3)),
        "answer",
    ]
    assert found.layers[-1].reads == (0, 1, 2)


def test_dropped_trees_scale_their_leaves() -> None:
    found, said = count(HERE / "xgboost-dart.json"), FACTS["xgboost-dart.json"]
    assert found.operations.elementwise == 2 * said["trees"]  # a factor and a sum each


def test_linear_leaves_are_refused_or_left_out() -> None:
    path = HERE / "lightgbm-linear.txt"
    with pytest.raises(ValueError, match="the linear models in the leaves have no counting rule"):
        count(path)
    assert count(path, allow_unknown=True).left_out


def test_a_linear_booster_is_a_product() -> None:
    found = count(HERE / "xgboost-linear.json")
    assert found.operations == Operations(10, 1, 0, 0, 0)
    assert found.parameters == FACTS["xgboost-linear.json"]["weights"]


@pytest.mark.parametrize("name", sorted(name for name in FACTS if name.startswith("libsvm")))
def test_machines_compare_with_every_vector(name: str) -> None:
    found, said = count(HERE / name), FACTS[name]
    vectors, features, classes = said["vectors"], said["features"], said["classes"]
    pairs = classes * (classes - 1) // 2 if classes else 1
    each = classes - 1 if classes else 1
    assert found.operations.macs == vectors * (features + each)
    assert found.parameters == vectors * (features + each) + pairs
    others = {
        # a difference for each value, gamma, and an exponential
        "rbf": (vectors * (features + 1), vectors),
        "regression": (vectors * (features + 1), vectors),
        "polynomial": (vectors * (4 + 1), 0),  # scale, shift and three products for a fourth power
        "linear": (0, 0),
    }
    elementwise, special = others[name.split("-")[1].split(".")[0]]
    assert found.operations.elementwise == elementwise + pairs
    assert found.operations.special == special
    assert found.operations.comparisons == (pairs + classes - 1 if classes else 0)


@pytest.mark.parametrize(("name", "outputs"), [("binary", 1), ("multiclass", 3)])
def test_linear_models_by_hand(name: str, outputs: int) -> None:
    found, said = count(HERE / f"liblinear-{name}.txt"), FACTS[f"liblinear-{name}.txt"]
    decided = 1 if outputs == 1 else outputs - 1
    assert found.operations == Operations(said["features"] * outputs, outputs, 0, decided, 0)
    assert found.parameters == (said["features"] + 1) * outputs


@pytest.mark.parametrize("name", ["forest", "boosted", "mean"])
def test_trees_of_scikit_learn_by_onnx(name: str) -> None:
    found, said = count(HERE / f"sklearn-{name}.onnx"), FACTS[f"sklearn-{name}.onnx"]
    classes = {"forest": 3, "boosted": 3, "mean": 1}[name]
    in_leaf = 3 if name == "forest" else 1
    trees = next(one for one in found.layers if one.operator.startswith("TreeEnsemble"))
    splits = said["leaves"] - said["trees"]
    assert trees.parameters == 2 * splits + said["leaves"] * in_leaf
    softmax = 2 * classes if name == "boosted" else 0
    labels = classes - 1 + (softmax // 2 if name == "boosted" else 0)
    assert trees.operations.comparisons == said["deepest"] + labels
    assert trees.operations.elementwise == said["trees"] * in_leaf + softmax
    assert any("the most there can be" in one for one in found.assumptions)


def test_other_models_of_scikit_learn_by_onnx() -> None:
    linear = count(HERE / "sklearn-linear.onnx")
    assert linear.operations == Operations(10, 1, 0, 0, 0)
    assert linear.parameters == 11
    pipeline = {one.operator: one for one in count(HERE / "sklearn-pipeline.onnx").layers}
    assert pipeline["Scaler"].operations == Operations(0, 2 * 4, 0, 0, 0)
    assert pipeline["LinearClassifier"].operations.macs == 4 * 3
    assert pipeline["LinearClassifier"].parameters == 4 * 3 + 3
    said = FACTS["sklearn-regressor.onnx"]
    found = count(HERE / "sklearn-regressor.onnx")
    assert found.operations.macs == said["vectors"] * (said["features"] + 1)
    said = FACTS["sklearn-machine.onnx"]
    found = count(HERE / "sklearn-machine.onnx")
    assert found.operations.macs == said["vectors"] * (said["features"] + 1)
    assert found.parameters == said["vectors"] * (said["features"] + 1) + 1


def test_a_family_with_the_same_sizes_does_the_same() -> None:
    said, found = FACTS["xgboost-forest.json"], count(HERE / "xgboost-forest.json")
    trees = said["trees"]
    family = count_family(
        Trees(
            features=10.0,
            outputs=1.0,
            trees=float(trees),
            depth=said["deepest"] / trees,
            path=said["path"] / trees,
            leaves=said["leaves"] / trees,
            leaf_values=1.0,
            node_bits=128.0,
            averaged="added",
            activation="none",
            boosting=None,
        )
    )
    assert found.operations == family.operations
    assert found.parameters == family.parameters
    assert found.weight_bits == family.weight_bits


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[int], list[int], list[float], list[int]]:
    """A random tree, how many samples came to each node, and the depth of each sample's leaf."""
    left, right, cover, depths = [-1], [-1], [0.0], list[int]()

    def grow(node: int, samples: int, depth: int) -> None:
        cover[node] = samples
        if samples < 2 or depth > 6 or draw(st.booleans()):
            depths.extend([depth] * samples)
            return
        part = draw(st.integers(1, samples - 1))
        for side, number in ((left, part), (right, samples - part)):
            side[node] = len(left)
            for row, new in ((left, -1), (right, -1), (cover, 0.0)):
                row.append(new)
            grow(side[node], number, depth + 1)

    grow(0, draw(st.integers(1, 40)), 0)
    return left, right, cover, depths


@given(trees())
def test_the_mean_path_is_that_of_the_samples(
    tree: tuple[list[int], list[int], list[float], list[int]],
) -> None:
    left, right, cover, depths = tree
    found = grown(left, right, cover)
    # a sum of whole numbers, so only the quotient rounds
    assert found.path == pytest.approx(sum(depths) / len(depths), rel=1e-12)
    assert found.depth == max(depths)
    assert found.leaves == found.splits + 1
