"""Inference by a roofline: work layer by layer, engines, plans and results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    Count,
    Joule,
    Operation,
    OperationPerSecond,
    Ratio,
    Second,
    Watt,
)

__all__ = [
    "EngineCalibration",
    "LayerKind",
    "NetworkLayers",
    "PlacedLayer",
    "RatedPower",
    "RooflineExecution",
    "RooflineInference",
    "RooflinePlan",
    "Surroundings",
    "TypicalPower",
]

LayerKind = Literal["convolution", "pointwise", "depthwise", "products", "moving"]
"""Kinds of layers, which reach different shares of a peak rate."""


@dataclass(frozen=True)
class PlacedLayer:
    """Identical layers of a network, and where they run."""

    kind: LayerKind
    """What they do; layers without multiply-accumulates move data."""
    place: Literal["processor", "host"]
    """Whether the processor runs them, or its host because the processor cannot."""
    operations: Operation
    """Arithmetic of one for one sample; a multiply-accumulate is two operations."""
    weights: Bit
    """Trained values that one reads, once for a whole batch."""
    activations: Bit
    """Activations that one reads and writes for one sample."""
    copied: Bit
    """Activations of one sample that cross between processor and host for one."""
    layers: Count
    """How many of them there are."""


@dataclass(frozen=True)
class NetworkLayers:
    """A network as an engine runs it: operators that it joins to others are gone."""

    layers: tuple[PlacedLayer, ...]
    """Its layers; their order does not matter."""


@dataclass(frozen=True)
class EngineCalibration:
    """What measurements say of a kind of processors with the software that is usual there."""

    convolution: Ratio
    """Share of the peak rate reached by convolutions that are neither of the next two."""
    pointwise: Ratio
    """Share reached by convolutions that do nothing but mix channels."""
    depthwise: Ratio
    """Share reached by convolutions that do not mix channels."""
    products: Ratio
    """Share reached by products of matrices."""
    saturation: Ratio
    """Logarithm of the share lost for each doubling of the peak rate over single precision."""
    streaming: Ratio
    """Share of the memory bandwidth reached."""
    launch: Second
    """Time to start one layer."""
    call: Second
    """Time to start an inference and to fetch its answer."""
    sample: Second
    """Time to hand over one sample of a batch."""
    in_flight: Ratio
    """Inferences that are at work at the same time where input is pipelined."""
    link: BitPerSecond
    """Rate between the processor and its host."""
    host_rate: OperationPerSecond
    """Rate of the host at layers that the processor cannot run."""
    computing_power: Ratio
    """Share of the range of power that arithmetic draws."""
    streaming_power: Ratio
    """Share of the range that moving data draws."""
    waiting_power: Ratio
    """Share of the range that waiting for the host draws."""
    idle_share: Ratio
    """Power at rest over the rated power, where the former is not known."""
    reached: Ratio
    """Share of a power limit that sustained work reaches."""
    bend: Ratio
    """Logarithm of the slowdown for each doubling of the wanted over the allowed power."""
    host_power: Watt
    """Power of host, memory and peripherals for each processor, if its own excludes them."""
    conversion: Ratio
    """Share of the power of the source that arrives behind the power supply."""
    time_low: Ratio
    """Lower end of the 90 % band of a time on a processor that was not measured, relative to the
    prediction."""
    time_high: Ratio
    """Upper end of that band."""
    energy_low: Ratio
    """Lower end of the 90 % band of an energy on such a processor, relative to the prediction."""
    energy_high: Ratio
    """Upper end of that band."""
    measured_time_low: Ratio
    """Lower end of the 90 % band of a time on a processor that was measured with other
    networks, relative to the prediction."""
    measured_time_high: Ratio
    """Upper end of that band."""
    measured_energy_low: Ratio
    """Lower end of the 90 % band of an energy on such a processor."""
    measured_energy_high: Ratio
    """Upper end of that band."""


@dataclass(frozen=True)
class RatedPower:
    """A range of power from rest to the rated power, of which work draws a share."""

    idle: Watt
    """Power at rest."""
    maximum: Watt
    """Rated power."""
    limit: Watt
    """Power limit that is set, at most the rated power."""


@dataclass(frozen=True)
class TypicalPower:
    """A power at work, as measured or specified for typical work."""

    idle: Watt
    """Power at rest."""
    active: Watt
    """Power at work."""
    limit: Watt
    """Power limit that is set."""


@dataclass(frozen=True)
class Surroundings:
    """What the source feeds besides the processor."""

    host: Watt
    """Power of host, memory and peripherals for each processor."""
    conversion: Ratio
    """Share of the power of the source that arrives behind the power supply."""


@dataclass(frozen=True)
class RooflinePlan:
    """How a processor infers."""

    throughput: OperationPerSecond
    """Peak rate in the format of the arithmetic."""
    scalar: OperationPerSecond
    """Peak rate in single precision, or again that of the format where it is not known."""
    bandwidth: BitPerSecond
    """Peak rate of the memory."""
    memory: Literal["main", "chip"]
    """Whether weights and activations come from the main memory, or stay on the chip."""
    cache: Bit
    """Weights that stay on the chip from one inference to the next."""
    clock: Ratio
    """Clock over the highest one."""
    batch: Count
    """Samples computed together."""
    input: Literal["serial", "pipelined"]
    """Whether the next batch waits for the answer to the last, or is prepared beside it."""
    power: RatedPower | TypicalPower
    """What is known of its power."""
    surroundings: Surroundings
    """What the source feeds besides."""
    validity: Literal["measured", "alike", "outside"]
    """Whether the calibration has seen this processor, or its like; outside, the band is wider."""


@dataclass(frozen=True)
class RooflineInference:
    """A network that a processor runs, by a roofline."""

    network: NetworkLayers
    """Its layers."""
    plan: RooflinePlan
    """What runs them, and how."""
    engine: EngineCalibration
    """What measurements say of such processors."""


@dataclass(frozen=True)
class RooflineExecution:
    """What an inference comes to. All but the last energies is about one batch."""

    arithmetic: Second
    """Time of arithmetic alone at full clocks, layer by layer."""
    streaming: Second
    """Time of moving data alone."""
    busy: Second
    """Time of the layers, of each whichever of the two is longer."""
    loading: Second
    """Time to load weights that do not stay on the chip."""
    launching: Second
    """Time to start the layers."""
    host: Second
    """Time of layers on the host, and of copies there and back."""
    slowdown: Ratio
    """Factor by which a power limit slows the processor."""
    interval: Second
    """Time from one batch to the next."""
    latency: Second
    """Time from the input of a batch to its answer."""
    power: Watt
    """Mean power of the processor."""
    time: Second
    """Time for each sample, the interval shared among the batch."""
    time_low: Second
    """Lower end of its 90 % band, from predictions that had not seen what they predict."""
    time_high: Second
    """Upper end of that band."""
    processor_energy: Joule
    """Energy of the processor for each sample."""
    energy: Joule
    """Energy from the source for each sample: processor, host and losses of the supply."""
    energy_low: Joule
    """Lower end of its 90 % band."""
    energy_high: Joule
    """Upper end of that band."""
