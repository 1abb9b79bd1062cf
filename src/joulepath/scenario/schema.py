"""What a scenario file may say: strict, frozen, every key with its meaning.

The docstring under each key is its help, its description in the JSON Schema and its entry in
the documentation.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Tag, model_validator

from joulepath.core.quantities import Num
from joulepath.records.switches import ProfileName
from joulepath.scenario.fields import CatalogueName, Quantity, Rate, refuse
from joulepath.scenario.models import ModelSection

__all__ = [
    "DataSection",
    "HopSection",
    "InferenceSection",
    "PreprocessingSection",
    "ProcessorSection",
    "Scenario",
    "StorageSection",
    "SwitchesSection",
    "TrainingSection",
]

Share = Annotated[Num, Quantity("1", above=0, below=1)]
Utilisation = Annotated[Num, Quantity("1", above=0, maximum=1)]


class Section(BaseModel):
    """A table of a scenario."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, arbitrary_types_allowed=True
    )


class ProcessorSection(Section):
    """A processor that is not in the catalogue."""

    throughput: Annotated[Num, Quantity("flop/s", above=0)]
    """Peak arithmetic rate, e.g. "1.2 TFLOP/s"."""
    power: Annotated[Num, Quantity("W", above=0)]
    """Power while it computes, e.g. "15 W"."""


def _name_or_table(value: Any) -> str:
    return "name" if isinstance(value, str) else "table"


ProcessorField = Annotated[
    Annotated[str, CatalogueName("processors"), Tag("name")]
    | Annotated[ProcessorSection, Tag("table")],
    Discriminator(_name_or_table),
]


class DataSection(Section):
    """The data collected to develop the model."""

    samples: Annotated[Num, Quantity("sample", minimum=1, whole=True)]
    """Size of the data set."""
    values_per_sample: Annotated[Num, Quantity("value/sample", minimum=1, whole=True)] | None = None
    """Values in one sample; by default as many as the model takes."""
    bits_per_value: Annotated[Num, Quantity("bit/value", minimum=1)]
    """Precision of a value as it travels and is stored, e.g. 8 or "1 B/value"."""


class ProtocolsSection(Section):
    """Protocols that replace those of the stack, layer by layer."""

    application: Annotated[str, CatalogueName("protocols")] | None = None
    """Application layer, e.g. "http"."""
    presentation: Annotated[str, CatalogueName("protocols")] | None = None
    """Presentation layer, e.g. "tls"."""
    session: Annotated[str, CatalogueName("protocols")] | None = None
    """Session layer, e.g. "rpc"."""
    transport: Annotated[str, CatalogueName("protocols")] | None = None
    """Transport layer, e.g. "udp"."""
    network: Annotated[str, CatalogueName("protocols")] | None = None
    """Network layer, e.g. "ipv6"."""
    datalink: Annotated[str, CatalogueName("protocols")] | None = None
    """Data-link layer, e.g. "ethernet"."""
    physical: Annotated[str, CatalogueName("protocols")] | None = None
    """Physical layer, e.g. "bluetooth"."""


class RadioSection(Section):
    """A radio by its powers and rates."""

    transmit_power: Annotated[Num, Quantity("W", minimum=0)]
    """Power of the sender while it transmits, e.g. "800 mW"."""
    transmit_rate: Annotated[Num, Quantity("bit/s", above=0)]
    """Rate at which the sender transmits, e.g. "6 Mbit/s"."""
    receive_power: Annotated[Num, Quantity("W", minimum=0)]
    """Power of the receiver while it receives."""
    receive_rate: Annotated[Num, Quantity("bit/s", above=0)]
    """Rate at which the receiver receives."""


class HopSection(Section):
    """One link of the path from where data arise to where they are used."""

    stack: Annotated[str, CatalogueName("stacks")]
    """Seven protocols, one a layer; 'joulepath catalogue stacks' lists them."""
    protocols: ProtocolsSection = ProtocolsSection()
    """Protocols that replace those of the stack."""
    carrier: Annotated[str, CatalogueName("carriers")] | None = None
    """Bearer whose energy per bit replaces that of the physical protocol, e.g. "5g-ran"."""
    radio: RadioSection | None = None
    """Radio whose powers and rates replace the energy per bit of the physical protocol."""
    loss: Annotated[Num, Quantity("1", minimum=0, below=1)] = 0.0
    """Probability that a transmission fails and is repeated, e.g. 0.02 or "2 %"."""

    @model_validator(mode="after")
    def _one_bearer(self) -> HopSection:
        if self.carrier is not None and self.radio is not None:
            raise refuse("both a carrier and a radio", "keep one of them")
        return self


class StorageSection(Section):
    """Where data rest before they are used."""

    medium: Annotated[str, CatalogueName("storage")]
    """What they are stored on; 'joulepath catalogue storage' lists it."""
    raid: Literal["none", "raid0", "raid1", "raid5", "raid6", "raid10"] = "none"
    """How they are protected."""
    disks: Annotated[Num, Quantity("1", minimum=1, whole=True)] | None = None
    """Disks in the array; needed by raid5 (at least 3) and raid6 (at least 4)."""

    @model_validator(mode="after")
    def _enough_disks(self) -> StorageSection:
        least = {"raid5": 3, "raid6": 4}.get(self.raid)
        if least and self.disks is None:
            raise refuse(f"{self.raid} without disks", f"add disks = {least} or more")
        at_least = {"none": 1, "raid0": 2, "raid1": 2, "raid10": 4}.get(self.raid, least) or 1
        if self.disks is not None and _any(self.disks < at_least):
            raise refuse(f"{self.raid} on {self.disks:g} disks", f"it needs at least {at_least}")
        return self


class PreprocessingSection(Section):
    """How data are prepared."""

    method: Annotated[str, CatalogueName("preprocessing")]
    """What is done to them: "standardise", "min-max" or "gadf"."""
    steps: Annotated[Num, Quantity("1", minimum=1, whole=True)] | None = None
    """Time steps of a sample (gadf only); by default as many as its values."""
    processor: ProcessorField
    """What prepares the development data: a name of the catalogue or a table."""
    utilisation: Utilisation = 1.0
    """Share of the peak rate that it reaches."""


class TrainingSection(Section):
    """How the model is trained and evaluated."""

    processor: ProcessorField
    """What trains and evaluates: a name of the catalogue or a table."""
    utilisation: Utilisation = 1.0
    """Share of the peak rate that it reaches."""
    epochs: Annotated[Num, Quantity("epoch", above=0)]
    """Times the training goes through its data."""
    split: Share | None = None
    """Share of the data used for training; the rest evaluates."""
    folds: Annotated[Num, Quantity("1", minimum=2, whole=True)] | None = None
    """Folds of a cross-validation, instead of a split."""
    evaluation: Literal["once", "every-epoch"] = "once"
    """Evaluate once after the training, or after every epoch."""
    views_per_epoch: Annotated[Num, Quantity("1/epoch", above=0)] = 1.0
    """Times an epoch presents each sample."""
    backward_ratio: Annotated[Num, Quantity("1", minimum=0)] = 2.0
    """Work of a backward pass and update per unit of forward work."""

    @model_validator(mode="after")
    def _one_strategy(self) -> TrainingSection:
        if (self.split is None) == (self.folds is None):
            state = "neither split nor folds" if self.split is None else "both split and folds"
            raise refuse(state, "give one of them, e.g. split = 0.8")
        return self


class InferenceSection(Section):
    """How the model is used."""

    processor: ProcessorField
    """What runs the model: a name of the catalogue or a table."""
    utilisation: Utilisation = 1.0
    """Share of the peak rate that it reaches."""
    inferences: Annotated[Num | Rate, Quantity("inference", minimum=0, rate="inference/s")]
    """Inferences in the whole life, or a rate such as "24/day" together with a lifetime."""
    lifetime: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time in service, e.g. "3 years"; needed with a rate."""
    samples_per_inference: Annotated[Num, Quantity("sample/inference", above=0)] = 1.0
    """Samples that one inference processes."""
    inputs: Literal["sent", "local"] = "sent"
    """Whether the data of an inference travel the path or are used where they arise."""
    result: Annotated[Num, Quantity("bit/inference", above=0)] | None = None
    """Size of an answer that travels the path, e.g. "16 B"; nothing travels if it is left out."""

    @model_validator(mode="after")
    def _rate_with_lifetime(self) -> InferenceSection:
        if isinstance(self.inferences, Rate) and self.lifetime is None:
            raise refuse("a rate of inferences without a lifetime", 'add lifetime = "3 years"')
        if not isinstance(self.inferences, Rate) and self.lifetime is not None:
            raise refuse(
                "a lifetime beside a number of inferences",
                'write a rate such as inferences = "24/day", or leave the lifetime out',
            )
        return self


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


class Scenario(Section):
    """An AI model's whole life: its data, its network, its training and its use."""

    title: str = ""
    """A name for reports."""
    profile: ProfileName = "corrected"
    """Version of the eCAL equations: "corrected", "paper" (v4) or "reference" (its code)."""
    model: ModelSection
    """Path of an ONNX file, or a table that describes a model family."""
    zone: Annotated[str, CatalogueName("zones")] | None = None
    """Country whose electricity is used, e.g. "DEU"; without one no carbon is computed."""
    year: Annotated[int, Quantity("1", minimum=1900, maximum=2200, whole=True)] | None = None
    """Year of the grid intensity; by default the latest in the catalogue."""
    virtualisation: Annotated[Num, Quantity("1", minimum=0)] = 0.0
    """Energy that virtual machines and containers add, e.g. 0.1 or "10 %"."""
    denominator: Literal["application-bits", "component-bits"] = "application-bits"
    """Bits that eCAL divides by: raw application bits, or all bits each stage handles."""
    data: DataSection
    """The data collected to develop the model."""
    path: tuple[HopSection, ...]
    """Links from where data arise to where they are used; write path = [] for no network."""
    storage: StorageSection | None = None
    """Where data rest; left out if they are not stored."""
    preprocessing: PreprocessingSection | None = None
    """How data are prepared; left out if they are used raw."""
    training: TrainingSection | None = None
    """How the model is trained; left out for a model that comes trained."""
    inference: InferenceSection
    """How the model is used."""
    switches: SwitchesSection = SwitchesSection()
    """Single choices that depart from the profile."""

    @model_validator(mode="after")
    def _year_of_a_zone(self) -> Scenario:
        if self.year is not None and self.zone is None:
            raise refuse("a year without a zone", 'add zone = "DEU", or leave the year out')
        return self


def _any(condition: Any) -> bool:
    return bool(condition.any()) if hasattr(condition, "any") else bool(condition)
