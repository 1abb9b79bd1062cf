"""Development of the model: collect, store, prepare, train, evaluate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from joulepath.core.quantities import Bit
from joulepath.formulas import data, ecal
from joulepath.lifecycle.cargo import Cargo, Samples
from joulepath.lifecycle.data_set import DataSet
from joulepath.lifecycle.preprocessing import prepare
from joulepath.lifecycle.storage import store
from joulepath.lifecycle.training import evaluate, train
from joulepath.lifecycle.transmission import Path, transfer
from joulepath.records.results import (
    Computation,
    Development,
    EnergyBand,
    ModelWork,
    Preparation,
    Storing,
    Transfer,
)

if TYPE_CHECKING:
    from joulepath.records.inputs import Inputs
    from joulepath.records.links.delivery import FederatedExchange
    from joulepath.records.sensing import Sensing


@dataclass(frozen=True)
class Developed:
    """The stages of development and what they come to."""

    sensing: Sensing | None
    collection: Transfer
    storage: Storing | None
    preprocessing: Preparation | None
    training: Computation | None
    band: EnergyBand | None
    evaluation: Computation | None
    federated: FederatedExchange | None
    development: Development


def develop(inputs: Inputs, work: ModelWork) -> Developed:
    """Collect the data set, keep and prepare it, train the model and evaluate it."""
    samples = inputs.data.samples
    bits = _raw_bits(inputs)
    sensing = _sense(bits, inputs)
    sent = bits if sensing is None else sensing.bits
    collection = transfer(Cargo(sent, Samples(samples), "up"), _path(inputs), inputs.switches)
    storage = store(sent, inputs.storage) if inputs.storage else None
    preprocessing = _prepare(inputs)
    training, band = train(work, samples, inputs.training) if inputs.training else (None, None)
    evaluation = evaluate(work.forward, samples, inputs.training) if inputs.training else None
    federated = _exchange(inputs)
    stages = (sensing, collection, storage, preprocessing, training, evaluation, federated)
    energy = ecal.development_energy(stages=tuple(stage.energy for stage in stages if stage))
    return Developed(
        sensing=sensing,
        collection=collection,
        storage=storage,
        preprocessing=preprocessing,
        training=training,
        band=band,
        evaluation=evaluation,
        federated=federated,
        development=Development(bits, energy, ecal.energy_per_bit(energy=energy, bits=bits)),
    )


def _raw_bits(inputs: Inputs) -> Bit:
    values = data.values(
        samples=inputs.data.samples, values_per_sample=inputs.data.values_per_sample
    )
    return data.raw_bits(values=values, bits_per_value=inputs.data.bits_per_value)


def _sense(bits: Bit, inputs: Inputs) -> Sensing | None:
    """Take the samples of the data set, unless they come from elsewhere."""
    plan = inputs.sensing
    if plan is None or not plan.development:
        return None
    from joulepath.lifecycle.sensing import sense

    return sense(inputs.data.samples, bits, plan)


def _exchange(inputs: Inputs) -> FederatedExchange | None:
    """Send models to the clients of federated learning and back."""
    if inputs.federated is None:
        return None
    from joulepath.lifecycle.links.delivery import exchange, over_path

    plan = inputs.federated
    return exchange(plan.rounds, plan.limit, over_path(inputs.path, inputs.switches))


def _path(inputs: Inputs) -> Path:
    if inputs.data.collection == "local":
        return ()
    match inputs.switches.development_path:
        case "every-hop":
            return inputs.path
        case "last-hop-twice":
            return (*inputs.path, *inputs.path[-1:])


def _prepare(inputs: Inputs) -> Preparation | None:
    if inputs.preprocessing is None:
        return None
    collected = DataSet(inputs.data.samples, inputs.data.values_per_sample, "recomputed")
    plan = inputs.preprocessing
    return prepare(collected, plan, inputs.costs, plan.development)
