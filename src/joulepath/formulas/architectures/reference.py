"""Closed forms as the eCAL reference code has them, with its known deviations.

They are kept so that its figures can be reproduced; `docs/explanation/ecal.md` lists how they
differ from the networks they are named after.
"""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import floor, maximum
from joulepath.core.quantities import Count


@formula(symbol=r"n", source="ecal-energy-0.1.0")
def mlp_operations(*, layers: Count, inputs: Count) -> Count:
    """Operations of a multilayer perceptron taken as equal layers as wide as the input.

    Parameters
    ----------
    layers : Count
        Layers of the network, one of which the code leaves out; any shape.
    inputs : Count
        Width of the input; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> mlp_operations(layers=3.0, inputs=10.0)
    440.0
    """
    return maximum(layers - 1, 0.0) * (2 * (inputs * inputs) + 2 * inputs)


@formula(symbol=r"n", source="ecal-reference-02fc18a")
def kan_operations(*, layers: Count, inputs: Count, spline: Count, nonlinearity: Count) -> Count:
    """Operations of a Kolmogorov-Arnold network taken as equal layers as wide as the input.

    Parameters
    ----------
    layers : Count
        Layers of the network, one of which the code leaves out; any shape.
    inputs : Count
        Width of the input; broadcasts.
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
    >>> kan_operations(layers=3.0, inputs=10.0, spline=407.0, nonlinearity=2.0)
    81440.0
    """
    return maximum(layers - 1, 0.0) * (nonlinearity * inputs + inputs * inputs * spline)


@formula(symbol=r"o_r", source="ecal-energy-0.1.0")
def cnn_rows(*, rows: Count, kernel_rows: Count) -> Count:
    """Output rows of a layer padded by the kernel less one on each side.

    Parameters
    ----------
    rows, kernel_rows : Count
        Rows of the input and of the kernel; any shapes that broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return rows - kernel_rows + 2 * (kernel_rows - 1) + 1


@formula(symbol=r"o_c", source="ecal-energy-0.1.0")
def cnn_columns(*, columns: Count, kernel_columns: Count) -> Count:
    """Output columns of a layer padded by the whole kernel on each side.

    Parameters
    ----------
    columns, kernel_columns : Count
        Columns of the input and of the kernel; any shapes that broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return columns - kernel_columns + 2 * kernel_columns + 1


@formula(symbol=r"i", source="ecal-energy-0.1.0")
def cnn_growth(*, size: Count) -> Count:
    """Rows or columns of the next input, which the code doubles instead of the channels.

    Parameters
    ----------
    size : Count
        Rows or columns; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return size * 2


@formula(symbol=r"n_\mathrm{conv}", source="ecal-energy-0.1.0")
def cnn_convolution_operations(
    *,
    rows: Count,
    columns: Count,
    channels: Count,
    kernel_rows: Count,
    kernel_columns: Count,
    filters: Count,
) -> Count:
    """Operations of a convolution, a multiply-accumulate counted as one.

    Parameters
    ----------
    rows, columns : Count
        Shape of the output map; any shapes that broadcast.
    channels : Count
        Channels of the network's input; broadcasts.
    kernel_rows, kernel_columns : Count
        Shape of the kernel; broadcast.
    filters : Count
        Filters, always 3 in the code; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return rows * columns * (channels * kernel_rows * kernel_columns + 1) * filters


@formula(symbol=r"n_\mathrm{head}", source="ecal-energy-0.1.0")
def cnn_head_operations(*, rows: Count, columns: Count) -> Count:
    """Operations of the last layer, taken from the shape of the last map.

    Parameters
    ----------
    rows, columns : Count
        Shape of the last map; any shapes that broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return 2 * (rows * columns) + 2 * rows


@formula(symbol=r"d_h", source="ecal-energy-0.1.0", stepwise=("width", "heads"))
def whole_head_width(*, width: Count, heads: Count) -> Count:
    """Width of all heads together after cutting each down to whole values.

    Parameters
    ----------
    width : Count
        Width of the model; any shape.
    heads : Count
        Attention heads; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For floats with no head (arrays give ``inf``); scenarios refuse it beforehand.

    Examples
    --------
    >>> whole_head_width(width=16.0, heads=3.0)
    15.0
    """
    return heads * floor(width / heads)
