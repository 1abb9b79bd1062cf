"""Time and energy to execute work."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Flop, FlopPerSecond, Joule, Ratio, Second, Watt


@formula(symbol=r"t", source="chou-2024-ecal")
def computation_time(*, flops: Flop, throughput: FlopPerSecond, utilisation: Ratio) -> Second:
    """Time of work at a share of the peak rate of a processor.

    Parameters
    ----------
    flops : Flop
        Arithmetic work; any shape.
    throughput : FlopPerSecond
        Peak rate, above zero; broadcasts.
    utilisation : Ratio
        Share of the peak rate reached, ``0 < utilisation <= 1``; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float rate or share of zero (arrays give ``inf``); scenarios refuse it beforehand.
    """
    return flops / (throughput * utilisation)


@formula(symbol=r"E", source="definition")
def energy_at_power(*, time: Second, power: Watt) -> Joule:
    """Energy drawn at a constant power.

    Parameters
    ----------
    time : Second
        Duration; any shape.
    power : Watt
        Power; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return time * power


@formula(symbol=r"E_\mathrm{measured}", source="definition")
def erring_energy(*, energy: Joule, error: Ratio) -> Joule:
    """Energy that a measurement would give where a method predicts another.

    Parameters
    ----------
    energy : Joule
        Prediction; any shape.
    error : Ratio
        Measured over predicted energy; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy * error
