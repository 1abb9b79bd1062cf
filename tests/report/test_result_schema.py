"""The JSON Schema of a result describes every result, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from joulepath.report.estimate import estimate
from joulepath.report.result_schema import result_schema

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
SCHEMA = result_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
EVERYTHING: dict[str, Any] = {
    "title": "Everything that an estimate can hold of hardware, buildings, water and money",
    "site": "aws-eu-central-1-2024",
    "year": 2025,
    "water": True,
    "primary_energy": True,
    "model": {"family": "mlp", "widths": [24, 32, 2]},
    "data": {"samples": 1000, "bits_per_value": 16},
    "path": [],
    "training": {"processor": "nvidia-t4", "epochs": 3, "split": 0.8},
    "inference": {
        "processor": "raspberry-pi-4b",
        "inferences": "1/min",
        "lifetime": "3 years",
        "inputs": "local",
    },
    "hardware": {"devices": [{"name": "raspberry-pi-4b", "lifetime": "5 years"}]},
    "cost": {"currency": "EUR", "year": 2025, "electricity": "0.3 EUR/kWh", "carbon": "65 EUR/t"},
}


def of(scenario: Any, changes: dict[str, Any] | None = None) -> Any:
    return json.loads(estimate(scenario, changes).to_json())


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_follows_it(example: Path) -> None:
    VALIDATOR.validate(of(example))


def test_hardware_buildings_water_and_money_follow_it() -> None:
    found = of(EVERYTHING)
    VALIDATOR.validate(found)
    asked = ("hardware", "site", "water", "primary_energy", "cost")
    assert all(found["lifecycle"][name] for name in asked)


def test_arrays_and_lists_of_results_follow_it() -> None:
    epochs = of(EVERYTHING, {"training.epochs": np.array([1.0, 2.0, 3.0])})
    assert len(epochs["lifecycle"]["training"]["energy"]) == 3
    finland = {"zone": "FIN", "site": "google-europe-north1-2024"}
    VALIDATOR.validate([epochs, of(EVERYTHING, finland)])


def test_units_are_those_of_the_result() -> None:
    found = of(EVERYTHING)
    for path, unit in found["units"].items():
        assert unit in set(units_at(SCHEMA["$defs"]["Lifecycle"], path.split("."))), path


def units_at(schema: dict[str, Any], path: list[str]) -> list[str]:
    """Units that the schema gives below a path, over all alternatives."""
    if "$ref" in schema and "x-unit" not in schema:
        return units_at(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], path)
    if "anyOf" in schema:
        return [unit for each in schema["anyOf"] for unit in units_at(each, path)]
    if not path:
        return [schema["x-unit"]] if "x-unit" in schema else []
    first, *rest = path
    below = schema.get("items") if first.isdigit() else schema.get("properties", {}).get(first)
    return units_at(below, rest) if isinstance(below, dict) else []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found.pop("units"),
        lambda found: found.update(colour="green"),
        lambda found: found.update(year="2025"),
        lambda found: found["lifecycle"].pop("energy"),
        lambda found: found["lifecycle"].update(energy="much"),
        lambda found: found["lifecycle"]["hardware"].update(rule="by guess"),
        lambda found: found["lifecycle"]["hardware"]["devices"][0].pop("manufacture"),
        lambda found: found["lifecycle"]["balance"].update(joy={"energy": 1}),
    ],
)
def test_what_is_no_result_is_refused(spoil: Callable[[dict[str, Any]], Any]) -> None:
    found = of(EVERYTHING)
    spoil(found)
    assert not VALIDATOR.is_valid(found)


def test_everything_is_explained() -> None:
    for name, record in SCHEMA["$defs"].items():
        assert record["description"].endswith("."), name
        for key, field in record.get("properties", {}).items():
            assert field["description"].endswith("."), f"{name}.{key}"
