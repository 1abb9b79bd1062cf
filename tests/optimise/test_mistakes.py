"""What cannot be searched for is refused with where, what and a remedy."""

from __future__ import annotations

from typing import Any

import pytest

from joulepath import estimate
from joulepath.analysis.optimise.axes import Choices, Interval, parse_axis
from joulepath.analysis.optimise.goals import parse_goal
from joulepath.analysis.optimise.placement import Task, Traffic, place
from joulepath.analysis.optimise.whole import optimise
from joulepath.errors import InputError, UnknownName

DEVICE: dict[str, Any] = {  # invented
    "model": {"family": "given", "forward": 1e6},
    "zone": "DEU",
    "year": 2025,
    "data": {"samples": 10, "values_per_sample": 10, "bits_per_value": 8},
    "path": [],
    "inference": {
        "processor": {"throughput": "1 GFLOP/s", "power": "1 W"},
        "inferences": 1000,
    },
}
EPOCHS = {"inference.utilisation": "0.1..1:5"}


@pytest.mark.parametrize(
    ("spec", "values"),
    [
        ("7..12", (7, 8, 9, 10, 11, 12)),
        ("-2..1", (-2, -1, 0, 1)),
        ("a,b,a", ("a", "b")),
        ("1,2.5,true", (1, 2.5, True)),
        ('"x, y",z', ("x, y", "z")),
        ("0.5..1.5:3", (0.5, 1, 1.5)),
        ("0.5..1.5:lin3", (0.5, 1, 1.5)),
        ("1/day..100/day:log3", ("1/day", "10/day", "100/day")),
        ("1..10 mW:2", ("1 mW", "10 mW")),
        ("4/5,4/8", ("4/5", "4/8")),
        ('{a=1,b="x"},{a=2}', ({"a": 1, "b": "x"}, {"a": 2})),
        (["one", 2], ("one", 2)),
        ("[[1,2],[3]]", ([1, 2], [3])),
    ],
)
def test_what_a_key_may_be(spec: Any, values: tuple[Any, ...]) -> None:
    assert parse_axis("k", spec, "--choose") == Choices("k", values)


@pytest.mark.parametrize(
    ("spec", "interval"),
    [
        ("0.1..0.9", Interval("k", 0.1, 0.9, "", False)),
        ("1 s..10 s", Interval("k", 1.0, 10.0, "s", False)),
        ("1..1e3/day:log", Interval("k", 1.0, 1000.0, "/day", True)),
    ],
)
def test_ranges_of_numbers(spec: str, interval: Interval) -> None:
    assert parse_axis("k", spec, "--choose") == interval


def test_shares_of_a_range() -> None:
    assert Interval("k", 1.0, 100.0, " s".strip(), True).at(0.5) == "10 s"
    assert Interval("k", 1.0, 3.0, "", False).at(0.25) == 1.5


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("", "no value for k"),
        ("12..7", "does not go up"),
        ("1 s..2 min", "begins in 's' and ends in 'min'"),
        ("-1..1:log5", "has no logarithm"),
        ("1..2:", "says no number of values"),
        ("1..2:1", "asks for 1 values"),
        ("1..9:1000000", "1000000 values"),
        ("1..1000000000", "1000000000 values"),
        ("a..b", "is no range of numbers"),
        ("1..", "is no range of numbers"),
    ],
)
def test_a_key_cannot_be(spec: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_axis("k", spec, "--choose")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"choose": {}}, "nothing may be chosen"),
        ({"minimise": ()}, "nothing is minimised"),
        ({"minimise": "carbom"}, "no quantity named 'carbom'\n  did you mean 'carbon'"),
        ({"minimise": "-carbon"}, "is no quantity"),
        ({"minimise": "0 carbon + energy"}, "a weight of 0"),
        ({"minimise": "energy + energy"}, "names a quantity twice"),
        ({"minimise": "1..2 carbon"}, "a weight of 1..2"),
        ({"minimise": "cost"}, r"no candidate has cost\n  add \[cost\]"),
        ({"minimise": "0.5 cost + energy"}, "has no cost to count a mix from"),
        ({"subject_to": "latency"}, "is no limit"),
        ({"subject_to": "latency<2kg"}, "unit 'kg'"),
        ({"subject_to": "latency<2"}, "has no unit"),
        ({"subject_to": "cost<2 EUR"}, "no candidate has cost"),
        ({"subject_to": "cost<many"}, "no amount of money"),
        ({"subject_to": "energy<1 pJ"}, "no candidate keeps to energy<1 pJ: the nearest has"),
        ({"subject_to": "speed<1"}, "no quantity named 'speed'"),
        ({"choose": {"inference.procesor": "a,b"}}, "unknown key 'procesor'\n  did you mean"),
        ({"choose": {"path.3.loss": "0.1,0.2"}}, "no place 'path.3.loss'"),
        ({"choose": {"zone": "GER,FRN"}}, "no zone named 'GER'"),
        ({"choose": {"zone": "catalogue:9*"}}, "no entry for zone matches '9\\*'"),
        ({"choose": {"zonee": "catalogue"}}, "no key named 'zonee'"),
        ({"choose": {"title": "catalogue"}}, "title names no entry of the catalogue"),
        ({"choose": {"battery.cell": "catalogue"}}, "has no table battery"),
        ({"choose": [("zone", "DEU"), ("zone", "FRA")]}, "zone is chosen twice"),
        ({"method": "best"}, "no method named 'best'"),
        ({"evaluations": 0}, "--evaluations: 0 is out of range"),
        ({"draws": 1, "robust": "p95"}, "--draws: 1 is out of range"),
        ({"seed": -1}, "--seed: -1 is out of range"),
        ({"robust": "p20"}, "'p20' is no quantile"),
        ({"robust": "mean"}, "'mean' is no quantile"),
    ],
)
def test_a_search_is_refused(asked: dict[str, Any], said: str) -> None:
    question: dict[str, Any] = {"choose": EPOCHS, "minimise": "energy"} | asked
    with pytest.raises(InputError, match=said):
        optimise(DEVICE, **question)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        optimise(DEVICE, {"zone": "2..1"}, "carbom", "latency", robust="p2")
    assert len(caught.value.problems) == 4


def test_too_many_candidates_to_try_all() -> None:
    choose = {"inference.inferences": "1..2000", "data.samples": "1..2000"}
    with pytest.raises(InputError, match="4e\\+06 candidates are too many"):
        optimise(DEVICE, choose, "energy", method="exhaustive")


def test_a_path_by_ratios_has_no_latency() -> None:
    linked = DEVICE | {"path": [{"stack": "generic"}]}
    linked["inference"] = DEVICE["inference"] | {"inputs": "sent"}
    with pytest.raises(InputError, match="no candidate has latency\n  give every hop"):
        optimise(linked, EPOCHS, "latency")
    assert optimise(DEVICE, EPOCHS, "latency").best.goals == (0.001,)  # 1 MFLOP at 1 GFLOP/s


@pytest.mark.parametrize(
    ("tasks", "options", "said"),
    [
        ([], {}, "no task"),
        ([Task("a", {})], {}, "can run nowhere"),
        ([Task("a", {"x": 1.0}), Task("a", {"x": 1.0})], {}, "two tasks 'a'"),
        ([Task("a", {"x": float("nan")})], {}, "nan cannot be"),
        ([Task("a", {"x": 1.0}, {"y": {"m": 1.0}})], {}, "no place named 'y'"),
        ([Task("a", {"x": 1.0}, {"x": {"m": -1.0}})], {}, "-1.0 cannot be"),
        ([Task("a", {"x": 1.0})], {"capacities": {"z": {"m": 1.0}}}, "no place named 'z'"),
        (
            [Task("a", {"x": 1.0}, {"x": {"m": 2.0}})],
            {"capacities": {"x": {"m": 1.0}}},
            "no placement keeps to the capacities",
        ),
        ([Task("a", {"x": 1.0})], {"traffic": [Traffic("a", "b", {})]}, "no task named 'b'"),
        (
            [Task("a", {"x": 1.0}), Task("b", {"x": 1.0})],
            {"traffic": [Traffic("a", "b", {("x", "q"): 1.0})]},
            "no place named 'q'",
        ),
    ],
)
def test_a_placement_is_refused(tasks: list[Task], options: dict[str, Any], said: str) -> None:
    pytest.importorskip("scipy", reason="placement needs the extra 'optimise'")
    with pytest.raises(InputError, match=said):
        place(tasks, **options)


def test_names_near_an_unknown_quantity() -> None:
    base = estimate(DEVICE).lifecycle
    with pytest.raises(UnknownName) as caught:
        parse_goal("inference.computation.tme", base, "--minimise")
    assert "inference.computation.time" in caught.value.nearest
