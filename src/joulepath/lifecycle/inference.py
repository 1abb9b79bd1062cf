"""Use of the model: one pass, repeated over the whole life."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, FlopPerSample, Inference, Sample
from joulepath.formulas import data, ecal, training
from joulepath.lifecycle.cargo import Answers, Cargo, Samples
from joulepath.lifecycle.compute import execute
from joulepath.lifecycle.data_set import DataSet
from joulepath.lifecycle.preprocessing import prepare
from joulepath.lifecycle.storage import store
from joulepath.lifecycle.transmission import Path, transfer
from joulepath.records.inputs import Inputs, RateDemand, TotalDemand
from joulepath.records.links.hop import FramedHop
from joulepath.records.microcontroller import CalibratedInference
from joulepath.records.results import (
    Computation,
    EnergyBand,
    InferencePass,
    Preparation,
    Storing,
    Transfer,
    Waiting,
)

_ONE_INFERENCE = 1.0
_ONE_PASS = 1.0


@dataclass(frozen=True)
class _Grouping:
    """How inferences fall into passes."""

    inferences: Inference
    per_pass: Inference
    passes: Count


def infer(inputs: Inputs, forward: FlopPerSample) -> InferencePass:
    """Answer all inferences of the life."""
    grouping = _group(inputs)
    samples = data.inference_samples(
        inferences=grouping.per_pass,
        samples_per_inference=inputs.inference.samples_per_inference,
    )
    bits = _raw_bits(samples, inputs)
    collection = _collect(bits, samples, inputs)
    storage = _keep(bits, inputs)
    preprocessing = _prepare(samples, inputs)
    computation, band = _compute(samples, forward, inputs)
    result = _answer(grouping.per_pass, inputs)
    waiting = _wait(grouping.per_pass, inputs)
    stages = (collection, storage, preprocessing, computation, result, waiting)
    energy = ecal.pass_energy(stages=tuple(stage.energy for stage in stages if stage))
    return InferencePass(
        inferences=grouping.inferences,
        passes=grouping.passes,
        bits=bits,
        total_bits=_raw_bits(_all_samples(grouping, inputs), inputs),
        collection=collection,
        storage=storage,
        preprocessing=preprocessing,
        computation=computation,
        computation_band=_over_life(band, grouping.passes),
        result=result,
        waiting=waiting,
        pass_energy=energy,
        energy=ecal.repeated_energy(energy=energy, passes=grouping.passes),
        per_inference=ecal.energy_per_inference(energy=energy, inferences=grouping.per_pass),
        per_bit=ecal.energy_per_bit(energy=energy, bits=bits),
    )


def _group(inputs: Inputs) -> _Grouping:
    match inputs.inference.demand:
        case TotalDemand(inferences):
            pass
        case RateDemand(rate, lifetime):
            inferences = data.inferences_over_life(rate=rate, lifetime=lifetime)
    match inputs.switches.inference_grouping:
        case "per-inference":
            passes = ecal.passes(inferences=inferences, inferences_per_pass=_ONE_INFERENCE)
            return _Grouping(inferences, _ONE_INFERENCE, passes)
        case "all-at-once":
            return _Grouping(inferences, inferences, _ONE_PASS)


def _all_samples(grouping: _Grouping, inputs: Inputs) -> Sample:
    return data.inference_samples(
        inferences=grouping.inferences,
        samples_per_inference=inputs.inference.samples_per_inference,
    )


def _raw_bits(samples: Sample, inputs: Inputs) -> Bit:
    values = data.values(samples=samples, values_per_sample=inputs.data.values_per_sample)
    return data.raw_bits(values=values, bits_per_value=inputs.data.bits_per_value)


def _path(inputs: Inputs) -> Path:
    match inputs.switches.inference_path:
        case "every-hop":
            return inputs.path
        case "last-hop":
            return inputs.path[-1:]


def _collect(bits: Bit, samples: Sample, inputs: Inputs) -> Transfer | None:
    match inputs.inference.inputs:
        case "sent":
            cargo = Cargo(bits, Samples(samples), "up")
            return transfer(cargo, _path(inputs), inputs.switches)
        case "local":
            return None


def _keep(bits: Bit, inputs: Inputs) -> Storing | None:
    """Store what was sent; data used where they arise do not come to rest."""
    match inputs.inference.inputs, inputs.storage:
        case "local", _:
            return None
        case "sent", None:
            return None
        case "sent", plan:
            return store(bits, plan)


def _prepare(samples: Sample, inputs: Inputs) -> Preparation | None:
    if inputs.preprocessing is None:
        return None
    statistics = inputs.switches.inference_statistics
    collected = DataSet(samples, inputs.data.values_per_sample, statistics)
    plan = inputs.preprocessing
    return prepare(collected, plan, inputs.costs, plan.inference)


def _compute(
    samples: Sample, forward: FlopPerSample, inputs: Inputs
) -> tuple[Computation, EnergyBand | None]:
    flops = training.inference_flops(forward=forward, samples=samples)
    match inputs.inference.calibrated:
        case None:
            return Computation(samples, flops, *execute(flops, inputs.inference.placement)), None
        case CalibratedInference() as found:
            from joulepath.lifecycle.microcontroller import execute_calibrated

            time, energy, band = execute_calibrated(samples, found)
            return Computation(samples, flops, time, energy), band


def _over_life(band: EnergyBand | None, passes: Count) -> EnergyBand | None:
    if band is None:
        return None
    return EnergyBand(
        low=ecal.repeated_energy(energy=band.low, passes=passes),
        high=ecal.repeated_energy(energy=band.high, passes=passes),
    )


def _answer(inferences: Inference, inputs: Inputs) -> Transfer | None:
    if inputs.inference.bits_per_result is None:
        return None
    bits = data.result_bits(inferences=inferences, bits_per_result=inputs.inference.bits_per_result)
    direction = "down" if inputs.inference.inputs == "sent" else "up"
    cargo = Cargo(bits, Answers(inferences), direction)
    return transfer(cargo, _path(inputs), inputs.switches)


def _wait(inferences: Inference, inputs: Inputs) -> Waiting | None:
    """Let radios rest until the next pass, where the scenario tells when that is."""
    hops = tuple(hop for hop in _path(inputs) if isinstance(hop, FramedHop))
    match inputs.inference.demand:
        case RateDemand(rate) if hops:
            from joulepath.formulas.links.messages import interval
            from joulepath.lifecycle.links.crossing import wait

            return wait(interval(inferences=inferences, rate=rate), hops)
        case _:
            return None
