"""What a lifecycle comes to as a whole; every number is a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from joulepath.core.quantities import (
    Bit,
    Count,
    Gram,
    Inference,
    Joule,
    JoulePerBit,
    JoulePerInference,
    Ratio,
    Second,
)
from joulepath.records.stage_results import (
    Arrival,
    Computation,
    Development,
    EnergyBand,
    Fitting,
    FramedTransfer,
    HopTransfer,
    LayerTransfer,
    ModelWork,
    Preparation,
    PreparedStep,
    Storing,
    Transfer,
    Waiting,
)

if TYPE_CHECKING:
    from joulepath.records.battery import BatteryLife
    from joulepath.records.cost import Cost
    from joulepath.records.hardware import Hardware
    from joulepath.records.links.delivery import Delivered, FederatedExchange, Telemetry
    from joulepath.records.resources import PrimaryEnergy
    from joulepath.records.sensing import Sensing
    from joulepath.records.sites import CarbonBand, SiteEnergy, Water

__all__ = [
    "Arrival",
    "Balance",
    "Computation",
    "Development",
    "EnergyBand",
    "Fitting",
    "FramedTransfer",
    "HopTransfer",
    "InferencePass",
    "LayerTransfer",
    "Lifecycle",
    "ModelWork",
    "Places",
    "Preparation",
    "PreparedStep",
    "StageBalance",
    "Storing",
    "Transfer",
    "Waiting",
]


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
    primary_energy: PrimaryEnergy | None = None
    """Primary energy of the electricity; none where that is not asked for."""
    abiotic_depletion: Gram | None = None
    """Minerals that the electricity takes, as antimony (ADPe); none where that is not asked for."""
    cost: Cost | None = None
    """What it costs; none where no prices are given."""
