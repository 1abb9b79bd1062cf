"""Bands of an estimate as a table for people, and as plain tables for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from math import isfinite, isnan
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from joulepath.catalogue.rendering import render, render_known
from joulepath.report.estimate import Estimate
from joulepath.report.lifecycle_table import place_of, stage_title
from joulepath.report.plain import plain
from joulepath.report.tables import Table

if TYPE_CHECKING:
    from joulepath.analysis.uncertainty import OutputBand, Uncertain

__all__ = ["band_fact", "band_notes", "band_table", "uncertain_dict"]

_OF_A_LIFE = MappingProxyType(
    {
        "energy": ("whole life", "J"),
        "ecal": ("per bit (eCAL)", "J/bit"),
        "per_inference": ("per inference", "J/inference"),
    }
)
_OF_A_PLACE = MappingProxyType(
    {
        "carbon": ("CO2e", "g"),
        "hardware.carbon": ("hardware", "g"),
        "hardware.with_operation": ("with hardware", "g"),
        "water.total": ("water", "L"),
        "primary_energy.total": ("primary energy", "J"),
        "abiotic_depletion": ("minerals, as Sb", "g"),
        "cost.total": ("cost", "money"),
        "cost.per_inference": ("cost an inference", "money"),
        "battery.life": ("battery lasts", "s"),
    }
)
"""Totals with their titles and units, those that differ by zone last."""

_NO_BAND = ("-",) * 3
_MANY = 100
"""Draws from which their standard deviation tells."""


def band_table(estimates: Sequence[Estimate]) -> Table | None:
    """5, 50 and 95 % points of every stage and of the totals.

    Parameters
    ----------
    estimates : sequence of Estimate
        One for each zone, or a single one.

    Returns
    -------
    Table or None
        Rounded to what is known; none where nothing was drawn.
    """
    first = estimates[0]
    found = first.uncertain
    if found is None or not found.parameters:
        return None
    return Table(
        ("stage", "estimate", "p5", "p50", "p95"),
        tuple(
            (stage_title(name), *_cells(found.outputs[path], "J"))
            for name in first.stages
            if (path := f"balance.{name}.energy") in found.outputs and found.outputs[path].p95 != 0
        ),
        (*_totals(found), *(row for e in estimates for row in _of_place(e, estimates))),
        title=f"90 % bands, seed {found.seed}",
    )


def band_fact(e: Estimate) -> str:
    """How the bands came about."""
    found = e.uncertain
    if found is None:
        return "none"
    count = len(found.parameters)
    named = "1 uncertain number" if count == 1 else f"{count} uncertain numbers"
    return f"90 % of {found.draws} draws of {named}, seed {found.seed}"


def band_notes(e: Estimate) -> Iterator[str]:
    """What the bands rest on, and what they do not contain."""
    found = e.uncertain
    if found is None:
        return
    if assumed := sum(each.assumed for each in found.parameters):
        yield (
            f"bands: {assumed} of the uncertain numbers have no stated band; they vary as figures"
            " of their kind of source do (pedigree matrix)"
        )
    yield from _bent(found)
    for each in found.left_out:
        yield f"bands: they do not contain {each}"


def _bent(found: Uncertain) -> Iterator[str]:
    """The total whose draws spread unlike its slopes say, if there is one."""
    if found.draws < _MANY:
        return
    for path, (title, unit) in {**_OF_A_LIFE, **_OF_A_PLACE}.items():
        band = found.outputs.get(path)
        if band is None or not isfinite(band.deviation) or not band.bends:
            continue
        drawn, slopes = (render(each, unit) for each in (band.deviation, band.first_order))
        yield (
            f"bands: {title} is not linear within the bands: its standard deviation is {drawn} by"
            f" draws and {slopes} by slopes; the draws are right"
        )
        return


def uncertain_dict(found: Uncertain | None) -> dict[str, Any] | None:
    """Put bands in plain tables; none where nothing was drawn."""
    if found is None:
        return None
    return {
        "draws": found.draws,
        "seed": found.seed,
        "parameters": [
            {
                "name": each.name,
                "paths": list(each.paths),
                "value": each.value,
                "low": each.distribution.low,
                "high": each.distribution.high,
                "distribution": each.distribution.written,
                "assumed": each.assumed,
            }
            for each in found.parameters
        ],
        "outputs": {path: plain(asdict(band)) for path, band in found.outputs.items()},
        "left_out": list(found.left_out),
    }


def _totals(found: Uncertain) -> Iterator[tuple[str, ...]]:
    for path, (title, unit) in _OF_A_LIFE.items():
        yield (title, *_cells(found.outputs[path], unit))


def _of_place(e: Estimate, estimates: Sequence[Estimate]) -> Iterator[tuple[str, ...]]:
    """Totals that another zone changes, and of the first estimate those that none does."""
    found, first = e.uncertain, e is estimates[0]
    if found is None:
        return
    for path, (title, unit) in _OF_A_PLACE.items():
        if path not in found.outputs or not (first or _by_place(path)):
            continue
        place = f" {place_of(e)}" if path == "carbon" or len(estimates) > 1 else ""
        cells = _cells(found.outputs[path], unit)
        if unit == "money" and e.lifecycle.cost is not None:
            currency = e.lifecycle.cost.currency
            cells = tuple(cell.replace("money", currency) for cell in cells)
        yield (f"{title}{place if _by_place(path) else ''}", *cells)


def _by_place(path: str) -> bool:
    return path not in ("battery.life", "hardware.carbon")


def _cells(band: OutputBand, unit: str) -> tuple[str, ...]:
    """Best estimate and points; what no uncertain number touches has no points."""
    estimate = "-" if isnan(band.estimate) else _known(band.estimate, unit, band.width)
    if not band.p5 < band.p95:
        return (estimate, *_NO_BAND)
    points = (band.p5, band.p50, band.p95)
    return (estimate, *(_known(point, unit, band.width) for point in points))


def _known(value: float, unit: str, width: float) -> str:
    return render_known(value, unit, width).removesuffix("/inference")
