"""Amounts of operations, by kind, that counting rules add up."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.records.workload import Operations

__all__ = ["RuleError", "Work"]


class RuleError(ValueError):
    """An operation that its counting rule cannot count."""


@dataclass(frozen=True)
class Work:
    """Operations of one operator, by kind, in whole numbers."""

    macs: int = 0
    """Multiply-accumulates."""
    elementwise: int = 0
    """Additions, multiplications and other plain arithmetic."""
    special: int = 0
    """Divisions, roots, exponentials and other special functions."""
    comparisons: int = 0
    """Comparisons, maxima, minima and selections."""
    moves: int = 0
    """Values copied."""

    @property
    def amounts(self) -> tuple[int, int, int, int, int]:
        """All kinds, in the order of the fields."""
        return self.macs, self.elementwise, self.special, self.comparisons, self.moves

    @property
    def recorded(self) -> Operations:
        """The same as a record."""
        return Operations(*self.amounts)

    def __add__(self, other: Work) -> Work:
        return Work(*(a + b for a, b in zip(self.amounts, other.amounts, strict=True)))

    def __mul__(self, times: int) -> Work:
        return Work(*(amount * times for amount in self.amounts))
