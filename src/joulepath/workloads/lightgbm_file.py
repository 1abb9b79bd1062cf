"""Ensembles that LightGBM saved as text, or dumped as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from joulepath.records.workload import Workload
from joulepath.workloads.forests import Forest, Layout, Tree, forest_workload, grown, unfolded
from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.json_reading import items_of, table_of
from joulepath.workloads.keras_settings import is_whole
from joulepath.workloads.work import RuleError, Work

__all__ = ["count_dumped", "count_text"]

# A split keeps a feature and two children in 32 bits each, its kind in 8, a threshold in 64.
_LAYOUT: Final = Layout(split=168, leaf=0, value=64, format="fp64", activation=64)
_ANSWERS: Final[Mapping[str, str]] = {
    "binary": "Sigmoid",
    "multiclass": "Softmax",
    "multiclassova": "Sigmoid",
    "cross_entropy": "Sigmoid",
    "cross_entropy_lambda": "Softplus",
    "poisson": "Exp",
    "gamma": "Exp",
    "tweedie": "Exp",
}
"""What becomes of the sums, by the first word of the objective; nothing for any other."""
_LINEAR: Final = "trees: the linear models in the leaves have no counting rule"


def count_text(text: str) -> Workload:
    """Count what ``save_model`` wrote.

    Raises
    ------
    RuleError
        If it is no ensemble, or cut short.
    """
    head, *blocks = text.split("\nTree=")
    facts = _facts(head)
    if "end of trees" not in text:
        raise RuleError("it is cut short: the end of the trees is missing")
    each = max(_whole(facts.get("num_tree_per_iteration", "1")), 1)
    entries = [_facts(block) for block in blocks]
    trees = tuple(_tree(entry, at % each) for at, entry in enumerate(entries))
    linear = any(entry.get("is_linear") == "1" for entry in entries)
    averaged = "average_output" in facts
    return _counted(facts.get("objective", ""), facts, trees, each, averaged, linear)


def _facts(block: str) -> dict[str, str]:
    lines = (line.partition("=") for line in block.splitlines())
    return {name.strip(): value for name, _, value in lines}


def _tree(facts: Mapping[str, str], group: int) -> Tree:
    leaves = _whole(facts.get("num_leaves", ""))
    if leaves == 1:
        return Tree(0, 1, 0, 0.0, group)
    left, right = (_wholes(facts.get(f"{side}_child", "")) for side in ("left", "right"))
    if len(left) != leaves - 1:
        raise RuleError(f"a tree of {leaves} leaves has {len(left)} splits")
    inner, ends = _wholes(facts.get("internal_count", "")), _wholes(facts.get("leaf_count", ""))
    cover = [*inner, *ends] if (len(inner), len(ends)) == (leaves - 1, leaves) else None
    children = [[_position(child, leaves) for child in side] for side in (left, right)]
    return grown(*([*side, *[-1] * leaves] for side in children), cover=cover, group=group)


def _position(child: int, leaves: int) -> int:
    """Where a child is if the leaves come after the splits; a leaf is written as minus one less."""
    return child if child >= 0 else leaves - 1 + ~child


def count_dumped(entries: Mapping[str, Any]) -> Workload:
    """Count what ``dump_model`` returned, in a JSON file."""
    infos = items_of(entries.get("tree_info"))
    each = entries.get("num_tree_per_iteration", 1)
    if not is_whole(each) or each < 1:
        raise RuleError(f"'num_tree_per_iteration' is {shown(each)}, not a number from 1")
    trees = tuple(_dumped(info, at % each) for at, info in enumerate(infos))
    facts = {"max_feature_idx": str(entries.get("max_feature_idx"))}
    averaged = bool(entries.get("average_output"))
    objective = str(entries.get("objective", ""))
    return _counted(objective, facts, trees, each, averaged, linear=False)


def _dumped(info: object, group: int) -> Tree:
    return unfolded(table_of(info).get("tree_structure"), _children, "leaf_count", group)


def _children(node: dict[str, Any]) -> tuple[object, object] | None:
    if "left_child" in node and "right_child" in node:
        return node["left_child"], node["right_child"]
    if "leaf_value" not in node:
        raise RuleError("a node of a tree has neither a leaf nor two children")
    return None


def _counted(
    objective: str,
    facts: Mapping[str, str],
    trees: tuple[Tree, ...],
    outputs: int,
    averaged: bool,
    linear: bool,
) -> Workload:
    answer = _ANSWERS.get((objective.split() or [""])[0], "")
    return forest_workload(
        Forest(
            trees=trees,
            features=_whole(facts.get("max_feature_idx", "")) + 1,
            outputs=outputs,
            leaf_values=1,
            layout=_LAYOUT,
            answer=answer,
            each_output=Work(special=1) if averaged else Work(),
            left_out=(_LINEAR,) if linear else (),
        )
    )


def _wholes(text: str) -> list[int]:
    return [_whole(word) for word in text.split()]


def _whole(text: str) -> int:
    digits = text.strip().removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise RuleError(f"{shown(text)} is no whole number")
    return int(text)
