"""Recurrent layers: plain, LSTM and GRU cells that step through a sequence."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count


@formula(symbol=r"n_\mathrm{mac}", source="onnx-operators")
def gate_macs(*, inputs: Count, state: Count, hidden: Count, gates: Count) -> Count:
    """Multiply-accumulates of one step of a recurrent layer in one direction.

    Each gate maps the values of the step and the state before it to the hidden values.

    Parameters
    ----------
    inputs : Count
        Values of one step; any shape.
    state : Count
        Values that the layer hands to its next step; broadcasts.
    hidden : Count
        Hidden values; broadcasts.
    gates : Count
        Maps for each hidden value: 1, 3 in a GRU or 4 in an LSTM; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> gate_macs(inputs=10.0, state=20.0, hidden=20.0, gates=4.0)
    2400.0
    """
    return gates * hidden * (inputs + state)


@formula(symbol=r"n_\theta", source="onnx-operators")
def gate_parameters(
    *, inputs: Count, state: Count, hidden: Count, gates: Count, biases: Count
) -> Count:
    """Weights and biases of a recurrent layer in one direction.

    Parameters
    ----------
    inputs : Count
        Values of one step; any shape.
    state : Count
        Values that the layer hands to its next step; broadcasts.
    hidden : Count
        Hidden values; broadcasts.
    gates : Count
        Maps for each hidden value; broadcasts.
    biases : Count
        Biases stored for each map, one or two; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> gate_parameters(inputs=10.0, state=20.0, hidden=20.0, gates=4.0, biases=2.0)
    2560.0
    """
    return gates * hidden * (inputs + state + biases)


@formula(symbol=r"n_\mathrm{other}", source="onnx-operators")
def cell_operations(*, hidden: Count, per_hidden: Count) -> Count:
    """Operations of one kind in one step of a cell beside its multiply-accumulates.

    Parameters
    ----------
    hidden : Count
        Hidden values; any shape.
    per_hidden : Count
        Operations for each of them; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return hidden * per_hidden


@formula(symbol=r"x_{\ell+1}", source="definition")
def stacked_inputs(*, state: Count, directions: Count) -> Count:
    """Values of one step that a recurrent layer hands to the layer above it.

    Parameters
    ----------
    state : Count
        Values of the state in one direction; any shape.
    directions : Count
        Directions in which the layer reads the sequence; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return state * directions


@formula(symbol=r"n", source="definition")
def stacked(*, first: Count, upper: Count, layers: Count) -> Count:
    """Operations or parameters of a stack whose first layer reads something else.

    Parameters
    ----------
    first : Count
        Of the first layer; any shape.
    upper : Count
        Of each layer above it; broadcasts.
    layers : Count
        Number of layers, at least one; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return first + upper * (layers - 1)
