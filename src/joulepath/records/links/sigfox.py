"""Sigfox: ultra narrow band messages of twelve octets at most, each frame sent several times."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    Ampere,
    Bit,
    BitPerSecond,
    Count,
    CyclePerSecond,
    DecibelMilliwatt,
    Ratio,
    Second,
    Volt,
)

__all__ = ["SigfoxLink", "SigfoxModule", "SigfoxZone"]


@dataclass(frozen=True)
class SigfoxModule:
    """What a module draws in each state of an exchange."""

    supply: Volt
    """Voltage at which the currents were measured."""
    wake_time: Second
    """Time to wake up."""
    wake_current: Ampere
    """Current meanwhile."""
    transmit_current: Ampere
    """Current while it sends."""
    transmit_level: DecibelMilliwatt
    """Power at its output meanwhile."""
    pause_time: Second
    """Time between the repetitions of a frame."""
    pause_current: Ampere
    """Current meanwhile."""
    end_time: Second
    """Time to switch off."""
    end_current: Ampere
    """Current meanwhile."""
    answer_delay: Second
    """Time from the last repetition until it listens for an answer."""
    answer_delay_current: Ampere
    """Current meanwhile."""
    listening_time: Second
    """Mean time for which it listens until an answer has come."""
    receive_current: Ampere
    """Current meanwhile."""
    confirmation_delay: Second
    """Time from an answer to the frame that confirms it."""
    confirmation_time: Second
    """Time of the frame that confirms an answer."""
    sleep_current: Ampere
    """Current asleep."""
    lowest_frequency: CyclePerSecond
    """Lower end of the frequencies for which it is made and its figures hold."""
    highest_frequency: CyclePerSecond
    """Upper end of them."""


@dataclass(frozen=True)
class SigfoxZone:
    """What a radio configuration (RC) prescribes."""

    rate: BitPerSecond
    """Rate of an uplink."""
    frame_overhead: Bit
    """What a frame holds besides its payload."""
    payload_limit: Bit
    """Payload of an uplink."""
    download_limit: Bit
    """Payload of a downlink."""
    messages_per_day: Count
    """Uplinks a day of the largest subscription."""
    downloads_per_day: Count
    """Downlinks a day of the largest subscription."""
    duty_cycle: Ratio
    """Share of the time for which a device may send; 1 where it is not limited."""
    dwell: Second
    """Longest time for which it may send on one frequency."""
    level: DecibelMilliwatt
    """Largest power that it may radiate."""
    uplink_frequency: CyclePerSecond
    """Middle of the frequencies of an uplink."""
    downlink_frequency: CyclePerSecond
    """Middle of the frequencies of a downlink."""


@dataclass(frozen=True)
class SigfoxLink:
    """A device on a Sigfox network."""

    module: SigfoxModule
    """What it draws."""
    zone: SigfoxZone
    """Where it sends."""
    repetitions: Count
    """Times that each frame is sent, three by default of the standard."""
    loss: Ratio
    """Probability that one of them is lost."""
    fragmented: bool
    """Whether the application cuts what is above the payload limit into several messages."""
    efficiency: Ratio
    """Share of the power of the battery that a regulator passes on."""
