"""What a model file turned out to hold, counted."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, ValuePerSample


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
    assumptions: tuple[str, ...] = ()
    """What the counts take for granted because the file does not say it."""
