"""Times of networks on microcontrollers, of which nobody published an energy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from joulepath.core.quantities import Second
from joulepath.lifecycle.microcontroller import infer
from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.microcontroller_cases import Measured, plan_of
from joulepath.validate.microcontroller_fit import Calibrated
from joulepath.validate.microcontroller_rows import (
    families,
    fit_together,
    powered_cases,
    timed_cases,
)

__all__ = ["data_set"]

_REMARKS: Final = (
    "Times alone: no row has an energy, so that nothing here says anything of power.",
    "Calibrations see the times of 'mlperf-tiny', too, but those of the processor, the pair of"
    " network and processor, or the architecture that is held out.",
    "'row' holds out every measurement of one network on one processor, 'board' every measurement"
    " on one processor, 'network' every network of one architecture on all of them.",
    "A band that is to hold a processor or an architecture that nobody has measured is wide.",
)


def data_set() -> DataSet:
    """Time of an inference on microcontrollers."""
    return DataSet(
        name="microcontroller-times",
        title="Inference times on microcontrollers, published without energy",
        quantity="time of an inference",
        unit="s",
        basis="time only",
        sources=(
            "mlperf-tiny-results-v1.2",
            "mlperf-tiny-results-v1.1",
            "mlperf-tiny-results-v1.0",
            "mlperf-tiny-results-v0.7",
            "espressif-esp-nn",
            "pico-tflmicro-benchmark",
            "guberti-2021-profiling",
            "stm32-model-zoo",
        ),
        cases=timed_cases(),
        fit=_fit,
        gates=(Gate("row", 0.20), Gate("board", 0.60), Gate("network", 0.25)),
        remarks=_REMARKS,
        folds=len(set(families().values())),
    )


def _fit(cases: Sequence[Case]) -> Predictor:
    fitted = fit_together(cases, timed_cases(), powered_cases())

    def predict(asked: Sequence[Case]) -> NDArray[np.float64]:
        return np.array([_time(case.circumstances, fitted) for case in asked])

    return predict


def _time(case: Measured, fitted: Calibrated) -> Second:
    plan = plan_of(case, fitted.platform(case), fitted.charge)
    return infer(case.work, plan, fitted.costs(case)).time
