"""Convolution and pooling with their real geometry."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import floor
from joulepath.core.quantities import Count


@formula(
    symbol=r"o",
    source="dumoulin-2016-convolution",
    stepwise=("size", "kernel", "stride", "padding", "dilation"),
)
def window_positions(
    *, size: Count, kernel: Count, stride: Count, padding: Count, dilation: Count
) -> Count:
    """Places where a window fits along one axis.

    Parameters
    ----------
    size : Count
        Length of the axis; any shape.
    kernel : Count
        Length of the window; broadcasts.
    stride : Count
        Step from one place to the next, above zero; broadcasts.
    padding : Count
        Values added at both ends together; broadcasts.
    dilation : Count
        Distance between the taps of the window, 1 for a dense one; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape; below one where the window does not fit.

    Raises
    ------
    ZeroDivisionError
        For a float stride of zero (arrays give ``inf``); scenarios refuse it beforehand.

    Examples
    --------
    >>> window_positions(size=10.0, kernel=3.0, stride=2.0, padding=2.0, dilation=1.0)
    5.0
    """
    return floor((size + padding - dilation * (kernel - 1) - 1) / stride) + 1


@formula(symbol=r"n_\mathrm{out}", source="definition")
def map_values(*, rows: Count, columns: Count, channels: Count) -> Count:
    """Values of a feature map.

    Parameters
    ----------
    rows, columns, channels : Count
        Its shape; broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return rows * columns * channels


@formula(symbol=r"n_\mathrm{mac}", source="dumoulin-2016-convolution")
def convolution_macs(
    *,
    outputs: Count,
    kernel_rows: Count,
    kernel_columns: Count,
    channels: Count,
    groups: Count,
) -> Count:
    """Multiply-accumulates of a convolution.

    Parameters
    ----------
    outputs : Count
        Values of the output map; any shape.
    kernel_rows, kernel_columns : Count
        Shape of the kernel; broadcast.
    channels : Count
        Channels of the input map; broadcasts.
    groups : Count
        Groups that the channels fall into (as many as channels: depthwise); broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For floats in no group (arrays give ``inf``); scenarios refuse it beforehand.
    """
    return outputs * kernel_rows * kernel_columns * (channels / groups)


@formula(symbol=r"n_\theta", source="definition")
def convolution_parameters(
    *,
    filters: Count,
    kernel_rows: Count,
    kernel_columns: Count,
    channels: Count,
    groups: Count,
) -> Count:
    """Weights and biases of a convolution.

    Parameters
    ----------
    filters : Count
        Channels of the output map; any shape.
    kernel_rows, kernel_columns : Count
        Shape of the kernel; broadcast.
    channels : Count
        Channels of the input map; broadcasts.
    groups : Count
        Groups that the channels fall into; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For floats in no group (arrays give ``inf``); scenarios refuse it beforehand.
    """
    return filters * (kernel_rows * kernel_columns * (channels / groups) + 1)


@formula(symbol=r"n_\mathrm{pool}", source="definition")
def pooling_operations(*, outputs: Count, kernel_rows: Count, kernel_columns: Count) -> Count:
    """Additions or comparisons of a pooling layer: one for each value in each window.

    Parameters
    ----------
    outputs : Count
        Values of the output map; any shape.
    kernel_rows, kernel_columns : Count
        Shape of the window; broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return outputs * kernel_rows * kernel_columns
