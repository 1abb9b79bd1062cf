"""A set of samples as the stage that prepares it sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import Sample, ValuePerSample


@dataclass(frozen=True)
class DataSet:
    """What is prepared, and whether statistics are learnt from it first."""

    samples: Sample
    """Number of samples."""
    values_per_sample: ValuePerSample
    """Values of a raw sample."""
    statistics: Literal["stored", "recomputed"]
    """Whether stored statistics are applied, or learnt anew."""
