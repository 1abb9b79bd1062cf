"""What LoRaWAN, Sigfox and satellites forbid, and what would be legal instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from joulepath import estimate
from joulepath.errors import InputError, Problem, ScenarioError
from joulepath.records.links.exchanges import Losses
from joulepath.scenario.links.lorawan import lorawan_problems
from joulepath.scenario.links.satellite import satellite_problems
from joulepath.scenario.links.sigfox import sigfox_problems

from .long_range import CATALOGUE, lorawan, satellite, sigfox
from .short_range import down, up
from .test_battery import SENSOR

IMAGE = (up(60_000),)


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, problems
    return problems[0]


def test_legal_links_have_no_problem() -> None:
    message = (up(11), down(8))
    for region in ("eu868", "us915", "as923"):
        for name in CATALOGUE.names("lorawan-data-rates"):
            if name.startswith(region) and name not in ("as923-dr0", "as923-dr1"):
                link = lorawan(region=region, data_rate=name)
                assert lorawan_problems(message, link, 3600.0) == [], name
    for keys in ({"device_class": "b"}, {"device_class": "c"}, {"confirmed": True}):
        assert lorawan_problems(message, lorawan(**keys)) == []
    assert lorawan_problems(message, lorawan(devices=9, contention_interval=60.0)) == []
    assert sigfox_problems(message, sigfox(), 6 * 3600.0) == []
    assert sigfox_problems((up(12),), sigfox(module="sigfox-module-600", zone="rc2"), 700.0) == []
    assert satellite_problems(message, satellite(), 60.0) == []


def test_an_image_says_what_it_would_take() -> None:
    # By hand: 1176 frames of 51 B (2.793472 s) and one of 24 B: 54.78 min, and 100 times that.
    problem = only(lorawan_problems(IMAGE, lorawan(data_rate="eu868-dr0")))
    assert "a message of 60 kB needs 1 177 messages of up to 51 B at eu868-dr0" in problem.what
    assert "54.78 min of airtime, 91.31 h under the 1 % duty cycle of eu868-g1" in problem.what
    assert "send 51 B at most, or set fragmented = true" in problem.remedy
    assert "248 messages of up to 242 B at eu868-dr6" in problem.remedy


def test_an_application_may_cut_an_image_if_there_is_time() -> None:
    link = lorawan(data_rate="eu868-dr0", fragmented=True)
    assert lorawan_problems(IMAGE, link) == []
    assert lorawan_problems(IMAGE, link, 4 * 86_400.0) == []
    problem = only(lorawan_problems(IMAGE, link, 86_400.0))
    assert problem.what.startswith("a message every 24 h, but it needs 1 177 messages")
    assert "send every 91.31 h or less often" in problem.remedy
    assert "data_rate = eu868-dr2, eu868-dr3" in problem.remedy
    assert "sub_band = eu868-g3" in problem.remedy


def test_what_is_named_as_legal_is_legal() -> None:
    problem = only(lorawan_problems((up(20),), lorawan(data_rate="eu868-dr0"), 60.0))
    rates = problem.remedy.split("data_rate = ")[1].split(", or")[0].split(", ")
    bands = problem.remedy.split("sub_band = ")[1].split(", ")
    for rate in rates:
        assert lorawan_problems((up(20),), lorawan(data_rate=rate), 60.0) == []
    for band in bands:
        link = lorawan(data_rate="eu868-dr0", sub_band=band)
        assert lorawan_problems((up(20),), link, 60.0) == []


def test_sub_bands_have_duty_cycles_of_their_own() -> None:
    def refused(band: str) -> bool:
        return bool(lorawan_problems((up(20),), lorawan(sub_band=band), 60.0))

    assert refused("eu868-g2")
    assert not refused("eu868-g1")
    assert not refused("eu868-g3")


def test_a_network_may_grant_less_than_the_law() -> None:
    # By hand: 1.810432 s at SF12 for 19 B of payload, 30 s a day: every 5214 s.
    link = lorawan(data_rate="eu868-dr0", fair_use="the-things-network")
    problem = only(lorawan_problems((up(19),), link, 600.0))
    assert problem.where == "link.fair_use"
    assert "more than 30 s of airtime a day" in problem.what
    assert "send every 1.448 h" in problem.remedy
    assert lorawan_problems((up(19),), link, 5300.0) == []
    chatty = replace(lorawan(fair_use="the-things-network"), confirmed=True)
    assert "10 downlinks" in only(lorawan_problems((up(8),), chatty, 3600.0)).what


Problems = Callable[..., list[Problem]]
BROKEN: dict[str, tuple[Problems, Any, Any, str, str, str]] = {
    "too loud": (
        lorawan_problems, (up(8),), lorawan(device="sx1276-17dbm"), "transmit_level",
        "17 dBm, but eu868-g1 allows 14 dBm", "sub_band = 'eu868-g3' (27 dBm)",
    ),
    "payload": (
        lorawan_problems, (up(8),), lorawan(data_rate="eu868-dr0", payload_limit="60 B"),
        "payload_limit", "frames of 60 B", "eu868-dr0 carries 51 B",
    ),
    "options": (
        lorawan_problems, (up(8),),
        lorawan(region="us915", data_rate="us915-dr0", options="15 B"),
        "payload_limit", "frames of", "us915-dr0 carries 11 B, options included",
    ),
    "dwell": (
        lorawan_problems, (up(11),),
        lorawan(region="us915", data_rate="us915-dr0", coding_rate="4/8"),
        "data_rate", "a frame of 11 B is 493.6 ms on the air, but us915 allows 400 ms",
        "coding_rate = '4/5', or data_rate = us915-dr1",
    ),
    "no spreading": (
        lorawan_problems, (up(8),),
        replace(lorawan(), data_rate=replace(lorawan().data_rate, spreading_factor=13.0)),
        "data_rate", "is 13", "allows 5 to 12",
    ),
    "loss": (
        lorawan_problems, (up(8),), replace(lorawan(), losses=Losses(1.0, 8.0, 1.0)),
        "loss", "lets nothing through", "0.05",
    ),
    "slots": (
        lorawan_problems, (up(8),),
        replace(
            lorawan(device_class="b"),
            listening=replace(lorawan(device_class="b").listening, slots=200.0),
        ),
        "ping_slots", "is 200", "allows 1 to 128",
    ),
    "sigfox payload": (
        sigfox_problems, IMAGE, sigfox(), "",
        "needs 5 000 of 12 B: 8.667 h of airtime, 35.71 days at the 140 a day",
        "send 12 B at most, or set fragmented = true",
    ),
    "sigfox answer": (
        sigfox_problems, (down(9),), sigfox(), "", "of 8 B", "send 8 B at most"
    ),
    "sigfox level": (
        sigfox_problems, (up(8),), sigfox(transmit_level=22.0, transmit_current=0.1), "module",
        "22 dBm of the module", "16 dBm at most",
    ),
    "sigfox dwell": (
        sigfox_problems, (up(8),), replace(
            sigfox(module="sigfox-module-600", zone="rc2"),
            zone=replace(sigfox(zone="rc2").zone, rate=100.0),
        ),
        "zone", "a frame is 2.08 s on the air", "400 ms",
    ),
    "sigfox repetitions": (
        sigfox_problems, (up(8),), replace(sigfox(), repetitions=4.0), "repetitions", "is 4",
        "allows 1 to 3",
    ),
    "satellite payload": (
        satellite_problems, IMAGE, satellite(), "", "needs 177 of 340 B with a session each",
        "send 340 B at most",
    ),
    "satellite loss": (
        satellite_problems, (up(8),), replace(satellite(), loss=1.0, attempts=1.0),
        "loss", "lets nothing through", "0.05",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_forbidden_is_said_with_what_is_legal(name: str) -> None:
    problems, packets, link, where, what, remedy = BROKEN[name]
    problem = only(problems(packets, link))
    assert problem.where == (f"link.{where}" if where else "link")
    assert what in problem.what
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("problems", "packets", "link", "interval", "what"),
    [
        (sigfox_problems, (up(1),), sigfox(), 600.0, "the zone allows 140 uplinks a day"),
        (sigfox_problems, (up(1), down(8)), sigfox(), 3600.0, "4 downlinks a day"),
        (sigfox_problems, (up(12),), sigfox(), 620.0, "1 % of the time on the air"),
        (satellite_problems, (up(12),), satellite(), 6.0, "its sessions take 14.04 s"),
        (
            lorawan_problems, (up(8),), lorawan(region="us915", data_rate="us915-dr3"), 0.1,
            "it needs 1 message",
        ),
        (
            lorawan_problems, (down(8),),
            lorawan(region="us915", data_rate="us915-dr3", device_class="c"), 0.1, "it takes 1.0",
        ),
    ],
)  # fmt: skip
def test_messages_that_come_too_soon(
    problems: Problems, packets: Any, link: Any, interval: float, what: str
) -> None:
    assert any(what in problem.what for problem in problems(packets, link, interval))
    assert all("or less often" in problem.remedy for problem in problems(packets, link, interval))


def test_problems_of_arrays_are_found() -> None:
    sizes = np.array([10.0, 51.0, 52.0])
    problem = only(lorawan_problems((up(sizes),), lorawan(data_rate="eu868-dr0")))
    assert "a message of 52 B" in problem.what
    assert lorawan_problems((up(sizes[:2]),), lorawan(data_rate="eu868-dr0")) == []


# -- in a scenario --------------------------------------------------------------------------------

LINK: dict[str, Any] = {
    "technology": "lorawan",
    "device": "mdot-board",
    "region": "eu868",
    "data_rate": "eu868-dr5",
}
CELL = {"battery.cell": "aa-alkaline"}


def sent(inputs: Any = None, **keys: Any) -> Any:
    return estimate(SENSOR, {"path": [{"link": LINK | keys}]} | CELL | (inputs or {}))


def test_a_scenario_with_a_battery() -> None:
    fast, slow = sent(), sent(data_rate="eu868-dr0")
    assert fast.methods["link"] == "framed"
    assert fast.lifecycle.battery.life > slow.lifecycle.battery.life
    assert fast.lifecycle.inference.result.energy < slow.lifecycle.inference.result.energy


@pytest.mark.parametrize(
    "link",
    [
        {"technology": "sigfox", "module": "sigfox-module"},
        {"technology": "satellite", "terminal": "iridium-9603"},
    ],
)
def test_other_links_of_long_reach_in_a_scenario(link: dict[str, Any]) -> None:
    small = {"inference.result": "8 B", "inference.inferences": "24/day"}
    assert estimate(SENSOR, {"path": [{"link": link}]} | CELL | small).energy > 0


@pytest.mark.parametrize(
    ("keys", "where", "remedy"),
    [
        ({"region": "eu686"}, "region", "did you mean 'eu868'?"),
        ({"data_rate": "eu868-dr9"}, "data_rate", "did you mean 'eu868-dr"),
        ({"data_rate": "us915-dr1"}, "data_rate", "use one of eu868-dr0"),
        ({"sub_band": "us915"}, "sub_band", "use one of eu868-g"),
        ({"region": "as923", "data_rate": "as923-dr0"}, "data_rate", "use one of as923-dr2"),
        ({"loss": 1}, "loss", "below"),
        ({"devices": 10}, "devices", "add contention_interval"),
    ],
)
def test_impossible_links_are_refused(keys: dict[str, Any], where: str, remedy: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        sent(**keys)
    assert any(
        where in problem.where and remedy in problem.remedy for problem in refused.value.problems
    ), refused.value.problems


def test_a_message_that_no_frame_carries_is_refused_in_a_scenario() -> None:
    with pytest.raises(ScenarioError, match="1 177 messages of up to 51 B"):
        sent({"inference.result": "60 kB"}, data_rate="eu868-dr0")


def test_sections_refuse_what_is_of_another_region_from_python_too() -> None:
    with pytest.raises(InputError, match="is not of region"):
        lorawan(data_rate="us915-dr1", sub_band="as923")
