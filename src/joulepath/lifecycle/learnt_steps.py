"""Steps that apply statistics of a data set."""

from __future__ import annotations

from joulepath.core.quantities import Count
from joulepath.formulas import statistics
from joulepath.lifecycle.steps import ONE, Done, Learning, added, values_of, work
from joulepath.records.preparation import MinMax, PrincipalComponents, Scope, Shape, Standardise

__all__ = ["min_max", "principal_components", "standardise"]


def standardise(step: Standardise, shape: Shape) -> Done:
    """Subtract means and divide by deviations."""
    values = values_of(shape)
    applied = work(elementwise=values, special=values)
    match step.statistics:
        case "given":
            return Done(shape, applied)
        case "learnt":
            per_sample = work(macs=values, elementwise=statistics.moment_operations(values=values))
            once = statistics.moment_divisions(features=_features(step.scope, shape))
            return Done(shape, applied, Learning(per_sample, once))


def min_max(step: MinMax, shape: Shape) -> Done:
    """Subtract the least value and divide by the range."""
    values = values_of(shape)
    applied = work(elementwise=values, special=values)
    match step.statistics:
        case "given":
            return Done(shape, applied)
        case "learnt":
            per_sample = work(comparisons=statistics.extreme_comparisons(values=values))
            return Done(shape, applied, Learning(per_sample, _features(step.scope, shape)))


def principal_components(step: PrincipalComponents, shape: Shape) -> Done:
    """Subtract the mean and project on the directions that are kept."""
    values = values_of(shape)
    applied = work(
        macs=statistics.projection_macs(values=values, components=step.components),
        elementwise=values,
    )
    return Done(Shape(step.components, ONE, ONE), applied, _learning(step, values))


def _learning(step: PrincipalComponents, values: Count) -> Learning:
    centring = statistics.moment_operations(values=values)
    match step.algorithm:
        case "covariance":
            once = added(
                statistics.covariance_divisions(values=values),
                statistics.eigen_operations(values=values),
            )
            macs = statistics.covariance_macs(values=values)
            return Learning(work(macs=macs, elementwise=centring), once)
        case "svd":
            once = added(values, statistics.decomposition_finish(values=values))
            decomposing = statistics.decomposition_operations(values=values)
            return Learning(work(elementwise=added(centring, decomposing)), once)


def _features(scope: Scope, shape: Shape) -> Count:
    match scope:
        case "all":
            return ONE
        case "channel":
            return shape.channels
        case "value":
            return values_of(shape)
