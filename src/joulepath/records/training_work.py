"""Work and memory of training a model."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, Epoch, Flop, FlopPerSample, Ratio, Sample
from joulepath.records.workload import Operations

__all__ = [
    "LayerTraining",
    "OptimiserUpdate",
    "PruningRound",
    "TrainingFlops",
    "TrainingMemory",
    "TrainingPasses",
    "TrainingRecipe",
    "TrainingRun",
    "TrainingTraffic",
    "TrainingWork",
]


@dataclass(frozen=True)
class LayerTraining:
    """Work of one layer for one sample."""

    name: str
    """Name of the layer."""
    operator: str
    """Kind of operator."""
    trained_parameters: Count
    """Values of it that change."""
    forward: Operations
    """Its forward pass, as training does it."""
    input_gradient: Operations
    """The gradient of what it reads, where something before it is trained."""
    weight_gradient: Operations
    """The gradient of its trained values."""
    recomputed: Operations
    """Forward work done again because its results were not kept."""
    kept_values: Count
    """Results of it that are kept for the backward pass, or between segments."""


@dataclass(frozen=True)
class OptimiserUpdate:
    """One change of the trained values."""

    optimiser: str
    """Name of the rule."""
    source: str
    """Key of the source of the rule."""
    parameters: Count
    """Values that change."""
    operations: Operations
    """Work of one change of all of them."""
    state_bits: Bit
    """What the rule remembers from one change to the next."""
    read_bits: Bit
    """Values, gradients and memory of the rule that it reads."""
    written_bits: Bit
    """Values and memory of the rule that it writes."""


@dataclass(frozen=True)
class TrainingMemory:
    """What must be kept at one time."""

    weights: Bit
    """All values of the model, in the format in which it computes."""
    master_weights: Bit
    """Exact copies of the trained values, in mixed precision."""
    gradients: Bit
    """One gradient for each trained value."""
    optimiser: Bit
    """What the optimiser remembers."""
    activations: Bit
    """Results kept for the backward pass, of the samples that pass together."""
    whole: Bit
    """All of these."""


@dataclass(frozen=True)
class TrainingTraffic:
    """Bits moved in one step if each operator reads and writes everything once."""

    forward: Bit
    """Weights and activations of the forward passes, those done again included."""
    backward: Bit
    """Gradients, and the weights and activations that they are made with."""
    update: Bit
    """What the optimiser reads and writes."""


@dataclass(frozen=True)
class TrainingPasses:
    """What is done for a batch, kind by kind."""

    forward: Operations
    """Forward passes, as training does them."""
    loss: Operations
    """The comparison of the answers, and its gradient."""
    input_gradient: Operations
    """Gradients of activations."""
    weight_gradient: Operations
    """Gradients of trained values."""
    recomputed: Operations
    """Forward work done again because its results were not kept."""
    accumulation: Operations
    """Sums of the gradients of the parts of the batch."""


@dataclass(frozen=True)
class TrainingFlops:
    """Arithmetic of a step; a multiply-accumulate is two."""

    forward: Flop
    """Forward passes of the batch."""
    backward: Flop
    """Gradients of the batch, without the loss."""
    loss: Flop
    """The loss and its gradient."""
    recomputed: Flop
    """Forward work of the batch done again."""
    fixed: Flop
    """The update and the sums of gradients, whatever the batch."""
    step: Flop
    """All of these."""
    sample: FlopPerSample
    """What one sample adds to a step."""
    evaluation: FlopPerSample
    """A sample in a validation: its forward pass as counted."""


@dataclass(frozen=True)
class TrainingWork:
    """One step of a training: a batch forwards and backwards, and one update."""

    layers: tuple[LayerTraining, ...]
    """Layers, in the order of execution, for one sample."""
    batch: Count
    """Samples of a step."""
    passes: TrainingPasses
    """Work of the batch."""
    update: OptimiserUpdate
    """The optimiser's work."""
    parameters: Count
    """Values of the model, adapters included."""
    trained_parameters: Count
    """Values that change."""
    flops: TrainingFlops
    """Arithmetic."""
    memory: TrainingMemory
    """What must be kept at one time."""
    traffic: TrainingTraffic
    """Bits that a step moves."""
    ratio: Ratio
    """Arithmetic of a forward and a backward pass per unit of the forward pass."""
    mac_ratio: Ratio | None
    """The same of multiply-accumulates alone; none for a model without any."""
    error_of_three: Ratio
    """How far three times the forward pass is off: its relative error."""
    assumptions: tuple[str, ...]
    """What the counts rest on."""


@dataclass(frozen=True)
class PruningRound:
    """Training with some of the weights zero."""

    share: Ratio
    """Part of the weights that is zero."""
    step: TrainingWork
    """One step if every zero is skipped."""


@dataclass(frozen=True)
class TrainingRecipe:
    """A step of a training that does more than compare answers with labels."""

    name: str
    """What is done."""
    source: str
    """Key of the source of the recipe."""
    step: TrainingWork
    """The step without what the recipe adds."""
    added: Operations
    """Work that the recipe adds to every step."""
    added_flops: Flop
    """Its arithmetic."""
    step_flops: Flop
    """Arithmetic of a step with it."""
    each_round: Operations
    """Work at the end of every round; nothing without rounds."""
    rounds: tuple[PruningRound, ...]
    """Rounds of gradual pruning; none for other recipes."""
    assumptions: tuple[str, ...]
    """What the counts rest on, beside the assumptions of the step."""


@dataclass(frozen=True)
class TrainingRun:
    """A whole training with its validations, folds and trials."""

    trained_samples: Sample
    """Samples that an epoch of one training goes through."""
    validated_samples: Sample
    """Samples of one validation."""
    epochs: Epoch
    """Epochs done before a training is stopped, on average."""
    updates: Count
    """Changes of the trained values in one training."""
    validations: Count
    """Validations in a training."""
    training_flops: Flop
    """Forward and backward passes and updates of one training."""
    validation_flops: Flop
    """Forward passes over the samples held out in one training."""
    trial_flops: Flop
    """One training with its validations."""
    flops: Flop
    """Those of all trials and folds."""
