"""The building around the servers of a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from joulepath.catalogue import Catalogue
from joulepath.records.sites import SitePlan, SiteStage
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.schema import Scenario

__all__ = ["away_from_site", "site_plan", "zone_of"]

_CARRIED: Final = ("mcu", "mcu-npu", "phone", "single-board-computer", "edge-accelerator")
"""Classes of processors that stand in no server room."""


def site_plan(scenario: Scenario, ledger: Ledger) -> SitePlan | None:
    """The building, and the stages that run inside it; none where nothing is said of it."""
    if scenario.site is None and scenario.pue is None:
        return None
    stages = tuple(_inside(scenario, ledger))
    said = ", ".join(stages) or "nothing"
    ledger.assume(
        "site", f"its building adds to {said}; not to devices, sensors, radios and networks"
    )
    if scenario.pue is not None:
        pue = ledger.take("site.pue", scenario, "pue")
        if scenario.site is not None:
            known = ledger.catalogue.entry("sites", scenario.site).figures["pue"].written
            ledger.assume("site", f"pue as given, in the place of {known} of {scenario.site}")
        wue = None if scenario.site is None else _wue(scenario.site, ledger)
        return SitePlan(pue, stages, wue)
    entry = ledger.catalogue.entry("sites", str(scenario.site))
    pue = ledger.figure("site.pue", entry, "pue")
    return SitePlan(pue, stages, _wue(entry.name, ledger))


def zone_of(scenario: Scenario, ledger: Ledger) -> str | None:
    """Zone of the scenario, or else of its site; the latter, and a contradiction, are noted."""
    if scenario.site is None:
        return scenario.zone
    zone = ledger.catalogue.entry("sites", scenario.site).text["zone"]
    if zone == "any":
        return scenario.zone
    if scenario.zone is not None:
        if what := away_from_site([scenario.zone], scenario.site, ledger.catalogue):
            ledger.assume("zone", f"{what}: its building with electricity of another grid")
            ledger.warn(f"zone {what}")
        return scenario.zone
    ledger.assume("zone", f"not given: {zone}, where site {scenario.site!r} is")
    return zone


def away_from_site(zones: Iterable[str], site: str | None, catalogue: Catalogue) -> str | None:
    """Say which zones are in another country than a site.

    Parameters
    ----------
    zones : iterable of str
        Their codes.
    site : str or None
        Name of the site; none for no site.
    catalogue : Catalogue
        Where both are looked up.

    Returns
    -------
    str or None
        Those zones and that of the site; none where all agree, or the site is of any country.
    """
    home = "any" if site is None else catalogue.entry("sites", site).text["zone"]
    if home == "any":
        return None
    country = _country(home, catalogue)
    away = [zone for zone in zones if _country(zone, catalogue) != country]
    return f"{' and '.join(away)}, but site {site!r} is in {home}" if away else None


def _country(zone: str, catalogue: Catalogue) -> str:
    """Two letters of the country that a zone is, or is a part of."""
    return catalogue.entry("zones", zone).text["iso2"].partition("-")[0]


def _wue(site: str, ledger: Ledger) -> float | None:
    entry = ledger.catalogue.entry("sites", site)
    return ledger.figure("site.wue", entry, "wue") if "wue" in entry.figures else None


def _inside(scenario: Scenario, ledger: Ledger) -> Iterator[SiteStage]:
    """Stages of development, and those of inference where its data come to a server."""
    if scenario.storage is not None:
        yield "storage"
    stages: tuple[SiteStage, ...] = ("preprocessing", "training")
    for stage in stages:
        if _stands(getattr(scenario, stage), ledger):
            yield stage
    if scenario.inference.inputs == "sent" and _stands(scenario.inference, ledger):
        yield "inference"


def _stands(section: Any, ledger: Ledger) -> bool:
    """Whether the processor of a stage is one of those that stand in server rooms."""
    if section is None:
        return False
    processor = section.processor
    if not isinstance(processor, str):
        return True
    return ledger.catalogue.entry("processors", processor).text.get("class") not in _CARRIED
