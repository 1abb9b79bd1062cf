"""Cellular links: modems, how their radios reach a cell, and what they do when idle."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    Ampere,
    Bit,
    BitPerSecond,
    Coulomb,
    Count,
    Decibel,
    DecibelMilliwatt,
    Joule,
    JoulePerBit,
    Ratio,
    Second,
    Volt,
    Watt,
)
from joulepath.records.links.exchanges import Losses

__all__ = [
    "BroadbandLink",
    "BroadbandModem",
    "CellularFraming",
    "CellularLink",
    "CellularProcedure",
    "ConnectedDrx",
    "Connection",
    "ContinuousMonitoring",
    "IdlePaging",
    "IdleRegime",
    "NarrowbandCarrier",
    "NarrowbandLink",
    "NarrowbandModem",
    "PowerSavingMode",
    "PoweredOff",
]


@dataclass(frozen=True)
class NarrowbandModem:
    """What a modem for NB-IoT or LTE-M draws in each of its states."""

    supply: Volt
    """Voltage of its currents."""
    transmit_base: Ampere
    """Current while it sends at next to no power."""
    transmit_top: Ampere
    """Current while it sends at its rated power."""
    rated: Watt
    """Largest power that it radiates; 200 mW are 23 dBm."""
    receive: Ampere
    """Current while it receives or listens."""
    connected: Ampere
    """Current while it is connected and its receiver pauses."""
    access_time: Second
    """Time from power saving mode to a connection in good coverage: start, synchronisation,
    system information, waits; without the frames of signalling."""
    access_current: Ampere
    """Mean current meanwhile."""
    attach_time: Second
    """The same from power off: search of a cell and registration besides."""
    attach_current: Ampere
    """Mean current meanwhile."""
    page: Coulomb
    """Charge of one look for pages, above the current of ``idle``."""
    idle: Ampere
    """Current between two looks for pages."""
    sleep: Ampere
    """Current in power saving mode (PSM)."""
    off: Ampere
    """Current when switched off."""


@dataclass(frozen=True)
class NarrowbandCarrier:
    """How a narrowband radio reaches a cell at one level of coverage enhancement."""

    coupling_loss: Decibel
    """Largest loss between the antenna ports of device and cell that it bridges (MCL)."""
    full_level: DecibelMilliwatt
    """Level of the device for which that holds."""
    uplink_rate: BitPerSecond
    """Rate within one repetition of a block that the device sends."""
    uplink_block: Bit
    """Largest transport block that it sends."""
    uplink_repetitions: Count
    """Times that a block is sent in any case."""
    downlink_rate: BitPerSecond
    """Rate within one repetition of a block that it receives."""
    downlink_block: Bit
    """Largest transport block that it receives."""
    downlink_repetitions: Count
    """Times that a block is received in any case."""
    control: Second
    """Time to receive the scheduling of one block."""
    gap: Second
    """Time around a block in which the device only waits."""
    acknowledgement: Second
    """Time to send the confirmation of a block."""
    preamble: Second
    """Time to send the preambles of random access."""
    acquisition: Ratio
    """How many times as long it takes to find the cell as in good coverage."""


@dataclass(frozen=True)
class CellularProcedure:
    """Messages that bring a device into connection, or tell the network that it is still there."""

    uplink_messages: Count
    """Messages of the device."""
    uplink_size: Bit
    """Mean size of one, all headers included."""
    downlink_messages: Count
    """Messages of the network, that of the release included."""
    downlink_size: Bit
    """Mean size of one, all headers included."""


@dataclass(frozen=True)
class CellularFraming:
    """What packets and blocks carry besides."""

    packet_header: Bit
    """What a packet gets before it is cut: PDCP, in 5G SDAP too, or headers of NAS."""
    block_header: Bit
    """What each block adds: RLC and MAC."""
    packet_limit: Bit
    """Largest packet that the network carries."""


@dataclass(frozen=True)
class ContinuousMonitoring:
    """A connected device that looks for scheduling at every chance."""

    share: Ratio
    """Share of the time for which its receiver is on."""


@dataclass(frozen=True)
class ConnectedDrx:
    """A connected device that pauses once there was no traffic for a while (C-DRX)."""

    delay: Second
    """Time without traffic before it begins to pause."""
    on: Second
    """Time that its receiver is on in each cycle, its start included."""
    cycle: Second
    """Time from one to the next."""


Connection = ContinuousMonitoring | ConnectedDrx
"""How a connected device listens."""


@dataclass(frozen=True)
class PowerSavingMode:
    """Unreachable sleep between messages (PSM)."""

    active: Second
    """Time that it stays reachable after each connection (T3324)."""
    paging: Second
    """Time from one look for pages to the next meanwhile."""
    update: Second
    """Time after which it reports unasked (T3412)."""


@dataclass(frozen=True)
class IdlePaging:
    """Reachable sleep between messages: idle or extended discontinuous reception (eDRX)."""

    cycle: Second
    """Time from one look for pages to the next."""
    update: Second
    """Time after which it reports unasked (T3412)."""


@dataclass(frozen=True)
class PoweredOff:
    """Switched off between messages, and attaching anew for each."""


IdleRegime = PowerSavingMode | IdlePaging | PoweredOff
"""What a device does between messages."""


@dataclass(frozen=True)
class NarrowbandLink:
    """A device on NB-IoT or LTE-M."""

    modem: NarrowbandModem
    """What it draws."""
    carrier: NarrowbandCarrier
    """How its radio reaches the cell."""
    procedure: CellularProcedure
    """Signalling before a message."""
    update: CellularProcedure
    """Signalling of a tracking area update (TAU)."""
    framing: CellularFraming
    """What packets and blocks carry besides."""
    connection: Connection
    """How it listens while it is connected."""
    inactivity: Second
    """Time without traffic after which the network releases it."""
    release: Second
    """Time until the network releases a device that said that it has finished."""
    release_assistance: bool
    """Whether the device says so (RAI) and the network heeds it."""
    regime: IdleRegime
    """What it does between messages."""
    radiated: Watt
    """Power that it radiates while it sends; the network sets it."""
    answer: Second
    """Time until the network answers, listening, for each group of packets that it sends down."""
    losses: Losses
    """How blocks are lost."""
    efficiency: Ratio
    """Share of the power of the battery that a regulator passes on."""


@dataclass(frozen=True)
class BroadbandModem:
    """What a broadband telephone or modem draws, whose power grows with its rate."""

    promotion_time: Second
    """Time from idle to connected."""
    promotion_power: Watt
    """Power meanwhile."""
    base: Watt
    """Power while it is active, at next to no rate."""
    uplink_slope: JoulePerBit
    """What each bit adds that it sends."""
    downlink_slope: JoulePerBit
    """What each bit adds that it receives."""
    tail_time: Second
    """Time that it stays connected after the last packet."""
    tail_power: Watt
    """Mean power meanwhile."""
    idle: Watt
    """Power between two looks for pages."""
    page: Joule
    """Energy of one look for pages, above ``idle``."""
    paging: Second
    """Time from one look for pages to the next."""
    uplink_peak: BitPerSecond
    """Largest rate that it sends."""
    downlink_peak: BitPerSecond
    """Largest rate that it receives."""


@dataclass(frozen=True)
class BroadbandLink:
    """A device on 3G, LTE or 5G."""

    modem: BroadbandModem
    """What it draws."""
    uplink_rate: BitPerSecond
    """Throughput at which it sends."""
    downlink_rate: BitPerSecond
    """Throughput at which it receives."""
    framing: CellularFraming
    """What packets carry besides; each travels in a block of its own."""
    tail: Second
    """Time that it stays connected after the last packet."""
    answer: Second
    """Time until the network answers, for each group of packets that it sends down."""
    losses: Losses
    """How packets are lost."""


CellularLink = NarrowbandLink | BroadbandLink
"""A device on a cellular network."""
