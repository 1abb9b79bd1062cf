"""Light on a panel, and what a battery has to bridge until there is light again."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, divide, maximum, minimum, total
from joulepath.core.quantities import (
    Count,
    Joule,
    Ratio,
    Second,
    SquareMillimetre,
    Watt,
    WattPerSquareMillimetre,
)

_LITTLE = 1e-12  # of a battery: next to nothing, and something to divide by


@formula(symbol=r"P_S", source="definition")
def panel_power(
    *, irradiance: WattPerSquareMillimetre, area: SquareMillimetre, share: Ratio
) -> Watt:
    """Power of a solar panel that reaches the battery.

    Parameters
    ----------
    irradiance : WattPerSquareMillimetre
        Light on the panel; any shape.
    area : SquareMillimetre
        Area of the panel; broadcasts.
    share : Ratio
        Share of the light that reaches the battery: cell and charger; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return irradiance * area * share


@formula(symbol=r"r_\mathrm{lit}", source="definition")
def lit_share(*, daylight: Second, day: Second) -> Ratio:
    """Share of a day with light.

    Parameters
    ----------
    daylight : Second
        Time of a day with light; any shape.
    day : Second
        Length of a day; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return daylight / day


@formula(symbol=r"P_\mathrm{def}", source="definition")
def deficit(*, power: Watt, harvest: Watt, solar: Watt, lit: Ratio) -> Watt:
    """Mean power that a battery gives in a part of the profile.

    Parameters
    ----------
    power : Watt
        Mean power of the device; any shape.
    harvest : Watt
        Power that is harvested all the time; broadcasts.
    solar : Watt
        Mean power of the panel in this part; broadcasts.
    lit : Ratio
        Share of this part in which all of its light comes, above zero; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.

    Examples
    --------
    >>> deficit(power=2.0, harvest=0.0, solar=3.0, lit=0.5)
    1.0
    """
    by_day = maximum(power - harvest - solar / lit, 0.0 * power)
    return lit * by_day + (1 - lit) * maximum(power - harvest, 0.0 * power)


@formula(symbol=r"P_\mathrm{sur}", source="definition")
def surplus(*, power: Watt, harvest: Watt, solar: Watt, lit: Ratio) -> Watt:
    """Mean power that is left for a battery in a part of the profile.

    Parameters
    ----------
    power : Watt
        Mean power of the device; any shape.
    harvest : Watt
        Power that is harvested all the time; broadcasts.
    solar : Watt
        Mean power of the panel in this part; broadcasts.
    lit : Ratio
        Share of this part in which all of its light comes, above zero; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.

    Examples
    --------
    >>> surplus(power=2.0, harvest=0.0, solar=3.0, lit=0.5)
    2.0
    """
    by_day = maximum(harvest + solar / lit - power, 0.0 * power)
    return lit * by_day + (1 - lit) * maximum(harvest - power, 0.0 * power)


@formula(symbol=r"P_\mathrm{net}", source="definition")
def mean_drain(
    *, deficits: tuple[Watt, ...], surpluses: tuple[Watt, ...], charging: Ratio, slots: Count
) -> Watt:
    """Mean power that a battery must give over a whole profile.

    Parameters
    ----------
    deficits : tuple of Watt
        What it gives in each part; shapes broadcast.
    surpluses : tuple of Watt
        What is left for it in each part; shapes broadcast.
    charging : Ratio
        Share of a surplus that it gives back later, zero for cells that take no charge.
    slots : Count
        Number of parts.

    Returns
    -------
    Watt
        Of the broadcast shape, never negative.
    """
    given = total(deficits)
    return maximum(given - charging * total(surpluses), 0.0 * given) / slots


@formula(symbol=r"D", source="definition")
def gap(*, before: Joule, given: Watt, left: Watt, charging: Ratio, time: Second) -> Joule:
    """What a battery lacks to be full after a part of the profile.

    Parameters
    ----------
    before : Joule
        What it lacked before; any shape.
    given : Watt
        Mean power that it gave; broadcasts.
    left : Watt
        Mean power that was left for it; broadcasts.
    charging : Ratio
        Share of that which it gives back later; broadcasts.
    time : Second
        How long the part lasts; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape; zero for a battery that is full again.
    """
    return maximum(before + (given - charging * left) * time, 0.0 * before)


@formula(symbol=r"D_\mathrm{max}", source="definition")
def deeper(*, one: Joule, other: Joule) -> Joule:
    """Larger of two gaps.

    Parameters
    ----------
    one, other : Joule
        Gaps; shapes broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return maximum(one, other)


@formula(symbol=r"E_N", source="definition")
def dark_energy(*, power: Watt, lit: Ratio, day: Second) -> Joule:
    """Energy that a battery must hold to see a device through the night.

    Parameters
    ----------
    power : Watt
        Mean power that the device takes from it; any shape.
    lit : Ratio
        Share of a day with light; broadcasts.
    day : Second
        Length of a day; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return power * (1 - lit) * day


@formula(symbol=r"E_R", source="definition")
def reserve(*, gap: Joule, night: Joule) -> Joule:
    """Energy that a battery must hold to bridge nights and dark months.

    Parameters
    ----------
    gap : Joule
        Largest gap of the profile; any shape.
    night : Joule
        What a night takes besides; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return gap + night


@formula(symbol=r"E", source="definition")
def beyond_the_night(*, energy: Joule, night: Joule) -> Joule:
    """Energy of a battery less what each night takes; negative where that is not enough.

    Parameters
    ----------
    energy : Joule
        Energy that a device can use; any shape.
    night : Joule
        What a night takes; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy - night


@formula(symbol=r"f_i", source="definition")
def missed_share(*, energy: Joule, before: Joule, after: Joule, whole: Joule) -> Ratio:
    """Share of a slot in which a battery is already empty.

    Parameters
    ----------
    energy : Joule
        Energy that it holds beside what nights take; any shape.
    before : Joule
        Largest gap until the slot; broadcasts.
    after : Joule
        Largest gap until its end; broadcasts.
    whole : Joule
        All energy that it holds, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape, from 0 to 1; 0 while the gap is within the energy.

    Examples
    --------
    >>> missed_share(energy=5.0, before=4.0, after=8.0, whole=5.0)
    0.75
    """
    beyond = maximum(after - energy, 0.0 * whole)
    return minimum(beyond / maximum(after - before, _LITTLE * whole), 1.0)


@formula(symbol=r"t_i", source="definition")
def survived_time(*, missed: Ratio, time: Second) -> Second:
    """Part of a slot that passes before a battery is empty for the first time.

    Parameters
    ----------
    missed : Ratio
        Share of the slot in which it is empty; any shape.
    time : Second
        How long the slot lasts; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return (1 - missed) * time


@formula(symbol=r"T_R", source="definition")
def bridged_life(
    *,
    life: Second,
    survived: tuple[Second, ...],
    missed: tuple[Ratio, ...],
    energy: Joule,
    power: Watt,
) -> Second:
    """Time until a battery is empty that has to bridge nights and dark months.

    Parameters
    ----------
    life : Second
        Time in which the mean of the profile empties it; any shape.
    survived : tuple of Second
        Part of each slot that passes before it is empty for the first time; shapes broadcast.
    missed : tuple of Ratio
        Share of each slot in which it is empty; shapes broadcast.
    energy : Joule
        Energy that it holds; broadcasts.
    power : Watt
        Mean power of the device, which empties it in no less than this takes; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape: ``life`` if no slot is missed.
    """
    dark = maximum(total(survived), divide(energy, power))
    return minimum(life, divide(dark, ceil(minimum(total(missed), 1.0))))
