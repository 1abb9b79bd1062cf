"""Graph neural networks counted layer by layer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from joulepath.core.quantities import Count
from joulepath.formulas.architectures import graph as formulas
from joulepath.formulas.architectures import mlp as dense
from joulepath.lifecycle.counted import NONE, ONE, Counted, added, times, together, work
from joulepath.records.families import Gat, Gcn, Gin, GraphSage
from joulepath.records.workload import Operations

_TWICE = 2.0

# Sum of both halves and LeakyReLU; maximum, difference, exponential, sum, quotient of the softmax.
_SCORE = (4.0, 2.0, 2.0)
# Bias; a (exp(x) - 1) of an ELU below zero.
_BIAS_AND_ELU = (3.0, 1.0, 1.0)


def graph_convolution(model: Gcn) -> Counted:
    """Count a graph convolutional network; each message is a weighted sum."""
    heard = formulas.messages(nodes=model.nodes, edges=model.edges)
    layers: list[Counted] = []
    for inputs, outputs, hidden in _layers(model.widths):
        macs = added(
            formulas.node_macs(nodes=model.nodes, inputs=inputs, outputs=outputs),
            formulas.message_operations(messages=heard, width=_carried(model, inputs, outputs)),
        )
        biases = _at_nodes(model, outputs, ONE)
        layers.append(
            Counted(
                work(macs, biases, comparisons=biases if hidden else NONE),
                dense.dense_parameters(inputs=inputs, outputs=outputs),
            )
        )
    return _network(layers)


def graph_sage(model: GraphSage) -> Counted:
    """Count a GraphSAGE network; a node and its neighbours have weights of their own."""
    layers: list[Counted] = []
    for inputs, outputs, hidden in _layers(model.widths):
        own = formulas.node_macs(nodes=model.nodes, inputs=inputs, outputs=outputs)
        biases = _at_nodes(model, outputs, ONE)
        layers.append(
            Counted(
                together(
                    work(times(own, _TWICE), biases, comparisons=biases if hidden else NONE),
                    work(NONE, *_aggregated(model, _carried(model, inputs, outputs))),
                ),
                formulas.sage_parameters(inputs=inputs, outputs=outputs),
            )
        )
    return _network(layers)


def _aggregated(model: GraphSage, width: Count) -> tuple[Count, Count, Count]:
    """Elementwise operations, divisions and comparisons that put the neighbours together."""
    heard = formulas.message_operations(messages=model.edges, width=width)
    match model.aggregation:
        case "mean":
            return heard, _at_nodes(model, width, ONE), NONE
        case "max":
            return NONE, NONE, heard


def isomorphism(model: Gin) -> Counted:
    """Count a graph isomorphism network; a node adds its neighbours to itself."""
    heard = formulas.messages(nodes=model.nodes, edges=model.edges)
    layers: list[Counted] = []
    for inputs, outputs, hidden in _layers(model.widths):
        macs = added(
            formulas.node_macs(nodes=model.nodes, inputs=inputs, outputs=outputs),
            formulas.node_macs(nodes=model.nodes, inputs=outputs, outputs=outputs),
        )
        sums = formulas.message_operations(messages=heard, width=inputs)
        rectified = _at_nodes(model, outputs, _TWICE if hidden else ONE)
        layers.append(
            Counted(
                work(macs, added(sums, _at_nodes(model, outputs, _TWICE)), comparisons=rectified),
                formulas.isomorphism_parameters(inputs=inputs, outputs=outputs),
            )
        )
    return _network(layers)


def attention(model: Gat) -> Counted:
    """Count a graph attention network; the heads of the last layer are averaged.

    The average costs nothing: all heads add to the same sum, and its division is part of the
    weights.
    """
    layers: list[Counted] = []
    inputs = model.widths[0]
    last = len(model.heads) - 1
    for at, (outputs, heads) in enumerate(zip(model.widths[1:], model.heads, strict=True)):
        joined = formulas.joined_width(outputs=outputs, heads=heads)
        answer = outputs if at == last else joined
        each = (ONE, NONE, NONE) if at == last else _BIAS_AND_ELU
        operations = together(
            _attended(model, inputs, outputs, heads, joined),
            work(NONE, *(_at_nodes(model, answer, kind) for kind in each)),
        )
        weights = formulas.head_parameters(inputs=inputs, outputs=outputs, heads=heads)
        layers.append(Counted(operations, added(weights, answer)))
        inputs = joined
    return _network(layers)


def _attended(model: Gat, inputs: Count, outputs: Count, heads: Count, joined: Count) -> Operations:
    heard = formulas.messages(nodes=model.nodes, edges=model.edges)
    return work(
        added(
            formulas.node_macs(nodes=model.nodes, inputs=inputs, outputs=joined),
            formulas.score_macs(nodes=model.nodes, outputs=outputs, heads=heads),
            formulas.message_operations(messages=heard, width=joined),
        ),
        *(
            formulas.score_operations(messages=heard, heads=heads, per_score=kind)
            for kind in _SCORE
        ),
    )


def _layers(widths: tuple[Count, ...]) -> Iterator[tuple[Count, Count, bool]]:
    """Inputs and outputs of each layer, and whether another layer follows."""
    last = len(widths) - 2
    for at, (inputs, outputs) in enumerate(pairwise(widths)):
        yield inputs, outputs, at < last


def _carried(model: Gcn | GraphSage, inputs: Count, outputs: Count) -> Count:
    """Values of a message."""
    match model.order:
        case "transform-first":
            return outputs
        case "aggregate-first":
            return inputs


def _at_nodes(model: Gcn | GraphSage | Gin | Gat, width: Count, per_value: Count) -> Count:
    return formulas.node_operations(nodes=model.nodes, width=width, per_value=per_value)


def _network(layers: list[Counted]) -> Counted:
    return Counted(
        together(*(layer.operations for layer in layers)),
        added(*(layer.parameters for layer in layers)),
    )
