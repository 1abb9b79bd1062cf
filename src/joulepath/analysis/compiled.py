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
    columns = {place: given[slot] for slot, place in program.given.items() if given[slot].size > 1}
    scalars = {place: given[slot] for slot, place in program.given.items() if place not in columns}
    whole = next(iter(results.values()))
    block = whole[blocks[0]].size  # the first is the largest
    matrix = np.zeros((len(columns) + len(results), _stride(block)))
    numbers = np.array([float(number.item()) for number in scalars.values()])
    kernel = kernel_of(program, [*columns], [*scalars], matrix.shape[1])
    row_of = {place: matrix[row] for row, place in enumerate(columns)}
    parts = Parts(columns)
    answers = dict(zip(program.results, matrix[len(columns) :], strict=True))
    for index in blocks:
        shape = whole[index].shape
        size = whole[index].size
        for place, piece in parts.cut(index):
            row_of[place][:size].reshape(shape)[...] = piece
        kernel(matrix.ctypes.data, numbers.ctypes.data, size)
        for slot, answer in answers.items():
            results[slot][index] = answer[:size].reshape(shape)


def _stride(block: int) -> int:
    """Elements from row to row: whole vectors, at an odd number of cache lines."""
    lines = block // LANES + 2
    return LANES * (lines + 1 - lines % 2)
