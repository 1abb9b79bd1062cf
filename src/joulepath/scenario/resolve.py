"""From a scenario to the inputs of a lifecycle: look names up, count the model, note origins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from joulepath.errors import Problem, ScenarioError
from joulepath.records.inputs import Inputs
from joulepath.records.model import CountedModel
from joulepath.records.origins import Assumption, Origin
from joulepath.records.switches import PROFILES, Switches
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.reading import Loaded
from joulepath.scenario.resolve_model import check_geometry, input_values, resolve_model
from joulepath.scenario.resolve_stages import (
    inference_plan,
    path,
    preprocessing_plan,
    storage_plan,
    training_plan,
)

__all__ = ["Resolved", "resolve"]


@dataclass(frozen=True)
class Resolved:
    """Everything a lifecycle needs and where it comes from."""

    inputs: Inputs
    """The numbers."""
    origins: Mapping[str, Origin]
    """Where each number comes from, by its dotted path in the inputs."""
    assumptions: tuple[Assumption, ...]
    """What was assumed."""
    warnings: tuple[str, ...]
    """What is allowed but looks wrong."""
    counted: CountedModel | None
    """The model file, operator by operator; none for a model without a file."""


def resolve(loaded: Loaded) -> Resolved:
    """Resolve a scenario into the inputs of a lifecycle.

    Parameters
    ----------
    loaded : Loaded
        A checked scenario.

    Returns
    -------
    Resolved
        The inputs, the origin of every number, assumptions and warnings.

    Raises
    ------
    ScenarioError
        If parts of the scenario contradict each other.
    WorkloadError
        If the model file cannot be counted.
    """
    scenario, ledger = loaded.scenario, Ledger(loaded)
    model = resolve_model(scenario, ledger)
    check_geometry(model, ledger)
    values = _values_per_sample(loaded, ledger, model)
    inputs = Inputs(
        data=ledger.data(scenario.data, values),
        model=model,
        costs=ledger.operation_costs(),
        path=path(scenario, ledger),
        storage=storage_plan(scenario, ledger),
        preprocessing=preprocessing_plan(scenario, ledger, values),
        training=training_plan(scenario, ledger),
        inference=inference_plan(scenario, ledger),
        virtualisation=ledger.take("virtualisation", scenario, "virtualisation"),
        denominator=scenario.denominator,
        intensity=ledger.intensity(scenario.zone, scenario.year),
        switches=_switches(loaded),
    )
    _look_for_oddities(loaded, ledger)
    return Resolved(
        inputs=inputs,
        origins=MappingProxyType(ledger.origins),
        assumptions=tuple(ledger.assumptions),
        warnings=tuple(ledger.warnings),
        counted=model if isinstance(model, CountedModel) else None,
    )


def _switches(loaded: Loaded) -> Switches:
    chosen = loaded.scenario.switches.model_dump(exclude_none=True)
    return replace(PROFILES[loaded.scenario.profile], **chosen)


def _values_per_sample(loaded: Loaded, ledger: Ledger, model: Any) -> Any:
    """Values of a sample, checked against what the model takes."""
    given, taken = loaded.scenario.data.values_per_sample, input_values(model)
    where = f"{loaded.name}: [data].values_per_sample" if loaded.name else "data.values_per_sample"
    if given is None and taken is None:
        raise ScenarioError(
            Problem(where, "missing, and the model does not tell", "add values_per_sample")
        )
    if given is None:
        ledger.note_model_input(taken)
        return taken
    if taken is not None and _differ(given, taken):
        raise ScenarioError(
            Problem(
                where,
                f"{given:g} values in a sample, but the model takes {taken:g}",
                f"write values_per_sample = {taken:g}, or choose a model for {given:g} values",
            )
        )
    ledger.note("data.values_per_sample", loaded.scenario.data, "values_per_sample", "data")
    return given


def _differ(given: Any, taken: Any) -> bool:
    different = given != taken
    return bool(different.any()) if hasattr(different, "any") else bool(different)


def _look_for_oddities(loaded: Loaded, ledger: Ledger) -> None:
    scenario = loaded.scenario
    if not scenario.path:
        ledger.assume("path", "no network: moving data costs nothing")
    if _above_one(scenario.virtualisation):
        ledger.warn(f"virtualisation = {scenario.virtualisation:g} adds more than the work itself")
    if scenario.training is None:
        ledger.assume("training", "the model comes trained: its training is not counted")
    if scenario.preprocessing is None:
        ledger.assume("preprocessing", "data are used raw: no preprocessing is counted")
    if scenario.zone is None:
        ledger.assume("zone", "not given: no carbon is computed")


def _above_one(value: Any) -> bool:
    return not hasattr(value, "shape") and value > 1
