"""Carbon of electricity."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2, sqrt, total
from joulepath.core.quantities import Gram, GramPerJoule, Joule, Ratio


@formula(symbol=r"C", source="ghg-protocol-scope-2")
def operational_carbon(*, energy: Joule, intensity: GramPerJoule) -> Gram:
    """Location-based emissions of the electricity used.

    Parameters
    ----------
    energy : Joule
        Electricity used; any shape.
    intensity : GramPerJoule
        CO2-equivalent emitted per unit of electricity; broadcasts.

    Returns
    -------
    Gram
        Of CO2-equivalent, of the broadcast shape.
    """
    return energy * intensity


@formula(symbol=r"C_\Sigma", source="definition")
def summed_carbon(*, parts: tuple[Gram, ...]) -> Gram:
    """Emissions of parts or intervals together.

    Parameters
    ----------
    parts : tuple of Gram
        Emissions of each; shapes broadcast.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"s_n", source="assumption")
def aged_spread(*, spread: Ratio, yearly: Ratio, years: Ratio) -> Ratio:
    """Geometric standard deviation of an intensity that is used for another year.

    The changes from one year to the next are taken as independent and log-normal, so that their
    logarithms add in squares.

    Parameters
    ----------
    spread : Ratio
        Geometric standard deviation in its own year, at least 1; any shape.
    yearly : Ratio
        Geometric standard deviation of the change from one year to the next; broadcasts.
    years : Ratio
        Distance in years; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape, at least ``spread``.
    """
    own = _LN_2 * log2(spread)
    change = _LN_2 * log2(yearly)
    return exp(sqrt(own * own + years * change * change))


@formula(symbol=r"q", source="definition")
def reach_of_spread(*, spread: Ratio) -> Ratio:
    """Ratio of the upper end of a log-normal 90 % band to its median.

    Parameters
    ----------
    spread : Ratio
        Geometric standard deviation, at least 1; any shape.

    Returns
    -------
    Ratio
        Of the same shape; the lower end is the median over it.

    Examples
    --------
    >>> reach_of_spread(spread=1.0)
    1.0
    """
    return exp(_NINETY_PERCENT * _LN_2 * log2(spread))


@formula(symbol=r"I_\mathrm{low}", source="definition")
def least_intensity(*, intensity: GramPerJoule, reach: Ratio) -> GramPerJoule:
    """Lower end of the band of an intensity.

    Parameters
    ----------
    intensity : GramPerJoule
        Best value; any shape.
    reach : Ratio
        Best value over the lower end; broadcasts.

    Returns
    -------
    GramPerJoule
        Of the broadcast shape.
    """
    return intensity / reach


@formula(symbol=r"I_\mathrm{high}", source="definition")
def greatest_intensity(*, intensity: GramPerJoule, reach: Ratio) -> GramPerJoule:
    """Upper end of the band of an intensity.

    Parameters
    ----------
    intensity : GramPerJoule
        Best value; any shape.
    reach : Ratio
        Upper end over the best value; broadcasts.

    Returns
    -------
    GramPerJoule
        Of the broadcast shape.
    """
    return intensity * reach


_LN_2 = 0.6931471805599453
_NINETY_PERCENT = 1.6448536269514722
"""Standard deviations from the median to either end of a 90 % band."""
