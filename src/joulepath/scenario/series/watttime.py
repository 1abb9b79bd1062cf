"""Saved answers of WattTime v3: historical and forecast."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from joulepath.catalogue.units import coherent
from joulepath.errors import InputError, Problem
from joulepath.records.electricity import IntensitySeries, Signal
from joulepath.scenario.series.answers import entries, number, table
from joulepath.scenario.series.points import Kind, Point, moment, series_of

__all__ = ["read", "wrote"]

_SIGNALS: Final = MappingProxyType({"co2_moer": "marginal", "co2_aoer": "average"})
_UNITS: Final = "lbs_co2_per_mwh"
_GRAMS_PER_POUND: Final = 453.59237


def wrote(answer: Any) -> bool:
    """Whether it is an answer of this service."""
    return "signal_type" in table(table(answer).get("meta"))


def read(answer: Any, name: str) -> IntensitySeries:
    """Read CO2 of chimneys, marginal (``co2_moer``) or average (``co2_aoer``).

    Raises
    ------
    InputError
        For another signal or unit, missing values, gaps and doubtful times.
    """
    about = table(answer["meta"])
    signal = _signal(str(about["signal_type"]), name)
    if about.get("units") != _UNITS:
        what = f"units {about.get('units')!r}"
        raise InputError(Problem(name, what, f"WattTime gives {_UNITS}; save the answer again"))
    points = [
        Point(
            moment(row.get("point_time"), f"{name}: entry {place}"),
            _GRAMS_PER_POUND
            * coherent(number(row.get("value"), f"{name}: entry {place}"), "g/kWh", "g/J")
            / 1000,
        )
        for place, row in enumerate(entries(table(answer).get("data")), 1)
    ]
    kind = Kind(
        str(about.get("region") or name), signal, "direct", "consumption", f"{name} (WattTime)"
    )
    return series_of(points, kind, name)


def _signal(said: str, name: str) -> Signal:
    if said not in _SIGNALS:
        remedy = f"ask for one of {', '.join(_SIGNALS)}"
        raise InputError(Problem(name, f"{said!r} is no carbon intensity", remedy))
    return "marginal" if _SIGNALS[said] == "marginal" else "average"
