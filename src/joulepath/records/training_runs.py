"""Training runs on many accelerators, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    Bit,
    BitPerValue,
    Count,
    Flop,
    FlopPerSample,
    FlopPerSecond,
    FlopPerToken,
    Joule,
    Ratio,
    Sample,
    Second,
    SecondPerToken,
    Token,
    Value,
    Watt,
)


@dataclass(frozen=True)
class Cluster:
    """Accelerators that learn together."""

    accelerators: Count
    """How many there are."""
    throughput: FlopPerSecond
    """Peak rate of one in the format of the arithmetic."""
    maximum: Watt
    """Power one is rated for."""
    memory: Bit
    """Size of the memory of one."""
    units: Literal["scalar", "gpu", "tpu"]
    """A GPU that computes in its scalar units, one with matrix units, or a TPU."""
    reach: Literal["host", "network"]
    """Whether they sit in one host or exchange data over a network."""


@dataclass(frozen=True)
class RunPlan:
    """What is learnt, and how."""

    cluster: Cluster
    """What computes."""
    forward: FlopPerToken
    """Forward pass of the model for one token."""
    parameters: Value
    """Weights of the model, those of all experts included."""
    tokens: Token
    """Tokens learnt from, repetitions counted."""
    utilisation: Ratio | None
    """Share of the peak rate reached, where it is known; else it is predicted."""
    boundary: Literal["accelerators", "servers"]
    """What the energy covers: accelerators alone, or hosts, network and fans too."""
    trained: Ratio
    """Share of the weights that are learnt, by their work."""
    recomputed: Ratio
    """Share of the forward pass that is computed again to save memory."""
    repeated: Ratio
    """Work done again after failures, relative to the run."""
    experiments: Ratio
    """Energy of the experiments before the run, relative to it."""
    stages: Count
    """Stages of a pipeline; one without."""
    microbatches: Count
    """Parts of a batch that follow each other through the pipeline."""
    checkpoints: Count
    """Checkpoints that are kept."""
    overhead: Ratio
    """Power of the building over that of its computers (PUE)."""
    state_bits: BitPerValue
    """Bits for each weight, its gradient and the states of the optimiser."""


@dataclass(frozen=True)
class RunCalibration:
    """What published runs say of training."""

    scalar: Ratio
    """Share of the peak rate that GPUs reach in scalar units."""
    gpu: Ratio
    """Share that GPUs reach in matrix units."""
    tpu: Ratio
    """Share that TPUs reach."""
    waiting: SecondPerToken
    """Time in which an accelerator waits for others in a network, for each token it learns from."""
    gpu_power: Ratio
    """Share of the rated power that a GPU draws on average."""
    tpu_power: Ratio
    """Share of the rated power that a TPU draws on average."""
    servers: Ratio
    """Power with hosts, network and fans over that of the accelerators."""
    energy_low: Ratio
    """Lower end of the 90 % band of an energy, relative to the prediction."""
    energy_high: Ratio
    """Upper end of that band."""


@dataclass(frozen=True)
class TrainingRun:
    """What a run comes to."""

    per_token: FlopPerToken
    """Arithmetic to learn from one token."""
    work: Flop
    """Arithmetic of the run."""
    utilisation: Ratio
    """Share of the peak rate that the arithmetic of the model reaches (MFU)."""
    together: Second
    """Time of all accelerators together."""
    time: Second
    """Duration."""
    power: Watt
    """Power for each accelerator."""
    energy: Joule
    """Energy of the run."""
    energy_low: Joule
    """Lower end of its 90 % band."""
    energy_high: Joule
    """Upper end of its 90 % band."""
    experiments: Joule
    """Energy of the experiments before it."""
    whole: Joule
    """Energy of both."""
    memory: Bit
    """Memory that weights, gradients and states of the optimiser take on each accelerator."""
    checkpoints: Bit
    """Data kept."""


@dataclass(frozen=True)
class FederatedPlan:
    """How clients learn together without sharing their data."""

    clients: Count
    """Devices that hold data."""
    participation: Ratio
    """Share of them that takes part in a round."""
    rounds: Count
    """Rounds."""
    epochs: Count
    """Epochs that a client learns in a round."""
    samples: Sample
    """Samples that a client holds."""
    work: FlopPerSample
    """Forward pass and gradients for one sample."""
    weights: Bit
    """Size of the model as it is sent."""


@dataclass(frozen=True)
class FederatedTraining:
    """What clients and network do in federated learning."""

    participations: Count
    """Times a client takes part in a round."""
    work: Flop
    """Arithmetic of all clients."""
    traffic: Bit
    """Data sent to and from the clients."""
