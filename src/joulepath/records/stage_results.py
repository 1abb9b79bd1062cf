"""What the stages of a lifecycle come to, each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from joulepath.core.quantities import (
    Bit,
    Count,
    Flop,
    FlopPerSample,
    Joule,
    JoulePerBit,
    Ratio,
    Sample,
    Second,
    ValuePerSample,
)

if TYPE_CHECKING:
    from joulepath.records.links.activity import LinkActivity, LinkRest
    from joulepath.records.links.network import NetworkEnergy
    from joulepath.records.links.relays import HandedOn
    from joulepath.records.links.traffic import Packets
    from joulepath.records.preparation import Shape
    from joulepath.records.workload import Operations

__all__ = [
    "Computation",
    "Development",
    "EnergyBand",
    "Fitting",
    "FramedTransfer",
    "HopTransfer",
    "LayerTransfer",
    "ModelWork",
    "Preparation",
    "PreparedStep",
    "Storing",
    "Transfer",
    "Waiting",
]


@dataclass(frozen=True)
class Fitting:
    """Work to fit a model that is not trained by forward and backward passes."""

    per_sample: FlopPerSample
    """Work for each sample."""
    fixed: Flop
    """Work of one fit whatever the samples."""


@dataclass(frozen=True)
class ModelWork:
    """Work and size of the model."""

    macs: Count | None
    """Multiply-accumulates of one forward pass; none where only FLOPs are known."""
    other_operations: Count | None
    """All other arithmetic of one forward pass; none where only FLOPs are known."""
    forward: FlopPerSample
    """Floating-point operations of one forward pass of one sample."""
    parameters: Count | None
    """Trained values of the model; none where they are not known."""
    weight_bits: Bit | None
    """Size of the trained values in the formats of the model's file; none where not known."""
    operations: Operations | None = None
    """The same work by kind; none where it is known in total alone."""
    fitting: Fitting | None = None
    """Work to fit the model; none where it is trained by forward and backward passes."""


@dataclass(frozen=True)
class LayerTransfer:
    """What one OSI layer handles in one transmission."""

    bits: Bit
    """Bits that leave the layer."""
    energy: Joule
    """Energy charged to the layer."""


@dataclass(frozen=True)
class HopTransfer:
    """Data crossing one hop."""

    layers: tuple[LayerTransfer, ...]
    """One transmission, application layer first."""
    attempts: Count
    """Mean number of transmissions."""
    bits: Bit
    """Bits on the wire or in the air, repetitions included."""
    energy: Joule
    """Energy of both ends, repetitions included."""


@dataclass(frozen=True)
class FramedTransfer:
    """Data crossing one hop in messages, frame by frame."""

    messages: Count
    """Messages sent."""
    packets: tuple[Packets, ...]
    """Packets of one of them, and of the answer that its exchange brings."""
    message: LinkActivity
    """What one of them makes the device do."""
    behind: NetworkEnergy | None
    """What one of them costs the network behind the link, with the answer that its exchange
    brings; none where that network is not counted."""
    relayed: HandedOn | None
    """What one of them costs the relays on its way; none for a link of one hop."""
    bits: Bit
    """Bits on the medium of all messages, repetitions included, in the device's own hop."""
    device_energy: Joule
    """What all messages cost the device."""
    network_energy: Joule
    """What they cost relays and the network behind the link."""
    energy: Joule
    """Energy of all messages, of the device, of relays and of the network."""


@dataclass(frozen=True)
class Arrival:
    """How surely and how soon a message is through all links of a path that know it."""

    delivered: Ratio
    """Probability that it gets through all of them."""
    latency: Second
    """Mean time on all of them."""
    latency_p95: Second
    """Time within which 95 of 100 messages are through; several links err on the longer side."""


@dataclass(frozen=True)
class Transfer:
    """Data crossing a path."""

    payload: Bit
    """Bits of the application."""
    hops: tuple[HopTransfer | FramedTransfer, ...]
    """The hops, in order."""
    device_energy: Joule
    """What the first link costs the device that sends or receives; of a link by ratios, the
    energy of both its ends."""
    network_energy: Joule
    """What the network behind the first link and all further links cost."""
    energy: Joule
    """Energy of the whole path."""
    arrival: Arrival | None = None
    """How surely and how soon one message arrives; none where no link is one by its frames."""


@dataclass(frozen=True)
class Storing:
    """Data at rest."""

    bits: Bit
    """Bits written, redundancy included."""
    energy: Joule
    """Energy to store them."""


@dataclass(frozen=True)
class PreparedStep:
    """One step of data preparation."""

    name: str
    """What is done."""
    operations: Operations
    """Operations to apply it to one sample, by kind."""
    apply: Flop
    """Work to apply it to all samples."""
    learn: Flop | None
    """Work to learn its statistics; none where there is nothing to learn."""
    shape: Shape
    """Shape of a sample afterwards."""
    values: ValuePerSample
    """Values of a sample afterwards."""
    bits: Bit
    """Size of all samples afterwards."""


@dataclass(frozen=True)
class Preparation:
    """Data preparation."""

    flops: Flop
    """Arithmetic work."""
    time: Second
    """Time it takes."""
    energy: Joule
    """Energy drawn."""
    steps: tuple[PreparedStep, ...] = ()
    """Its steps; empty where a method of the catalogue gives the work as a whole."""


@dataclass(frozen=True)
class Computation:
    """Passes of the model over samples."""

    samples: Sample
    """Samples processed in one round."""
    flops: Flop
    """Arithmetic work of all rounds."""
    time: Second
    """Time it takes."""
    energy: Joule
    """Energy drawn."""


@dataclass(frozen=True)
class Development:
    """Development of the model as a whole."""

    bits: Bit
    """Raw application bits collected for development."""
    energy: Joule
    """One-time energy, before virtualisation (the paper's E_D)."""
    per_bit: JoulePerBit
    """One-time energy per bit of development data (E_D,b)."""


@dataclass(frozen=True)
class Waiting:
    """A device between the messages of a pass."""

    time: Second
    """Time from one pass to the next."""
    links: tuple[LinkRest, ...]
    """What the radio of each link draws meanwhile."""
    device_energy: Joule
    """Energy of the first one, which is the device's own."""
    relay_energy: Joule | None
    """Part of this device in the energy of relays that listen; none where it is not counted."""
    energy: Joule
    """Energy of all of them, relays included."""


@dataclass(frozen=True)
class EnergyBand:
    """Where an energy lies in nine of ten cases."""

    low: Joule
    """Lower end."""
    high: Joule
    """Upper end."""
