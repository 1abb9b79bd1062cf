"""A LoRaWAN link in a scenario."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Annotated, Final, Literal

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.errors import InputError, Problem
from joulepath.records.links.exchanges import Losses, TransmitCurrent
from joulepath.records.links.lorawan import (
    ClassA,
    ClassB,
    ClassC,
    Contention,
    FairUse,
    Joining,
    Listening,
    LoraDataRate,
    LoraPhy,
    LorawanDevice,
    LorawanLink,
    LorawanNames,
    LorawanRegion,
    LorawanSubBand,
    RateAdaptation,
)
from joulepath.scenario.fields import CatalogueName, Quantity
from joulepath.scenario.links.lorawan_regions import FRAME_HEADER, legal_payload, of_region
from joulepath.scenario.links.short_range_section import LossSection
from joulepath.scenario.links.transmit_levels import current_at

__all__ = ["LorawanSection", "resolve"]

_OCTET: Final = 8.0
_ACKNOWLEDGEMENT: Final = 12 * _OCTET  # the same without FPort
_EXPLICIT_HEADER: Final = 20.0
_CHECK: Final = 16.0
_REQUEST: Final = 23 * _OCTET
_ACCEPTANCE: Final = 33 * _OCTET  # with the list of channels
_COMMANDS: Final = 5 * _OCTET  # LinkADRReq
_CODINGS: Final = ("4/5", "4/6", "4/7", "4/8")
_SLOT_SYMBOLS: Final = 8.0  # enough to find a preamble
_GUARD: Final = 10e-3  # s, of a clock that drifts by some 40 ppm between beacons


class LorawanSection(LossSection):
    """A device on a LoRaWAN network."""

    technology: Literal["lorawan"] = "lorawan"
    """The word "lorawan"."""
    device: Annotated[str, CatalogueName("lorawan-devices")]
    """Radio, module or board; 'joulepath catalogue lorawan-devices' lists them."""
    region: Annotated[str, CatalogueName("lorawan-regions")]
    """"eu868", "us915" or "as923"."""
    data_rate: Annotated[str, CatalogueName("lorawan-data-rates")]
    """Data rate of the region, e.g. "eu868-dr0" for SF12."""
    sub_band: Annotated[str, CatalogueName("lorawan-sub-bands")] | None = None
    """Frequencies it sends on, e.g. "eu868-g1"; by default those of the region's own channels."""
    coding_rate: Literal["4/5", "4/6", "4/7", "4/8"] = "4/5"
    """Bits of data by bits sent."""
    preamble: Annotated[Num, Quantity("1", minimum=2, whole=True)] = 8.0
    """Symbols of the preamble."""
    low_data_rate_optimisation: Literal["auto", "on", "off"] = "auto"
    """Whether symbols carry two bits less; by default where one lasts 16 ms or more."""
    options: Annotated[Num, Quantity("bit", minimum=0, maximum=15 * _OCTET)] = 0.0
    """MAC commands in the header of each frame, up to "15 B"; they take room of the payload."""
    payload_limit: Annotated[Num, Quantity("bit", above=0)] | None = None
    """Payload at which messages are cut; by default the largest of the data rate."""
    fragmented: bool = False
    """Whether the application cuts messages above the payload limit into several."""
    confirmed: bool = False
    """Whether each frame is confirmed, and repeated until it is or was sent ``attempts`` times."""
    attempts: Annotated[Num, Quantity("1", minimum=1, whole=True)] = 1.0
    """Times a frame is sent: at most if confirmed (8 is usual), always if not (NbTrans)."""
    first_window: Annotated[Num, Quantity("1", minimum=0, maximum=1)] = 1.0
    """Share of what comes down that comes in the first receive window."""
    device_class: Literal["a", "b", "c"] = "a"
    """Class of the device."""
    ping_slots: Annotated[Num, Quantity("1", minimum=1, maximum=128, whole=True)] = 1.0
    """Ping slots in the 128 s between beacons (class B): 1, 2, 4 up to 128."""
    join_period: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time from one join over the air to the next; left out for a device that joins once."""
    join_attempts: Annotated[Num, Quantity("1", minimum=1)] = 1.0
    """Mean number of join requests it takes."""
    adaptation_period: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time from one answer of the adaptive data rate to the next: 64 messages or more."""
    devices: Annotated[Num, Quantity("1", minimum=1, whole=True)] = 1.0
    """Devices that send at random on the same channels at the same spreading factor."""
    contention_interval: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time from one frame of such a device to the next; needed for more than one device."""
    channels: Annotated[Num, Quantity("1", minimum=1, whole=True)] = 3.0
    """Channels that they choose from."""
    fair_use: Annotated[str, CatalogueName("lorawan-fair-uses")] | None = None
    """Network whose fair use counts, e.g. "the-things-network"."""
    transmit_current: Annotated[Num, Quantity("A", above=0)] | None = None
    """Current while it sends, for another power than that of the catalogue."""
    transmit_level: Annotated[Num, Quantity("dBm")] | None = None
    """Power at its output, for another than that of the catalogue; its current is looked up, or
    give transmit_current."""
    sleep_current: Annotated[Num, Quantity("A", minimum=0)] | None = None
    """Current asleep, e.g. that of the whole board."""
    supply: Annotated[Num, Quantity("V", above=0)] | None = None
    """Voltage of the currents, if it is another than that of the catalogue."""
    efficiency: Annotated[Num, Quantity("1", above=0, maximum=1)] = 1.0
    """Share of the power of the battery that a regulator passes on."""

    def unmentioned(self) -> Collection[str]:
        """Keys of another class, and of joins and devices that are not counted."""
        idle: set[str] = set() if self.device_class == "b" else {"ping_slots"}
        if self.join_period is None:
            idle.add("join_attempts")
        if self.contention_interval is None:
            idle |= {"devices", "channels"}
        return idle

    @property
    def transmitter(self) -> tuple[str, str]:
        """Kind and name in the catalogue of what sends."""
        return "lorawan-devices", self.device

    def record(self, catalogue: Catalogue) -> LorawanLink:
        """The link as a lifecycle takes it."""
        return resolve(self, catalogue)


def resolve(section: LorawanSection, catalogue: Catalogue) -> LorawanLink:
    """Make the record of a link.

    Raises
    ------
    InputError
        If data rate or sub-band belong to another region, nothing may be sent with them, or it
        is not known what the device draws at its level.
    """
    names = _names(section, catalogue)
    rate = catalogue.record(LoraDataRate, names.data_rate)
    band = catalogue.record(LorawanSubBand, names.sub_band)
    limit = section.payload_limit
    if limit is None:
        limit = _largest(rate, band, names, catalogue) - section.options
    return LorawanLink(
        device=_device(section, catalogue),
        data_rate=rate,
        region=catalogue.record(LorawanRegion, names.region),
        sub_band=band,
        phy=LoraPhy(
            coding=1.0 + _CODINGS.index(section.coding_rate),
            preamble=section.preamble,
            header=_EXPLICIT_HEADER,
            check=_CHECK,
            optimisation=section.low_data_rate_optimisation,
        ),
        frame_header=FRAME_HEADER + section.options,
        payload_limit=limit,
        fragmented=section.fragmented,
        confirmed=section.confirmed,
        acknowledgement=_ACKNOWLEDGEMENT,
        first_window=section.first_window,
        listening=_listening(section),
        joining=_joining(section),
        adaptation=_adaptation(section),
        contention=_contention(section),
        fair_use=None if section.fair_use is None else catalogue.record(FairUse, section.fair_use),
        losses=Losses(
            section.loss,
            limit + FRAME_HEADER if section.loss_size is None else section.loss_size,
            section.attempts,
        ),
        efficiency=section.efficiency,
        names=names,
    )


def _names(section: LorawanSection, catalogue: Catalogue) -> LorawanNames:
    region = catalogue.entry("lorawan-regions", section.region)
    band = region.text["sub_band"] if section.sub_band is None else section.sub_band
    problems = [
        problem
        for kind, key, name in (
            ("lorawan-data-rates", "data_rate", section.data_rate),
            ("lorawan-sub-bands", "sub_band", band),
        )
        for problem in _foreign(kind, key, name, section.region, catalogue)
    ]
    if problems:
        raise InputError(*problems)
    return LorawanNames(section.region, section.data_rate, band)


def _foreign(kind: str, key: str, name: str, region: str, catalogue: Catalogue) -> list[Problem]:
    """Say that an entry belongs to another region, and which belong to this one."""
    if catalogue.entry(kind, name).text["region"] == region:
        return []
    own = of_region(kind, region, catalogue)
    return [Problem(key, f"{name!r} is not of region {region!r}", f"use one of {', '.join(own)}")]


def _largest(
    rate: LoraDataRate, band: LorawanSubBand, names: LorawanNames, catalogue: Catalogue
) -> Num:
    """Largest payload of a data rate, where the dwell time may be limited."""
    if payload := legal_payload(rate, band):
        return payload
    legal = [
        name
        for name in of_region("lorawan-data-rates", names.region, catalogue)
        if legal_payload(catalogue.record(LoraDataRate, name), band)
    ]
    what = f"{names.data_rate!r} carries nothing within the dwell time of {names.sub_band!r}"
    raise InputError(Problem("data_rate", what, f"use one of {', '.join(legal)}"))


def _device(section: LorawanSection, catalogue: Catalogue) -> LorawanDevice:
    device = catalogue.record(LorawanDevice, section.device)
    own = TransmitCurrent(device.transmit_level, device.transmit_current)
    current = section.transmit_current
    if current is None:
        current = current_at(section.transmit_level, section.device, own, catalogue)
    said = {
        "transmit_current": current,
        "transmit_level": section.transmit_level,
        "sleep_current": section.sleep_current,
        "supply": section.supply,
    }
    return replace(device, **{name: value for name, value in said.items() if value is not None})


def _listening(section: LorawanSection) -> Listening:
    match section.device_class:
        case "a":
            return ClassA()
        case "b":
            return ClassB(slots=section.ping_slots, slot_symbols=_SLOT_SYMBOLS, guard=_GUARD)
        case "c":
            return ClassC()


def _joining(section: LorawanSection) -> Joining | None:
    if section.join_period is None:
        return None
    return Joining(section.join_period, section.join_attempts, _REQUEST, _ACCEPTANCE)


def _adaptation(section: LorawanSection) -> RateAdaptation | None:
    if section.adaptation_period is None:
        return None
    return RateAdaptation(section.adaptation_period, _ACKNOWLEDGEMENT + _COMMANDS)


def _contention(section: LorawanSection) -> Contention | None:
    if section.contention_interval is None:
        if "devices" in section.model_fields_set:
            remedy = "add contention_interval, the time from one frame of a device to the next"
            raise InputError(Problem("devices", "other devices that never send", remedy))
        return None
    return Contention(section.devices, section.contention_interval, section.channels)
