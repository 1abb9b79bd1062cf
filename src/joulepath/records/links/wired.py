"""Ethernet and optical access, whose power hardly depends on what they carry."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, BitPerSecond, Ratio, Second, Watt

__all__ = ["ByLoad", "ByTime", "Dedicated", "WiredInterface", "WiredLink"]


@dataclass(frozen=True)
class WiredInterface:
    """One end of a cable or fibre."""

    send_rate: BitPerSecond
    """Rate at which it sends."""
    receive_rate: BitPerSecond
    """Rate at which it receives."""
    active: Watt
    """Power while the link is up, whether it carries frames or not."""
    idle: Watt
    """Power in low-power idle (EEE) or in a sleep mode; that at work where there is none."""
    fall_asleep: Second
    """Time to enter it."""
    wake: Second
    """Time to leave it."""
    header: Bit
    """Headers of a frame."""
    check: Bit
    """Check sum of a frame."""
    around: Bit
    """Preamble and gap around a frame."""
    least_payload: Bit
    """Least payload of a frame."""
    payload_limit: Bit
    """Largest payload of a frame."""


@dataclass(frozen=True)
class Dedicated:
    """The device bears the interface all the time; messages cost what they add to it."""

    share: Ratio
    """Share of the interface that is the device's, e.g. of a household's terminal."""


@dataclass(frozen=True)
class ByTime:
    """A message bears the interface while its frames are on the medium; the rest is others'."""


@dataclass(frozen=True)
class ByLoad:
    """A message bears the interface by its share of what is carried in the mean."""

    utilisation: Ratio
    """Share of the rate that is used in the mean, above zero."""


@dataclass(frozen=True)
class WiredLink:
    """An interface, and who bears its power."""

    interface: WiredInterface
    """The interface."""
    energy_efficient: bool
    """Whether it uses its low-power idle."""
    allocation: Dedicated | ByTime | ByLoad
    """Who bears its power."""
