"""What a result rests on that the scenario does not say, in as few lines as can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from joulepath.catalogue.units import render
from joulepath.scenario.backward import takes_exact_ratio
from joulepath.scenario.bare_numbers import note_bare_durations
from joulepath.scenario.classical_models import BoostingSection, KnnSection, TreesSection, full_tree
from joulepath.scenario.family_records import FamilySection
from joulepath.scenario.fields import Quantity, anywhere
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.model_records import counting_of
from joulepath.scenario.models import CnnSection, FileSection, MlpSection
from joulepath.scenario.schema import Scenario
from joulepath.scenario.section import Section

__all__ = ["look_for_oddities", "note_assumptions"]

_ELSEWHERE: Final = ("title", "utilisation", "method", "collection")
"""Keys whose defaults do not matter, or have a line of their own."""

_STAGES: Final = ("preprocessing", "training", "inference")


def note_assumptions(scenario: Scenario, ledger: Ledger) -> None:
    """Note every default that enters the result, and what is left out of it."""
    if _at_peak(scenario):
        ledger.assume(
            "method peak-tdp",
            "compute energy = FLOPs / (peak rate x utilisation) x rated power; published"
            " measurements differ from it by factors",
        )
    _note_utilisation(scenario, ledger)
    defaults = dict.fromkeys((*_defaults(scenario, ""), *_counting(scenario)))
    if takes_exact_ratio(scenario):
        defaults = {pair: None for pair in defaults if pair[0] != "training.backward_ratio"}
    if defaults:
        ledger.assume("defaults", ", ".join(f"{key} = {value}" for key, value in defaults))
    note_bare_durations(scenario, ledger)
    if scenario.battery is not None and (scenario.cost or scenario.hardware):
        ledger.assume(
            "battery",
            "what it feeds counts as electricity of the grid; what cells that are bought give is"
            " in their making ([hardware].cell, or joulepath fleet)",
        )
    _note_absence(scenario, ledger)
    if isinstance(scenario.model, TreesSection):
        _note_trees(scenario.model, ledger)
    preparing = scenario.preprocessing
    if preparing is not None and preparing.method == "gadf" and preparing.steps is None:
        ledger.assume("preprocessing.steps", "not given: every value of a sample is a time step")


def _at_peak(scenario: Scenario) -> list[str]:
    """Stages whose time and energy come from the peak rate and the rated power."""
    measured = scenario.inference.method != "peak-tdp" and scenario.preprocessing is None
    present = [stage for stage in _STAGES if getattr(scenario, stage) is not None]
    return [stage for stage in present if not (measured and stage == "inference")]


def look_for_oddities(scenario: Scenario, ledger: Ledger) -> None:
    """Warn of what is allowed but looks like a mistake."""
    if anywhere(scenario.virtualisation > 1):
        value = shown(scenario.virtualisation)
        ledger.warn(f"virtualisation = {value} adds more energy than the work itself takes")
    storage, preparing = scenario.storage, scenario.preprocessing
    if storage and storage.disks is not None and not storage.raid.startswith(("raid5", "raid6")):
        ledger.warn(f"storage.disks has no effect with raid = {storage.raid!r}")
    if preparing and preparing.steps is not None and preparing.method != "gadf":
        ledger.warn(f"preprocessing.steps has no effect with method = {preparing.method!r}")
    using = scenario.inference
    if using.method != "peak-tdp" and "utilisation" in using.model_fields_set:
        what = f"inference.utilisation has no effect on the model with method = {using.method!r}"
        ledger.warn(what)
    _look_for_passes(scenario, ledger)


def _look_for_passes(scenario: Scenario, ledger: Ledger) -> None:
    """Warn of keys of forward and backward passes for a model that has none."""
    model, training = scenario.model, scenario.training
    if training is not None and isinstance(model, BoostingSection | KnnSection):
        for key in sorted({"backward_ratio", "views_per_epoch"} & training.model_fields_set):
            ledger.warn(f"training.{key} has no effect with family = {model.family!r}")


def _note_utilisation(scenario: Scenario, ledger: Ledger) -> None:
    silent = [
        stage
        for stage in _at_peak(scenario)
        if "utilisation" not in getattr(scenario, stage).model_fields_set
    ]
    if silent:
        ledger.assume(
            "utilisation",
            f"not given for {', '.join(silent)}: 1 (peak rate assumed: optimistic)",
        )


def _note_absence(scenario: Scenario, ledger: Ledger) -> None:
    if not scenario.path:
        ledger.assume("path", "no network: moving data costs nothing")
    if scenario.training is None:
        ledger.assume("training", "the model comes trained: its training is not counted")
    absent = [stage for stage in ("storage", "preprocessing") if getattr(scenario, stage) is None]
    if absent:
        ledger.assume(", ".join(absent), "left out: counted as nothing")
    if scenario.inference.result is None and scenario.path:
        ledger.assume("inference.result", "not given: no answer travels the path")
    if scenario.profile != "corrected" and isinstance(scenario.model, (str, FileSection)):
        ledger.assume(
            "model", f"counted from its file; the laws of profile {scenario.profile!r} are not used"
        )
    if scenario.profile != "corrected" and isinstance(scenario.model, FamilySection):
        ledger.assume(
            "model", f"profile {scenario.profile!r} has no law for this family: its closed form"
        )
    if ledger.zone is None:
        ledger.assume("zone", "not given: no carbon is computed")


def _note_trees(model: TreesSection, ledger: Ledger) -> None:
    if model.mean_depth is None:
        what = f"not given: {shown(model.depth)} comparisons in a tree, the worst case"
        ledger.assume("model.mean_depth", what)
    if model.leaves is None:
        ledger.assume(
            "model.leaves", f"not given: {shown(full_tree(model.depth))} in a tree, all it can have"
        )


def _defaults(section: BaseModel, table: str) -> Iterator[tuple[str, str]]:
    """Keys that the scenario does not give and that have a value all the same."""
    idle = section.unmentioned() if isinstance(section, Section) else ()
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        key = f"{table}.{name}" if table else name
        if name in section.model_fields_set:
            below = _defaults_below(value, key)
            if getattr(section, "reach", None) is not None:  # one of these follows from it
                decided = "carrier" if hasattr(value, "carrier") else "loss"
                below = (each for each in below if each[0] != f"{key}.{decided}")
            yield from below
        elif name not in (*_ELSEWHERE, *idle) and not (
            value in (None, ()) or isinstance(value, BaseModel)
        ):
            yield key, _spelled(field)


def _defaults_below(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        yield from _defaults(value, key)
    elif isinstance(value, tuple):
        for item in cast("tuple[Any, ...]", value):
            yield from _defaults_below(item, key)


def _counting(scenario: Scenario) -> Iterator[tuple[str, str]]:
    match scenario.model:
        case MlpSection(counting=None) | CnnSection(counting=None):
            yield "model.counting", counting_of(None, scenario.profile)
        case _:
            pass


def _spelled(field: FieldInfo) -> str:
    """Default of a key as a scenario would say it."""
    value: Any = field.default
    units = [each.unit for each in field.metadata if isinstance(each, Quantity)]
    if isinstance(value, bool):
        return str(value).lower()
    return render(value, units[0]) if units and isinstance(value, float) else shown(value)
