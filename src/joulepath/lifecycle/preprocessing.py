"""Data preparation."""

from __future__ import annotations

from typing import Literal

from joulepath.core.quantities import Flop, Sample, ValuePerSample
from joulepath.formulas import data
from joulepath.formulas import preprocessing as formulas
from joulepath.lifecycle.compute import execute
from joulepath.records.compute import Placement, PreprocessingMethod
from joulepath.records.inputs import PreprocessingPlan
from joulepath.records.results import Preparation

Statistics = Literal["stored", "recomputed"]


def prepare(
    samples: Sample,
    values_per_sample: ValuePerSample,
    plan: PreprocessingPlan,
    placement: Placement,
    statistics: Statistics,
) -> Preparation:
    """Prepare samples with stored statistics, or learn the statistics from them first."""
    flops = _flops(samples, values_per_sample, plan, statistics)
    time, energy = execute(flops, placement)
    return Preparation(flops, time, energy)


def _flops(
    samples: Sample,
    values_per_sample: ValuePerSample,
    plan: PreprocessingPlan,
    statistics: Statistics,
) -> Flop:
    method: PreprocessingMethod = plan.method
    values = data.values(samples=samples, values_per_sample=values_per_sample)
    apply = formulas.apply_flops(values=values, per_value=method.apply_per_value)
    encode = formulas.encoding_flops(
        samples=samples,
        steps=plan.steps,
        per_step=method.apply_per_step,
        per_step_pair=method.apply_per_step_pair,
    )
    match statistics:
        case "stored":
            return formulas.preprocessing_flops(parts=(apply, encode))
        case "recomputed":
            fit = formulas.fit_flops(
                values=values, per_value=method.fit_per_value, fixed=method.fit_fixed
            )
            return formulas.preprocessing_flops(parts=(fit, apply, encode))
