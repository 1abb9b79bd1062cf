"""Messages handed on by other devices, and messages to many at once."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Count, Joule, Ratio, Second, Watt

__all__ = ["HandedOn", "Mesh", "MeshActivity", "Multicast", "RelayChain"]


@dataclass(frozen=True)
class Mesh:
    """How devices of a mesh hand messages on."""

    hops: Count
    """Hops from the device to the gateway, at least 1."""
    served: Count
    """Devices behind a relay, whose messages it hands on."""
    receive: Joule
    """What one hop costs its receiver, beside its listening."""
    calling: Watt
    """Power while a sender calls its receiver."""
    listening: Watt
    """Power while a relay listens."""
    listen: Second
    """How long it listens."""
    period: Second
    """Time from one listening to the next."""
    called: Ratio
    """Share of the period for which a sender calls on average: 1/2 or 1."""
    sleep: Watt
    """Power of a relay between listenings."""


@dataclass(frozen=True)
class MeshActivity:
    """What a message costs in a mesh."""

    send: Joule
    """What one hop costs its sender."""
    message: Joule
    """Energy of all devices along the way."""
    relay: Joule
    """What one relay spends while it and each device behind it send one message."""
    listening: Watt
    """Mean power of a relay that listens and sleeps."""
    delivered: Ratio
    """Probability that the message arrives."""
    latency: Second
    """Mean time until it arrives."""


@dataclass(frozen=True)
class RelayChain:
    """Routers that hand the messages of a device on; they listen all the time."""

    relays: Count
    """Relays on the way."""
    served: Count | None
    """Devices that share the listening of each; none where it is not counted."""


@dataclass(frozen=True)
class HandedOn:
    """What a message costs the relays on its way."""

    receive: Joule
    """What one of them spends to receive it."""
    send: Joule
    """What one of them spends to send it on."""
    energy: Joule
    """Energy of all of them."""


@dataclass(frozen=True)
class Multicast:
    """A message to many, sent once or to each."""

    once: Joule
    """Energy of sender and receivers if all hear the same transmission."""
    each: Joule
    """Energy if it is sent to each on its own."""
