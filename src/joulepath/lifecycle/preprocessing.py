"""Data preparation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from joulepath.core.quantities import Flop
from joulepath.formulas import data
from joulepath.formulas import preprocessing as formulas
from joulepath.lifecycle.compute import execute
from joulepath.records.inputs import PreprocessingPlan
from joulepath.records.preparation import ChainPlan
from joulepath.records.results import Preparation

if TYPE_CHECKING:
    from joulepath.lifecycle.data_set import DataSet
    from joulepath.records.architectures import OperationCosts
    from joulepath.records.compute import Placement


def prepare(
    collected: DataSet,
    plan: PreprocessingPlan | ChainPlan,
    costs: OperationCosts,
    placement: Placement,
) -> Preparation:
    """Prepare samples with stored statistics, or learn the statistics from them first."""
    match plan:
        case ChainPlan():
            # A chain knows many equations, and most lives have none.
            from joulepath.lifecycle.chain import prepare_in_steps

            return prepare_in_steps(collected, plan, costs, placement)
        case PreprocessingPlan():
            flops = _flops(collected, plan)
            time, energy = execute(flops, placement)
            return Preparation(flops, time, energy)


def _flops(collected: DataSet, plan: PreprocessingPlan) -> Flop:
    method = plan.method
    values = data.values(samples=collected.samples, values_per_sample=collected.values_per_sample)
    apply = formulas.apply_flops(values=values, per_value=method.apply_per_value)
    encode = formulas.encoding_flops(
        samples=collected.samples,
        steps=plan.steps,
        per_step=method.apply_per_step,
        per_step_pair=method.apply_per_step_pair,
    )
    match collected.statistics:
        case "stored":
            return formulas.preprocessing_flops(parts=(apply, encode))
        case "recomputed":
            fit = formulas.fit_flops(
                values=values, per_value=method.fit_per_value, fixed=method.fit_fixed
            )
            return formulas.preprocessing_flops(parts=(fit, apply, encode))
