"""What crosses a link for one message: packets above the link layer, frames below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import Bit, Count

__all__ = ["Direction", "Frames", "Packets", "Purpose"]

Direction = Literal["up", "down"]
"""From the device to the network, or from the network to the device."""

Purpose = Literal["message", "acknowledgement", "connection", "security", "keep-alive"]
"""Why something is sent: the message itself, its confirmation, the set-up and close of a
connection, a security handshake, or the upkeep of a session."""


@dataclass(frozen=True)
class Packets:
    """Equal packets that the network layer hands to the link layer for one message."""

    purpose: Purpose
    """Why they are sent."""
    direction: Direction
    """Which way they go."""
    count: Count
    """Packets a message; a fraction of one where messages of a session share it."""
    size: Bit
    """Size of one, network header included, link-layer header not."""


@dataclass(frozen=True)
class Frames:
    """Equal frames that a radio or an interface puts on the medium for one message."""

    purpose: Purpose
    """Why they are sent."""
    direction: Direction
    """Which way they go."""
    count: Count
    """Frames a message, each sent once; a fraction where messages of a session share them."""
    payload: Bit
    """What one carries for the layers above the link layer."""
    size: Bit
    """Size of one with all that its link layer adds, without what only synchronises."""
