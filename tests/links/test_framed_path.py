"""Paths of links by frames: what a message costs, and what is refused."""

from __future__ import annotations

import tomllib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath import estimate
from joulepath.errors import ScenarioError
from joulepath.lifecycle.links.measured import measured_activity
from joulepath.records.links.measured import MeasuredLink
from joulepath.records.links.traffic import Packets

from .test_battery import SENSOR

LINK = MeasuredLink(
    payload_limit=400.0,
    frame_overhead=104.0,
    event_time=1.0,
    event_power=0.02,
    frame_time=0.1,
    frame_power=0.04,
    transmit_rate=5e3,
    transmit_power=0.1,
    receive_rate=5e3,
    receive_power=0.03,
    loss=0.0,
    attempts=3.0,
    sleep=1e-5,
)


def sent(bits: Any, **changes: float) -> Any:
    link = MeasuredLink(**(vars(LINK) | changes))
    return measured_activity((Packets("message", "up", 1.0, bits),), link)


def test_a_message_costs_what_its_states_come_to() -> None:
    # Origin: by hand. 1000 bit are three frames of 400, 400 and 200 bit with 104 bit each.
    message = sent(1000.0)
    assert message.bits == 1000 + 3 * 104
    assert message.airtime == pytest.approx(1312 / 5e3)
    assert message.latency == pytest.approx(1 + 1312 / 5e3 + 3 * 0.1)
    assert message.energy == pytest.approx(0.02 + 0.1 * 1312 / 5e3 + 0.04 * 0.3)
    assert message.attempts == 1
    assert message.delivered == 1
    assert message.latency_p95 == message.latency


@given(st.floats(1, 1e6), st.floats(0, 0.9), st.floats(0, 0.09))
def test_energy_never_falls_with_size_or_loss(bits: float, loss: float, more: float) -> None:
    assert sent(bits + 400).energy > sent(bits).energy
    assert sent(bits, loss=loss + more).energy >= sent(bits, loss=loss).energy * (1 - 1e-12)


def test_energy_grows_in_steps_at_the_border_of_a_frame() -> None:
    below, at, above = (sent(bits).energy for bits in (399.0, 400.0, 401.0))
    assert at - below == pytest.approx(0.1 / 5e3)
    assert above - at > 100 * (at - below)


def test_a_limit_of_attempts_bounds_the_mean() -> None:
    # Origin: by hand. 1 + 1/2 + 1/4 transmissions, and one frame in eight is lost.
    message = sent(100.0, loss=0.5)
    assert message.attempts == pytest.approx(1.75)
    assert message.delivered == pytest.approx(0.875)


def test_a_million_messages_are_one_pass() -> None:
    sizes = np.linspace(1.0, 1e5, 10**6)
    together = sent(sizes).energy
    assert together.shape == sizes.shape
    assert together[-1] == pytest.approx(sent(1e5).energy)


def test_messages_that_carry_several_samples_are_fewer() -> None:
    single = estimate(SENSOR).lifecycle.collection.hops[0]
    batched = estimate(SENSOR, {"path.0.samples_per_message": 5}).lifecycle.collection.hops[0]
    assert batched.messages == single.messages / 5
    assert batched.energy < single.energy


def test_both_kinds_of_links_make_one_path() -> None:
    mixed = estimate(SENSOR, {"path": [*SENSOR["path"], {"stack": "generic"}]})
    assert mixed.methods["link"] == "framed, ecal"
    first, second = mixed.lifecycle.collection.hops
    assert mixed.lifecycle.collection.energy == first.energy + second.energy


def test_the_radio_rests_only_where_a_rate_says_for_how_long() -> None:
    counted = {"inference.inferences": 100, "inference.lifetime": None, "battery": None}
    assert estimate(SENSOR, counted).lifecycle.inference.waiting is None
    waiting = estimate(SENSOR).lifecycle.inference.waiting
    assert waiting is not None
    assert waiting.time == pytest.approx(3600)
    assert waiting.energy == pytest.approx(3600 * 1e-5)


@pytest.mark.parametrize(
    ("table", "where", "what", "remedy"),
    [
        (
            'link = { technology = "measurd" }',
            ".link.technology",
            "no technology named",
            "measured",
        ),
        ("link = {}", ".link", "no technology", "technology ="),
        ("link = 3", ".link", "where a table is expected", "technology ="),
        ('stack = "generic"\nlink = { technology = "measured" }', ".stack", "unknown key", "known"),
        ('method = "ecal"\nlink = { technology = "measured" }', ".method", "not allowed", "framed"),
    ],
)
def test_a_link_that_cannot_be_is_refused(table: str, where: str, what: str, remedy: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        estimate(SENSOR, {"path": [tomllib.loads(table)]})
    found = {problem.where: problem for problem in refused.value.problems}
    problem = found[f"path[0]{where}"]
    assert what in problem.what
    assert remedy in problem.remedy


LINKS: dict[str, dict[str, Any]] = {
    "ieee-802-15-4": {"chip": "nrf52840-802-15-4"},
    "ble": {"chip": "nrf52840-ble", "interval": "1 s"},
    "ble-advertising": {"chip": "nrf52840-ble"},
    "wifi": {"module": "esp32-module", "between": "deep-sleep"},
    "wired": {"interface": "100base-tx"},
    "lorawan": {"device": "sx1276-13dbm", "region": "eu868", "data_rate": "eu868-dr5"},
    "nb-iot": {"modem": "nrf9160-nb-iot"},
}


# Origin: RFC 6282 and RFC 7668 define 6LoWPAN over IEEE 802.15.4 and Bluetooth Low Energy, RFC 9011
# SCHC over LoRaWAN.
@pytest.mark.parametrize("network", ["6lowpan", "6lowpan-link-local", "schc-lorawan"])
@pytest.mark.parametrize("technology", LINKS)
def test_network_layers_go_over_the_links_that_they_are_made_for(
    technology: str, network: str
) -> None:
    made = ("lorawan",) if network == "schc-lorawan" else ("ieee-802-15-4", "ble")
    hop = {"link": {"technology": technology, **LINKS[technology]}}
    framing = {"application": "raw", "transport": "udp", "network": network}
    changes = {"path": [{**hop, "framing": framing}], "battery": None}
    if technology in made:
        assert estimate(SENSOR, changes).lifecycle.inference.result is not None
        return
    with pytest.raises(ScenarioError) as refused:
        estimate(SENSOR, changes)
    (problem,) = refused.value.problems
    assert problem.where == "path[0].framing.network"
    assert f"made for {' and '.join(made)}, not for {technology!r}" in problem.what
    assert "use 'ipv4'" in problem.remedy
