"""The network behind a device: what a message costs the equipment that carries it."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide, exp, total
from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    Count,
    Joule,
    JoulePerBit,
    Ratio,
    Second,
    Watt,
)

_LN_2 = 0.6931471805599453


@formula(symbol=r"E_\mathrm{more}", source="jacob-2025-joules")
def traffic_energy(*, bits: Bit, packets: Count, per_bit: JoulePerBit, per_packet: Joule) -> Joule:
    """What equipment draws more because it carries a message: its marginal energy.

    Parameters
    ----------
    bits : Bit
        Bits of the message; any shape.
    packets : Count
        Packets it comes in; broadcasts.
    per_bit : JoulePerBit
        Slope of the power over the bit rate; broadcasts.
    per_packet : Joule
        Slope of the power over the packet rate; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return bits * per_bit + packets * per_packet


@formula(symbol=r"\varepsilon_0", source="definition")
def constant_per_bit(*, constant: Watt, capacity: BitPerSecond, utilisation: Ratio) -> JoulePerBit:
    """Share of the constant power that falls to each bit that the equipment carries.

    Parameters
    ----------
    constant : Watt
        Power without traffic; any shape.
    capacity : BitPerSecond
        What the equipment can carry; broadcasts.
    utilisation : Ratio
        Mean share of the capacity that is used, ``0 < utilisation <= 1``; broadcasts.

    Returns
    -------
    JoulePerBit
        Of the broadcast shape; grows without limit as the utilisation falls.

    Examples
    --------
    >>> constant_per_bit(constant=10.0, capacity=1e9, utilisation=1.0)
    1e-08
    """
    return constant / (capacity * utilisation)


@formula(symbol=r"E_0", source="definition")
def constant_of_bits(*, bits: Bit, per_bit: JoulePerBit) -> Joule:
    """Share of the constant power that falls to the bits of a message.

    Parameters
    ----------
    bits : Bit
        Bits of the message; any shape.
    per_bit : JoulePerBit
        Share that falls to each bit (`constant_per_bit`); broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return bits * per_bit


@formula(symbol=r"E_0", source="definition")
def constant_of_device(*, constant: Watt, interval: Second, devices: Count) -> Joule:
    """Share of the constant power that falls to a message of one of many equal devices.

    Parameters
    ----------
    constant : Watt
        Power without traffic; any shape.
    interval : Second
        Time from one message of a device to its next; broadcasts.
    devices : Count
        Devices that share the equipment, above zero; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.

    Examples
    --------
    >>> constant_of_device(constant=5.0, interval=3600.0, devices=100.0)
    180.0
    """
    return constant * interval / devices


@formula(symbol=r"E_\mathrm{seg}", source="definition")
def segment_energy(*, parts: tuple[Joule, ...], crossed: Count, overhead: Ratio) -> Joule:
    """Energy of a message in all equal pieces of equipment that it crosses.

    Parameters
    ----------
    parts : tuple of Joule
        What it costs one of them; shapes broadcast.
    crossed : Count
        How many of them it crosses; broadcasts.
    overhead : Ratio
        Power with cooling and conversion over that of the equipment, at least 1; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(parts) * crossed * overhead


@formula(symbol=r"\varepsilon_y", source="aslan-2018-intensity")
def average_in_year(
    *, per_bit: JoulePerBit, year: Count, base_year: Count, halving: Count
) -> JoulePerBit:
    """Average electricity for a bit in a year, from that of another year.

    Parameters
    ----------
    per_bit : JoulePerBit
        Average in the base year; any shape.
    year : Count
        Calendar year that is asked for; broadcasts.
    base_year : Count
        Calendar year of the average; broadcasts.
    halving : Count
        Years in which the average halves, above zero; broadcasts.

    Returns
    -------
    JoulePerBit
        Of the broadcast shape.

    Examples
    --------
    >>> round(average_in_year(per_bit=0.06, year=2019.0, base_year=2015.0, halving=2.0), 6)
    0.015
    """
    return per_bit * exp(-(_LN_2 * (year - base_year) / halving))


@formula(symbol=r"E_\mathrm{avg}", source="definition")
def average_energy(*, bits: Bit, per_bit: JoulePerBit) -> Joule:
    """Energy of a message at an average for each bit.

    Parameters
    ----------
    bits : Bit
        Bits of the message; any shape.
    per_bit : JoulePerBit
        Average; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return bits * per_bit


@formula(symbol=r"E_\mathrm{net}", source="definition")
def path_energy(*, segments: tuple[Joule, ...]) -> Joule:
    """Energy of a message on a whole path.

    Parameters
    ----------
    segments : tuple of Joule
        What it costs on each segment; shapes broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(segments)


@formula(symbol=r"\varepsilon", source="definition")
def energy_per_bit(*, energy: Joule, bits: Bit) -> JoulePerBit:
    """Energy for each bit of a message.

    Parameters
    ----------
    energy : Joule
        Energy of the message; any shape.
    bits : Bit
        Bits of the message, above zero; broadcasts.

    Returns
    -------
    JoulePerBit
        Of the broadcast shape.
    """
    return divide(energy, bits)


@formula(symbol=r"P_\mathrm{eq}", source="mytton-2024-network")
def power_at_rate(*, constant: Watt, per_bit: JoulePerBit, rate: BitPerSecond) -> Watt:
    """Power of equipment, or of a subscriber's share of it, at a bit rate.

    Parameters
    ----------
    constant : Watt
        Power without traffic; any shape.
    per_bit : JoulePerBit
        Slope of the power over the bit rate; broadcasts.
    rate : BitPerSecond
        Bit rate; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.

    Examples
    --------
    >>> round(power_at_rate(constant=9.55, per_bit=0.03e-6, rate=6.67e6), 2)
    9.75
    """
    return constant + per_bit * rate
