"""How a model is trained."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Epoch, PerEpoch, Ratio, Sample
from joulepath.records.inputs import CrossValidation, Split

__all__ = ["Adapters", "TrainingSchedule", "TrainingSetup"]


@dataclass(frozen=True)
class Adapters:
    """Two small matrices beside trained ones, which stay as they are (LoRA)."""

    rank: int
    """Values between the two matrices."""
    targets: tuple[str, ...] = ("*",)
    """Patterns of the names of layers, or ``layer/matrix``, that get adapters."""


@dataclass(frozen=True)
class TrainingSetup:
    """How one step of a training is done."""

    optimiser: str = "adam"
    """Name of the rule that changes the trained values."""
    batch: int = 1
    """Samples behind one change of the trained values."""
    accumulate: int = 1
    """Equal parts of the batch that pass one after another, their gradients added up."""
    precision: str = "fp32"
    """Format of activations, weights and gradients; ``mixed-bf16`` and ``mixed-fp16`` keep
    master weights in fp32."""
    freeze: tuple[str, ...] = ()
    """Patterns of the names of layers whose values do not change."""
    adapters: Adapters | None = None
    """Adapters that are trained instead of the model."""
    checkpoint: str | int | None = None
    """Results that are computed again rather than kept: those inside of segments of one layer,
    or block of a stack (``all``), of the root of their number (``sqrt``), or of this many."""
    loss: str | None = None
    """What answers are compared by, ``cross-entropy`` or ``squared-error``; none leaves the
    comparison out."""


@dataclass(frozen=True)
class TrainingSchedule:
    """A whole training: how often which samples pass."""

    samples: Sample
    """Size of the data set."""
    strategy: Split | CrossValidation
    """How it is divided between training and validation."""
    epochs: Epoch
    """Times a training may go through its samples."""
    views: PerEpoch = 1
    """Times an epoch presents each sample."""
    done: Ratio = 1
    """Mean share of the epochs that are done before a training is stopped early."""
    validate_every: Epoch | None = 1
    """Epochs from one validation to the next; none for a single one at the end."""
    trials: int = 1
    """Trainings with other settings, of which one is used."""
