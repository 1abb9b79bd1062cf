"""Inference on microcontrollers: work by kind of operator, calibrations and results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    CoulombPerCycle,
    Count,
    Cycle,
    CyclePerSecond,
    CyclePerValue,
    Joule,
    OperationPerSecond,
    Ratio,
    Second,
    Value,
    Volt,
    Watt,
)


@dataclass(frozen=True)
class NetworkWork:
    """Work of one inference, by kind of operator."""

    fully_connected: Count
    """Multiply-accumulates of products of matrices."""
    depthwise: Count
    """Multiply-accumulates of convolutions that do not mix channels."""
    pointwise: Count
    """Multiply-accumulates of convolutions that do nothing but mix channels."""
    convolution: Count
    """Multiply-accumulates of other convolutions."""
    output_values: Value
    """Values that layers with products write."""
    layers: Count
    """Layers with products."""


@dataclass(frozen=True)
class RuntimeCalibration:
    """What measurements say of an inference runtime on the average of its processors.

    The cost of a multiply-accumulate is its time relative to that at the processor's peak rate.
    """

    fully_connected: Ratio
    """Cost in products of matrices."""
    depthwise: Ratio
    """Cost in convolutions that do not mix channels."""
    pointwise: Ratio
    """Cost in convolutions that do nothing but mix channels."""
    convolution: Ratio
    """Cost in other convolutions."""
    per_value: CyclePerValue
    """Cycles for each value that a layer with products writes."""
    per_layer: Cycle
    """Cycles for each layer with products."""
    energy_low: Ratio
    """Lower end of the 90 % band of an energy on a processor without a calibration of its own,
    relative to the prediction."""
    energy_high: Ratio
    """Upper end of that band."""
    time_low: Ratio
    """Lower end of the 90 % band of a time on such a processor, relative to the prediction."""
    time_high: Ratio
    """Upper end of that band."""


@dataclass(frozen=True)
class PlatformCalibration:
    """What measurements say of one processor with one runtime."""

    pace: Ratio
    """Cycles it needs for what takes the average processor one."""
    power: Watt
    """Power while it infers."""
    clock: CyclePerSecond
    """Clock at which it was measured."""
    supply: Volt
    """Voltage at which it was measured."""
    energy_low: Ratio
    """Lower end of the 90 % band of the energy of a network that was among those measured,
    relative to the prediction."""
    energy_high: Ratio
    """Upper end of that band."""
    foreign_low: Ratio
    """Lower end of the 90 % band of the energy of any other network."""
    foreign_high: Ratio
    """Upper end of that band."""


@dataclass(frozen=True)
class TimedPlatform:
    """What measurements say of one processor with one runtime, of which no power is known."""

    pace: Ratio
    """Cycles it needs for what takes the average processor one."""
    clock: CyclePerSecond
    """Clock at which it was measured."""
    time_low: Ratio
    """Lower end of the 90 % band of the time of a network that was among those measured,
    relative to the prediction."""
    time_high: Ratio
    """Upper end of that band."""
    foreign_low: Ratio
    """Lower end of the 90 % band of the time of any other network."""
    foreign_high: Ratio
    """Upper end of that band."""


@dataclass(frozen=True)
class CorePower:
    """Power of a processor of which no power is known."""

    charge: CoulombPerCycle
    """Charge that a processor draws in a cycle."""
    core: Volt
    """Voltage of a core behind a switching regulator."""
    efficiency: Ratio
    """Share of the power that such a regulator passes on."""


@dataclass(frozen=True)
class KnownPower:
    """Power while a processor infers, at one clock."""

    power: Watt
    """The power."""
    clock: CyclePerSecond
    """The clock."""


@dataclass(frozen=True)
class DrawnCharge:
    """A charge drawn in each cycle from a voltage."""

    charge: CoulombPerCycle
    """The charge."""
    voltage: Volt
    """The voltage."""


@dataclass(frozen=True)
class ExecutionPlan:
    """A processor that infers."""

    throughput: OperationPerSecond
    """Peak rate of all cores together, in the format of the numbers."""
    cores: Count
    """Cores that the peak rate counts; software runs on one of them, and an accelerator is one."""
    rated_clock: CyclePerSecond
    """Clock at which the peak rate is reached."""
    clock: CyclePerSecond
    """Clock at which it runs."""
    pace: Ratio
    """Cycles it needs for what takes the average processor one."""
    power: KnownPower | DrawnCharge
    """What is known of its power."""
    low: Ratio
    """Lower end of the 90 % band of the energy, relative to the prediction."""
    high: Ratio
    """Upper end of that band."""
    time_low: Ratio
    """Lower end of the 90 % band of the time, relative to the prediction."""
    time_high: Ratio
    """Upper end of that band."""
    validity: Literal["inside", "outside"]
    """Whether the calibration has seen its like; outside, the band is wider."""


@dataclass(frozen=True)
class CalibratedInference:
    """A model that a calibrated microcontroller runs."""

    work: NetworkWork
    """What an inference of one sample takes, by kind of operator."""
    plan: ExecutionPlan
    """What executes it."""
    runtime: RuntimeCalibration
    """What measurements say of the software."""


@dataclass(frozen=True)
class InferenceCycles:
    """Where the clock cycles of an inference go."""

    fully_connected: Cycle
    """Products of matrices."""
    depthwise: Cycle
    """Convolutions that do not mix channels."""
    pointwise: Cycle
    """Convolutions that do nothing but mix channels."""
    convolution: Cycle
    """Other convolutions."""
    values: Cycle
    """Scaling, rounding and writing results."""
    layers: Cycle
    """Setting layers up."""
    whole: Cycle
    """All of them on this processor."""


@dataclass(frozen=True)
class Execution:
    """What one inference comes to."""

    cycles: InferenceCycles
    """Clock cycles; the parts are those of the average processor."""
    time: Second
    """Time of an inference."""
    time_low: Second
    """Lower end of its 90 % band, from predictions that had not seen what they predict."""
    time_high: Second
    """Upper end of that band."""
    power: Watt
    """Power during it."""
    energy: Joule
    """Energy of it."""
    energy_low: Joule
    """Lower end of its 90 % band, from predictions that had not seen what they predict."""
    energy_high: Joule
    """Upper end of that band."""


@dataclass(frozen=True)
class DutyCycle:
    """Inferences now and then, and sleep between."""

    inferences: Count
    """Inferences in a row before it sleeps."""
    period: Second
    """Time from the start of one row to the start of the next."""
    sleep: Watt
    """Power asleep."""
    wake: Joule
    """Energy to wake up and go back to sleep."""
    efficiency: Ratio
    """Share of the power of the source that arrives behind the regulator."""


@dataclass(frozen=True)
class DutyCycled:
    """What inferring now and then comes to."""

    energy: Joule
    """Energy of a period."""
    power: Watt
    """Mean power drawn from the source."""
