"""A Bluetooth Low Energy link in a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.records.links.ble import (
    AdvertisingFraming,
    BleAdvertising,
    BleConnection,
    BleFraming,
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
_LEAST_MTU: Final = 3 * _OCTET
"""An ATT MTU beyond which there is room for a value."""


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
    attribute_mtu: Annotated[Num, Quantity("bit", above=_LEAST_MTU)] = 247 * _OCTET
    """ATT MTU that both sides agreed on; a notification carries 3 B less."""
    encrypted: bool = True
    """Whether frames carry a message integrity code of 4 B."""
    clock_error: Annotated[Num, Quantity("1", minimum=0, below=1)] = 100e-6
    """Sum of the relative errors of both sleep clocks, e.g. 100e-6 for 50 ppm each."""

    @property
    def implied(self) -> Mapping[str, str]:
        """Entries of the catalogue that it needs whatever it says, by kind."""
        return {"ble-framings": "attributes"}

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

    @property
    def implied(self) -> Mapping[str, str]:
        """Entries of the catalogue that it needs whatever it says, by kind."""
        return {"ble-advertising-framings": "advertising"}

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
    framing = catalogue.record(BleFraming, section.implied["ble-framings"])
    return BleConnection(
        chip=chip_of(section, catalogue, "ble"),
        phy=catalogue.record(BlePhy, section.phy),
        interval=section.interval,
        skipped=section.peripheral_latency,
        frames_per_event=section.frames_per_event,
        payload_limit=section.data_length,
        attribute_limit=section.attribute_mtu - framing.attribute_header,
        attribute_header=framing.attribute_header,
        channel_header=framing.channel_header,
        integrity=framing.integrity if section.encrypted else 0.0,
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
    framing = catalogue.record(AdvertisingFraming, section.implied["ble-advertising-framings"])
    data = ExtendedAdvertising(
        phy=catalogue.record(BlePhy, section.data_phy),
        pointer=framing.pointer,
        header=framing.header,
        space=framing.space,
    )
    return BleAdvertising(
        chip=chip_of(section, catalogue, "ble"),
        phy=catalogue.record(BlePhy, section.phy),
        extended=data if section.extended else None,
        channels=section.channels,
        address=framing.address,
        payload_limit=framing.extended_limit if section.extended else framing.legacy_limit,
        listen=section.listen if section.connectable else 0.0,
        repetitions=section.repetitions,
        interval=section.interval,
        delay=framing.delay,
        efficiency=section.efficiency,
    )
