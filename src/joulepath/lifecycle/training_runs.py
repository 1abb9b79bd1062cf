"""Training on many accelerators, and federated learning."""

from __future__ import annotations

from joulepath.core.quantities import FlopPerToken, Ratio, SecondPerToken, Watt
from joulepath.formulas import federated, training_states
from joulepath.formulas import training_runs as runs
from joulepath.formulas import training_steps as steps
from joulepath.records.training_runs import (
    FederatedPlan,
    FederatedTraining,
    RunCalibration,
    RunPlan,
    TrainingRun,
)

_NO_WAITING = 0.0


def train_together(plan: RunPlan, calibration: RunCalibration) -> TrainingRun:
    """Time, power and energy of a training run.

    Parameters
    ----------
    plan : RunPlan
        What is learnt, and how; its numbers broadcast.
    calibration : RunCalibration
        What published runs say of training.

    Returns
    -------
    TrainingRun
        Of the broadcast shapes of the inputs.
    """
    cluster = plan.cluster
    per_token = runs.trained_token_work(
        forward=plan.forward, trained=plan.trained, recomputed=plan.recomputed
    )
    time = runs.pipelined_time(
        time=_token_time(plan, per_token, calibration),
        stages=plan.stages,
        microbatches=plan.microbatches,
    )
    together = runs.accelerator_time(tokens=plan.tokens, time=time, repeated=plan.repeated)
    power = _power(plan, calibration)
    energy = runs.run_energy(together=together, power=power, overhead=plan.overhead)
    experiments = runs.experiments_energy(energy=energy, experiments=plan.experiments)
    low, high = (
        steps.energy_band_end(energy=energy, factor=factor)
        for factor in (calibration.energy_low, calibration.energy_high)
    )
    return TrainingRun(
        per_token=per_token,
        work=runs.run_work(tokens=plan.tokens, per_token=per_token),
        utilisation=runs.model_utilisation(
            per_token=per_token, time=time, throughput=cluster.throughput
        ),
        together=together,
        time=runs.run_time(together=together, accelerators=cluster.accelerators),
        power=power,
        energy=energy,
        energy_low=low,
        energy_high=high,
        experiments=experiments,
        whole=runs.whole_energy(energy=energy, experiments=experiments),
        memory=training_states.state_memory(
            parameters=plan.parameters,
            bits_per_value=plan.state_bits,
            accelerators=cluster.accelerators,
        ),
        checkpoints=training_states.checkpoint_bits(
            parameters=plan.parameters,
            bits_per_value=plan.state_bits,
            checkpoints=plan.checkpoints,
        ),
    )


def _token_time(
    plan: RunPlan, per_token: FlopPerToken, calibration: RunCalibration
) -> SecondPerToken:
    throughput = plan.cluster.throughput
    match plan.utilisation:
        case None:
            return runs.token_time(
                per_token=per_token,
                throughput=throughput,
                share=_share(plan, calibration),
                waiting=_waiting(plan, calibration),
            )
        case utilisation:
            return runs.token_time_at(
                per_token=per_token, throughput=throughput, utilisation=utilisation
            )


def _share(plan: RunPlan, calibration: RunCalibration) -> Ratio:
    match plan.cluster.units:
        case "scalar":
            return calibration.scalar
        case "gpu":
            return calibration.gpu
        case "tpu":
            return calibration.tpu


def _waiting(plan: RunPlan, calibration: RunCalibration) -> SecondPerToken:
    match plan.cluster.reach:
        case "host":
            return _NO_WAITING
        case "network":
            return calibration.waiting


def _power(plan: RunPlan, calibration: RunCalibration) -> Watt:
    match plan.cluster.units:
        case "scalar" | "gpu":
            share = calibration.gpu_power
        case "tpu":
            share = calibration.tpu_power
    power = runs.training_power(maximum=plan.cluster.maximum, share=share)
    match plan.boundary:
        case "accelerators":
            return power
        case "servers":
            return runs.server_power(power=power, servers=calibration.servers)


def learn_apart(plan: FederatedPlan) -> FederatedTraining:
    """Work and traffic of federated learning.

    Parameters
    ----------
    plan : FederatedPlan
        Clients and rounds; its numbers broadcast.

    Returns
    -------
    FederatedTraining
        Of the broadcast shapes of the inputs.
    """
    times = federated.participations(
        clients=plan.clients, participation=plan.participation, rounds=plan.rounds
    )
    return FederatedTraining(
        participations=times,
        work=federated.federated_work(
            participations=times, epochs=plan.epochs, samples=plan.samples, per_sample=plan.work
        ),
        traffic=federated.federated_traffic(participations=times, weights=plan.weights),
    )
