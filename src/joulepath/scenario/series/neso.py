"""Saved answers of the Carbon Intensity API of NESO: Great Britain and its regions."""

from __future__ import annotations

from typing import Any

from joulepath.catalogue.units import coherent
from joulepath.records.electricity import IntensitySeries
from joulepath.scenario.series.answers import entries, number, table
from joulepath.scenario.series.points import Kind, Point, moment, series_of

__all__ = ["read", "wrote"]


def wrote(answer: Any) -> bool:
    """Whether it is an answer of this service."""
    return any("index" in table(row.get("intensity")) for row in _rows(answer))


def read(answer: Any, name: str) -> IntensitySeries:
    """Read half-hourly intensities in g/kWh, as measured where that is known, else as forecast.

    Raises
    ------
    InputError
        For missing values, gaps and doubtful times.
    """
    rows, forecasts = _rows(answer), 0
    points: list[Point] = []
    for place, row in enumerate(rows, 1):
        where, said = f"{name}: entry {place}", table(row.get("intensity"))
        actual = said.get("actual")
        forecasts += actual is None
        value = number(said.get("forecast") if actual is None else actual, where)
        points.append(Point(moment(row.get("from"), where), coherent(value, "g/kWh", "g/J")))
    region = table(table(answer).get("data")).get("shortname")
    notes = (f"{forecasts} of {len(rows)} values are forecasts",) if forecasts else ()
    source = f"{name} (NESO)"
    kind = Kind(str(region or "GBR"), "average", "direct", "consumption", source, notes)
    return series_of(points, kind, name)


def _rows(answer: Any) -> list[Any]:
    data = table(answer).get("data")
    regional = table(data).get("data")
    return entries(data if regional is None else regional)
