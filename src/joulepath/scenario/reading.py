"""Read and check scenarios: files, mappings, changes of single values."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from joulepath.catalogue import Catalogue, load
from joulepath.errors import MissingExtra, Problem, ScenarioError
from joulepath.scenario.changes import apply, copied
from joulepath.scenario.fields import BrokenCatalogue
from joulepath.scenario.files import extended, read_tables
from joulepath.scenario.problems import located, problem_at, problems_of
from joulepath.scenario.relations import model_of, relations
from joulepath.scenario.rules import broken_rules
from joulepath.scenario.schema import Scenario

__all__ = ["Loaded", "load_scenario"]

Tables = dict[str, Any]

_STAND_INS: Final[Mapping[str, Any]] = {
    "model": {"family": "given", "forward": 1},
    "data": {"samples": 1, "values_per_sample": 1, "bits_per_value": 1},
    "path": [],
    "inference": {"processor": {"throughput": 1, "power": 1}, "inferences": 1},
}
"""Parts that a scenario must have; they stand in for broken ones while the rest is checked."""


@dataclass(frozen=True)
class Loaded:
    """A scenario together with what the user wrote."""

    scenario: Scenario
    """The scenario, checked, in coherent units."""
    written: Mapping[str, Any]
    """The tables as they were read, variants merged and changes applied."""
    name: str
    """Name of the file, for messages; empty for a scenario made in Python."""
    catalogue: Catalogue
    """The catalogue its names were looked up in."""


def load_scenario(
    source: str | os.PathLike[str] | Mapping[str, Any] | Scenario,
    changes: Mapping[str, Any] | None = None,
    catalogue: Catalogue | None = None,
) -> Loaded:
    """Read and check a scenario.

    Parameters
    ----------
    source : path, mapping or Scenario
        A TOML file, or the same tables as a mapping.
    changes : mapping of str to any
        Values that replace those at dotted paths, e.g. ``{"training.epochs": 20}``. A value may
        be an array; None takes a key out. A model file is relative to the current folder.
    catalogue : Catalogue
        Where names are looked up; by default the built-in one with its extensions.

    Returns
    -------
    Loaded
        The scenario and what was written.

    Raises
    ------
    ScenarioError
        With every problem of the file at once.
    CatalogueError
        If the catalogue itself cannot be read.

    Examples
    --------
    >>> loaded = load_scenario("crop-camera.toml", {"training.epochs": 5})  # doctest: +SKIP
    >>> loaded.scenario.training.epochs  # doctest: +SKIP
    5.0
    """
    catalogue = catalogue or load()
    if isinstance(source, Scenario):
        tables, name = copied(source), ""
    elif isinstance(source, Mapping):
        tables, name = extended(copied(source), Path(), ""), ""
    else:
        tables, name = read_tables(Path(source)), Path(source).name
    apply(tables, changes or {}, name)
    try:
        scenario = _validated(tables, catalogue)
    except ValidationError as error:
        problems = _all_problems(error, tables, name, catalogue)
        raise ScenarioError(*problems) from None
    return Loaded(scenario, tables, name, catalogue)


def _validated(tables: Tables, catalogue: Catalogue) -> Scenario:
    """Hold tables against the schema, with pydantic's own error if they break it."""
    scenario = Scenario.__new__(Scenario)
    try:
        Scenario.__pydantic_validator__.validate_python(
            tables, context={"catalogue": catalogue}, self_instance=scenario
        )
    except BrokenCatalogue as broken:
        raise broken.error from None
    except RecursionError:
        raise ScenarioError(Problem("", "tables nested too deeply", "flatten them")) from None
    return scenario


def _all_problems(
    error: ValidationError, tables: Tables, name: str, catalogue: Catalogue
) -> Iterator[Problem]:
    """Problems of single keys, of keys with each other, and of the sound parts together."""
    yield from problems_of(error, Scenario, name)
    for keys, what, remedy in broken_rules(tables):
        yield problem_at(located(name, keys), what, remedy)
    broken = {str(detail["loc"][0]) for detail in error.errors() if detail["loc"]}
    if "zone" in broken or "zone" not in tables:
        broken |= {"zone", "year", "basis"}  # which mean nothing without their zone
    sound = {key: value for key, value in tables.items() if key not in broken}
    scenario = _validated({**_STAND_INS, **sound}, catalogue)
    try:
        model, problems = model_of(scenario, name) if "model" in sound else (None, [])
    except MissingExtra:
        model, problems = None, []
    yield from problems
    # a life without preparation, a battery or a sensor is fine too
    reliable = {*sound, *({"preprocessing", "battery", "sensing"} - broken)}
    yield from relations(scenario, model, reliable, name, catalogue)
