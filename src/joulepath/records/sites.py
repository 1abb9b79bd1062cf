"""Places where servers stand: what they add to energy, and the water they take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import Gram, Joule, Litre, LitrePerJoule, Ratio

SiteStage = Literal["storage", "preprocessing", "training", "inference"]


@dataclass(frozen=True)
class SiteFactors:
    """What is known of every site."""

    pue: Ratio
    """Energy of the building over that of its equipment (PUE)."""


@dataclass(frozen=True)
class SiteWater:
    """What is known of some sites."""

    wue: LitrePerJoule
    """Water for cooling per unit of energy of the equipment (WUE)."""


@dataclass(frozen=True)
class SitePlan:
    """Building around the servers of a scenario."""

    pue: Ratio
    """Energy of the building over that of its equipment (PUE)."""
    stages: tuple[SiteStage, ...]
    """Stages whose equipment stands in it."""
    wue: LitrePerJoule | None = None
    """Water for cooling per unit of energy of the equipment; none where that is not known."""


@dataclass(frozen=True)
class SiteEnergy:
    """Equipment inside a building, and what the building adds, before virtualisation."""

    development: Joule
    """What the building adds to development."""
    pass_energy: Joule
    """What it adds to one pass of inference."""
    training: Joule
    """What it adds to training alone; nothing where that takes place elsewhere."""
    computation: Joule
    """What it adds to the model's computation in one pass; nothing where that is elsewhere."""
    energy: Joule
    """What it adds to the whole life."""
    equipment: Joule
    """Energy of the equipment inside it over the whole life, virtualisation included."""


@dataclass(frozen=True)
class Water:
    """Water that electricity and cooling take; a rough figure."""

    on_site: Litre | None
    """Cooling of the building; none where that is not known."""
    off_site: Litre
    """Power plants, evaporation from reservoirs included."""
    total: Litre
    """Both, as far as they are known."""


@dataclass(frozen=True)
class CarbonBand:
    """Where the carbon of a given energy lies in nine of ten cases."""

    low: Gram
    """Lower end."""
    high: Gram
    """Upper end."""
