"""What radios of short reach have in common: their currents, their losses, their frames."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    Ampere,
    Bit,
    Count,
    DecibelMilliwatt,
    Ratio,
    Second,
    Volt,
)
from joulepath.records.links.traffic import Frames

__all__ = ["Losses", "ShortRangeChip", "Transmission", "TransmitCurrent"]


@dataclass(frozen=True)
class ShortRangeChip:
    """What a chip draws while its Bluetooth or IEEE 802.15.4 radio is at work, and while not."""

    supply: Volt
    """Voltage at which the currents were measured."""
    transmit: Ampere
    """Current while it sends."""
    transmit_level: DecibelMilliwatt
    """Power that it radiates meanwhile."""
    receive: Ampere
    """Current while it receives or listens."""
    idle: Ampere
    """Current while its clock runs and its radio waits, as in a back-off."""
    sleep: Ampere
    """Current asleep, its timer running and its memory kept."""
    event_time: Second
    """Time of an event besides what the radio does: start of the clock, processing."""
    event_current: Ampere
    """Mean current meanwhile."""


@dataclass(frozen=True)
class TransmitCurrent:
    """What a transmitter draws at one of its levels."""

    level: DecibelMilliwatt
    """Power at its output."""
    current: Ampere
    """Current while it sends."""


@dataclass(frozen=True)
class Losses:
    """How frames are lost, and how often one is sent at most."""

    loss: Ratio
    """Probability that a frame of the size ``reference`` is lost, below one."""
    reference: Bit
    """Size for which it holds; with one bit it is a bit error rate."""
    attempts: Count
    """Times a frame is sent at most."""


@dataclass(frozen=True)
class Transmission:
    """Equal frames with their repetitions."""

    frames: Frames
    """The frames, each counted once."""
    loss: Ratio
    """Probability that one transmission fails."""
    sent: Count
    """Mean number of transmissions."""
    delivered: Ratio
    """Probability that all of them arrive."""
    exchange: Second
    """Time of one transmission with what belongs to it: access, turn-around, confirmation."""
