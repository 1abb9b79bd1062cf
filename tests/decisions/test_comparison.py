"""Scenarios side by side: what they count is compared, and what one alone counts is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from joulepath import compare, resolve
from joulepath.analysis.breakeven import break_even

# Invented: the second draws twice the energy on hardware that takes less to make.
ONE: dict[str, Any] = {
    "title": "one",
    "zone": "DEU",
    "year": 2024,
    "water": True,
    "model": {"family": "given", "forward": "1 GFLOP/sample"},
    "data": {"samples": 1000, "values_per_sample": 100, "bits_per_value": 8},
    "path": [],
    "inference": {
        "processor": {"throughput": "10 GFLOP/s", "power": "1 W"},
        "inferences": "1/min",
        "lifetime": "4 years",
    },
    "hardware": {"devices": [{"name": "dell-poweredge-r740-lca", "share": "1 %"}]},
    "cost": {"currency": "EUR", "year": 2025, "electricity": "0.30 EUR/kWh"},
}
OTHER: dict[str, Any] = ONE | {
    "title": "other",
    "inference": ONE["inference"] | {"inferences": "2/min"},
    "hardware": {"devices": [{"name": "raspberry-pi-4b", "share": "1 %"}]},
}


def cells(found: Any, title: str) -> tuple[str, ...]:
    lines = str(found).splitlines()
    return tuple(next(line for line in lines if line.startswith(f"{title}  ")).split())


def test_hardware_that_is_counted_decides_as_in_break_even() -> None:
    found = compare(ONE, OTHER, draws=200)
    first, second = (each.lifecycle for each in found.estimates)
    assert second.carbon > first.carbon
    assert second.hardware.with_operation < first.hardware.with_operation
    said = [fact for of, fact in found.facts if of == "CO2e with hardware"]
    assert said[0].startswith("one emits")
    assert said[1].startswith("other emits less than one")
    (pair,) = found.to_dict()["probabilities"]
    samples = [each.uncertain.samples["hardware.with_operation"] for each in found.estimates]
    assert pair["carbon_with_hardware"] == (samples[0] < samples[1]).mean()
    assert pair["carbon"] == 1
    crossings = break_even(resolve(ONE), resolve(OTHER), draws=50).crossings
    carbon = next(each for each in crossings if each.quantity == "carbon")
    assert carbon.alternative_once + carbon.alternative_each < carbon.base_once + carbon.base_each


@pytest.mark.parametrize("title", ["CO2e", "hardware", "with hardware", "water", "cost"])
def test_totals_stand_side_by_side(title: str) -> None:
    assert cells(compare(ONE, OTHER, draws=0), title)
    assert "EUR" in cells(compare(ONE, OTHER, draws=0), "cost")


def test_what_one_alone_counts_is_said() -> None:
    bare = {key: value for key, value in OTHER.items() if key not in ("hardware", "cost", "water")}
    found = compare(ONE, bare, draws=50)
    assert found.warnings == (
        "the making of hardware is counted for one alone",
        "costs are counted for one alone",
        "water is counted for one alone",
    )
    (pair,) = found.to_dict()["probabilities"]
    assert pair["carbon_with_hardware"] == 0
    dollars = OTHER | {"cost": {"currency": "USD", "year": 2025, "electricity": "0.30 USD/kWh"}}
    assert compare(ONE, dollars, draws=0).warnings == (
        "costs are in unlike money and are not compared",
    )
    assert not compare(ONE, OTHER, draws=0).warnings


def test_without_hardware_carbon_is_that_of_electricity() -> None:
    bare = [
        {key: value for key, value in each.items() if key != "hardware"} for each in (ONE, OTHER)
    ]
    found = compare(*bare, draws=50)
    assert [of for of, _ in found.facts].count("CO2e") == 2
    (pair,) = found.to_dict()["probabilities"]
    assert (pair["carbon"], pair["carbon_with_hardware"]) == (1, None)


def test_equals_are_said_to_be_equal() -> None:
    found = compare(ONE, ONE | {"title": "same"}, draws=50)
    assert found.facts[0] == ("energy", "one and same need the same")
    assert ("energy", "one and same are as likely to need less") in found.facts
    # a sum in another order differs in its last digit
    almost = ONE | {"title": "almost", "virtualisation": 1e-15}
    assert compare(ONE, almost, draws=0).facts[0][1].endswith("need the same")


HARDWARE = """
hardware.devices = [{ name = "raspberry-pi-4b", share = "1 %" }]
"""
NOTE = "note: carbon is that of electricity; hardware.with_operation holds the making"


@pytest.fixture
def camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    example = Path(__file__).parents[2] / "examples" / "crop-camera.toml"
    Path("camera.toml").write_text(
        f'extends = "{example}"\ninference.inferences = "24/day"\n'
        f'inference.lifetime = "3 years"\n{HARDWARE}'
    )
    return "camera.toml"


def test_carbon_of_electricity_alone_is_told_where_hardware_is_counted(
    run: Any, camera: str
) -> None:
    vary = ("sweep", camera, "--vary", "hardware.devices.0.share=0.01,0.1")
    assert NOTE in run(*vary, "--outputs", "carbon").err
    every = run(*vary, "-f", "json")
    assert "hardware.with_operation" in every.out
    assert NOTE not in every.err
    ask = ("sensitivity", camera, "--rows", "64", "-f", "json")
    assert json.loads(run(*ask).out)["output"] == "hardware.with_operation"
    assert NOTE in run(*ask, "--of", "carbon").err
    assert run("estimate", camera, "-o", "a.json").code == 0
    assert NOTE in run("diff", "a.json", "a.json", "--only", "carbon").err
    assert NOTE not in run("diff", "a.json", "a.json").err


def test_outputs_of_a_sweep_are_called_as_budgets_call_them(run: Any, camera: str) -> None:
    priced = Path(camera).read_text() + (
        'water = true\n[cost]\ncurrency = "EUR"\nyear = 2025\nelectricity = "0.30 EUR/kWh"\n'
    )
    Path("priced.toml").write_text(priced.replace("water = true\n", ""))
    vary = ("sweep", "priced.toml", "--vary", "training.epochs=10,20", "--set", "water=true")
    found = run(*vary, "--outputs", "cost,water,energy")
    assert (found.code, found.err) == (0, "")
    assert "cost.total [EUR]" in found.out
    assert "least cost.total" in found.out
    assert "money" not in found.out
    assert "water.total [L]" in found.out
    lacking = run("sweep", camera, "--vary", "training.epochs=10,20", "--outputs", "cost")
    assert "--outputs: this scenario has no cost\n  add [cost]" in lacking.err


@pytest.mark.parametrize(
    "ask",
    [
        ("sweep", "--vary", "zone=DEU,FIN,FRA"),
        ("optimise", "--choose", "zone=DEU,FIN,FRA", "--minimise", "carbon"),
    ],
)
def test_zones_away_from_the_site_are_told(run: Any, camera: str, ask: tuple[str, ...]) -> None:
    command, *options = ask
    site = ("--set", "site=aws-eu-central-1-2024")
    said = "zone FIN and FRA, but site 'aws-eu-central-1-2024' is in DEU"
    found = run(command, camera, *options, *site)
    assert said in found.out + found.err
    found = run(command, camera, *options, "--set", "site=colocation-2024")
    assert "is in DEU" not in found.out + found.err


def test_results_on_unlike_bases_are_not_held_against_each_other(run: Any, camera: str) -> None:
    for name, basis in (("life", "life-cycle"), ("direct", "direct")):
        ask = ("estimate", camera, "--zone", "USA", "--basis", basis, "-o", f"{name}.json")
        assert run(*ask).code == 0
    refused = run("diff", "life.json", "direct.json")
    assert refused.code == 2
    assert "unlike bases: life-cycle before, direct after" in refused.err
    assert run("diff", "life.json", "direct.json", "--only", "energy").code == 0
