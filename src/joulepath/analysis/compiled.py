"""The engine of the extra ``fast``: a program as machine code, block by block.

Reading many long columns at once defeats the processor's reading ahead, so that each block is
first copied, column after column, into a matrix that stays in the cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.machine_code import LANES, kernel_of
from joulepath.analysis.program import Program
from joulepath.analysis.tape import Index, Parts

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
    arrays = {place: given[slot] for slot, place in program.given.items()}
    straight = {place: each for place, each in arrays.items() if _is_straight(each, whole)}
    bent = {p: each for p, each in arrays.items() if each.size > 1 and p not in straight}
    scalars = {place: float(each.item()) for place, each in arrays.items() if each.size == 1}
    columns = [*straight, *bent]
    stride = _stride(whole[blocks[0]].size)  # the first is the largest
    matrix = _aligned(len(columns) + len(results), stride)
    kernel = kernel_of(program, columns, [*scalars], stride)
    rows = dict(zip(bent, matrix[len(straight) :], strict=False))
    answers = [*zip(program.results, matrix[len(columns) :], strict=True)]
    parts, sources = Parts(bent), _addresses(straight.values())
    numbers, start = np.array([*scalars.values()]), 0
    for index in blocks:
        shape, size = whole[index].shape, whole[index].size
        kernel.gather(matrix.ctypes.data, stride, sources.ctypes.data, sources.size, start, size)
        for place, piece in parts.cut(index):
            rows[place][:size].reshape(shape)[...] = piece
        kernel.program(matrix.ctypes.data, numbers.ctypes.data, size)
        for slot, answer in answers:
            results[slot][index] = answer[:size].reshape(shape)
        start += size


def _is_straight(array: NDArray[Any], whole: NDArray[np.float64]) -> bool:
    """Whether an array lies in memory as the results do, so that its blocks are only copied."""
    return array.dtype == whole.dtype and array.shape == whole.shape and array.flags.c_contiguous


def _addresses(arrays: Iterable[NDArray[Any]]) -> NDArray[np.uintp]:
    return np.array([array.ctypes.data for array in arrays], np.uintp)


def _aligned(rows: int, stride: int) -> NDArray[np.float64]:
    """A matrix whose rows begin where a vector may be read in one go."""
    memory = np.empty(rows * stride + LANES)
    first = -memory.ctypes.data % (LANES * memory.itemsize) // memory.itemsize
    return memory[first : first + rows * stride].reshape(rows, stride)


def _stride(block: int) -> int:
    """Elements from row to row: whole vectors, at an odd number of cache lines."""
    lines = block // LANES + 2
    return LANES * (lines + 1 - lines % 2)
