"""The network behind a device: equipment, averages, and what a message costs there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    Count,
    Joule,
    JoulePerBit,
    Ratio,
    Second,
    Watt,
)

__all__ = [
    "AccountingMethod",
    "Average",
    "BaseStation",
    "BottomUp",
    "ByDevices",
    "ByTraffic",
    "Equipment",
    "NetworkAverage",
    "NetworkEnergy",
    "NetworkPath",
    "NetworkPeriod",
    "NetworkSegment",
    "NetworkTraffic",
    "Place",
    "SegmentEnergy",
    "Sharing",
    "Trend",
]

Place = Literal["gateway", "radio access", "access", "metro", "core", "data centre"]
"""Where on the way from a device to a server."""

AccountingMethod = Literal["marginal", "load-share", "average"]
"""What is asked: what changes if this message is sent, which share of the power falls to it at a
stated utilisation, or which share of all electricity for all traffic of a year."""

BottomUp = Literal["marginal", "load-share"]
"""Ways of accounting for equipment."""


@dataclass(frozen=True)
class Equipment:
    """A piece of network equipment, or a subscriber's share of one."""

    constant: Watt
    """Power without traffic."""
    per_bit: JoulePerBit
    """Power drawn more for each bit a second."""
    per_packet: Joule
    """Power drawn more for each packet a second."""
    capacity: BitPerSecond
    """What it can carry."""
    utilisation: Ratio
    """Mean share of the capacity that is used."""
    crossed: Count
    """How many of them a message crosses."""
    overhead: Ratio
    """Power with cooling and conversion over its own power, at least 1."""
    year: Count
    """Calendar year of its figures."""


@dataclass(frozen=True)
class BaseStation:
    """A base station by the power model of the EARTH project."""

    transceivers: Count
    """Transceivers: antennas times sectors."""
    idle: Watt
    """Power of a transceiver that radiates next to nothing."""
    slope: Ratio
    """Power drawn more for each watt radiated."""
    maximum: Watt
    """Power that a transceiver radiates at full load."""
    sleep: Watt
    """Power of a transceiver asleep."""
    capacity: BitPerSecond
    """Bit rate of the whole base station at full load."""
    utilisation: Ratio
    """Mean share of the capacity that is used."""
    year: Count
    """Calendar year of its figures."""


@dataclass(frozen=True)
class Average:
    """Electricity of networks over their traffic, in one year."""

    per_bit: JoulePerBit
    """Average for each bit."""
    year: Count
    """Calendar year it is of."""


@dataclass(frozen=True)
class Trend:
    """How an average changed over the years that were studied."""

    halving: Count
    """Years in which it halves."""
    first_year: Count
    """First calendar year that was studied."""
    last_year: Count
    """Last calendar year that was studied."""


@dataclass(frozen=True)
class ByTraffic:
    """The constant power is shared by all traffic, at the utilisation of the equipment."""


@dataclass(frozen=True)
class ByDevices:
    """The constant power is shared by equal devices."""

    devices: Count
    """Devices that share the equipment."""
    interval: Second
    """Time from one message of a device to its next."""


Sharing: TypeAlias = ByTraffic | ByDevices
"""Among whom the constant power is shared."""


@dataclass(frozen=True)
class NetworkSegment:
    """Equipment on a path."""

    name: str
    """Name of the entry of the catalogue, or another."""
    places: tuple[Place, ...]
    """Which part of the way it is."""
    boundary: str
    """What its power covers."""
    equipment: Equipment
    """Its powers and its capacity."""
    sharing: Sharing
    """Among whom its constant power is shared."""


@dataclass(frozen=True)
class NetworkAverage:
    """An average that stands for part of a path."""

    name: str
    """Name of the entry of the catalogue, or another."""
    places: tuple[Place, ...]
    """Which parts of the way it covers."""
    boundary: str
    """What it covers, in words."""
    average: Average
    """The average and its year."""
    trend: Trend | None
    """How it changes; none for a study of one year."""
    year: Count
    """Calendar year that is asked for."""


@dataclass(frozen=True)
class NetworkPath:
    """The network from the far end of a link to a server."""

    parts: tuple[NetworkSegment | NetworkAverage, ...]
    """Its parts, from the device to the server."""
    method: BottomUp
    """What the energy of its equipment answers; averages are averages whatever is asked."""


@dataclass(frozen=True)
class NetworkTraffic:
    """What crosses a network for one message."""

    bits: Bit
    """Bits of the message, headers included."""
    packets: Count
    """Packets it comes in."""


@dataclass(frozen=True)
class SegmentEnergy:
    """What a message costs on one segment of a path."""

    name: str
    """Which segment."""
    places: tuple[Place, ...]
    """Which part of the way it is."""
    method: AccountingMethod
    """What its energy answers."""
    boundary: str
    """What it covers."""
    year: Count
    """Calendar year of the figures."""
    message: Joule
    """Energy of the message."""
    per_bit: JoulePerBit
    """Energy for each bit of the message."""


@dataclass(frozen=True)
class NetworkEnergy:
    """What a message costs on a path."""

    segments: tuple[SegmentEnergy, ...]
    """Its segments, from the device to the server."""
    message: Joule
    """Energy of the message on all of them."""
    per_bit: JoulePerBit
    """Energy for each bit of the message."""


@dataclass(frozen=True)
class NetworkPeriod:
    """What the messages of a period cost on a path."""

    messages: Count
    """Number of messages."""
    energy: Joule
    """Energy of all of them."""
    power: Watt
    """Share of the power of the path that falls to them."""
