"""Whose the embodied carbon of hardware is: rules of allocation, second lives, recycling."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, divide, maximum, total
from joulepath.core.quantities import (
    Count,
    Gram,
    GramPerGram,
    GramPerInference,
    Inference,
    Ratio,
    Second,
)


@formula(symbol=r"M", source="iso-21031")
def reserved_time_carbon(*, carbon: Gram, reserved: Second, life: Second, share: Ratio) -> Gram:
    """Embodied carbon by the time and the part of hardware that is reserved.

    Time in which it idles counts for whoever reserves it. Hardware needed for longer than it
    serves is replaced, and the replacement counts in the same way.

    Parameters
    ----------
    carbon : Gram
        Footprint of the hardware; any shape.
    reserved : Second
        Time for which it is reserved; broadcasts.
    life : Second
        Time that it serves in all, above zero; broadcasts.
    share : Ratio
        Part of it that is reserved; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.

    Examples
    --------
    >>> reserved_time_carbon(carbon=1000.0, reserved=2.0, life=4.0, share=0.5)
    250.0
    """
    return carbon * (reserved / life) * share


@formula(symbol=r"M", source="wu-2022-sustainable")
def useful_time_carbon(
    *, carbon: Gram, busy: Second, life: Second, utilisation: Ratio, share: Ratio
) -> Gram:
    """Embodied carbon by the time in which hardware works.

    All of it is recovered by work: an hour of work bears the idle time that comes with it.

    Parameters
    ----------
    carbon : Gram
        Footprint of the hardware; any shape.
    busy : Second
        Time in which it works for this use; broadcasts.
    life : Second
        Time that it serves in all, above zero; broadcasts.
    utilisation : Ratio
        Share of that time in which it works for anyone, above zero; broadcasts.
    share : Ratio
        Part of it that works for this use; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.

    Examples
    --------
    >>> useful_time_carbon(carbon=1000.0, busy=1.0, life=4.0, utilisation=0.5, share=1.0)
    500.0
    """
    return carbon * (busy / (life * utilisation)) * share


@formula(symbol=r"M", source="ghg-protocol-scope-3", stepwise=("reserved",))
def purchased_carbon(*, carbon: Gram, reserved: Second, life: Second, share: Ratio) -> Gram:
    """Embodied carbon of hardware that is bought, in full and without depreciation.

    Parameters
    ----------
    carbon : Gram
        Footprint of the hardware; any shape.
    reserved : Second
        Time for which it is needed; broadcasts.
    life : Second
        Time that it serves, above zero; broadcasts.
    share : Ratio
        Part of it that is bought; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return carbon * maximum(ceil(reserved / life), 1.0) * share


@formula(symbol=r"T_H", source="definition")
def extended_life(*, life: Second, second_life: Second) -> Second:
    """Time that hardware serves all its owners.

    Parameters
    ----------
    life : Second
        Time that hardware serves its first owner; any shape.
    second_life : Second
        Time that it serves afterwards; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return life + second_life


@formula(symbol=r"C_H", source="definition")
def refurbished_carbon(*, carbon: Gram, refurbishment: Gram) -> Gram:
    """Footprint of hardware with what its second life takes.

    Parameters
    ----------
    carbon : Gram
        Footprint of the hardware; any shape.
    refurbishment : Gram
        What it takes to make it serve again; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return carbon + refurbishment


@formula(symbol=r"C_H", source="definition")
def several_carbon(*, carbon: Gram, pieces: Count) -> Gram:
    """Footprint of several pieces of hardware.

    Parameters
    ----------
    carbon : Gram
        Footprint of one; any shape.
    pieces : Count
        How many there are; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return carbon * pieces


@formula(symbol=r"t_\mathrm{busy}", source="definition")
def busy_time(*, time: Second, busy: Ratio) -> Second:
    """Time in which hardware works for one use.

    Parameters
    ----------
    time : Second
        Time of use; any shape.
    busy : Ratio
        Share of it in which hardware works for this use; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * busy


@formula(symbol=r"A", source="definition")
def avoided_burden(
    *, mass: Gram, recovered: Ratio, primary: GramPerGram, secondary: GramPerGram
) -> Gram:
    """What recycled material spares its next user.

    By the cut-off rule it belongs to that user, so that it is told apart and never taken off.

    Parameters
    ----------
    mass : Gram
        Mass of the material in the hardware; any shape.
    recovered : Ratio
        Share of it that is recovered; broadcasts.
    primary : GramPerGram
        What new material emits; broadcasts.
    secondary : GramPerGram
        What recovering it emits; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.

    Examples
    --------
    >>> avoided_burden(mass=1000.0, recovered=0.5, primary=15.0, secondary=1.0)
    7000.0
    """
    return mass * recovered * (primary - secondary)


@formula(symbol=r"N", source="definition")
def several_cells(*, series: Count, parallel: Count) -> Count:
    """Cells of a battery.

    Parameters
    ----------
    series : Count
        Cells one behind the other; any shape.
    parallel : Count
        Strings of them side by side; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return series * parallel


@formula(symbol=r"n", source="definition", stepwise=("time",))
def bought_cells(*, cells: Count, time: Second, life: Second) -> Count:
    """Battery cells bought in a time of use, the first ones and those that replace them.

    Parameters
    ----------
    cells : Count
        Cells in use at a time; any shape.
    time : Second
        Time of use; broadcasts.
    life : Second
        Time that they last, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return cells * maximum(ceil(time / life), 1.0)


@formula(symbol=r"M_\Sigma", source="definition")
def hardware_carbon(*, parts: tuple[Gram, ...]) -> Gram:
    """Embodied carbon of all hardware of a use.

    Parameters
    ----------
    parts : tuple of Gram
        What each piece of hardware bears; shapes broadcast.

    Returns
    -------
    Gram
        Of the broadcast shape; zero without hardware.
    """
    return total(parts)


@formula(symbol=r"c_\gamma", source="definition")
def carbon_per_inference(*, carbon: Gram, inferences: Inference) -> GramPerInference:
    """Carbon that falls to one inference.

    Parameters
    ----------
    carbon : Gram
        Carbon of the whole use; any shape.
    inferences : Inference
        Inferences that share it; broadcasts.

    Returns
    -------
    GramPerInference
        Of the broadcast shape; infinite without inferences.
    """
    return divide(carbon, inferences)
