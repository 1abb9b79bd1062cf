"""Explanations as trees of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joulepath.analysis.explain import Node
from joulepath.catalogue.units import render

__all__ = ["shown", "tree_dict", "tree_text"]


def tree_text(node: Node, level: int = 0) -> str:
    """Write a tree, one number a line, inputs below and to the right of their result."""
    return "\n".join(_lines(node, level))


def tree_dict(node: Node) -> dict[str, Any]:
    """A tree as plain tables."""
    origin = node.origin
    return {
        "label": node.label,
        "value": node.value.tolist() if hasattr(node.value, "tolist") else node.value,
        "unit": node.unit,
        "formula": node.formula,
        "source": node.source,
        "origin": origin
        and {"kind": origin.kind, "place": origin.place, "written": origin.written},
        "inputs": [tree_dict(part) for part in node.parts],
    }


def shown(value: Any, unit: str) -> str:
    """A number for people; of an array, its size and range."""
    if hasattr(value, "shape") and getattr(value, "ndim", 0):
        low, high = (render(float(end), unit) for end in (value.min(), value.max()))
        return f"{value.size} values, {low} to {high}"
    return render(float(value), unit or "1")


def _lines(node: Node, level: int) -> Iterator[str]:
    yield f"{'  ' * level}{node.label} = {shown(node.value, node.unit)}{_why(node)}"
    for part in node.parts:
        yield from _lines(part, level + 1)


def _why(node: Node) -> str:
    source = f"  [{node.source}]" if node.source else ""
    if node.formula:
        return f"  <- {node.formula}{source}"
    if node.origin is None:
        return ""
    origin = node.origin
    if origin.kind == "default":
        return f"  <- default{source}"
    written = f" ({origin.written})" if origin.kind == "scenario" else ""
    return f"  <- {origin.place}{written}{source}"
