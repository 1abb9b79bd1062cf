"""Limits that an estimate must keep to."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from joulepath import InputError, estimate, resolve
from joulepath.analysis.budgets import NAMES, keep, read_budgets
from joulepath.analysis.space import space_of
from joulepath.lifecycle import lifecycle

EXAMPLES = Path(__file__).parents[2] / "examples"
CAMERA = EXAMPLES / "field-camera.toml"
PUMP = EXAMPLES / "pump-nb-iot.toml"


def kept(text: str, scenario: Any = PUMP, changes: dict[str, Any] | None = None) -> Any:
    return keep(resolve(scenario, changes), read_budgets([text]))[0]


def test_a_limit_is_held_against_the_number_it_names() -> None:
    life = estimate(PUMP).lifecycle
    assert life.battery is not None
    assert life.carbon is not None
    values = {
        "energy": life.energy,
        "energy per inference": life.per_inference,
        "ecal": life.ecal,
        "carbon": life.carbon,
        "carbon per inference": life.carbon / life.inference.inferences,
        "battery life": life.battery.life,
        "training.energy": life.training and life.training.energy,
    }
    units = {"energy": "J", "ecal": "J/bit", "carbon": "g", "battery life": "s"}
    for name, value in values.items():
        unit = units.get(name, "J" if "energy" in name else "g")
        cases = (("<", 1.01, True), ("<", 0.99, False), (">", 0.99, True), (">", 1.01, False))
        for sense, factor, met in cases:
            found = kept(f"{name} {sense} {value * factor!r} {unit}")
            assert (found.value, found.met) == (pytest.approx(value), met)
            below = 1 - 1 / factor  # what is left of the limit, as a share of it
            assert found.margin == pytest.approx(below if sense == "<" else -below)


def test_prices_water_and_hardware_have_limits_too() -> None:
    changes = {
        "water": True,
        "cost": {"currency": "EUR", "year": 2025, "electricity": "0.30 EUR/kWh"},
        "hardware": {"devices": [{"name": "raspberry-pi-4b"}]},
    }
    life = estimate(PUMP, changes).lifecycle
    assert life.hardware is not None
    assert kept("cost<3EUR", changes=changes).unit == "EUR"
    assert kept("water < 1 m3", changes=changes).met
    assert kept("carbon<1t", changes=changes).value == pytest.approx(life.hardware.with_operation)
    assert kept("embodied carbon<1t", changes=changes).value == pytest.approx(life.hardware.carbon)
    assert kept("operational carbon<1t", changes=changes).value == pytest.approx(life.carbon)
    assert kept("cost per inference<1EUR", changes=changes).met


def test_latency_is_that_of_the_life() -> None:
    life = estimate(CAMERA).lifecycle
    assert kept("latency<1 min", CAMERA).value == pytest.approx(life.inference.latency)


def test_a_percentile_is_that_of_the_draws() -> None:
    space = space_of(resolve(PUMP))
    drawn = lifecycle(space.at(space.draw(1000, 0))).carbon
    for percent in (5, 50, 95):
        found = kept(f"p{percent} carbon<2kg").value
        assert found == pytest.approx(np.percentile(drawn, percent), rel=1e-12)  # type: ignore[arg-type]
    each = kept("p95 carbon per inference<2kg").value
    assert each == pytest.approx(
        kept("p95 carbon<2kg").value / kept("inference.inferences<9e9 inferences").value
    )


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        ("energy", "'energy' is no limit", "'carbon<2kg'"),
        ("energy=3J", "is no limit", "'carbon<2kg'"),
        ("energy<3J<4J", "is no limit", "'carbon<2kg'"),
        ("p0 energy<3J", "there is no p0", "p1 to p99"),
        ("p100 energy<3J", "there is no p100", "p1 to p99"),
        ("enrgy<3J", "there is no 'enrgy'", "'energy'"),
        ("training.enery<3J", "there is no 'training.enery'", "'training.energy'"),
        ("energy<3kg", "'kg' measures g", "'kWh'"),
        ("energy<3", "3 has no unit", "3 J"),
        ("energy<0J", "0J is no limit", "above zero"),
        ("energy<-1J", "-1J is no limit", "above zero"),
        ("energy<nan J", "'nan J'", "number"),
        ("cost<3EUR", "has no cost", "add [cost]"),
        ("water<3L", "has no water", "water = true"),
        ("embodied carbon<3kg", "has no embodied carbon", "[hardware]"),
    ],
)
def test_limits_that_are_none_end_with_their_remedy(text: str, said: str, remedy: str) -> None:
    with pytest.raises(InputError) as raised:
        kept(text)
    assert said in str(raised.value)
    assert remedy in str(raised.value)


def test_all_wrong_limits_are_told_at_once() -> None:
    with pytest.raises(InputError) as raised:
        keep(resolve(PUMP), read_budgets(["cost<3EUR", "enrgy<3J", "energy<1kWh"]))
    assert len(raised.value.problems) == 2


PRICED = {"cost": {"currency": "EUR", "year": 2025, "electricity": "0.30 EUR/kWh"}}


@pytest.mark.parametrize(
    ("text", "said", "example"),
    [
        ("cost<3", "3 has no currency", "3 EUR"),
        ("cost<3USD", "3USD is money, and this quantity is in EUR", "3 EUR"),
        ("cost<3 XYZ", "'XYZ' is not the currency", "3 EUR"),
        ("cost<3 eur", "'eur' is not the currency", "3 EUR"),
        ("cost<3 €", "'€' is not the currency", "3 EUR"),
        ("cost<$3", "'$3' is no amount of money", "5 EUR"),
        ("cost<EUR", "'EUR' is no amount of money", "5 EUR"),
        ("cost<3 kg", "'kg' is not the currency", "3 EUR"),
        ("cost<3 money", "'money' is not the currency", "3 EUR"),
        ("cost<3 EUR/inference", "3 EUR/inference is no amount in EUR", "3 EUR"),
        ("cost<1e2", "1e2 has no currency", "1e2 EUR"),
        ("cost per inference<3", "3 has no currency", "3 EUR/inference"),
        ("cost per inference<3 USD", "3 USD is money", "3 EUR/inference"),
        ("cost.total<3", "3 has no currency", "3 EUR"),
        ("cost.total<3 GBP", "3 GBP is money, and this quantity is in EUR", "3 EUR"),
        ("p95 cost<3 W", "'W' is not the currency", "3 EUR"),
    ],
)
def test_a_limit_of_money_names_the_currency_and_the_remedy(
    text: str, said: str, example: str
) -> None:
    with pytest.raises(InputError) as raised:
        kept(text, changes=PRICED)
    (problem,) = raised.value.problems
    assert said in problem.what
    assert "prices of this scenario are in EUR, and nothing is converted" in problem.remedy
    assert problem.remedy.endswith(f"write e.g. {example}")


def test_money_is_read_in_the_currency_of_the_scenario() -> None:
    for text in ("cost<3EUR", "cost<3 EUR", "cost<3e0 EUR", "cost.total<3 EUR"):
        found = kept(text, changes=PRICED)
        assert (found.limit, found.unit) == (3.0, "EUR")
    for text in ("cost per inference<3 EUR", "cost per inference<3 EUR/inference"):
        assert kept(text, changes=PRICED).limit == 3.0


def test_a_limit_in_a_wrong_unit_says_which_are_right() -> None:
    everything = {
        "zone": "DEU",
        "water": True,
        "primary_energy": True,
        "hardware": {"devices": [{"name": "raspberry-pi-4b"}]},
    }
    case = resolve(CAMERA, everything)
    names = [name for name in NAMES if "cost" not in name and name != "abiotic depletion"]
    for amount in ("3", "3 EUR", "3 furlong", "kg", "3 3"):
        with pytest.raises(InputError) as raised:
            keep(case, read_budgets(f"{name}<{amount}" for name in names))
        problems = raised.value.problems
        assert [each.where for each in problems] == [f"--budget '{n}<{amount}'" for n in names]
        for each in problems:
            assert re.search(r"unit|number", each.what), each
            assert re.search(r"write e\.g\. 3 |use one of '|write ", each.remedy), each


def test_links_by_ratios_tell_no_latency() -> None:
    with pytest.raises(InputError, match=r"this scenario has no latency\n.*a link by its frames"):
        kept("latency<1s", EXAMPLES / "crop-camera-cloud.toml")


def test_many_values_have_no_limit() -> None:
    with pytest.raises(InputError, match="many values"):
        kept("energy<1kWh", changes={"training.epochs": np.array([1.0, 2.0])})


def test_the_estimate_exits_with_1_where_a_limit_is_broken(run: Any) -> None:
    code, out, err = run("estimate", str(PUMP), "--budget", "carbon<2kg")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1].split()[-1] == "yes"
    code, out, err = run(
        "estimate", str(PUMP), "--budget", "carbon<1mg", "--budget", "energy<1 MWh"
    )
    assert code == 1
    assert out.splitlines()[-2].split()[-1] == "NO"
    assert err.startswith("budget broken: carbon<1mg: ")
    assert "energy" not in err


def test_json_has_the_limits_of_each_zone(run: Any) -> None:
    ask = ("estimate", str(PUMP), "--zone", "DEU", "--zone", "FIN", "--budget", "carbon<1g")
    code, out, err = run(*ask, "-f", "json")
    budgets = [each["budgets"][0] for each in json.loads(out)]
    assert [each["met"] for each in budgets] == [False, True]
    assert budgets[0]["margin"] == pytest.approx(1 - budgets[0]["value"] / 1.0)
    assert code == 1
    assert "budget broken in DEU: carbon<1g" in err


def test_every_name_is_understood() -> None:
    assert [each.quantity for each in read_budgets(f"{name}<1" for name in NAMES)] == list(NAMES)
    assert read_budgets(["Battery-life > 5 years"])[0].quantity == "battery life"
