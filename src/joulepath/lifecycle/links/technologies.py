"""Whatever its technology: what a link costs its device."""

from __future__ import annotations

from joulepath.core.quantities import Second
from joulepath.lifecycle.links.advertising import advertising_activity, advertising_rest
from joulepath.lifecycle.links.ble import ble_activity, ble_rest
from joulepath.lifecycle.links.cellular import cellular_activity, cellular_rest
from joulepath.lifecycle.links.ieee802154 import ieee802154_activity, ieee802154_rest
from joulepath.lifecycle.links.lorawan import lorawan_activity
from joulepath.lifecycle.links.lorawan_rest import lorawan_rest
from joulepath.lifecycle.links.measured import measured_activity, measured_rest
from joulepath.lifecycle.links.satellite import satellite_activity, satellite_rest
from joulepath.lifecycle.links.sigfox import sigfox_activity, sigfox_rest
from joulepath.lifecycle.links.wifi import wifi_activity, wifi_rest
from joulepath.lifecycle.links.wired import wired_activity, wired_rest
from joulepath.records.links.activity import LinkActivity, LinkRest
from joulepath.records.links.ble import BleAdvertising, BleConnection
from joulepath.records.links.cellular import BroadbandLink, NarrowbandLink
from joulepath.records.links.ieee802154 import Ieee802154Link
from joulepath.records.links.links import Link, LongRangeLink
from joulepath.records.links.lorawan import LorawanLink
from joulepath.records.links.measured import MeasuredLink
from joulepath.records.links.satellite import SatelliteLink
from joulepath.records.links.sigfox import SigfoxLink
from joulepath.records.links.traffic import Packets
from joulepath.records.links.wifi import WifiLink
from joulepath.records.links.wired import WiredLink

__all__ = ["activity", "rest"]


def activity(packets: tuple[Packets, ...], link: Link) -> LinkActivity:
    """What one message makes the device's radio do."""
    match link:
        case MeasuredLink():
            return measured_activity(packets, link)
        case BleConnection():
            return ble_activity(packets, link)
        case BleAdvertising():
            return advertising_activity(packets, link)
        case Ieee802154Link():
            return ieee802154_activity(packets, link)
        case WifiLink():
            return wifi_activity(packets, link)
        case WiredLink():
            return wired_activity(packets, link)
        case LorawanLink() | SigfoxLink() | SatelliteLink():
            return _long_range_activity(packets, link)
        case NarrowbandLink() | BroadbandLink():
            return cellular_activity(packets, link)


def rest(link: Link, interval: Second | None = None) -> LinkRest:
    """What the radio draws between messages, whose interval matters to mobile networks alone."""
    match link:
        case MeasuredLink():
            return measured_rest(link)
        case BleConnection():
            return ble_rest(link)
        case BleAdvertising():
            return advertising_rest(link)
        case Ieee802154Link():
            return ieee802154_rest(link)
        case WifiLink():
            return wifi_rest(link)
        case WiredLink():
            return wired_rest(link)
        case LorawanLink() | SigfoxLink() | SatelliteLink():
            return _long_range_rest(link)
        case NarrowbandLink() | BroadbandLink():
            return cellular_rest(link, interval)


def _long_range_activity(packets: tuple[Packets, ...], link: LongRangeLink) -> LinkActivity:
    match link:
        case LorawanLink():
            return lorawan_activity(packets, link)
        case SigfoxLink():
            return sigfox_activity(packets, link)
        case SatelliteLink():
            return satellite_activity(packets, link)


def _long_range_rest(link: LongRangeLink) -> LinkRest:
    match link:
        case LorawanLink():
            return lorawan_rest(link)
        case SigfoxLink():
            return sigfox_rest(link)
        case SatelliteLink():
            return satellite_rest(link)
