"""What a model file turned out to hold, counted."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, ValuePerSample


@dataclass(frozen=True)
class CountedLayer:
    """One operator of a model graph."""

    name: str
    """Name of the node in the file."""
    operator: str
    """Operator type, e.g. ``Conv``."""
    macs: Count
    """Multiply-accumulate operations for one sample."""
    other_operations: Count
    """Additions, comparisons, look-ups of special functions and the like, for one sample."""
    parameters: Count
    """Trained values this operator reads (a shared value counts where it is first read)."""
    output_values: ValuePerSample
    """Values the operator writes for one sample."""


@dataclass(frozen=True)
class CountedModel:
    """Work and size of a model file for one sample (batch size one)."""

    macs: Count
    """Multiply-accumulate operations of a forward pass."""
    other_operations: Count
    """All other arithmetic of a forward pass; data movement counts as none."""
    parameters: Count
    """Trained values in the file."""
    weight_bits: Bit
    """Size of the trained values in the formats in which the file stores them."""
    input_values: ValuePerSample
    """Values of one input sample."""
    output_values: ValuePerSample
    """Values of the answer to one sample."""
    layers: tuple[CountedLayer, ...]
    """The operators, in the order of the file."""
