"""A model on its device, on a server, or cut in two between them."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    Bit,
    Flop,
    InferencePerSecond,
    Joule,
    Ratio,
    Sample,
    Second,
    Watt,
)
from joulepath.records.battery import BatteryLife, Pack
from joulepath.records.compute import Placement
from joulepath.records.links.hop import FramedHop
from joulepath.records.microcontroller import CalibratedInference, NetworkWork
from joulepath.records.network import Hop
from joulepath.records.results import Transfer
from joulepath.records.roofline import RooflineInference
from joulepath.records.switches import Switches

__all__ = ["Computed", "Offload", "OffloadPlan", "Part", "Split", "SplitOutcome"]


@dataclass(frozen=True)
class Part:
    """The part of a model that one end computes."""

    flops: Flop
    """Arithmetic for one inference."""
    work: NetworkWork | None
    """The same by kind of operator, where layers are known."""
    layered: RooflineInference | None = None
    """The same as layers that a processor runs, where a roofline decides."""


@dataclass(frozen=True)
class Split:
    """One way to divide an inference between device and server."""

    name: str
    """What it is, e.g. ``"after conv1"``."""
    device: Part | None
    """What the device computes; none where it computes nothing."""
    server: Part | None
    """What the server computes; none where it computes nothing."""
    sent: Bit | None
    """What the device sends; none where nothing leaves it."""
    answer: Bit | None
    """What comes back to it; none where nothing does."""


@dataclass(frozen=True)
class OffloadPlan:
    """Both ends and what lies between them."""

    splits: tuple[Split, ...]
    """Ways to divide an inference."""
    device: Placement
    """Processor of the device."""
    calibrated: CalibratedInference | None
    """How the device computes by measurements; none where its peak rate decides."""
    server: Placement
    """Processor of the server."""
    overhead: Ratio
    """Energy of the server's site per unit of energy of the processor (PUE), at least 1."""
    idle: Watt
    """Power that a server kept for this device alone draws all the time; none where shared."""
    path: tuple[Hop | FramedHop, ...]
    """Links from the device to the server, the first one its own."""
    samples: Sample
    """Samples that one inference processes."""
    rate: InferencePerSecond
    """Mean rate of inferences."""
    report: Second | None
    """Time from one report of the device's state to the next; none without reports."""
    pack: Pack | None
    """What feeds the device."""
    switches: Switches
    """How links by ratios are computed where the versions of eCAL differ."""


@dataclass(frozen=True)
class Computed:
    """A part of a model, computed."""

    time: Second
    """Time it takes."""
    energy: Joule
    """Energy of the processor."""


@dataclass(frozen=True)
class SplitOutcome:
    """What one inference comes to, divided in one way."""

    name: str
    """What it is."""
    sent: Bit | None
    """What the device sends for the application."""
    computed: Computed | None
    """The device's part of the model."""
    request: Transfer | None
    """What the device sends, link by link."""
    answer: Transfer | None
    """What comes back, link by link."""
    served: Computed | None
    """The server's part of the model."""
    device_energy: Joule
    """Energy of the device: its part of the model and its radio."""
    network_energy: Joule
    """Energy of the network and of the links behind the device's own."""
    server_energy: Joule
    """Energy of the server, with its site and what it draws idle."""
    energy: Joule
    """All of them."""
    latency: Second
    """Time to the answer over links by frames; links by ratios know no time."""
    latency_p95: Second
    """Time within which 95 of 100 answers are there."""
    delivered: Ratio | None
    """Probability that the messages of an inference arrive; none where none are sent."""
    rest: Watt
    """Power that the device's radio draws between messages."""
    battery: BatteryLife | None
    """How long the device's battery lasts."""


@dataclass(frozen=True)
class Offload:
    """Every way to divide an inference."""

    outcomes: tuple[SplitOutcome, ...]
    """All ways, from all on the device to all on the server."""
