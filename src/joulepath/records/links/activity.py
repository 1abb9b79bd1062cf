"""What a link costs its device: for one message, and between messages."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, Joule, Ratio, Second, Watt
from joulepath.records.links.traffic import Frames

__all__ = ["LinkActivity", "LinkRest", "PeriodicEvent", "RadioState"]


@dataclass(frozen=True)
class RadioState:
    """One state of a device's radio during a message."""

    name: str
    """What it does, e.g. ``"transmit"``, ``"receive window 1"``, ``"tail"``."""
    time: Second
    """Mean time a message spends in it, repetitions included."""
    power: Watt
    """Power drawn from the supply meanwhile."""
    energy: Joule
    """Energy drawn meanwhile."""


@dataclass(frozen=True)
class LinkActivity:
    """What one message makes a device's radio do."""

    frames: tuple[Frames, ...]
    """Frames of the message, each counted once."""
    attempts: Count
    """Mean number of times a frame is sent."""
    delivered: Ratio
    """Probability that the whole message arrives within the limit of repetitions."""
    states: tuple[RadioState, ...]
    """Every state it passes through."""
    bits: Bit
    """Bits on the medium in both directions, repetitions included."""
    airtime: Second
    """Time for which the device itself transmits, repetitions included."""
    latency: Second
    """Mean time from the wish to send to the last bit delivered."""
    latency_p95: Second
    """Time within which 95 of 100 messages are delivered."""
    energy: Joule
    """Energy of all states: what the message costs the device."""


@dataclass(frozen=True)
class PeriodicEvent:
    """Something a radio must do now and then, whether there is a message or not."""

    name: str
    """What it does, e.g. ``"join"``, ``"tracking area update"``, ``"beacon"``."""
    period: Second
    """Time from one to the next."""
    energy: Joule
    """Energy of one, above that of sleep."""
    share: Ratio = 1.0
    """Share of the periods at whose end it happens, where messages put it off."""


@dataclass(frozen=True)
class LinkRest:
    """What a device's radio draws between messages."""

    sleep: Watt
    """Power while nothing happens."""
    events: tuple[PeriodicEvent, ...]
    """What must be done now and then."""
    power: Watt
    """Mean power of sleep and events together."""
