"""Fully connected layers."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count


@formula(symbol=r"n_\mathrm{mac}", source="chou-2024-ecal")
def dense_macs(*, inputs: Count, outputs: Count) -> Count:
    """Multiply-accumulates of a fully connected layer.

    Parameters
    ----------
    inputs, outputs : Count
        Widths; any shapes that broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return inputs * outputs


@formula(symbol=r"n_\mathrm{other}", source="chou-2024-ecal")
def dense_other_operations(*, outputs: Count, per_output: Count) -> Count:
    """Additions of the bias and evaluations of the activation of a fully connected layer.

    Parameters
    ----------
    outputs : Count
        Width of the layer; any shape.
    per_output : Count
        Operations for each output: 2 with a bias and an activation; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return outputs * per_output


@formula(symbol=r"n_\theta", source="definition")
def dense_parameters(*, inputs: Count, outputs: Count) -> Count:
    """Weights and biases of a fully connected layer.

    Parameters
    ----------
    inputs, outputs : Count
        Widths; any shapes that broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return (inputs + 1) * outputs
