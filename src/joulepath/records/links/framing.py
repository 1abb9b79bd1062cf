"""A message as it is framed: units of the application, segments, and bytes of each layer."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, Ratio
from joulepath.records.links.traffic import Direction, Packets, Purpose

__all__ = ["Framing", "LayerBits", "Segments", "Unit"]


@dataclass(frozen=True)
class Unit:
    """Something a protocol above the transport layer sends as one."""

    purpose: Purpose
    """Why it is sent."""
    direction: Direction
    """Which way it goes."""
    count: Count
    """How often a message needs it."""
    content: Bit
    """Payload of the message that it carries."""
    application: Bit
    """Its size with the application protocol; nothing for a handshake."""
    secured: Bit
    """Its size with security."""
    answered: Count
    """1 if something goes the other way at once, which can carry an acknowledgement, else 0."""
    small: bool
    """Whether any packet holds it by its nature."""


@dataclass(frozen=True)
class Segments:
    """Equal pieces that the transport layer hands to the network layer."""

    purpose: Purpose
    """Why they are sent."""
    direction: Direction
    """Which way they go."""
    count: Count
    """How many a message needs."""
    size: Bit
    """Size of one with the header of the transport layer."""
    small: bool
    """Whether any packet holds it by its nature."""


@dataclass(frozen=True)
class LayerBits:
    """What a layer adds to a message, both ways."""

    layer: str
    """The payload, or the layer: application, security, transport, network, link."""
    up: Bit
    """From the device."""
    down: Bit
    """To the device."""


@dataclass(frozen=True)
class Framing:
    """A message as packets, and what each layer adds."""

    packets: tuple[Packets, ...]
    """What the network layer hands to the link layer for one message."""
    layers: tuple[LayerBits, ...]
    """Bits of each layer for one message."""
    purposes: tuple[LayerBits, ...]
    """Bits of each purpose for one message, all layers together."""
    up: Bit
    """Bits of one message from the device, all layers together."""
    down: Bit
    """Bits of one message to the device."""
    inflation: Ratio
    """Bits both ways for each bit of payload."""
    period: tuple[LayerBits, ...] = ()
    """Bits of each layer in a period, if one was asked for."""
