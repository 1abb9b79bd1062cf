"""Data preparation step by step, each step feeding the next."""

from __future__ import annotations

from joulepath.core.quantities import Flop, FlopPerSample
from joulepath.formulas import chain as formulas
from joulepath.formulas import data, preprocessing, training
from joulepath.formulas.architectures import forward
from joulepath.lifecycle.compute import execute
from joulepath.lifecycle.data_set import DataSet
from joulepath.lifecycle.image_steps import encoded, pictured, tokenised
from joulepath.lifecycle.learnt_steps import min_max, principal_components, standardise
from joulepath.lifecycle.signal_steps import filtered, framed, spectral
from joulepath.lifecycle.steps import Done, Learning, added, values_of
from joulepath.records.architectures import OperationCosts
from joulepath.records.compute import Placement
from joulepath.records.preparation import (
    ChainPlan,
    Colour,
    CosineTransform,
    Crop,
    Decimate,
    FiniteFilter,
    Frames,
    GramianField,
    Logarithm,
    MedianFilter,
    MelBands,
    MinMax,
    PrincipalComponents,
    RecurrencePlot,
    RecursiveFilter,
    Resize,
    Shape,
    Spectrogram,
    Standardise,
    Step,
    Tokenise,
    TransitionField,
    Wavelet,
)
from joulepath.records.results import Preparation, PreparedStep
from joulepath.records.workload import Operations

__all__ = ["done", "prepare_in_steps"]


def done(step: Step, shape: Shape) -> Done:
    """Do one step to a sample of a shape.

    Parameters
    ----------
    step : Step
        What is done.
    shape : Shape
        Shape of the sample; it must suit the step.

    Returns
    -------
    Done
        The operations, and the shape afterwards.
    """
    match step:
        case Standardise():
            return standardise(step, shape)
        case MinMax():
            return min_max(step, shape)
        case PrincipalComponents():
            return principal_components(step, shape)
        case FiniteFilter() | RecursiveFilter() | MedianFilter() | Decimate() | Wavelet():
            return filtered(step, shape)
        case Frames() | Spectrogram():
            return framed(step, shape)
        case MelBands() | Logarithm() | CosineTransform():
            return spectral(step, shape)
        case GramianField() | TransitionField() | RecurrencePlot():
            return encoded(step, shape)
        case Crop() | Resize() | Colour():
            return pictured(step, shape)
        case Tokenise():
            return tokenised(step, shape)


def prepare_in_steps(
    collected: DataSet, plan: ChainPlan, costs: OperationCosts, placement: Placement
) -> Preparation:
    """Prepare samples by all steps of a chain."""
    shape, steps = plan.shape, list[PreparedStep]()
    for step in plan.steps:
        result = done(step, shape)
        steps.append(_prepared(step.name, result, collected, plan, costs))
        shape = result.shape
    parts = [part for step in steps for part in (step.learn, step.apply) if part is not None]
    flops = preprocessing.preprocessing_flops(parts=tuple(parts))
    time, energy = execute(flops, placement)
    return Preparation(flops, time, energy, tuple(steps))


def _prepared(
    name: str, result: Done, collected: DataSet, plan: ChainPlan, costs: OperationCosts
) -> PreparedStep:
    values = formulas.output_values(
        values_per_sample=collected.values_per_sample,
        before=values_of(plan.shape),
        after=values_of(result.shape),
    )
    stored = data.values(samples=collected.samples, values_per_sample=values)
    per_sample = _flops(result.operations, costs)
    return PreparedStep(
        name=name,
        operations=result.operations,
        apply=training.inference_flops(forward=per_sample, samples=collected.samples),
        learn=_learning_flops(result.learning, collected, plan, costs),
        shape=result.shape,
        values=values,
        bits=data.raw_bits(values=stored, bits_per_value=plan.bits_per_value),
    )


def _learning_flops(
    learning: Learning | None, collected: DataSet, plan: ChainPlan, costs: OperationCosts
) -> Flop | None:
    match collected.statistics, learning:
        case "stored", _:
            return None
        case "recomputed", None:
            return None
        case "recomputed", Learning(per_sample, once):
            return formulas.learning_flops(
                samples=collected.samples,
                per_sample=_flops(per_sample, costs),
                once=formulas.once_flops(operations=once, per_operation=plan.once),
            )


def _flops(operations: Operations, costs: OperationCosts) -> FlopPerSample:
    return forward.forward_flops(
        macs=operations.macs,
        other_operations=added(operations.elementwise, operations.special, operations.comparisons),
        per_mac=costs.mac,
        per_other_operation=costs.other,
    )
