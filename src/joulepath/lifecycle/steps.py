"""What any step of data preparation comes to, and the parts that several steps share."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Count
from joulepath.formulas import chain
from joulepath.formulas.architectures import forward
from joulepath.records.preparation import Shape
from joulepath.records.workload import Operations

NONE = 0.0
ONE = 1.0


@dataclass(frozen=True)
class Learning:
    """Operations to learn the statistics of a data set."""

    per_sample: Operations
    """Operations for each sample."""
    once: Count
    """Operations once for the set."""


@dataclass(frozen=True)
class Done:
    """What a step does to one sample."""

    shape: Shape
    """Shape of the sample afterwards."""
    operations: Operations
    """Operations to apply it, by kind."""
    learning: Learning | None = None
    """Operations to learn its statistics; none where there is nothing to learn."""


def work(
    macs: Count = NONE,
    elementwise: Count = NONE,
    special: Count = NONE,
    comparisons: Count = NONE,
    moves: Count = NONE,
) -> Operations:
    """Operations by kind; kinds that are not named do not occur."""
    return Operations(macs, elementwise, special, comparisons, moves)


def values_of(shape: Shape) -> Count:
    """Values of a sample of a shape."""
    return chain.shape_values(rows=shape.rows, columns=shape.columns, channels=shape.channels)


def pixels_of(shape: Shape) -> Count:
    """Places of a shape, whatever the channels."""
    return chain.shape_values(rows=shape.rows, columns=shape.columns, channels=ONE)


def times(count: Count, *factors: Count) -> Count:
    """Repeat a count."""
    for factor in factors:
        count = forward.repeated(count=count, times=factor)
    return count


def added(*counts: Count) -> Count:
    """Add counts up."""
    return forward.summed(parts=counts)
