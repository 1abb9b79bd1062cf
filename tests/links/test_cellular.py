"""Cellular links against what was measured, and what holds for all of them."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath import estimate
from joulepath.catalogue.files import BUILT_IN
from joulepath.errors import InputError
from joulepath.lifecycle.links.cellular import cellular_activity, cellular_rest
from joulepath.records.links.activity import LinkActivity
from joulepath.records.links.cellular import BroadbandLink, NarrowbandLink
from joulepath.records.links.exchanges import Losses
from joulepath.records.results import Waiting
from joulepath.scenario.links.cellular import cellular_problems
from joulepath.scenario.links.cellular_section import (
    LteMSection,
    MobileBroadbandSection,
    NbIotSection,
    resolve,
    resolve_broadband,
)

from .short_range import CATALOGUE, down, up
from .test_battery import SENSOR as NODE

# 200 B and what CoAP, DTLS, UDP and IP add, as the demonstration client sends them
MESSAGE = 228


def narrowband(modem: str = "nrf9160-nb-iot", **keys: Any) -> NarrowbandLink:
    section = LteMSection if "lte-m" in modem else NbIotSection
    return resolve(section(modem=modem, **keys), CATALOGUE)


def broadband(modem: str = "huang-2012-lte", **keys: Any) -> BroadbandLink:
    rates = {"uplink_rate": "5 Mbit/s", "downlink_rate": "10 Mbit/s"}
    return resolve_broadband(MobileBroadbandSection(modem=modem, **{**rates, **keys}), CATALOGUE)


def exchanged(link: NarrowbandLink, answered: bool = True) -> LinkActivity:
    packets = (up(MESSAGE), down(MESSAGE)) if answered else (up(MESSAGE),)
    return cellular_activity(packets, link)


def woken(link: NarrowbandLink) -> float:
    """Energy of waking from power saving mode to say that the device is still there."""
    return cellular_rest(link).events[0].energy


def events(role: Literal["tests", "calibrates"]) -> dict[tuple[str, str], dict[str, str]]:
    text = (BUILT_IN / "validation" / "cellular-events.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = [row for row in csv.DictReader(lines) if row["role"] == role]
    return {(row["modem"], row["event"]): row for row in rows}


TESTS = events("tests")
CALIBRATES = events("calibrates")
ASSISTED = {"release_assistance": True}
ASLEEP = {"sleep_current": 0.0}

PREDICTIONS: dict[tuple[str, str], float] = {
    ("nrf9160-lte-m", "update"): woken(narrowband("nrf9160-lte-m", **ASLEEP)),
    ("nrf9160-nb-iot", "update"): woken(narrowband(**ASLEEP)),
    ("nrf9160-lte-m", "exchange-june"): exchanged(
        narrowband("nrf9160-lte-m", active_timer=8.0)
    ).energy,
    ("nrf9160-nb-iot", "exchange-june"): exchanged(narrowband(active_timer=8.0, **ASSISTED)).energy,
    ("nrf9160-lte-m", "wake-october"): woken(narrowband("nrf9160-lte-m", **ASLEEP)),
    ("nrf9160-lte-m", "message-october"): exchanged(
        narrowband("nrf9160-lte-m"), answered=False
    ).energy,
    ("nrf9160-lte-m", "exchange-october"): exchanged(narrowband("nrf9160-lte-m")).energy,
    ("nrf9160-nb-iot", "wake-october"): woken(narrowband(**ASLEEP)),
    ("nrf9160-nb-iot", "message-october"): exchanged(narrowband(**ASSISTED), False).energy,
    ("nrf9160-nb-iot", "exchange-october"): exchanged(narrowband(**ASSISTED)).energy,
    # 12 s connected in all, so that 10.5 s are left after the message
    ("nrf9160-nb-iot", "always-listening"): cellular_activity(
        (up(644), down(80)), narrowband(monitoring=1.0, inactivity=10.53, answer=0.3)
    ).energy,
    ("nrf9160-nb-iot", "small-assisted"): cellular_activity(
        (up(48),), narrowband(**ASSISTED)
    ).energy,
    ("nrf9160-nb-iot", "small"): cellular_activity((up(48),), narrowband()).energy,
}
ANOTHER_NETWORK = [
    (modem, event)
    for modem, event in TESTS
    if modem == "nrf9160-nb-iot" and event.endswith("-october")
]


LABORATORY = [(modem, event) for modem, event in TESTS if event == "update"]


def test_every_measured_event_is_predicted() -> None:
    assert set(PREDICTIONS) == set(TESTS)
    assert not set(TESTS) & set(CALIBRATES)


# Origin: cellular-events.csv. Access times and currents come from other events (role calibrates).
@pytest.mark.parametrize(
    "event",
    [
        event
        for event in TESTS
        if TESTS[event]["energy"] and event not in (*ANOTHER_NETWORK, *LABORATORY)
    ],
)
def test_events_of_an_nrf9160_are_within_20_percent(event: tuple[str, str]) -> None:
    assert PREDICTIONS[event] == pytest.approx(float(TESTS[event]["energy"]), rel=0.20)


# Origin: the same module four months later, in NB-IoT: 1.5 to 1.9 times what June calibrated.
# That misses 20 %; the range that the catalogue states for the current of its access holds it.
@pytest.mark.parametrize("event", ANOTHER_NETWORK)
def test_nb_iot_of_another_month_is_missed_but_inside_the_stated_range(
    event: tuple[str, str],
) -> None:
    measured = float(TESTS[event]["energy"])
    assert 1.2 < measured / PREDICTIONS[event] < 2
    link = narrowband(**ASLEEP, **ASSISTED)
    high = CATALOGUE.entry("narrowband-modems", "nrf9160-nb-iot").figures["access_current"].high
    dear = replace(link, modem=replace(link.modem, access_current=high))
    most = {
        "wake-october": woken(dear),
        "message-october": exchanged(dear, answered=False).energy,
        "exchange-october": exchanged(dear).energy,
    }
    assert measured < most[event[1]]


# Origin: nRF9160 specification, EPSM_TAU, measured with a network tester at 23 dBm. Entries for
# networks of 2022 miss it by a factor of three, one too high and one too low; the entries of the
# laboratory are made from it. The documentation has both rows among the misses.
@pytest.mark.parametrize(
    ("modem", "factor"), [("nrf9160-lte-m", 3.30), ("nrf9160-nb-iot", 1 / 3.27)]
)
def test_updates_of_the_specification_are_missed_by_the_entries_of_networks(
    modem: str, factor: float
) -> None:
    measured = float(TESTS[modem, "update"]["energy"])
    found = PREDICTIONS[modem, "update"] / measured
    assert found == pytest.approx(factor, rel=0.01)  # three digits of both


# Origin: TS 24.301, 5.3.5: the timer starts anew when the device goes idle, so that a message every
# hour never lets one of a day run out, and one a day lets one of an hour run out 23 times.
@pytest.mark.parametrize(
    ("interval", "timer", "updates"),
    [(3600.0, 86_400.0, 0), (86_400.0, 86_400.0, 0), (86_401.0, 86_400.0, 1), (86_400.0, 3600, 23)],
)
def test_a_message_puts_off_the_next_update(interval: float, timer: float, updates: int) -> None:
    link = narrowband(update_period=timer)
    rest, silent = cellular_rest(link, interval), cellular_rest(link)
    (event,) = rest.events
    assert event.share * interval / event.period == pytest.approx(updates)
    assert rest.power - rest.sleep == pytest.approx(updates * event.energy / interval)
    assert silent.events[0].period == timer
    assert silent.power >= rest.power


def test_a_scenario_counts_updates_between_its_messages_alone() -> None:
    often = {"inference.inferences": "24/day"}
    seldom = {"inference.inferences": "1/week"}
    resting = [_resting(changes) for changes in (often, seldom)]
    assert resting[0].links[0].power == resting[0].links[0].sleep
    (event,) = resting[1].links[0].events
    assert event.share == pytest.approx(6 / 7)  # by hand: six in a week between messages
    # ten inferences a message: one in ten hours, against a timer of six
    fewer = {"path.0.answers_per_message": 10, "path.0.link.update_period": "6 h"}
    (event,) = _resting(often | fewer).links[0].events
    assert event.share == pytest.approx(6 / 10)
    reports = {"telemetry": {"payload": "20 B", "interval": "1 h"}}
    assert _resting(seldom | reports).links[0].power == resting[0].links[0].power


def _resting(changes: dict[str, Any]) -> Waiting:
    link = {"technology": "nb-iot", "modem": "nrf9160-nb-iot", "release_assistance": True}
    path = [{"link": link, "framing": {"application": "coap"}}]
    waiting = estimate(NODE, {"path": path, "battery": None, **changes}).lifecycle.inference.waiting
    assert waiting is not None
    return waiting


# Origin: Michelinakis and others 2020: 110 to 330 mJ with release assistance, whatever the size.
def test_a_small_message_by_nb_iot_is_inside_the_published_range() -> None:
    row = TESTS["nrf9160-nb-iot", "small-assisted"]
    assert float(row["low"]) < PREDICTIONS["nrf9160-nb-iot", "small-assisted"] < float(row["high"])
    link = narrowband(**ASSISTED)
    of_20, of_128 = (cellular_activity((up(size + 28),), link).energy for size in (20, 128))
    assert of_128 / of_20 < 1.10  # "nearly independent of the payload"


# Calibration: the entry gives back what it was made from, to the digits of the figure.
@pytest.mark.parametrize("event", CALIBRATES)
def test_the_catalogue_gives_back_what_calibrated_it(event: tuple[str, str]) -> None:
    modem, name = event
    link = {
        "wake-june": lambda: woken(narrowband(modem, active_timer=8.0, **ASLEEP)),
        "update": lambda: woken(narrowband(modem, **ASLEEP)),
        "attach": lambda: (
            exchanged(
                narrowband(
                    modem, between="off", inactivity=0.0, answer=0.8 if "lte" in modem else 1.5
                )
            ).energy
        ),
    }[name]
    assert link() == pytest.approx(float(CALIBRATES[event]["energy"]), rel=2e-3)


# Origin: nRF9160 specification: 18 and 6 uA (LTE-M), 37 and 9 uA (NB-IoT) with eDRX. Two figures of
# the catalogue come from these four: calibration.
@pytest.mark.parametrize(
    ("modem", "cycle", "current"),
    [
        ("nrf9160-lte-m", 81.92, 18e-6),
        ("nrf9160-lte-m", 655.36, 6e-6),
        ("nrf9160-nb-iot", 81.92, 37e-6),
        ("nrf9160-nb-iot", 655.36, 9e-6),
    ],
)
def test_extended_cycles_draw_what_the_sheet_says(modem: str, cycle: float, current: float) -> None:
    link = narrowband(modem, between="paging", paging_cycle=cycle, update_period=3e7)
    assert cellular_rest(link).power / link.modem.supply == pytest.approx(current, rel=0.01)


# Origin: Huang and others 2012, tables 3 and 4 as the catalogue has them (recalled, as it says):
# promotion, 1 s of download at 10 Mbit/s, tail. The paper states an error below 6 %; the arithmetic
# by hand is exact but for the headers of 6 B in 1500.
@pytest.mark.parametrize(
    ("modem", "promotion", "power", "tail"),
    [
        ("huang-2012-lte", 1.2107 * 0.2601, 1.28804 + 0.5197, 1.060 * 11.576),
        ("huang-2012-3g", 0.6594 * 0.5821, 0.81788 + 1.2212, 0.7852 * 8.9124),
        ("huang-2012-wifi", 0.1244 * 0.0791, 0.13286 + 1.3701, 0.1193 * 0.2381),
    ],
)
def test_telephones_follow_huang(modem: str, promotion: float, power: float, tail: float) -> None:
    link = broadband(modem, uplink_rate="1 Mbit/s", answer=0.0)
    packets = 1e7 / (1500 * 8)
    found = cellular_activity((down(1500, packets),), link)
    assert found.energy == pytest.approx(promotion + power + tail, rel=0.06)


# Origin: abstract of Huang and others: LTE is as much as 23 times less efficient than Wi-Fi, which
# they find for small transfers; here 10 kB.
def test_small_downloads_by_lte_are_far_dearer_than_by_wifi() -> None:
    few = (down(1500, 7.0),)
    lte, wifi = (cellular_activity(few, broadband(f"huang-2012-{n}")) for n in ("lte", "wifi"))
    assert lte.energy / wifi.energy > 23


EVERY: dict[str, Any] = {
    "nb-iot": narrowband(),
    "nb-iot-assisted": narrowband(**ASSISTED),
    "nb-iot-far": narrowband(carrier="nb1-ce2"),
    "nb-iot-off": narrowband(between="off"),
    "lte-m": narrowband("nrf9160-lte-m"),
    "lte-m-paging": narrowband("nrf9160-lte-m", between="paging"),
    "lte": broadband(),
    "cat-1": broadband("lte-cat-1-module"),
    "redcap": broadband("nr-redcap-module"),
    "nr": broadband("nr-embb-telephone"),
}
octets = st.integers(1, 1400)
losses = st.floats(0, 0.9)


def lossy(link: Any, loss: Any) -> Any:
    return replace(link, losses=Losses(loss, link.losses.reference, link.losses.attempts))


@pytest.mark.parametrize("name", EVERY)
@given(octets, octets)
def test_more_to_send_never_costs_less(name: str, one: int, other: int) -> None:
    small, large = (cellular_activity((up(size),), EVERY[name]) for size in sorted((one, other)))
    assert large.energy >= small.energy * (1 - 1e-12)
    assert large.latency >= small.latency * (1 - 1e-12)


@pytest.mark.parametrize("name", EVERY)
@given(octets, losses, losses)
def test_loss_never_makes_a_message_cheaper(name: str, size: int, one: float, other: float) -> None:
    good, bad = (
        cellular_activity((up(size),), lossy(EVERY[name], loss)) for loss in sorted((one, other))
    )
    slack = 1 - 1e-9  # rounding of a logarithm of a small loss
    assert bad.energy >= good.energy * slack
    assert bad.attempts >= good.attempts * slack
    assert bad.delivered <= good.delivered / slack


@pytest.mark.parametrize("name", EVERY)
@given(octets)
def test_without_loss_every_block_is_sent_once(name: str, size: int) -> None:
    result = cellular_activity((up(size),), EVERY[name])
    assert result.attempts == pytest.approx(1.0, rel=1e-12)
    assert result.delivered == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("name", EVERY)
@given(octets)
def test_packets_add_up_beside_what_they_share(name: str, size: int) -> None:
    one, two, three = (
        cellular_activity((up(size, float(count)),), EVERY[name]).energy for count in (1, 2, 3)
    )
    assert three - two == pytest.approx(two - one, rel=1e-6)


def test_energy_grows_in_steps_of_a_block_and_in_proportion_within() -> None:
    link = narrowband(carrier="nb1-ce0")
    capacity = (link.carrier.uplink_block - link.framing.block_header) / 8
    room = int(capacity - link.framing.packet_header / 8)
    inside, full, over = (
        cellular_activity((up(size),), link).energy for size in (room - 1, room, room + 1)
    )
    assert over - full > 5 * (full - inside) > 0


@pytest.mark.parametrize("name", EVERY)
def test_arrays_are_as_good_as_floats(name: str) -> None:
    sizes = np.array([1.0, 20.0, 300.0, 1400.0])
    together = cellular_activity((up(sizes),), EVERY[name]).energy
    alone = [cellular_activity((up(float(size)),), EVERY[name]).energy for size in sizes]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


@pytest.mark.parametrize(
    ("packet", "link", "where", "said"),
    [
        (up(20), narrowband(transmit_level=30.0), "link.transmit_level", "rated power"),
        (up(20), narrowband(active_timer=20_000.0), "link.active_timer", "3.1 h"),
        (up(20), narrowband(between="paging", paging_cycle=1e6), "link.paging_cycle", "2.913 h"),
        (up(20), narrowband(update_period=1e9), "link.update_period", "1.132 years"),
        (up(20), narrowband("nrf9160-lte-m", drx_on=1.0), "link.drx_on", "less than the cycle"),
        (up(20), broadband(uplink_rate="1 Gbit/s"), "link.uplink_rate", "50 Mbit/s"),
        (up(2000), narrowband(), "link", "several packets"),
        (up(20), lossy(narrowband(), 1.0), "link.loss", "below 1"),
    ],
)
def test_what_a_network_forbids_is_said_with_what_it_allows(
    packet: Any, link: Any, where: str, said: str
) -> None:
    (problem,) = cellular_problems((packet,), link)
    assert problem.where == where
    assert said in f"{problem.what} {problem.remedy}"


def test_messages_that_come_too_fast_are_refused() -> None:
    (problem,) = cellular_problems((up(20),), narrowband(), interval=5.0)
    assert "busy" in problem.what
    assert "release_assistance" in problem.remedy
    assert not cellular_problems((up(20),), narrowband(), interval=60.0)


def test_a_modem_of_another_technology_is_refused_with_those_that_fit() -> None:
    with pytest.raises(InputError, match="nrf9160-nb-iot"):
        resolve(NbIotSection(modem="nrf9160-lte-m"), CATALOGUE)
