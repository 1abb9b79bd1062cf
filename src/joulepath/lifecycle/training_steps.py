"""Learning on one accelerator: one step, repeated, and what an epoch costs."""

from __future__ import annotations

from dataclasses import replace

from joulepath.core.quantities import Bit, Flop, Ratio, Sample, Second, Watt
from joulepath.formulas import compute, training_power
from joulepath.formulas import training_steps as steps
from joulepath.formulas.serving import steps as parts
from joulepath.records.inputs import TrainingPlan
from joulepath.records.training_steps import (
    CalibratedTraining,
    StepCalibration,
    StepPlan,
    TrainedEpoch,
    TrainedNetwork,
)

_ONE = 1.0
_NONE = 0.0

# Forwards each value is written and read; backwards it is read again, and the gradient that
# belongs to it written and read. A weight is read twice, its gradient written and read, and the
# optimiser writes it.
_ACCESSES = 5.0


def learn(network: TrainedNetwork, plan: StepPlan, calibration: StepCalibration) -> TrainedEpoch:
    """Time, power and energy of an epoch on one accelerator.

    Parameters
    ----------
    network : TrainedNetwork
        What learning from one sample takes.
    plan : StepPlan
        How it learns; its numbers broadcast.
    calibration : StepCalibration
        What measurements say of the framework.

    Returns
    -------
    TrainedEpoch
        Of the broadcast shapes of the inputs.
    """
    work = steps.batch_work(samples=plan.batch, per_sample=network.work)
    traffic = _traffic(network, plan)
    arithmetic = _arithmetic(work, network, plan, calibration)
    streaming = parts.streaming_time(
        bits=traffic, processors=_ONE, bandwidth=plan.bandwidth, share=calibration.streaming
    )
    busy = parts.step_time(parts=(arithmetic, streaming))
    host = _host(network, plan, calibration)
    ready = training_power.ready_power(maximum=plan.maximum, ready=_ready(plan, calibration))
    wanted = training_power.wanted_power(
        maximum=plan.maximum,
        ready=ready,
        computing=calibration.computing_power,
        streaming=calibration.streaming_power,
        computing_share=parts.share_of_time(part=arithmetic, whole=busy),
    )
    room = training_power.headroom(limit=plan.limit, reached=calibration.reached, ready=ready)
    slowdown = training_power.capped_slowdown(wanted=wanted, headroom=room, bend=calibration.bend)
    step = steps.overlapped_time(busy=busy, slowdown=slowdown, host=host)
    power = training_power.mean_power(
        ready=ready,
        wanted=wanted,
        headroom=room,
        busy=training_power.busy_share(busy=busy, slowdown=slowdown, time=step),
    )
    return _epoch(
        plan, calibration, (work, traffic, arithmetic, streaming, host, slowdown, step), power
    )


def learn_all(samples: Sample, plan: TrainingPlan, training: CalibratedTraining) -> TrainedEpoch:
    """Learn from all samples of all epochs, one batch after the other."""
    learnt = steps.samples_learnt(samples=samples, epochs=plan.epochs, views=plan.views)
    whole = replace(training.plan, samples=learnt)
    return learn(training.network, whole, training.calibration)


def _epoch(
    plan: StepPlan,
    calibration: StepCalibration,
    found: tuple[Flop, Bit, Second, Second, Second, Ratio, Second],
    power: Watt,
) -> TrainedEpoch:
    count = steps.steps_per_epoch(samples=plan.samples, batch=plan.batch)
    time = steps.epoch_time(steps=count, step=found[-1])
    energy = compute.energy_at_power(time=time, power=power)
    low, high = (
        steps.energy_band_end(energy=energy, factor=factor)
        for factor in (calibration.energy_low, calibration.energy_high)
    )
    return TrainedEpoch(*found, count, time, power, energy, low, high)


def _traffic(network: TrainedNetwork, plan: StepPlan) -> Bit:
    return steps.batch_traffic(
        samples=plan.batch,
        values=network.values,
        weights=network.weights,
        accesses=_ACCESSES,
        bits_per_value=plan.bits_per_value,
    )


def _arithmetic(
    work: Flop, network: TrainedNetwork, plan: StepPlan, calibration: StepCalibration
) -> Second:
    share: Ratio = getattr(calibration, network.arithmetic)
    match plan.units:
        case "scalar":
            pass
        case "matrix":
            share = steps.reached_share(share=share, matrix=calibration.matrix)
    return parts.arithmetic_time(
        work=work, processors=_ONE, throughput=plan.throughput, share=share
    )


def _host(network: TrainedNetwork, plan: StepPlan, calibration: StepCalibration) -> Second:
    return steps.launching_time(
        operators=network.operators,
        per_operator=calibration.operator,
        samples=_loaded(plan),
        per_sample=calibration.sample,
        slowness=_slowness(plan, calibration),
    )


def _loaded(plan: StepPlan) -> Sample:
    match plan.loading:
        case "beside":
            return _NONE
        case "between":
            return plan.batch


def _slowness(plan: StepPlan, calibration: StepCalibration) -> Ratio:
    match plan.host:
        case "usual":
            return _ONE
        case "slow":
            return calibration.slow_host


def _ready(plan: StepPlan, calibration: StepCalibration) -> Ratio:
    match plan.memory:
        case "stacked":
            return calibration.stacked_ready
        case "graphics":
            return calibration.graphics_ready
