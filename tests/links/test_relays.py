"""Relays that listen now and then, and messages to many at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.lifecycle.links.measured import measured_activity
from joulepath.lifecycle.links.relays import mesh_activity, multicast
from joulepath.records.links.activity import LinkActivity
from joulepath.records.links.measured import MeasuredLink
from joulepath.records.links.relays import Mesh
from joulepath.records.links.traffic import Packets

# invented: a radio of 10 mW at 250 kbit/s
LINK = MeasuredLink(
    payload_limit=800.0,
    frame_overhead=200.0,
    event_time=0.0,
    event_power=0.0,
    frame_time=0.001,
    frame_power=0.01,
    transmit_rate=250e3,
    transmit_power=0.02,
    receive_rate=250e3,
    receive_power=0.02,
    loss=0.1,
    attempts=2.0,
    sleep=1e-6,
)
MESH = Mesh(
    hops=1.0,
    served=0.0,
    receive=1e-4,
    calling=0.02,
    listening=0.02,
    listen=0.005,
    period=0.0,
    called=0.5,
    sleep=1e-6,
)


def hop() -> LinkActivity:
    return measured_activity((Packets("message", "up", 1.0, 400.0),), LINK)


def mesh(**changes: float) -> Mesh:
    return Mesh(**{**vars(MESH), "period": 1.0, **changes})


def test_one_hop_with_a_receiver_that_always_listens_is_the_link_itself() -> None:
    found = mesh_activity(hop(), mesh(called=0.0))
    assert found.message == hop().energy
    assert found.delivered == pytest.approx(hop().delivered, rel=1e-13)
    assert found.latency == hop().latency


def test_calling_a_receiver_for_half_its_period_costs_that_time() -> None:
    # X-MAC: the receiver answers as soon as it hears, on average after half a period
    found = mesh_activity(hop(), mesh(period=2.0))
    assert found.send == pytest.approx(hop().energy + 0.02 * 1.0)
    whole = mesh_activity(hop(), mesh(period=2.0, called=1.0))
    assert whole.send == pytest.approx(hop().energy + 0.02 * 2.0)


def test_a_relay_hands_on_what_those_behind_it_send() -> None:
    found = mesh_activity(hop(), mesh(hops=3.0, served=4.0))
    assert found.relay == pytest.approx(5 * found.send + 4 * 1e-4)
    assert found.message == pytest.approx(3 * found.send + 2 * 1e-4)
    assert found.latency == pytest.approx(3 * (hop().latency + 0.5))


@given(hops=st.integers(1, 20), more=st.integers(1, 5))
def test_more_hops_cost_more_and_deliver_less(hops: int, more: int) -> None:
    few = mesh_activity(hop(), mesh(hops=float(hops)))
    many = mesh_activity(hop(), mesh(hops=float(hops + more)))
    assert many.message > few.message
    assert many.delivered < few.delivered
    assert many.delivered == pytest.approx(hop().delivered ** (hops + more))


@given(period=st.floats(0.01, 100.0), factor=st.floats(1.01, 10.0))
def test_rarer_listening_saves_the_relay_and_costs_the_sender(period: float, factor: float) -> None:
    often = mesh_activity(hop(), mesh(period=period))
    rarely = mesh_activity(hop(), mesh(period=period * factor))
    assert rarely.listening < often.listening
    assert rarely.send > often.send


def test_a_relay_that_always_listens_draws_its_listening_power() -> None:
    assert mesh_activity(hop(), mesh(listen=1.0, period=1.0)).listening == pytest.approx(0.02)


@given(receivers=st.integers(1, 1000))
def test_one_message_to_many_costs_the_sender_once(receivers: int) -> None:
    found = multicast(send=2.0, receive=0.5, receivers=float(receivers))
    assert found.each - found.once == pytest.approx(2.0 * (receivers - 1))
    assert found.once <= found.each
