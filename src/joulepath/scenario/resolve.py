"""From a scenario to the inputs of a lifecycle: look names up, count the model, note origins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from joulepath.catalogue.grid_figures import BASES, GridFigure
from joulepath.errors import Problem, ScenarioError
from joulepath.records.distributions import BandedValue
from joulepath.records.inputs import Inputs, Model
from joulepath.records.links.hop import FramedHop
from joulepath.records.switches import PROFILES, Switches
from joulepath.scenario.assumptions import look_for_oddities, note_assumptions
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.model_records import input_values, workload_of
from joulepath.scenario.relations import EVERYTHING, model_of, relations
from joulepath.scenario.resolve_model import note_model
from joulepath.scenario.resolve_stages import (
    data,
    inference_plan,
    operation_costs,
    path,
    preprocessing_plan,
    storage_plan,
)
from joulepath.scenario.resolve_training import training_plan
from joulepath.scenario.settling import settled

if TYPE_CHECKING:
    from joulepath.records.architectures import OperationCosts
    from joulepath.records.battery import Pack
    from joulepath.records.cost import CostPlan
    from joulepath.records.hardware import HardwarePlan
    from joulepath.records.links.delivery import DeliveryPlan, FederatedPlan, TelemetryPlan
    from joulepath.records.origins import Assumption, Origin
    from joulepath.records.resources import PrimaryFactors
    from joulepath.records.results import Lifecycle
    from joulepath.records.sensing import SensingPlan
    from joulepath.records.sites import SitePlan
    from joulepath.records.workload import Workload
    from joulepath.scenario.reading import Loaded
    from joulepath.scenario.schema import Scenario

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
    zone: str | None
    """Zone whose electricity is used: the scenario's, or that of its site."""
    year: int | None
    """Year of the grid intensity; none without a zone."""
    basis: str | None
    """What the intensity counts; none without a zone."""
    perimeter: str | None
    """Whose electricity it is of: what the zone produces, or what it consumes."""
    scenario: Scenario
    """The scenario that was resolved."""
    further_sources: tuple[str, ...] = ()
    """Keys of sources behind numbers that enter the inputs as sums."""
    bands: Mapping[str, BandedValue] = field(default_factory=dict[str, BandedValue])
    """What is not known exactly, by its dotted path in the inputs; one figure may be at several."""

    @cached_property
    def counted(self) -> Workload | None:
        """The model file, operator by operator; none for a model without a file."""
        return workload_of(self.scenario)


def resolve(loaded: Loaded, *, divided: bool = False) -> Resolved:
    """Resolve a scenario into the inputs of a lifecycle.

    Parameters
    ----------
    loaded : Loaded
        A checked scenario.
    divided : bool
        Whether inputs and answers are judged elsewhere, for each way to divide the model.

    Returns
    -------
    Resolved
        The inputs, the origin of every number, assumptions and warnings.

    Raises
    ------
    ScenarioError
        If parts of the scenario contradict each other, or the model file cannot be counted;
        with every problem at once.
    MissingExtra
        If there is a model file, and what reads it is not installed.
    """
    scenario, ledger = loaded.scenario, Ledger(loaded)
    model = _agreeing_model(loaded)
    note_model(model, scenario, ledger)
    inputs = settled(_inputs(scenario, model, ledger), ledger)
    _keep_to_the_rules(inputs, scenario, ledger, divided)
    note_assumptions(scenario, ledger)
    look_for_oddities(scenario, ledger)
    return Resolved(
        inputs=inputs,
        origins=MappingProxyType(ledger.origins),
        assumptions=ledger.assumptions,
        warnings=tuple(ledger.warnings),
        zone=ledger.zone,
        year=ledger.year,
        basis=None if ledger.zone is None else scenario.basis or BASES[0],
        perimeter=ledger.perimeter,
        scenario=scenario,
        further_sources=tuple(ledger.further_sources),
        bands=MappingProxyType(ledger.bands),
    )


def _inputs(scenario: Scenario, model: Model, ledger: Ledger) -> Inputs:
    """Fill in the stages one by one, each with its origins."""
    taken = input_values(model)
    collected = data(scenario, taken, ledger)
    costs, switches = operation_costs(ledger), _switches(scenario)
    grid, site, nature = _electricity(scenario, ledger)
    delivery, federated, telemetry = _upkeep(scenario, model, (costs, switches), ledger)
    return Inputs(
        data=collected,
        model=model,
        costs=costs,
        path=path(scenario, ledger),
        storage=storage_plan(scenario, ledger),
        preprocessing=preprocessing_plan(scenario, ledger, collected.values_per_sample, taken),
        training=training_plan(scenario, ledger),
        inference=inference_plan(scenario, ledger),
        virtualisation=ledger.take("virtualisation", scenario, "virtualisation"),
        denominator=scenario.denominator,
        intensity=grid and grid.value,
        switches=switches,
        battery=_battery(scenario, ledger),
        sensing=_sensing(scenario, ledger),
        delivery=delivery,
        federated=federated,
        telemetry=telemetry,
        hardware=_hardware(scenario, ledger),
        intensity_low=grid and grid.low,
        intensity_high=grid and grid.high,
        site=site,
        water=nature.water,
        primary_energy=nature.primary_energy,
        abiotic_depletion=nature.abiotic_depletion,
        cost=_cost(scenario, ledger),
    )


def _cost(scenario: Scenario, ledger: Ledger) -> CostPlan | None:
    """Prices, whose records few scenarios need."""
    section: Any = scenario.cost
    if section is None:
        return None
    from joulepath.scenario.cost import cost_plan

    return cost_plan(section, scenario, ledger)


def _hardware(scenario: Scenario, ledger: Ledger) -> HardwarePlan | None:
    """Hardware whose making is counted, whose records few scenarios need."""
    section: Any = scenario.hardware
    if section is None:
        return None
    from joulepath.scenario.hardware import hardware_plan

    return hardware_plan(section, scenario, ledger)


class _Taken(NamedTuple):
    """What making a unit of electricity takes from nature, as far as it is asked for."""

    water: float | None = None
    primary_energy: PrimaryFactors | None = None
    abiotic_depletion: float | None = None


def _electricity(
    scenario: Scenario, ledger: Ledger
) -> tuple[GridFigure | None, SitePlan | None, _Taken]:
    """Grid and building, whose records few scenarios need."""
    zone, site = scenario.zone, None
    if scenario.site or scenario.pue is not None:
        from joulepath.scenario.site import site_plan, zone_of

        zone = zone_of(scenario, ledger)
        site = site_plan(scenario, ledger)
    taken = _taken(scenario, zone, ledger)
    ledger.zone = zone
    return ledger.intensity(zone, scenario.year, scenario.basis or BASES[0]), site, taken


def _taken(scenario: Scenario, zone: str | None, ledger: Ledger) -> _Taken:
    """Water, primary energy and minerals, which few scenarios ask for."""
    if not (scenario.water or scenario.primary_energy or scenario.abiotic_depletion):
        return _Taken()
    from joulepath.scenario.resources import depletion_factor, primary_factors, water_factor

    return _Taken(
        water_factor(scenario, zone, ledger),
        primary_factors(scenario, zone, ledger),
        depletion_factor(scenario, zone, ledger),
    )


def _upkeep(
    scenario: Scenario, model: Model, how: tuple[OperationCosts, Switches], ledger: Ledger
) -> tuple[DeliveryPlan | None, FederatedPlan | None, TelemetryPlan | None]:
    """Models and reports on their way, whose records few scenarios need."""
    if not any((scenario.delivery, scenario.federated, scenario.telemetry)):
        return None, None, None
    from joulepath.lifecycle.model import model_work
    from joulepath.scenario.links import delivery_plans as plans

    weights = model_work(model, *how).weight_bits
    return (
        plans.delivery_plan(scenario, weights, ledger),
        plans.federated_plan(scenario, weights, ledger),
        plans.telemetry_plan(scenario, ledger),
    )


def _battery(scenario: Scenario, ledger: Ledger) -> Pack | None:
    """Battery of the device, whose records few scenarios need."""
    section: Any = scenario.battery
    if section is None:
        return None
    from joulepath.scenario.battery import pack

    return pack(section, ledger)


def _keep_to_the_rules(inputs: Inputs, scenario: Scenario, ledger: Ledger, divided: bool) -> None:
    """Refuse messages that a link, its standard, its region or the battery does not allow."""
    if not any(isinstance(hop, FramedHop) for hop in inputs.path):
        return
    from joulepath.lifecycle import lifecycle
    from joulepath.scenario.links.legality import forbidden, poorly_delivered, streams_of

    life = lifecycle(inputs)
    using = streams_of(inputs, life, divided=divided)
    broken = dict.fromkeys((*forbidden(inputs, life, using), *_peaks(inputs, life, scenario)))
    if broken:
        raise ScenarioError(*(ledger.placed(problem) for problem in broken))
    for warning in dict.fromkeys(poorly_delivered(using)):
        ledger.warn(warning)


def _peaks(inputs: Inputs, life: Lifecycle, scenario: Scenario) -> Iterator[Problem]:
    """Peaks that a battery does not give, whose rules few scenarios need."""
    section: Any = scenario.battery
    if inputs.battery is not None:
        from joulepath.scenario.battery_limits import pulse_problems

        yield from pulse_problems(inputs.battery, life, section)


def _sensing(scenario: Scenario, ledger: Ledger) -> SensingPlan | None:
    """Sensor of the device, whose records few scenarios need."""
    section: Any = scenario.sensing
    if section is None:
        return None
    from joulepath.scenario.sensing import sensing_plan

    return sensing_plan(section, ledger)


def _agreeing_model(loaded: Loaded) -> Model:
    """Record of the model, once everything that can be wrong has been looked at."""
    model, problems = model_of(loaded.scenario, loaded.name)
    problems += relations(loaded.scenario, model, EVERYTHING, loaded.name, loaded.catalogue)
    if model is None or problems:
        raise ScenarioError(*problems)
    return model


def _switches(scenario: Scenario) -> Switches:
    chosen = scenario.switches.model_dump(exclude_none=True)
    return replace(PROFILES[scenario.profile], **chosen)
