"""Electricity over time: series of intensities, and work that waits for a better hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from joulepath.core.quantities import Count, Gram, GramPerJoule, Joule, Ratio, Second, Watt

Signal = Literal["average", "marginal"]
Basis = Literal["life-cycle", "direct", "unknown"]
Perimeter = Literal["production", "consumption", "unknown"]


@dataclass(frozen=True)
class FuelFactors:
    """What a kind of power plant emits."""

    life_cycle: GramPerJoule
    """From cradle to grave."""
    direct: GramPerJoule
    """At the chimney."""


@dataclass(frozen=True)
class IntensitySeries:
    """Carbon intensity of a zone, interval by interval, without a gap."""

    zone: str
    """Zone it is of, as its file names it."""
    start: datetime
    """Begin of the first interval, with its offset from UTC."""
    step: Second
    """Length of an interval."""
    values: tuple[GramPerJoule, ...]
    """Mean intensity of each interval."""
    signal: Signal
    """Average, or marginal: for decisions alone, never for an inventory."""
    basis: Basis
    """What it counts."""
    perimeter: Perimeter
    """Whether the mix is that of the plants in the zone, or of what is used there."""
    source: str
    """File and service it comes from."""
    notes: tuple[str, ...] = ()
    """What a reader should know before relying on it, e.g. values that are forecasts."""


@dataclass(frozen=True)
class Job:
    """Work that may wait."""

    power: Watt
    """What its equipment draws while it runs."""
    duration: Second
    """How long it runs."""
    earliest: datetime
    """When it could begin."""
    deadline: datetime
    """When it must have ended."""
    interruptible: bool
    """Whether it may pause between intervals."""


@dataclass(frozen=True)
class Place:
    """Where it may run."""

    series: IntensitySeries
    """Intensity of its electricity."""
    overhead: Ratio
    """Energy of the building over that of the equipment (PUE)."""
    transfer: Joule
    """Energy to move data there and back; nothing at home."""
    capacity: Watt | None
    """Power that is free there; none where that is no limit."""


@dataclass(frozen=True)
class Choice:
    """The best that one place offers."""

    zone: str
    """The place."""
    starts: tuple[datetime, ...]
    """Begin of every stretch in which the job runs without a pause."""
    running: Gram
    """Emissions of the job and its building."""
    transfer: Gram
    """Emissions of moving its data, at the intensity of home when the job could begin."""
    carbon: Gram
    """Both."""


@dataclass(frozen=True)
class Schedule:
    """When and where to run a job."""

    home: str
    """Zone of the first series, where the job runs if nobody moves it."""
    baseline: Gram
    """Emissions of starting at once at home."""
    shifted: Gram
    """Emissions of the best choice."""
    saved: Gram
    """Difference."""
    saved_share: Ratio
    """Difference over the baseline."""
    bound: Gram
    """No schedule can emit less: the cheapest intervals before the deadline of any place, with
    pauses, without moving data and without limits of capacity."""
    best: Choice
    """Where and when."""
    choices: tuple[Choice, ...]
    """The best of each place that can run the job in time, the least first."""
    signal: Signal
    """Of all series."""
    basis: Basis
    """Of all series."""
    step: Second
    """Length of the intervals at which starts were tried."""
    intervals: Count
    """Intervals between the earliest begin and the deadline."""
    notes: tuple[str, ...]
    """What a reader should know before relying on it."""
