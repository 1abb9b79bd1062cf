"""Satellites in a low orbit: short messages, each in a session of its own."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Ampere, Bit, BitPerSecond, Count, Ratio, Second, Volt

__all__ = ["SatelliteLink", "SatelliteTerminal"]


@dataclass(frozen=True)
class SatelliteTerminal:
    """What a terminal draws, and what a session carries."""

    supply: Volt
    """Voltage at which the currents were measured."""
    acquisition_time: Second
    """Time until it has found a satellite, under a clear sky."""
    acquisition_current: Ampere
    """Mean current meanwhile."""
    session_time: Second
    """Time of a session besides the data it carries."""
    session_current: Ampere
    """Mean current in a session."""
    rate: BitPerSecond
    """Rate of the data in a session."""
    upload_limit: Bit
    """Largest message of a device."""
    download_limit: Bit
    """Largest message to a device."""
    retry_delay: Second
    """Time until a session that failed is tried again."""
    sleep_current: Ampere
    """Current switched off."""


@dataclass(frozen=True)
class SatelliteLink:
    """A terminal under some sky."""

    terminal: SatelliteTerminal
    """What it draws."""
    loss: Ratio
    """Probability that a session fails, whatever it carries."""
    attempts: Count
    """Times a session is tried at most."""
    fragmented: bool
    """Whether the application cuts what is above the payload limit into several messages."""
    efficiency: Ratio
    """Share of the power of the battery that a regulator passes on."""
