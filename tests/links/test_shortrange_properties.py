"""What holds for every link of short reach, whatever its numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joulepath.lifecycle.links.advertising import advertising_activity
from joulepath.lifecycle.links.ble import ble_activity, ble_rest
from joulepath.lifecycle.links.ieee802154 import ieee802154_activity, ieee802154_rest
from joulepath.lifecycle.links.wifi import wifi_activity, wifi_rest
from joulepath.lifecycle.links.wired import wired_activity, wired_rest
from joulepath.records.links.activity import LinkActivity, LinkRest
from joulepath.records.links.exchanges import Losses
from joulepath.records.links.traffic import Packets
from joulepath.scenario.links.ble_section import BleAdvertisingSection, resolve_advertising
from joulepath.scenario.links.wired_section import WiredSection, resolve

from .short_range import CATALOGUE, connection, down, station, thread, up

Activity = Callable[..., LinkActivity]

LOSSY: dict[str, tuple[Activity, Any]] = {
    "ble": (ble_activity, connection(data_length=27 * 8.0)),
    "thread": (ieee802154_activity, thread()),
    "zigbee": (ieee802154_activity, thread(network="zigbee")),
    "wifi": (wifi_activity, station()),
    "wifi-aggregated": (wifi_activity, station(aggregated=8)),
    "wifi-joining": (wifi_activity, station(between="deep-sleep", lease=0.5)),
}
EVERY = LOSSY | {
    "ethernet": (wired_activity, resolve(WiredSection(interface="1000base-t"), CATALOGUE)),
    "fibre": (
        wired_activity,
        resolve(WiredSection(interface="gpon-onu", allocation="by-time"), CATALOGUE),
    ),
    "advertising": (
        advertising_activity,
        resolve_advertising(BleAdvertisingSection(chip="cc2340r5-ble", extended=True), CATALOGUE),
    ),
}
RESTS: dict[str, tuple[Callable[..., LinkRest], Any]] = {
    "ble": (ble_rest, connection()),
    "thread": (ieee802154_rest, thread()),
    "power-save": (wifi_rest, station()),
    "deep-sleep": (wifi_rest, station(between="deep-sleep")),
    "awake": (wifi_rest, station(between="awake")),
    "ethernet": (wired_rest, resolve(WiredSection(interface="10base-t"), CATALOGUE)),
}

octets = st.integers(1, 1200)
losses = st.floats(0, 0.9)


def lossy(link: Any, loss: Any, attempts: float = 8.0) -> Any:
    return replace(link, losses=Losses(loss, link.losses.reference, attempts))


@pytest.mark.parametrize("name", EVERY)
@given(octets, octets)
def test_more_to_send_never_costs_less(name: str, one: int, other: int) -> None:
    activity, link = EVERY[name]
    small, large = (activity((up(size),), link) for size in sorted((one, other)))
    assert large.energy >= small.energy * (1 - 1e-12)
    assert large.latency >= small.latency * (1 - 1e-12)
    assert large.bits >= small.bits


@pytest.mark.parametrize("name", EVERY)
@given(octets)
def test_frames_carry_all_that_is_to_be_sent(name: str, size: int) -> None:
    activity, link = EVERY[name]
    frames = activity((up(size),), link).frames
    header = 7 if name == "ble" else 0
    carried = sum(group.count * group.payload for group in frames) / 8
    least = 46 if name in ("ethernet", "fibre") else 0
    assert carried == pytest.approx(max(size + header, least), rel=1e-12)


@pytest.mark.parametrize("name", LOSSY)
@given(octets, losses, losses)
def test_loss_never_makes_a_message_cheaper(name: str, size: int, one: float, other: float) -> None:
    activity, link = LOSSY[name]
    good, bad = (activity((up(size),), lossy(link, loss)) for loss in sorted((one, other)))
    slack = 1 - 1e-9  # rounding of a logarithm of a small loss
    assert bad.energy >= good.energy * slack
    assert bad.latency >= good.latency * slack
    assert bad.latency_p95 >= bad.latency
    assert bad.attempts >= good.attempts * slack
    assert bad.delivered <= good.delivered / slack


@pytest.mark.parametrize("name", EVERY)
@given(octets)
def test_without_loss_every_frame_is_sent_once_and_arrives(name: str, size: int) -> None:
    activity, link = EVERY[name]
    result = activity((up(size),), link)
    assert result.attempts == pytest.approx(1.0, rel=1e-12)
    assert result.delivered == pytest.approx(1.0, rel=1e-12)
    sizes = sum(group.count * group.size for group in result.frames)
    assert result.bits == pytest.approx(sizes, rel=1e-12)


@pytest.mark.parametrize("name", LOSSY)
@given(octets, losses, st.integers(1, 8))
def test_frames_are_sent_at_most_as_often_as_allowed(
    name: str, size: int, loss: float, n: int
) -> None:
    activity, link = LOSSY[name]
    result = activity((up(size),), lossy(link, loss, n))
    assert 1 - 1e-12 <= result.attempts <= n * (1 + 1e-12)
    assert 0 <= result.delivered <= 1


def once(name: str, activity: LinkActivity) -> float:
    """Energy without what a message costs once, however many packets it has."""
    single = {"wake and process", "wake", "join", "lease an address"}
    return sum(state.energy for state in activity.states if state.name not in single)


@pytest.mark.parametrize("name", [name for name in EVERY if name != "wifi-aggregated"])
@given(octets, octets)
def test_packets_of_a_message_add_up(name: str, one: int, other: int) -> None:
    activity, link = EVERY[name]
    if name == "ble":
        link = replace(link, clock_error=0.0)
    first, second = ((up(size),) for size in (one, other))
    both = once(name, activity(first + second, link))
    assert both == pytest.approx(
        once(name, activity(first, link)) + once(name, activity(second, link)), rel=1e-9
    )


@pytest.mark.parametrize("name", EVERY)
def test_arrays_give_what_each_of_their_elements_gives(name: str) -> None:
    activity, link = EVERY[name]
    sizes = np.array([1.0, 26.0, 27.0, 100.0, 106.0, 107.0, 500.0, 1200.0])
    whole = activity((up(sizes),), link)
    for index, size in enumerate(sizes):
        alone = activity((up(float(size)),), link)
        for field in ("energy", "latency", "latency_p95", "bits", "delivered"):
            array = np.broadcast_to(getattr(whole, field), sizes.shape)
            assert array[index] == pytest.approx(getattr(alone, field), rel=1e-12), field


@pytest.mark.parametrize("name", LOSSY)
def test_losses_may_be_arrays(name: str) -> None:
    activity, link = LOSSY[name]
    chances = np.linspace(0, 0.8, 9)
    energies = activity((up(300),), lossy(link, chances)).energy
    assert energies.shape == chances.shape
    assert energies[4] == pytest.approx(activity((up(300),), lossy(link, 0.4)).energy, rel=1e-12)


@pytest.mark.parametrize("name", EVERY)
@given(st.floats(0.001, 1.0))
def test_packets_that_messages_share_cost_their_share(name: str, share: float) -> None:
    activity, link = EVERY[name]
    if name == "wifi-aggregated":
        return  # an aggregate of a share of a frame is one channel access all the same
    part = once(name, activity((Packets("security", "up", share, 400.0),), link))
    whole = once(name, activity((Packets("security", "up", 1.0, 400.0),), link))
    if name == "ble":
        assert part <= whole
    else:
        assert part == pytest.approx(share * whole, rel=1e-9)


@pytest.mark.parametrize("name", EVERY)
def test_states_add_up_to_the_energy(name: str) -> None:
    activity, link = EVERY[name]
    ways = (up(300),) if name == "advertising" else (up(300), down(100))
    result = activity(ways, link)
    assert result.energy == pytest.approx(sum(state.energy for state in result.states), rel=1e-12)
    assert all(state.energy >= 0 and state.time >= 0 for state in result.states)


@pytest.mark.parametrize("name", RESTS)
def test_rest_is_sleep_and_what_recurs(name: str) -> None:
    rest, link = RESTS[name]
    result = rest(link)
    recurring = sum(event.energy / event.period for event in result.events)
    assert result.power == pytest.approx(result.sleep + recurring, rel=1e-12)
    assert all(event.energy > 0 for event in result.events)


@settings(max_examples=20)
@given(st.floats(0.1, 1.0))
def test_a_regulator_costs_its_loss(efficiency: float) -> None:
    ideal, real = connection(), connection(efficiency=efficiency)
    energy = ble_activity((up(20),), real).energy
    assert energy == pytest.approx(ble_activity((up(20),), ideal).energy / efficiency, rel=1e-12)


@pytest.mark.parametrize("name", LOSSY)
@given(loss=st.floats(0, 1, exclude_max=True), reference=st.floats(1e-6, 1e6), size=octets)
def test_whatever_is_lost_can_be_counted(
    name: str, loss: float, reference: float, size: int
) -> None:
    activity, link = LOSSY[name]
    link = replace(link, losses=Losses(loss, reference, link.losses.attempts))
    found = activity((up(size), down(12)), link)
    for number in (found.energy, found.airtime, found.latency):
        assert np.isfinite(number)
        assert number >= 0
    assert 0 <= found.delivered <= 1
