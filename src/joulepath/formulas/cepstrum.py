"""From spectra to cepstra: mel bands and cosine transforms."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, exp, floor, log2
from joulepath.core.quantities import Count, CyclePerSecond


@formula(
    symbol=r"n_w",
    source="young-2006-htk",
    stepwise=("lowest", "highest", "bands", "length", "rate", "corner"),
)
def mel_weights(
    *,
    lowest: CyclePerSecond,
    highest: CyclePerSecond,
    bands: Count,
    length: Count,
    rate: CyclePerSecond,
    corner: CyclePerSecond,
) -> Count:
    """Weights above zero of a bank of triangular filters that are evenly spaced in mel.

    Between the centres of the first and the last band a frequency lies on one falling and one
    rising side, beyond them on one side: the sides are counted. Bounded by twice the frequencies
    between the edges.

    Parameters
    ----------
    lowest : CyclePerSecond
        Lower edge of the first band; any shape.
    highest : CyclePerSecond
        Upper edge of the last band, at most half the sampling rate; broadcasts.
    bands : Count
        Number of bands; broadcasts.
    length : Count
        Length of the Fourier transform; broadcasts.
    rate : CyclePerSecond
        Sampling rate; broadcasts.
    corner : CyclePerSecond
        Frequency about which the mel scale turns logarithmic; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> mel_weights(
    ...     lowest=20.0, highest=4000.0, bands=40.0, length=512.0, rate=16000.0, corner=700.0
    ... )
    247.0
    """
    ratio = exp(0.6931471805599453 * log2((corner + highest) / (corner + lowest)) / (bands + 1))
    first = (corner + lowest) * ratio - corner
    last = (corner + highest) / ratio - corner
    rising = ceil(last * length / rate) - floor(lowest * length / rate) - 1
    falling = ceil(highest * length / rate) - floor(first * length / rate) - 1
    return rising + falling


@formula(symbol=r"n_\mathrm{mac}", source="davis-1980-mfcc")
def mel_macs(*, frames: Count, weights: Count) -> Count:
    """Multiply-accumulates that sum spectra up in bands; weights of zero are skipped.

    Parameters
    ----------
    frames : Count
        Number of spectra; any shape.
    weights : Count
        Weights above zero of all bands together; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return frames * weights


@formula(symbol=r"n_\mathrm{mac}", source="ahmed-1974-dct")
def cosine_macs(*, frames: Count, inputs: Count, coefficients: Count) -> Count:
    """Multiply-accumulates of cosine transforms (DCT-II) with stored cosines.

    Parameters
    ----------
    frames : Count
        Number of transforms; any shape.
    inputs : Count
        Values that one transform takes; broadcasts.
    coefficients : Count
        Values that are kept of its result; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return frames * inputs * coefficients


@formula(symbol=r"n_\mathrm{DCT}", source="shao-2008-dct")
def fast_cosine_operations(*, frames: Count, inputs: Count) -> Count:
    """Real operations of cosine transforms (DCT-II, not normalised) by recursive halving.

    Of them half a ``inputs * log2(inputs)`` are multiplications. All coefficients are computed,
    however few are kept.

    Parameters
    ----------
    frames : Count
        Number of transforms; any shape.
    inputs : Count
        Values that one transform takes, a power of two; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> fast_cosine_operations(frames=1.0, inputs=8.0)
    41.0
    """
    return frames * (2 * inputs * log2(inputs) - inputs + 1)
