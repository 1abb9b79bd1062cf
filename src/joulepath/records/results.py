"""What a lifecycle comes to, stage by stage; every number is a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from joulepath.core.quantities import (
    Bit,
    Count,
    Flop,
    FlopPerSample,
    Gram,
    Inference,
    Joule,
    JoulePerBit,
    JoulePerInference,
    Ratio,
    Sample,
    Second,
    ValuePerSample,
)

if TYPE_CHECKING:
    from joulepath.records.battery import BatteryLife
    from joulepath.records.cost import Cost
    from joulepath.records.hardware import Hardware
    from joulepath.records.links.activity import LinkActivity, LinkRest
    from joulepath.records.links.delivery import Delivered, FederatedExchange, Telemetry
    from joulepath.records.links.network import NetworkEnergy
    from joulepath.records.links.relays import HandedOn
    from joulepath.records.links.traffic import Packets
    from joulepath.records.preparation import Shape
    from joulepath.records.sensing import Sensing
    from joulepath.records.sites import CarbonBand, SiteEnergy, Water
    from joulepath.records.workload import Operations


@dataclass(frozen=True)
class Fitting:
    """Work to fit a model that is not trained by forward and backward passes."""

    per_sample: FlopPerSample
    """Work for each sample."""
    fixed: Flop
    """Work of one fit whatever the samples."""


@dataclass(frozen=True)
class ModelWork:
    """Work and size of the model."""

    macs: Count | None
    """Multiply-accumulates of one forward pass; none where only FLOPs are known."""
    other_operations: Count | None
    """All other arithmetic of one forward pass; none where only FLOPs are known."""
    forward: FlopPerSample
    """Floating-point operations of one forward pass of one sample."""
    parameters: Count | None
    """Trained values of the model; none where they are not known."""
    weight_bits: Bit | None
    """Size of the trained values in the formats of the model's file; none where not known."""
    operations: Operations | None = None
    """The same work by kind; none where it is known in total alone."""
    fitting: Fitting | None = None
    """Work to fit the model; none where it is trained by forward and backward passes."""


@dataclass(frozen=True)
class LayerTransfer:
    """What one OSI layer handles in one transmission."""

    bits: Bit
    """Bits that leave the layer."""
    energy: Joule
    """Energy charged to the layer."""


@dataclass(frozen=True)
class HopTransfer:
    """Data crossing one hop."""

    layers: tuple[LayerTransfer, ...]
    """One transmission, application layer first."""
    attempts: Count
    """Mean number of transmissions."""
    bits: Bit
    """Bits on the wire or in the air, repetitions included."""
    energy: Joule
    """Energy of both ends, repetitions included."""


@dataclass(frozen=True)
class FramedTransfer:
    """Data crossing one hop in messages, frame by frame."""

    messages: Count
    """Messages sent."""
    packets: tuple[Packets, ...]
    """Packets of one of them, and of the answer that its exchange brings."""
    message: LinkActivity
    """What one of them makes the device do."""
    behind: NetworkEnergy | None
    """What one of them costs the network behind the link, with the answer that its exchange
    brings; none where that network is not counted."""
    relayed: HandedOn | None
    """What one of them costs the relays on its way; none for a link of one hop."""
    bits: Bit
    """Bits on the medium of all messages, repetitions included, in the device's own hop."""
    device_energy: Joule
    """What all messages cost the device."""
    network_energy: Joule
    """What they cost relays and the network behind the link."""
    energy: Joule
    """Energy of all messages, of the device, of relays and of the network."""


@dataclass(frozen=True)
class Arrival:
    """How surely and how soon a message is through all links of a path that know it."""

    delivered: Ratio
    """Probability that it gets through all of them."""
    latency: Second
    """Mean time on all of them."""
    latency_p95: Second
    """Time within which 95 of 100 messages are through; several links err on the longer side."""


@dataclass(frozen=True)
class Transfer:
    """Data crossing a path."""

    payload: Bit
    """Bits of the application."""
    hops: tuple[HopTransfer | FramedTransfer, ...]
    """The hops, in order."""
    device_energy: Joule
    """What the first link costs the device that sends or receives; of a link by ratios, the
    energy of both its ends."""
    network_energy: Joule
    """What the network behind the first link and all further links cost."""
    energy: Joule
    """Energy of the whole path."""
    arrival: Arrival | None = None
    """How surely and how soon one message arrives; none where no link is one by its frames."""


@dataclass(frozen=True)
class Storing:
    """Data at rest."""

    bits: Bit
    """Bits written, redundancy included."""
    energy: Joule
    """Energy to store them."""


@dataclass(frozen=True)
class PreparedStep:
    """One step of data preparation."""

    name: str
    """What is done."""
    operations: Operations
    """Operations to apply it to one sample, by kind."""
    apply: Flop
    """Work to apply it to all samples."""
    learn: Flop | None
    """Work to learn its statistics; none where there is nothing to learn."""
    shape: Shape
    """Shape of a sample afterwards."""
    values: ValuePerSample
    """Values of a sample afterwards."""
    bits: Bit
    """Size of all samples afterwards."""


@dataclass(frozen=True)
class Preparation:
    """Data preparation."""

    flops: Flop
    """Arithmetic work."""
    time: Second
    """Time it takes."""
    energy: Joule
    """Energy drawn."""
    steps: tuple[PreparedStep, ...] = ()
    """Its steps; empty where a method of the catalogue gives the work as a whole."""


@dataclass(frozen=True)
class Computation:
    """Passes of the model over samples."""

    samples: Sample
    """Samples processed in one round."""
    flops: Flop
    """Arithmetic work of all rounds."""
    time: Second
    """Time it takes."""
    energy: Joule
    """Energy drawn."""


@dataclass(frozen=True)
class Development:
    """Development of the model as a whole."""

    bits: Bit
    """Raw application bits collected for development."""
    energy: Joule
    """One-time energy, before virtualisation (the paper's E_D)."""
    per_bit: JoulePerBit
    """One-time energy per bit of development data (E_D,b)."""


@dataclass(frozen=True)
class Waiting:
    """A device between the messages of a pass."""

    time: Second
    """Time from one pass to the next."""
    links: tuple[LinkRest, ...]
    """What the radio of each link draws meanwhile."""
    device_energy: Joule
    """Energy of the first one, which is the device's own."""
    relay_energy: Joule | None
    """Part of this device in the energy of relays that listen; none where it is not counted."""
    energy: Joule
    """Energy of all of them, relays included."""


@dataclass(frozen=True)
class EnergyBand:
    """Where an energy lies in nine of ten cases."""

    low: Joule
    """Lower end."""
    high: Joule
    """Upper end."""


@dataclass(frozen=True)
class InferencePass:
    """One pass of inference, and all of them."""

    inferences: Inference
    """Inferences in the whole life (gamma)."""
    passes: Count
    """Times the pass is repeated in the whole life."""
    bits: Bit
    """Raw application bits of one pass."""
    total_bits: Bit
    """Raw application bits of all inferences."""
    sensing: Sensing | None
    """Input data taken by a sensor; none where that is not counted."""
    collection: Transfer | None
    """Input data crossing the path; none where they are used where they arise."""
    storage: Storing | None
    """Input data at rest."""
    preprocessing: Preparation | None
    """Input data prepared."""
    computation: Computation
    """The model itself."""
    result: Transfer | None
    """The answer crossing the path."""
    waiting: Waiting | None
    """Radios between messages; none without links of known rest, or without a rate."""
    delivery: Delivered | None
    """Updates of the model that fall to one pass; none where it stays as it is."""
    telemetry: Telemetry | None
    """Reports beside the answers that fall to one pass; none where there are none."""
    pass_energy: Joule
    """Energy of one pass."""
    energy: Joule
    """Energy of all inferences, before virtualisation."""
    per_inference: JoulePerInference
    """Energy of one inference, before virtualisation (E_inf,p)."""
    per_bit: JoulePerBit
    """Energy of an inference per bit of its data (E_inf,p,b)."""
    band: EnergyBand | None = None
    """90 % band of what the model itself draws over the whole life; none where the method that
    predicts it has no band."""
    latency: Second | None = None
    """Mean time of one inference from its data to its answer at the other end; none where
    inferences are one pass, or a link of the path is known by its ratios alone."""


@dataclass(frozen=True)
class StageBalance:
    """One stage's part in the whole life."""

    energy: Joule
    """Energy of the stage over the whole life."""
    share: Ratio
    """Its share in the energy of the whole life; the shares of all stages make one."""
    per_bit: JoulePerBit
    """Its part of eCAL."""
    per_inference: JoulePerInference
    """Its energy shared among all inferences."""
    carbon: Gram | None
    """CO2-equivalent of its electricity; none where no zone is given."""


@dataclass(frozen=True)
class Balance:
    """The whole life divided among disjoint stages."""

    sensing: StageBalance | None
    """Development data taken by a sensor."""
    collection: StageBalance | None
    """Development data crossing the path."""
    storage: StageBalance | None
    """Development data at rest."""
    preprocessing: StageBalance | None
    """Development data prepared."""
    training: StageBalance | None
    """Training."""
    evaluation: StageBalance | None
    """Evaluation."""
    federated: StageBalance | None
    """Models on their way between clients and server of federated learning."""
    inference_sensing: StageBalance | None
    """Inference data taken by a sensor."""
    inference_collection: StageBalance | None
    """Inference data crossing the path."""
    inference_storage: StageBalance | None
    """Inference data at rest."""
    inference_preprocessing: StageBalance | None
    """Inference data prepared."""
    inference: StageBalance
    """The model answering."""
    inference_result: StageBalance | None
    """Answers crossing the path."""
    inference_waiting: StageBalance | None
    """Radios between messages."""
    inference_delivery: StageBalance | None
    """Updates of the model over the air."""
    inference_telemetry: StageBalance | None
    """Reports beside the answers."""
    virtualisation: StageBalance
    """What virtual machines and containers add to all of it."""
    site: StageBalance | None = None
    """What the building around the servers adds; none where it is not counted."""


@dataclass(frozen=True)
class Places:
    """Where the energy of using the model is drawn over the whole life, before virtualisation."""

    device: Joule
    """The device: its sensor, its own radio, and the model where it runs there."""
    network: Joule
    """The network and all links behind the device's own."""
    server: Joule
    """The server: storage, preparation and the model where they are there."""


@dataclass(frozen=True)
class Lifecycle:
    """The energy of an AI model's whole life."""

    model: ModelWork
    """Work and size of the model."""
    sensing: Sensing | None
    """Development data taken by a sensor; none where that is not counted."""
    collection: Transfer
    """Development data crossing the path."""
    storage: Storing | None
    """Development data at rest; none if they are not stored."""
    preprocessing: Preparation | None
    """Development data prepared; none if they are used raw."""
    training: Computation | None
    """Training; none for a model that comes trained."""
    evaluation: Computation | None
    """Evaluation; none for a model that comes trained."""
    federated: FederatedExchange | None
    """Models on their way between clients and server; none without federated learning."""
    development: Development
    """Development as a whole."""
    inference: InferencePass
    """Use of the model."""
    energy: Joule
    """Energy of the whole life, virtualisation included (the paper's eCAL_abs)."""
    bits: Bit
    """Bits that share it."""
    ecal: JoulePerBit
    """Energy of the whole life per bit: the eCAL metric."""
    ecal_limit: JoulePerBit
    """Value that eCAL tends to as inferences go on for ever."""
    per_inference: JoulePerInference
    """Energy of the whole life shared among all inferences."""
    break_even: Inference
    """Inferences after which using the model has cost as much as developing it."""
    carbon: Gram | None
    """CO2-equivalent of the electricity; none where no zone is given."""
    balance: Balance
    """The whole life divided among disjoint stages."""
    battery: BatteryLife | None
    """How long the device's battery lasts; none where no battery is given."""
    places: Places | None = None
    """Where using the model draws energy; none unless the device's own link is one by frames."""
    training_band: EnergyBand | None = None
    """90 % band of what training draws; none where the method that predicts it has no band."""
    hardware: Hardware | None = None
    """What making the hardware emits that falls to this life; none where it is not counted."""
    carbon_band: CarbonBand | None = None
    """90 % band of the carbon as far as the grid decides it; none where no zone is given."""
    site: SiteEnergy | None = None
    """Building around the servers; none where it is not counted."""
    water: Water | None = None
    """Water of the electricity and of the site; none where that is not asked for."""
    cost: Cost | None = None
    """What it costs; none where no prices are given."""
