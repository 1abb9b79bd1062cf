"""Wi-Fi links: a module, how it puts frames on the air, and what it does between messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    Ampere,
    Bit,
    BitPerSecond,
    Count,
    Joule,
    Ratio,
    Second,
    Volt,
)
from joulepath.records.links.exchanges import Losses

__all__ = [
    "AwakeAssociated",
    "ConnectionlessWake",
    "Modulation",
    "PowerSave",
    "TargetWake",
    "WakeAndJoin",
    "WifiFraming",
    "WifiLink",
    "WifiMode",
    "WifiModule",
    "WifiRegime",
]

Modulation = Literal["dsss", "ofdm"]
"""Which of a module's transmit currents applies: that of 802.11b, or that of later ones."""


@dataclass(frozen=True)
class WifiModule:
    """What a Wi-Fi chip, module or board draws, and how long it takes to be on the air."""

    supply: Volt
    """Voltage of its currents."""
    transmit_dsss: Ampere
    """Current while it sends with 802.11b."""
    transmit_ofdm: Ampere
    """Current while it sends with 802.11g, n or ax."""
    receive: Ampere
    """Current while it receives or listens."""
    doze: Ampere
    """Current between beacons while it stays associated and asleep as far as it can."""
    sleep: Ampere
    """Current in deep sleep, no longer associated."""
    wake_time: Second
    """Time from deep sleep to a running program."""
    wake_current: Ampere
    """Mean current meanwhile."""
    start_time: Second
    """Time to start the radio."""
    start_current: Ampere
    """Mean current meanwhile."""
    join_time: Second
    """Time to find, join and agree on keys with an access point, the start of the radio
    included."""
    join_current: Ampere
    """Mean current meanwhile."""
    beacon_time: Second
    """Time for which the receiver is on for one beacon."""


@dataclass(frozen=True)
class WifiMode:
    """How one generation of Wi-Fi puts a frame on the air at one rate."""

    rate: BitPerSecond
    """Rate of the data, for reading; times follow from symbols."""
    preamble: Second
    """Time of preamble and physical headers, and of what follows the last symbol."""
    symbol: Second
    """Time of one symbol with its guard interval."""
    symbol_bits: Bit
    """Data bits of one symbol."""
    service: Bit
    """Bits of the physical layer around a frame."""
    slot: Second
    """One slot of the back-off."""
    short_space: Second
    """Time between a frame and its acknowledgement (SIFS)."""
    window: Count
    """Largest number of slots drawn for a first attempt (CWmin)."""
    acknowledgement: Second
    """Time of an acknowledgement."""
    block_acknowledgement: Second
    """Time of a block acknowledgement."""


@dataclass(frozen=True)
class WifiFraming:
    """What a frame adds to a packet."""

    header: Bit
    """MAC header: 24 B, 26 B with quality of service."""
    logical_link: Bit
    """LLC and SNAP header that name the protocol: 8 B."""
    security: Bit
    """Header and integrity code of CCMP: 16 B; nothing on an open network."""
    check: Bit
    """Frame check sequence: 4 B."""
    delimiter: Bit
    """Delimiter of a frame inside an aggregate: 4 B."""
    packet_limit: Bit
    """Largest packet of a frame."""


@dataclass(frozen=True)
class WakeAndJoin:
    """Deep sleep between messages, and joining the network anew for each."""

    lease: Second
    """Time to be given an address (DHCP); zero for a fixed one."""


@dataclass(frozen=True)
class ConnectionlessWake:
    """Deep sleep between messages, which are sent without joining a network (ESP-NOW)."""


@dataclass(frozen=True)
class PowerSave:
    """Staying associated, dozing between beacons."""

    beacon: Second
    """Time between beacons, most often 102.4 ms."""
    listened: Count
    """Every how many of them it wakes: the DTIM period or its listen interval."""


@dataclass(frozen=True)
class TargetWake:
    """Staying associated, awake at agreed times only (TWT), or in any periodic window."""

    interval: Second
    """Time from one service period to the next."""
    duration: Second
    """Time for which it is awake."""


@dataclass(frozen=True)
class AwakeAssociated:
    """Staying associated, the receiver always on."""


WifiRegime = WakeAndJoin | ConnectionlessWake | PowerSave | TargetWake | AwakeAssociated
"""What a device does between messages."""


@dataclass(frozen=True)
class WifiLink:
    """A device on a Wi-Fi network."""

    module: WifiModule
    """What it draws."""
    mode: WifiMode
    """How frames go on the air."""
    modulation: Modulation
    """Which transmit current applies."""
    framing: WifiFraming
    """What a frame adds to a packet."""
    regime: WifiRegime
    """What it does between messages."""
    aggregated: Count
    """Frames that share one channel access (A-MPDU); 1 for none."""
    answer: Second
    """Time until the network answers, awake, for each group of packets that it sends down."""
    crossing: Joule
    """Energy of one frame in the protocol stack, whatever its size (cross-factor)."""
    losses: Losses
    """How frames are lost."""
    efficiency: Ratio
    """Share of the power of the battery that a regulator passes on."""
