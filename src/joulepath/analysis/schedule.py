"""When and where to run work that may wait: the start, the pauses and the place that emit least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from heapq import nsmallest
from itertools import accumulate
from math import floor, gcd, lcm
from typing import Final

from joulepath.catalogue.rendering import render
from joulepath.core.quantities import Gram
from joulepath.errors import InputError, Problem
from joulepath.formulas import schedule as formulas
from joulepath.formulas.carbon import operational_carbon, summed_carbon
from joulepath.records.electricity import Choice, IntensitySeries, Job, Place, Schedule
from joulepath.scenario.series.points import moment_in_utc

__all__ = ["best_schedule"]

_MOST: Final = 2_000_000
"""Intervals above which a search would take minutes."""


@dataclass(frozen=True)
class _Grid:
    """Intervals between the earliest begin and the deadline."""

    start: datetime
    step: float
    count: int
    needed: int

    def time(self, place: int) -> datetime:
        return self.start + timedelta(seconds=place * self.step)


def best_schedule(job: Job, places: Sequence[Place]) -> Schedule:
    """Find the start, the pauses and the place of least emissions by looking at all of them.

    Parameters
    ----------
    job : Job
        The work.
    places : sequence of Place
        Where it may run; the first is home, where it would run at once.

    Returns
    -------
    Schedule
        The baseline, the best choice, what it saves, and what no schedule can beat.

    Raises
    ------
    InputError
        For a deadline that cannot be kept, series that do not cover the time or are not of one
        signal and basis, and where no place has the power.

    Notes
    -----
    Starts are tried at the coarsest step that all series and the job share; within an interval
    of its series the intensity is taken as constant.
    """
    _comparable(places)
    grid = _grid(job, places)
    values = [_cut(place.series, grid) for place in places]
    home = values[0][0]
    choices = sorted(
        _choices(job, places, values, grid, home), key=lambda choice: (choice.carbon, choice.starts)
    )
    if not choices:
        what = f"no place has the {job.power:g} W that the job draws"
        raise InputError(Problem("--capacity", what, "allow more, or name another place"))
    baseline = _running(job, places[0], values[0], range(grid.needed), grid)
    bound = min(
        _running(job, place, known, _cheapest(known, grid.needed), grid)
        for place, known in zip(places, values, strict=True)
    )
    best = choices[0]
    saved = formulas.saved_carbon(baseline=baseline, shifted=best.carbon)
    return Schedule(
        home=places[0].series.zone,
        baseline=baseline,
        shifted=best.carbon,
        saved=saved,
        saved_share=formulas.saved_share(saved=saved, baseline=baseline),
        bound=bound,
        best=best,
        choices=tuple(choices),
        signal=places[0].series.signal,
        basis=places[0].series.basis,
        step=grid.step,
        intervals=grid.count,
        notes=tuple(_notes(places)),
    )


def _comparable(places: Sequence[Place]) -> None:
    """Refuse series of which one is average and one marginal, or of unlike bases."""
    for kind in ("signal", "basis", "perimeter"):
        found = {str(getattr(place.series, kind)): place.series for place in places}
        if len(found) > 1:
            said = " and ".join(f"{zone.zone} is {of}" for of, zone in found.items())
            remedy = f"give all series of one {kind}"
            if kind == "basis":
                remedy += "; --basis says that of a table"
            raise InputError(Problem(kind, f"unlike series: {said}", remedy))


def _grid(job: Job, places: Sequence[Place]) -> _Grid:
    length = (job.deadline - job.earliest).total_seconds()
    if length <= 0:
        what = f"{moment_in_utc(job.deadline)} is before the begin, {moment_in_utc(job.earliest)}"
        raise InputError(Problem("--by", what, "allow more time, or give a series of that time"))
    if length < job.duration:
        given = render(length, "s")
        what = f"{render(float(job.duration), 's')} of work in the {given} before the deadline"
        raise InputError(Problem("--duration", what, "begin earlier, or allow more time"))
    steps = [float(place.series.step) for place in places]
    offsets = [(job.earliest - place.series.start).total_seconds() for place in places]
    step = _shared_step([*steps, float(job.duration), *filter(None, offsets)])
    count = floor(length / step)
    if count > _MOST:
        what = f"{count} intervals of {step:g} s, the step that series and job share"
        raise InputError(Problem("--duration", what, "round the times to whole minutes"))
    return _Grid(job.earliest, step, count, round(float(job.duration) / step))


def _shared_step(times: Sequence[float]) -> float:
    """Longest time of which all are whole multiples."""
    exact = [Fraction(abs(time)).limit_denominator(1000) for time in times]
    over = lcm(*(time.denominator for time in exact))
    return gcd(*(int(time * over) for time in exact)) / over


def _cut(series: IntensitySeries, grid: _Grid) -> list[float]:
    """Intensity in every interval of the grid."""
    end = series.start + timedelta(seconds=len(series.values) * float(series.step))
    if series.start > grid.start or end < grid.time(grid.count):
        what = f"{series.zone} is known from {moment_in_utc(series.start)} to {moment_in_utc(end)}"
        needed = f"{moment_in_utc(grid.start)} to {moment_in_utc(grid.time(grid.count))}"
        raise InputError(Problem(series.source, what, f"the job needs {needed}"))
    skipped = (grid.start - series.start).total_seconds()
    middles = (skipped + (place + 0.5) * grid.step for place in range(grid.count))
    return [float(series.values[int(middle // series.step)]) for middle in middles]


def _choices(
    job: Job,
    places: Sequence[Place],
    values: Sequence[Sequence[float]],
    grid: _Grid,
    home: float,
) -> Iterator[Choice]:
    for place, known in zip(places, values, strict=True):
        if place.capacity is not None and place.capacity < job.power * place.overhead:
            continue
        slots = _cheapest(known, grid.needed) if job.interruptible else _window(known, grid.needed)
        running = _running(job, place, known, slots, grid)
        transfer = operational_carbon(energy=place.transfer, intensity=home)
        yield Choice(
            zone=place.series.zone,
            starts=tuple(grid.time(first) for first in _stretches(slots)),
            running=running,
            transfer=transfer,
            carbon=formulas.job_carbon(running=running, transfer=transfer),
        )


def _cheapest(known: Sequence[float], needed: int) -> list[int]:
    """The intervals of least intensity, the earlier of equal ones."""
    return sorted(nsmallest(needed, range(len(known)), key=lambda place: (known[place], place)))


def _window(known: Sequence[float], needed: int) -> range:
    """The stretch of least intensity, the earliest of equal ones."""
    sums = [0.0, *accumulate(known)]
    starts = range(len(known) - needed + 1)
    first = min(starts, key=lambda place: (sums[place + needed] - sums[place], place))
    return range(first, first + needed)


def _running(
    job: Job, place: Place, known: Sequence[float], slots: Sequence[int], grid: _Grid
) -> Gram:
    return summed_carbon(
        parts=tuple(
            formulas.interval_carbon(
                power=job.power, time=grid.step, overhead=place.overhead, intensity=known[slot]
            )
            for slot in slots
        )
    )


def _stretches(slots: Sequence[int]) -> Iterator[int]:
    """First interval of every stretch without a pause."""
    before: int | None = None
    for slot in slots:
        if before is None or slot != before + 1:
            yield slot
        before = slot


def _notes(places: Sequence[Place]) -> Iterator[str]:
    if places[0].series.signal == "marginal":
        yield "marginal intensities: for this decision alone, they enter no inventory"
    if places[0].series.basis == "unknown":
        yield "what the intensities count is not said: --basis life-cycle or direct says it"
    for place in places:
        yield from (f"{place.series.source}: {note}" for note in place.series.notes)
