"""What the electricity of a zone takes from nature: water, primary energy and minerals."""

from __future__ import annotations

from joulepath.catalogue.figures import Figure
from joulepath.errors import CatalogueError, Problem
from joulepath.records.resources import PrimaryFactors
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.schema import Scenario

__all__ = ["depletion_factor", "primary_factors", "water_factor"]


def water_factor(scenario: Scenario, zone: str | None, ledger: Ledger) -> float | None:
    """Water of the electricity of a zone, with its age; none unless it is asked for.

    Raises
    ------
    CatalogueError
        If nothing is known of the zone.
    """
    if not scenario.water:
        return None
    year, figure = _latest("water", "water", zone, ledger)
    ledger.assume(
        "water",
        f"factors of {year} for the plants of {zone}, {figure.written}, which include the"
        " evaporation from reservoirs and may be off by half",
    )
    return _taken("water", "water", year, zone, ledger)


def primary_factors(scenario: Scenario, zone: str | None, ledger: Ledger) -> PrimaryFactors | None:
    """Primary energy of the electricity of a zone, with its age; none unless it is asked for.

    Raises
    ------
    CatalogueError
        If nothing is known of the zone.
    """
    if not scenario.primary_energy:
        return None
    year, figure = _latest("primary_energy", "primary energy", zone, ledger)
    _latest("primary_energy", "non-renewable energy", zone, ledger)
    ledger.assume(
        "primary_energy",
        f"the mix of {year} of {zone}, {figure.written}, with efficiencies of plants of the US;"
        " mines and the making of plants are left out",
    )
    return PrimaryFactors(
        total=_taken("primary_energy.total", "primary energy", year, zone, ledger),
        non_renewable=_taken(
            "primary_energy.non_renewable", "non-renewable energy", year, zone, ledger
        ),
    )


def depletion_factor(scenario: Scenario, zone: str | None, ledger: Ledger) -> float | None:
    """Minerals that the electricity of a zone takes (ADPe); none unless they are asked for.

    Raises
    ------
    CatalogueError
        If nothing is known of the zone: the built-in catalogue has no figure whose terms allow
        to pass it on.
    """
    if not scenario.abiotic_depletion:
        return None
    year, figure = _latest("abiotic_depletion", "abiotic depletion", zone, ledger)
    ledger.assume("abiotic_depletion", f"factor of {year} for {zone}, {figure.written}")
    return _taken("abiotic_depletion", "abiotic depletion", year, zone, ledger)


def _latest(key: str, quantity: str, zone: str | None, ledger: Ledger) -> tuple[str, Figure]:
    """Year and figure of the latest factor of a zone."""
    place = ledger.place(key)
    if zone is None:
        raise CatalogueError(Problem(place, f"{quantity} without a zone", 'add zone = "DEU"'))
    figures = ledger.catalogue.entry("zones", zone).figures
    years = [name.rpartition(" ")[2] for name in figures if name.startswith(f"{quantity} ")]
    if not years:
        remedy = f"leave {key} out, or add a row of quantity {quantity} to a table of your own"
        raise CatalogueError(Problem(place, f"no {quantity} factor of {zone} is known", remedy))
    return years[-1], figures[f"{quantity} {years[-1]}"]


def _taken(path: str, quantity: str, year: str, zone: str | None, ledger: Ledger) -> float:
    entry = ledger.catalogue.entry("zones", str(zone))
    return ledger.figure(path, entry, f"{quantity} {year}")
