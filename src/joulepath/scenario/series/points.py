"""From points in time to a series without gaps, with a clear word on whatever is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import isfinite
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from joulepath.errors import InputError, Problem
from joulepath.records.electricity import Basis, IntensitySeries, Perimeter, Signal

__all__ = ["Kind", "Point", "moment", "moment_in_utc", "series_of", "time_zone"]

_FEWEST: Final = 2
_GREATEST: Final = 5000 / 3.6e6
"""In g/J, some three times what the dirtiest power plants emit."""


@dataclass(frozen=True)
class Point:
    """Intensity from a moment on."""

    time: datetime
    """The moment, with its offset from UTC."""
    value: float
    """In g/J."""


@dataclass(frozen=True)
class Kind:
    """What all points of a file have in common."""

    zone: str
    signal: Signal
    basis: Basis
    perimeter: Perimeter
    source: str
    notes: tuple[str, ...] = ()


def time_zone(name: str) -> ZoneInfo:
    """Find a time zone of the IANA data base.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        remedy = "write e.g. Europe/Berlin, America/New_York or UTC"
        raise InputError(Problem("--timezone", f"no time zone named {name!r}", remedy)) from None


def moment(text: Any, where: str, zone: ZoneInfo | None = None) -> datetime:
    """Read a moment in time as ISO 8601 writes it.

    Parameters
    ----------
    text : any
        E.g. ``2024-05-01T13:00+02:00``, or a ``datetime``.
    where : str
        File and line, for messages.
    zone : ZoneInfo
        Zone of times without an offset.

    Raises
    ------
    InputError
        If it is no time; if its offset is missing, or is another than that of the zone; for an
        hour that a change to or from summer time skips or repeats.
    """
    if isinstance(text, datetime):
        read = text
    else:
        try:
            read = datetime.fromisoformat(str(text).strip())
        except ValueError:
            remedy = "write e.g. 2024-05-01T13:00Z or 2024-05-01T15:00+02:00"
            raise InputError(Problem(where, f"{text!r} is not a time", remedy)) from None
    if read.tzinfo is None:
        return _local(read, where, zone)
    if zone is not None and read.utcoffset() != read.astimezone(zone).utcoffset():
        what = f"{text} is not the offset of {zone.key} at that time"
        raise InputError(Problem(where, what, "leave --timezone out, or correct it"))
    return read.astimezone(UTC)


def _local(read: datetime, where: str, zone: ZoneInfo | None) -> datetime:
    if zone is None:
        what = f"{read.isoformat()} says no offset from UTC"
        remedy = "write a Z or an offset such as +02:00, or say --timezone Europe/Berlin"
        raise InputError(Problem(where, what, remedy))
    early, late = (read.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    offset = "write times with their offset from UTC, e.g. " + early.isoformat()
    if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != read:
        what = f"{read.isoformat()} does not exist in {zone.key}: the clock skips it"
        raise InputError(Problem(where, what, offset.partition(", e.g.")[0]))
    if early.utcoffset() != late.utcoffset():
        what = f"{read.isoformat()} is there twice in {zone.key}: the clock repeats it"
        raise InputError(Problem(where, what, offset))
    return early.astimezone(UTC)


def series_of(points: Sequence[Point], kind: Kind, where: str) -> IntensitySeries:
    """Make a series of points at even steps.

    Raises
    ------
    InputError
        For too few points, a gap, a time that is there twice, times out of order and values
        that are no intensities.
    """
    if len(points) < _FEWEST:
        what = f"{len(points)} values of {kind.zone}"
        raise InputError(Problem(where, what, "a series needs two or more"))
    step = _usual_step(points)
    problems = [
        Problem(where, *wrong)
        for sooner, later in pairwise(points)
        if (wrong := _uneven(sooner.time, later.time, step))
    ]
    problems += [
        Problem(
            where,
            f"{point.value * 3.6e6:g} g/kWh at {moment_in_utc(point.time)}",
            "an average is not below zero, and no plant emits more than 5000 g/kWh",
        )
        for point in points
        if not _sound(point.value, kind.signal)
    ]
    if problems:
        raise InputError(*problems[:_SHOWN])
    return IntensitySeries(
        zone=kind.zone,
        start=points[0].time,
        step=step.total_seconds(),
        values=tuple(point.value for point in points),
        signal=kind.signal,
        basis=kind.basis,
        perimeter=kind.perimeter,
        source=kind.source,
        notes=kind.notes,
    )


def _usual_step(points: Sequence[Point]) -> timedelta:
    """The step that most points are apart; of several the least."""
    steps = Counter(abs(later.time - sooner.time) for sooner, later in pairwise(points))
    return min(steps, key=lambda step: (not step, -steps[step], step))


_SHOWN: Final = 10
"""Problems of a file after which the rest are of the same kind."""


def _uneven(sooner: datetime, later: datetime, step: timedelta) -> tuple[str, str] | None:
    if later == sooner:
        return (
            f"{moment_in_utc(later)} is there twice",
            "keep one; in an hour that the clock repeats, write times with their offset",
        )
    if later < sooner:
        return f"{moment_in_utc(later)} comes after {moment_in_utc(sooner)}", "sort the times"
    if later - sooner != step:
        between = f"{moment_in_utc(sooner)} and {moment_in_utc(later)}"
        what = f"no value between {between}, where steps are of {step}"
        return what, "fill the gap with values of your own, or cut the file there"
    return None


def _sound(value: float, signal: Signal) -> bool:
    """Marginal plants may absorb emissions; an average never does."""
    return isfinite(value) and abs(value) <= _GREATEST and (signal == "marginal" or value >= 0)


def moment_in_utc(time: datetime) -> str:
    """Write a moment to the minute, in UTC.

    Parameters
    ----------
    time : datetime
        With its offset.
    """
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
