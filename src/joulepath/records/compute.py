"""Processors, data-preparation methods and storage media."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    Flop,
    FlopPerSample,
    FlopPerSecond,
    FlopPerValue,
    JoulePerBit,
    Ratio,
    Watt,
)


@dataclass(frozen=True)
class Processor:
    """What executes work."""

    throughput: FlopPerSecond
    """Peak arithmetic rate."""
    power: Watt
    """Power while it computes."""


@dataclass(frozen=True)
class Placement:
    """A processor as one stage uses it."""

    processor: Processor
    """What executes the stage."""
    utilisation: Ratio
    """Share of the peak rate that the stage reaches, above zero and up to one."""


@dataclass(frozen=True)
class PreprocessingMethod:
    """Cost of preparing data, apart for learning the statistics and for applying them."""

    fit_per_value: FlopPerValue
    """Work per value to learn the statistics of a data set (its mean, its range)."""
    fit_fixed: Flop
    """Work once per data set to learn its statistics."""
    apply_per_value: FlopPerValue
    """Work per value to transform data with known statistics."""
    apply_per_step: FlopPerSample
    """Work per sample for each time step (image encodings of time series)."""
    apply_per_step_pair: FlopPerSample
    """Work per sample for each pair of time steps (image encodings of time series)."""


@dataclass(frozen=True)
class Medium:
    """A storage medium."""

    energy: JoulePerBit
    """Energy to store one bit."""
