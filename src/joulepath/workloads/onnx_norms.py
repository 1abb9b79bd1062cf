"""Counting rules of ONNX normalisations, whose steps the table of the operators tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Final, TypeAlias

from joulepath.workloads.onnx_graph import Operation, RuleError
from joulepath.workloads.work import Work

__all__ = ["NORMS"]

_Rule: TypeAlias = Callable[[Operation], Work]


def _local_response(operation: Operation) -> Work:
    return Work(elementwise=operation.amount("size") + 2, special=2) * operation.written


def _means_before_axis(operation: Operation) -> int:
    return prod(operation.shape(0)[: int(operation.number("axis", -1))])


def _normalised(operation: Operation, plain_steps: int, means: int) -> Work:
    each, each_mean = Work(elementwise=plain_steps, special=1), Work(elementwise=1, special=1)
    return each * operation.written + each_mean * means


def _layer_normalization(operation: Operation) -> Work:
    return _normalised(operation, 6 if operation.has(2) else 5, _means_before_axis(operation))


def _root_mean_square_normalization(operation: Operation) -> Work:
    return _normalised(operation, 3, _means_before_axis(operation))


def _instance_normalization(operation: Operation) -> Work:
    return _normalised(operation, 6, prod(operation.shape(0, rank=2)[:2]))


def _group_normalization(operation: Operation) -> Work:
    means = operation.shape(0, rank=2)[0] * operation.amount("num_groups")
    return _normalised(operation, 6, means)


def _mean_and_variance(operation: Operation) -> Work:
    shape = operation.shape(0, rank=2)
    axes = operation.node.attributes.get("axes", (0, 2, 3))
    joined = [axis for axis in axes if isinstance(axis, int)] if isinstance(axes, tuple) else []
    if not all(-len(shape) <= axis < len(shape) for axis in joined):
        raise RuleError(f"axes {joined} are not those of {list(shape)}")
    means = operation.read // prod(shape[axis] for axis in joined)
    return Work(elementwise=4, special=1) * operation.read + Work(0, 1, 1) * means


NORMS: Final[Mapping[str, _Rule]] = {
    "GroupNormalization": _group_normalization,
    "InstanceNormalization": _instance_normalization,
    "LRN": _local_response,
    "LayerNormalization": _layer_normalization,
    "MeanVarianceNormalization": _mean_and_variance,
    "RMSNormalization": _root_mean_square_normalization,
    "SimplifiedLayerNormalization": _root_mean_square_normalization,
}
"""By operator."""
