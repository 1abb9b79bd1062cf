"""What making electricity takes from nature: primary energy, and minerals."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Gram, GramPerJoule, Joule, JoulePerJoule


@formula(symbol=r"E_\mathrm{prim}", source="moomaw-2011-primary")
def primary_energy(*, energy: Joule, factor: JoulePerJoule) -> Joule:
    """Energy taken from nature to make electricity.

    Parameters
    ----------
    energy : Joule
        All electricity used, what a building adds included; any shape.
    factor : JoulePerJoule
        Primary energy per unit of electricity, all of it or that of one kind; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.

    Examples
    --------
    >>> primary_energy(energy=10.0, factor=2.5)
    25.0
    """
    return energy * factor


@formula(symbol=r"D", source="definition")
def depleted_minerals(*, energy: Joule, factor: GramPerJoule) -> Gram:
    """Minerals and metals that making electricity takes, as antimony (ADPe).

    Parameters
    ----------
    energy : Joule
        All electricity used, what a building adds included; any shape.
    factor : GramPerJoule
        Depletion per unit of electricity, in gram of antimony-equivalent; broadcasts.

    Returns
    -------
    Gram
        Of antimony-equivalent, of the broadcast shape.

    Examples
    --------
    >>> depleted_minerals(energy=10.0, factor=0.5)
    5.0
    """
    return energy * factor
