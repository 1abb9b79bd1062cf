"""Invented lives of AI models, of every configuration there is.

What the tests believe holds for any numbers. Those below are invented: distinct, so that a
swapped wire is noticed, and such that half as much and half as much again are sensible too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from joulepath.core.trace import Traced
from joulepath.core.tree import is_number, map_leaves, units
from joulepath.records.architectures import (
    Cnn,
    Convolution,
    Dense,
    Experts,
    GivenWork,
    GlobalPooling,
    Kan,
    Mlp,
    OperationCosts,
    Pooling,
    Transformer,
)
from joulepath.records.compute import Medium, Placement, PreprocessingMethod, Processor
from joulepath.records.families import (
    Boosting,
    Gat,
    Gcn,
    Gin,
    GraphSage,
    Head,
    KernelMachine,
    Linear,
    NearestNeighbours,
    Recurrent,
    Trees,
)
from joulepath.records.inputs import (
    CrossValidation,
    Data,
    DoubleParity,
    InferencePlan,
    Inputs,
    Mirrored,
    PreprocessingPlan,
    RateDemand,
    SingleParity,
    Split,
    StoragePlan,
    TotalDemand,
    TrainingPlan,
)
from joulepath.records.links.delivery import (
    Broadcast,
    DeliveryPlan,
    FederatedPlan,
    FederatedRounds,
    ModelUpdate,
    TelemetryPlan,
)
from joulepath.records.links.hop import FramedHop
from joulepath.records.links.measured import MeasuredLink
from joulepath.records.links.network import (
    Average,
    ByDevices,
    ByTraffic,
    Equipment,
    NetworkAverage,
    NetworkPath,
    NetworkSegment,
    Trend,
)
from joulepath.records.model import CountedModel
from joulepath.records.network import Carrier, Hop, Layer, Radio
from joulepath.records.preparation import (
    ChainPlan,
    Colour,
    CosineTransform,
    Crop,
    Decimate,
    FiniteFilter,
    Frames,
    GramianField,
    Logarithm,
    MedianFilter,
    MelBands,
    MinMax,
    PrincipalComponents,
    RecurrencePlot,
    RecursiveFilter,
    Resize,
    Shape,
    Spectrogram,
    Standardise,
    Tokenise,
    TransitionField,
    Wavelet,
)
from joulepath.records.resources import PrimaryFactors
from joulepath.records.sensing import Compression, Converter, Memory, SensingPlan, Sensor
from joulepath.records.switches import PROFILES, Switches


def placement(scale: float) -> Placement:
    return Placement(Processor(throughput=3e9 * scale, power=7.0 * scale), utilisation=0.6)


def layer(scale: float) -> Layer:
    return Layer(
        data_overhead=0.11 * scale,
        control_overhead=0.07 * scale,
        transmit=2e-8 * scale,
        receive=3e-9 * scale,
        device_cycles=90.0 * scale,
        device_energy=2e-10,
        gateway_cycles=110.0 * scale,
        gateway_energy=1.3e-10,
    )


LAYERS = tuple(layer(scale) for scale in (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3))
BEARERS: dict[str, Carrier | Radio | None] = {
    "protocol": None,
    "carrier": Carrier(transmit=4.1e-8, receive=1.1e-8),
    "radio": Radio(0.81, 1.7e6, 0.33, 1.9e6),
}
PATHS = {
    "none": (),
    "one hop": (Hop(LAYERS, BEARERS["protocol"], loss=0.2),),
    "three hops": tuple(
        Hop(LAYERS[:count], bearer, loss)
        for count, bearer, loss in zip((7, 5, 1), BEARERS.values(), (0.2, 0.05, 0.3), strict=True)
    ),
}

FRAMED_PATH = (
    FramedHop(
        MeasuredLink(
            payload_limit=400.0,
            frame_overhead=104.0,
            event_time=1.1,
            event_power=0.02,
            frame_time=0.3,
            frame_power=0.04,
            transmit_rate=5.3e3,
            transmit_power=0.11,
            receive_rate=4.7e3,
            receive_power=0.03,
            loss=0.07,
            attempts=3.0,
            sleep=1.3e-5,
        ),
        stack=None,
        compression=0.7,
        samples_per_message=2.5,
        answers_per_message=1.5,
    ),
)

NETWORKED_PATH = (
    replace(
        FRAMED_PATH[0],
        network=NetworkPath(
            parts=(
                NetworkSegment(
                    name="invented gateway",
                    places=("gateway",),
                    boundary="invented",
                    equipment=Equipment(7.0, 1.1e-8, 2.3e-7, 9e7, 0.013, 1.7, 1.3, 2023.0),
                    sharing=ByDevices(43.0, 610.0),
                ),
                NetworkSegment(
                    name="invented line",
                    places=("access",),
                    boundary="invented",
                    equipment=Equipment(5.3, 1.7e-9, 3.1e-7, 8e7, 0.019, 1.1, 1.6, 2022.0),
                    sharing=ByTraffic(),
                ),
                NetworkAverage(
                    name="invented average",
                    places=("core",),
                    boundary="invented",
                    average=Average(2.9e-5, 2015.0),
                    trend=Trend(2.3, 2000.0, 2015.0),
                    year=2021.0,
                ),
            ),
            method="load-share",
        ),
    ),
)
_UPDATE = ModelUpdate(83_000.0, 0.07, 0.6, 2.1)
UNICAST = DeliveryPlan(_UPDATE, 5.3e6, 11.0, 1_900.0, None)
BROADCAST = replace(UNICAST, broadcast=Broadcast(1_700.0, 24.0, 0.31, 2.3, 4.1, 0.037, 470.0, 70.0))
FEDERATED = FederatedPlan(
    FederatedRounds(17.0, 0.31, 23.0, replace(_UPDATE, changed=1.0), _UPDATE), 2_300.0
)
TELEMETRY = TelemetryPlan(170.0, 9.1e4, 1_300.0)

CHAIN = Cnn(
    rows=61.0,
    columns=43.0,
    channels=4.0,
    layers=(
        Convolution(8.0, 3.0, 5.0, 2.0, 1.0, 2.0, 4.0, 1.0, 1.0, 2.0, 3.0),
        Pooling(2.0, 3.0, 2.0, 3.0, "per-window-value"),
        Convolution(12.0, 2.0, 3.0, 1.0, 1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 1.0),
        Pooling(2.0, 2.0, 2.0, 2.0, "per-output"),
        GlobalPooling("per-window-value"),
        GlobalPooling("none"),
        Dense(10.0, 2.0),
    ),
)
DECODER = Transformer(12.0, 48.0, 6.0, 3.0, 4.0, 96.0, 3.0, 1000.0, 2.0, "causal")
GATED = Recurrent(
    steps=20.0,
    features=6.0,
    hidden=32.0,
    projection=None,
    layers=3.0,
    directions=2.0,
    gates=4.0,
    biases=1.7,
    elementwise=8.0,
    special=5.0,
    head=Head(5.0, "softmax", "last"),
)
GRAPH = (25.0, 70.0, (13.0, 16.0, 7.0))
ENSEMBLE = Trees(
    features=12.0,
    outputs=3.0,
    trees=50.0,
    depth=6.0,
    path=4.5,
    leaves=40.0,
    leaf_values=1.4,
    node_bits=96.0,
    averaged="added",
    activation="softmax",
    boosting=Boosting(bins=64.0, additions=2.0, candidate=12.0),
)
SUPPORT = KernelMachine(8.0, 4.0, 120.0, "rbf", 3.0)
FAMILIES: dict[str, Any] = {
    "mlp": Mlp((10.0, 20.0, 5.0), (2.0, 1.0)),
    "kan": Kan((10.0, 20.0, 5.0), grid=8.0, order=3.0, nonlinearity=2.0),
    "cnn": CHAIN,
    "transformer": DECODER,
    "headless transformer": replace(DECODER, vocabulary=None, mask="full"),
    "transformer of experts": replace(DECODER, experts=Experts(8.0, 2.0)),
    "recurrent": GATED,
    "recurrent with a projection": replace(
        GATED, projection=11.0, head=Head(5.0, "sigmoid", "every")
    ),
    "recurrent without a head": replace(GATED, head=None),
    "gcn": Gcn(*GRAPH, "transform-first"),
    "gcn of sums": Gcn(*GRAPH, "aggregate-first"),
    "graphsage": GraphSage(*GRAPH, "mean", "transform-first"),
    "graphsage of maxima": GraphSage(*GRAPH, "max", "aggregate-first"),
    "gin": Gin(*GRAPH),
    "gat": Gat(*GRAPH, heads=(8.0, 2.0)),
    "boosting": ENSEMBLE,
    "forest": replace(
        ENSEMBLE, averaged="averaged", activation="none", node_bits=None, boosting=None
    ),
    "linear": Linear(9.0, 3.0, "none"),
    "support vectors": SUPPORT,
    "support vectors, products": replace(SUPPORT, kernel="linear"),
    "support vectors, powers": replace(SUPPORT, kernel="polynomial"),
    "neighbours": NearestNeighbours(9.0, 300.0, 5.0),
    "given": GivenWork(4321.0),
    "counted": CountedModel(5000.0, 700.0, 900.0, 28_800.0, 10.0, 5.0),
}
DISK = Medium(5.4e-10)
STORAGES = {
    "none": None,
    "mirrored": StoragePlan(DISK, Mirrored(2.0)),
    "single parity": StoragePlan(DISK, SingleParity(7.0)),
    "double parity": StoragePlan(DISK, DoubleParity(7.0)),
}
PREPARING = PreprocessingPlan(
    PreprocessingMethod(4.0, 1.0, 2.0, 5.0, 1.1),
    steps=9.0,
    development=placement(0.9),
    inference=placement(1.3),
)
# Every step, with each way to do it once; sizes are set anew between steps that need others.
CHAIN_OF_SIGNALS = (
    Standardise("channel", "learnt"),
    MinMax("all", "given"),
    FiniteFilter(9.0),
    RecursiveFilter(2.0),
    MedianFilter(5.0),
    Decimate(1.7, 5.0),
    Spectrogram(64.0, 32.0, 128.0, "hann", "radix-2", "magnitude"),
    MelBands(20.0, 100.0, 3000.0, 16_000.0, 700.0),
    Logarithm(),
    CosineTransform(10.0, "direct"),
    Crop(40.0, 1.0),
    GramianField(),
    Tokenise(2.0, 11.0, "bpe"),
    Standardise("value", "given"),
    PrincipalComponents(4.0, "covariance"),
)
CHAIN_OF_IMAGES = (
    MinMax("value", "learnt"),
    Spectrogram(64.0, 32.0, 128.0, "none", "split-radix", "power"),
    CosineTransform(10.0, "fast"),
    Crop(400.0, 1.0),
    Spectrogram(64.0, 32.0, 128.0, "hann", "radix-2", "complex"),
    Crop(90.0, 1.0),
    Frames(7.0, 3.0),
    Resize(9.0, 8.0, "nearest"),
    Resize(19.0, 18.0, "bilinear"),
    Resize(39.0, 38.0, "bicubic"),
    Resize(7.0, 6.0, "area"),
    Colour("ycbcr"),
    Colour("grey"),
    Crop(30.0, 1.0),
    Wavelet(4.0, 5.0),
    RecurrencePlot(2.0, 3.0),
    Crop(20.0, 1.0),
    TransitionField(4.0),
    Tokenise(2.0, 11.0, "wordpiece"),
    PrincipalComponents(4.0, "svd"),
)
PREPARATIONS: dict[str, PreprocessingPlan | ChainPlan | None] = {
    "none": None,
    "method": PREPARING,
    "signals": ChainPlan(
        Shape(901.0, 1.0, 2.0), CHAIN_OF_SIGNALS, 16.0, 1.0, placement(0.9), placement(1.3)
    ),
    "images": ChainPlan(
        Shape(801.0, 1.0, 2.0), CHAIN_OF_IMAGES, 8.0, 1.0, placement(0.8), placement(1.2)
    ),
}
TRAINING = TrainingPlan(50.0, 1.5, 2.0, Split(0.6), None, placement(1.1))
TRAININGS = {
    "none": None,
    "split": TRAINING,
    "folds": replace(TRAINING, strategy=CrossValidation(5.0)),
    "evaluated": replace(TRAINING, evaluations=0.5),
}
RATE = RateDemand(rate=0.01, lifetime=3e6)
DEMANDS = {"total": TotalDemand(12_345.0), "rate": RATE}

SENSING = SensingPlan(
    sensor=Sensor(3.3, 0.02, 0.07, 0.4, 0.03, 2e-5),
    sleep="between",
    readings_per_sample=2.5,
    samples_per_wake=1.5,
    efficiency=0.61,
    converter=Converter(3e-3, 2e-5),
    compression=Compression(0.55, 6.5, 1.1e-10),
    memory=Memory(4e-8, 7e-9, 3e-6),
    development=True,
)

LIFE = Inputs(
    data=Data(samples=1234.0, values_per_sample=9.0, bits_per_value=32.0),
    model=FAMILIES["mlp"],
    costs=OperationCosts(mac=2.0, other=1.0),
    path=PATHS["three hops"],
    storage=STORAGES["single parity"],
    preprocessing=PREPARING,
    training=TRAINING,
    inference=InferencePlan(
        demand=DEMANDS["total"],
        samples_per_inference=3.0,
        inputs="sent",
        bits_per_result=17.0,
        placement=placement(1.0),
    ),
    virtualisation=0.13,
    denominator="application-bits",
    intensity=1.2e-4,
    intensity_low=1.1e-4,
    intensity_high=1.3e-4,
    water=5e-7,
    primary_energy=PrimaryFactors(total=2.6, non_renewable=1.7),
    abiotic_depletion=2.4e-14,
    switches=PROFILES["corrected"],
)
"""A life with every stage in it."""


@dataclass(frozen=True)
class Choice:
    """One alternative for each thing that may be configured."""

    profile: str
    family: str
    path: str
    storage: str
    preparing: str
    training: str
    demand: str
    inputs: str
    answers: bool
    denominator: str
    located: bool

    @property
    def life(self) -> Inputs:
        plan = replace(
            LIFE.inference,
            demand=DEMANDS[self.demand],
            inputs=self.inputs,
            bits_per_result=LIFE.inference.bits_per_result if self.answers else None,
        )
        return replace(
            LIFE,
            model=FAMILIES[self.family],
            path=PATHS[self.path],
            storage=STORAGES[self.storage],
            preprocessing=PREPARATIONS[self.preparing],
            training=TRAININGS[self.training],
            inference=plan,
            denominator=self.denominator,
            intensity=LIFE.intensity if self.located else None,
            switches=PROFILES[self.profile],
        )


ALTERNATIVES: dict[str, tuple[Any, ...]] = {
    "profile": tuple(PROFILES),
    "family": tuple(FAMILIES),
    "path": tuple(PATHS),
    "storage": tuple(STORAGES),
    "preparing": tuple(PREPARATIONS),
    "training": tuple(TRAININGS),
    "demand": tuple(DEMANDS),
    "inputs": ("sent", "local"),
    "answers": (True, False),
    "denominator": ("application-bits", "component-bits"),
    "located": (True, False),
}


def choices(**fixed: Any) -> Iterator[Choice]:
    """Every combination of alternatives, but for those fixed."""
    options = ALTERNATIVES | {name: (value,) for name, value in fixed.items()}
    for combination in product(*options.values()):
        yield Choice(*combination)


def switches_one_at_a_time() -> Iterator[Switches]:
    """Each profile, and each switch of it turned to each other position."""
    hints = get_type_hints(Switches)
    for profile in PROFILES.values():
        yield profile
        for field in fields(Switches):
            for position in get_args(hints[field.name]):
                if position != getattr(profile, field.name):
                    yield replace(profile, **{field.name: position})


def scaled(inputs: Inputs, factors: list[float]) -> Inputs:
    """The same configuration with every number multiplied by one of the factors in turn."""
    turn = iter(range(10**6))

    def scale(_: str, leaf: Any) -> Any:
        return leaf * factors[next(turn) % len(factors)] if is_number(leaf) else leaf

    return map_leaves(scale, inputs)


# Between half as much and half as much again every share stays one and every RAID has its disks.
# A prime number of factors, so that they meet the fields of repeated records in every order.
FACTORS = st.lists(st.floats(0.5, 1.5), min_size=13, max_size=13)
CHOICES = st.builds(
    Choice, **{name: st.sampled_from(options) for name, options in ALTERNATIVES.items()}
)
LIVES = st.builds(scaled, CHOICES.map(lambda choice: choice.life), FACTORS)
"""Lives of any configuration and any numbers."""


LAW = settings(max_examples=60, deadline=None)
"""How often a law is tried."""

LINEAR = st.sampled_from([PROFILES["paper"], PROFILES["corrected"]])
"""Profiles that send exact bits and let every inference be a pass of its own."""


def traced(inputs: Inputs) -> Inputs:
    """The same inputs as traced numbers."""
    declared = dict(units(inputs))

    def trace(path: str, leaf: Any) -> Any:
        return Traced(leaf, unit=declared[path], name=path) if is_number(leaf) else leaf

    return map_leaves(trace, inputs)


# Sums and products of tens of terms, each rounded to 1e-16, taken in another order.
ROUNDINGS = 1e-13


def near(expected: float) -> Any:
    return pytest.approx(expected, rel=ROUNDINGS, abs=0.0)


def answering(inputs: Inputs, inferences: float) -> Inputs:
    """The same life with another number of inferences."""
    demand = TotalDemand(inferences)
    return replace(inputs, inference=replace(inputs.inference, demand=demand))
