"""The radio of a link over a distance: what the link says of it, and what contradicts it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joulepath import estimate
from joulepath.catalogue import load
from joulepath.errors import ScenarioError
from joulepath.lifecycle.links.propagation import path_loss
from joulepath.records.links.propagation import LogDistance

from .test_propagation import scenario

CATALOGUE = load()
WAY: dict[str, Any] = {"model": "log-distance", "exponent": 3, "frequency": "868.1 MHz"}
LORA: dict[str, Any] = {
    "technology": "lorawan",
    "device": "sx1276-13dbm",
    "region": "eu868",
    "data_rate": "eu868-dr5",
}
BLE: dict[str, Any] = {"technology": "ble", "chip": "nrf52840-ble", "interval": "1 s"}
THREAD: dict[str, Any] = {"technology": "ieee-802-15-4", "chip": "nrf52840-802-15-4"}
SIGFOX: dict[str, Any] = {"technology": "sigfox", "module": "sigfox-module", "fragmented": True}
WIFI: dict[str, Any] = {"technology": "wifi", "module": "esp32-module", "mode": "11b-1"}
NB_IOT: dict[str, Any] = {"technology": "nb-iot", "modem": "nrf9160-nb-iot"}
LTE_M: dict[str, Any] = {"technology": "lte-m", "modem": "nrf9160-lte-m"}

# What each link says of its radio, written out: data rate 5 is SF7 in 125 kHz, the chips and
# modules send at the levels of their catalogue entries, LE 1M has 1 Msymbol/s.
SPELLED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "lorawan": (
        LORA,
        {
            "distance": "3.5 km",
            "modulation": "lora",
            "spreading_factor": 7,
            "bandwidth": "125 kHz",
            "transmit_level": "13 dBm",
            "noise_figure": "6 dB",
        },
    ),
    "ble": (
        BLE,
        {
            "distance": "100 m",
            "modulation": "gfsk",
            "bandwidth": "1 MHz",
            "bit_rate": "1 Mbit/s",
            "transmit_level": "0 dBm",
        },
    ),
    "ieee-802-15-4": (
        THREAD,
        {
            "distance": "250 m",
            "modulation": "o-qpsk",
            "bandwidth": "2 MHz",
            "transmit_level": "0 dBm",
        },
    ),
    "sigfox": (
        SIGFOX,
        {
            "distance": "14 km",
            "modulation": "bpsk",
            "bandwidth": "100 Hz",
            "bit_rate": "100 bit/s",
            "transmit_level": "14 dBm",
        },
    ),
}
OTHER: dict[str, Any] = {
    "modulation": "qpsk",
    "spreading_factor": 12,
    "bandwidth": "250 kHz",
    "bit_rate": "3 kbit/s",
    "transmit_level": "20 dBm",
    "noise_figure": "3 dB",
}


def loss_of(e: Any) -> Any:
    link = e._resolved.inputs.path[0].link
    return getattr(link, "losses", link).loss


def refused(link: dict[str, Any], **table: Any) -> list[Any]:
    with pytest.raises(ScenarioError) as error:
        estimate(scenario(link, **{**WAY, **table}))
    return list(error.value.problems)


@pytest.mark.parametrize("name", SPELLED)
def test_a_distance_takes_the_radio_of_its_link(name: str) -> None:
    link, spelled = SPELLED[name]
    alone = estimate(scenario(link, **WAY, distance=spelled["distance"]))
    written = estimate(scenario(link, **WAY, **spelled))
    assert 0 < loss_of(alone) < 1
    assert loss_of(alone) == loss_of(written)
    said = [each.what for each in alone.assumptions if each.where == "path.0.reach"]
    assert spelled["modulation"] in said[0]


@pytest.mark.parametrize(
    ("name", "key"),
    [(name, key) for name, (_, spelled) in SPELLED.items() for key in spelled if key != "distance"],
)
def test_another_radio_than_that_of_the_link_is_refused(name: str, key: str) -> None:
    link, spelled = SPELLED[name]
    problems = refused(link, distance=spelled["distance"], **{key: OTHER[key]})
    assert problems[0].where == f"path[0].reach.{key}"
    assert "means" in problems[0].what
    assert f"leave {key} out" in problems[0].remedy


def test_a_slower_data_rate_is_heard_farther_and_costs_more_airtime() -> None:
    fast, slow = (
        estimate(
            scenario({**LORA, "data_rate": f"eu868-dr{rate}"}, **WAY, distance="3.5 km"),
            {"data.bits_per_value": 16},
        )
        for rate in (5, 0)
    )
    assert loss_of(slow) < loss_of(fast)
    assert slow.lifecycle.collection.energy > fast.lifecycle.collection.energy


def test_a_link_of_another_power_has_to_say_its_level() -> None:
    link = {**THREAD, "transmit_current": "17 mA"}
    (problem,) = refused(link, distance="100 m")
    assert (problem.where, problem.remedy) == (
        "path[0].reach.transmit_level",
        "add transmit_level",
    )
    near = scenario(link, **WAY, distance="100 m", transmit_level="8 dBm")
    assert loss_of(estimate(near)) <= loss_of(estimate(scenario(THREAD, **WAY, distance="100 m")))


def test_a_full_frame_of_the_link_is_lost_most_often() -> None:
    full, small = (
        loss_of(estimate(scenario(THREAD, **WAY, distance="280 m", **frame)))
        for frame in ({}, {"frame": "20 B"})
    )
    same = loss_of(estimate(scenario(THREAD, **WAY, distance="280 m", frame="127 B")))
    assert full == same > small


def test_wifi_knows_its_rate_and_says_what_is_not_modelled() -> None:
    radio = {"modulation": "bpsk", "bandwidth": "22 MHz", "transmit_level": "20 dBm"}
    told = estimate(scenario(WIFI, **WAY, distance="300 m", **radio))
    assert 0 <= loss_of(told) < 1
    (problem,) = refused(WIFI, distance="300 m", **radio, bit_rate="2 Mbit/s")
    assert problem.where == "path[0].reach.bit_rate"
    fast = {**WIFI, "mode": "11n-mcs7"}
    dense = {**radio, "modulation": "qpsk", "bandwidth": "20 MHz"}
    (problem,) = refused(fast, distance="300 m", **dense)
    assert problem.where == "path[0].reach.modulation"
    assert "2 bit each second and hertz" in problem.what
    assert "link.loss" in problem.remedy


def test_satellites_have_no_distance() -> None:
    (problem,) = refused({"technology": "satellite", "terminal": "iridium-9603"}, distance="9 km")
    assert problem.where == "path[0].reach"
    assert "link.loss" in problem.remedy


def covered(link: dict[str, Any], distance: Any, **table: Any) -> Any:
    e = estimate(scenario(link, **{**WAY, "distance": distance, **table}))
    record: Any = e._resolved.inputs.path[0]
    return record.link.carrier, e


# Origin: TR 45.820: maximum coupling losses of 144, 154 and 164 dB; the distances follow by hand
# from 31.2 dB at a metre and 30 dB a decade, 868.1 MHz in free space and an exponent of three.
@pytest.mark.parametrize(
    ("link", "decades", "carrier"),
    [
        (NB_IOT, 3.0, "nb1-ce0"),
        (NB_IOT, 3.7, "nb1-ce0"),
        (NB_IOT, 3.8, "nb1-ce1"),
        (NB_IOT, 4.05, "nb1-ce1"),
        (NB_IOT, 4.15, "nb1-ce2"),
        (NB_IOT, 4.4, "nb1-ce2"),
        (LTE_M, 3.7, "m1-ce0"),
        (LTE_M, 3.8, "m1-ce1"),
        (LTE_M, 4.4, "m1-ce2"),
    ],
)
def test_a_coupling_loss_chooses_the_coverage_and_its_repetitions(
    link: dict[str, Any], decades: float, carrier: str
) -> None:
    found, e = covered(link, 10.0**decades)
    expected = CATALOGUE.entry("narrowband-carriers", carrier)
    assert found == expected.record
    same = scenario({**link, "carrier": carrier})
    del same["path"][0]["reach"]
    assert e.energy == estimate(same).energy
    (said,) = [each.what for each in e.assumptions if each.where == "path.0.reach"]
    lost = path_loss(LogDistance(3.0, 1.0), 10.0**decades, 868.1e6)
    assert f"{lost:.1f} dB: carrier {carrier!r}" in said
    assert not any("path.link.carrier" in each.what for each in e.assumptions)
    assert any("path.link.loss" in each.what for each in e.assumptions)
    origin = e._resolved.origins["path.0.link.carrier.uplink_repetitions"]
    assert origin.place == f"narrowband-carriers/{carrier}.uplink_repetitions"


def test_antennas_walls_and_a_lower_level_count_as_coupling() -> None:
    near = 10**3.7
    assert covered(NB_IOT, near)[0].coupling_loss == 144
    assert covered(NB_IOT, near, margin="10 dB")[0].coupling_loss == 154
    assert covered(NB_IOT, near, margin="10 dB", gains="10 dB")[0].coupling_loss == 144
    assert covered({**NB_IOT, "transmit_level": "14 dBm"}, near)[0].coupling_loss == 154


def test_farther_never_costs_less() -> None:
    energies = [covered(NB_IOT, float(each))[1].energy for each in np.geomspace(100, 25e3, 12)]
    assert energies == sorted(energies)
    assert energies[-1] > 3 * energies[0]


@pytest.mark.parametrize(
    ("link", "table", "where", "what", "remedy"),
    [
        (NB_IOT, {"distance": "40 km"}, "reach.distance", "bridges 164 dB", "it reaches 2"),
        (
            {**NB_IOT, "carrier": "nb1-ce0"},
            {"distance": "10 km"},
            "link.carrier",
            "'nb1-ce0' bridges 144 dB of 15",
            "write carrier = 'nb1-ce1'",
        ),
        (
            NB_IOT,
            {"distance": "1 km", "modulation": "qpsk"},
            "reach.modulation",
            "decides it",
            "leave modulation out",
        ),
        (
            LTE_M,
            {"distance": "1 km", "transmit_level": "20 dBm"},
            "reach.transmit_level",
            "the link sends at 23 dBm",
            "link.transmit_level",
        ),
        (
            NB_IOT,
            {"distance": np.array([100.0, 10e3])},
            "reach.distance",
            "carriers of different coverage",
            "carrier = 'nb1-ce1'",
        ),
        (
            NB_IOT,
            {"distance": np.array([100.0, 90e3])},
            "reach.distance",
            "bridges 164 dB",
            "come closer",
        ),
    ],
)
def test_what_coverage_does_not_bridge_is_refused(
    link: Any, table: Any, where: str, what: str, remedy: str
) -> None:
    (problem,) = refused(link, **table)
    assert problem.where == f"path[0].{where}"
    assert what in problem.what
    assert remedy in problem.remedy


def test_many_distances_share_a_carrier_that_is_named() -> None:
    found, e = covered({**NB_IOT, "carrier": "nb1-ce1"}, np.array([100.0, 10e3]))
    assert found.coupling_loss == 154
    assert any("up to 15" in each.what for each in e.assumptions)
