"""Carbon of electricity."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Gram, GramPerJoule, Joule


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
