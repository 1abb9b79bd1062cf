"""Numbers that count what is done with them.

Sums, differences and products are plain operations, quotients and functions are special ones,
as `joulepath.records.workload.Operations` divides them. A change of sign is no operation, and a
product of constants that depend on sizes alone is made of ordinary numbers, which nobody counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from joulepath.records.workload import Operations


@dataclass
class Tally:
    """What has been done so far."""

    plain: int = 0
    special: int = 0
    comparisons: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.plain + other.plain,
            self.special + other.special,
            self.comparisons + other.comparisons,
        )


_tally = Tally()


def restart() -> None:
    """Begin to count anew."""
    global _tally
    _tally = Tally()


def tally() -> Tally:
    """What has been done since the last start."""
    return _tally


def predicted(operations: Operations) -> Tally:
    """What a formula says: a multiply-accumulate is two plain operations."""
    plain = 2 * operations.macs + operations.elementwise
    return Tally(plain, operations.special, operations.comparisons)


class Counted(float):
    """A float whose arithmetic is counted."""

    def __add__(self, other: float) -> Counted:
        _tally.plain += 1
        return Counted(float(self) + float(other))

    __radd__ = __add__

    def __sub__(self, other: float) -> Counted:
        _tally.plain += 1
        return Counted(float(self) - float(other))

    def __rsub__(self, other: float) -> Counted:
        _tally.plain += 1
        return Counted(float(other) - float(self))

    def __mul__(self, other: float) -> Counted:
        _tally.plain += 1
        return Counted(float(self) * float(other))

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> Counted:
        _tally.special += 1
        return Counted(float(self) / float(other))

    def __neg__(self) -> Counted:
        return Counted(-float(self))

    def __lt__(self, other: float) -> bool:
        _tally.comparisons += 1
        return float(self) < float(other)

    def __gt__(self, other: float) -> bool:
        _tally.comparisons += 1
        return float(self) > float(other)

    def __le__(self, other: float) -> bool:
        _tally.comparisons += 1
        return float(self) <= float(other)


def counted(numbers: Iterable[float]) -> list[Counted]:
    """Numbers that count, from ordinary ones."""
    return [Counted(number) for number in numbers]


def root(x: Counted) -> Counted:
    """A square root; of a rounding below zero, zero."""
    _tally.special += 1
    return Counted(math.sqrt(max(0.0, float(x))))


def logarithm(x: Counted) -> Counted:
    _tally.special += 1
    return Counted(math.log(x))


def looked_up() -> None:
    """Note a look-up in a dictionary, which counts as one comparison."""
    _tally.comparisons += 1


def weighed(values: Iterable[Counted], weights: Iterable[float]) -> Counted:
    """A sum of products that begins at zero: one multiply-accumulate for each value."""
    result = Counted(0.0)
    for value, weight in zip(values, weights, strict=True):
        result = result + value * weight
    return result


def summed(values: Iterable[Counted]) -> Counted:
    """A sum that begins at zero: one addition for each value."""
    result = Counted(0.0)
    for value in values:
        result = result + value
    return result
