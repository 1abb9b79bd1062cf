"""Zones that are weighed against each other though imports count in one and not in another."""

from __future__ import annotations

from collections.abc import Iterable

from joulepath.catalogue import Catalogue
from joulepath.scenario.schema import Scenario
from joulepath.scenario.site import away_from_site

__all__ = ["foreign_zones", "unlike_perimeters", "unlike_zones"]


def unlike_perimeters(counted: Iterable[tuple[str | None, str | None]]) -> str | None:
    """Say which zones count what, if they do not all count the same.

    Parameters
    ----------
    counted : iterable of tuple
        Zones, each with the perimeter of its intensity; without carbon none.

    Returns
    -------
    str or None
        A zone for each perimeter; none where there is one perimeter at most.
    """
    found = {perimeter: zone for zone, perimeter in counted if perimeter is not None}
    if len(found) < 2:
        return None
    said = ", ".join(f"{zone} counts {perimeter}" for perimeter, zone in found.items())
    return f"unlike perimeters: {said}; imports are in one and not in the other"


def unlike_zones(zones: Iterable[object], scenario: Scenario, catalogue: Catalogue) -> str | None:
    """Say which of the zones that a scenario may take count what.

    Parameters
    ----------
    zones : iterable of object
        Codes of zones; what is none is left out, and so is a zone without an intensity on the
        scenario's basis, whose own error says so.
    scenario : Scenario
        Whose basis and year hold.
    catalogue : Catalogue
        Where the zones are looked up.

    Returns
    -------
    str or None
        As `unlike_perimeters`.
    """
    basis = scenario.basis or "life-cycle"
    codes = frozenset(catalogue.names("zones"))
    known = {
        zone: catalogue.years(zone, basis=basis)
        for zone in zones
        if isinstance(zone, str) and zone in codes
    }
    return unlike_perimeters(
        (zone, catalogue.intensity(zone, scenario.year or max(years), basis=basis).perimeter)
        for zone, years in known.items()
        if years
    )


def foreign_zones(zones: Iterable[object], scenario: Scenario, catalogue: Catalogue) -> str | None:
    """Say which of the zones that a scenario may take are in another country than its site.

    Parameters
    ----------
    zones : iterable of object
        Codes of zones; what is none is left out.
    scenario : Scenario
        Whose site holds.
    catalogue : Catalogue
        Where the zones are looked up.

    Returns
    -------
    str or None
        The zones and the site; none where they agree, or the site is of any country.
    """
    codes = frozenset(catalogue.names("zones"))
    asked = (zone for zone in dict.fromkeys(zones) if isinstance(zone, str) and zone in codes)
    said = away_from_site(asked, scenario.site, catalogue)
    return said and f"zone {said}: its building with electricity of another grid"
