"""What formulas of others say of served language models, for comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from joulepath.core.quantities import Joule, Token
from joulepath.formulas.compute import energy_at_power
from joulepath.formulas.serving import steps
from joulepath.lifecycle.serving import serve
from joulepath.records.serving import ServedModel, ServingCalibration
from joulepath.records.serving_plan import ServingPlan
from joulepath.records.serving_results import Serving
from joulepath.validate.data_set import Case, Predictor
from joulepath.validate.stacking import stacked

__all__ = ["peers"]

_ALL: Final = 1.0

# Shares of the peak rate and of the bandwidth in agentic-eCAL's derived preset, as its authors
# set them (source agentic-ecal).
_PREFILL_SHARE: Final = 0.85
_DECODE_SHARE: Final = 0.70

Step = Callable[[Serving, ServingPlan], Joule]


def peers(any_calibration: ServingCalibration) -> Mapping[str, Predictor]:
    """Formulas of others by name.

    Parameters
    ----------
    any_calibration : ServingCalibration
        Ignored in what they compute; the work and the traffic of a step come from the stage.

    Returns
    -------
    mapping of str to Predictor
        ``peak-tdp``: operations over the peak rate, at the rated power. ``two-rate``: prompts at
        a share of the peak rate and weights and cache at a share of the bandwidth, at the rated
        power.
    """
    formulas = {"peak-tdp": _peak_tdp, "two-rate": _two_rate}
    return MappingProxyType(
        {name: _predictor(formula, any_calibration) for name, formula in formulas.items()}
    )


def _predictor(step: Step, calibration: ServingCalibration) -> Predictor:
    def predict(cases: Sequence[Case]) -> NDArray[np.float64]:
        found = np.empty(len(cases))
        for positions, served in stacked([case.circumstances for case in cases]):
            model: ServedModel = served.model
            plan: ServingPlan = served.plan
            serving = serve(*_divided(model, plan), calibration)
            found[positions] = step(serving, plan) / _tokens(plan)
        return found

    return predict


def _divided(model: ServedModel, plan: ServingPlan) -> tuple[ServedModel, ServingPlan]:
    """Keys and values divided evenly and the head like other weights, as these formulas do."""
    formats = replace(plan.formats, head=plan.formats.dense)
    return replace(model, cache_heads=plan.accelerators), replace(plan, formats=formats)


def _tokens(plan: ServingPlan) -> Token:
    """Tokens that a step writes, one for each sequence."""
    return plan.sequences


def _peak_tdp(serving: Serving, plan: ServingPlan) -> Joule:
    time = steps.arithmetic_time(
        work=serving.work,
        processors=_ALL,
        throughput=plan.accelerator.throughput,
        share=_ALL,
    )
    return energy_at_power(time=time, power=plan.accelerator.maximum)


def _two_rate(serving: Serving, plan: ServingPlan) -> Joule:
    parts = (
        steps.arithmetic_time(
            work=serving.prompt_work,
            processors=_ALL,
            throughput=plan.accelerator.throughput,
            share=_PREFILL_SHARE,
        ),
        *(
            steps.streaming_time(
                bits=bits,
                processors=_ALL,
                bandwidth=plan.accelerator.bandwidth,
                share=_DECODE_SHARE,
            )
            for bits in (serving.weights_read, serving.cache_read)
        ),
    )
    return energy_at_power(time=steps.step_time(parts=parts), power=plan.accelerator.maximum)
