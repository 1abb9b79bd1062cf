"""Networks on microcontrollers, as the rounds of MLPerf Tiny measured them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.core.quantities import Joule
from joulepath.core.tree import numbers
from joulepath.lifecycle.microcontroller import infer
from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.microcontroller_cases import Measured, plan_of
from joulepath.validate.microcontroller_fit import Calibrated
from joulepath.validate.microcontroller_rows import fit_together, powered_cases, timed_cases

__all__ = ["data_set"]

_MAC: Final = 2.0

_JOULE_PER_FLOP: Final = 1e-10  # default of the eCAL paper, 100 W at 1 TFLOP/s (chou-2024-ecal)

_REMARKS: Final = (
    "Energy of the processor at its supply; sensors, regulators of the board and sleep are not"
    " in it.",
    "'row' holds out every measurement of one network on one processor, whatever the software:"
    " other networks on it are known.",
    "'board' holds out every measurement on one processor: what predicts it is the class of the"
    " processor, its peak rate, its clock and its supply.",
    "'network' holds out every measurement of one network, on all processors.",
    "The calibration sees the times of 'microcontroller-times', too, but none of the group that is"
    " held out.",
    "A result handed in again in later rounds counts once.",
)


def data_set() -> DataSet:
    """Energy of an inference on microcontrollers and their accelerators."""
    return DataSet(
        name="mlperf-tiny",
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
        cases=powered_cases(),
        fit=_fit,
        gates=(
            Gate("row", 0.20),
            Gate("board", 0.60, coverage=(0.85, 0.97)),
            Gate("network", 0.30),
        ),
        peers={"peak-tdp": _each(_peak_tdp), "ecal-default": _each(_ecal)},
        remarks=_REMARKS,
    )


def _fit(cases: Sequence[Case]) -> Predictor:
    fitted = fit_together(cases, powered_cases(), timed_cases())

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
    power: Any = case.power  # every row of the table has one
    return _flops(case) / peak * power


def _ecal(case: Measured) -> Joule:
    return _flops(case) * _JOULE_PER_FLOP
