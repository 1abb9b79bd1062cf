"""Use of the model: one pass, repeated over the whole life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from joulepath.core.quantities import Bit, Count, FlopPerSample, Inference, Sample, Second
from joulepath.formulas import data, ecal, training
from joulepath.lifecycle.cargo import Answers, Cargo, Samples
from joulepath.lifecycle.compute import corrected, execute
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
    FramedTransfer,
    InferencePass,
    Preparation,
    Storing,
    Transfer,
    Waiting,
)
from joulepath.records.roofline import RooflineInference

if TYPE_CHECKING:
    from joulepath.records.links.delivery import Delivered, Telemetry
    from joulepath.records.sensing import Sensing

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
    time = _time(grouping.per_pass, inputs)
    sensing = _sense(samples, bits, time, inputs)
    sent = bits if sensing is None else sensing.bits
    collection = _collect(sent, samples, time, inputs)
    storage = _keep(sent, inputs)
    preprocessing = _prepare(samples, inputs)
    computation, band = _compute(samples, forward, inputs)
    result = _answer(grouping.per_pass, sent, time, inputs)
    waiting = None if time is None else _wait(time, collection or result, inputs)
    delivery, telemetry = (None, None) if time is None else _keep_up(time, inputs)
    stages = (sensing, collection, storage, preprocessing, computation, result, waiting)
    stages += (delivery, telemetry)
    energy = ecal.pass_energy(stages=tuple(stage.energy for stage in stages if stage))
    return InferencePass(
        inferences=grouping.inferences,
        passes=grouping.passes,
        bits=bits,
        total_bits=_raw_bits(_all_samples(grouping, inputs), inputs),
        sensing=sensing,
        collection=collection,
        storage=storage,
        preprocessing=preprocessing,
        computation=computation,
        result=result,
        waiting=waiting,
        delivery=delivery,
        telemetry=telemetry,
        pass_energy=energy,
        energy=ecal.repeated_energy(energy=energy, passes=grouping.passes),
        per_inference=ecal.energy_per_inference(energy=energy, inferences=grouping.per_pass),
        per_bit=ecal.energy_per_bit(energy=energy, bits=bits),
        band=_over_life(band, grouping.passes),
        latency=_latency(
            (preprocessing, computation),
            collection if result is None else result,  # an answer's exchange holds its request
            inputs,
        ),
    )


def _latency(
    working: tuple[Preparation | Computation | None, ...],
    crossing: Transfer | None,
    inputs: Inputs,
) -> Second | None:
    """Time of one inference, where it is a pass of its own and every link's time is known."""
    if inputs.switches.inference_grouping != "per-inference":
        return None
    from joulepath.formulas.offload import latency_of_messages, latency_of_parts

    times = [each.time for each in working if each is not None]
    for hop in () if crossing is None else crossing.hops:
        if not isinstance(hop, FramedTransfer):
            return None
        one = hop.message.latency
        times.append(latency_of_messages(messages=hop.messages, latency=one))
    return latency_of_parts(parts=tuple(times))


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


def _sense(samples: Sample, bits: Bit, time: Second | None, inputs: Inputs) -> Sensing | None:
    """Take the samples of a pass, and let the sensor rest until the next one."""
    if inputs.sensing is None:
        return None
    from joulepath.lifecycle.sensing import sense

    return sense(samples, bits, inputs.sensing, time)


def _collect(bits: Bit, samples: Sample, time: Second | None, inputs: Inputs) -> Transfer | None:
    match inputs.inference.inputs:
        case "sent":
            cargo = Cargo(bits, Samples(samples), "up", time=time)
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


def _over_life(band: EnergyBand | None, passes: Count) -> EnergyBand | None:
    match band:
        case None:
            return None
        case EnergyBand(low, high):
            return EnergyBand(
                low=ecal.repeated_energy(energy=low, passes=passes),
                high=ecal.repeated_energy(energy=high, passes=passes),
            )


def _compute(
    samples: Sample, forward: FlopPerSample, inputs: Inputs
) -> tuple[Computation, EnergyBand | None]:
    """Run the model over the samples of a pass, with the band of its energy if there is one."""
    flops = training.inference_flops(forward=forward, samples=samples)
    match inputs.inference.calibrated, inputs.inference.roofline:
        case CalibratedInference() as found, _:
            from joulepath.lifecycle.microcontroller import execute_calibrated

            time, energy, *ends = execute_calibrated(samples, found)
        case None, RooflineInference() as found:
            from joulepath.lifecycle.roofline import execute_roofline

            time, energy, *ends = execute_roofline(samples, found)
        case None, None:
            time, energy = execute(flops, inputs.inference.placement)
            return Computation(samples, flops, time, energy), None
    drawn = corrected(energy, inputs.inference.error)
    return Computation(samples, flops, time, drawn), EnergyBand(*ends)


def _answer(
    inferences: Inference, asked: Bit, time: Second | None, inputs: Inputs
) -> Transfer | None:
    if inputs.inference.bits_per_result is None:
        return None
    bits = data.result_bits(inferences=inferences, bits_per_result=inputs.inference.bits_per_result)
    match inputs.inference.inputs:
        case "sent":
            cargo = Cargo(bits, Answers(inferences), "down", asked, time)
        case "local":
            cargo = Cargo(bits, Answers(inferences), "up", time=time)
    return transfer(cargo, _path(inputs), inputs.switches)


def _time(inferences: Inference, inputs: Inputs) -> Second | None:
    """Time until the next pass, where something rests until then and the scenario tells it."""
    match inputs.inference.demand:
        case RateDemand(rate) if _goes_on(inputs):
            from joulepath.formulas.links.crossing import interval

            return interval(inferences=inferences, rate=rate)
        case _:
            return None


def _goes_on(inputs: Inputs) -> bool:
    """Whether anything happens between the passes of inference."""
    others = (inputs.sensing, inputs.delivery, inputs.telemetry)
    return bool(_framed(inputs)) or any(each is not None for each in others)


def _keep_up(time: Second, inputs: Inputs) -> tuple[Delivered | None, Telemetry | None]:
    """Bring the model up to date and report, as far as that falls to the time of a pass."""
    if inputs.delivery is None and inputs.telemetry is None:
        return None, None
    from joulepath.lifecycle.links.delivery import over_path, report, updates

    carry, reports = over_path(_path(inputs), inputs.switches), inputs.telemetry
    return (
        None if inputs.delivery is None else updates(inputs.delivery, time, carry),
        None
        if reports is None
        else report(reports.payload, reports.interval, time, reports.limit, carry),
    )


def _framed(inputs: Inputs) -> tuple[FramedHop, ...]:
    return tuple(hop for hop in _path(inputs) if isinstance(hop, FramedHop))


def _wait(time: Second, crossing: Transfer | None, inputs: Inputs) -> Waiting | None:
    """Let radios rest until the next pass."""
    hops = _framed(inputs)
    if not hops:
        return None
    from joulepath.lifecycle.links.crossing import silence, wait

    report = None if inputs.telemetry is None else inputs.telemetry.interval
    if crossing is None:
        return wait(time, hops, (report,) * len(hops))
    crossed = (hop for hop in crossing.hops if isinstance(hop, FramedTransfer))
    return wait(time, hops, tuple(silence(time, hop.messages, report) for hop in crossed))
