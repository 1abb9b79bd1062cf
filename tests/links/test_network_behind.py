"""The network behind a link, counted with the life of a scenario."""

from __future__ import annotations

from typing import Any

import pytest

from joulepath import estimate
from joulepath.errors import ScenarioError
from joulepath.report.comparison import comparison_table
from joulepath.report.summary import report_of
from joulepath.scenario.links.network_request import NetworkRequest, resolve_network
from joulepath.scenario.offload import resolve_offload
from joulepath.scenario.reading import load_scenario

from .test_battery import SENSOR
from .test_offload import CAMERA

FIBRE: dict[str, Any] = {"path.0.network": {"path": "fibre"}}
LINK: dict[str, Any] = SENSOR["path"][0]
AVERAGE: dict[str, Any] = {"parts": [{"average": "mobile-finland-2021"}]}
RESULT = 128.0  # 16 B that SENSOR sends, in bits


@pytest.mark.parametrize("method", ["marginal", "load-share", "average"])
def test_a_message_costs_behind_its_link_what_the_network_alone_says(method: str) -> None:
    # Origin: `joulepath network`, whose numbers tests/links/test_network.py checks; one packet.
    alone = resolve_network(NetworkRequest(path="fibre", bits=RESULT))
    by_method = {
        "marginal": alone.marginal,
        "load-share": alone.load_share,
        "average": alone.average,
    }
    life = estimate(SENSOR, FIBRE | {"path.0.network.method": method}).lifecycle
    result, expected = life.inference.result, by_method[method]
    assert result is not None
    assert expected is not None
    assert result.network_energy == pytest.approx(expected.message, rel=1e-12)


def test_device_and_network_are_apart_and_make_the_whole() -> None:
    without = estimate(SENSOR).lifecycle.inference.result
    result = estimate(SENSOR, FIBRE).lifecycle.inference.result
    assert without is not None
    assert result is not None
    assert without.network_energy == 0
    assert result.device_energy == without.device_energy == without.energy
    assert result.energy == pytest.approx(result.device_energy + result.network_energy)
    (hop,) = result.hops
    assert hop.behind is not None
    assert sum(each.message for each in hop.behind.segments) == pytest.approx(hop.network_energy)


def test_the_battery_feeds_the_device_and_not_the_network() -> None:
    alone, networked = (estimate(SENSOR, changes).lifecycle for changes in ({}, FIBRE))
    assert alone.battery is not None
    assert networked.battery is not None
    assert networked.battery.life == alone.battery.life
    assert networked.energy > alone.energy


def test_an_answer_costs_the_network_what_it_adds_to_its_request() -> None:
    sent = {"inference.inputs": "sent"} | FIBRE
    life = estimate(SENSOR, sent).lifecycle.inference
    assert life.collection is not None
    assert life.result is not None
    # Origin: the network alone; 10 values of 8 bit go up in a packet, 128 bit come down in another.
    for crossing, bits in ((life.collection, 80.0), (life.result, RESULT)):
        alone = resolve_network(NetworkRequest(path="fibre", bits=bits)).load_share
        assert alone is not None
        assert crossing.network_energy == pytest.approx(alone.message, rel=1e-12)


def test_an_average_can_be_that_of_a_year() -> None:
    # Origin: Aslan 2018, abstract: 0.06 kWh/GB in 2015, halving every two years: 0.015 in 2019.
    then = FIBRE | {"path.0.network.method": "average", "path.0.network.year": 2019}
    result = estimate(SENSOR, then).lifecycle.inference.result
    assert result is not None
    assert result.network_energy == pytest.approx(0.015 * 3.6e6 / 8e9 * RESULT, rel=1e-12)


def test_what_an_average_leaves_out_is_said() -> None:
    found = estimate(SENSOR, FIBRE | {"path.0.network.method": "average"})
    said = {each.what for each in found.assumptions}
    assert "the average does not contain: gateway, data centre" in said
    silent = {each.where: each.what for each in estimate(SENSOR).assumptions}
    assert "not counted" in silent["path.0.network"]


def test_offload_counts_the_network_apart_from_the_device() -> None:
    one = {"path": CAMERA["path"][:1]}
    bare = resolve_offload(load_scenario(CAMERA, one)).result.outcomes[-1]
    networked = {"path": [CAMERA["path"][0] | {"network": {"path": "fibre"}}]}
    behind = resolve_offload(load_scenario(CAMERA, networked)).result.outcomes[-1]
    assert bare.network_energy == 0
    assert behind.network_energy > 0
    assert behind.device_energy == bare.device_energy
    assert behind.battery == bare.battery
    assert behind.energy == pytest.approx(bare.energy + behind.network_energy)


def test_every_number_of_the_network_has_an_origin() -> None:
    station = {
        "parts": [{"base_station": "earth-macro", "asleep": 0.1}, {"equipment": "core-router"}]
    }
    for network in ({"path": "fibre"}, station, AVERAGE):
        keys = {each.key for each in estimate(SENSOR, {"path.0.network": network}).bibliography}
        wanted = {"path": "netpowerbench", "parts": "auer-2011-earth"}[next(iter(network))]
        assert wanted in keys or network is AVERAGE
        assert "traficom-2022-networks" in keys or network is not AVERAGE


BOTH = {"parts": [{"base_station": "earth-macro"}, {"average": "mobile-finland-2021"}]}
MIXED = {"method": "average", "parts": [{"equipment": "core-router"}]}
YEAR = {"year": 2020, "parts": [{"equipment": "core-router"}]}


@pytest.mark.parametrize(
    ("path", "where", "what", "remedy"),
    [
        ([LINK | {"network": BOTH}], "path[0].network", "counted twice", "leave out one"),
        ([LINK | {"network": AVERAGE}, {"stack": "generic"}], "path[1]", "counted twice", "leave"),
        (
            [LINK | {"network": AVERAGE}, LINK | {"network": {"path": "fibre"}}],
            "path[1].network",
            "both contain the metro",
            "leave out one",
        ),
        ([LINK | {"network": {}}], "path[0].network", "neither a path nor parts", "fibre"),
        ([LINK | {"network": {"path": "fibr"}}], "path[0].network.path", "'fibr'", "'fibre'"),
        ([LINK | {"network": MIXED}], "path[0].network.method", "is no average", "load-share"),
        ([LINK | {"network": YEAR}], "path[0].network.year", "beside parts", "in the part"),
        ([LINK | {"network": {"path": "lorawan"}}], "path[0].network", "pace", "share it"),
        (
            [LINK | {"network": {"path": "fibre", "method": "average", "year": 1995}}],
            "path[0].network",
            "no average of 1995",
            "2000",
        ),
        (
            [{"stack": "generic", "network": {"path": "fibre"}}],
            "path[0].network",
            "both ends",
            "a link instead",
        ),
    ],
)
def test_a_network_that_cannot_be_is_refused(
    path: list[dict[str, Any]], where: str, what: str, remedy: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        estimate(SENSOR, {"path": path, "battery": None})
    found = [each for each in refused.value.problems if what in each.what]
    assert [each.where for each in found] == [where]
    assert remedy in found[0].remedy


def test_the_places_of_a_use_make_its_energy() -> None:
    for changes in ({}, FIBRE, FIBRE | {"inference.inputs": "sent", "storage": {"medium": "ssd"}}):
        life = estimate(SENSOR, changes).lifecycle
        places = life.places
        assert places is not None
        whole = places.device + places.network + places.server
        assert whole == pytest.approx(life.inference.energy)
        assert (places.server > 0) == ("inference.inputs" in changes)
        assert (places.network > 0) == (changes != {})


def test_what_the_device_draws_is_what_its_battery_gives() -> None:
    second = {"path": [LINK, LINK | {"network": {"path": "fibre"}}]}
    for changes in ({}, FIBRE, second):
        life = estimate(SENSOR, changes).lifecycle
        assert life.places is not None
        assert life.battery is not None
        seconds = 3 * 365.25 * 86_400
        assert life.battery.device_power == pytest.approx(life.places.device / seconds)


def test_links_of_both_ends_have_no_places() -> None:
    ratios = {"path": [{"stack": "generic"}], "battery": None}
    assert estimate(SENSOR, ratios).lifecycle.places is None


def test_a_comparison_shows_device_network_and_server_apart() -> None:
    edge = estimate(SENSOR, FIBRE)
    cloud = estimate(SENSOR, FIBRE | {"inference.inputs": "sent"})
    rows = {row[0]: row for row in comparison_table([edge, cloud], ["edge", "cloud"]).footers}
    assert {"use: device", "use: network", "use: server"} <= rows.keys()
    assert rows["use: server"][1] == "0 J"
    assert "use draws" in dict(report_of([edge]).facts)
