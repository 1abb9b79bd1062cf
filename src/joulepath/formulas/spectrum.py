"""From series to spectra: frames and Fourier transforms."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import floor, log2
from joulepath.core.quantities import Count


@formula(symbol=r"n_f", source="definition", stepwise=("size", "window", "hop"))
def frames(*, size: Count, window: Count, hop: Count) -> Count:
    """Frames that fit into a series without padding.

    Parameters
    ----------
    size : Count
        Length of the series; any shape.
    window : Count
        Values of one frame, at most the length of the series; broadcasts.
    hop : Count
        Values from the start of one frame to that of the next, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float hop of zero (arrays give ``inf``); scenarios refuse it beforehand.

    Examples
    --------
    >>> frames(size=16000.0, window=480.0, hop=320.0)
    49.0
    """
    return floor((size - window) / hop) + 1


@formula(symbol=r"n_b", source="sorensen-1987-real-fft")
def bins(*, length: Count) -> Count:
    """Frequencies of the Fourier transform of real values that are not mirrored.

    Parameters
    ----------
    length : Count
        Even length of the transform; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return length / 2 + 1


@formula(symbol=r"N", source="sorensen-1987-real-fft")
def transform_length(*, bins: Count) -> Count:
    """Length of the transform of real values behind a spectrum.

    Parameters
    ----------
    bins : Count
        Frequencies of the spectrum; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return 2 * (bins - 1)


@formula(symbol=r"m", source="sorensen-1987-real-fft")
def packed_length(*, length: Count) -> Count:
    """Complex values that real ones are packed into, two and two, before their transform.

    Parameters
    ----------
    length : Count
        Even number of real values; any shape.

    Returns
    -------
    Count
        Of the shape of the input.
    """
    return length / 2


@formula(symbol=r"n_\mathrm{taper}", source="definition")
def taper_operations(*, frames: Count, window: Count) -> Count:
    """Multiplications that fade frames in and out, by a Hann window for example.

    Parameters
    ----------
    frames : Count
        Number of frames; any shape.
    window : Count
        Values of one frame; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return frames * window


@formula(symbol=r"n_\mathrm{FFT}", source="cooley-1965-fft")
def radix_2_operations(*, length: Count) -> Count:
    """Real operations of a complex Fourier transform by the radix-2 algorithm.

    Each of the ``length / 2`` butterflies of a stage multiplies by its twiddle factor, even where
    that is one (6 operations), and adds and subtracts (4 operations). Twiddle factors are stored.

    Parameters
    ----------
    length : Count
        Complex values, a power of two; any shape.

    Returns
    -------
    Count
        Of the shape of the input.

    Examples
    --------
    >>> radix_2_operations(length=8.0)
    120.0
    """
    return 5 * length * log2(length)


@formula(symbol=r"n_\mathrm{FFT}", source="johnson-2007-split-radix")
def split_radix_operations(*, length: Count) -> Count:
    """Real operations of a complex Fourier transform by the split-radix algorithm.

    Multiplications by 1 and by i cost nothing, and those by an eighth of a turn take 4 operations
    instead of 6. For decades no algorithm for powers of two took fewer.

    Parameters
    ----------
    length : Count
        Complex values, a power of two; any shape.

    Returns
    -------
    Count
        Of the shape of the input.

    Examples
    --------
    >>> split_radix_operations(length=8.0)
    56.0
    """
    return 4 * length * log2(length) - 6 * length + 8


@formula(symbol=r"n_\mathrm{unpack}", source="sorensen-1987-real-fft")
def unpacking_operations(*, length: Count) -> Count:
    """Real operations that turn the transform of packed values into that of the real ones.

    Each pair of mirrored frequencies takes 18: two half sums and two half differences (8), a
    twiddle factor (6), a sum and a difference (4). The first frequency takes 2, the middle one
    none.

    Parameters
    ----------
    length : Count
        Complex values, half the real ones and a power of two above one; any shape.

    Returns
    -------
    Count
        Of the shape of the input.

    Examples
    --------
    >>> unpacking_operations(length=4.0)
    20.0
    """
    return 9 * length - 16


@formula(symbol=r"n_\mathrm{power}", source="definition")
def power_operations(*, frames: Count, bins: Count) -> Count:
    """Operations that make complex spectra spectra of power: two squares and their sum each.

    Parameters
    ----------
    frames : Count
        Number of spectra; any shape.
    bins : Count
        Frequencies of a spectrum; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return 3 * frames * bins
