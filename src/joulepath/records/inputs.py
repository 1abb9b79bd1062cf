"""Everything a lifecycle needs, resolved and in coherent units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from joulepath.core.quantities import (
    BitPerInference,
    BitPerValue,
    Count,
    Epoch,
    GramPerJoule,
    Inference,
    InferencePerSecond,
    LitrePerJoule,
    PerEpoch,
    Ratio,
    Sample,
    SamplePerInference,
    Second,
    ValuePerSample,
)
from joulepath.records.architectures import Cnn, GivenWork, Kan, Mlp, OperationCosts, Transformer
from joulepath.records.families import Family
from joulepath.records.model import CountedModel

if TYPE_CHECKING:
    from joulepath.records.battery import Pack
    from joulepath.records.compute import Medium, Placement, PreprocessingMethod
    from joulepath.records.cost import CostPlan
    from joulepath.records.hardware import HardwarePlan
    from joulepath.records.links.delivery import DeliveryPlan, FederatedPlan, TelemetryPlan
    from joulepath.records.links.hop import FramedHop
    from joulepath.records.microcontroller import CalibratedInference
    from joulepath.records.network import Hop
    from joulepath.records.preparation import ChainPlan
    from joulepath.records.resources import PrimaryFactors
    from joulepath.records.roofline import RooflineInference
    from joulepath.records.sensing import SensingPlan
    from joulepath.records.sites import SitePlan
    from joulepath.records.switches import Switches
    from joulepath.records.training_steps import CalibratedTraining

Model = Mlp | Cnn | Kan | Transformer | Family | GivenWork | CountedModel


@dataclass(frozen=True)
class Data:
    """Data collected to develop the model."""

    samples: Sample
    """Size of the data set."""
    values_per_sample: ValuePerSample
    """Values in one sample, at development and at inference."""
    bits_per_value: BitPerValue
    """Precision of a value as it travels and is stored."""
    collection: Literal["sent", "local"] = "sent"
    """Whether they travel the path, or are collected without it."""


@dataclass(frozen=True)
class Mirrored:
    """Every bit stored a fixed number of times (RAID 0, 1, 10 or none)."""

    copies: Ratio
    """Bits stored per bit of data."""


@dataclass(frozen=True)
class SingleParity:
    """One disk's worth of parity in the array (RAID 5)."""

    disks: Count
    """Disks in the array."""


@dataclass(frozen=True)
class DoubleParity:
    """Two disks' worth of parity in the array (RAID 6)."""

    disks: Count
    """Disks in the array."""


@dataclass(frozen=True)
class StoragePlan:
    """Where data rest before they are used."""

    medium: Medium
    """What they are stored on."""
    redundancy: Mirrored | SingleParity | DoubleParity
    """How they are protected."""


@dataclass(frozen=True)
class PreprocessingPlan:
    """How data are prepared."""

    method: PreprocessingMethod
    """What is done to them."""
    steps: Count
    """Time steps of a sample (image encodings only)."""
    development: Placement
    """What prepares the development data."""
    inference: Placement
    """What prepares the inference data."""


@dataclass(frozen=True)
class Split:
    """Training on a share of the data and evaluation on the rest."""

    share: Ratio
    """Share used for training."""


@dataclass(frozen=True)
class CrossValidation:
    """As many trainings as folds, each evaluated on the fold it left out."""

    folds: Count
    """Number of folds."""


@dataclass(frozen=True)
class TrainingPlan:
    """How the model is trained and evaluated."""

    epochs: Epoch
    """Times the training goes through its data."""
    views: PerEpoch
    """Times an epoch presents each sample."""
    backward_ratio: Ratio
    """Work of a backward pass and update per unit of forward work."""
    strategy: Split | CrossValidation
    """How data are divided between training and evaluation."""
    evaluations: PerEpoch | None
    """Evaluations in one epoch; none for a single one after the training."""
    placement: Placement
    """What trains and evaluates."""
    calibrated: CalibratedTraining | None = None
    """How it trains by measurements; none where the peak rate and the rated power decide."""
    error: Ratio | None = None
    """Energy that measurements would give over the predicted one, where an analysis varies it;
    none where the prediction is taken as it is."""


@dataclass(frozen=True)
class TotalDemand:
    """Inferences in the whole life, given outright."""

    inferences: Inference
    """Their number."""


@dataclass(frozen=True)
class RateDemand:
    """Inferences in the whole life, from a rate and a time in service."""

    rate: InferencePerSecond
    """Mean rate of inferences."""
    lifetime: Second
    """Time in service."""


@dataclass(frozen=True)
class InferencePlan:
    """How the model is used."""

    demand: TotalDemand | RateDemand
    """How often it answers."""
    samples_per_inference: SamplePerInference
    """Samples that one inference processes."""
    inputs: Literal["sent", "local"]
    """Whether the data of an inference travel the path or are used where they arise."""
    bits_per_result: BitPerInference | None
    """Size of an answer that travels the path; none for an answer used where it arises."""
    placement: Placement
    """What runs the model."""
    calibrated: CalibratedInference | None = None
    """How it runs by measurements; none where the peak rate and the rated power decide."""
    roofline: RooflineInference | None = None
    """How it runs layer by layer, likewise."""
    error: Ratio | None = None
    """Energy that measurements would give over the predicted one, where an analysis varies it;
    none where the prediction is taken as it is."""


@dataclass(frozen=True)
class Inputs:
    """A scenario resolved: what `joulepath.lifecycle.lifecycle` takes."""

    data: Data
    """Data collected to develop the model."""
    model: Model
    """The model."""
    costs: OperationCosts
    """Convention by which operations become FLOPs."""
    path: tuple[Hop | FramedHop, ...]
    """Hops from where data arise to where they are used; none for no network."""
    storage: StoragePlan | None
    """Where data rest; none if they are not stored."""
    preprocessing: PreprocessingPlan | ChainPlan | None
    """How data are prepared; none if they are used raw."""
    training: TrainingPlan | None
    """How the model is trained; none for a model that comes trained."""
    inference: InferencePlan
    """How the model is used."""
    virtualisation: Ratio
    """Energy that virtual machines and containers add per unit of energy."""
    denominator: Literal["application-bits", "component-bits"]
    """Bits that eCAL divides by: raw bits of the application, or bits each stage handles."""
    intensity: GramPerJoule | None
    """CO2-equivalent per unit of electricity; none where no zone is given."""
    switches: Switches
    """How the lifecycle is computed where the versions of eCAL differ."""
    battery: Pack | None = None
    """What feeds the device; none where that is not asked for."""
    sensing: SensingPlan | None = None
    """How the device takes samples; none where that is not counted."""
    delivery: DeliveryPlan | None = None
    """How the model is brought up to date on the device; none where it stays as it is."""
    federated: FederatedPlan | None = None
    """How it travels in federated learning; none where it is trained in one place."""
    telemetry: TelemetryPlan | None = None
    """What the device reports beside its answers; none where that is nothing."""
    hardware: HardwarePlan | None = None
    """Hardware whose making is counted; none where it is not."""
    intensity_low: GramPerJoule | None = None
    """Lower end of the 90 % band of the intensity; none where no zone is given."""
    intensity_high: GramPerJoule | None = None
    """Upper end of it."""
    site: SitePlan | None = None
    """Building around the servers; none where it is not counted."""
    water: LitrePerJoule | None = None
    """Water consumed per unit of electricity; none where that is not asked for."""
    primary_energy: PrimaryFactors | None = None
    """Primary energy of the electricity; none where that is not asked for."""
    abiotic_depletion: GramPerJoule | None = None
    """Minerals per unit of electricity, as antimony; none where that is not asked for."""
    cost: CostPlan | None = None
    """Prices; none where nobody asks for money."""
