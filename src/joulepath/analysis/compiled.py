"""The engine of the extra ``fast``: a program as machine code.

Columns that lie well in memory are read where they are, in one go. Of others, many at a time defeat
the processor: those at equal distances from the page they begin in push each other out of its
cache. Then each block is first copied, column after column, into a matrix that stays in the cache,
whose rows are an odd number of cache lines apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.columns import LINE, PAGE
from joulepath.analysis.machine_code import kernel_of
from joulepath.analysis.machine_text import LANES, Rows, Streams
from joulepath.analysis.program import Program
from joulepath.analysis.tape import Index, Parts, Shape

__all__ = ["carry_out"]

_WAYS: Final = 12
"""Cache lines at equal places of their pages that a first-level cache holds."""
_GO: Final = 1_000_000
"""Elements that are computed before other threads and interrupts have their turn."""


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
    arrays = {place: given[slot] for slot, place in program.given.items()}
    columns = {place: each for place, each in arrays.items() if each.size > 1}
    scalars = {place: each.item() for place, each in arrays.items() if each.size == 1}
    answers = [results[slot] for slot in program.results]
    if _lie_well([*columns.values()], answers):
        _stream(program, columns, scalars, answers)
    else:
        _block_by_block(program, columns, scalars, results, blocks)


def _lie_well(columns: Sequence[NDArray[Any]], answers: Sequence[NDArray[np.float64]]) -> bool:
    """Whether columns may be read, and answers written, where they are."""
    if answers[0].size < LANES or not all(
        _is_straight(a, answers[0]) for a in (*columns, *answers)
    ):
        return False
    lines = Counter(each.ctypes.data % PAGE // LINE for each in columns)
    return max(lines.values(), default=0) <= _WAYS


def _stream(
    program: Program,
    columns: Mapping[int, NDArray[Any]],
    scalars: Mapping[int, float],
    answers: Sequence[NDArray[np.float64]],
) -> None:
    run = kernel_of(program, (*columns,), (*scalars,), Streams()).program
    sources, targets = _addresses([*columns.values()]), _addresses(answers)
    values = np.array([*scalars.values()], np.float64)
    addresses = sources.ctypes.data, targets.ctypes.data, values.ctypes.data
    count = answers[0].size
    vectors = count - count % LANES
    for start in range(0, vectors, _GO):
        run(*addresses, start, min(start + _GO, vectors))
    if vectors < count:
        run(*addresses, count - LANES, count)  # some are computed twice, to the same bits


def _addresses(arrays: Sequence[NDArray[Any]]) -> NDArray[np.uintp]:
    return np.array([each.ctypes.data for each in arrays], np.uintp)


def _block_by_block(
    program: Program,
    columns: Mapping[int, NDArray[Any]],
    scalars: Mapping[int, float],
    results: Mapping[int, NDArray[np.float64]],
    blocks: Sequence[Index],
) -> None:
    whole = next(iter(results.values()))
    first = whole[blocks[0]].size  # no block is larger
    work = _Work(program, columns, scalars, whole, first)
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
        columns: Mapping[int, NDArray[Any]],
        scalars: Mapping[int, float],
        whole: NDArray[np.float64],
        block: int,
    ) -> None:
        straight = {place: each for place, each in columns.items() if _is_straight(each, whole)}
        bent = {place: each for place, each in columns.items() if place not in straight}
        matrix = _aligned(len(columns) + len(program.results), _stride(block))
        layout = Rows(matrix.shape[1])
        self._matrix = matrix
        self._answers = matrix[len(columns) :]
        self._kernel = kernel_of(program, (*straight, *bent), (*scalars,), layout)
        self._sources = _addresses([*straight.values()])
        self._scalars = np.array([*scalars.values()], np.float64)
        self._parts = Parts(bent)
        self._rows = dict(zip(bent, matrix[len(straight) :], strict=False))
        self.answers = dict(zip(program.results, self._answers, strict=True))

    def run(self, index: Index, shape: Shape, start: int, size: int) -> None:
        """Fill the rows of the answers for a block."""
        rows, stride = self._matrix.ctypes.data, self._matrix.shape[1]
        sources = self._sources
        self._kernel.gather(rows, stride, sources.ctypes.data, sources.size, start, size)
        for place, piece in self._parts.cut(index):
            self._rows[place][:size].reshape(shape)[...] = piece
        answers = self._answers.ctypes.data
        self._kernel.program(rows, answers, self._scalars.ctypes.data, 0, size)


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
