"""Counting rules of PyTorch's operators that put values in places, or add them up there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from joulepath.workloads.torch_graph import Operation
from joulepath.workloads.work import Work

__all__ = ["SCATTERING_RULES"]

Rule: TypeAlias = Callable[[Operation], Work]


def _scattered_sum(operation: Operation) -> Work:
    added = (
        operation.optional("src") or operation.optional("source") or operation.optional("values")
    )
    copied = 0 if operation.in_place else operation.written
    return Work(elementwise=added.values if added else 0, moves=copied)


def _put(operation: Operation) -> Work:
    if operation.flag("accumulate"):
        return _scattered_sum(operation)
    return Work(moves=operation.written)


def _embedding_bag(operation: Operation) -> Work:
    size = operation.shape("weight", 2)[1]
    looked_up = operation.tensor("indices").values * size
    means = operation.written if operation.number("mode", 0) == 1 else 0
    joined = looked_up - operation.written
    kind = "comparisons" if operation.number("mode", 0) == 2 else "elementwise"
    return Work(**{kind: max(joined, 0)}) + Work(special=means)


SCATTERING_RULES: Final[Mapping[str, Rule]] = {
    **dict.fromkeys(("_embedding_bag", "_embedding_bag_forward_only"), _embedding_bag),
    **dict.fromkeys(("_index_put_impl", "_unsafe_index_put", "index_put", "put"), _put),
    **dict.fromkeys(("index_add", "index_reduce", "scatter_add", "scatter_reduce"), _scattered_sum),
    "embedding_bag": _embedding_bag,
}
"""The counting rule of every such operator that has one."""
