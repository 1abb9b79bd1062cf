"""Waves on their way: free space, and losses by distance to an exponent or by Okumura and Hata.

Distances, heights and frequencies enter as decades above a unit, as the models write them.
"""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import log2
from joulepath.core.quantities import CyclePerSecond, Decibel, Metre, Ratio

_LOG10_OF_2 = 0.3010299956639812
_LOG10_OF_28 = 1.4471580313422192
_FREE_SPACE = 32.44778322188337  # 20 log10(4 pi / c), for km and MHz


@formula(symbol=r"D", source="definition")
def decades_of_distance(*, distance: Metre, reference: Metre) -> Ratio:
    """Logarithm to base ten of a length by a reference.

    Parameters
    ----------
    distance : Metre
        Distance or height, above zero; any shape.
    reference : Metre
        Length that it is compared with, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Examples
    --------
    >>> round(decades_of_distance(distance=5000.0, reference=1000.0), 4)
    0.699
    """
    return _LOG10_OF_2 * log2(distance / reference)


@formula(symbol=r"F", source="definition")
def decades_of_frequency(*, frequency: CyclePerSecond, reference: CyclePerSecond) -> Ratio:
    """Logarithm to base ten of a frequency by a reference.

    Parameters
    ----------
    frequency : CyclePerSecond
        Frequency of the carrier, above zero; any shape.
    reference : CyclePerSecond
        Frequency that it is compared with, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return _LOG10_OF_2 * log2(frequency / reference)


@formula(symbol=r"\lambda", source="definition")
def wavelength(
    *, frequency: CyclePerSecond, reference: CyclePerSecond, reference_length: Metre
) -> Metre:
    """Length of a wave, from that of a wave of another frequency.

    Parameters
    ----------
    frequency : CyclePerSecond
        Frequency, above zero; any shape.
    reference : CyclePerSecond
        Frequency whose wavelength is known; broadcasts.
    reference_length : Metre
        That wavelength; broadcasts.

    Returns
    -------
    Metre
        Of the broadcast shape.
    """
    return reference_length * reference / frequency


@formula(symbol=r"L_0", source="itu-r-p-525")
def free_space_loss(*, distance: Ratio, frequency: Ratio) -> Decibel:
    """Loss between isotropic antennas with nothing between them or near them.

    Parameters
    ----------
    distance : Ratio
        Decades of the distance above a kilometre; any shape.
    frequency : Ratio
        Decades of the frequency above a megahertz; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.

    Examples
    --------
    >>> round(free_space_loss(distance=0.0, frequency=3.0), 2)
    92.45
    """
    return _FREE_SPACE + 20 * distance + 20 * frequency


@formula(symbol=r"L", source="rappaport-2002-wireless")
def log_distance_loss(*, reference_loss: Decibel, exponent: Ratio, distance: Ratio) -> Decibel:
    """Loss that grows with a power of the distance.

    Parameters
    ----------
    reference_loss : Decibel
        Loss at the reference distance; any shape.
    exponent : Ratio
        Power of the distance, 2 in free space; broadcasts.
    distance : Ratio
        Decades of the distance above the reference distance; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return reference_loss + 10 * exponent * distance


@formula(symbol=r"a", source="hata-1980-propagation")
def small_city_gain(*, frequency: Ratio, mobile: Metre, metre: Metre) -> Decibel:
    """What the height of the mobile antenna gains in a small or medium city.

    Parameters
    ----------
    frequency : Ratio
        Decades of the frequency above a megahertz; any shape.
    mobile : Metre
        Height of the lower antenna, 1 m to 10 m; broadcasts.
    metre : Metre
        One metre; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return (1.1 * frequency - 0.7) * mobile / metre - (1.56 * frequency - 0.8)


@formula(symbol=r"a", source="hata-1980-propagation")
def large_city_gain(*, mobile: Metre, metre: Metre) -> Decibel:
    """What the height of the mobile antenna gains in a large city, from 300 MHz.

    Parameters
    ----------
    mobile : Metre
        Height of the lower antenna, 1 m to 10 m; any shape.
    metre : Metre
        One metre; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    high = _LOG10_OF_2 * log2(11.75 * mobile / metre)
    return 3.2 * high * high - 4.97


@formula(symbol=r"L_u", source="hata-1980-propagation")
def hata_loss(*, frequency: Ratio, base: Ratio, distance: Ratio, gain: Decibel) -> Decibel:
    """Median loss in a city, 150 MHz to 1500 MHz, by Okumura's measurements.

    Parameters
    ----------
    frequency : Ratio
        Decades of the frequency above a megahertz; any shape.
    base : Ratio
        Decades of the height of the higher antenna above a metre, 30 m to 200 m; broadcasts.
    distance : Ratio
        Decades of the distance above a kilometre, 1 km to 20 km; broadcasts.
    gain : Decibel
        What the height of the lower antenna gains; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return 69.55 + 26.16 * frequency - 13.82 * base - gain + (44.9 - 6.55 * base) * distance


@formula(symbol=r"L_u", source="cost-231-1999")
def cost_231_loss(*, frequency: Ratio, base: Ratio, distance: Ratio, gain: Decibel) -> Decibel:
    """Median loss in a city of medium size and in suburbs, 1500 MHz to 2000 MHz.

    Parameters
    ----------
    frequency : Ratio
        Decades of the frequency above a megahertz; any shape.
    base : Ratio
        Decades of the height of the higher antenna above a metre, 30 m to 200 m; broadcasts.
    distance : Ratio
        Decades of the distance above a kilometre, 1 km to 20 km; broadcasts.
    gain : Decibel
        What the height of the lower antenna gains; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape; centres of large cities lose 3 dB more.
    """
    return 46.3 + 33.9 * frequency - 13.82 * base - gain + (44.9 - 6.55 * base) * distance


@formula(symbol=r"L_s", source="hata-1980-propagation")
def suburban_loss(*, urban: Decibel, frequency: Ratio) -> Decibel:
    """Median loss in a suburb, from that in a city.

    Parameters
    ----------
    urban : Decibel
        Loss in a small or medium city; any shape.
    frequency : Ratio
        Decades of the frequency above a megahertz; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    above = frequency - _LOG10_OF_28
    return urban - 2 * above * above - 5.4


@formula(symbol=r"L_o", source="hata-1980-propagation")
def open_loss(*, urban: Decibel, frequency: Ratio) -> Decibel:
    """Median loss in open country, from that in a city.

    Parameters
    ----------
    urban : Decibel
        Loss in a small or medium city; any shape.
    frequency : Ratio
        Decades of the frequency above a megahertz; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return urban - 4.78 * frequency * frequency + 18.33 * frequency - 40.94
