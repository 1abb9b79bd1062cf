"""Graph neural networks: nodes that add up what their neighbours say."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count


@formula(symbol=r"m", source="kipf-2017-gcn")
def messages(*, nodes: Count, edges: Count) -> Count:
    """Messages of a layer in which each node also hears itself.

    Parameters
    ----------
    nodes : Count
        Nodes of the graph; any shape.
    edges : Count
        Messages between different nodes; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return edges + nodes


@formula(symbol=r"n", source="kipf-2017-gcn")
def message_operations(*, messages: Count, width: Count) -> Count:
    """Operations on all messages of a sparse graph, one for each value of each message.

    Multiply-accumulates where messages are weighted, additions where they are summed,
    comparisons where the largest is taken.

    Parameters
    ----------
    messages : Count
        Messages of a layer; any shape.
    width : Count
        Values of a message; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return messages * width


@formula(symbol=r"n_\mathrm{mac}", source="kipf-2017-gcn")
def node_macs(*, nodes: Count, inputs: Count, outputs: Count) -> Count:
    """Multiply-accumulates of a linear map applied to every node.

    Parameters
    ----------
    nodes : Count
        Nodes of the graph; any shape.
    inputs, outputs : Count
        Widths; broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return nodes * inputs * outputs


@formula(symbol=r"n_\mathrm{other}", source="definition")
def node_operations(*, nodes: Count, width: Count, per_value: Count) -> Count:
    """Operations on every value of every node: biases, divisions, activations.

    Parameters
    ----------
    nodes : Count
        Nodes of the graph; any shape.
    width : Count
        Values of a node; broadcasts.
    per_value : Count
        Operations for each value; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return nodes * width * per_value


@formula(symbol=r"n_\theta", source="hamilton-2017-graphsage")
def sage_parameters(*, inputs: Count, outputs: Count) -> Count:
    """Weights of a node and of its neighbours, and biases of a GraphSAGE layer.

    Parameters
    ----------
    inputs, outputs : Count
        Widths; any shapes that broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return (2 * inputs + 1) * outputs


@formula(symbol=r"n_\theta", source="xu-2019-gin")
def isomorphism_parameters(*, inputs: Count, outputs: Count) -> Count:
    """Weights and biases of the two dense layers of a graph isomorphism layer.

    Parameters
    ----------
    inputs, outputs : Count
        Widths; any shapes that broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return (inputs + outputs + 2) * outputs


@formula(symbol=r"n_\mathrm{mac}", source="velickovic-2018-gat")
def score_macs(*, nodes: Count, outputs: Count, heads: Count) -> Count:
    """Multiply-accumulates of the two halves of the attention scores, taken at the nodes.

    Parameters
    ----------
    nodes : Count
        Nodes of the graph; any shape.
    outputs : Count
        Values of one head; broadcasts.
    heads : Count
        Attention heads; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return 2 * nodes * outputs * heads


@formula(symbol=r"n_\mathrm{other}", source="velickovic-2018-gat")
def score_operations(*, messages: Count, heads: Count, per_score: Count) -> Count:
    """Operations of one kind on all attention scores.

    Parameters
    ----------
    messages : Count
        Messages of a layer; any shape.
    heads : Count
        Attention heads; broadcasts.
    per_score : Count
        Operations for each score; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return messages * heads * per_score


@formula(symbol=r"n_\theta", source="velickovic-2018-gat")
def head_parameters(*, inputs: Count, outputs: Count, heads: Count) -> Count:
    """Weights and attention vectors of all heads of a graph attention layer, without biases.

    Parameters
    ----------
    inputs : Count
        Values of a node; any shape.
    outputs : Count
        Values of one head; broadcasts.
    heads : Count
        Attention heads; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return heads * outputs * (inputs + 2)


@formula(symbol=r"d", source="velickovic-2018-gat")
def joined_width(*, outputs: Count, heads: Count) -> Count:
    """Values of a node with all heads side by side.

    Parameters
    ----------
    outputs : Count
        Values of one head; any shape.
    heads : Count
        Attention heads; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return outputs * heads
