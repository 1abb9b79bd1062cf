"""Which points a sweep computes, and how they are divided into chunks.

Every axis is either *resolved* (the scenario is read anew for each of its values) or *spread*
(its values enter the lifecycle side by side). Points that share the values of all resolved axes
are a `Piece`; a chunk is some pieces, small enough for memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, prod
from typing import Any, Final, Protocol, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.sweep.axes import Axis, Span

__all__ = ["Design", "Grid", "Piece", "Sample"]

Positions: TypeAlias = NDArray[Any]

_TOGETHER: Final = 64
"""Scenarios that are resolved for one chunk at most, so that work is shared and kept early."""


@dataclass(frozen=True)
class Piece:
    """Points of a chunk that share the values of all resolved axes."""

    fixed: tuple[float, ...]
    """Position on each resolved axis."""
    rows: slice | NDArray[np.intp]
    """Their places in the chunk."""
    spread: tuple[Positions, ...]
    """Positions on each spread axis; they broadcast to the piece."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the piece."""
        rows = (1,) if isinstance(self.rows, slice) else self.rows.shape
        return np.broadcast_shapes(rows, *(each.shape for each in self.spread))

    @property
    def size(self) -> int:
        """How many points it has."""
        return prod(self.shape)


class Design(Protocol):
    """Points of a sweep in chunks."""

    @property
    def points(self) -> int:
        """How many there are."""
        ...

    @property
    def chunks(self) -> int:
        """Into how many chunks they are divided."""
        ...

    def pieces(self, chunk: int) -> list[Piece]:
        """The points of a chunk."""
        ...


@dataclass(frozen=True)
class Grid:
    """All combinations, the last spread axis running fastest."""

    resolved: tuple[int, ...]
    """Length of each resolved axis."""
    spread: tuple[int, ...]
    """Length of each spread axis."""
    rows: int
    """Points in a chunk, at most."""

    @property
    def points(self) -> int:
        """Product of all lengths."""
        return prod(self.resolved) * prod(self.spread)

    @property
    def chunks(self) -> int:
        """Boxes of the spread grid for every combination of the others, or several of these."""
        if self._whole:
            return ceil(prod(self.resolved) / self._combinations)
        return prod(self.resolved) * self._boxes

    def pieces(self, chunk: int) -> list[Piece]:
        """The points of a chunk."""
        if not self._whole:
            combination, box = divmod(chunk, self._boxes)
            return [self._piece(combination, self._box(box), 0)]
        first = chunk * self._combinations
        found = range(first, min(first + self._combinations, prod(self.resolved)))
        everything = tuple(range(length) for length in self.spread)
        return [self._piece(number, everything, number - first) for number in found]

    def _piece(self, combination: int, box: Sequence[range], place: int) -> Piece:
        fixed = np.unravel_index(combination, self.resolved) if self.resolved else ()
        size = prod(map(len, box))
        spread = np.ix_(*box) if box else ()
        rows = slice(place * size, (place + 1) * size)
        return Piece(tuple(float(each) for each in fixed), rows, spread)

    @property
    def _whole(self) -> bool:
        """Whether the grid of spread axes fits a chunk."""
        return prod(self.spread) <= self.rows

    @property
    def _combinations(self) -> int:
        """Combinations of resolved axes in a chunk."""
        return max(1, min(_TOGETHER, self.rows // max(1, prod(self.spread))))

    @cached_property
    def _cut(self) -> tuple[int, int]:
        """Axis that boxes cut, and pieces it is cut into; those before it are taken one by one."""
        for axis, length in enumerate(self.spread):
            below = prod(self.spread[axis + 1 :])
            if below <= self.rows:
                return axis, ceil(length / max(1, self.rows // below))
        raise AssertionError("an element alone fits any chunk")

    @property
    def _boxes(self) -> int:
        axis, pieces = self._cut
        return prod(self.spread[:axis]) * pieces

    def _box(self, number: int) -> list[range]:
        """A box of the spread grid, in their order; boxes are about equally large."""
        axis, pieces = self._cut
        outer, piece = divmod(number, pieces)
        lead = np.unravel_index(outer, self.spread[:axis]) if axis else ()
        length = self.spread[axis]
        first, last = piece * length // pieces, (piece + 1) * length // pieces
        inner = (range(each) for each in self.spread[axis + 1 :])
        return [*(range(int(each), int(each) + 1) for each in lead), range(first, last), *inner]


@dataclass(frozen=True)
class Sample:
    """Points drawn at random, each axis from a stream of its own."""

    axes: tuple[Axis, ...]
    """The resolved axes, then the spread ones."""
    resolved: int
    """How many are resolved."""
    points: int
    """How many points are drawn."""
    seed: int
    """Start of the streams."""
    stratified: bool
    """Whether each axis is cut into as many strata as there are points (Latin hypercube)."""
    rows: int
    """Points in a chunk, at most."""

    @property
    def chunks(self) -> int:
        """As many as it takes."""
        return ceil(self.points / self.rows)

    def pieces(self, chunk: int) -> list[Piece]:
        """The points of a chunk, grouped by the values of the resolved axes."""
        first = chunk * self.rows
        last = min(first + self.rows, self.points)
        drawn = [self._drawn(number, first, last) for number in range(len(self.axes))]
        fixed, spread = drawn[: self.resolved], drawn[self.resolved :]
        return list(_grouped(fixed, spread, last - first))

    def _drawn(self, number: int, first: int, last: int) -> Positions:
        """Positions on an axis at some rows, which do not depend on how rows are divided."""
        unit = self._uniform(number, first, last)
        if self.stratified:
            unit = (self._strata(number)[first:last] + unit) / self.points
        axis = self.axes[number]
        if axis.length is None:
            return cast("Span", axis.span).drawn(unit)
        return np.minimum((unit * axis.length).astype(np.intp), axis.length - 1)

    def _uniform(self, number: int, first: int, last: int) -> NDArray[np.float64]:
        stream = np.random.Philox(key=np.array([self.seed, 2 * number], dtype=np.uint64))
        stream.advance(first // 4)  # a step of the stream makes four numbers
        return np.random.Generator(stream).random(last - 4 * (first // 4))[first % 4 :]

    def _strata(self, number: int) -> NDArray[np.int64]:
        stream = np.random.Philox(key=np.array([self.seed, 2 * number + 1], dtype=np.uint64))
        return np.random.Generator(stream).permutation(self.points)


def _grouped(
    fixed: Sequence[Positions], spread: Sequence[Positions], count: int
) -> Iterator[Piece]:
    """Gather rows that share the positions on all resolved axes."""
    if not fixed:
        yield Piece((), slice(0, count), tuple(spread))
        return
    combinations, group = np.unique(np.column_stack(fixed), axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(group.ravel(), minlength=len(combinations)))
    for combination, rows in zip(combinations, np.split(order, ends[:-1]), strict=True):
        yield Piece(
            tuple(map(float, combination)), rows, tuple(positions[rows] for positions in spread)
        )
