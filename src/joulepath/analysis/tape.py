"""The engine that every installation has: a program carried out by NumPy, block by block.

Each block runs through the whole list while its numbers are in the processor's cache. Results
take the memory of numbers that nobody reads again, so that a few buffers serve hundreds of
operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import prod
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.program import Program
from joulepath.core.expression import Operation

__all__ = ["CarryOut", "Extent", "Index", "Parts", "Shape", "carry_out", "extent_of", "extents"]

Shape: TypeAlias = tuple[int, ...]
Extent: TypeAlias = tuple[bool, ...]
"""Whether something has more than one element along each axis."""
Index: TypeAlias = tuple[slice, ...]
"""Where a block lies; trailing axes are taken whole."""

CarryOut: TypeAlias = Callable[
    [
        Program,
        Mapping[int, NDArray[Any]],
        Mapping[int, NDArray[np.float64]],
        Sequence[Index],
    ],
    None,
]
"""What an engine does: `carry_out` is one."""

_EVERYTHING: Final = slice(None)
_UNBUFFERED: Final = frozenset({"less", "less_equal", "greater", "greater_equal", "where"})
"""Truth values are no floats, and a choice takes no buffer."""


def carry_out(
    program: Program,
    given: Mapping[int, NDArray[Any]],
    results: Mapping[int, NDArray[np.float64]],
    blocks: Sequence[Index],
) -> None:
    """Run a program on arrays.

    Parameters
    ----------
    program : Program
        What to do.
    given : mapping of int to ndarray
        Numbers from outside by slot, all of as many axes; they broadcast to the results.
    results : mapping of int to ndarray
        Arrays to fill, by slot, all of one shape.
    blocks : sequence of tuple of slice
        Pieces that make up the results.
    """
    tape = _Tape(program, given)
    for index in blocks:
        shape = next(iter(results.values()))[index].shape
        values = tape.run(index, shape)
        for slot, place in program.results.items():
            results[slot][index] = values[place]


def extent_of(array: NDArray[Any]) -> Extent:
    """Along which axes an array extends."""
    return tuple(length > 1 for length in array.shape)


def extents(program: Program, given: Mapping[int, NDArray[Any]]) -> list[Extent]:
    """Along which axes each place of a program extends."""
    axes = next(iter(given.values())).ndim
    found: list[Extent] = [(False,) * axes for _ in range(program.places)]
    for slot, place in program.given.items():
        found[place] = extent_of(given[slot])
    for each in program.operations:
        pairs = zip(*(found[place] for place in each.operands), strict=True)
        found[each.result] = tuple(map(any, pairs))
    return found


class Parts:
    """Arrays that are read piece by piece."""

    def __init__(self, arrays: Mapping[int, NDArray[Any]]) -> None:
        groups: dict[Extent, list[tuple[int, NDArray[Any]]]] = {}
        for place, array in arrays.items():
            groups.setdefault(extent_of(array), []).append((place, array))
        self._groups = groups

    def cut(self, index: Index) -> Iterator[tuple[int, NDArray[Any]]]:
        """The piece of each array that a block needs, by place."""
        for extent, members in self._groups.items():
            pairs = zip(index, extent, strict=False)
            cut = tuple(here if extends else _EVERYTHING for here, extends in pairs)
            for place, array in members:
                yield place, array[cut]


class _Tape:
    """A program in the order in which it is carried out, with the buffers that it needs."""

    def __init__(self, program: Program, given: Mapping[int, NDArray[Any]]) -> None:
        self._extents = extents(program, given)
        self._values: list[Any] = [None] * program.places
        parts: dict[int, NDArray[Any]] = {}
        for place, constant in program.constants.items():
            self._values[place] = constant
        for slot, place in program.given.items():
            if given[slot].size > 1:
                parts[place] = given[slot]
            else:
                self._values[place] = np.asarray(given[slot], np.float64)
        self._parts = Parts(parts)
        moving = self._still(program.operations)
        self._buffers = _buffers(moving, self._extents, {*program.results.values()})
        self._moves = [
            (getattr(np, each.name), each.operands, each.result, each.result in self._buffers)
            for each in moving
        ]
        self._memory: dict[tuple[Extent, int], NDArray[np.float64]] = {}
        self._shape: Shape | None = None

    def _still(self, operations: Sequence[Operation]) -> list[Operation]:
        """Carry out what is the same for all blocks, and tell the rest."""
        moving: list[Operation] = []
        for each in operations:
            if any(self._extents[each.result]):
                moving.append(each)
            else:
                operands = (self._values[place] for place in each.operands)
                self._values[each.result] = getattr(np, each.name)(*operands)
        return moving

    def run(self, index: Index, shape: Shape) -> list[Any]:
        """Values at all places for a block of a shape, good until the next one."""
        values = self._values
        if shape != self._shape:
            self._shape = shape
            for place, (extent, number) in self._buffers.items():
                values[place] = self._buffer(extent, number)
        for place, array in self._parts.cut(index):
            values[place] = np.asarray(array, np.float64)
        for function, operands, result, buffered in self._moves:
            if buffered:
                function(*[values[place] for place in operands], out=values[result])
            else:
                values[result] = function(*[values[place] for place in operands])
        return values

    def _buffer(self, extent: Extent, number: int) -> NDArray[np.float64]:
        pairs = zip(self._shape or (), extent, strict=True)
        shape = tuple(length if extends else 1 for length, extends in pairs)
        size = prod(shape)
        if (extent, number) not in self._memory:
            self._memory[extent, number] = np.empty(size)  # the first block is the largest
        return self._memory[extent, number][:size].reshape(shape)


def _buffers(
    moving: Sequence[Operation], extents: Sequence[Extent], kept: set[int]
) -> dict[int, tuple[Extent, int]]:
    """Which buffer each result goes to: a number of one whose content nobody reads again."""
    last = {place: each.result for each in moving for place in each.operands}
    found: dict[int, tuple[Extent, int]] = {}
    free: dict[Extent, list[int]] = {}
    made: dict[Extent, int] = {}
    for each in moving:
        for place in dict.fromkeys(each.operands):
            if place in found and last[place] == each.result and place not in kept:
                free.setdefault(found[place][0], []).append(found[place][1])
        if each.name in _UNBUFFERED:
            continue
        extent = extents[each.result]
        if free.get(extent):
            found[each.result] = extent, free[extent].pop()
        else:
            made[extent] = made.get(extent, 0) + 1
            found[each.result] = extent, made[extent]
    return found
