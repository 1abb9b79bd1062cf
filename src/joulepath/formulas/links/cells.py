"""Losses in cells of mobile networks by 3GPP TR 38.901, table 7.4.1-1, with and without sight.

Slant distances enter as decades above a metre, frequencies as decades above a gigahertz.
"""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2, maximum, minimum, sqrt
from joulepath.core.quantities import Decibel, Metre, Ratio

_LOG10_OF_2 = 0.3010299956639812
_LN_2 = 0.6931471805599453
_PI = 3.141592653589793
_RURAL = 32.441772186048674  # 20 log10(40 pi / 3)


@formula(symbol=r"d_3", source="3gpp-tr-38.901")
def slant_distance(*, distance: Metre, base: Metre, mobile: Metre) -> Metre:
    """Distance from antenna to antenna, from that over the ground.

    Parameters
    ----------
    distance : Metre
        Distance over the ground; any shape.
    base, mobile : Metre
        Heights of both antennas; broadcast.

    Returns
    -------
    Metre
        Of the broadcast shape.

    Examples
    --------
    >>> slant_distance(distance=4.0, base=5.0, mobile=2.0)
    5.0
    """
    return sqrt(distance * distance + (base - mobile) * (base - mobile))


@formula(symbol=r"d_{BP}", source="3gpp-tr-38.901")
def urban_breakpoint(*, base: Metre, mobile: Metre, clutter: Metre, wavelength: Metre) -> Metre:
    """Distance from which the ground weakens the wave, in a city.

    Parameters
    ----------
    base, mobile : Metre
        Heights of both antennas, above the clutter; shapes broadcast.
    clutter : Metre
        Height of what moves in the street; broadcasts.
    wavelength : Metre
        Length of the wave; broadcasts.

    Returns
    -------
    Metre
        Of the broadcast shape.
    """
    return 4 * (base - clutter) * (mobile - clutter) / wavelength


@formula(symbol=r"d_{BP}", source="3gpp-tr-38.901")
def rural_breakpoint(*, base: Metre, mobile: Metre, wavelength: Metre) -> Metre:
    """Distance from which the ground weakens the wave, in the country.

    Parameters
    ----------
    base, mobile : Metre
        Heights of both antennas; shapes broadcast.
    wavelength : Metre
        Length of the wave; broadcasts.

    Returns
    -------
    Metre
        Of the broadcast shape.
    """
    return 2 * _PI * base * mobile / wavelength


@formula(symbol=r"L", source="3gpp-tr-38.901")
def loss_with_sight(*, near: Decibel, far: Decibel) -> Decibel:
    """Loss in a city with sight: by one law up to the breakpoint, by another beyond it.

    Parameters
    ----------
    near, far : Decibel
        Loss by both laws, which cross at the breakpoint; shapes broadcast.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return maximum(near, far)


@formula(symbol=r"d_n", source="3gpp-tr-38.901")
def distance_to_breakpoint(*, distance: Metre, break_distance: Metre) -> Metre:
    """Part of the way that lies before the breakpoint.

    Parameters
    ----------
    distance : Metre
        Slant distance; any shape.
    break_distance : Metre
        Distance of the breakpoint; broadcasts.

    Returns
    -------
    Metre
        Of the broadcast shape.
    """
    return minimum(distance, break_distance)


@formula(symbol=r"L", source="3gpp-tr-38.901")
def loss_without_sight(*, visible: Decibel, hidden: Decibel) -> Decibel:
    """Loss behind obstacles, never less than without them.

    Parameters
    ----------
    visible, hidden : Decibel
        Loss with sight and by the law behind obstacles; shapes broadcast.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return maximum(visible, hidden)


@formula(symbol=r"L_1", source="3gpp-tr-38.901")
def urban_macro_near(*, distance: Ratio, frequency: Ratio) -> Decibel:
    """Loss with sight of an antenna above the roofs, up to the breakpoint.

    Parameters
    ----------
    distance : Ratio
        Decades of the slant distance above a metre; any shape.
    frequency : Ratio
        Decades of the frequency above a gigahertz; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return 28.0 + 22 * distance + 20 * frequency


@formula(symbol=r"L_2", source="3gpp-tr-38.901")
def urban_macro_far(
    *,
    distance: Ratio,
    frequency: Ratio,
    break_distance: Metre,
    base: Metre,
    mobile: Metre,
    metre: Metre,
) -> Decibel:
    """Loss with sight of an antenna above the roofs, beyond the breakpoint.

    Parameters
    ----------
    distance : Ratio
        Decades of the slant distance above a metre; any shape.
    frequency : Ratio
        Decades of the frequency above a gigahertz; broadcasts.
    break_distance : Metre
        Distance of the breakpoint; broadcasts.
    base, mobile : Metre
        Heights of both antennas; broadcast.
    metre : Metre
        One metre; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    squared = break_distance * break_distance + (base - mobile) * (base - mobile)
    corner = _LOG10_OF_2 * log2(squared / (metre * metre))
    return 28.0 + 40 * distance + 20 * frequency - 9 * corner


@formula(symbol=r"L_h", source="3gpp-tr-38.901")
def urban_macro_hidden(
    *, distance: Ratio, frequency: Ratio, mobile: Metre, metre: Metre
) -> Decibel:
    """Loss without sight of an antenna above the roofs.

    Parameters
    ----------
    distance : Ratio
        Decades of the slant distance above a metre; any shape.
    frequency : Ratio
        Decades of the frequency above a gigahertz; broadcasts.
    mobile : Metre
        Height of the lower antenna; broadcasts.
    metre : Metre
        One metre; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return 13.54 + 39.08 * distance + 20 * frequency - 0.6 * (mobile / metre - 1.5)


@formula(symbol=r"L_1", source="3gpp-tr-38.901")
def urban_micro_near(*, distance: Ratio, frequency: Ratio) -> Decibel:
    """Loss with sight of an antenna below the roofs, up to the breakpoint.

    Parameters
    ----------
    distance : Ratio
        Decades of the slant distance above a metre; any shape.
    frequency : Ratio
        Decades of the frequency above a gigahertz; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return 32.4 + 21 * distance + 20 * frequency


@formula(symbol=r"L_2", source="3gpp-tr-38.901")
def urban_micro_far(
    *,
    distance: Ratio,
    frequency: Ratio,
    break_distance: Metre,
    base: Metre,
    mobile: Metre,
    metre: Metre,
) -> Decibel:
    """Loss with sight of an antenna below the roofs, beyond the breakpoint.

    Parameters
    ----------
    distance : Ratio
        Decades of the slant distance above a metre; any shape.
    frequency : Ratio
        Decades of the frequency above a gigahertz; broadcasts.
    break_distance : Metre
        Distance of the breakpoint; broadcasts.
    base, mobile : Metre
        Heights of both antennas; broadcast.
    metre : Metre
        One metre; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    squared = break_distance * break_distance + (base - mobile) * (base - mobile)
    corner = _LOG10_OF_2 * log2(squared / (metre * metre))
    return 32.4 + 40 * distance + 20 * frequency - 9.5 * corner


@formula(symbol=r"L_h", source="3gpp-tr-38.901")
def urban_micro_hidden(
    *, distance: Ratio, frequency: Ratio, mobile: Metre, metre: Metre
) -> Decibel:
    """Loss without sight of an antenna below the roofs.

    Parameters
    ----------
    distance : Ratio
        Decades of the slant distance above a metre; any shape.
    frequency : Ratio
        Decades of the frequency above a gigahertz; broadcasts.
    mobile : Metre
        Height of the lower antenna; broadcasts.
    metre : Metre
        One metre; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return 22.4 + 35.3 * distance + 21.3 * frequency - 0.3 * (mobile / metre - 1.5)


@formula(symbol=r"L_1", source="3gpp-tr-38.901")
def rural_near(*, distance: Metre, frequency: Ratio, building: Metre, metre: Metre) -> Decibel:
    """Loss with sight of a mast in the country, before the breakpoint.

    Parameters
    ----------
    distance : Metre
        Slant distance, up to the breakpoint; any shape.
    frequency : Ratio
        Decades of the frequency above a gigahertz; broadcasts.
    building : Metre
        Mean height of the buildings; broadcasts.
    metre : Metre
        One metre; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    far = _LOG10_OF_2 * log2(distance / metre)
    high = _LOG10_OF_2 * log2(building / metre)
    power = exp(1.72 * _LN_2 * log2(building / metre))
    growth = minimum(0.03 * power, 10.0) * far - minimum(0.044 * power, 14.77)
    return _RURAL + 20 * far + 20 * frequency + growth + 0.002 * high * distance / metre


@formula(symbol=r"L", source="3gpp-tr-38.901")
def rural_loss(*, near: Decibel, distance: Metre, break_distance: Metre) -> Decibel:
    """Loss with sight of a mast in the country.

    Parameters
    ----------
    near : Decibel
        Loss of the way before the breakpoint; any shape.
    distance : Metre
        Slant distance; broadcasts.
    break_distance : Metre
        Distance of the breakpoint; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    return near + 40 * _LOG10_OF_2 * log2(maximum(distance / break_distance, 1.0))


@formula(symbol=r"L_o", source="3gpp-tr-38.901")
def rural_obstacles(*, building: Metre, street: Metre, base: Metre, metre: Metre) -> Decibel:
    """What buildings and streets of the country do to a hidden link.

    Parameters
    ----------
    building : Metre
        Mean height of the buildings; any shape.
    street : Metre
        Mean width of the streets; broadcasts.
    base : Metre
        Height of the mast; broadcasts.
    metre : Metre
        One metre; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    wide = _LOG10_OF_2 * log2(street / metre)
    high = _LOG10_OF_2 * log2(building / metre)
    mast = _LOG10_OF_2 * log2(base / metre)
    over = 24.37 - 3.7 * (building / base) * (building / base)
    return 161.04 - 7.1 * wide + 7.5 * high - over * mast


@formula(symbol=r"L_h", source="3gpp-tr-38.901")
def rural_hidden(
    *,
    obstacles: Decibel,
    distance: Ratio,
    frequency: Ratio,
    base: Metre,
    mobile: Metre,
    metre: Metre,
) -> Decibel:
    """Loss without sight of a mast in the country.

    Parameters
    ----------
    obstacles : Decibel
        What buildings and streets do; any shape.
    distance : Ratio
        Decades of the slant distance above a metre; broadcasts.
    frequency : Ratio
        Decades of the frequency above a gigahertz; broadcasts.
    base, mobile : Metre
        Heights of both antennas; broadcast.
    metre : Metre
        One metre; broadcasts.

    Returns
    -------
    Decibel
        Of the broadcast shape.
    """
    mast = _LOG10_OF_2 * log2(base / metre)
    low = _LOG10_OF_2 * log2(11.75 * mobile / metre)
    gain = 3.2 * low * low - 4.97
    return obstacles + (43.42 - 3.1 * mast) * (distance - 3) + 20 * frequency - gain
