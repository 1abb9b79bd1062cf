"""Water: what a building evaporates, and what making its electricity takes."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Joule, Litre, LitrePerJoule


@formula(symbol=r"W_\mathrm{on}", source="li-2023-water")
def on_site_water(*, equipment: Joule, effectiveness: LitrePerJoule) -> Litre:
    """Water that cooling a building takes.

    Parameters
    ----------
    equipment : Joule
        Energy of the equipment inside the building; any shape.
    effectiveness : LitrePerJoule
        Water per unit of it (WUE); broadcasts.

    Returns
    -------
    Litre
        Of the broadcast shape.
    """
    return equipment * effectiveness


@formula(symbol=r"W_\mathrm{off}", source="li-2023-water")
def off_site_water(*, energy: Joule, factor: LitrePerJoule) -> Litre:
    """Water that power plants take to make electricity.

    Parameters
    ----------
    energy : Joule
        All electricity used, what a building adds included; any shape.
    factor : LitrePerJoule
        Water consumed per unit of electricity; broadcasts.

    Returns
    -------
    Litre
        Of the broadcast shape.
    """
    return energy * factor


@formula(symbol=r"W", source="li-2023-water")
def whole_water(*, on_site: Litre, off_site: Litre) -> Litre:
    """Water on site and off site together.

    Parameters
    ----------
    on_site, off_site : Litre
        Both; any shapes that broadcast.

    Returns
    -------
    Litre
        Of the broadcast shape.
    """
    return on_site + off_site
