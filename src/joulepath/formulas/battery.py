"""Batteries: what of their charge is usable, and how long it lasts."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide, exp, log2, maximum, minimum, total
from joulepath.core.quantities import (
    Ampere,
    Celsius,
    Coulomb,
    Count,
    Joule,
    PerSecond,
    Ratio,
    Second,
    Volt,
    Watt,
)

_LN_2 = 0.6931471805599453


@formula(symbol=r"s_V", source="assumption")
def share_above(*, cut_off: Volt, full: Volt, knee: Volt, end: Volt, knee_share: Ratio) -> Ratio:
    """Share of the capacity given before the voltage falls to a cut-off.

    The discharge curve is taken as two straight lines, from full to the knee and from the knee
    to the end.

    Parameters
    ----------
    cut_off : Volt
        Voltage of a cell at which the device stops; any shape.
    full, knee, end : Volt
        Voltages at the beginning, at the knee and at the end, falling; broadcast.
    knee_share : Ratio
        Share of the capacity given above the knee; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape, from 0 to 1.

    Examples
    --------
    >>> share_above(cut_off=2.0, full=3.0, knee=2.8, end=2.0, knee_share=0.8)
    1.0
    """
    above = minimum(1.0, maximum(0.0, (full - cut_off) / (full - knee)))
    below = minimum(1.0, maximum(0.0, (knee - cut_off) / (knee - end)))
    return knee_share * above + (1 - knee_share) * below


@formula(symbol=r"s_T", source="assumption")
def share_at(
    *, temperature: Celsius, depth: Celsius, frost: Ratio, freezing: Ratio, hot: Ratio
) -> Ratio:
    """Share of the capacity left at a temperature.

    Straight lines between a depth of frost, 0, 20 and 60 degrees Celsius; the capacity is that
    of the data sheet at 20 degrees, and beyond the ends it is that of the ends.

    Parameters
    ----------
    temperature : Celsius
        Mean temperature; any shape.
    depth : Celsius
        Degrees of frost at which the first share is known, e.g. 20; broadcasts.
    frost, freezing, hot : Ratio
        Shares at that frost, at 0 and at 60 degrees Celsius; broadcast.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Examples
    --------
    >>> share_at(temperature=10.0, depth=20.0, frost=0.5, freezing=0.8, hot=1.0)
    0.9
    """
    cold = minimum(1.0, maximum(0.0, (temperature + depth) / depth))
    mild = minimum(1.0, maximum(0.0, temperature / 20.0))
    warm = minimum(1.0, maximum(0.0, (temperature - 20.0) / 40.0))
    return frost + (freezing - frost) * cold + (1 - freezing) * mild + (hot - 1) * warm


@formula(symbol=r"s", source="definition")
def usable_share(*, above: Ratio, at_temperature: Ratio) -> Ratio:
    """Share of the rated capacity that a device can use.

    Parameters
    ----------
    above : Ratio
        Share given above the cut-off voltage; any shape.
    at_temperature : Ratio
        Share left at the temperature; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return above * at_temperature


@formula(symbol=r"Q", source="definition")
def usable_charge(*, capacity: Coulomb, parallel: Count, usable: Ratio) -> Coulomb:
    """Charge that a device can use.

    Parameters
    ----------
    capacity : Coulomb
        Rated capacity of a cell; any shape.
    parallel : Count
        Strings of cells side by side; broadcasts.
    usable : Ratio
        Share that can be used; broadcasts.

    Returns
    -------
    Coulomb
        Of the broadcast shape.
    """
    return capacity * parallel * usable


@formula(symbol=r"E_B", source="definition")
def usable_energy(*, charge: Coulomb, voltage: Volt, series: Count) -> Joule:
    """Energy of a charge.

    Parameters
    ----------
    charge : Coulomb
        Charge that can be used; any shape.
    voltage : Volt
        Mean voltage of a cell; broadcasts.
    series : Count
        Cells one behind the other; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return charge * voltage * series


@formula(symbol=r"\sigma", source="battery-university-self-discharge")
def self_discharge(*, yearly_loss: Ratio, temperature: Celsius, year: Second) -> PerSecond:
    """Rate at which a cell loses charge by itself; it doubles with every 10 degrees.

    Parameters
    ----------
    yearly_loss : Ratio
        Share lost in a year at 20 degrees Celsius, below one; any shape.
    temperature : Celsius
        Mean temperature; broadcasts.
    year : Second
        Length of a year; broadcasts.

    Returns
    -------
    PerSecond
        Of the broadcast shape.
    """
    faster = exp(_LN_2 * (temperature - 20.0) / 10.0)
    return _LN_2 * log2(1 / (1 - yearly_loss)) * faster / year


@formula(symbol=r"P_D", source="definition")
def device_power(*, energies: tuple[Joule, ...], time: Second, base: Watt) -> Watt:
    """Mean power of a device that spends energies once in a time, and a base power always.

    Parameters
    ----------
    energies : tuple of Joule
        What it spends each time; shapes broadcast.
    time : Second
        From one time to the next; broadcasts.
    base : Watt
        What it draws all the time besides; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return divide(total(energies), time) + base


@formula(symbol=r"P_\mathrm{net}", source="definition")
def net_power(*, power: Watt, harvest: Watt) -> Watt:
    """Mean power that a battery must give.

    Parameters
    ----------
    power : Watt
        Mean power of the device; any shape.
    harvest : Watt
        Mean power harvested; broadcasts; what is not needed is lost.

    Returns
    -------
    Watt
        Of the broadcast shape, never negative.
    """
    return maximum(power - harvest, 0.0 * power)


@formula(symbol=r"T_B", source="definition")
def battery_life(*, energy: Joule, power: Watt, decay: PerSecond) -> Second:
    """Time in which a load and the cell's own loss empty it.

    The loss is a share of the charge that is left, so that ``dE/dt = -P - sigma E``.

    Parameters
    ----------
    energy : Joule
        Energy that can be used; any shape.
    power : Watt
        Mean power taken; broadcasts.
    decay : PerSecond
        Rate of self-discharge, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; infinite where nothing is taken.

    Examples
    --------
    >>> round(battery_life(energy=1000.0, power=1.0, decay=1e-3), 1)
    693.1
    """
    return _LN_2 * log2(1 + decay * divide(energy, power)) / decay


@formula(symbol=r"r_H", source="definition")
def covered_share(*, power: Watt, net: Watt) -> Ratio:
    """Share of the consumption of a device that harvesting covers.

    Parameters
    ----------
    power : Watt
        Mean power of the device; any shape.
    net : Watt
        Mean power that the battery must give; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; NaN for a device that draws nothing.

    Examples
    --------
    >>> covered_share(power=2.0, net=0.5)
    0.75
    """
    return maximum(divide(power - net, power), 0.0)


@formula(symbol=r"I_\mathrm{cell}", source="definition")
def cell_current(*, power: Watt, voltage: Volt, series: Count, parallel: Count) -> Ampere:
    """Current of each cell of a pack that gives a power.

    Parameters
    ----------
    power : Watt
        Power of the pack; any shape.
    voltage : Volt
        Mean voltage of a cell; broadcasts.
    series : Count
        Cells one behind the other; broadcasts.
    parallel : Count
        Strings of cells side by side; broadcasts.

    Returns
    -------
    Ampere
        Of the broadcast shape.
    """
    return power / (voltage * series * parallel)


@formula(symbol=r"T", source="definition")
def service_life(*, charge: Second, shelf: Second) -> Second:
    """Time for which cells serve: until they are empty, or too old.

    Parameters
    ----------
    charge : Second
        Time until they are empty; any shape.
    shelf : Second
        Time after which a cell is too old; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return minimum(charge, shelf)
