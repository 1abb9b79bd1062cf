"""Links of short reach as the tests of several technologies use them."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any, Literal

from joulepath.catalogue import Catalogue
from joulepath.catalogue.files import BUILT_IN
from joulepath.records.links.ble import BleConnection
from joulepath.records.links.ieee802154 import Ieee802154Link
from joulepath.records.links.traffic import Packets
from joulepath.records.links.wifi import WifiLink
from joulepath.scenario.links import ble_section, ieee802154_section, wifi_section

CATALOGUE = Catalogue((BUILT_IN,))
OCTET = 8.0


def events(role: Literal["tests", "calibrates"]) -> list[dict[str, str]]:
    """Measured events that test, or those that calibrated a figure of the catalogue."""
    text = (BUILT_IN / "validation" / "short-range-events.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [row for row in csv.DictReader(lines) if row["role"] == role]


def up(octets: Any, count: float = 1.0) -> Packets:
    return Packets("message", "up", count, octets * OCTET)


def down(octets: Any, count: float = 1.0) -> Packets:
    return Packets("message", "down", count, octets * OCTET)


def connection(**keys: Any) -> BleConnection:
    section = ble_section.BleSection(**{"chip": "nrf52840-ble", "interval": 1.0, **keys})
    return ble_section.resolve(section, CATALOGUE)


def thread(**keys: Any) -> Ieee802154Link:
    section = ieee802154_section.Ieee802154Section(**{"chip": "nrf52840-802-15-4", **keys})
    return ieee802154_section.resolve(section, CATALOGUE)


def station(**keys: Any) -> WifiLink:
    section = wifi_section.WifiSection(**{"module": "esp32-module", **keys})
    return wifi_section.resolve(section, CATALOGUE)


def radio_alone(link: Any) -> Any:
    """The same link without what its chip does besides the radio."""
    return replace(link, chip=replace(link.chip, event_time=0.0))
