"""Kolmogorov-Arnold layers with B-splines on every connection."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count


@formula(symbol=r"M_B", source="yu-2024-kan-or-mlp")
def spline_cost(*, grid: Count, order: Count) -> Count:
    """Operations to evaluate one B-spline.

    Parameters
    ----------
    grid : Count
        Intervals of the spline grid (G); any shape.
    order : Count
        Degree of the splines (K); broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> spline_cost(grid=10.0, order=3.0)
    407.0
    """
    return 9 * order * (grid + 1.5 * order) + 2 * grid - 2.5 * order + 3


@formula(symbol=r"n_\mathrm{other}", source="yu-2024-kan-or-mlp")
def spline_operations(
    *, inputs: Count, outputs: Count, spline: Count, nonlinearity: Count
) -> Count:
    """Operations of a Kolmogorov-Arnold layer.

    Parameters
    ----------
    inputs, outputs : Count
        Widths; any shapes that broadcast.
    spline : Count
        Operations to evaluate one spline; broadcasts.
    nonlinearity : Count
        Operations of the base activation for each input; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> spline_operations(inputs=10.0, outputs=10.0, spline=407.0, nonlinearity=2.0)
    40720.0
    """
    return nonlinearity * inputs + inputs * outputs * spline


@formula(symbol=r"n_\theta", source="yu-2024-kan-or-mlp")
def spline_parameters(*, inputs: Count, outputs: Count, grid: Count, order: Count) -> Count:
    """Coefficients, scales and biases of a Kolmogorov-Arnold layer.

    Parameters
    ----------
    inputs, outputs : Count
        Widths; any shapes that broadcast.
    grid : Count
        Intervals of the spline grid (G); broadcasts.
    order : Count
        Degree of the splines (K); broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return inputs * outputs * (grid + order + 3) + outputs
