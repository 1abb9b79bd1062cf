"""Bands of predictions: ends relative to the prediction, as held-out measurements lie."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Joule, Ratio, Second


@formula(symbol=r"E_q", source="definition")
def energy_bound(*, energy: Joule, factor: Ratio) -> Joule:
    """End of the band in which an energy lies.

    Parameters
    ----------
    energy : Joule
        The prediction; any shape.
    factor : Ratio
        End of the band relative to it; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy * factor


@formula(symbol=r"t_q", source="definition")
def time_bound(*, time: Second, factor: Ratio) -> Second:
    """End of the band in which a time lies.

    Parameters
    ----------
    time : Second
        The prediction; any shape.
    factor : Ratio
        End of the band relative to it; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * factor


@formula(symbol=r"q_2", source="assumption")
def widened(*, factor: Ratio) -> Ratio:
    """End of a band outside what was measured: twice as far on a logarithmic scale.

    Parameters
    ----------
    factor : Ratio
        End of the band inside, relative to the prediction; any shape.

    Returns
    -------
    Ratio
        Of the same shape.
    """
    return factor * factor
