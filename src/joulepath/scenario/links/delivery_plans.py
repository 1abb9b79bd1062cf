"""Models and reports on their way over the path of a scenario, with the origin of every number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from joulepath.catalogue.units import render
from joulepath.core.quantities import Bit
from joulepath.core.tree import numbers
from joulepath.errors import Problem, ScenarioError
from joulepath.records.links.delivery import DeliveryPlan, FederatedPlan, TelemetryPlan
from joulepath.records.origins import Origin
from joulepath.scenario.fields import Rate
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.links.delivery_section import (
    DeliverySection,
    FederatedSection,
    TelemetrySection,
)
from joulepath.scenario.problems import located, problem_at
from joulepath.scenario.schema import Scenario
from joulepath.scenario.section import Section

__all__ = ["delivery_plan", "federated_plan", "telemetry_plan", "upkeep_problems"]

_TABLES: Final = ("delivery", "federated", "telemetry")
_KEYS: Final = {"limit": "message_limit", "model": "size"}
"""Keys of a scenario that are called otherwise than the numbers of its plan."""

_WHOLE: Final = ("rounds.down.changed", "rounds.down.addressing")
"""A round begins with the whole model."""


def upkeep_problems(scenario: Scenario, name: str) -> Iterator[Problem]:
    """Contradictions between deliveries or reports and the rest of a scenario.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    name : str
        Name of its file, for messages.
    """
    for key in _TABLES:
        if getattr(scenario, key) is not None and not scenario.path:
            what = "something to send, but no path that it travels"
            yield problem_at(located(name, [key]), what, "add a [[path]] with the device's link")
    for key in ("delivery", "telemetry"):
        endless = not isinstance(scenario.inference.inferences, Rate)
        if getattr(scenario, key) is not None and endless:
            what = "sent at an interval, but the scenario tells no time"
            remedy = 'write a rate such as inferences = "24/day", with a lifetime'
            yield problem_at(located(name, [key]), what, remedy)
    if scenario.delivery is not None and scenario.inference.inputs == "sent":
        what = "updates for a model that runs behind the path, not on the device"
        remedy = 'write inference.inputs = "local", or leave the table out'
        yield problem_at(located(name, ["delivery"]), what, remedy)


def delivery_plan(scenario: Scenario, weights: Bit | None, ledger: Ledger) -> DeliveryPlan | None:
    """How the model is brought up to date; ``weights`` is its size where it is known.

    Raises
    ------
    ScenarioError
        If the size of the model is not known.
    """
    if scenario.delivery is None:
        return None
    section = cast("DeliverySection", scenario.delivery)
    plan = section.plan(_size(section, "delivery", weights, ledger))
    _note(plan, section, "delivery", ledger)
    if scenario.battery is not None:
        _note_devices(section, ledger)
    return plan


def federated_plan(scenario: Scenario, weights: Bit | None, ledger: Ledger) -> FederatedPlan | None:
    """How the model travels in federated learning; ``weights`` as for `delivery_plan`.

    Raises
    ------
    ScenarioError
        If the size of the model is not known.
    """
    if scenario.federated is None:
        return None
    section = cast("FederatedSection", scenario.federated)
    rounds = section.plan(_size(section, "federated", weights, ledger))
    plan = FederatedPlan(rounds, section.message_limit)
    _note(plan, section, "federated", ledger)
    ledger.assume("federated", "every round begins with the whole model")
    return plan


def telemetry_plan(scenario: Scenario, ledger: Ledger) -> TelemetryPlan | None:
    """What the device reports beside its answers."""
    if scenario.telemetry is None:
        return None
    section = cast("TelemetrySection", scenario.telemetry)
    plan = section.plan()
    _note(plan, section, "telemetry", ledger)
    return plan


def _note_devices(section: DeliverySection, ledger: Ledger) -> None:
    if "devices" in section.model_fields_set:
        ledger.assume("delivery.devices", "the battery is that of one of them")


def _size(section: Any, table: str, weights: Bit | None, ledger: Ledger) -> Bit:
    if section.size is not None:
        return section.size
    if weights is None:
        what = "the size of the model is not known"
        raise ScenarioError(
            ledger.placed(Problem(f"{table}.size", what, 'add size, e.g. size = "250 kB"'))
        )
    said = shown(weights) if hasattr(weights, "shape") else render(float(weights), "bit")
    ledger.assume(f"{table}.size", f"not given: {said}, the weights of the model")
    return weights


def _note(plan: object, section: Section, table: str, ledger: Ledger) -> None:
    """Note for every number of a plan which key it is."""
    for path, value in numbers(plan):
        *parents, last = path.split(".")
        nested = "broadcast" in parents
        owner: Any = getattr(section, "broadcast", None) if nested else section
        key = _KEYS.get(last, last)
        if path in _WHOLE or getattr(owner, key, None) is None:
            origin = Origin("default", f"{table}.{key}", shown(value), "definition")
            ledger.origins[f"{table}.{path}"] = origin
        else:
            place = f"{table}.broadcast" if nested else table
            if nested and last == "limit":
                key = "message_limit"
            ledger.note(f"{table}.{path}", owner, key, place)
