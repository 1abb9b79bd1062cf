"""Models on their way to devices and back."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, Joule, Ratio, Second, Watt

__all__ = [
    "Broadcast",
    "BroadcastSession",
    "Delivery",
    "FederatedExchange",
    "FederatedRounds",
    "ModelUpdate",
    "Telemetry",
    "Transfer",
]


@dataclass(frozen=True)
class ModelUpdate:
    """What is sent to bring a model up to date."""

    model: Bit
    """Size of the model."""
    changed: Ratio
    """Share of it that changes; 1 to send all of it."""
    addressing: Ratio
    """What says where the changes belong, relative to their size; 0 to send all."""
    compression: Ratio
    """Size before over size after compression."""


@dataclass(frozen=True)
class Transfer:
    """A payload sent over a link, in one message or in several."""

    payload: Bit
    """What is sent."""
    full: Count
    """Messages filled to the limit, besides the last one."""
    bits: Bit
    """Bits on the medium, repetitions included."""
    time: Second
    """Mean time it takes, one message after the other."""
    energy: Joule
    """What it costs the device."""


@dataclass(frozen=True)
class Delivery:
    """An update sent to each of several devices on its own."""

    update: Bit
    """Size of the update."""
    device: Transfer
    """What one device receives."""
    energy: Joule
    """What it costs all devices."""
    bits: Bit
    """Bits on the medium for all devices."""


@dataclass(frozen=True)
class Broadcast:
    """How an update is sent to many devices at once, in coded fragments."""

    limit: Bit
    """Application payload of a message at most."""
    header: Bit
    """What of it says which fragment it is."""
    redundancy: Ratio
    """Redundant fragments for each fragment of the data block."""
    spare: Count
    """Fragments that decoding needs beyond those of the data block."""
    interval: Second
    """Time from one fragment to the next."""
    listening: Watt
    """Power of a device while it listens and receives."""
    setup_down: Bit
    """Application payload that sets up the session, to each device."""
    setup_up: Bit
    """Application payload by which each device answers and reports."""


@dataclass(frozen=True)
class BroadcastSession:
    """An update sent to many devices at once."""

    update: Bit
    """Size of the update."""
    fragments: Count
    """Fragments of it."""
    sent: Count
    """Fragments sent, the redundant ones among them."""
    tolerated_loss: Ratio
    """Share of the fragments that a device may lose."""
    time: Second
    """Time for which fragments are sent."""
    device: Joule
    """What it costs one device."""
    energy: Joule
    """What it costs all devices."""


@dataclass(frozen=True)
class FederatedRounds:
    """How models travel in federated learning; what clients compute is counted elsewhere."""

    clients: Count
    """Devices that hold data."""
    participation: Ratio
    """Share of them that takes part in a round."""
    rounds: Count
    """Rounds."""
    down: ModelUpdate
    """What a client gets in each round."""
    up: ModelUpdate
    """What it sends back."""


@dataclass(frozen=True)
class FederatedExchange:
    """What models on their way cost the clients."""

    participations: Count
    """Times a client takes part in a round."""
    down: Transfer
    """What a client receives in a round."""
    up: Transfer
    """What it sends."""
    per_round: Joule
    """What a round costs a client that takes part."""
    energy: Joule
    """What all rounds cost all clients."""
    bits: Bit
    """Bits on the medium in all rounds."""


@dataclass(frozen=True)
class Telemetry:
    """Results or other reports that a device sends again and again."""

    messages: Count
    """Reports in the period."""
    report: Transfer
    """One report."""
    energy: Joule
    """What all of them cost the device."""
    bits: Bit
    """Bits on the medium of all of them."""
