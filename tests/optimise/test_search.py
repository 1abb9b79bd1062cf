"""Every search gives the answer of trying all candidates one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from joulepath import estimate
from joulepath.analysis.optimise.results import Optimum
from joulepath.analysis.optimise.whole import optimise
from joulepath.analysis.uncertainty import uncertainty
from joulepath.errors import InputError, MissingExtra
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve

ROOT = Path(__file__).parents[2]

SENSOR: dict[str, Any] = {  # invented
    "model": {"family": "mlp", "widths": [24, 32, 16, 2]},
    "zone": "DEU",
    "year": 2024,
    "data": {"samples": 2000, "bits_per_value": 16, "collection": "local"},
    "path": [
        {
            "link": {
                "technology": "lorawan",
                "device": "sam-r34-868-15dbm",
                "transmit_level": "14 dBm",
                "region": "eu868",
                "data_rate": "eu868-dr3",
                "confirmed": True,
                "attempts": 8,
                "loss": 0.1,
                "loss_size": "25 B",
            }
        }
    ],
    "inference": {
        "processor": "samd21",
        "utilisation": 0.5,
        "inferences": "8/day",
        "lifetime": "10 years",
        "inputs": "local",
        "result": "12 B",
    },
    "battery": {"cell": "aa-lithium", "series": 2, "base_power": "60 uW"},
}
RATES = ["eu868-dr0", "eu868-dr3", "eu868-dr5", "us915-dr3"]  # the last is illegal
CHOOSE = {
    "path.0.link.data_rate": RATES,
    "path.0.link.attempts": "4..8",
    "inference.processor": ["samd21", "nrf52840"],
    "inference.inferences": "1/day..9/day:3",
    "zone": ["DEU", "FRA"],
}
LATENCY = "inference.latency"
SINGLE_GOALS = [
    ("carbon", []),
    ("energy", ["latency<1.5s"]),
    ("ecal", ["battery>14 years", "inference.result.hops.0.message.delivered>=0.9999"]),
    ("latency", ["carbon<=300mg"]),
    ("0.7 carbon + 0.3 latency", ["latency<3s", "carbon<1g"]),
]
SEARCHES = ["exhaustive", "pymoo", "optuna"]


def one_by_one(choose: dict[str, list[Any]]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Every candidate that is legal, by the command that users would give for each."""
    for values in product(*choose.values()):
        changes = dict(zip(choose, values, strict=True))
        try:
            yield changes, estimate(SENSOR, changes).lifecycle
        except InputError:
            continue


@pytest.fixture(scope="module")
def lives() -> list[tuple[dict[str, Any], Any]]:
    written = CHOOSE | {
        "path.0.link.attempts": [*range(4, 9)],
        "inference.inferences": ["1/day", "5/day", "9/day"],
    }
    return list(one_by_one(written))


def tries(method: str, most: int) -> int | None:
    """How many candidates a search may try; trying all has no limit."""
    return None if method == "exhaustive" else most


def numbers(life: Any) -> dict[str, float]:
    return {
        "carbon": life.carbon,
        "energy": life.energy,
        "ecal": life.ecal,
        "latency": life.inference.latency,
        "battery": life.battery.life,
        "delivered": life.inference.result.hops[0].message.delivered,
    }


YEAR = 365.25 * 86400.0
KEPT = {  # the limits above, in coherent units
    "latency<1.5s": lambda n: n["latency"] < 1.5,
    "latency<3s": lambda n: n["latency"] < 3,
    "battery>14 years": lambda n: n["battery"] > 14 * YEAR,
    "inference.result.hops.0.message.delivered>=0.9999": lambda n: n["delivered"] >= 0.9999,
    "carbon<=300mg": lambda n: n["carbon"] <= 0.3,
    "carbon<1g": lambda n: n["carbon"] < 1,
}


def exact(lives: list[tuple[dict[str, Any], Any]], goal: str, limits: list[str]) -> float:
    base = numbers(estimate(SENSOR).lifecycle)
    found: list[float] = []
    for _, life in lives:
        known = numbers(life)
        if not all(KEPT[limit](known) for limit in limits):
            continue
        if "+" in goal:
            mixed = 0.7 * known["carbon"] / base["carbon"]
            found.append(mixed + 0.3 * known["latency"] / base["latency"])
        else:
            found.append(known[goal])
    return min(found)


@pytest.mark.parametrize("method", SEARCHES)
@pytest.mark.parametrize(("goal", "limits"), SINGLE_GOALS)
def test_every_search_finds_the_best(
    lives: list[tuple[dict[str, Any], Any]], method: str, goal: str, limits: list[str]
) -> None:
    found = optimise(SENSOR, CHOOSE, goal, limits, method=method, evaluations=tries(method, 160))
    # arrays and floats run the same formulas; sums of a few terms may round differently
    assert found.best.goals[0] == pytest.approx(exact(lives, goal, limits), rel=1e-12)
    assert found.exact == (method == "exhaustive")
    if found.exact:
        assert found.tried == found.candidates == 4 * 5 * 2 * 3 * 2
        assert sum(refusal.count for refusal in found.refusals if not refusal.limit) == (
            found.tried - len(lives)
        )


@pytest.mark.parametrize("method", SEARCHES)
def test_every_search_finds_the_ends_of_the_front(
    lives: list[tuple[dict[str, Any], Any]], method: str
) -> None:
    goals = ["carbon", "latency", "ecal"]
    found = optimise(SENSOR, CHOOSE, goals, method=method, evaluations=tries(method, 200))
    table = np.array([[numbers(life)[goal] for goal in goals] for _, life in lives])
    beaten = [(np.all(table <= row, axis=1) & np.any(table < row, axis=1)).any() for row in table]
    exact_front = {tuple(row) for row in table[~np.array(beaten)]}
    got = {point.goals for point in found.front}
    for column in range(len(goals)):
        least = min(row[column] for row in exact_front)
        assert min(row[column] for row in got) == pytest.approx(least, rel=1e-12)
    if method == "exhaustive":
        assert len(got) == len({tuple(f"{x:.9e}" for x in row) for row in exact_front})
    names = [name for each in found.named for name in each.names]
    assert sorted(names) == ["knee", "least carbon", "least ecal", "least latency"]


@pytest.mark.parametrize("method", SEARCHES)
def test_four_goals_and_numbers_of_a_range(method: str) -> None:
    # the search for four goals is another one (NSGA-III); each has its best at known ends
    choose = CHOOSE | {"inference.inferences": "1/day..9/day"}
    goals = ["carbon", "latency", "ecal", "energy"]
    found = optimise(
        SENSOR, choose, goals, "battery>5 years", method=method, evaluations=tries(method, 200)
    )
    quick = {"path.0.link.data_rate": "eu868-dr5", "path.0.link.attempts": 4, "zone": "FRA"}
    seldom = quick | {"inference.inferences": "1/day", "inference.processor": "nrf52840"}
    often = seldom | {"inference.inferences": "9/day"}
    least = [estimate(SENSOR, seldom).carbon, None, estimate(SENSOR, often).ecal]
    least += [estimate(SENSOR, seldom).energy]
    for column, expected in enumerate(least):
        if expected is not None:
            best = min(point.goals[column] for point in found.front)
            assert best == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("method", SEARCHES)
def test_the_same_seed_gives_the_same_answer(method: str) -> None:
    def answer() -> Optimum:
        return optimise(
            SENSOR, CHOOSE, "carbon", method=method, evaluations=tries(method, 64), seed=3
        )

    assert answer() == answer()


def test_equal_candidates_go_to_the_fewest_changes_then_to_the_order_written() -> None:
    # a zone changes no energy, so that all zones are equal
    choose = {"zone": ["FRA", "DEU"], "inference.utilisation": [0.5]}
    assert optimise(SENSOR, choose, "energy").best.choice["zone"] == "DEU"
    choose = {"zone": ["POL", "FRA"], "inference.utilisation": [0.5]}
    assert optimise(SENSOR, choose, "energy").best.choice["zone"] == "POL"


def test_what_a_lever_saves_is_what_its_change_saves_alone() -> None:
    found = optimise(SENSOR, CHOOSE, "carbon")
    base = estimate(SENSOR).carbon
    assert found.base.goals[0] == pytest.approx(base, rel=1e-12)
    saved = {lever.key: lever for lever in found.levers}
    for key, values in CHOOSE.items():
        alone = [
            estimate(SENSOR, {key: value}).carbon
            for value in (values if isinstance(values, list) else [])
            if value != "us915-dr3"
        ]
        if alone:
            least = min(alone)
            assert (key in saved) == (least < base)
            if key in saved:
                assert saved[key].saved == pytest.approx(base - least, rel=1e-9)
                assert saved[key].share == pytest.approx(1 - least / base, rel=1e-9)
    assert [lever.saved for lever in found.levers] == sorted(
        (lever.saved for lever in found.levers), reverse=True
    )


def test_numbers_of_a_range_go_to_the_exact_optimum() -> None:
    # energy of a pass grows with the rate of answers, and the radio at rest is shared by more
    # answers: ecal falls with the rate until the limit of the battery; solved by bisection
    choose = {"inference.inferences": "1/day..9/day"}
    found = optimise(SENSOR, choose, "ecal", "battery>=14.5 years")

    def life(rate: float) -> float:
        changed = estimate(SENSOR, {"inference.inferences": f"{rate!r}/day"})
        assert changed.lifecycle.battery is not None
        return changed.lifecycle.battery.life

    low, high = 1.0, 9.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if life(middle) > 14.5 * YEAR else (low, middle)
    best = estimate(SENSOR, {"inference.inferences": f"{low!r}/day"}).ecal
    # the descent stops when the goal changes by less than about 1e-6 of itself
    assert found.best.goals[0] == pytest.approx(best, rel=1e-5)
    assert found.best.values["battery"] >= 14.5 * YEAR
    assert not found.exact


def test_numbers_of_a_range_without_limits_reach_an_inner_optimum() -> None:
    # a mix that falls with the rate in ecal and rises in energy has its least value inside
    choose = {"inference.inferences": "1/day..9/day"}
    found = optimise(SENSOR, choose, "1 ecal + 2 energy")
    base = estimate(SENSOR)
    rates = np.linspace(1, 9, 80_001)
    many = estimate(
        SENSOR, {"inference.inferences": np.array([f"{r!r}/day" for r in rates.tolist()])}
    )
    worth = many.ecal / base.ecal + 2 * many.energy / base.energy
    assert 0 < int(np.argmin(worth)) < len(rates) - 1
    # a step of 1e-4 around the least value of a parabola changes it in second order
    assert found.best.goals[0] == pytest.approx(float(worth.min()), rel=1e-7)


def test_what_should_be_large_is_shown_at_its_lower_end() -> None:
    choose = {"inference.processor": "samd21,nrf52840"}
    meter = ROOT / "examples" / "water-meter-lorawan.toml"
    robust = optimise(meter, choose, "energy", robust="p95", draws=300, seed=0)
    processor = robust.best.choice["inference.processor"]
    band = uncertainty(
        resolve(load_scenario(meter, {"inference.processor": processor})), 300, 0, ["battery.life"]
    )
    # the quantile of the same draws, taken apart
    lower = np.quantile(band.samples["battery.life"], 0.05)
    assert robust.best.values["battery"] == pytest.approx(lower)
    years = lower / 31_557_600
    kept = optimise(
        meter, choose, "energy", [f"battery>{0.99 * years:.4f} years"], robust="p95", draws=300
    )
    assert kept.best.values["battery"] == pytest.approx(lower)
    with pytest.raises(InputError, match="battery"):
        optimise(
            meter, choose, "energy", [f"battery>{1.5 * years:.4f} years"], robust="p95", draws=300
        )


@pytest.mark.parametrize(
    ("choose", "said"),
    [
        ({"zone": "DEU,XXX"}, "no zone named 'XXX'"),
        ({"zone": ["DEU", "UK"]}, "did you mean 'GBR'"),
        ({"inference.processor": "samd21,nrf5284O"}, "did you mean 'nrf52840'"),
        ({"path.0.loss": "0..0.5", "path": [[]]}, "'path' is chosen as a whole"),
    ],
)
def test_names_nobody_knows_and_keys_inside_others_are_refused(
    choose: dict[str, Any], said: str
) -> None:
    meter = ROOT / "examples" / "water-meter-lorawan.toml"
    with pytest.raises(InputError, match=said):
        optimise(meter, choose, "energy")


@pytest.mark.parametrize("goal", ["battery", "5 battery + 1 energy", "battery.life"])
def test_what_should_be_large_is_never_made_least(goal: str) -> None:
    meter = ROOT / "examples" / "water-meter-lorawan.toml"
    with pytest.raises(InputError, match="should be large, not least"):
        optimise(meter, {"inference.processor": "samd21,nrf52840"}, goal)


def test_a_robust_choice_keeps_its_limits_in_most_draws() -> None:
    choose = {"zone": ["DEU", "FRA"], "inference.processor": ["samd21", "nrf52840"]}
    plain = optimise(SENSOR, choose, "carbon")
    robust = optimise(SENSOR, choose, "carbon", robust="p95", draws=400, seed=1)
    assert robust.robust == 0.95
    assert robust.draws == 400
    assert robust.seed == 1
    assert robust.best.goals[0] > plain.best.goals[0]
    again = optimise(SENSOR, choose, "carbon", robust="p95", draws=400, seed=1)
    assert again == robust
    between = (plain.best.goals[0] + robust.best.goals[0]) / 2
    limit = f"carbon<{between}g"
    assert optimise(SENSOR, choose, "energy", limit).best.values["carbon"] < between
    with pytest.raises(InputError, match="no candidate keeps to"):
        optimise(SENSOR, choose, "energy", limit, robust="p95", draws=400, seed=1)


def test_a_scenario_may_ask_for_itself() -> None:
    asked = SENSOR | {
        "optimise": {
            "choose": {"inference": {"processor": "samd21,nrf52840"}, "zone": ["DEU", "FRA"]},
            "minimise": "carbon",
            "subject_to": ["latency<4s"],
        }
    }
    found = optimise(asked)
    assert found.keys == ("inference.processor", "zone")
    assert [limit.name for limit in found.limits] == ["latency<4s"]
    both = optimise(asked, {"zone": "DEU,POL"}, "energy", "battery>1 year")
    assert [goal.name for goal in both.goals] == ["energy"]
    assert [limit.name for limit in both.limits] == ["battery>1 year", "latency<4s"]
    assert both.candidates == 4
    assert estimate(asked).energy == estimate(SENSOR).energy


@pytest.mark.parametrize("package", ["pymoo", "optuna"])
def test_a_search_without_its_package_says_what_to_install(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, package, None)
    monkeypatch.setitem(__import__("sys").modules, "pymoo.optimize", None)
    with pytest.raises(MissingExtra, match=r"pip install 'joulepath\[optimise\]'"):
        optimise(SENSOR, CHOOSE, "carbon", method=package)


def test_entries_of_the_catalogue_that_fit_a_key() -> None:
    found = optimise(SENSOR, {"path.0.link.data_rate": "catalogue:eu868-dr?"}, "energy")
    one_by_one = {
        name: estimate(SENSOR, {"path.0.link.data_rate": name}).energy
        for name in (f"eu868-dr{rate}" for rate in range(7))
    }
    assert found.best.choice["path.0.link.data_rate"] == min(one_by_one, key=one_by_one.__getitem__)
    assert found.candidates == len(one_by_one)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"method": "exhaustive", "evaluations": 10}, "--evaluations: all candidates are tried"),
        ({"draws": 100}, "--draws: is of --robust alone"),
    ],
)
def test_options_that_would_mean_nothing(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        optimise(SENSOR, CHOOSE, "carbon", **options)


def test_no_more_candidates_are_tried_than_asked_for() -> None:
    few, all_of_them = (
        optimise(SENSOR, {"zone": ["DEU", "FRA", "POL"]}, "carbon", evaluations=most)
        for most in (2, 3)
    )
    assert (few.exact, all_of_them.exact) == (False, True)
