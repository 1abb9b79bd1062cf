"""Images: resizing and colours."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count


@formula(symbol=r"n_\mathrm{mac}", source="keys-1981-cubic-convolution")
def interpolation_macs(*, outputs: Count, taps: Count) -> Count:
    """Multiply-accumulates of an interpolation along rows, then down the columns.

    Each value put out weighs ``taps`` values in each of ``taps`` rows, then their results. The
    weights depend on the sizes alone and are stored.

    Parameters
    ----------
    outputs : Count
        Values that are put out; any shape.
    taps : Count
        Values weighed along one axis: 2 for bilinear, 4 for bicubic interpolation; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> interpolation_macs(outputs=1.0, taps=4.0)
    20.0
    """
    return outputs * taps * (taps + 1)


@formula(symbol=r"n_\mathrm{mac}", source="itu-t871-jfif")
def colour_macs(*, pixels: Count, inputs: Count, outputs: Count) -> Count:
    """Multiply-accumulates that mix colours by a matrix.

    Parameters
    ----------
    pixels : Count
        Number of pixels; any shape.
    inputs : Count
        Colours of a pixel before; broadcasts.
    outputs : Count
        Colours of a pixel afterwards; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return pixels * inputs * outputs


@formula(symbol=r"n_\mathrm{offset}", source="itu-t871-jfif")
def colour_offsets(*, pixels: Count) -> Count:
    """Additions that put the middle of both colour differences in the middle of their range.

    Parameters
    ----------
    pixels : Count
        Number of pixels; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return 2 * pixels
