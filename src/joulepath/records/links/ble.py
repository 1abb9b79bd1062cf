"""Bluetooth Low Energy links: a connection, or advertising without one."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, BitPerSecond, Count, CyclePerSecond, Ratio, Second
from joulepath.records.links.exchanges import Losses, ShortRangeChip

__all__ = ["BleAdvertising", "BleConnection", "BlePhy", "ExtendedAdvertising"]


@dataclass(frozen=True)
class BlePhy:
    """How Bluetooth Low Energy puts packets on the air."""

    start: Second
    """Time of preamble and access address, and of what announces a coding."""
    rate: BitPerSecond
    """Rate of header, payload and check sum."""
    bandwidth: CyclePerSecond
    """Bandwidth of a receiver."""
    end: Second
    """Time of what ends a coded packet."""
    header: Bit
    """Header of a packet."""
    check: Bit
    """Check sum."""
    space: Second
    """Time between packets (T_IFS)."""


@dataclass(frozen=True)
class BleFraming:
    """What is added to a value that crosses a connection."""

    attribute_header: Bit
    """Operation and handle of an attribute."""
    channel_header: Bit
    """Length and channel of L2CAP."""
    integrity: Bit
    """Integrity code of an encrypted frame."""


@dataclass(frozen=True)
class AdvertisingFraming:
    """What advertising adds to its data, and when it sends."""

    address: Bit
    """Address of the device."""
    legacy_limit: Bit
    """Largest data of a legacy packet."""
    pointer: Bit
    """Extended header of a packet that points to the one with the data."""
    header: Bit
    """Extended header of that packet."""
    extended_limit: Bit
    """Largest data of that packet."""
    space: Second
    """Time between the two."""
    delay: Second
    """Largest random delay of an event."""


@dataclass(frozen=True)
class BleConnection:
    """A peripheral that is connected to a central."""

    chip: ShortRangeChip
    """What the peripheral draws."""
    phy: BlePhy
    """How packets go on the air."""
    interval: Second
    """Time between connection events, 7.5 ms to 4 s."""
    skipped: Count
    """Events a peripheral may skip while it has nothing to say (peripheral latency)."""
    frames_per_event: Count
    """Frames that one event exchanges at most."""
    payload_limit: Bit
    """Payload of a frame: 27 B, or up to 251 B with the data length extension."""
    attribute_limit: Bit
    """What one write or notification carries: the ATT MTU less 3 B."""
    attribute_header: Bit
    """Operation and handle of the attribute protocol; nothing for a channel of its own."""
    channel_header: Bit
    """Header of the logical link control (L2CAP)."""
    integrity: Bit
    """Message integrity code of an encrypted frame (MIC); nothing without encryption."""
    clock_error: Ratio
    """Sum of the relative errors of both sleep clocks."""
    losses: Losses
    """How frames are lost."""
    efficiency: Ratio
    """Share of the power of the battery that a regulator passes on."""


@dataclass(frozen=True)
class ExtendedAdvertising:
    """A pointer on the three advertising channels to a packet on another one."""

    phy: BlePhy
    """How the packet that carries the data goes on the air."""
    pointer: Bit
    """Payload of the pointer."""
    header: Bit
    """Extended header of the packet that carries the data."""
    space: Second
    """Time from a pointer to that packet, and between packets of a chain (T_MAFS)."""


@dataclass(frozen=True)
class BleAdvertising:
    """A device that sends data without a connection."""

    chip: ShortRangeChip
    """What it draws."""
    phy: BlePhy
    """How it uses the advertising channels."""
    extended: ExtendedAdvertising | None
    """What extended advertising adds; None for legacy advertising."""
    channels: Count
    """Advertising channels that it uses, up to three."""
    address: Bit
    """Address of the advertiser."""
    payload_limit: Bit
    """Data that a packet carries at most."""
    listen: Second
    """Time for which it listens after a packet, if it may be asked or connected; else zero."""
    repetitions: Count
    """Advertising events for one message."""
    interval: Second
    """Time between them, without the random delay."""
    delay: Second
    """Longest random delay that is added to it."""
    efficiency: Ratio
    """Share of the power of the battery that a regulator passes on."""
