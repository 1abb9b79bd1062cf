"""Dies: what a wafer takes, how many of its dies are good, and what one of them emits."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2, sqrt
from joulepath.core.quantities import (
    Count,
    Gram,
    GramPerJoule,
    GramPerSquareMillimetre,
    JoulePerSquareMillimetre,
    Millimetre,
    PerSquareMillimetre,
    Ratio,
    SquareMillimetre,
)

_LN_2 = 0.6931471805599453
_QUARTER_PI = 0.7853981633974483


@formula(symbol=r"g", source="act-2.0")
def escaped_gas(
    *,
    gas_at_95: GramPerSquareMillimetre,
    gas_at_99: GramPerSquareMillimetre,
    abatement: Ratio,
) -> GramPerSquareMillimetre:
    """Process gases that escape, on a straight line between two shares destroyed.

    Parameters
    ----------
    gas_at_95, gas_at_99 : GramPerSquareMillimetre
        What escapes where 95 % and 99 % are destroyed; any shapes that broadcast.
    abatement : Ratio
        Share destroyed; broadcasts.

    Returns
    -------
    GramPerSquareMillimetre
        Of the broadcast shape.
    """
    return gas_at_95 + (gas_at_99 - gas_at_95) * (abatement - 0.95) / 0.04


@formula(symbol=r"c_A", source="act-2.0")
def carbon_per_area(
    *,
    electricity: JoulePerSquareMillimetre,
    intensity: GramPerJoule,
    gas: GramPerSquareMillimetre,
    materials: GramPerSquareMillimetre,
) -> GramPerSquareMillimetre:
    """Emissions of a processed wafer by area, before its yield.

    Parameters
    ----------
    electricity : JoulePerSquareMillimetre
        Electricity of the fab; any shape.
    intensity : GramPerJoule
        Carbon intensity of that electricity; broadcasts.
    gas : GramPerSquareMillimetre
        Process gases that escape; broadcasts.
    materials : GramPerSquareMillimetre
        Raw wafer and chemicals; broadcasts.

    Returns
    -------
    GramPerSquareMillimetre
        Of the broadcast shape.
    """
    return electricity * intensity + gas + materials


@formula(symbol=r"Y", source="stapper-1983-yield")
def poisson_yield(*, area: SquareMillimetre, defects: PerSquareMillimetre) -> Ratio:
    """Share of good dies where defects fall independently of one another.

    Parameters
    ----------
    area : SquareMillimetre
        Area of a die; any shape.
    defects : PerSquareMillimetre
        Defects by area; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Examples
    --------
    >>> round(poisson_yield(area=100.0, defects=0.001), 4)
    0.9048
    """
    return exp(-area * defects)


@formula(symbol=r"Y", source="stapper-1983-yield")
def murphy_yield(*, area: SquareMillimetre, defects: PerSquareMillimetre) -> Ratio:
    """Share of good dies after Murphy, the density of defects spread as a triangle.

    Parameters
    ----------
    area : SquareMillimetre
        Area of a die, above zero; any shape.
    defects : PerSquareMillimetre
        Mean defects by area, above zero; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Examples
    --------
    >>> round(murphy_yield(area=100.0, defects=0.001), 4)
    0.9056
    """
    expected = area * defects
    share = (1 - exp(-expected)) / expected
    return share * share


@formula(symbol=r"Y", source="boaviztapi-2.5.0")
def moore_yield(*, area: SquareMillimetre, defects: PerSquareMillimetre) -> Ratio:
    """Share of good dies after Moore.

    Parameters
    ----------
    area : SquareMillimetre
        Area of a die; any shape.
    defects : PerSquareMillimetre
        Defects by area; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Examples
    --------
    >>> round(moore_yield(area=826.0, defects=0.001), 3)
    0.403
    """
    return exp(-sqrt(area * defects))


@formula(symbol=r"Y", source="stapper-1983-yield")
def negative_binomial_yield(
    *, area: SquareMillimetre, defects: PerSquareMillimetre, clustering: Count
) -> Ratio:
    """Share of good dies where defects come in clusters.

    Parameters
    ----------
    area : SquareMillimetre
        Area of a die; any shape.
    defects : PerSquareMillimetre
        Mean defects by area; broadcasts.
    clustering : Count
        Parameter of clustering; the larger, the nearer to independent defects; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Examples
    --------
    >>> round(negative_binomial_yield(area=826.0, defects=0.001, clustering=2.0), 4)
    0.5009
    """
    return exp(-clustering * _LN_2 * log2(1 + area * defects / clustering))


@formula(symbol=r"Y", source="stapper-1983-yield")
def bose_einstein_yield(
    *, area: SquareMillimetre, defects: PerSquareMillimetre, layers: Count
) -> Ratio:
    """Share of good dies where each critical layer has defects of its own.

    Parameters
    ----------
    area : SquareMillimetre
        Area of a die; any shape.
    defects : PerSquareMillimetre
        Defects by area in all layers together; broadcasts.
    layers : Count
        Critical layers; broadcasts.

    Returns
    -------
    Ratio
        Of the broadcast shape.

    Examples
    --------
    >>> bose_einstein_yield(area=100.0, defects=0.01, layers=1.0)
    0.5
    """
    return exp(-layers * _LN_2 * log2(1 + area * defects / layers))


@formula(symbol=r"A_W", source="boaviztapi-2.5.0")
def wafer_share(*, area: SquareMillimetre, diameter: Millimetre) -> SquareMillimetre:
    """Area of a round wafer that each whole die takes, what is lost at the edge included.

    Parameters
    ----------
    area : SquareMillimetre
        Area of a die with its part of the saw lines, far below that of the wafer; any shape.
    diameter : Millimetre
        Diameter of the wafer; broadcasts.

    Returns
    -------
    SquareMillimetre
        Of the broadcast shape.

    Examples
    --------
    >>> round(70685.83 / wafer_share(area=826.0, diameter=300.0), 1)
    62.4
    """
    dies = 4 * _QUARTER_PI * diameter * (diameter / (4 * area) - 1 / sqrt(2 * area))
    return _QUARTER_PI * diameter * diameter / dies


@formula(symbol=r"C_D", source="act-2.0")
def die_carbon(
    *, pieces: Count, silicon: SquareMillimetre, per_area: GramPerSquareMillimetre, good: Ratio
) -> Gram:
    """Emissions of good dies, which bear those of the bad ones.

    Parameters
    ----------
    pieces : Count
        Number of dies; any shape.
    silicon : SquareMillimetre
        Area of a wafer that each takes; broadcasts.
    per_area : GramPerSquareMillimetre
        Emissions of a processed wafer by area; broadcasts.
    good : Ratio
        Share of dies that are good, above zero; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float ``good`` of 0 (arrays give ``inf``).
    """
    return pieces * silicon * per_area / good
