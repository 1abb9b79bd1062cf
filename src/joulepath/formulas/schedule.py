"""Work that waits for cleaner electricity."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide
from joulepath.core.quantities import Gram, GramPerJoule, Joule, Ratio, Second, Watt


@formula(symbol=r"C_t", source="wiesner-2021-wait")
def interval_carbon(*, power: Watt, time: Second, overhead: Ratio, intensity: GramPerJoule) -> Gram:
    """Emissions of a job in one interval.

    Parameters
    ----------
    power : Watt
        What its equipment draws; any shape.
    time : Second
        Length of the interval; broadcasts.
    overhead : Ratio
        Energy of the building over that of the equipment (PUE); broadcasts.
    intensity : GramPerJoule
        Mean intensity of the interval; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return power * time * overhead * intensity


@formula(symbol=r"C_\mathrm{job}", source="definition")
def job_carbon(*, running: Gram, transfer: Gram) -> Gram:
    """Emissions of a job together with those of moving its data.

    Parameters
    ----------
    running, transfer : Gram
        Both; any shapes that broadcast.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return running + transfer


@formula(symbol=r"\Delta C", source="definition")
def saved_carbon(*, baseline: Gram, shifted: Gram) -> Gram:
    """Emissions that a shift avoids.

    Parameters
    ----------
    baseline : Gram
        Emissions without the shift; any shape.
    shifted : Gram
        Emissions with it; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return baseline - shifted


@formula(symbol=r"\sigma", source="definition")
def saved_share(*, saved: Gram, baseline: Gram) -> Ratio:
    """Share of the emissions that a shift avoids.

    Parameters
    ----------
    saved : Gram
        What it avoids; any shape.
    baseline : Gram
        Emissions without it; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape; NaN for nothing of nothing.
    """
    return divide(saved, baseline)


@formula(symbol=r"I_\mathrm{mix}", source="definition")
def mixed_intensity(*, carbon: Gram, energy: Joule) -> GramPerJoule:
    """Intensity of electricity from many plants.

    Parameters
    ----------
    carbon : Gram
        What the plants emit together; any shape.
    energy : Joule
        What they generate together; broadcasts.

    Returns
    -------
    GramPerJoule
        Of the broadcast shape; NaN for no generation.
    """
    return divide(carbon, energy)
