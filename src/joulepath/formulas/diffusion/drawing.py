"""What accelerators draw while they make pictures, and the energy of one."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import total
from joulepath.core.quantities import (
    Count,
    Flop,
    Inference,
    InferencePerSecond,
    JoulePerFlop,
    JoulePerInference,
    Ratio,
    Second,
    Watt,
)


@formula(symbol=r"t_\ell", source="definition")
def loaded_time(*, time: Second, share: Ratio) -> Second:
    """Time at the limit of power that would cost what a phase costs.

    Parameters
    ----------
    time : Second
        Time of the phase; any shape.
    share : Ratio
        Share of the range of power that it costs; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * share


@formula(symbol=r"P_b", source="assumption")
def base_power(*, idle: Watt, maximum: Watt, loaded: tuple[Second, ...], time: Second) -> Watt:
    """Mean power of an accelerator, before what its arithmetic adds.

    Parameters
    ----------
    idle : Watt
        Power without work; any shape.
    maximum : Watt
        Limit of its power; broadcasts.
    loaded : tuple of Second
        Times at the limit that would cost what the phases cost; shapes broadcast.
    time : Second
        Time of all phases, above zero; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return idle + (maximum - idle) * total(loaded) / time


@formula(symbol=r"P_d", source="horowitz-2014-energy")
def working_power(*, parts: tuple[Flop, ...], per_flop: JoulePerFlop, time: Second) -> Watt:
    """Power that arithmetic adds.

    Parameters
    ----------
    parts : tuple of Flop
        Arithmetic of each kind; shapes broadcast.
    per_flop : JoulePerFlop
        Energy of one operation; broadcasts.
    time : Second
        Time it takes, above zero; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return total(parts) * per_flop / time


@formula(symbol=r"v_P", source="definition")
def picture_rate(*, pictures: Count, each: Inference, time: Second) -> InferencePerSecond:
    """Pictures made in a second.

    Parameters
    ----------
    pictures : Count
        Pictures made together; any shape.
    each : Inference
        Inferences that make one; broadcasts.
    time : Second
        Time they take, above zero; broadcasts.

    Returns
    -------
    InferencePerSecond
        Of the broadcast shape.
    """
    return pictures * each / time


@formula(symbol=r"E_P", source="definition")
def energy_per_picture(*, power: Watt, rate: InferencePerSecond) -> JoulePerInference:
    """Energy of one picture.

    Parameters
    ----------
    power : Watt
        Power of all accelerators; any shape.
    rate : InferencePerSecond
        Pictures made in a second; broadcasts.

    Returns
    -------
    JoulePerInference
        Of the broadcast shape.
    """
    return power / rate


@formula(symbol=r"E_{P,q}", source="definition")
def band_end(*, energy: JoulePerInference, factor: Ratio) -> JoulePerInference:
    """End of the band in which an energy lies.

    Parameters
    ----------
    energy : JoulePerInference
        The prediction; any shape.
    factor : Ratio
        End of the band relative to it; broadcasts.

    Returns
    -------
    JoulePerInference
        Of the broadcast shape.
    """
    return energy * factor
