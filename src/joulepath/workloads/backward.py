"""The backward pass of a layer: the gradient of what it reads, and that of its own values.

A product of trained values with activations has two products backwards, each with as many
multiply-accumulates: its weights with the gradient of its result (the gradient of what it reads)
and what it read with the gradient of its result (the gradient of its weights). The first is left
out where nothing before it is trained, the second where its weights are frozen. A product of
two activations has one for each that depends on a trained value.

Where a layer works in steps, as a recurrent one, or joins several products, the gradient of its
own earlier results is needed for its weights too, whatever is trained before it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from joulepath.core.quantities import Count
from joulepath.records.training_work import LayerTraining
from joulepath.records.workload import Operations, WorkloadLayer
from joulepath.workloads.backward_rules import gradients_of, training_forward
from joulepath.workloads.gradient_flow import LayerFlow
from joulepath.workloads.operation_sums import NOTHING, part_of, summed
from joulepath.workloads.operator_kinds import bare
from joulepath.workloads.what_if_layers import scaled

__all__ = ["layer_training"]

_OF_TWO: Final = frozenset({"matmul", "batchmatmul", "bmm", "einsum", "gemm", "mm"})
"""Products of two results, each of which may depend on trained values or not."""

_SEVERAL_RESULTS: Final = frozenset({"split", "splitv", "unbind", "unpack", "lstm", "gru", "rnn"})
"""Operators whose readers read different results, so that no gradients are added up."""


def layer_training(layer: WorkloadLayer, flow: LayerFlow) -> LayerTraining:
    """Work of a layer for one sample, all its results kept.

    Parameters
    ----------
    layer : WorkloadLayer
        As counted forwards.
    flow : LayerFlow
        Where gradients have to go.

    Returns
    -------
    LayerTraining
        Without values kept or computed again.
    """
    rest = gradients_of(layer, flow)
    some = flow.passes, layer.repeats
    inside = rest.inside if flow.trains else part_of(rest.inside, *some)
    passed = [part_of(rest.passed, *some), _macs(_passed_macs(layer, flow)), _forks(layer, flow)]
    weights = [_macs(layer.trained_macs), rest.weights] if flow.trains else []
    (passed if flow.passes else weights).append(inside if flow.takes_part else NOTHING)
    return LayerTraining(
        name=layer.name,
        operator=layer.operator,
        trained_parameters=layer.parameters if flow.trains else 0,
        forward=training_forward(layer, flow),
        input_gradient=summed(passed),
        weight_gradient=summed(weights),
        recomputed=NOTHING,
        kept_values=0,
    )


def _passed_macs(layer: WorkloadLayer, flow: LayerFlow) -> Count:
    """Multiply-accumulates of gradients of activations."""
    passes, of = flow.passes, layer.repeats
    activations = layer.operations.macs - layer.trained_macs
    within = of if flow.trains else passes
    return (
        _part(layer.trained_macs, passes, of)
        + _part(_inner_macs(layer), within - passes, of)
        + _part(activations * _factors(layer, flow), within, of)
    )


def _factors(layer: WorkloadLayer, flow: LayerFlow) -> int:
    """Factors of a product of activations that need a gradient."""
    return min(flow.sources, 2) if bare(layer.operator) in _OF_TWO else 2


def _inner_macs(layer: WorkloadLayer) -> Count:
    """Multiply-accumulates with what the layer itself computed; fewer if weights are left out."""
    macs = [each.inputs * each.outputs * each.uses for each in layer.matrices]
    inner = sum(n for n, each in zip(macs, layer.matrices, strict=True) if each.inner)
    whole = sum(macs)
    pruned = bool(inner) and whole != layer.trained_macs
    return inner * layer.trained_macs / whole if pruned else inner


def _forks(layer: WorkloadLayer, flow: LayerFlow) -> Operations:
    """Sums of the gradients that come back from several readers of a result."""
    if bare(layer.operator) in _SEVERAL_RESULTS:
        return NOTHING
    again, after = flow.readers
    of = layer.repeats
    if not again:
        return _sums(layer, max(after - 1, 0))
    return summed(
        (
            part_of(_sums(layer, max(again - 1, 0)), of - 1, of),
            part_of(_sums(layer, max(after - 1, 0)), 1, of),
        )
    )


def _sums(layer: WorkloadLayer, each: int) -> Operations:
    return scaled(replace(NOTHING, elementwise=layer.output_values), each)


def _macs(amount: Count) -> Operations:
    return replace(NOTHING, macs=amount)


def _part(amount: Count, some: int, of: int) -> Count:
    return part_of(_macs(amount), some, of).macs
