"""What commands write as JSON follows the schema that ``joulepath schema --of`` prints."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from joulepath.report.answer_schemas import ANSWERS, answer_schema

EXAMPLES = Path(__file__).parents[2] / "examples"
NETWORK = ("network", "fibre", "--bits", "1GB", "--year", "2024")
REFRESH = ("refresh", "nvidia-l4", "--power", "72W", "--zone", "DEU", "--old-power")
SCHEDULE = ("schedule", str(EXAMPLES / "grid.csv"), "--power", "2kW", "--duration", "4h")

SENSOR = """
extends = "bridge.toml"
path = []

[inference]
inferences = "8/day"
lifetime = "10 years"
inputs = "local"
"""
FLEET = """
title = "Bridge sensors"
scenario = "sensor.toml"
devices = 1000
device = "esp32-s3-board"
spares = "3 %"
powered = "mains"
sleep = "10 uW"
"""
PLAN = """
title = "Recommendation service"
zone = "USA"
year = 2024
pue = 1.1
time = "1 year"
budget = "20 GWh"
prior = "recommendation-energy-2021"

[[phases]]
name = "training"
power = "6 kW"
hardware = { device = "server-8-gpu-h100", utilisation = "40 %" }

[growth]
periods = 4
growth = "15 %"
cut = "20 %"
rebound = "50 %"
"""

RUNS = [
    ("footprint", ("footprint", "esp32-c6-board")),
    ("footprint", ("footprint", "nvidia-a100-sxm-40")),
    ("footprint", ("footprint", "raspberry-pi-4b", "--lifetime", "8 years", "--itemised")),
    ("refresh", (*REFRESH, "250W")),
    ("refresh", (*REFRESH, "10W")),  # never paid back: a number without end is null
    ("schedule", SCHEDULE),
    ("schedule", (*SCHEDULE, "--interruptible")),
    ("fleet-result", ("fleet", "fleet.toml")),
    ("datacentre-result", ("datacentre", "plan.toml")),
    ("network", NETWORK),
    ("network", (*NETWORK, "--average", "fixed-aslan")),
]


@pytest.fixture(autouse=True)
def _plans(bridge: str) -> None:
    del bridge
    Path("sensor.toml").write_text(SENSOR)
    Path("fleet.toml").write_text(FLEET)
    Path("plan.toml").write_text(PLAN)


def below(schema: Any) -> Iterator[dict[str, Any]]:
    """All tables of a schema that name their keys."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for part in schema.values():
            yield from below(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from below(part)


@pytest.mark.parametrize(("name", "arguments"), RUNS, ids=lambda each: str(each))
def test_what_a_command_writes_follows_its_schema(
    run: Any, name: str, arguments: tuple[str, ...]
) -> None:
    validator = Draft202012Validator(json.loads(run("schema", "--of", name).out))
    found = json.loads(run(*arguments, "--format", "json").out)
    validator.validate(found)
    for key in found:
        assert not validator.is_valid({other: found[other] for other in found if other != key})
    assert not validator.is_valid(found | {"colour": "green"})


def test_every_schema_of_an_answer_is_tried() -> None:
    assert {name for name, _ in RUNS} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_every_key_of_an_answer_is_explained(name: str) -> None:
    for table in below(answer_schema(name)):
        for key, said in table["properties"].items():
            assert said["description"].endswith("."), key


def test_a_number_that_is_text_is_refused(run: Any) -> None:
    found = json.loads(run("footprint", "esp32-c6-board", "--format", "json").out)
    spoilt = copy.deepcopy(found)
    spoilt["footprint"]["parts"][0]["carbon"] = "much"
    validator = Draft202012Validator(answer_schema("footprint"))
    assert validator.is_valid(found)
    assert not validator.is_valid(spoilt)
