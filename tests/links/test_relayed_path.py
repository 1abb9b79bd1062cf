"""Paths whose messages are handed on by routers of IEEE 802.15.4."""

from __future__ import annotations

from typing import Any

import pytest

from joulepath import estimate
from joulepath.errors import ScenarioError
from joulepath.lifecycle.links.ieee802154 import ieee802154_activity, ieee802154_rest
from joulepath.records.links.ieee802154 import AlwaysListening

from .test_battery import SENSOR

LINK = {"technology": "ieee-802-15-4", "chip": "nrf52840-802-15-4", "loss": 0.1}


def path(**hop: Any) -> dict[str, Any]:
    return {"path": [{"link": LINK, **hop}], "battery.cell": "aa-lithium"}


def result_of(**hop: Any) -> Any:
    (crossed,) = estimate(SENSOR, path(**hop)).lifecycle.inference.result.hops
    return crossed


def test_each_relay_receives_and_sends() -> None:
    alone, over_two = result_of(), result_of(relays=2)
    assert alone.relayed is None
    assert over_two.device_energy == alone.device_energy
    (packets,) = over_two.packets
    hop = estimate(SENSOR, path(relays=2))._resolved.inputs.path[0]
    link: Any = hop.link
    send = ieee802154_activity((packets,), link).energy
    assert over_two.relayed.send == pytest.approx(send)
    assert 0 < over_two.relayed.receive < 3 * send
    # by hand: two relays, each of which receives and sends
    expected = 2 * (over_two.relayed.send + over_two.relayed.receive)
    assert over_two.relayed.energy == pytest.approx(expected)
    assert over_two.network_energy == pytest.approx(expected * over_two.messages)
    assert over_two.energy == pytest.approx(over_two.device_energy + over_two.network_energy)


def test_three_hops_take_three_times_as_long_and_lose_three_times() -> None:
    alone, over_two = result_of().message, result_of(relays=2).message
    assert over_two.latency == pytest.approx(3 * alone.latency)
    assert over_two.latency_p95 == pytest.approx(3 * alone.latency_p95)
    assert over_two.delivered == pytest.approx(alone.delivered**3)
    assert over_two.energy == alone.energy


def test_relays_do_not_empty_the_battery_of_the_device() -> None:
    alone, over_two = estimate(SENSOR, path()), estimate(SENSOR, path(relays=2))
    assert alone.lifecycle.battery == over_two.lifecycle.battery
    assert over_two.energy > alone.energy
    places = over_two.lifecycle.places
    assert places is not None
    assert places.network > 0


def test_listening_is_shared_or_not_counted() -> None:
    free = estimate(SENSOR, path(relays=2))
    told = [each.what for each in free.assumptions if each.where == "path.0.relays"]
    assert len(told) == 1
    assert free.lifecycle.inference.waiting.relay_energy is None
    shared = estimate(SENSOR, path(relays=2, devices_per_relay=10))
    waiting = shared.lifecycle.inference.waiting
    link: Any = shared._resolved.inputs.path[0].link
    router = ieee802154_rest(type(link)(**{**vars(link), "listening": AlwaysListening()}))
    assert waiting.relay_energy == pytest.approx(router.power * 2 / 10 * waiting.time)
    assert waiting.energy == pytest.approx(waiting.device_energy + waiting.relay_energy)


def test_an_answer_that_rides_along_costs_relays_what_it_adds() -> None:
    changes = {**path(relays=2), "inference.inputs": "sent"}
    life = estimate(SENSOR, changes).lifecycle.inference
    asked, answered = life.collection.hops[0], life.result.hops[0]
    both = answered.relayed.energy * answered.messages
    assert answered.network_energy + asked.network_energy == pytest.approx(both, rel=1e-9)


@pytest.mark.parametrize(
    ("hop", "where", "what", "remedy"),
    [
        ({"relays": 0}, "relays", "out of range", "at least 1"),
        ({"relays": 1.5}, "relays", "out of range", "whole number"),
        ({"devices_per_relay": 5}, "devices_per_relay", "no relays", "add relays"),
        (
            {"relays": 2, "link": {"technology": "ble", "chip": "nrf52840-ble", "interval": "1 s"}},
            "relays",
            "technology 'ble' has none here",
            "a [[path]] for each hop",
        ),
    ],
)
def test_relays_that_cannot_be_are_refused(
    hop: dict[str, Any], where: str, what: str, remedy: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        estimate(SENSOR, path(**hop))
    (problem,) = refused.value.problems
    assert problem.where == f"path[0].{where}"
    assert what in problem.what
    assert remedy in problem.remedy
