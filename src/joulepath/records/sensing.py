"""Sensing: parts by their data sheets, what becomes of their readings, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    Ampere,
    Bit,
    Count,
    CyclePerBit,
    Joule,
    JoulePerBit,
    JoulePerCycle,
    PerSample,
    Ratio,
    Sample,
    Second,
    Volt,
    Watt,
)

__all__ = ["Compression", "Converter", "Memory", "Sensing", "SensingPlan", "Sensor"]


@dataclass(frozen=True)
class Sensor:
    """A sensor as its data sheet describes it."""

    supply: Volt
    """Voltage of the currents."""
    active_current: Ampere
    """Mean current while it takes a reading."""
    reading_time: Second
    """Time of one reading: conversion, frame, or fix."""
    warm_up_time: Second
    """Time from switching it on until a reading is worth taking."""
    warm_up_current: Ampere
    """Mean current meanwhile."""
    sleep_current: Ampere
    """Current while it waits to be woken."""


@dataclass(frozen=True)
class Memory:
    """Where readings are kept until they are used."""

    write: JoulePerBit
    """Energy to write a bit, erasing included."""
    read: JoulePerBit
    """Energy to read a bit back."""
    standby: Watt
    """Power while it is neither written nor read."""


@dataclass(frozen=True)
class Converter:
    """An analogue-to-digital converter beside a sensor that has none."""

    power: Watt
    """Power while it converts, with what keeps it running."""
    time: Second
    """Time of the conversions of a reading."""


@dataclass(frozen=True)
class Compression:
    """What makes readings smaller on the device."""

    ratio: Ratio
    """Size afterwards by size before."""
    cycles: CyclePerBit
    """Cycles of the processor for each bit before."""
    per_cycle: JoulePerCycle
    """Energy of a cycle."""


@dataclass(frozen=True)
class SensingPlan:
    """How samples are taken."""

    sensor: Sensor
    """What senses."""
    sleep: Literal["between", "never", "off"]
    """The sensor sleeps between samples, is on all the time, or is cut off from its supply."""
    readings_per_sample: PerSample
    """Readings that make a sample."""
    samples_per_wake: Sample
    """Samples taken each time it wakes, in one go."""
    efficiency: Ratio
    """Of the regulator that feeds it."""
    converter: Converter | None
    """What makes numbers of its readings; none where the sensor does it."""
    compression: Compression | None
    """What makes samples smaller; none where they stay as they are."""
    memory: Memory | None
    """Where they are kept; none where they stay in the memory of the processor."""
    development: bool
    """Whether the data of development are sensed too, or come from elsewhere."""


@dataclass(frozen=True)
class Sensing:
    """Samples taken, and what that costs the device."""

    readings: Count
    """Readings taken."""
    wakes: Count
    """Times the sensor wakes up; none for one that is always on."""
    active_time: Second
    """Time during which it is awake."""
    warming: Joule
    """Energy of waking up."""
    reading: Joule
    """Energy of taking readings, and of being on without a pause where it always is."""
    conversion: Joule | None
    """Energy of a converter beside it."""
    compression: Joule | None
    """Energy of compressing them."""
    storing: Joule | None
    """Energy of writing them to a memory and reading them back."""
    rest: Joule | None
    """Energy of sensor and memory between samples; none where nobody says how long that is."""
    bits: Bit
    """Size of the samples as they leave the sensor's side of the device."""
    energy: Joule
    """Energy of all of it."""
