"""Recurrent networks counted step by step."""

from __future__ import annotations

from joulepath.core.quantities import Count
from joulepath.formulas.architectures import mlp as dense
from joulepath.formulas.architectures import recurrent as formulas
from joulepath.formulas.architectures import transformer as matrices
from joulepath.lifecycle.counted import ONE, Counted, added, answered, times, together, work
from joulepath.records.families import Head, Recurrent
from joulepath.records.workload import Operations


def recurrent(model: Recurrent) -> Counted:
    """Count a stack of recurrent layers, with its head if it has one."""
    state = model.hidden if model.projection is None else model.projection
    above = formulas.stacked_inputs(state=state, directions=model.directions)
    layers = Counted(_operations(model, state, above), _parameters(model, state, above))
    return layers if model.head is None else _with_head(model, model.head, above, layers)


def _operations(model: Recurrent, state: Count, above: Count) -> Operations:
    macs = formulas.stacked(
        first=_step_macs(model, model.features, state),
        upper=_step_macs(model, above, state),
        layers=model.layers,
    )
    elementwise, special = (
        times(formulas.cell_operations(hidden=model.hidden, per_hidden=kind), model.layers)
        for kind in (model.elementwise, model.special)
    )
    return work(*(times(n, model.directions, model.steps) for n in (macs, elementwise, special)))


def _step_macs(model: Recurrent, inputs: Count, state: Count) -> Count:
    """Multiply-accumulates of one step of one layer in one direction."""
    gates = formulas.gate_macs(inputs=inputs, state=state, hidden=model.hidden, gates=model.gates)
    if model.projection is None:
        return gates
    return added(gates, dense.dense_macs(inputs=model.hidden, outputs=model.projection))


def _parameters(model: Recurrent, state: Count, above: Count) -> Count:
    each = formulas.stacked(
        first=_layer_parameters(model, model.features, state),
        upper=_layer_parameters(model, above, state),
        layers=model.layers,
    )
    return times(each, model.directions)


def _layer_parameters(model: Recurrent, inputs: Count, state: Count) -> Count:
    gates = formulas.gate_parameters(
        inputs=inputs, state=state, hidden=model.hidden, gates=model.gates, biases=model.biases
    )
    if model.projection is None:
        return gates
    return added(gates, matrices.matrix_parameters(inputs=model.hidden, outputs=model.projection))


def _with_head(model: Recurrent, head: Head, inputs: Count, layers: Counted) -> Counted:
    answer = answered(inputs, head.outputs, head.activation)
    match head.steps:
        case "last":
            steps = ONE
        case "every":
            steps = model.steps
    once = answer.operations
    repeated = work(
        times(once.macs, steps),
        times(once.elementwise, steps),
        times(once.special, steps),
        times(once.comparisons, steps),
    )
    return Counted(
        together(layers.operations, repeated), added(layers.parameters, answer.parameters)
    )
