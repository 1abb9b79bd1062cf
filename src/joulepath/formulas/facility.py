"""What the building around servers adds to the energy that they draw."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import total
from joulepath.core.quantities import Joule, Ratio


@formula(symbol=r"E_\mathrm{IT}", source="definition")
def facility_energy(*, parts: tuple[Joule, ...]) -> Joule:
    """Energy of the equipment inside a building.

    Parameters
    ----------
    parts : tuple of Joule
        Energy of each stage that runs inside; shapes broadcast.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"E_\mathrm{DC}", source="iso-30134-2")
def building_energy(*, equipment: Joule, overhead: Ratio) -> Joule:
    """Energy of equipment with what its building takes.

    Parameters
    ----------
    equipment : Joule
        Energy of the equipment; any shape.
    overhead : Ratio
        Energy of the building over that of its equipment (PUE), at least 1; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.

    Examples
    --------
    >>> building_energy(equipment=100.0, overhead=1.25)
    125.0
    """
    return equipment * overhead


@formula(symbol=r"E_\mathrm{site}", source="iso-30134-2")
def site_overhead(*, equipment: Joule, overhead: Ratio) -> Joule:
    """Energy of cooling, power supply and lighting beside that of the equipment.

    Parameters
    ----------
    equipment : Joule
        Energy of the equipment inside the building; any shape.
    overhead : Ratio
        Energy of the building over that of its equipment (PUE), at least 1; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.

    Examples
    --------
    >>> site_overhead(equipment=10.0, overhead=1.5)
    5.0
    """
    return equipment * (overhead - 1)


@formula(symbol=r"E_\mathrm{all}", source="definition")
def with_site(*, energy: Joule, site: Joule) -> Joule:
    """Energy of a stage together with what its building adds.

    Parameters
    ----------
    energy : Joule
        Energy of the stage; any shape.
    site : Joule
        What the building adds; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy + site


@formula(symbol=r"E_\mathrm{IT,v}", source="definition")
def virtualised(*, energy: Joule, overhead: Ratio) -> Joule:
    """Energy together with what virtual machines and containers add to it.

    Parameters
    ----------
    energy : Joule
        Energy of the work itself; any shape.
    overhead : Ratio
        Energy added per unit of energy; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return energy * (1 + overhead)
