"""Counting rules of ``ai.onnx.ml``, derived by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from joulepath.errors import WorkloadError
from joulepath.records.workload import Operations, Workload
from joulepath.workloads import count
from joulepath.workloads.onnx_classical import RULES

# One tree of three splits and four leaves, 2 deep on both sides, in the older way of writing
NODES = {
    "nodes_treeids": [0] * 7,
    "nodes_nodeids": list(range(7)),
    "nodes_featureids": [0, 1, 2, 0, 0, 0, 0],
    "nodes_values": [0.5] * 7,
    "nodes_modes": ["BRANCH_LEQ"] * 3 + ["LEAF"] * 4,
    "nodes_truenodeids": [1, 3, 5, 0, 0, 0, 0],
    "nodes_falsenodeids": [2, 4, 6, 0, 0, 0, 0],
}
LEAVES = [3, 4, 5, 6]

CASES: dict[str, tuple[str, dict[str, Any], Operations, int]] = {
    # 2 comparisons, one addition; 3 splits of two values and 4 leaves of one
    "regressor": (
        "TreeEnsembleRegressor",
        NODES
        | {
            **{"target_treeids": [0] * 4, "target_nodeids": LEAVES, "target_ids": [0] * 4},
            **{"target_weights": [0.5] * 4, "n_targets": 1},
        },
        Operations(0, 1, 0, 2, 0),
        3 * 2 + 4,
    ),
    # two classes and one value: sigmoid, the other probability, the larger one
    "classifier": (
        "TreeEnsembleClassifier",
        NODES
        | {
            **{"class_treeids": [0] * 4, "class_nodeids": LEAVES, "class_ids": [0] * 4},
            **{"class_weights": [0.5] * 4, "classlabels_int64s": [0, 1]},
            "post_transform": "LOGISTIC",
        },
        Operations(0, 1 + 1, 1, 2 + 1, 0),
        3 * 2 + 4,
    ),
    # the same tree in the newer way: a list of splits, and one of leaves
    "newest": (
        "TreeEnsemble",
        {
            **{"n_targets": 1, "tree_roots": [0], "nodes_featureids": [0, 1, 2]},
            **{"nodes_truenodeids": [1, 0, 2], "nodes_trueleafs": [0, 1, 1]},
            **{"nodes_falsenodeids": [2, 1, 3], "nodes_falseleafs": [0, 1, 1]},
            **{"leaf_targetids": [0] * 4},
            "leaf_weights": numpy_helper.from_array(np.ones(4, np.float32)),
            "nodes_splits": numpy_helper.from_array(np.ones(3, np.float32)),
            "nodes_modes": numpy_helper.from_array(np.zeros(3, np.uint8)),
        },
        Operations(0, 1, 0, 2, 0),
        3 * 2 + 4,
    ),
    "linear": (
        "LinearRegressor",
        {"coefficients": [1.0] * 8, "intercepts": [0.0] * 2, "targets": 2},
        Operations(8, 2, 0, 0, 0),
        10,
    ),
    # three classes: products, biases, a softmax of 2, 2 and 1, and two comparisons for the class
    "logistic": (
        "LinearClassifier",
        {
            **{"coefficients": [1.0] * 12, "intercepts": [0.0] * 3},
            **{"classlabels_ints": [0, 1, 2], "post_transform": "SOFTMAX"},
        },
        Operations(12, 3 + 6, 6, 3 + 2, 0),
        15,
    ),
    # 3 vectors of 4 values: difference and square of each, gamma and exponential, 3 weights, rho
    "machine": (
        "SVMRegressor",
        {
            **{"support_vectors": [1.0] * 12, "coefficients": [1.0] * 3, "rho": [0.0]},
            **{"n_supports": 3, "kernel_type": "RBF", "kernel_params": [0.1, 0.0, 3.0]},
        },
        Operations(12 + 3, 12 + 3 + 1, 3, 0, 0),
        12 + 3 + 1,
    ),
    "scaler": ("Scaler", {"offset": [0.0] * 4, "scale": [1.0] * 4}, Operations(0, 8, 0, 0, 0), 8),
    "length": ("Normalizer", {"norm": "L2"}, Operations(0, 7, 5, 0, 0), 0),
    "sum": ("Normalizer", {"norm": "L1"}, Operations(0, 7, 4, 0, 0), 0),
    "largest": ("Normalizer", {"norm": "MAX"}, Operations(0, 0, 4, 3, 0), 0),
    "binary": ("Binarizer", {"threshold": 0.5}, Operations(0, 0, 0, 4, 0), 0),
    "missing": ("Imputer", {"imputed_value_floats": [0.0]}, Operations(0, 0, 0, 4, 0), 0),
    "vector": ("FeatureVectorizer", {"inputdimensions": [4]}, Operations(0, 0, 0, 0, 4), 0),
    "label": (
        "LabelEncoder",
        {"keys_floats": [0.0], "values_int64s": [1]},
        Operations(0, 0, 0, 0, 4),
        0,
    ),
    "one-hot": ("OneHotEncoder", {"cats_int64s": [1, 2, 3]}, Operations(0, 0, 0, 0, 12), 0),
}


def counted(path: Path, operator: str, attributes: dict[str, Any]) -> Workload:
    """One operator on a sample of 4 values, in a batch without a size."""
    classifies = operator.endswith("Classifier")
    outputs = ["label", "y"] if classifies else ["y"]
    texts = {name: value for name, value in attributes.items() if name != "domain"}
    node = helper.make_node(operator, ["x"], outputs, "node", domain="ai.onnx.ml", **texts)
    graph = helper.make_graph(
        [node],
        "test",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])],
        [helper.make_tensor_value_info(name, TensorProto.UNDEFINED, None) for name in outputs],
    )
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid("ai.onnx.ml", 5)]
    path.write_bytes(helper.make_model(graph, opset_imports=opsets).SerializeToString())
    return count(path)


@pytest.mark.parametrize("name", CASES)
def test_an_operator_by_hand(name: str, tmp_path: Path) -> None:
    operator, attributes, operations, parameters = CASES[name]
    found = counted(tmp_path / "model.onnx", operator, attributes)
    assert found.operations == operations
    assert found.parameters == parameters
    assert found.weight_bits == 32 * parameters
    assert bool(found.assumptions) == operator.startswith("TreeEnsemble")


def test_every_rule_is_tried() -> None:
    tried = {operator for operator, *_ in CASES.values()}
    # with several inputs and outputs, in the files that scikit-learn wrote
    assert set(RULES) - {"ArrayFeatureExtractor", "SVMClassifier", "ZipMap"} == tried


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("regressor", {"post_transform": "PROBIT"}, "no counting rule for post_transform 'PROBIT'"),
        ("machine", {"kernel_type": "OTHER"}, "kernel 'OTHER'"),
        ("machine", {"n_supports": 5}, "5 support vectors do not fit 12 values"),
        ("length", {"norm": "L3"}, "no counting rule for norm 'L3'"),
        ("newest", {"nodes_truenodeids": [1, 0, 7]}, "is missing, or in them twice"),
        ("newest", {"nodes_truenodeids": [0, 0, 2]}, "twice"),
        ("newest", {"tree_roots": [9]}, "its trees have no roots"),
        ("newest", {"nodes_trueleafs": [0]}, "the lists of its nodes have different lengths"),
    ],
)
def test_what_makes_no_sense_is_named(
    name: str, change: dict[str, Any], message: str, tmp_path: Path
) -> None:
    operator, attributes, *_ = CASES[name]
    with pytest.raises(WorkloadError, match=message):
        counted(tmp_path / "model.onnx", operator, attributes | change)
