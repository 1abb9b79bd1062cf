"""Every technology of links."""

from __future__ import annotations

from typing import TypeAlias

from joulepath.records.links.ble import BleAdvertising, BleConnection
from joulepath.records.links.cellular import CellularLink
from joulepath.records.links.ieee802154 import Ieee802154Link
from joulepath.records.links.lorawan import LorawanLink
from joulepath.records.links.measured import MeasuredLink
from joulepath.records.links.satellite import SatelliteLink
from joulepath.records.links.sigfox import SigfoxLink
from joulepath.records.links.wifi import WifiLink
from joulepath.records.links.wired import WiredLink

__all__ = ["Link", "LongRangeLink"]

LongRangeLink: TypeAlias = LorawanLink | SigfoxLink | SatelliteLink
"""A link of long reach and low power, or by satellite."""

Link: TypeAlias = (
    MeasuredLink
    | BleConnection
    | BleAdvertising
    | Ieee802154Link
    | WifiLink
    | WiredLink
    | LongRangeLink
    | CellularLink
)
"""A link of any technology."""
