"""Base stations: an idle power and one that grows with what is radiated."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import BitPerSecond, Count, JoulePerBit, Ratio, Watt


@formula(symbol=r"P_\mathrm{out}", source="auer-2011-earth")
def radiated_power(*, maximum: Watt, load: Ratio) -> Watt:
    """Power that a transceiver radiates on average.

    Parameters
    ----------
    maximum : Watt
        Power it radiates at full load; any shape.
    load : Ratio
        Share of its capacity that is used, ``0 <= load <= 1``; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return maximum * load


@formula(symbol=r"P_\mathrm{in}", source="auer-2011-earth")
def input_power(*, transceivers: Count, idle: Watt, slope: Ratio, radiated: Watt) -> Watt:
    """Power that a base station draws while it transmits.

    Parameters
    ----------
    transceivers : Count
        Transceivers: antennas times sectors; any shape.
    idle : Watt
        Power of a transceiver that radiates next to nothing; broadcasts.
    slope : Ratio
        Power drawn more for each watt radiated; broadcasts.
    radiated : Watt
        Power that each transceiver radiates; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.

    Examples
    --------
    >>> input_power(transceivers=6.0, idle=130.0, slope=4.7, radiated=20.0)
    1344.0
    """
    return transceivers * (idle + slope * radiated)


@formula(symbol=r"P_0", source="auer-2011-earth")
def standing_power(*, transceivers: Count, idle: Watt, sleep: Watt, asleep: Ratio) -> Watt:
    """Power of a base station without traffic, some of the time asleep.

    Parameters
    ----------
    transceivers : Count
        Transceivers; any shape.
    idle : Watt
        Power of a transceiver that radiates next to nothing; broadcasts.
    sleep : Watt
        Power of one asleep; broadcasts.
    asleep : Ratio
        Share of the time asleep; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return transceivers * (idle * (1 - asleep) + sleep * asleep)


@formula(symbol=r"\varepsilon_\mathrm{load}", source="auer-2011-earth")
def load_per_bit(
    *, transceivers: Count, slope: Ratio, maximum: Watt, capacity: BitPerSecond
) -> JoulePerBit:
    """Slope of the power of a base station over the bit rate it carries.

    Parameters
    ----------
    transceivers : Count
        Transceivers; any shape.
    slope : Ratio
        Power drawn more for each watt radiated; broadcasts.
    maximum : Watt
        Power that a transceiver radiates at full load; broadcasts.
    capacity : BitPerSecond
        Bit rate of the base station at full load; broadcasts.

    Returns
    -------
    JoulePerBit
        Of the broadcast shape.
    """
    return transceivers * slope * maximum / capacity
