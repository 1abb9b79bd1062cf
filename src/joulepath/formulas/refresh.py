"""Buy new hardware or keep the old: what the change costs and when it is paid back."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide
from joulepath.core.quantities import Gram, GramPerJoule, GramPerSecond, Joule, Ratio, Second, Watt


@formula(symbol=r"t_w", source="definition")
def demanded_time(*, time: Second, utilisation: Ratio, speedup: Ratio) -> Second:
    """Time that hardware works to do the work of the old.

    Parameters
    ----------
    time : Second
        Time that is looked at; any shape.
    utilisation : Ratio
        Share of it in which the old hardware works; broadcasts.
    speedup : Ratio
        How many times as fast the other hardware does the same work, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * utilisation / speedup


@formula(symbol=r"E_d", source="definition")
def duty_energy(*, active: Watt, idle: Watt, busy: Second, time: Second) -> Joule:
    """Energy of hardware that works for a part of the time and idles for the rest.

    Parameters
    ----------
    active : Watt
        Power at work; any shape.
    idle : Watt
        Power at rest; broadcasts.
    busy : Second
        Time at work; broadcasts.
    time : Second
        Time that is looked at; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return active * busy + idle * (time - busy)


@formula(symbol=r"\dot C", source="definition")
def saved_rate(*, old: Joule, new: Joule, time: Second, intensity: GramPerJoule) -> GramPerSecond:
    """Carbon that new hardware saves by the time.

    Parameters
    ----------
    old : Joule
        Energy of the old hardware; any shape.
    new : Joule
        Energy of the new for the same work; broadcasts.
    time : Second
        Time of both, above zero; broadcasts.
    intensity : GramPerJoule
        CO2-equivalent of electricity; broadcasts.

    Returns
    -------
    GramPerSecond
        Of the broadcast shape; negative where it draws more.
    """
    return (old - new) * intensity / time


@formula(symbol=r"t^*", source="definition")
def payback_time(*, carbon: Gram, rate: GramPerSecond) -> Second:
    """Time after which new hardware has saved what its making emits.

    What the making of the old one emitted is spent either way and does not enter.

    Parameters
    ----------
    carbon : Gram
        What making the new hardware emits; any shape.
    rate : GramPerSecond
        What it saves by the time; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; infinite or negative where nothing is saved.

    Examples
    --------
    >>> payback_time(carbon=100.0, rate=4.0)
    25.0
    """
    return divide(carbon, rate)


@formula(symbol=r"C_\mathrm{buy}", source="definition")
def bought_carbon(*, energy: Joule, intensity: GramPerJoule, carbon: Gram) -> Gram:
    """Carbon of buying new hardware, its making in full.

    Parameters
    ----------
    energy : Joule
        Energy of the new hardware; any shape.
    intensity : GramPerJoule
        CO2-equivalent of electricity; broadcasts.
    carbon : Gram
        What its making emits; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return energy * intensity + carbon
