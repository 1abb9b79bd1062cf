"""How often the bands of links hold what was measured.

Every row of the validation tables of links that no figure was calibrated on: its event is computed
from 1000 draws of the figures of its modem, chip or network, as `estimate` draws them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import joulepath
from joulepath.analysis.space import space_of
from joulepath.lifecycle.links.advertising import advertising_activity
from joulepath.lifecycle.links.cellular import cellular_activity, cellular_rest
from joulepath.lifecycle.links.ieee802154 import ieee802154_rest
from joulepath.lifecycle.links.wifi import wifi_activity, wifi_rest
from joulepath.records.links.ieee802154 import Polling

from .short_range import OCTET, down, up
from .test_cellular import MESSAGE
from .test_cellular import TESTS as CELLULAR
from .test_shortrange_measured import CONNECTED, HTTP, MQTT, TESTED, answers, seconds

BASE = Path(__file__).parents[2] / "examples" / "pump-nb-iot.toml"
DRAWS = 1000


@dataclass(frozen=True)
class Event:
    """What was measured, and how it is computed."""

    link: dict[str, Any]
    energy: Callable[[Any], Any]
    low: float
    high: float


def bands(event: Event) -> Any:
    """Energies of the draws."""
    changes = {"path.0.link": event.link, "path.0.framing": None, "battery": None}
    resolved = joulepath.resolve(BASE, changes)
    space = space_of(resolved)
    link: Any = space.at(space.draw(DRAWS, 0)).path[0]
    return np.broadcast_to(event.energy(link.link), (DRAWS,))


def cellular(modem: str, name: str) -> Event:
    row = CELLULAR[modem, name]
    technology = "lte-m" if "lte-m" in modem else "nb-iot"
    keys: dict[str, Any] = {"technology": technology, "modem": modem}
    exchange, alone = (up(MESSAGE), down(MESSAGE)), (up(MESSAGE),)
    packets, assisted = exchange, technology == "nb-iot"
    match name:
        case "exchange-june":
            keys["active_timer"] = "8 s"
        case "message-october":
            packets = alone
        case "always-listening":
            packets, assisted = (up(644), down(80)), False
            keys |= {"monitoring": 1.0, "inactivity": "10.53 s", "answer": "0.3 s"}
        case "small" | "small-assisted":
            packets, assisted = (up(48),), name == "small-assisted"
    woken = name in ("wake-october", "update")
    if woken:
        keys["sleep_current"] = 0.0
    keys |= {"release_assistance": True} if assisted else {}
    low, high = ((float(row[end] or row["energy"])) for end in ("low", "high"))
    if woken:
        return Event(keys, lambda link: cellular_rest(link).events[0].energy, low, high)
    return Event(keys, lambda link: cellular_activity(packets, link).energy, low, high)


def charged(device: str, event: str, volts: float) -> tuple[float, float]:
    energy = float(TESTED[device, event]["charge"]) * volts
    return energy, energy


def board(name: str) -> Event:
    """An event of the ESP32 board, as `test_shortrange_measured` has it."""
    device, joined = "esp32-board", seconds("esp32-board", "join")
    keys: dict[str, Any] = {"technology": "wifi", "module": device, "between": "deep-sleep"}
    keys["answer"] = 0.0
    packets = CONNECTED
    match name:
        case "join-and-mqtt":
            packets = MQTT
            keys["answer"] = (seconds(device, name) - joined) / answers(MQTT)
        case "join-and-lease" | "join-lease-and-http":
            keys["lease"] = seconds(device, "join-and-lease") - joined
        case "esp-now":
            packets = (up(7),)
            keys |= {"between": "esp-now", "mode": "11b-1", "encrypted": False}
    if name == "join-lease-and-http":
        packets = HTTP
        leased = seconds(device, "join-and-lease")
        keys["answer"] = (seconds(device, name) - leased) / answers(HTTP)
    return Event(
        keys, lambda link: wifi_activity(packets, link).energy, *charged(device, name, 5.0)
    )


def station(device: str, name: str) -> Event:
    keys = {"technology": "wifi", "module": device, "between": "power-save", "dtim": 3}
    return Event(keys, lambda link: wifi_rest(link).power, *charged(device, name, 3.3))


CURRENTS = {  # see test_shortrange_measured, which says where they come from
    "advertise-4dBm": "7.5 mA",
    "advertise-minus4dBm": "4.2 mA",
    "advertise-minus8dBm": "3.8 mA",
    "advertise-minus12dBm": "3.5 mA",
    "advertise-minus16dBm": "3.3 mA",
}


def advertising(device: str, name: str) -> Event:
    keys = {"technology": "ble-advertising", "chip": device, "connectable": True}
    keys["transmit_current"] = CURRENTS[name]
    return Event(
        keys,
        lambda link: advertising_activity((up(29),), link).energy,
        *charged(device, name, 3.0),
    )


def mesh(device: str, name: str) -> Event:
    keys = {"technology": "ieee-802-15-4", "chip": device, "poll_period": "1 s"}
    longer = Polling(period=20.0, poll=30 * OCTET, acknowledgement=25 * OCTET)

    def energy(link: Any) -> Any:
        if name == "minute":
            return 60 * ieee802154_rest(link).power
        return ieee802154_rest(replace(link, listening=longer)).events[0].energy

    return Event(keys, energy, *charged(device, name, 3.0))


def event_of(device: str, name: str) -> Event:
    if (device, name) in CELLULAR:
        return cellular(device, name)
    if device == "esp32-board":
        return board(name)
    if name == "dtim3":
        return station(device, name)
    return advertising(device, name) if name in CURRENTS else mesh(device, name)


EVENTS = [*CELLULAR, *TESTED]


# Three are missed by less than 3 %: a server whose answers were quicker than the mean of two runs,
# a transmitter at its highest level, and a receiver that draws more than its data sheet says. Two
# are missed by 19 %: the updates of a network tester, against entries for networks of 2022.
MISSED = {
    ("nrf9160-lte-m", "update"),
    ("nrf9160-nb-iot", "update"),
    ("esp32-board", "join-lease-and-http"),
    ("nrf52832-ble", "advertise-4dBm"),
    ("nrf54l15-802-15-4", "poll-synchronised"),
}


def test_bands_of_links_hold_what_was_measured_as_often_as_they_say() -> None:
    held = {name for name in EVENTS if _held(event_of(*name))}
    assert set(EVENTS) - held == MISSED
    # what is asked for of a 90 % band on a few dozen cases
    assert 0.80 <= len(held) / len(EVENTS) <= 0.97


def _held(event: Event) -> bool:
    """Whether the band meets what was measured, a number or a published range."""
    low, high = np.percentile(bands(event), [5, 95])
    return bool(low <= event.high and event.low <= high)
