"""Models on their way to devices and back."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, Joule, Ratio, Second, Watt

__all__ = [
    "Broadcast",
    "BroadcastSession",
    "Carried",
    "Delivered",
    "Delivery",
    "DeliveryPlan",
    "FederatedExchange",
    "FederatedPlan",
    "FederatedRounds",
    "ModelUpdate",
    "Telemetry",
    "TelemetryPlan",
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
class Carried:
    """One message on its way between a device and a server."""

    bits: Bit
    """Bits on the medium of all links, repetitions included."""
    time: Second
    """Mean time it takes."""
    device_energy: Joule
    """What it costs the device."""
    network_energy: Joule
    """What it costs the network and all links behind the device's own."""


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
    device_energy: Joule
    """What it costs the device."""
    network_energy: Joule
    """What it costs the network and all links behind the device's own."""
    energy: Joule
    """Both together."""


@dataclass(frozen=True)
class Delivery:
    """An update sent to each of several devices on its own."""

    update: Bit
    """Size of the update."""
    device: Transfer
    """What one device receives."""
    device_energy: Joule
    """What it costs one device."""
    network_energy: Joule
    """What it costs the network for all devices."""
    energy: Joule
    """What it costs all devices and the network."""
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
    device_energy: Joule
    """What it costs one device."""
    network_energy: Joule
    """What it costs the network: the fragments once, what goes to and from each device for each."""
    energy: Joule
    """What it costs all devices and the network."""


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
    device_energy: Joule
    """What all rounds cost one client on average."""
    network_energy: Joule
    """What all rounds cost the network."""
    energy: Joule
    """What all rounds cost all clients and the network."""
    bits: Bit
    """Bits on the medium in all rounds."""


@dataclass(frozen=True)
class Telemetry:
    """Results or other reports that a device sends again and again."""

    messages: Count
    """Reports in the period."""
    report: Transfer
    """One report."""
    device_energy: Joule
    """What all of them cost the device."""
    network_energy: Joule
    """What all of them cost the network."""
    energy: Joule
    """Both together."""
    bits: Bit
    """Bits on the medium of all of them."""


@dataclass(frozen=True)
class DeliveryPlan:
    """How a model is brought up to date over its life."""

    update: ModelUpdate
    """What is sent."""
    interval: Second
    """Time from one update to the next."""
    devices: Count
    """Devices that get it."""
    limit: Bit
    """What one message carries at most."""
    broadcast: Broadcast | None
    """How it is sent to all devices at once; none for each device on its own."""


@dataclass(frozen=True)
class Delivered:
    """Updates of a model that fall to a time."""

    update: Delivery | BroadcastSession
    """One of them."""
    times: Count
    """Their number; a fraction of one where they are rare."""
    device_energy: Joule
    """What they cost one device."""
    network_energy: Joule
    """What they cost the network."""
    energy: Joule
    """What they cost all devices and the network."""


@dataclass(frozen=True)
class FederatedPlan:
    """Rounds of federated learning over a path."""

    rounds: FederatedRounds
    """Clients, rounds and what travels in each."""
    limit: Bit
    """What one message carries at most."""


@dataclass(frozen=True)
class TelemetryPlan:
    """Reports that a device sends beside its answers."""

    payload: Bit
    """What one report carries."""
    interval: Second
    """Time from one to the next."""
    limit: Bit
    """What one message carries at most."""
