"""Saved answers of Electricity Maps: carbon-intensity history, past-range and forecast."""

from __future__ import annotations

from typing import Any, Final

from joulepath.catalogue.units import coherent
from joulepath.records.electricity import Basis, IntensitySeries
from joulepath.scenario.series.answers import entries, number, table
from joulepath.scenario.series.points import Kind, Point, moment, series_of

__all__ = ["read", "wrote"]

_LISTS: Final = ("history", "data", "forecast")
_VALUE: Final = "carbonIntensity"


def wrote(answer: Any) -> bool:
    """Whether it is an answer of this service."""
    return any(_VALUE in each for each in _rows(answer))


def read(answer: Any, name: str) -> IntensitySeries:
    """Read average intensities of what is used in a zone, in g/kWh.

    Raises
    ------
    InputError
        For missing values, gaps and doubtful times.
    """
    rows = _rows(answer)
    points = [
        Point(
            moment(row.get("datetime"), f"{name}: entry {place}"),
            coherent(number(row[_VALUE], f"{name}: entry {place}"), "g/kWh", "g/J"),
        )
        for place, row in enumerate(rows, 1)
    ]
    said = {str(row.get("emissionFactorType", "lifecycle")) for row in rows}
    basis: Basis = "direct" if said == {"direct"} else "life-cycle"
    if len(said) > 1:
        basis = "unknown"
    estimated = sum(row.get("isEstimated") is True for row in rows)
    notes = [f"{estimated} of {len(rows)} values are estimates"] if estimated else []
    if "forecast" in table(answer):
        notes.append("a forecast")
    zone = str(table(answer).get("zone") or rows[0].get("zone") or name)
    kind = Kind(zone, "average", basis, "consumption", f"{name} (Electricity Maps)", tuple(notes))
    return series_of(points, kind, name)


def _rows(answer: Any) -> list[Any]:
    found = table(answer)
    lists = [entries(found[key]) for key in _LISTS if key in found]
    return [row for rows in lists[:1] for row in rows]
