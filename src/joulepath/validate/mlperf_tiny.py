"""Networks on microcontrollers, as the rounds of MLPerf Tiny measured them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.catalogue import load
from joulepath.core.quantities import Joule, Volt
from joulepath.core.tree import numbers
from joulepath.lifecycle.microcontroller import infer, switched
from joulepath.records.microcontroller import CorePower, NetworkWork
from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.microcontroller_fit import (
    Calibrated,
    Measured,
    fit_microcontrollers,
    plan_of,
)
from joulepath.validate.tables import read_table

__all__ = ["SWITCHED", "data_set", "networks"]

_NAME: Final = "mlperf-tiny"
_MEGA: Final = 1e6
_MILLI: Final = 1e-3
_MICRO: Final = 1e-6
_MAC: Final = 2.0

SWITCHED: Final = CorePower(charge=1.0, core=1.2, efficiency=0.85)
"""Voltage of a core behind a switching regulator and its efficiency, both usual (assumptions)."""

_JOULE_PER_FLOP: Final = 1e-10  # default of the eCAL paper, 100 W at 1 TFLOP/s (chou-2024-ecal)

Row = dict[str, str]

_REMARKS: Final = (
    "Energy of the processor at its supply; sensors, regulators of the board and sleep are not"
    " in it.",
    "'row' holds out every measurement of one network on one processor, whatever the software:"
    " other networks on it are known.",
    "'board' holds out every measurement on one processor: what predicts it is the class of the"
    " processor, its peak rate, its clock and its supply.",
    "A result handed in again in later rounds counts once.",
)


def data_set() -> DataSet:
    """Energy of an inference on microcontrollers and their accelerators."""
    return DataSet(
        name=_NAME,
        title="MLPerf Tiny v0.7 to v1.2, microcontrollers and accelerators",
        quantity="energy per inference",
        unit="J",
        basis="measured power",
        sources=(
            "mlperf-tiny-results-v1.2",
            "mlperf-tiny-results-v1.1",
            "mlperf-tiny-results-v1.0",
            "mlperf-tiny-results-v0.7",
        ),
        cases=_cases(),
        fit=_fit,
        gates=(Gate("row", 0.20), Gate("board", 0.60, coverage=(0.85, 0.97))),
        peers={"peak-tdp": _each(_peak_tdp), "ecal-default": _each(_ecal)},
        remarks=_REMARKS,
    )


@cache
def networks() -> dict[str, NetworkWork]:
    """Work of the four reference networks, by name."""
    return {
        row["model"]: NetworkWork(
            **{key: float(text) for key, text in row.items() if key != "model"}
        )
        for row in read_table(f"{_NAME}-networks").rows
    }


@cache
def _cases() -> tuple[Case, ...]:
    return tuple(map(_case, read_table(_NAME).rows))


def _case(row: Row) -> Case:
    measured = _measured(row)
    return Case(
        name=(
            f"{row['model']} on {row['processor']} with {row['runtime']} at {row['supply']} V,"
            f" {row['clock_mhz']} MHz"
        ),
        platform=row["processor"],
        groups={
            "row": f"{row['processor']} {row['model']}",
            "board": row["processor"],
            "model": row["model"],
        },
        circumstances=measured,
        measured=float(row["energy_uj"]) * _MICRO,
    )


def _measured(row: Row) -> Measured:
    known: Any = load().processor(row["processor"])  # all of them have a rate and a clock
    time = float(row["latency_ms"]) * _MILLI
    return Measured(
        work=networks()[row["model"]],
        throughput=known.peak.int8,
        rated_clock=known.clock,
        clock=float(row["clock_mhz"]) * _MEGA,
        voltage=_voltage(row),
        processor=row["processor"],
        category="accelerator" if known.category == "mcu-npu" else "software",
        runtime=row["runtime"],
        kernels=row["kernels"],
        supply=row["supply"],
        time=time,
        power=float(row["energy_uj"]) * _MICRO / time,
    )


def _voltage(row: Row) -> Volt:
    """Voltage from which the core draws its charge: a linear regulator passes it on."""
    return switched(SWITCHED) if row["regulator"] == "switching" else float(row["supply"])


def _fit(cases: Sequence[Case]) -> Predictor:
    fitted = fit_microcontrollers([case.circumstances for case in cases])

    def predict(asked: Sequence[Case]) -> NDArray[np.float64]:
        return np.array([_energy(case.circumstances, fitted) for case in asked])

    return predict


def _energy(case: Measured, fitted: Calibrated) -> Joule:
    plan = plan_of(case, fitted.platform(case), fitted.charge)
    return infer(case.work, plan, fitted.costs(case)).energy


def _each(formula: Callable[[Measured], Joule]) -> Predictor:
    def predict(cases: Sequence[Case]) -> NDArray[np.float64]:
        return np.array([formula(case.circumstances) for case in cases])

    return predict


def _flops(case: Measured) -> float:
    work = dict(numbers(case.work))
    return _MAC * sum(work[kind] for kind in work if kind not in {"output_values", "layers"})


def _peak_tdp(case: Measured) -> Joule:
    """Operations over the peak rate, at the power that was measured."""
    peak = case.throughput * case.clock / case.rated_clock
    return _flops(case) / peak * case.power


def _ecal(case: Measured) -> Joule:
    return _flops(case) * _JOULE_PER_FLOP
