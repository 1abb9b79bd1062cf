"""Runs from a manifest of the Green Software Foundation's Impact Framework."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

from joulepath.errors import MeasurementError, MissingExtra, Problem
from joulepath.formulas.carbon import operational_carbon
from joulepath.measure.runs import JOULES_PER_KWH, Measured, number_of, read_text

__all__ = ["read_manifest"]

_DEEPEST: Final = 100
_REMEDY: Final = "compute the manifest with Impact Framework, or give its observations 'energy'"


def read_manifest(path: Path) -> tuple[Measured, ...]:
    """Read the observations of a manifest; of a computed one its outputs.

    Only leaves of the tree count, so that no aggregate is counted twice.

    Parameters
    ----------
    path : Path
        A YAML file. Energy is ``energy`` in kWh, carbon ``carbon-operational`` in g or else
        ``energy`` by ``grid/carbon-intensity``, manufacture ``carbon-embodied`` in g.

    Returns
    -------
    tuple of Measured
        One for each observation, in the order of the tree.

    Raises
    ------
    MeasurementError
        With every problem of the file.
    MissingExtra
        If PyYAML is not installed.
    """
    manifest = _table(_parsed(path))
    tree, predicted = _table(manifest.get("tree")), _is_ours(manifest)
    if not tree:
        what = "has no tree of observations"
        raise MeasurementError(Problem(str(path), what, "give an Impact Framework manifest"))
    runs: list[Measured] = []
    problems: list[Problem] = []
    for name, values in _observations(tree, "tree"):
        try:
            runs.append(_run(name, values, f"{path}: {name}", predicted))
        except MeasurementError as error:
            problems += error.problems
    if problems:
        raise MeasurementError(*problems)
    if not runs:
        raise MeasurementError(Problem(str(path), "holds no observation", _REMEDY))
    return tuple(runs)


def _observations(node: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    children = _table(node.get("children"))
    for key, child in children.items():
        yield from _observations(_table(child), f"{name}.{key}")
    if children:
        return
    shared = _table(node.get("defaults"))
    observed = node.get("outputs") or node.get("inputs")
    values = cast("list[Any]", observed) if isinstance(observed, list) else []
    for number, each in enumerate(values):
        yield f"{name}[{number}]", shared | _table(each)


def _is_ours(manifest: dict[str, Any]) -> bool:
    """Whether joulepath has written it, whose numbers are predictions."""
    return str(manifest.get("description", "")).startswith("joulepath ")


def _run(name: str, values: dict[str, Any], where: str, predicted: bool) -> Measured:
    def read(key: str) -> float | None:
        return number_of(values[key], f"{where}.{key}") if key in values else None

    time, kilowatt_hours, intensity = (
        read("duration"),
        read("energy"),
        read("grid/carbon-intensity"),
    )
    energy = None if kilowatt_hours is None else kilowatt_hours * JOULES_PER_KWH
    carbon = read("carbon-operational")
    if carbon is None and energy is not None and intensity is not None:
        carbon = operational_carbon(energy=energy, intensity=intensity / JOULES_PER_KWH)
    if energy is None and carbon is None:
        raise MeasurementError(Problem(where, "has neither energy nor carbon", _REMEDY))
    return Measured(name, time, energy, carbon, read("carbon-embodied"), predicted)


def _table(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _parsed(path: Path) -> Any:
    text = read_text(path)
    try:
        yaml: Any = import_module("yaml")
    except ImportError:
        raise MissingExtra("reading a manifest", "impact-framework") from None
    try:
        _refuse_strange(yaml, text, path)
        # every scalar stays a text, so that no country code turns into a truth value
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        what = f"is no YAML: {' '.join(str(error).split())[:120]}"
        raise MeasurementError(Problem(str(path), what, "correct it there")) from None


def _refuse_strange(yaml: Any, text: str, path: Path) -> None:
    """Refuse what could make a small file large, or a reader deep."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        if isinstance(event, yaml.events.AliasEvent):
            what = "refers to another part of itself"
            raise MeasurementError(Problem(str(path), what, "write the values out"))
        depth += isinstance(event, yaml.events.CollectionStartEvent)
        depth -= isinstance(event, yaml.events.CollectionEndEvent)
        if depth > _DEEPEST:
            what = f"is nested more than {_DEEPEST} deep"
            raise MeasurementError(Problem(str(path), what, "write a flatter tree"))
