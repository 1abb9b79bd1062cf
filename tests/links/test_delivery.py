"""Models on their way to devices and back, over a link of known powers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from joulepath.lifecycle.links.delivery import (
    broadcast,
    deliver,
    exchange,
    over_link,
    report,
    transfer,
)
from joulepath.records.links.delivery import Broadcast, FederatedRounds, ModelUpdate
from joulepath.records.links.measured import MeasuredLink
from joulepath.scenario.links.delivery import broadcast_problems, session_problems
from joulepath.scenario.links.delivery_section import (
    BroadcastSection,
    DeliverySection,
    FederatedSection,
    TelemetrySection,
)

# invented: 1 J a message, 10 mW while sending, 5 mW while receiving, at 1 kbit/s
LINK = MeasuredLink(
    payload_limit=1e9,
    frame_overhead=0.0,
    event_time=1.0,
    event_power=1.0,
    frame_time=0.0,
    frame_power=0.0,
    transmit_rate=1e3,
    transmit_power=0.01,
    receive_rate=1e3,
    receive_power=0.005,
    loss=0.0,
    attempts=1.0,
    sleep=0.0,
)
CARRY: Any = over_link(LINK)
MODEL = 80_000.0
FULL = ModelUpdate(MODEL, 1.0, 0.0, 1.0)
PLAN = Broadcast(
    limit=1776.0,  # 222 bytes
    header=24.0,
    redundancy=0.3,
    spare=2.0,
    interval=4.0,
    listening=0.03,
    setup_down=464.0,
    setup_up=72.0,
)
SIZES = st.floats(1.0, 1e7)
SHARES = st.floats(0.001, 1.0)


def test_a_payload_takes_full_messages_and_a_last_one() -> None:
    # by hand: 8 messages of 1000 bit and one of 500 bit, 1 J each, and 8.5 s at 5 mW
    found = transfer(8500.0, "down", 1000.0, CARRY)
    assert found.full == 8.0
    assert found.energy == pytest.approx(9 * 1.0 + 8.5 * 0.005)
    assert found.bits == 8500.0
    assert found.time == pytest.approx(9 * 1.0 + 8.5)


def test_a_payload_that_fits_is_one_message_of_the_link() -> None:
    alone = CARRY("up", 500.0)
    assert transfer(500.0, "up", 1000.0, CARRY).energy == alone.device_energy


@given(size=SIZES, more=SIZES)
def test_a_larger_payload_never_costs_less(size: float, more: float) -> None:
    small, large = (transfer(each, "up", 1000.0, CARRY).energy for each in (size, size + more))
    assert large >= small * (1 - 1e-12)


@given(changed=SHARES, addressing=st.floats(0.0, 2.0), ratio=st.floats(1.0, 20.0))
def test_a_delta_is_never_larger_than_the_model(
    changed: float, addressing: float, ratio: float
) -> None:
    delta = deliver(ModelUpdate(MODEL, changed, addressing, ratio), 1.0, 1000.0, CARRY)
    whole = deliver(replace(FULL, compression=ratio), 1.0, 1000.0, CARRY)
    assert delta.update <= whole.update <= MODEL
    assert delta.energy <= whole.energy * (1 + 1e-12)


def test_compression_divides_what_is_sent() -> None:
    assert deliver(replace(FULL, compression=4.0), 1.0, 1000.0, CARRY).update == MODEL / 4


def test_each_of_several_devices_pays_for_itself() -> None:
    one, many = (deliver(FULL, n, 1000.0, CARRY) for n in (1.0, 250.0))
    assert many.energy == pytest.approx(250 * one.energy)
    assert many.bits == 250 * MODEL


def test_fragments_of_an_update_are_counted_as_the_specification_does() -> None:
    # origin: LoRa Alliance TS004-2.0.0: command and index take 3 of 222 bytes, 219 are left;
    # 10 kB need 46 fragments, and with 30 % redundancy 60 are sent
    found = broadcast(FULL, 100.0, PLAN, CARRY)
    assert found.fragments == np.ceil(10_000 / 219) == 46
    assert found.sent == np.ceil(46 * 1.3) == 60
    assert found.tolerated_loss == pytest.approx(1 - 48 / 60)
    assert found.time == 240.0
    # 240 s of listening at 30 mW, and two messages of its own
    own = (1.0 + 464e-3 * 0.005) + (1.0 + 72e-3 * 0.01)
    assert found.device_energy == pytest.approx(240 * 0.03 + own)
    assert found.energy == pytest.approx(100 * found.device_energy)


@given(size=st.floats(8.0, 1e6), redundancy=st.floats(0.0, 3.0), more=st.floats(0.0, 3.0))
def test_redundancy_costs_time_and_tolerates_loss(
    size: float, redundancy: float, more: float
) -> None:
    update = replace(FULL, model=size)
    little = broadcast(update, 1.0, replace(PLAN, redundancy=redundancy), CARRY)
    much = broadcast(update, 1.0, replace(PLAN, redundancy=redundancy + more), CARRY)
    assert much.sent >= little.sent
    assert much.tolerated_loss >= little.tolerated_loss
    assert much.device_energy >= little.device_energy


def test_too_little_redundancy_is_told_with_what_would_do() -> None:
    session = broadcast(FULL, 10.0, PLAN, CARRY)
    assert not session_problems(session, 0.19)
    (problem,) = session_problems(session, 0.3, "delivery.broadcast")
    assert problem.where == "delivery.broadcast"
    # (46 + 2) / 0.7 / 46 - 1 = 49.07 %
    assert "raise it to 50 % or more for 10 kB" in problem.remedy
    enough = broadcast(FULL, 10.0, replace(PLAN, redundancy=0.5), CARRY)
    assert not session_problems(enough, 0.3)
    assert "tolerated_loss" in session_problems(session, np.array([0.1, 0.5]))[0].remedy


def test_more_fragments_than_can_be_numbered_are_told() -> None:
    # origin: TS004-2.0.0, table 24: 14 bits for the index, so at most 16 383 fragments
    session = broadcast(replace(FULL, model=8 * 2.9e6), 10.0, PLAN, CARRY)
    (problem,) = session_problems(session, 0.0)
    assert "more than 16383 fragments" in problem.what


def test_a_message_without_room_for_a_fragment_is_told() -> None:
    assert not broadcast_problems(PLAN)
    (problem,) = broadcast_problems(replace(PLAN, limit=24.0))
    assert "no room" in problem.what


def test_many_devices_listen_together_as_long_as_one() -> None:
    alone, all_of_them = (broadcast(FULL, n, PLAN, CARRY) for n in (1.0, 1000.0))
    assert alone.time == all_of_them.time
    assert alone.device_energy == all_of_them.device_energy


def test_federated_rounds_pay_both_ways_for_each_that_takes_part() -> None:
    plan = FederatedRounds(
        clients=50.0, participation=0.2, rounds=30.0, down=FULL, up=replace(FULL, changed=0.1)
    )
    found = exchange(plan, 1e9, CARRY)
    assert found.participations == pytest.approx(300.0)
    # by hand: 1 J and 80 s at 5 mW to receive, 1 J and 8 s at 10 mW to send
    assert found.per_round == pytest.approx((1.0 + 80 * 0.005) + (1.0 + 8 * 0.01))
    assert found.energy == pytest.approx(300 * found.per_round)
    assert found.bits == pytest.approx(300 * (MODEL + 0.1 * MODEL))


def test_reports_of_a_year_cost_as_many_messages() -> None:
    found = report(160.0, 3600.0, 86_400.0 * 365, 12_000.0, CARRY)
    assert found.messages == 8760.0
    assert found.energy == pytest.approx(8760 * (1.0 + 0.16 * 0.01))
    assert found.bits == 8760 * 160.0


def test_arrays_broadcast() -> None:
    sizes = np.array([[1e3], [1e5], [1e6]])
    changed = np.array([0.1, 1.0])
    update = ModelUpdate(sizes, changed, 0.2, 2.0)
    found = deliver(update, 10.0, 1000.0, CARRY)
    one = deliver(ModelUpdate(1e5, 0.1, 0.2, 2.0), 10.0, 1000.0, CARRY)
    assert found.energy.shape == (3, 2)
    assert found.energy[1, 0] == pytest.approx(one.energy, rel=1e-13)
    session = broadcast(update, 10.0, PLAN, CARRY)
    assert np.shape(session.device_energy) == (3, 2)


# -- Scenario ------------------------------------------------------------------------------------


def test_a_scenario_describes_an_update() -> None:
    section = DeliverySection.model_validate(
        {
            "update": "delta",
            "changed": "5 %",
            "addressing": 0.5,
            "compression": 2,
            "interval": "1 month",
            "devices": 100,
            "broadcast": {
                "message_limit": "222 B",
                "redundancy": "30 %",
                "interval": "4 s",
                "listening": "30 mW",
            },
        }
    )
    assert section.of(MODEL) == ModelUpdate(MODEL, 0.05, 0.5, 2.0)
    assert section.broadcast is not None
    assert section.broadcast.plan() == PLAN


def test_a_scenario_describes_rounds_and_reports() -> None:
    section = FederatedSection.model_validate(
        {"clients": 50, "participation": 0.2, "rounds": 30, "update": "delta", "changed": 0.1}
    )
    plan = section.plan(MODEL)
    assert plan.down == FULL
    assert plan.up == replace(FULL, changed=0.1)
    telemetry = TelemetrySection.model_validate({"payload": "20 B", "interval": "1 h"})
    assert (telemetry.payload, telemetry.interval) == (160.0, 3600.0)


BROADCAST = {"message_limit": "222 B", "redundancy": 0.3, "interval": "4 s", "listening": "30 mW"}


@pytest.mark.parametrize(
    ("section", "table", "said"),
    [
        (DeliverySection, {"interval": "1 day", "update": "delta"}, "a delta of unknown size"),
        (DeliverySection, {"interval": "1 day", "changed": 0.5}, "of a full update"),
        (DeliverySection, {"interval": "0 s"}, "out of range"),
        (DeliverySection, {"interval": "1 day", "compression": 0.5}, "out of range"),
        (DeliverySection, {"interval": "1 day", "update": "diff"}, "Input should be"),
        (BroadcastSection, {**BROADCAST, "message_limit": "3 B"}, "no room for a fragment"),
        (BroadcastSection, {**BROADCAST, "redundancy": -1}, "out of range"),
        (FederatedSection, {"clients": 0, "rounds": 1}, "out of range"),
        (FederatedSection, {"clients": 5, "rounds": 1, "participation": 0}, "out of range"),
        (TelemetrySection, {"payload": "20 s", "interval": "1 h"}, "measures s"),
    ],
)
def test_mistakes_of_a_scenario_are_told(section: Any, table: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        section.model_validate(table)
    assert said in str(caught.value)
