"""Accuracy that a model loses as the world drifts away from what it has learnt."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp
from joulepath.core.quantities import PerSecond, Ratio, Second


@formula(symbol=r"L", source="definition")
def linear_loss(*, decline: PerSecond, interval: Second) -> Ratio:
    """Accuracy lost by a model of some age, as much in every hour.

    Parameters
    ----------
    decline : PerSecond
        Accuracy lost by the time; any shape.
    interval : Second
        Age of the model; broadcasts.

    Returns
    -------
    Ratio
        Share of the answers that are wrong since then; of the broadcast shape.
    """
    return decline * interval


@formula(symbol=r"\bar L", source="definition")
def linear_mean_loss(*, decline: PerSecond, interval: Second) -> Ratio:
    """Accuracy that a model lacks on average until some age, losing as much in every hour.

    Parameters
    ----------
    decline : PerSecond
        Accuracy lost by the time; any shape.
    interval : Second
        Age of the model; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return decline * interval / 2


@formula(symbol=r"L", source="definition")
def exponential_loss(*, decline: PerSecond, growth: Second, interval: Second) -> Ratio:
    """Accuracy lost by a model of some age, ever faster.

    Parameters
    ----------
    decline : PerSecond
        Accuracy lost by the time at first; any shape.
    growth : Second
        Time in which the loss by the time grows by the factor e, above zero; broadcasts.
    interval : Second
        Age of the model; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Raises
    ------
    OverflowError
        For floats of an age of more than 709 times ``growth`` (arrays give ``inf``).
    """
    return decline * growth * (exp(interval / growth) - 1)


@formula(symbol=r"\bar L", source="definition")
def exponential_mean_loss(*, decline: PerSecond, growth: Second, interval: Second) -> Ratio:
    """Accuracy that a model lacks on average until some age, losing it ever faster.

    Parameters
    ----------
    decline : PerSecond
        Accuracy lost by the time at first; any shape.
    growth : Second
        Time in which the loss by the time grows by the factor e, above zero; broadcasts.
    interval : Second
        Age of the model, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Raises
    ------
    OverflowError
        For floats of an age of more than 709 times ``growth`` (arrays give ``inf``).
    """
    age = interval / growth
    return decline * growth * ((exp(age) - 1) / age - 1)


@formula(symbol=r"L", source="definition")
def saturating_loss(*, decline: PerSecond, limit: Ratio, interval: Second) -> Ratio:
    """Accuracy lost by a model of some age, ever more slowly up to a limit.

    Parameters
    ----------
    decline : PerSecond
        Accuracy lost by the time at first; any shape.
    limit : Ratio
        Accuracy that is lost in the end, above zero; broadcasts.
    interval : Second
        Age of the model; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    return limit * (1 - exp(-(decline * interval / limit)))


@formula(symbol=r"\bar L", source="definition")
def saturating_mean_loss(*, decline: PerSecond, limit: Ratio, interval: Second) -> Ratio:
    """Accuracy that a model lacks on average until some age, losing it ever more slowly.

    Parameters
    ----------
    decline : PerSecond
        Accuracy lost by the time at first, above zero; any shape.
    limit : Ratio
        Accuracy that is lost in the end, above zero; broadcasts.
    interval : Second
        Age of the model, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.
    """
    age = decline * interval / limit
    return limit * (1 - (1 - exp(-age)) / age)
