"""A Bluetooth Low Energy link in a scenario."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.records.links.ble import (
    BleAdvertising,
    BleConnection,
    BlePhy,
    ExtendedAdvertising,
)
from joulepath.scenario.fields import CatalogueName, Quantity
from joulepath.scenario.links.short_range_section import (
    ChipSection,
    LossSection,
    chip_of,
    losses_of,
)

__all__ = ["BleAdvertisingSection", "BleSection", "resolve", "resolve_advertising"]

_OCTET: Final = 8.0
_ADDRESS: Final = 6 * _OCTET
_ATTRIBUTE: Final = 3 * _OCTET  # operation and handle
_CHANNEL: Final = 4 * _OCTET  # length and channel of L2CAP
_INTEGRITY: Final = 4 * _OCTET
_LEGACY_DATA: Final = 31 * _OCTET
_POINTER: Final = 7 * _OCTET  # flags, advertising set, pointer to the packet
_AUXILIARY_HEADER: Final = 10 * _OCTET  # flags, address, advertising set
_AUXILIARY_DATA: Final = 245 * _OCTET
_AUXILIARY_SPACE: Final = 300e-6  # s, T_MAFS
_RANDOM_DELAY: Final = 10e-3  # s, advDelay


class BleSection(ChipSection, LossSection):
    """A peripheral of Bluetooth Low Energy in a connection."""

    technology: Literal["ble"] = "ble"
    """The word "ble"."""
    phy: Annotated[str, CatalogueName("ble-phys")] = "le-1m"
    """How packets go on the air: "le-1m", "le-2m", "le-coded-s2" or "le-coded-s8"."""
    interval: Annotated[Num, Quantity("s", above=0)]
    """Time between connection events, 7.5 ms to 4 s in steps of 1.25 ms."""
    peripheral_latency: Annotated[Num, Quantity("1", minimum=0, whole=True)] = 0.0
    """Events that the peripheral may skip while it has nothing to say."""
    frames_per_event: Annotated[Num, Quantity("1", minimum=1, whole=True)] = 6.0
    """Frames that one connection event exchanges at most; stacks and phones differ."""
    data_length: Annotated[Num, Quantity("bit", above=0)] = 251 * _OCTET
    """Payload of a frame: "27 B", or up to "251 B" with the data length extension."""
    attribute_mtu: Annotated[Num, Quantity("bit", above=_ATTRIBUTE)] = 247 * _OCTET
    """ATT MTU that both sides agreed on; a notification carries 3 B less."""
    encrypted: bool = True
    """Whether frames carry a message integrity code of 4 B."""
    clock_error: Annotated[Num, Quantity("1", minimum=0, below=1)] = 100e-6
    """Sum of the relative errors of both sleep clocks, e.g. 100e-6 for 50 ppm each."""

    def record(self, catalogue: Catalogue) -> BleConnection:
        """The link as a lifecycle takes it."""
        return resolve(self, catalogue)


class BleAdvertisingSection(ChipSection):
    """A device that advertises data without a connection."""

    technology: Literal["ble-advertising"] = "ble-advertising"
    """The word "ble-advertising"."""
    phy: Annotated[str, CatalogueName("ble-phys")] = "le-1m"
    """How it uses the advertising channels; legacy advertising is "le-1m"."""
    extended: bool = False
    """Whether a packet on another channel carries the data (Bluetooth 5)."""
    data_phy: Annotated[str, CatalogueName("ble-phys")] = "le-1m"
    """How that packet goes on the air."""
    connectable: bool = False
    """Whether it listens after each packet, for it may be asked or connected."""
    listen: Annotated[Num, Quantity("s", minimum=0)] = 200e-6
    """Time for which it listens after each packet if it is connectable."""
    channels: Annotated[Num, Quantity("1", minimum=1, maximum=3, whole=True)] = 3.0
    """Advertising channels that it uses."""
    repetitions: Annotated[Num, Quantity("1", minimum=1, whole=True)] = 1.0
    """Advertising events for one message."""
    interval: Annotated[Num, Quantity("s", above=0)] = 0.1
    """Time between them, without the random delay of up to 10 ms."""

    def record(self, catalogue: Catalogue) -> BleAdvertising:
        """The link as a lifecycle takes it."""
        return resolve_advertising(self, catalogue)


def resolve(section: BleSection, catalogue: Catalogue) -> BleConnection:
    """Make the record of a connection.

    Raises
    ------
    InputError
        If the chip is none for Bluetooth Low Energy.
    """
    return BleConnection(
        chip=chip_of(section, catalogue, "ble"),
        phy=catalogue.record(BlePhy, section.phy),
        interval=section.interval,
        skipped=section.peripheral_latency,
        frames_per_event=section.frames_per_event,
        payload_limit=section.data_length,
        attribute_limit=section.attribute_mtu - _ATTRIBUTE,
        attribute_header=_ATTRIBUTE,
        channel_header=_CHANNEL,
        integrity=_INTEGRITY if section.encrypted else 0.0,
        clock_error=section.clock_error,
        losses=losses_of(section, section.data_length),
        efficiency=section.efficiency,
    )


def resolve_advertising(section: BleAdvertisingSection, catalogue: Catalogue) -> BleAdvertising:
    """Make the record of advertising.

    Raises
    ------
    InputError
        If the chip is none for Bluetooth Low Energy.
    """
    data = ExtendedAdvertising(
        phy=catalogue.record(BlePhy, section.data_phy),
        pointer=_POINTER,
        header=_AUXILIARY_HEADER,
        space=_AUXILIARY_SPACE,
    )
    return BleAdvertising(
        chip=chip_of(section, catalogue, "ble"),
        phy=catalogue.record(BlePhy, section.phy),
        extended=data if section.extended else None,
        channels=section.channels,
        address=_ADDRESS,
        payload_limit=_AUXILIARY_DATA if section.extended else _LEGACY_DATA,
        listen=section.listen if section.connectable else 0.0,
        repetitions=section.repetitions,
        interval=section.interval,
        delay=_RANDOM_DELAY,
        efficiency=section.efficiency,
    )
