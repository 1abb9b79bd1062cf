"""Saved answers of Electricity Maps: carbon-intensity history, past-range and forecast."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from joulepath.catalogue.units import coherent
from joulepath.errors import InputError, Problem
from joulepath.records.electricity import Basis, IntensitySeries
from joulepath.scenario.series.answers import entries, number, table
from joulepath.scenario.series.points import Kind, Point, moment, series_of

__all__ = ["read", "wrote"]

_LISTS: Final = ("history", "data", "forecast")
_VALUE: Final = "carbonIntensity"
_FACTORS: Final = "emissionFactorType"
_BASES: Final[Mapping[str, Basis]] = MappingProxyType(
    {"lifecycle": "life-cycle", "direct": "direct"}
)


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
    estimated = sum(row.get("isEstimated") is True for row in rows)
    notes = [f"{estimated} of {len(rows)} values are estimates"] if estimated else []
    if "forecast" in table(answer):
        notes.append("a forecast")
    source = f"{name} (Electricity Maps)"
    zone, basis = _zone(answer, rows, name), _basis(rows, name)
    kind = Kind(zone, "average", basis, "consumption", source, tuple(notes))
    return series_of(points, kind, name)


def _zone(answer: Any, rows: list[Any], name: str) -> str:
    """The one zone of an answer; its file where it names none."""
    named = (table(answer).get("zone"), *(row.get("zone") for row in rows))
    zones = tuple(dict.fromkeys(str(each) for each in named if each))
    if len(zones) > 1:
        what = f"holds several zones: {', '.join(zones[:4])}"
        raise InputError(Problem(name, what, "save one file for each zone"))
    return zones[0] if zones else name


def _basis(rows: list[Any], name: str) -> Basis:
    """What the factors count, where the answer says it."""
    said = list(dict.fromkeys(row.get(_FACTORS) for row in rows))
    if len(said) > 1:
        what = f"mixes factors: {', '.join(map(str, said[:4]))}"
        raise InputError(Problem(name, what, "save one file for each emissionFactorType"))
    if said in ([], [None]):
        return "unknown"
    if said[0] not in _BASES:
        what = f"{_FACTORS} is {said[0]!r}"
        raise InputError(Problem(name, what, f"it is one of {', '.join(_BASES)}"))
    return _BASES[str(said[0])]


def _rows(answer: Any) -> list[Any]:
    found = table(answer)
    lists = [entries(found[key]) for key in _LISTS if key in found]
    return [row for rows in lists[:1] for row in rows]
