"""Resolve the stages of a scenario: network, storage, preprocessing, training, inference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from joulepath.catalogue.schema import OSI_LAYERS
from joulepath.core.tree import units
from joulepath.errors import ScenarioError
from joulepath.records.architectures import OperationCosts
from joulepath.records.compute import Placement, PreprocessingMethod, Processor
from joulepath.records.inputs import (
    Data,
    DoubleParity,
    InferencePlan,
    Mirrored,
    PreprocessingPlan,
    RateDemand,
    SingleParity,
    StoragePlan,
    TotalDemand,
)
from joulepath.records.links.hop import FramedHop
from joulepath.records.network import Carrier, Hop, Radio
from joulepath.records.origins import Origin
from joulepath.records.roofline import RatedPower, RooflineInference
from joulepath.scenario.calibrated_inference import calibrated_inference
from joulepath.scenario.chain_shape import chained, raw_shape
from joulepath.scenario.fields import Rate
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.links.hop_section import FramedHopSection
from joulepath.scenario.stages import (
    HopSection,
    InferenceSection,
    ProcessorSection,
    RadioSection,
)

if TYPE_CHECKING:
    from joulepath.records.preparation import ChainPlan
    from joulepath.scenario.schema import Scenario

__all__ = [
    "data",
    "inference_plan",
    "operation_costs",
    "path",
    "placement",
    "preprocessing_plan",
    "storage_plan",
]

_COPIES = {"none": 1.0, "raid0": 1.0, "raid1": 2.0, "raid10": 2.0}


def data(scenario: Scenario, taken: Any, ledger: Ledger) -> Data:
    """Data set; a sample without a size has as many values as the model or the chain takes."""
    section = scenario.data
    values = section.values_per_sample
    if values is None:
        shape = raw_shape(scenario) if chained(scenario) else None
        said = "as the model takes" if shape is None else "as the rows of [preprocessing] say"
        values = taken if shape is None else shape.rows * shape.columns * shape.channels
        key = "data.values_per_sample"
        place = "model" if shape is None else "preprocessing"
        ledger.origins[key] = Origin("default", place, shown(values))
        ledger.assume(key, f"not given: {shown(values)}, {said}")
    else:
        ledger.note("data.values_per_sample", section, "values_per_sample", "data")
    return Data(
        samples=ledger.take("data.samples", section, "samples", "data"),
        values_per_sample=values,
        bits_per_value=ledger.take("data.bits_per_value", section, "bits_per_value", "data"),
        collection=section.collection,
    )


def operation_costs(ledger: Ledger) -> OperationCosts:
    """State the convention by which operations become FLOPs."""
    costs = OperationCosts(mac=2.0, other=1.0)
    for name, unit in units(costs):
        written = f"{getattr(costs, name):g} {unit}"
        ledger.origins[f"costs.{name}"] = Origin("default", "convention", written, "definition")
    return costs


def path(scenario: Scenario, ledger: Ledger) -> tuple[Hop | FramedHop, ...]:
    """Hops of the path, each with its seven layers or with its frames."""
    hops = tuple(_any_hop(hop, f"path.{index}", ledger) for index, hop in enumerate(scenario.path))
    if any(isinstance(hop, FramedHop) and hop.network is not None for hop in hops):
        from joulepath.scenario.links.network_hop import twice_counted

        if problems := [ledger.placed(each) for each in twice_counted(hops)]:
            raise ScenarioError(*problems)
    if hops and isinstance(hops[-1], FramedHop) and hops[-1].network is None:
        at = f"path.{len(hops) - 1}.network"
        ledger.assume(at, "left out: the network behind the last link is not counted")
    return hops


def _any_hop(section: HopSection | FramedHopSection, at: str, ledger: Ledger) -> Hop | FramedHop:
    match section:
        case HopSection():
            return _hop(section, at, ledger)
        case FramedHopSection():
            from joulepath.scenario.links.framed_hop import framed_hop

            return framed_hop(section, at, ledger)


def _hop(section: HopSection, at: str, ledger: Ledger) -> Hop:
    stack = ledger.catalogue.entry("stacks", section.stack)
    names = (getattr(section.protocols, osi) or stack.text[osi] for osi in OSI_LAYERS)
    entries = (ledger.catalogue.entry("protocols", name) for name in names)
    return Hop(
        layers=tuple(ledger.record(f"{at}.layers.{i}", e) for i, e in enumerate(entries)),
        bearer=_bearer(section, at, ledger),
        loss=ledger.take(f"{at}.loss", section, "loss", at),
    )


def _bearer(section: HopSection, at: str, ledger: Ledger) -> Carrier | Radio | None:
    match section:
        case HopSection(carrier=str(name)):
            return ledger.record(f"{at}.bearer", ledger.catalogue.entry("carriers", name))
        case HopSection(radio=RadioSection() as radio):
            fields = ("transmit_power", "transmit_rate", "receive_power", "receive_rate")
            return Radio(
                *(ledger.take(f"{at}.bearer.{f}", radio, f, f"{at}.radio") for f in fields)
            )
        case _:
            return None


def placement(section: Any, table: str, at: str, ledger: Ledger) -> Placement:
    """Processor of a stage and the share of its peak that it reaches."""
    where = f"{at}.processor"
    match section.processor:
        case ProcessorSection() as own:
            key = f"{table}.processor"
            processor = Processor(
                ledger.take(f"{where}.throughput", own, "throughput", key),
                ledger.take(f"{where}.power", own, "power", key),
            )
        case name:
            processor = ledger.record(where, ledger.catalogue.entry("processors", name))
    utilisation = ledger.take(f"{at}.utilisation", section, "utilisation", table)
    return Placement(processor, utilisation)


def storage_plan(scenario: Scenario, ledger: Ledger) -> StoragePlan | None:
    """Medium and redundancy of the storage."""
    section = scenario.storage
    if section is None:
        return None
    medium = ledger.record("storage.medium", ledger.catalogue.entry("storage", section.medium))
    at = "storage.redundancy"
    match section.raid:
        case "raid5":
            redundancy = SingleParity(ledger.take(f"{at}.disks", section, "disks", "storage"))
        case "raid6":
            redundancy = DoubleParity(ledger.take(f"{at}.disks", section, "disks", "storage"))
        case "none" | "raid0" | "raid1" | "raid10":
            redundancy = Mirrored(_COPIES[section.raid])
            ledger.derive(f"{at}.copies", "storage.raid", section.raid, "patterson-1988-raid")
    return StoragePlan(medium, redundancy)


def preprocessing_plan(
    scenario: Scenario, ledger: Ledger, values: Any, taken: Any
) -> PreprocessingPlan | ChainPlan | None:
    """Preparation of the data, during development and at inference."""
    section = scenario.preprocessing
    if section is None:
        return None
    development = placement(section, "preprocessing", "preprocessing.development", ledger)
    use = placement(scenario.inference, "inference", "preprocessing.inference", ledger)
    if section.method is None:
        from joulepath.scenario.resolve_chain import chain_plan

        return chain_plan(scenario, ledger, development, use, taken)
    entry = ledger.catalogue.entry("preprocessing", section.method)
    method: PreprocessingMethod = ledger.record("preprocessing.method", entry)
    steps = section.steps
    if steps is None:
        steps = values
        key = "preprocessing.steps"
        ledger.origins[key] = Origin("default", key, f"{shown(values)}, the values of a sample")
    else:
        ledger.note("preprocessing.steps", section, "steps", "preprocessing")
    return PreprocessingPlan(method, steps, development, use)


def inference_plan(scenario: Scenario, ledger: Ledger) -> InferencePlan:
    """Use of the model."""
    section = scenario.inference
    layered = _roofline(scenario, ledger)
    if section.result is not None:
        ledger.note("inference.bits_per_result", section, "result", "inference")
    return InferencePlan(
        demand=_demand(section, ledger),
        samples_per_inference=ledger.take(
            "inference.samples_per_inference", section, "samples_per_inference", "inference"
        ),
        inputs=section.inputs,
        bits_per_result=section.result,
        placement=_inference_placement(section, layered, ledger),
        calibrated=calibrated_inference(scenario, ledger),
        roofline=layered,
    )


def _inference_placement(
    section: InferenceSection, layered: RooflineInference | None, ledger: Ledger
) -> Placement:
    """What runs the model; one without rate or rated power has those of its own roofline."""
    at = "inference.placement"
    name = section.processor
    if layered is None or not isinstance(name, str):
        return placement(section, "inference", at, ledger)
    if not ledger.catalogue.entry("processors", name).missing:
        return placement(section, "inference", at, ledger)
    power: Any = layered.plan.power
    full = power.maximum if isinstance(power, RatedPower) else power.active
    for field, value in {"throughput": layered.plan.throughput, "power": full}.items():
        place = f"processors/{name}, which the method does not use"
        ledger.origins[f"{at}.processor.{field}"] = Origin("default", place, shown(value))
    utilisation = ledger.take(f"{at}.utilisation", section, "utilisation", "inference")
    return Placement(Processor(layered.plan.throughput, full), utilisation)


def _roofline(scenario: Scenario, ledger: Ledger) -> RooflineInference | None:
    """How the model runs layer by layer, whose modules few scenarios need."""
    if scenario.inference.method != "roofline":
        return None
    from joulepath.scenario.roofline_inference import roofline_inference

    return roofline_inference(scenario, ledger)


def _demand(section: InferenceSection, ledger: Ledger) -> TotalDemand | RateDemand:
    match section.inferences:
        case Rate(value):
            ledger.note("inference.demand.rate", section, "inferences", "inference")
            lifetime = ledger.take("inference.demand.lifetime", section, "lifetime", "inference")
            return RateDemand(value, lifetime)
        case inferences:
            ledger.note("inference.demand.inferences", section, "inferences", "inference")
            return TotalDemand(inferences)
