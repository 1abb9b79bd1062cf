"""Write the ensembles and machines of the tests, with what their libraries say of them.

Needs xgboost, lightgbm, catboost, scikit-learn, skl2onnx, libsvm-official and liblinear-official:
``python make_models.py``. ``facts.json`` holds, for each file, splits and leaves, and the mean
number of splits that a sample of the training data passes: the depth of the leaf where each tree
of the library itself (``pred_leaf``, ``apply``, ``decision_path``) says that the sample ends.
"""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

import catboost
import lightgbm
import numpy as np
import xgboost
from liblinear import liblinearutil
from libsvm import svmutil
from skl2onnx import to_onnx
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.ensemble import (
    GradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, StandardScaler
from sklearn.svm import SVC, SVR

HERE = Path(__file__).parent
DIABETES = load_diabetes(return_X_y=True)
CANCER = load_breast_cancer(return_X_y=True)
IRIS = load_iris(return_X_y=True)

facts: dict[str, Any] = {}


def note(name: str, **said: Any) -> None:
    facts[name] = said


# XGBoost ------------------------------------------------------------------------------------


def xgboost_depths(booster: xgboost.Booster) -> list[dict[int, int]]:
    """Depth of each leaf of each tree, from the text that XGBoost writes for people."""
    return [
        {
            int(number): len(tabs)
            for tabs, number in re.findall(r"^(\t*)(\d+):leaf", text, flags=re.MULTILINE)
        }
        for text in booster.get_dump(dump_format="text")
    ]


def xgboost_facts(booster: xgboost.Booster, data: xgboost.DMatrix) -> dict[str, Any]:
    depths = xgboost_depths(booster)
    leaves = booster.predict(data, pred_leaf=True).reshape(data.num_row(), -1).astype(int)
    passed = [[depths[tree][leaf] for tree, leaf in enumerate(row)] for row in leaves]
    return {
        "trees": len(depths),
        "leaves": sum(map(len, depths)),
        "deepest": sum(max(depth.values()) for depth in depths),
        "path": float(np.mean(np.sum(passed, axis=1))),
    }


def xgboosts() -> None:
    models = {
        "regression": (DIABETES, {"objective": "reg:squarederror"}, 5),
        "forest": (DIABETES, {"num_parallel_tree": 4, "objective": "reg:squarederror"}, 1),
        "binary": (CANCER, {"objective": "binary:logistic"}, 5),
        "softprob": (IRIS, {"objective": "multi:softprob", "num_class": 3}, 3),
        "dart": (DIABETES, {"booster": "dart", "rate_drop": 0.5}, 4),
        "linear": (DIABETES, {"booster": "gblinear"}, 4),
    }
    for name, ((samples, answers), settings, rounds) in models.items():
        data = xgboost.DMatrix(samples, answers)
        deep = {} if name == "linear" else {"max_depth": 4}
        booster = xgboost.train({**settings, **deep, "seed": 0}, data, rounds)
        booster.save_model(HERE / f"xgboost-{name}.json")
        if name == "linear":
            note(f"xgboost-{name}.json", features=10, weights=11)
            continue
        found = xgboost_facts(booster, data)
        note(f"xgboost-{name}.json", **found)
        if name == "regression":
            booster.save_model(HERE / f"xgboost-{name}.ubj")
            note(f"xgboost-{name}.ubj", **found)
            path = HERE / f"xgboost-{name}-dump.json"
            booster.dump_model(path, with_stats=True, dump_format="json")
            note(path.name, **found)


# LightGBM -----------------------------------------------------------------------------------


def lightgbm_depths(node: dict[str, Any], depth: int = 0) -> dict[int, int]:
    if "left_child" not in node:
        return {node.get("leaf_index", 0): depth}
    both = (lightgbm_depths(node[side], depth + 1) for side in ("left_child", "right_child"))
    return {leaf: at for side in both for leaf, at in side.items()}


def lightgbms() -> None:
    models = {
        "regression": (DIABETES, {"objective": "regression"}, 5),
        "binary": (CANCER, {"objective": "binary"}, 5),
        "multiclass": (IRIS, {"objective": "multiclass", "num_class": 3}, 3),
        "forest": (CANCER, {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.8}, 4),
        "linear": (DIABETES, {"objective": "regression", "linear_tree": True}, 2),
    }
    for name, ((samples, answers), settings, rounds) in models.items():
        quiet = {"verbose": -1, "num_leaves": 7, "seed": 0, "deterministic": True}
        booster = lightgbm.train({**settings, **quiet}, lightgbm.Dataset(samples, answers), rounds)
        booster.save_model(HERE / f"lightgbm-{name}.txt")
        dump = booster.dump_model()
        depths = [lightgbm_depths(tree["tree_structure"]) for tree in dump["tree_info"]]
        leaves = booster.predict(samples, pred_leaf=True).astype(int)
        passed = [[depths[tree][leaf] for tree, leaf in enumerate(row)] for row in leaves]
        found = {
            "trees": len(depths),
            "leaves": sum(map(len, depths)),
            "deepest": sum(max(depth.values()) for depth in depths),
            "path": float(np.mean(np.sum(passed, axis=1))),
        }
        note(f"lightgbm-{name}.txt", **found)
        if name == "regression":
            text = json.dumps(dump)
            (HERE / "lightgbm-regression.json").write_text(text, encoding="utf-8")
            note("lightgbm-regression.json", **found)


# CatBoost -----------------------------------------------------------------------------------


def passed_splits(node: dict[str, Any], sample: np.ndarray) -> int:
    passed = 0
    while "split" in node:
        split, passed = node["split"], passed + 1
        right = sample[split["float_feature_index"]] > split["border"]
        node = node["right" if right else "left"]
    return passed


def lengths(node: dict[str, Any], depth: int = 0) -> list[int]:
    if "split" not in node:
        return [depth]
    return lengths(node["left"], depth + 1) + lengths(node["right"], depth + 1)


def catboosts() -> None:
    quiet = {"verbose": 0, "allow_writing_files": False, "random_seed": 0, "iterations": 4}
    regression = catboost.CatBoostRegressor(depth=3, **quiet).fit(*DIABETES)
    classes = catboost.CatBoostClassifier(depth=2, **quiet).fit(*IRIS)
    free = catboost.CatBoostRegressor(grow_policy="Lossguide", max_leaves=6, **quiet)
    free.fit(*DIABETES)
    for name, model in (("regression", regression), ("multiclass", classes), ("free", free)):
        path = HERE / f"catboost-{name}.json"
        model.save_model(path, format="json")
        dump = json.loads(path.read_text(encoding="utf-8"))
        kept = ("features_info", "oblivious_trees", "trees", "scale_and_bias")
        loss = dump["model_info"]["params"]["loss_function"]
        small = {key: dump[key] for key in kept if key in dump}
        small["model_info"] = {"params": {"loss_function": loss}}
        path.write_text(json.dumps(small), encoding="utf-8")
        if "trees" in dump:
            each = [lengths(tree) for tree in dump["trees"]]
            passed = [[passed_splits(tree, row) for tree in dump["trees"]] for row in DIABETES[0]]
            path_ = float(np.mean(np.sum(passed, axis=1)))
        else:
            each = [
                [len(tree["splits"])] * 2 ** len(tree["splits"]) for tree in dump["oblivious_trees"]
            ]
            path_ = float(sum(each_tree[0] for each_tree in each))
        deepest = sum(map(max, each))
        note(path.name, trees=len(each), leaves=sum(map(len, each)), deepest=deepest, path=path_)


# LIBSVM and LIBLINEAR -----------------------------------------------------------------------


def machines() -> None:
    samples, answers = IRIS
    rows = samples.tolist()
    for name, options in (
        ("rbf", "-t 2 -q"),
        ("polynomial", "-t 1 -d 4 -q"),
        ("linear", "-t 0 -q"),
    ):
        model = svmutil.svm_train(answers.tolist(), rows, options)
        path = HERE / f"libsvm-{name}.txt"
        svmutil.svm_save_model(str(path), model)
        note(path.name, vectors=model.get_nr_sv(), classes=3, features=4)
    target = DIABETES[1][:60].tolist()
    model = svmutil.svm_train(target, DIABETES[0][:60].tolist(), "-s 3 -q")
    svmutil.svm_save_model(str(HERE / "libsvm-regression.txt"), model)
    note("libsvm-regression.txt", vectors=model.get_nr_sv(), classes=0, features=10)
    for name, (samples, answers) in (("binary", CANCER), ("multiclass", IRIS)):
        model = liblinearutil.train(answers.tolist(), samples.tolist(), "-s 2 -B 1 -q")
        path = HERE / f"liblinear-{name}.txt"
        liblinearutil.save_model(str(path), model)
        note(path.name, features=samples.shape[1], classes=len(set(answers.tolist())))


# scikit-learn by skl2onnx -------------------------------------------------------------------


def sklearn_facts(trees: list[Any]) -> dict[str, Any]:
    return {
        "trees": len(trees),
        "leaves": sum(int(tree.tree_.n_leaves) for tree in trees),
        "deepest": sum(int(tree.tree_.max_depth) for tree in trees),
    }


def sklearns() -> None:
    samples, answers = IRIS
    forest = RandomForestClassifier(4, max_depth=3, random_state=0).fit(*IRIS)
    boosted = GradientBoostingClassifier(n_estimators=3, max_depth=2, random_state=0).fit(*IRIS)
    mean = RandomForestRegressor(4, max_depth=3, random_state=0).fit(*DIABETES)
    pipeline = make_pipeline(StandardScaler(), Normalizer(), LogisticRegression()).fit(*IRIS)
    linear, regressor = LinearRegression().fit(*DIABETES), SVR().fit(*DIABETES)
    machine = SVC(kernel="linear", random_state=0).fit(samples[:100], answers[:100])
    note("sklearn-forest.onnx", **sklearn_facts(list(forest.estimators_)))
    note("sklearn-boosted.onnx", **sklearn_facts([*boosted.estimators_.ravel()]))
    note("sklearn-mean.onnx", **sklearn_facts(list(mean.estimators_)))
    note("sklearn-pipeline.onnx", features=4, classes=3)
    note("sklearn-linear.onnx", features=10)
    note("sklearn-regressor.onnx", features=10, vectors=len(regressor.support_))
    note("sklearn-machine.onnx", features=4, vectors=len(machine.support_), classes=2)
    models = {
        "forest": (forest, IRIS),
        "boosted": (boosted, IRIS),
        "mean": (mean, DIABETES),
        "pipeline": (pipeline, IRIS),
        "linear": (linear, DIABETES),
        "regressor": (regressor, DIABETES),
        "machine": (machine, IRIS),
    }
    for name, (model, (features, _)) in models.items():
        written = to_onnx(model, features[:1].astype(np.float32))
        (HERE / f"sklearn-{name}.onnx").write_bytes(written.SerializeToString())


def main() -> None:
    warnings.simplefilter("ignore")
    for write in (xgboosts, lightgbms, catboosts, machines, sklearns):
        write()
    names = ("xgboost", "lightgbm", "catboost", "scikit-learn", "skl2onnx", "libsvm-official")
    from importlib.metadata import version

    found = {"versions": {name: version(name) for name in names}, "files": facts}
    (HERE / "facts.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
