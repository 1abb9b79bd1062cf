"""Sums and parts of operations, kind by kind."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Final

from joulepath.core.quantities import Count, Flop
from joulepath.records.workload import Operations

__all__ = ["NOTHING", "flops_of", "other_operations", "part_of", "summed"]

NOTHING: Final = Operations(0, 0, 0, 0, 0)
"""No work."""


def summed(parts: Iterable[Operations]) -> Operations:
    """All of them together."""
    return reduce(_plus, parts, NOTHING)


def part_of(operations: Operations, some: int, of: int) -> Operations:
    """What some of identical operators do, in whole numbers where all do such."""
    if some == of:
        return operations
    return Operations(*(_part(amount, some, of) for amount in _amounts(operations)))


def other_operations(operations: Operations) -> Count:
    """Arithmetic that is no multiply-accumulate: elementwise, special functions, comparisons."""
    return operations.elementwise + operations.special + operations.comparisons


def flops_of(operations: Operations) -> Flop:
    """All arithmetic; a multiply-accumulate is two, a move none, in whatever numeric format."""
    return 2 * operations.macs + other_operations(operations)


def _plus(one: Operations, other: Operations) -> Operations:
    return Operations(*(a + b for a, b in zip(_amounts(one), _amounts(other), strict=True)))


def _amounts(operations: Operations) -> tuple[Count, Count, Count, Count, Count]:
    return (
        operations.macs,
        operations.elementwise,
        operations.special,
        operations.comparisons,
        operations.moves,
    )


def _part(amount: Count, some: int, of: int) -> Count:
    whole, rest = divmod(amount * some, of)
    return amount * some / of if rest else whole
