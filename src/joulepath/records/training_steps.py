"""Networks that learn on one accelerator, and what an epoch costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    BitPerValue,
    Count,
    Flop,
    FlopPerSample,
    FlopPerSecond,
    Joule,
    Ratio,
    Sample,
    Second,
    Value,
    ValuePerSample,
    Watt,
)


@dataclass(frozen=True)
class TrainedNetwork:
    """What learning from one sample takes."""

    work: FlopPerSample
    """Forward pass, gradients of activations and gradients of weights."""
    values: ValuePerSample
    """Values that the operators of the forward pass write."""
    weights: Value
    """Values that are learnt."""
    operators: Count
    """Operators of the forward pass."""
    arithmetic: Literal["convolution", "separable", "products"]
    """Full convolutions, depthwise and grouped ones, or products of matrices."""


@dataclass(frozen=True)
class StepPlan:
    """How a network learns on one accelerator."""

    throughput: FlopPerSecond
    """Peak rate in the format of the arithmetic."""
    bandwidth: BitPerSecond
    """Peak rate of the memory."""
    maximum: Watt
    """Power the accelerator is rated for."""
    limit: Watt
    """Power limit that is set, at most the rated one."""
    batch: Sample
    """Samples of a step."""
    samples: Sample
    """Samples of an epoch."""
    bits_per_value: BitPerValue
    """Size of activations and weights."""
    units: Literal["scalar", "matrix"]
    """Whether the peak rate is that of units which multiply whole matrices."""
    memory: Literal["stacked", "graphics"]
    """Kind of memory, which decides what an accelerator draws while it waits."""
    host: Literal["usual", "slow"]
    """Whether the host is as fast as usual in starting operators."""
    loading: Literal["beside", "between"]
    """Whether samples are loaded beside the steps or in turn with them."""


@dataclass(frozen=True)
class StepCalibration:
    """What measurements say of learning with one framework."""

    convolution: Ratio
    """Share of the peak rate reached by full convolutions."""
    separable: Ratio
    """Share of the peak rate reached by depthwise and grouped convolutions."""
    products: Ratio
    """Share of the peak rate reached by products of matrices."""
    matrix: Ratio
    """What is left of these shares where the peak rate is that of matrix units."""
    streaming: Ratio
    """Share of the memory bandwidth reached."""
    operator: Second
    """Time of the host for each operator of the forward pass, with its gradients and updates."""
    sample: Second
    """Time of the host to load a sample, where it does so between steps."""
    slow_host: Ratio
    """Time of a slow host over that of the usual one."""
    computing_power: Ratio
    """Share of the range of power that arithmetic draws."""
    streaming_power: Ratio
    """Share of the range of power that moving data draws."""
    stacked_ready: Ratio
    """Share of the rated power drawn while waiting, with stacked memory."""
    graphics_ready: Ratio
    """Share of the rated power drawn while waiting, with graphics memory."""
    reached: Ratio
    """Share of a power limit that sustained work reaches."""
    bend: Ratio
    """Logarithm of the slowdown for each doubling of the wanted over the allowed power."""
    energy_low: Ratio
    """Lower end of the 90 % band of an energy, relative to the prediction."""
    energy_high: Ratio
    """Upper end of that band."""


@dataclass(frozen=True)
class CalibratedTraining:
    """A model that learns on one accelerator, by measurements."""

    network: TrainedNetwork
    """What learning from one sample takes."""
    plan: StepPlan
    """How it learns; the stage fills in the samples."""
    calibration: StepCalibration
    """What measurements say of the framework."""


@dataclass(frozen=True)
class TrainedEpoch:
    """What an epoch comes to."""

    work: Flop
    """Arithmetic of a step."""
    traffic: Bit
    """Data that a step moves between the accelerator and its memory."""
    arithmetic: Second
    """Time of a step's arithmetic at full clocks."""
    streaming: Second
    """Time to move its data."""
    host: Second
    """Time of the host to start the operators of a step."""
    slowdown: Ratio
    """Factor by which the power limit slows the accelerator."""
    step: Second
    """Time of a step."""
    steps: Count
    """Steps of an epoch."""
    time: Second
    """Time of an epoch."""
    power: Watt
    """Mean power of the accelerator."""
    energy: Joule
    """Energy of the accelerator for an epoch."""
    energy_low: Joule
    """Lower end of its 90 % band."""
    energy_high: Joule
    """Upper end of its 90 % band."""
