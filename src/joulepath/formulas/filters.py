"""Filters of series and images, decimation and wavelets."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil
from joulepath.core.quantities import Count


@formula(symbol=r"n_\mathrm{mac}", source="oppenheim-2010-signal-processing")
def fir_macs(*, outputs: Count, taps: Count) -> Count:
    """Multiply-accumulates of a filter with a finite impulse response.

    Parameters
    ----------
    outputs : Count
        Values that it puts out, and no others are computed; any shape.
    taps : Count
        Weights of the filter; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return outputs * taps


@formula(symbol=r"n_\mathrm{IIR}", source="oppenheim-2010-signal-processing")
def biquad_operations(*, values: Count, sections: Count) -> Count:
    """Operations of a recursive filter in sections of second order (transposed direct form II).

    A section takes 5 multiplications and 4 additions for each value.

    Parameters
    ----------
    values : Count
        Values to filter; any shape.
    sections : Count
        Sections one after another, half the order of the filter; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return 9 * values * sections


@formula(symbol=r"n_\mathrm{median}", source="knuth-1998-sorting")
def median_comparisons(*, values: Count, window: Count) -> Count:
    """Comparisons of a median filter that sorts each window by selection, up to its middle.

    Parameters
    ----------
    values : Count
        Values to filter; any shape.
    window : Count
        Values under the window, odd; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> median_comparisons(values=1.0, window=5.0)
    9.0
    """
    return values * (3 * (window - 1) * (window + 1) / 8)


@formula(symbol=r"n_\mathrm{out}", source="crochiere-1981-decimation", stepwise=("size", "factor"))
def decimated_size(*, size: Count, factor: Count) -> Count:
    """Values that are left of a series if one in several is kept, the first one among them.

    Parameters
    ----------
    size : Count
        Length of the series; any shape.
    factor : Count
        One in how many is kept, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float factor of zero (arrays give ``inf``); scenarios refuse it beforehand.
    """
    return ceil(size / factor)


@formula(symbol=r"n_\mathrm{mac}", source="mallat-1989-wavelets")
def wavelet_macs(*, size: Count, coarsest: Count, taps: Count) -> Count:
    """Multiply-accumulates of a wavelet transform over several levels.

    Each level filters what the one before it smoothed, by a low and a high pass at every second
    place, and the ends of a series meet. The lengths of all levels add up to
    ``2 * (size - coarsest)``.

    Parameters
    ----------
    size : Count
        Length of the series; any shape.
    coarsest : Count
        Length of the smoothed series of the last level: the length of the series halved once a
        level; broadcasts.
    taps : Count
        Weights of each of the two filters; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> wavelet_macs(size=16.0, coarsest=4.0, taps=2.0)
    48.0
    """
    return 2 * taps * (size - coarsest)
