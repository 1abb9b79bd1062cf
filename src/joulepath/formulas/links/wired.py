"""Ethernet and optical access: power that hardly depends on the traffic, shared out."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import maximum
from joulepath.core.quantities import Bit, BitPerSecond, Ratio, Second, Watt


@formula(symbol=r"b_\mathrm{pad}", source="ieee-802-3-2022")
def padded_payload(*, packet: Bit, least: Bit) -> Bit:
    """Payload of a frame, padded to the least that one must carry.

    Parameters
    ----------
    packet : Bit
        What is to be carried; any shape.
    least : Bit
        Least payload; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return maximum(packet, least)


@formula(symbol=r"t_u", source="definition")
def time_by_load(*, bits: Bit, rate: BitPerSecond, utilisation: Ratio) -> Second:
    """Share of the time of an interface by the load that it carries in the mean.

    Parameters
    ----------
    bits : Bit
        Bits of the frames; any shape.
    rate : BitPerSecond
        Rate of the interface; broadcasts.
    utilisation : Ratio
        Share of its rate that is used in the mean, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; grows without bound as the utilisation falls.

    Examples
    --------
    >>> time_by_load(bits=1e6, rate=1e8, utilisation=0.01)
    1.0
    """
    return bits / (rate * utilisation)


@formula(symbol=r"P_\mathrm{share}", source="definition")
def shared_power(*, power: Watt, share: Ratio) -> Watt:
    """Power of an interface that one of its users bears.

    Parameters
    ----------
    power : Watt
        Power of the interface; any shape.
    share : Ratio
        Share of it that is the user's; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return power * share


@formula(symbol=r"\Delta P", source="definition")
def power_above_idle(*, active: Watt, idle: Watt) -> Watt:
    """Power of an interface at work above that at rest.

    Parameters
    ----------
    active : Watt
        Power at work; any shape.
    idle : Watt
        Power at rest; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return active - idle
