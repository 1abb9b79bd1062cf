"""The engine of the extra ``fast``: a program as machine code, block by block.

Reading many long columns at once defeats the processor's reading ahead, so that each block is
first copied, column after column, into a matrix that stays in the cache.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.machine_code import LANES, kernel_of
from joulepath.analysis.program import Program
from joulepath.analysis.tape import Index, Parts, Shape

__all__ = ["carry_out"]


def carry_out(
    program: Program,
    given: Mapping[int, NDArray[Any]],
    results: Mapping[int, NDArray[np.float64]],
    blocks: Sequence[Index],
) -> None:
    """Run a program on arrays; as `joulepath.analysis.tape.carry_out`, and faster.

    Raises
    ------
    MissingExtra
        If the compiler is not installed.
    """
    whole = next(iter(results.values()))
    work = _Work(program, given, whole, whole[blocks[0]].size)  # the first block is the largest
    start = 0
    for index in blocks:
        shape, size = whole[index].shape, whole[index].size
        work.run(index, shape, start, size)
        for slot, answer in work.answers.items():
            results[slot][index] = answer[:size].reshape(shape)
        start += size


class _Work:
    """Compiled code with the matrix that it works on."""

    def __init__(
        self,
        program: Program,
        given: Mapping[int, NDArray[Any]],
        whole: NDArray[np.float64],
        block: int,
    ) -> None:
        arrays = {place: given[slot] for slot, place in program.given.items()}
        straight = {place: each for place, each in arrays.items() if _is_straight(each, whole)}
        bent = {p: each for p, each in arrays.items() if each.size > 1 and p not in straight}
        scalars = {place: each.item() for place, each in arrays.items() if each.size == 1}
        columns = [*straight, *bent]
        matrix = _aligned(len(columns) + len(program.results), _stride(block))
        self._matrix = matrix
        self._kernel = kernel_of(program, columns, [*scalars], matrix.shape[1])
        self._sources = np.array([each.ctypes.data for each in straight.values()], np.uintp)
        self._scalars = np.array([*scalars.values()], np.float64)
        self._parts = Parts(bent)
        self._rows = dict(zip(bent, matrix[len(straight) :], strict=False))
        self.answers = dict(zip(program.results, matrix[len(columns) :], strict=True))

    def run(self, index: Index, shape: Shape, start: int, size: int) -> None:
        """Fill the rows of the answers for a block."""
        rows, stride = self._matrix.ctypes.data, self._matrix.shape[1]
        sources = self._sources
        self._kernel.gather(rows, stride, sources.ctypes.data, sources.size, start, size)
        for place, piece in self._parts.cut(index):
            self._rows[place][:size].reshape(shape)[...] = piece
        self._kernel.program(rows, self._scalars.ctypes.data, size)


def _is_straight(array: NDArray[Any], whole: NDArray[np.float64]) -> bool:
    """Whether an array lies in memory as the results do, so that its blocks are only copied."""
    return array.dtype == whole.dtype and array.shape == whole.shape and array.flags.c_contiguous


def _aligned(rows: int, stride: int) -> NDArray[np.float64]:
    """A matrix whose rows begin where a vector may be read in one go."""
    memory = np.empty(rows * stride + LANES)
    first = -memory.ctypes.data % (LANES * memory.itemsize) // memory.itemsize
    return memory[first : first + rows * stride].reshape(rows, stride)


def _stride(block: int) -> int:
    """Elements from row to row: whole vectors, at an odd number of cache lines."""
    lines = block // LANES + 2
    return LANES * (lines + 1 - lines % 2)
