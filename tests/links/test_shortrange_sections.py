"""Links of short reach as a scenario says them, and what is said of impossible ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from joulepath.errors import InputError, Problem
from joulepath.lifecycle.links.ieee802154 import ieee802154_activity
from joulepath.records.links.exchanges import Losses
from joulepath.scenario.links.ble import advertising_problems, ble_problems
from joulepath.scenario.links.ble_section import BleAdvertisingSection, resolve_advertising
from joulepath.scenario.links.ieee802154 import ieee802154_problems
from joulepath.scenario.links.wifi import wifi_problems
from joulepath.scenario.links.wired import wired_problems
from joulepath.scenario.links.wired_section import WiredSection, resolve

from .short_range import CATALOGUE, connection, down, station, thread, up

MESSAGE = (up(20), down(20))


def advertiser(**keys: Any) -> Any:
    section = BleAdvertisingSection(**{"chip": "nrf52840-ble", **keys})
    return resolve_advertising(section, CATALOGUE)


def cable(**keys: Any) -> Any:
    return resolve(WiredSection(**{"interface": "100base-tx", **keys}), CATALOGUE)


def test_ordinary_links_have_no_problem() -> None:
    assert ble_problems(MESSAGE, connection()) == []
    assert advertising_problems((up(31),), advertiser()) == []
    assert ieee802154_problems(MESSAGE, thread()) == []
    assert ieee802154_problems(MESSAGE, thread(network="zigbee", listening="always")) == []
    for between in ("deep-sleep", "power-save", "awake"):
        assert wifi_problems(MESSAGE, station(between=between)) == []
    assert wifi_problems((up(250),), station(between="esp-now", mode="11b-1")) == []
    for allocation in ("dedicated", "by-time", "by-load"):
        assert wired_problems(MESSAGE, cable(allocation=allocation)) == []


def lost(link: Any, **changes: float) -> Any:
    return replace(link, losses=replace(link.losses, **changes))


Problems = Callable[..., list[Problem]]
BROKEN: dict[str, tuple[Problems, Any, Any, str, str]] = {
    "interval too short": (
        ble_problems, MESSAGE, connection(interval=5e-3), "is 5 ms", "7.5 ms to 4 s"
    ),
    "interval between steps": (
        ble_problems, MESSAGE, connection(interval=0.0101), "no multiple of 1.25 ms", "10 ms"
    ),
    "latency": (
        ble_problems, MESSAGE, connection(peripheral_latency=500), "is 500", "0 to 499"
    ),
    "data length": (
        ble_problems, MESSAGE, connection(data_length=300 * 8.0), "is 300 B", "27 B to 251 B"
    ),
    "notification": (
        ble_problems, (up(245),), connection(), "a packet of 245 B", "attribute_mtu"
    ),
    "certain loss": (
        ble_problems, MESSAGE, lost(connection(), loss=1.0), "lets nothing through", "below 1"
    ),
    "no attempt": (
        wifi_problems, MESSAGE, lost(station(), attempts=0.0), "0 times", "give 1 or more"
    ),
    "loss of no size": (
        ieee802154_problems, MESSAGE, lost(thread(), reference=0.0), "is 0 bit", "127 B"
    ),
    "no frame in an event": (
        ble_problems, MESSAGE, replace(connection(), frames_per_event=0.0), "0 frames", "1 or more"
    ),
    "legacy advertising": (
        advertising_problems, (up(32),), advertiser(), "carries 31 B", "extended = true"
    ),
    "extended advertising": (
        advertising_problems, (up(1651),), advertiser(extended=True), "1.65 kB", "send less"
    ),
    "advertising hears nothing": (
        advertising_problems, MESSAGE, advertiser(), "only advertises", "use a connection"
    ),
    "advertising too fast": (
        advertising_problems, (up(1),), advertiser(interval=0.01), "is 10 ms", "20 ms"
    ),
    "packet above the MTU": (
        ieee802154_problems, (up(1281),), thread(), "one holds 1.28 kB", "several packets"
    ),
    "no room in a frame": (
        ieee802154_problems, MESSAGE, replace(thread(), header=105 * 8.0), "no room", "127 B"
    ),
    "full channel": (
        ieee802154_problems, MESSAGE, replace(thread(), occupancy=1.0), "is 1", "below 1"
    ),
    "packet above a frame": (
        wifi_problems, (up(1501),), station(), "one frame carries 1.5 kB", "several packets"
    ),
    "packet above ESP-NOW": (
        wifi_problems, (up(251),), station(between="esp-now"), "ESP-NOW frame carries 250 B", "cut"
    ),
    "answer over ESP-NOW": (
        wifi_problems, MESSAGE, station(between="esp-now"), "on no network", "stay associated"
    ),
    "aggregate": (
        wifi_problems, MESSAGE, station(aggregated=65), "block acknowledgement", "64 at most"
    ),
    "aggregate of 802.11b": (
        wifi_problems, MESSAGE, station(mode="11b-1", aggregated=2), "does not aggregate", "11n"
    ),
    "always awake by turns": (
        wifi_problems, MESSAGE,
        station(module="esp32-c6-module", between="target-wake", wake_interval=1.0,
                service_period=2.0),
        "awake for 2 s of 1 s", "less than the interval",
    ),
    "jumbo frame": (
        wired_problems, (up(9000),), cable(), "one frame carries 1.5 kB", "several packets"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_an_impossible_link_is_refused_with_what_would_be_legal(name: str) -> None:
    problems, packets, link, what, remedy = BROKEN[name]
    (problem,) = problems(packets, link, "path[0]")
    assert problem.where.startswith("path[0]")
    assert what in problem.what
    assert remedy in problem.remedy


def test_all_problems_are_said_at_once() -> None:
    link = lost(connection(interval=5.0, data_length=8.0), loss=1.5)
    assert len(ble_problems((up(600),), link)) == 4


def test_one_bad_element_of_an_array_is_enough() -> None:
    sizes = np.array([20.0, 300.0])
    (problem,) = ble_problems((up(sizes),), connection())
    assert "300 B" in problem.what
    assert len(wired_problems((up(20),), cable())) == 0


@pytest.mark.parametrize(
    ("make", "keys", "said"),
    [
        (connection, {"chip": "nrf5240-ble"}, "nrf52840-ble"),
        (connection, {"interval": "-1 s"}, "out of range"),
        (connection, {"loss": 1}, "below 1"),
        (thread, {"listening": "never"}, "poll"),
        (thread, {"poll_period": "0 s"}, "above"),
        (station, {"mode": "11n-mcs77"}, "11n-mcs7"),
        (station, {"dtim": 1.5}, "whole number"),
        (cable, {"utilisation": 0}, "above"),
        (advertiser, {"channels": 4}, "at most 3"),
    ],
)
def test_a_section_refuses_what_no_link_can_be(
    make: Callable[..., Any], keys: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        make(**keys)
    (error,) = refusal.value.errors()
    assert said in f"{error['msg']} {error.get('ctx', {})}"


@pytest.mark.parametrize(
    ("make", "keys", "what", "remedy"),
    [
        (connection, {"chip": "nrf52840-802-15-4"}, "a chip for ieee-802-15-4", "nrf52840-ble"),
        (thread, {"chip": "nrf52832-ble"}, "a chip for ble", "nrf52840-802-15-4"),
        (station, {"mode": "11ax-mcs7"}, "generation 4", "11n-mcs7"),
        (station, {"between": "target-wake"}, "no target wake time", "power-save"),
    ],
)
def test_parts_that_do_not_fit_are_refused_with_those_that_do(
    make: Callable[..., Any], keys: dict[str, Any], what: str, remedy: str
) -> None:
    with pytest.raises(InputError) as refusal:
        make(**keys)
    (problem,) = refusal.value.problems
    assert what in problem.what
    assert remedy in problem.remedy


def test_a_link_may_say_its_own_currents_and_units() -> None:
    link = connection(
        interval="100 ms", transmit_current="16.4 mA", sleep_current="2 mA", supply="3.3 V"
    )
    assert link.interval == 0.1
    said = (link.chip.transmit, link.chip.sleep, link.chip.supply)
    assert said == pytest.approx((0.0164, 0.002, 3.3), rel=1e-12)
    assert link.chip.receive == connection().chip.receive


def test_a_loss_holds_for_a_full_frame_unless_said_otherwise() -> None:
    assert connection(loss=0.1).losses == Losses(0.1, 251 * 8.0, 8.0)
    assert thread(loss="2 %").losses == Losses(0.02, 127 * 8.0, 8.0)
    assert station(loss=1e-5, loss_size="1 bit").losses.reference == 1.0


def test_zigbee_carries_its_network_headers_in_every_frame() -> None:
    one, other = (
        ieee802154_activity((up(20),), thread(network=name)) for name in ("raw", "zigbee")
    )
    # network header 8 B, its security 14 B and tag 4 B, application support header 8 B
    assert other.bits - one.bits == 34 * 8
