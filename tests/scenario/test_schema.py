"""What the schema promises of every key, and its JSON Schema."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from joulepath.core import quantities
from joulepath.scenario.json_schema import json_schema
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.template import TEMPLATES, template

from .conftest import MODELS

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
UNITS = {
    alias.__metadata__[0]
    for alias in vars(quantities).values()
    if hasattr(alias, "__metadata__")
}  # fmt: skip

# Texts that mean whatever the user likes.
FREE_TEXTS = {"title", "file", "extends", "without", "model", "mode"}
FREE_TEXTS |= {"name", "start", "end"}  # of what is bought, and of a tariff
FREE_TEXTS |= {"value", "low", "high"}  # of a band, in a unit of its key
FREE_TEXTS |= {"topic", "client", "user", "password", "path", "host", "content_type", "server_name"}
FREE_TEXTS |= {"choose", "minimise", "subject_to", "robust", "sweep"}  # in grammars of their own


def keys() -> Iterator[Any]:
    for table in (SCHEMA, *SCHEMA["$defs"].values()):
        name = table.get("title", "")
        for key, field in table.get("properties", {}).items():
            yield pytest.param(key, field, id=f"{name}.{key}")


def alternatives(field: Any) -> Iterator[dict[str, Any]]:
    yield field
    for key in ("anyOf", "oneOf", "prefixItems"):
        for each in field.get(key, ()):
            yield from alternatives(each)
    if isinstance(field.get("items"), dict):
        yield from alternatives(field["items"])


@pytest.mark.parametrize(("key", "field"), list(keys()))
def test_every_key_is_explained(key: str, field: dict[str, Any]) -> None:
    # beside a reference, a description that is also that of the table it refers to stands there
    table = SCHEMA["$defs"].get(field.get("$ref", "").removeprefix("#/$defs/"), {})
    description = field.get("description", table.get("description", ""))
    assert len(description.split()) >= 2
    assert description.endswith(".")


@pytest.mark.parametrize(("key", "field"), list(keys()))
def test_every_key_has_a_unit_or_a_choice(key: str, field: dict[str, Any]) -> None:
    ways = list(alternatives(field))
    units = {way["x-unit"] for way in ways if "x-unit" in way}
    choices = [way for way in ways if {"enum", "const", "x-catalogue", "$ref"} & way.keys()]
    yes_or_no = [way for way in ways if way.get("type") == "boolean"]
    assert units or choices or yes_or_no or key in FREE_TEXTS
    assert units <= UNITS


def test_it_is_a_json_schema_with_a_name_of_its_own() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"] == "urn:joulepath:scenario"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_valid(path: Path) -> None:
    assert list(VALIDATOR.iter_errors(tomllib.loads(path.read_text()))) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_valid(name: str) -> None:
    assert list(VALIDATOR.iter_errors(tomllib.loads(template(name)))) == []


def test_everything_that_can_be_written_is_valid(full: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(full)) == []
    load_scenario(full)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_is_valid(model: str, build: Any) -> None:
    assert list(VALIDATOR.iter_errors(build("ecal", model))) == []


BAD: dict[str, tuple[str, Any]] = {
    "unknown key": ("batch_size", 3),
    "unknown key in a table": ("training.batch_size", 3),
    "negative": ("data.samples", -1),
    "fraction": ("data.samples", 0.5),
    "loss of one": ("path.0.loss", 1),
    "no number": ("training.epochs", "many"),
    "flag": ("data.samples", True),
    "table for a list": ("path", {"stack": "generic"}),
    "list for a table": ("data", [1]),
    "unknown profile": ("profile", "papr"),
    "unknown family": ("model", {"family": "lstmm"}),
    "family without widths": ("model", {"family": "mlp"}),
    "missing stack": ("path.0", {"loss": 0}),
    "missing inferences": ("inference", {"processor": "nvidia-t4"}),
    "half a processor": ("inference.processor", {"power": 3}),
    "without nothing": ("without", ["path"]),
}


@pytest.mark.parametrize(("path", "value"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_invalid(path: str, value: Any, ecal: dict[str, Any]) -> None:
    node: Any = ecal
    *steps, last = path.split(".")
    for step in steps:
        node = node[int(step)] if step.isdecimal() else node[step]
    if isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value
    assert not VALIDATOR.is_valid(ecal)


@pytest.mark.parametrize("key", ["model", "data", "path", "inference"])
def test_only_a_variant_may_be_incomplete(key: str, ecal: dict[str, Any]) -> None:
    part = deepcopy(ecal)
    del part[key]
    assert not VALIDATOR.is_valid(part)
    assert VALIDATOR.is_valid(part | {"extends": "base.toml"})
    assert not VALIDATOR.is_valid(part | {"extends": "base.toml", "batch_size": 3})
