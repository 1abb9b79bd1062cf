"""Parts: what an amount of a component emits, and how often it is bought."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, maximum, total
from joulepath.core.quantities import Count, Gram, GramMetre, Metre, Ratio, Second


@formula(symbol=r"C_P", source="definition")
def part_carbon(*, pieces: Count, fixed: Gram, amount: Count, per: Gram) -> Gram:
    """Emissions of the pieces of a part.

    Parameters
    ----------
    pieces : Count
        Number of pieces; any shape.
    fixed : Gram
        Emissions of a piece, whatever its size; broadcasts.
    amount : Count
        How much a piece is, in the unit of ``per``; broadcasts.
    per : Gram
        Emissions of one unit of the amount; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return pieces * (fixed + amount * per)


@formula(symbol=r"C", source="definition")
def whole_carbon(*, pieces: Count, carbon: Gram) -> Gram:
    """Emissions of pieces whose footprint is known as a whole.

    Parameters
    ----------
    pieces : Count
        Number of pieces, or a share of one; any shape.
    carbon : Gram
        Footprint of one; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return pieces * carbon


@formula(symbol=r"n", source="definition", stepwise=("lifetime",))
def bought_pieces(*, pieces: Count, lifetime: Second, service: Second) -> Count:
    """Pieces that a device needs in its life, the first ones and those that replace them.

    Parameters
    ----------
    pieces : Count
        Pieces in use at a time; any shape.
    lifetime : Second
        Time the device serves; broadcasts.
    service : Second
        Time a piece serves, above zero; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Examples
    --------
    >>> bought_pieces(pieces=2.0, lifetime=10.0, service=4.0)
    6.0
    """
    return pieces * maximum(ceil(lifetime / service), 1.0)


@formula(symbol=r"w", source="definition")
def freight_work(*, mass: Gram, distance: Metre) -> GramMetre:
    """Mass carried over a distance.

    Parameters
    ----------
    mass : Gram
        Mass that is carried; any shape.
    distance : Metre
        Distance; broadcasts.

    Returns
    -------
    GramMetre
        Of the broadcast shape.
    """
    return mass * distance


@formula(symbol=r"C_F", source="definition")
def fitted_carbon(*, itemised: Gram, scale: Ratio) -> Gram:
    """What published footprints of a class have beyond the parts that a bill itemises.

    Parameters
    ----------
    itemised : Gram
        Sum of the parts; any shape.
    scale : Ratio
        Published over itemised; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape; negative for a class that is published lower than its parts.
    """
    return itemised * (scale - 1)


@formula(symbol=r"C", source="definition")
def summed_carbon(*, parts: tuple[Gram, ...]) -> Gram:
    """Emissions of several parts.

    Parameters
    ----------
    parts : tuple of Gram
        Emissions of each; shapes broadcast.

    Returns
    -------
    Gram
        Of the broadcast shape; zero without parts.
    """
    return total(parts)
