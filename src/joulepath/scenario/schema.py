"""What a scenario file may say: the whole of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Discriminator, Tag, ValidationError, model_validator

from joulepath.core.quantities import Num
from joulepath.errors import ScenarioError
from joulepath.records.switches import ProfileName
from joulepath.scenario.deferred import Deferred
from joulepath.scenario.fields import BrokenCatalogue, CatalogueName, Quantity, refuse
from joulepath.scenario.links.hop_section import FramedHopSection
from joulepath.scenario.models import ModelSection
from joulepath.scenario.problems import problems_of
from joulepath.scenario.rules import obeying, year_of_a_zone
from joulepath.scenario.section import Section, said, tag
from joulepath.scenario.stages import (
    DataSection,
    HopSection,
    InferenceSection,
    PreprocessingSection,
    StorageSection,
    TrainingSection,
)
from joulepath.scenario.sweep import SweepAxes

__all__ = ["Scenario", "SwitchesSection"]


def _one_year(year: Any) -> int:
    if hasattr(year, "shape"):
        raise refuse("an array of years", "give one year, e.g. 2025")
    return int(year)


Year = Annotated[
    int, Quantity("1", minimum=1900, maximum=2200, whole=True), AfterValidator(_one_year)
]


class SwitchesSection(Section):
    """Single choices that depart from the profile."""

    overhead_bits: Literal["exact", "whole"] | None = None
    """Protocol overhead as computed, or each cut down to whole bits."""
    bearer: Literal["once", "every-layer"] | None = None
    """Sending and receiving charged at the physical layer once, or at all seven layers."""
    development_path: Literal["every-hop", "last-hop-twice"] | None = None
    """Development data charged once a hop, or twice on the last hop."""
    inference_path: Literal["every-hop", "last-hop"] | None = None
    """Inference data charged on every hop, or on the last one alone."""
    inference_statistics: Literal["stored", "recomputed"] | None = None
    """Preprocessing at inference applies stored statistics, or learns them anew."""
    inference_grouping: Literal["per-inference", "all-at-once"] | None = None
    """Each inference is a pass of its own, or all inferences together are one pass."""
    layer_laws: Literal["given", "reference"] | None = None
    """Model families by their real widths and geometry, or by the reference code's laws."""
    convolution_mac: Literal["multiply-and-add", "as-one"] | None = None
    """A multiply-accumulate of a convolution counts as two FLOPs, or as one."""
    vocabulary_head: Literal["counted", "ignored"] | None = None
    """The head of a transformer counts, or only its decoder blocks do."""


_DELIVERY: Final = "links.delivery_section."


def _framed(value: Any) -> str:
    return tag(FramedHopSection if said(value, "link") != "None" else HopSection)


HopField = Annotated[
    Annotated[HopSection, Tag(tag(HopSection))]
    | Annotated[FramedHopSection, Tag(tag(FramedHopSection))],
    Discriminator(_framed),
]


class Scenario(Section):
    """An AI model's whole life: its data, its network, its training and its use."""

    title: str = ""
    """A name for reports."""
    profile: ProfileName = "corrected"
    """Version of the eCAL equations: "corrected", "paper" (v4) or "reference" (its code)."""
    model: ModelSection
    """Path of a model file (ONNX, Keras, ...), or a table that describes a model family."""
    zone: Annotated[str, CatalogueName("zones")] | None = None
    """Country whose electricity is used, e.g. "DEU"; without one no carbon is computed."""
    year: Year | None = None
    """Year of the grid intensity; by default the latest in the catalogue."""
    basis: Literal["life-cycle", "direct"] | None = None
    """What the intensity counts: "life-cycle" (by default), or "direct" for chimneys alone."""
    site: Annotated[str, CatalogueName("sites")] | None = None
    """Building of the servers, e.g. "aws-eu-north-1-2024"; left out where it is not counted."""
    pue: Annotated[Num, Quantity("1", minimum=1, maximum=10)] | None = None
    """Energy of that building over that of its equipment (PUE), instead of the site's."""
    water: bool = False
    """Whether to count the water of electricity and cooling, whose figures are rough."""
    primary_energy: bool = False
    """Whether to count the energy that power plants take from nature, whose figures are rough."""
    abiotic_depletion: bool = False
    """Whether to count minerals of electricity (ADPe), by factors of a table of your own."""
    virtualisation: Annotated[Num, Quantity("1", minimum=0)] = 0.0
    """Energy that virtual machines and containers add, e.g. 0.1 or "10 %"."""
    denominator: Literal["application-bits", "component-bits"] = "application-bits"
    """Bits that eCAL divides by: raw application bits, or all bits each stage handles."""
    data: DataSection
    """The data collected to develop the model."""
    path: tuple[HopField, ...]
    """Links from where data arise to where they are used; write path = [] for no network."""
    storage: StorageSection | None = None
    """Where data rest; left out if they are not stored."""
    preprocessing: PreprocessingSection | None = None
    """How data are prepared; left out if they are used raw."""
    training: TrainingSection | None = None
    """How the model is trained; left out for a model that comes trained."""
    inference: InferenceSection
    """How the model is used."""
    offload: Annotated[Section, Deferred({"": "offload_section.OffloadSection"})] | None = None
    """The server that may take over the model; 'joulepath offload' weighs it."""
    battery: Annotated[Section, Deferred({"": "battery.BatterySection"})] | None = None
    """What feeds the device; left out where its life is not asked for."""
    sensing: Annotated[Section, Deferred({"": "sensing.SensingSection"})] | None = None
    """The sensor that takes the samples; left out where it is not counted."""
    delivery: Annotated[Section, Deferred({"": _DELIVERY + "DeliverySection"})] | None = None
    """Updates of the model over the air; left out where it stays as it is."""
    federated: Annotated[Section, Deferred({"": _DELIVERY + "FederatedSection"})] | None = None
    """Rounds of federated learning, whose models travel the path; left out where there are none."""
    telemetry: Annotated[Section, Deferred({"": _DELIVERY + "TelemetrySection"})] | None = None
    """Reports of the device beside its answers; left out where there are none."""
    hardware: Annotated[Section, Deferred({"": "hardware.HardwareSection"})] | None = None
    """Devices and servers whose making is counted; left out where it is not."""
    cost: Annotated[Section, Deferred({"": "cost.CostSection"})] | None = None
    """Prices of electricity, data, hardware and carbon; left out where nobody asks for money."""
    drift: Annotated[Section, Deferred({"": "drift.DriftSection"})] | None = None
    """How the model loses accuracy as it ages; 'joulepath retrain' weighs it."""
    optimise: Annotated[Section, Deferred({"": "optimise_section.OptimiseSection"})] | None = None
    """What 'joulepath optimise' may choose and what it minimises."""
    switches: SwitchesSection = SwitchesSection()
    """Single choices that depart from the profile."""
    sweep: Annotated[Mapping[str, Any], SweepAxes()] | None = None
    """Keys that 'joulepath sweep' varies, each with its values; no other command looks at it."""

    def __init__(self, /, **tables: Any) -> None:
        try:
            super().__init__(**tables)
        except BrokenCatalogue as broken:
            raise broken.error from None
        except ValidationError as error:
            raise ScenarioError(*problems_of(error, Scenario, "")) from None

    def unmentioned(self) -> Collection[str]:
        """What electricity takes from nature, where nobody asked for it."""
        return ("water", "primary_energy", "abiotic_depletion")

    @model_validator(mode="after")
    def _keeps_the_rule(self) -> Scenario:
        return obeying(self, year_of_a_zone)
