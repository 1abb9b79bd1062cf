"""Lines on the electricity of an estimate: its grids, its carbon, its building, what it takes."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from joulepath.report.estimate import Estimate
from joulepath.report.lifecycle_table import place_of
from joulepath.report.ranking import ranking
from joulepath.report.trees import shown

__all__ = [
    "carbon_bands",
    "country_lines",
    "grid_lines",
    "site_lines",
    "taken_lines",
    "water_lines",
]

_PERIMETERS: Final = MappingProxyType(
    {
        "production": "of what is produced there (imports are not in it)",
        "consumption": "of what is used there (imports are in it)",
    }
)
"""Perimeters of an intensity, in words."""


def grid_lines(estimates: Sequence[Estimate]) -> list[str]:
    """What the intensities count, a line for zones that count alike."""
    counting: dict[tuple[str, str], dict[str, None]] = {}
    for e in estimates:
        if e.zone is not None and e.basis is not None and e.perimeter is not None:
            counting.setdefault((e.basis, e.perimeter), {})[e.zone] = None
    return [
        f"{', '.join(zones)}: {basis}, {_PERIMETERS[perimeter]}"
        for (basis, perimeter), zones in counting.items()
    ]


def carbon_bands(estimates: Sequence[Estimate]) -> list[str]:
    """Bands of the carbon by which the grid alone may differ."""
    return [
        f"{place_of(e)} {shown(band.low, 'g')} to {shown(band.high, 'g')} (90 %, the grid alone)"
        for e in estimates
        if (band := e.lifecycle.carbon_band) is not None
    ]


def site_lines(e: Estimate) -> list[str]:
    """What the building around the servers adds."""
    found = e.lifecycle.site
    if found is None:
        return []
    return [f"adds {shown(found.energy, 'J')} to equipment of {shown(found.equipment, 'J')}"]


def water_lines(e: Estimate) -> list[str]:
    """Water of the electricity and of the building."""
    found = e.lifecycle.water
    if found is None:
        return []
    cooling = (
        "cooling not known" if found.on_site is None else f"cooling {shown(found.on_site, 'L')}"
    )
    return [f"{shown(found.total, 'L')}: power plants {shown(found.off_site, 'L')}, {cooling}"]


def taken_lines(e: Estimate) -> list[str]:
    """What the electricity takes from nature."""
    said: list[str] = []
    if (primary := e.lifecycle.primary_energy) is not None:
        said.append(
            f"{shown(primary.total, 'J')} of primary energy,"
            f" {shown(primary.non_renewable, 'J')} of it not renewable"
        )
    if (minerals := e.lifecycle.abiotic_depletion) is not None:
        said.append(f"minerals as {shown(minerals, 'g')} of antimony (ADPe)")
    return said


def country_lines(estimates: Sequence[Estimate]) -> list[str]:
    """Which grid emits least, where there are several."""
    zones = [e for e in estimates if e.carbon is not None and not getattr(e.carbon, "ndim", 0)]
    if len(zones) < 2:
        return []
    return [ranking([*map(place_of, zones)], [float(e.carbon) for e in zones], "g", "emits")]
