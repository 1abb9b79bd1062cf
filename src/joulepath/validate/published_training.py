"""Whole training runs, by the energies and hours that their authors published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.catalogue import load
from joulepath.core.quantities import Joule, Second, Watt
from joulepath.formulas import training_runs as runs
from joulepath.formulas.serving.steps import arithmetic_time
from joulepath.lifecycle.training_runs import train_together
from joulepath.records.training_runs import RunCalibration, RunPlan, TrainingRun
from joulepath.scenario.clusters import cluster
from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.fitting import fit_record
from joulepath.validate.stacking import stacked
from joulepath.validate.tables import Row, read_table

__all__ = ["BOUNDS", "RunCase", "data_set", "fit_runs", "hours_data_set"]

_NAME: Final = "published-training"
_HOURS: Final = "published-training-time"
_FORWARD_FLOPS: Final = 2.0  # for each parameter that a token takes
_WHOLE_FLOPS: Final = 6.0
_KILOWATT_HOUR: Final = 3.6e6
_HOUR: Final = 3600.0
_ALL: Final = 1.0
_NONE: Final = 0.0
_MIXED_PRECISION: Final = 128.0
_UNKNOWN: Final = float("nan")

_START: Final = RunCalibration(
    scalar=0.6,
    gpu=0.35,
    tpu=0.45,
    waiting=30e-6,
    gpu_power=0.85,
    tpu_power=0.55,
    servers=1.15,
    energy_low=1.0,
    energy_high=1.0,
)
"""Where the fit starts: round numbers of the order that such runs reach."""

BOUNDS: Final = MappingProxyType(
    {
        "scalar": (0.2, 0.9),
        "gpu": (0.1, 0.8),
        "tpu": (0.2, 0.9),
        "waiting": (1e-6, 3e-4),
        "gpu_power": (0.6, 1.0),
        "tpu_power": (0.3, 1.0),
        "servers": (1.02, 1.6),
    }
)
"""Least and greatest value of each fitted number."""

_REMARKS: Final = (
    "Energies with hosts, network and fans where their authors measured systems (TPU, P100, V100),"
    " of the GPUs alone otherwise (OLMo); the overhead of the building is taken from them.",
    "Operations are published ones, or 6 for each token and each parameter that it takes.",
    "The rate of GPT-3 is that of an early machine of 2020 and its time is not measured but"
    " follows from it.",
)
_HOURS_REMARKS: Final = (
    "Published energies are a rated power times these hours, so this tests time alone.",
    "One maker reached between 14 and 43 % of the peak rate; what decides it (faults, experiments"
    " counted in, length of texts) is not published, and no gate is set.",
)


@dataclass(frozen=True)
class RunCase:
    """A run, and what was measured of it."""

    plan: RunPlan
    """What was learnt, and how."""
    energy: Joule
    """Measured energy, not a number where it is unknown; calibrations see it, predictions do
    not."""
    together: Second
    """Measured time of all accelerators together, likewise."""
    power: Watt
    """Measured power for each accelerator, likewise."""


def data_set() -> DataSet:
    """Energy of whole training runs."""
    return DataSet(
        name=_NAME,
        title="Training runs of language models with measured power (TPU, V100, P100, OLMo)",
        quantity="energy of a run",
        unit="J",
        basis="measured power",
        sources=(
            "patterson-2021-training",
            "groeneveld-2024-olmo",
            "olmo-2-2025",
            "morrison-2025-environmental",
            "olmo-3-cost",
        ),
        cases=_cases(),
        fit=lambda cases: _predictor(fit_runs([*cases, *_hours_cases()]), _energy),
        gates=(Gate("run", 0.25),),
        peers={"peak-tdp": _peak_tdp},
        remarks=_REMARKS,
    )


def hours_data_set() -> DataSet:
    """Hours of training runs whose power was not measured."""
    return DataSet(
        name=_HOURS,
        title="Training runs of Llama 2, 3 and 3.1 on A100 and H100",
        quantity="time of all accelerators",
        unit="s",
        basis="time only",
        sources=("meta-llama-cards",),
        cases=_hours_cases(),
        fit=lambda cases: _predictor(fit_runs([*_cases(), *cases]), _together),
        gates=(),
        peers={"peak-tdp": _peak_time},
        remarks=_HOURS_REMARKS,
    )


@cache
def _cases() -> tuple[Case, ...]:
    return tuple(_case(row) for row in read_table(_NAME).rows)


@cache
def _hours_cases() -> tuple[Case, ...]:
    return tuple(_hours_case(row) for row in read_table(_HOURS).rows)


def _case(row: Row) -> Case:
    parameters = float(row["parameters"])
    plan = _plan(row, parameters, float(row["work"]) / (_WHOLE_FLOPS * parameters))
    plan = replace(
        plan,
        cluster=replace(plan.cluster, reach=cast("Literal['host', 'network']", row["reach"])),
        boundary=cast("Literal['accelerators', 'servers']", row["boundary"]),
        overhead=float(row["overhead"]),
    )
    energy = float(row["energy"]) * _KILOWATT_HOUR
    hours = float(row["hours"]) if row["hours"] else _UNKNOWN
    power = float(row["power"]) if row["power"] else _UNKNOWN
    return Case(
        name=row["run"],
        platform=row["accelerator"],
        groups={"run": row["run"], "accelerator": row["accelerator"]},
        circumstances=RunCase(plan, energy, hours * _HOUR, power),
        measured=energy,
    )


def _hours_case(row: Row) -> Case:
    plan = _plan(row, float(row["parameters"]), float(row["tokens"]))
    time = float(row["hours"]) * _HOUR
    return Case(
        name=row["run"],
        platform=row["accelerator"],
        groups={"run": row["run"], "accelerator": row["accelerator"]},
        circumstances=RunCase(plan, _UNKNOWN, time, _UNKNOWN),
        measured=time,
    )


def _plan(row: Row, parameters: float, tokens: float) -> RunPlan:
    return RunPlan(
        cluster=cluster(row["accelerator"], row["format"], _ALL, "network", load()),
        forward=_FORWARD_FLOPS * parameters,
        parameters=parameters,
        tokens=tokens,
        utilisation=None,
        boundary="accelerators",
        trained=_ALL,
        recomputed=_NONE,
        repeated=_NONE,
        experiments=_NONE,
        stages=_ALL,
        microbatches=_ALL,
        checkpoints=_NONE,
        overhead=_ALL,
        state_bits=_MIXED_PRECISION,
    )


def fit_runs(cases: Sequence[Case]) -> RunCalibration:
    """Fit times and powers where they are known, and energies where one of them is not.

    Parameters
    ----------
    cases : sequence of Case
        Cases of these data sets.

    Returns
    -------
    RunCalibration
        Fitted to them; its band is left at one.
    """
    ran = [case.circumstances for case in cases]
    together = stacked(ran)
    measured = np.array([(each.energy, each.together, each.power) for each in ran]).T
    known = np.isfinite(measured)
    known[0] &= ~(known[1] & known[2])  # which would count them twice

    def residuals(calibration: RunCalibration) -> NDArray[np.float64]:
        found = np.empty_like(measured)
        for positions, several in together:
            run = train_together(several.plan, calibration)
            found[:, positions] = np.broadcast_arrays(run.energy, run.together, run.power)
        return np.log(found[known] / measured[known])

    return fit_record(_START, BOUNDS, residuals)


def _predictor(calibration: RunCalibration, result: Callable[[TrainingRun], Joule]) -> Predictor:
    def predict(cases: Sequence[Case]) -> NDArray[np.float64]:
        found = np.empty(len(cases))
        for positions, several in stacked([case.circumstances for case in cases]):
            found[positions] = result(train_together(several.plan, calibration))
        return found

    return predict


def _energy(run: TrainingRun) -> Joule:
    return run.energy


def _together(run: TrainingRun) -> Second:
    return run.together


def _peak_tdp(cases: Sequence[Case]) -> NDArray[np.float64]:
    """Operations over the peak rate, at the rated power."""
    power = np.array([case.circumstances.plan.cluster.maximum for case in cases])
    return np.asarray(runs.run_energy(together=_peak_time(cases), power=power, overhead=_ALL))


def _peak_time(cases: Sequence[Case]) -> NDArray[np.float64]:
    found = np.empty(len(cases))
    for positions, several in stacked([case.circumstances for case in cases]):
        plan: RunPlan = several.plan
        work = train_together(plan, _START).work
        found[positions] = arithmetic_time(
            work=work, processors=_ALL, throughput=plan.cluster.throughput, share=_ALL
        )
    return found
