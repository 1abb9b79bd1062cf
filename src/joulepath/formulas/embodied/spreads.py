"""Bands: how far a sum may be off if its parts are."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide, maximum, minimum, sqrt
from joulepath.core.quantities import Gram, Ratio


@formula(symbol=r"r", source="definition")
def reach(*, carbon: Gram, end: Gram) -> Gram:
    """Distance from a best estimate to one end of its band.

    Parameters
    ----------
    carbon : Gram
        Best estimate; any shape.
    end : Gram
        Either end; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape, never negative.
    """
    return maximum(carbon - end, end - carbon)


@formula(symbol=r"r", source="gum-2008")
def joint_reach(*, first: Gram, second: Gram) -> Gram:
    """Reach of two independent errors together.

    Parameters
    ----------
    first, second : Gram
        Reaches of each; any shapes that broadcast.

    Returns
    -------
    Gram
        Of the broadcast shape.

    Examples
    --------
    >>> joint_reach(first=3.0, second=4.0)
    5.0
    """
    return sqrt(first * first + second * second)


@formula(symbol=r"C_\mathrm{low}", source="definition")
def lower_end(*, carbon: Gram, down: Gram) -> Gram:
    """Lower end of a band, which is never below zero.

    Parameters
    ----------
    carbon : Gram
        Best estimate, not negative; any shape.
    down : Gram
        Reach downwards; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return maximum(carbon - down, 0.0 * carbon)


@formula(symbol=r"C_\mathrm{high}", source="definition")
def upper_end(*, carbon: Gram, up: Gram) -> Gram:
    """Upper end of a band.

    Parameters
    ----------
    carbon : Gram
        Best estimate; any shape.
    up : Gram
        Reach upwards; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return carbon + up


@formula(symbol=r"f", source="definition")
def wider_ratio(*, larger: Gram, smaller: Gram, above: Ratio, below: Ratio) -> Ratio:
    """The wider of two bands as a ratio: that of a sum of parts, and that of its scale.

    The errors behind a scale are those of whole devices, whose parts were as uncertain; the two
    are therefore not added.

    Parameters
    ----------
    larger, smaller : Gram
        An end of the band of the sum and its best estimate, the larger first; any shapes that
        broadcast.
    above, below : Ratio
        The same of the scale; broadcast.

    Returns
    -------
    Ratio
        Of the broadcast shape, at least one; infinite where either band reaches zero.
    """
    return maximum(divide(larger, smaller), divide(above, below))


@formula(symbol=r"C_\mathrm{low}", source="definition")
def shrunk(*, carbon: Gram, ratio: Ratio) -> Gram:
    """Lower end of a band given as a ratio.

    Parameters
    ----------
    carbon : Gram
        Best estimate; any shape.
    ratio : Ratio
        Best estimate over the lower end; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return carbon / ratio


@formula(symbol=r"C_\mathrm{high}", source="definition")
def grown(*, carbon: Gram, ratio: Ratio) -> Gram:
    """Upper end of a band given as a ratio.

    Parameters
    ----------
    carbon : Gram
        Best estimate; any shape.
    ratio : Ratio
        Upper end over the best estimate; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return carbon * ratio


@formula(symbol=r"C_\mathrm{low}", source="definition")
def lower_with_quoted(*, end: Gram, quoted: Gram) -> Gram:
    """Lower end of a band that reaches what another tool gives.

    Parameters
    ----------
    end : Gram
        Lower end without it; any shape.
    quoted : Gram
        What the other tool gives; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.

    Examples
    --------
    >>> lower_with_quoted(end=20.0, quoted=131.0)
    20.0
    """
    return minimum(end, quoted)


@formula(symbol=r"C_\mathrm{high}", source="definition")
def upper_with_quoted(*, end: Gram, quoted: Gram) -> Gram:
    """Upper end of a band that reaches what another tool gives.

    Parameters
    ----------
    end : Gram
        Upper end without it; any shape.
    quoted : Gram
        What the other tool gives; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.

    Examples
    --------
    >>> upper_with_quoted(end=99.5, quoted=131.0)
    131.0
    """
    return maximum(end, quoted)
