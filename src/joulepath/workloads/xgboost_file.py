"""Ensembles that XGBoost saved as JSON or UBJSON, or dumped as JSON."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from joulepath.records.workload import Workload
from joulepath.workloads.forests import Forest, Layout, Tree, forest_workload, grown, unfolded
from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.json_reading import items_of, table_of
from joulepath.workloads.linear_models import linear_workload
from joulepath.workloads.work import RuleError, Work

__all__ = ["SKIPPED", "count_dump", "count_saved"]

SKIPPED: Final = frozenset(
    {"base_weights", "loss_changes", "parents", "split_indices", "split_type", "default_left"}
)
"""Arrays of a saved ensemble that say nothing about its work."""

# A node keeps feature, threshold or value, and two children, in 32 bits each.
_LAYOUT: Final = Layout(split=128, leaf=96, value=32, format="fp32", activation=32)

_ANSWERS: Final[Mapping[str, str]] = {
    "binary:logistic": "Sigmoid",
    "reg:logistic": "Sigmoid",
    "binary:hinge": "Sign",
    "multi:softprob": "Softmax",
    "multi:softmax": "ArgMax",
    "count:poisson": "Exp",
    "reg:gamma": "Exp",
    "reg:tweedie": "Exp",
    "survival:cox": "Exp",
    "survival:aft": "Exp",
}
"""What becomes of the sums, by objective; nothing for any other."""

_NO_OBJECTIVE: Final = (
    "objective: a dump does not say it, so the trees add to one output that is left as it is;"
    " save_model('model.json') says it"
)


def count_saved(entries: Mapping[str, Any]) -> Workload:
    """Count what ``save_model`` wrote.

    Raises
    ------
    RuleError
        If it is no ensemble, or damaged.
    """
    learner = _table(entries, "learner")
    booster = _table(learner, "gradient_booster")
    facts = _table(learner, "learner_model_param")
    features = _whole(facts, "num_feature")
    outputs = max(_whole(facts, "num_class", 0), _whole(facts, "num_target", 1), 1)
    answer = _ANSWERS.get(str(_table(learner, "objective").get("name")), "")
    kind = booster.get("name", "gbtree")
    if kind == "gblinear":
        weights = _list(_table(booster, "model"), "weights")
        return linear_workload(features, outputs, answer, weights=len(weights))
    return _boosted(booster, features, outputs, answer, dart=kind == "dart")


def _boosted(
    booster: Mapping[str, Any], features: int, outputs: int, answer: str, *, dart: bool
) -> Workload:
    model = _table(_table(booster, "gbtree") if dart else booster, "model")
    trees = _list(model, "trees")
    groups = [int(group) for group in _list(model, "tree_info")]
    if len(groups) != len(trees):
        raise RuleError(f"{len(trees)} trees belong to {len(groups)} outputs")
    return forest_workload(
        Forest(
            trees=tuple(map(_tree, trees, groups)),
            features=features,
            outputs=outputs,
            leaf_values=_leaf_values(trees),
            layout=_LAYOUT,
            answer=answer,
            each_tree=Work(elementwise=1) if dart else Work(),
        )
    )


def _tree(entry: object, group: int) -> Tree:
    tree = table_of(entry)
    left, right = _list(tree, "left_children"), _list(tree, "right_children")
    cover = _list(tree, "sum_hessian") if tree.get("sum_hessian") else None
    return grown(left, right, cover, group)


def _leaf_values(trees: Sequence[Any]) -> int:
    sizes = {_whole(_table(tree, "tree_param"), "size_leaf_vector", 1) for tree in trees}
    return max(sizes, default=1) or 1


def count_dump(trees: Sequence[object]) -> Workload:
    """Count what ``dump_model`` wrote as JSON, with or without statistics."""
    features: dict[object, int] = {}

    def children(node: dict[str, Any]) -> tuple[object, object] | None:
        if "leaf" in node:
            return None
        _note_feature(node.get("split"), features)
        both = items_of(node.get("children"))
        if len(both) != 2:
            raise RuleError("a node of a tree has neither a leaf nor two children")
        return both[0], both[1]

    found = tuple(unfolded(tree, children, "cover") for tree in trees)
    return forest_workload(
        Forest(
            trees=found,
            features=max(features.values(), default=0) + 1,
            outputs=1,
            leaf_values=1,
            layout=_LAYOUT,
            answer="",
            assumptions=(_NO_OBJECTIVE,),
        )
    )


def _note_feature(feature: object, known: dict[object, int]) -> None:
    """Number a feature as its name says if that is like ``f12``, otherwise in order."""
    name = feature if isinstance(feature, str) else ""
    numbered = name[:1] == "f" and name[1:].isdigit() and len(name) < 10
    known.setdefault(name, int(name[1:]) if numbered else len(known))


def _table(entries: object, name: str) -> dict[str, Any]:
    value = table_of(entries).get(name)
    if not isinstance(value, dict):
        raise RuleError(f"it holds no table '{name}'")
    return table_of(cast("object", value))


def _list(entries: Mapping[str, Any], name: str) -> Any:
    value = entries.get(name)
    if not isinstance(value, list | array):
        raise RuleError(f"it holds no list '{name}'")
    return cast("Any", value)


def _whole(entries: Mapping[str, Any], name: str, default: int | None = None) -> int:
    """A number, which XGBoost writes as a text."""
    value = entries.get(name, default)
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise RuleError(f"'{name}' is {shown(value)}, not a number")
    return int(text)
