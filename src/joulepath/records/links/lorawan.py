"""LoRaWAN: a device on a network of LoRa, in class A, B or C."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from joulepath.core.quantities import (
    Ampere,
    Bit,
    Count,
    CyclePerSecond,
    Decibel,
    DecibelMilliwatt,
    Ratio,
    Second,
    Volt,
)
from joulepath.records.links.exchanges import Losses

__all__ = [
    "ClassA",
    "ClassB",
    "ClassC",
    "Contention",
    "FairUse",
    "Joining",
    "Listening",
    "LoraDataRate",
    "LoraPhy",
    "LorawanDevice",
    "LorawanLink",
    "LorawanNames",
    "LorawanRegion",
    "LorawanSubBand",
    "RateAdaptation",
]


@dataclass(frozen=True)
class LorawanDevice:
    """What a chip, module or board draws in each state around a frame."""

    supply: Volt
    """Voltage at which the currents were measured."""
    wake_time: Second
    """Time to wake up."""
    wake_current: Ampere
    """Current meanwhile."""
    preparation_time: Second
    """Time to prepare the radio."""
    preparation_current: Ampere
    """Current meanwhile."""
    transmit_current: Ampere
    """Current while it sends."""
    transmit_level: DecibelMilliwatt
    """Power at its output meanwhile."""
    wait_current: Ampere
    """Current while it waits for a receive window."""
    early: Second
    """Time by which the first receive window opens before its delay has passed."""
    receive_current: Ampere
    """Current in the first receive window, and while it receives."""
    second_receive_current: Ampere
    """Current in the second receive window."""
    window_symbols: Count
    """Symbols for which the first window stays open if nothing comes, up to SF10."""
    slow_window_symbols: Count
    """The same for SF11 and SF12."""
    second_window_symbols: Count
    """Symbols for which the second window stays open if nothing comes."""
    off_time: Second
    """Time to switch the radio off."""
    off_current: Ampere
    """Current meanwhile."""
    processing_time: Second
    """Time of processing after that."""
    processing_current: Ampere
    """Current meanwhile."""
    turn_off_time: Second
    """Time to fall asleep."""
    turn_off_current: Ampere
    """Current meanwhile."""
    sleep_current: Ampere
    """Current asleep."""
    noise_figure: Decibel
    """What its receiver adds to the noise."""
    lowest_frequency: CyclePerSecond
    """Lower end of the frequencies for which it is made and its figures hold."""
    highest_frequency: CyclePerSecond
    """Upper end of them."""
    fine_synchronisation: Count
    """1 if SF5 and SF6 have a longer synchronisation (SX126x, LR11xx), 0 for SX127x."""


@dataclass(frozen=True)
class LoraDataRate:
    """A data rate of a region: how a frame goes up, and how its answer comes down."""

    spreading_factor: Count
    """Spreading factor of an uplink."""
    bandwidth: CyclePerSecond
    """Bandwidth of an uplink."""
    answer_spreading_factor: Count
    """Spreading factor in the first receive window, offset 0."""
    answer_bandwidth: CyclePerSecond
    """Bandwidth in the first receive window."""
    payload_limit: Bit
    """Largest payload of an application without options in the header (N)."""
    dwell_payload_limit: Bit
    """The same where the dwell time is limited; zero where nothing fits."""


@dataclass(frozen=True)
class LorawanRegion:
    """What a region prescribes besides its data rates."""

    first_delay: Second
    """Time from the end of an uplink to the first receive window."""
    second_delay: Second
    """Time from the end of an uplink to the second receive window."""
    join_delay: Second
    """Time from the end of a join request to the first receive window."""
    second_spreading_factor: Count
    """Spreading factor in the second receive window."""
    second_bandwidth: CyclePerSecond
    """Bandwidth in the second receive window."""
    uplinks_until_answer: Count
    """Uplinks after which a device that adapts its data rate asks for an answer."""
    acknowledgement_patience: Second
    """Mean time that a device waits before it repeats what was not confirmed."""
    beacon_spreading_factor: Count
    """Spreading factor of a beacon of class B."""
    beacon_bandwidth: CyclePerSecond
    """Bandwidth of a beacon."""
    beacon: Bit
    """Size of a beacon."""
    beacon_preamble: Count
    """Symbols of its preamble."""
    beacon_period: Second
    """Time from one beacon to the next."""


@dataclass(frozen=True)
class LorawanSubBand:
    """Frequencies that share a limit on what a device may send."""

    lowest: CyclePerSecond
    """Lower end."""
    highest: CyclePerSecond
    """Upper end."""
    duty_cycle: Ratio
    """Share of the time for which a device may send; 1 where it is not limited."""
    dwell: Second
    """Longest time for which it may send without a pause."""
    level: DecibelMilliwatt
    """Largest power that it may radiate."""


@dataclass(frozen=True)
class LoraPhy:
    """How LoRa puts frames on the air."""

    coding: Count
    """Redundant bits for each four, 1 for a coding rate of 4/5 to 4 for 4/8."""
    preamble: Count
    """Symbols of the preamble."""
    header: Bit
    """Explicit header of the physical layer, 20 bit; nothing for an implicit one."""
    check: Bit
    """Check sum of an uplink; a downlink has none."""
    optimisation: Literal["auto", "on", "off"]
    """Whether symbols carry two bits less against drift; by default from 16 ms on."""


@dataclass(frozen=True)
class ClassA:
    """A device that listens after its own frames alone."""


@dataclass(frozen=True)
class ClassB:
    """A device that listens at agreed times too, kept in step by beacons."""

    slots: Count
    """Ping slots in a beacon period, 1 to 128."""
    slot_symbols: Count
    """Symbols for which a slot stays open if nothing comes."""
    guard: Second
    """Time for which it listens before a beacon."""


@dataclass(frozen=True)
class ClassC:
    """A device that listens whenever it does not send."""


Listening: TypeAlias = ClassA | ClassB | ClassC
"""When a device listens."""


@dataclass(frozen=True)
class Joining:
    """Joining the network over the air (OTAA), now and then."""

    period: Second
    """Time from one join to the next."""
    attempts: Count
    """Mean number of join requests it takes."""
    request: Bit
    """Join request."""
    acceptance: Bit
    """Join accept."""


@dataclass(frozen=True)
class RateAdaptation:
    """Adaptive data rate (ADR): answers that say whether the network still hears the device."""

    period: Second
    """Time from one answer to the next."""
    answer: Bit
    """Frame that comes down, with its commands."""


@dataclass(frozen=True)
class Contention:
    """Other devices that send at random on the same channels at the same spreading factor."""

    devices: Count
    """All devices, this one among them."""
    interval: Second
    """Time from one frame of a device to the next."""
    channels: Count
    """Channels that they choose from."""


@dataclass(frozen=True)
class FairUse:
    """What a network grants a device besides the law."""

    airtime: Second
    """Time on the air a day."""
    downlinks: Count
    """Frames that come down a day, confirmations among them."""


@dataclass(frozen=True)
class LorawanNames:
    """What the parts of a link are called."""

    region: str
    """Name of the region in the catalogue."""
    data_rate: str
    """Name of the data rate in the catalogue."""
    sub_band: str
    """Name of the sub-band in the catalogue."""


@dataclass(frozen=True)
class LorawanLink:
    """A device on a LoRaWAN network."""

    device: LorawanDevice
    """What it draws."""
    data_rate: LoraDataRate
    """How its frames go on the air."""
    region: LorawanRegion
    """What its region prescribes."""
    sub_band: LorawanSubBand
    """Where it sends."""
    phy: LoraPhy
    """Coding, preamble and header."""
    frame_header: Bit
    """Header and integrity code of a frame, with the options that it carries."""
    payload_limit: Bit
    """Payload at which packets are cut into frames."""
    fragmented: bool
    """Whether the application cuts what is above the payload limit into several messages."""
    confirmed: bool
    """Whether each frame is confirmed, and repeated until it is; if not, it is sent as often as
    ``losses.attempts`` says (NbTrans)."""
    acknowledgement: Bit
    """Frame that confirms and carries nothing else."""
    first_window: Ratio
    """Share of what comes down that comes in the first receive window."""
    listening: Listening
    """Class A, B or C."""
    joining: Joining | None
    """Joins over the air, if it joins more than once."""
    adaptation: RateAdaptation | None
    """Adaptive data rate, if its answers are counted."""
    contention: Contention | None
    """Other devices, if their collisions are counted."""
    fair_use: FairUse | None
    """What the network grants, if it grants less than the law."""
    losses: Losses
    """How frames are lost, and how often one is sent at most."""
    efficiency: Ratio
    """Share of the power of the battery that a regulator passes on."""
    names: LorawanNames
    """What its parts are called."""
