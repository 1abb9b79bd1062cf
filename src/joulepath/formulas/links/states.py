"""States of a radio: power from a current, energy from a time, and what recurs."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import maximum, minimum, sqrt, total
from joulepath.core.quantities import Ampere, Joule, Ratio, Second, Volt, Watt


@formula(symbol=r"P", source="definition")
def supply_power(*, current: Ampere, voltage: Volt, efficiency: Ratio) -> Watt:
    """Power a battery gives for a part that draws a current behind a regulator.

    Parameters
    ----------
    current : Ampere
        Current of the part; any shape.
    voltage : Volt
        Voltage at the part; broadcasts.
    efficiency : Ratio
        Of the regulator between battery and part, above zero; 1 where there is none; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.

    Examples
    --------
    >>> supply_power(current=0.04, voltage=3.0, efficiency=0.8)
    0.15
    """
    return current * voltage / efficiency


@formula(symbol=r"\Delta I", source="definition")
def current_rise(*, low: Ampere, high: Ampere, least: Watt, most: Watt, radiated: Watt) -> Ampere:
    """What a transmitter draws more than at the lower of two powers for which it is known.

    Between them it grows with the amplitude, as in an amplifier at a fixed voltage.

    Parameters
    ----------
    low, high : Ampere
        Current at the lower and at the higher power; any shapes that broadcast.
    least, most : Watt
        The two powers, not the same; broadcast.
    radiated : Watt
        Power that is sent; what is below or above the two counts as they do; broadcasts.

    Returns
    -------
    Ampere
        Of the broadcast shape; zero up to the lower power.

    Examples
    --------
    >>> round(current_rise(low=0.02, high=0.04, least=1e-3, most=9e-3, radiated=4e-3), 6)
    0.01
    """
    amplitude = sqrt(minimum(maximum(radiated, least), most))
    return (high - low) * (amplitude - sqrt(least)) / (sqrt(most) - sqrt(least))


@formula(symbol=r"E_\mathrm{state}", source="definition")
def state_energy(*, power: Watt, time: Second) -> Joule:
    """Energy of a state from its power and how long it lasts.

    Parameters
    ----------
    power : Watt
        Power in the state; any shape.
    time : Second
        How long it lasts; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return power * time


@formula(symbol=r"E_\mathrm{msg}", source="definition")
def message_energy(*, states: tuple[Joule, ...]) -> Joule:
    """Energy of a message: that of every state it makes the radio pass through.

    Parameters
    ----------
    states : tuple of Joule
        Energy of each state; shapes broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(states)


@formula(symbol=r"P_\mathrm{event}", source="definition")
def recurring_power(*, energy: Joule, period: Second) -> Watt:
    """Mean power of something that happens once in a period.

    Parameters
    ----------
    energy : Joule
        Energy of one event above that of sleep; any shape.
    period : Second
        Time from one to the next, above zero; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return energy / period


@formula(symbol=r"P_\mathrm{due}", source="definition")
def put_off(*, power: Watt, share: Ratio) -> Watt:
    """Mean power of something that happens after a share of its periods alone.

    Parameters
    ----------
    power : Watt
        Mean power if it happened after each; any shape.
    share : Ratio
        Share after which it does; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return power * share


@formula(symbol=r"P_\mathrm{rest}", source="definition")
def rest_power(*, sleep: Watt, events: tuple[Watt, ...]) -> Watt:
    """Mean power between messages: sleep and all that recurs.

    Parameters
    ----------
    sleep : Watt
        Power while nothing happens; any shape.
    events : tuple of Watt
        Mean power of what recurs; shapes broadcast.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return sleep + total(events)
