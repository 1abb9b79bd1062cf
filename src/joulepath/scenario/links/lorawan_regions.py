"""What a region of LoRaWAN offers: data rates, sub-bands, and the payloads they carry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from joulepath.catalogue import Catalogue, load
from joulepath.core.quantities import Bit
from joulepath.records.links.lorawan import (
    LoraDataRate,
    LorawanDevice,
    LorawanLink,
    LorawanSubBand,
)
from joulepath.scenario.fields import anywhere

__all__ = [
    "FRAME_HEADER",
    "at_every_rate",
    "in_every_band",
    "legal_payload",
    "made_for",
    "of_region",
]

FRAME_HEADER: Final = 13 * 8.0
"""MHDR 1 B, FHDR 7 B, FPort 1 B, MIC 4 B."""
_SHORT_DWELL: Final = 0.4  # s, for which the regional parameters give payloads of their own


def of_region(kind: str, region: str, catalogue: Catalogue) -> list[str]:
    """Names of the entries of a kind that belong to a region."""
    return [
        name
        for name in catalogue.names(kind)
        if catalogue.entry(kind, name).text["region"] == region
    ]


def legal_payload(rate: LoraDataRate, band: LorawanSubBand) -> Bit:
    """Largest payload of a data rate without options, nothing where the dwell time forbids it."""
    return rate.payload_limit if band.dwell > _SHORT_DWELL else rate.dwell_payload_limit


def at_every_rate(link: LorawanLink) -> Iterator[LorawanLink]:
    """The same link at each data rate of its region, with frames as large as it carries."""
    catalogue, options = load(), link.frame_header - FRAME_HEADER
    for name in of_region("lorawan-data-rates", link.names.region, catalogue):
        rate = catalogue.record(LoraDataRate, name)
        room = legal_payload(rate, link.sub_band) - options
        if not anywhere(room <= 0):
            names = replace(link.names, data_rate=name)
            yield replace(link, data_rate=rate, payload_limit=room, names=names)


def in_every_band(link: LorawanLink) -> Iterator[LorawanLink]:
    """The same link in each sub-band of its region that carries its frames and its device knows."""
    catalogue = load()
    for name in of_region("lorawan-sub-bands", link.names.region, catalogue):
        band = catalogue.record(LorawanSubBand, name)
        payload = link.payload_limit + link.frame_header - FRAME_HEADER
        known = link.device.lowest_frequency <= band.lowest
        known = known and band.highest <= link.device.highest_frequency
        if known and not anywhere(payload > legal_payload(link.data_rate, band)):
            yield replace(link, sub_band=band, names=replace(link.names, sub_band=name))


def made_for(band: LorawanSubBand) -> list[str]:
    """Names of the devices that are made for the frequencies of a sub-band."""
    catalogue = load()
    return [
        name
        for name in catalogue.names("lorawan-devices")
        if (device := catalogue.record(LorawanDevice, name)).lowest_frequency <= band.lowest
        and band.highest <= device.highest_frequency
    ]
