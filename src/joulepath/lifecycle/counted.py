"""What counting a family comes to, and how counts are put together."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, Flop
from joulepath.formulas.architectures import forward
from joulepath.formulas.architectures import mlp as dense
from joulepath.records.families import Activation
from joulepath.records.workload import Operations

NONE = 0.0
ONE = 1.0

_SOFTMAX = (2.0, 2.0, 1.0)  # maximum, difference, exponential, sum, quotient
_SIGMOID = (0.0, 1.0, 0.0)


@dataclass(frozen=True)
class Fit:
    """Operations to fit a model that is not trained by forward and backward passes."""

    per_sample: Count
    """Additions for each sample."""
    fixed: Flop
    """Work whatever the samples."""


@dataclass(frozen=True)
class Counted:
    """What one forward pass of a model does, by kind, and the model's size."""

    operations: Operations
    """What one forward pass does."""
    parameters: Count
    """Trained values."""
    weight_bits: Bit | None = None
    """Memory of the trained values; none where it is not known."""
    fit: Fit | None = None
    """How it is fitted; none for forward and backward passes."""


def work(
    macs: Count = NONE, elementwise: Count = NONE, special: Count = NONE, comparisons: Count = NONE
) -> Operations:
    """Operations by kind; closed forms move nothing."""
    return Operations(macs, elementwise, special, comparisons, NONE)


def together(*parts: Operations) -> Operations:
    """Add operations up, kind by kind."""
    return Operations(
        macs=added(*(part.macs for part in parts)),
        elementwise=added(*(part.elementwise for part in parts)),
        special=added(*(part.special for part in parts)),
        comparisons=added(*(part.comparisons for part in parts)),
        moves=NONE,
    )


def added(*counts: Count) -> Count:
    """Add counts up."""
    return forward.summed(parts=counts)


def times(count: Count, *factors: Count) -> Count:
    """Repeat a count."""
    for factor in factors:
        count = forward.repeated(count=count, times=factor)
    return count


def answered(inputs: Count, outputs: Count, activation: Activation) -> Counted:
    """Count a fully connected layer that answers: products, biases and its activation."""
    return Counted(
        together(
            work(dense.dense_macs(inputs=inputs, outputs=outputs), outputs),
            activated(outputs, activation),
        ),
        dense.dense_parameters(inputs=inputs, outputs=outputs),
    )


def activated(outputs: Count, activation: Activation) -> Operations:
    """Count what becomes of the outputs."""
    match activation:
        case "none":
            return work()
        case "sigmoid":
            each = _SIGMOID
        case "softmax":
            each = _SOFTMAX
    return work(
        NONE, *(dense.dense_other_operations(outputs=outputs, per_output=kind) for kind in each)
    )
