"""Many records as few whose numbers are arrays, so that a formula runs on all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from joulepath.core.tree import is_number, leaves, map_leaves

__all__ = ["stacked"]

R = TypeVar("R")


def stacked(records: Sequence[R]) -> list[tuple[NDArray[np.intp], R]]:
    """Group records of the same configuration and put their numbers side by side.

    Parameters
    ----------
    records : sequence of record
        Frozen records of one type; texts, flags and missing parts are configuration.

    Returns
    -------
    list of tuple
        Positions of the records of each group, and one record whose numbers are arrays.
    """
    groups: dict[Any, list[int]] = {}
    for position, record in enumerate(records):
        groups.setdefault(_configuration(record), []).append(position)
    return [
        (np.array(positions), _joined([records[position] for position in positions]))
        for positions in groups.values()
    ]


def _configuration(record: object) -> tuple[tuple[str, object], ...]:
    return tuple((path, None if is_number(leaf) else leaf) for path, leaf in leaves(record))


def _joined(records: Sequence[R]) -> R:
    columns = [dict(leaves(record)) for record in records]

    def column(path: str, leaf: object) -> object:
        if not is_number(leaf):
            return leaf
        return np.array([values[path] for values in columns], dtype=np.float64)

    return map_leaves(column, records[0])
