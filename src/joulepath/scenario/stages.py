"""The tables of a scenario that describe its stages: data, network, training, use."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, Discriminator, Tag, model_validator

from joulepath.core.quantities import Num
from joulepath.scenario import rules
from joulepath.scenario.deferred import Deferred
from joulepath.scenario.fields import CatalogueName, Quantity, Rate, anywhere, refuse
from joulepath.scenario.preprocessing_kinds import StepField
from joulepath.scenario.section import Section, tag

__all__ = [
    "DataSection",
    "HopSection",
    "InferenceSection",
    "PreprocessingSection",
    "ProcessorSection",
    "ProtocolsSection",
    "RadioSection",
    "StorageSection",
    "TrainingSection",
]

Share = Annotated[Num, Quantity("1", above=0, below=1)]
Utilisation = Annotated[Num, Quantity("1", above=0, maximum=1)]


def _at_least_one(chain: tuple[Any, ...]) -> tuple[Any, ...]:
    if not chain:
        raise refuse("a chain without steps", "add [[preprocessing.chain]] tables")
    return chain


class ProcessorSection(Section):
    """A processor that is not in the catalogue."""

    throughput: Annotated[Num, Quantity("flop/s", above=0)]
    """Peak arithmetic rate, e.g. "1.2 TFLOP/s"."""
    power: Annotated[Num, Quantity("W", above=0)]
    """Power while it computes, e.g. "15 W"."""


def _name_or_table(value: Any) -> str:
    return tag("name" if isinstance(value, str) else ProcessorSection)


ProcessorField = Annotated[
    Annotated[str, CatalogueName("processors"), Tag(tag("name"))]
    | Annotated[ProcessorSection, Tag(tag(ProcessorSection))],
    Discriminator(_name_or_table),
]


AnyProcessorField = Annotated[
    Annotated[str, CatalogueName("processors", incomplete=True), Tag(tag("name"))]
    | Annotated[ProcessorSection, Tag(tag(ProcessorSection))],
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
    collection: Literal["sent", "local"] = "sent"
    """Whether the data set travels the path, or is collected without it, e.g. on a card."""


class ProtocolsSection(Section):
    """Protocols that replace those of the stack, layer by layer."""

    application: Annotated[str, CatalogueName("protocols", layer="application")] | None = None
    """Application layer, e.g. "http"."""
    presentation: Annotated[str, CatalogueName("protocols", layer="presentation")] | None = None
    """Presentation layer, e.g. "tls"."""
    session: Annotated[str, CatalogueName("protocols", layer="session")] | None = None
    """Session layer, e.g. "rpc"."""
    transport: Annotated[str, CatalogueName("protocols", layer="transport")] | None = None
    """Transport layer, e.g. "udp"."""
    network: Annotated[str, CatalogueName("protocols", layer="network")] | None = None
    """Network layer, e.g. "ipv6"."""
    datalink: Annotated[str, CatalogueName("protocols", layer="datalink")] | None = None
    """Data-link layer, e.g. "ethernet"."""
    physical: Annotated[str, CatalogueName("protocols", layer="physical")] | None = None
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

    method: Literal["ecal"] = "ecal"
    """The eCAL paper's ratios; frames and radio states need a link instead of a stack."""
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

    @model_validator(mode="before")
    @classmethod
    def _has_no_network(cls, table: Any) -> Any:
        if isinstance(table, dict) and "network" in table:
            what = "a network behind a stack, whose ratios count both ends of the link already"
            raise refuse(what, "give a link instead of the stack, or leave it out", ("network",))
        return cast("Any", table)

    @model_validator(mode="after")
    def _keeps_the_rule(self) -> HopSection:
        return rules.obeying(self, rules.one_bearer)


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
        least = rules.LEAST_DISKS[self.raid]
        if self.disks is not None and anywhere(self.disks < least):
            raise refuse(f"too few disks for {self.raid}", f"it needs at least {least}", ("disks",))
        return rules.obeying(self, rules.disks_of_parity)


class PreprocessingSection(Section):
    """How data are prepared: by a method of the catalogue, or by a chain of steps."""

    method: Annotated[str, CatalogueName("preprocessing")] | None = None
    """What is done to them: "standardise", "min-max" or "gadf", counted as eCAL does."""
    steps: Annotated[Num, Quantity("1", minimum=1, whole=True)] | None = None
    """Time steps of a sample (method gadf only); by default as many as its values."""
    chain: Annotated[tuple[StepField, ...], AfterValidator(_at_least_one)] | None = None
    """What is done to them step by step, instead of a method; each step feeds the next."""
    rows: Annotated[Num, Quantity("1", minimum=1, whole=True)] | None = None
    """Rows of a raw sample (chain only); by default all values of a series."""
    columns: Annotated[Num, Quantity("1", minimum=1, whole=True)] | None = None
    """Columns of a raw sample (chain only); 1 for a series, as by default."""
    channels: Annotated[Num, Quantity("1", minimum=1, whole=True)] | None = None
    """Channels of a raw sample (chain only): colours, axes of a sensor; by default 1."""
    bits_per_value: Annotated[Num, Quantity("bit/value", minimum=1)] | None = None
    """Precision in which steps hand values on (chain only); by default "32 bit/value"."""
    processor: ProcessorField
    """What prepares the development data: a name of the catalogue or a table."""
    utilisation: Utilisation = 1.0
    """Share of the peak rate that it reaches."""

    @model_validator(mode="after")
    def _keeps_the_rule(self) -> PreprocessingSection:
        return rules.obeying(self, rules.one_way_of_preparing)


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
    """Work of a backward pass and update per unit of forward work; left out, a model file has
    that of its graph."""
    method: Literal["peak-tdp", "calibrated"] = "peak-tdp"
    """How time and energy of the passes of training come about: from the peak rate and the rated
    power; or, for a model file on a GPU, from measurements."""
    batch: Annotated[Num, Quantity("sample", minimum=1, whole=True)] | None = None
    """Samples of a step (calibrated only)."""

    @model_validator(mode="after")
    def _keeps_the_rule(self) -> TrainingSection:
        rules.obeying(self, rules.batch_of_calibrated)
        return rules.obeying(self, rules.one_strategy)


class InferenceSection(Section):
    """How the model is used."""

    processor: AnyProcessorField
    """What runs the model: a name of the catalogue or a table."""
    method: Literal["peak-tdp", "calibrated", "roofline"] = "peak-tdp"
    """How time and energy come about: from the peak rate and the rated power; or, for a model
    file, from measurements of microcontrollers, or layer by layer on any other processor."""
    execution: Annotated[Section, Deferred({"": "execution_section.ExecutionSection"})] | None = (
        None
    )
    """How the processor runs the model (roofline only)."""
    runtime: Annotated[str, CatalogueName("inference-runtimes")] | None = None
    """Software that runs the model (calibrated only), e.g. "x-cube-ai-9-0"; the mean by default."""
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
    result: Annotated[Num, Quantity("bit/inference", above=0, also="bit")] | None = None
    """Size of an answer that travels the path, e.g. "16 B"; nothing travels if it is left out."""

    @model_validator(mode="after")
    def _keeps_the_rule(self) -> InferenceSection:
        rules.obeying(self, rules.runtime_of_calibrated)
        rules.obeying(self, rules.execution_of_roofline)
        return rules.obeying(self, rules.rate_with_lifetime)
