"""The building around servers: what it adds, and the water it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from joulepath.core.quantities import Joule
from joulepath.formulas import carbon, ecal, facility, water
from joulepath.records.sites import CarbonBand, SiteEnergy, SitePlan, Water

if TYPE_CHECKING:
    from joulepath.lifecycle.development import Developed
    from joulepath.records.inputs import Inputs
    from joulepath.records.results import InferencePass

__all__ = ["carbon_band", "site_energy", "water_of"]


def site_energy(
    inputs: Inputs, developed: Developed, inference: InferencePass
) -> SiteEnergy | None:
    """What the building adds to the energy of the stages inside it; none without a site."""
    site = inputs.site
    if site is None:
        return None
    once = facility.facility_energy(parts=tuple(_development(site, developed)))
    each = facility.facility_energy(parts=tuple(_pass(site, inference)))
    development = facility.site_overhead(equipment=once, overhead=site.pue)
    pass_energy = facility.site_overhead(equipment=each, overhead=site.pue)
    repeated = ecal.repeated_energy(energy=pass_energy, passes=inference.passes)
    uses = ecal.repeated_energy(energy=each, passes=inference.passes)
    return SiteEnergy(
        development=development,
        pass_energy=pass_energy,
        training=facility.site_overhead(equipment=_training(site, developed), overhead=site.pue),
        computation=facility.site_overhead(
            equipment=_computation(site, inference), overhead=site.pue
        ),
        energy=facility.with_site(energy=development, site=repeated),
        equipment=facility.virtualised(
            energy=ecal.energy_before_overhead(development=once, inference=uses),
            overhead=inputs.virtualisation,
        ),
    )


def water_of(inputs: Inputs, site: SiteEnergy | None, energy: Joule) -> Water | None:
    """Water of the electricity and of the site; none unless it is asked for."""
    if inputs.water is None:
        return None
    off_site = water.off_site_water(energy=energy, factor=inputs.water)
    wue = None if inputs.site is None else inputs.site.wue
    if wue is None or site is None:
        return Water(None, off_site, off_site)
    on_site = water.on_site_water(equipment=site.equipment, effectiveness=wue)
    return Water(on_site, off_site, water.whole_water(on_site=on_site, off_site=off_site))


def carbon_band(inputs: Inputs, energy: Joule) -> CarbonBand | None:
    """Band of the carbon as far as the grid decides it; none without a zone."""
    if inputs.intensity_low is None or inputs.intensity_high is None:
        return None
    return CarbonBand(
        carbon.operational_carbon(energy=energy, intensity=inputs.intensity_low),
        carbon.operational_carbon(energy=energy, intensity=inputs.intensity_high),
    )


def _development(site: SitePlan, developed: Developed) -> Iterator[Joule]:
    if "storage" in site.stages and developed.storage is not None:
        yield developed.storage.energy
    if "preprocessing" in site.stages and developed.preprocessing is not None:
        yield developed.preprocessing.energy
    if "training" in site.stages:
        yield from (
            stage.energy
            for stage in (developed.training, developed.evaluation)
            if stage is not None
        )


def _training(site: SitePlan, developed: Developed) -> Joule:
    if "training" not in site.stages or developed.training is None:
        return 0.0
    return developed.training.energy


def _computation(site: SitePlan, inference: InferencePass) -> Joule:
    return inference.computation.energy if "inference" in site.stages else 0.0


def _pass(site: SitePlan, inference: InferencePass) -> Iterator[Joule]:
    if "inference" not in site.stages:
        return
    yield inference.computation.energy
    for stage in (inference.preprocessing, inference.storage):
        if stage is not None:
            yield stage.energy
