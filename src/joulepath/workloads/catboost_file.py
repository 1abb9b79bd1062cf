"""Ensembles that CatBoost saved as JSON.

All splits of a level of an ordinary tree are the same, so a sample takes one comparison for each
level, always; trees of other growth policies are like those of any library.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from joulepath.records.workload import Workload
from joulepath.workloads.forests import Forest, Layout, Tree, forest_workload, unfolded
from joulepath.workloads.json_reading import items_of, table_of
from joulepath.workloads.work import RuleError, Work

__all__ = ["count_catboost"]

# A level keeps a feature and a border in 32 bits each; the values of leaves take 64.
_LAYOUT: Final = Layout(split=64, leaf=0, value=64, format="fp32", activation=32)
_ANSWERS: Final[Mapping[str, str]] = {
    "CrossEntropy": "Sigmoid",
    "Logloss": "Sigmoid",
    "MultiClass": "Softmax",
    "MultiClassOneVsAll": "Sigmoid",
    "MultiLogloss": "Sigmoid",
    "Poisson": "Exp",
    "Tweedie": "Exp",
}
"""What becomes of the sums, by loss function; nothing for any other."""
_COUNTERS: Final = "features made from counts of categories have no counting rule"
_DEEPEST: Final = 30


def count_catboost(entries: Mapping[str, Any]) -> Workload:
    """Count what ``save_model(..., format="json")`` wrote.

    Raises
    ------
    RuleError
        If it is no ensemble, or damaged.
    """
    scale, bias = _scale_and_bias(entries.get("scale_and_bias"))
    oblivious = "oblivious_trees" in entries
    listed = items_of(entries.get("oblivious_trees" if oblivious else "trees"))
    measured = [_oblivious(one) if oblivious else _any_tree(one) for one in listed]
    values = max((in_leaf for _, in_leaf in measured), default=bias)
    info = table_of(entries.get("features_info"))
    counters = entries.get("ctr_data") or info.get("ctrs")
    return forest_workload(
        Forest(
            trees=tuple(tree for tree, _ in measured),
            features=_features(info),
            outputs=values,
            leaf_values=values,
            layout=_LAYOUT if oblivious else Layout(128, 0, 64, "fp32", 32),
            answer=_ANSWERS.get(_loss(entries.get("model_info")), ""),
            each_output=Work(elementwise=1) if scale != 1 else Work(),
            left_out=(f"trees: {_COUNTERS}",) if counters else (),
        )
    )


def _oblivious(entry: object) -> tuple[Tree, int]:
    tree = table_of(entry)
    depth, stored = len(items_of(tree.get("splits"))), len(items_of(tree.get("leaf_values")))
    if depth > _DEEPEST or stored < 2**depth or stored % 2**depth:
        raise RuleError(f"a tree of {depth} levels has {stored} leaf values")
    return Tree(depth, 2**depth, depth, float(depth)), stored // 2**depth


def _any_tree(entry: object) -> tuple[Tree, int]:
    values = 1

    def children(node: dict[str, Any]) -> tuple[object, object] | None:
        nonlocal values
        values = max(values, len(items_of(node.get("value"))))
        return (node.get("left"), node.get("right")) if "split" in node else _leaf(node)

    return unfolded(entry, children, "weight"), values


def _leaf(node: Mapping[str, Any]) -> None:
    if "value" not in node:
        raise RuleError("a node of a tree has neither a value nor a split")


def _features(info: Mapping[str, Any]) -> int:
    kinds = (items_of(info.get(f"{kind}_features")) for kind in ("float", "categorical"))
    return sum(map(len, kinds))


def _loss(info: object) -> str:
    return str(table_of(table_of(table_of(info).get("params")).get("loss_function")).get("type"))


def _scale_and_bias(value: object) -> tuple[object, int]:
    """Factor of the sums, and how many there are."""
    scale, bias = (*items_of(value), 1, [0])[:2] if items_of(value) else (1, [0])
    return scale, max(len(items_of(bias)), 1)
