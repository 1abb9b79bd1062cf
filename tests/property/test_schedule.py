"""The best schedule is the best of all schedules, tried one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joulepath.analysis.schedule import best_schedule
from joulepath.errors import InputError
from joulepath.records.electricity import IntensitySeries, Job, Place

START = datetime(2024, 5, 1, tzinfo=UTC)
HOUR = 3600.0
ROUNDING = 1e-9
"""Sums in another order differ by a few units in the last place."""

INTENSITIES = st.lists(st.floats(0, 1000), min_size=2, max_size=9)


def series(values: list[float], zone: str = "A", **changes: Any) -> IntensitySeries:
    known: dict[str, Any] = {
        "zone": zone,
        "start": START,
        "step": HOUR,
        "values": tuple(value / 3.6e6 for value in values),
        "signal": "average",
        "basis": "life-cycle",
        "perimeter": "production",
        "source": "test",
    }
    return IntensitySeries(**(known | changes))


def job(hours: int, length: int, *, interruptible: bool) -> Job:
    deadline = START + timedelta(hours=length)
    return Job(1000.0, hours * HOUR, START, deadline, interruptible)


def exhaustive(values: list[float], hours: int, *, interruptible: bool) -> float:
    """Grams of the best of all ways to run a kilowatt for so many hours."""
    slots = range(len(values))
    if interruptible:
        return min(sum(values[slot] for slot in chosen) for chosen in combinations(slots, hours))
    return min(sum(values[first : first + hours]) for first in slots[: len(values) - hours + 1])


@given(values=INTENSITIES, data=st.data(), interruptible=st.booleans())
@settings(max_examples=200, deadline=None)
def test_the_best_time_is_that_of_an_exhaustive_search(
    values: list[float], data: Any, interruptible: bool
) -> None:
    hours = data.draw(st.integers(1, len(values)))
    wanted = job(hours, len(values), interruptible=interruptible)
    found = best_schedule(wanted, [Place(series(values), 1.0, 0.0, None)])
    best = exhaustive(values, hours, interruptible=interruptible)
    assert found.shifted == pytest.approx(best, rel=ROUNDING, abs=ROUNDING)
    assert found.baseline == pytest.approx(sum(values[:hours]), rel=ROUNDING, abs=ROUNDING)
    assert found.bound == pytest.approx(
        exhaustive(values, hours, interruptible=True), rel=ROUNDING, abs=ROUNDING
    )


@given(
    zones=st.lists(
        st.tuples(
            st.lists(st.floats(1, 1000), min_size=6, max_size=6),
            st.floats(1, 2),
            st.floats(0, 5),
            st.sampled_from([None, 900.0, 5000.0]),
        ),
        min_size=1,
        max_size=4,
    ),
    hours=st.integers(1, 6),
    interruptible=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_the_best_place_is_that_of_an_exhaustive_search(
    zones: list[tuple[list[float], float, float, float | None]], hours: int, interruptible: bool
) -> None:
    places = [
        Place(series(values, str(name)), pue, moved * 3.6e6, capacity)
        for name, (values, pue, moved, capacity) in enumerate(zones)
    ]
    home = zones[0][0][0]
    emitted = [
        pue * exhaustive(values, hours, interruptible=interruptible) + moved * home
        for values, pue, moved, capacity in zones
        if capacity is None or capacity >= 1000 * pue
    ]
    wanted = job(hours, 6, interruptible=interruptible)
    if not emitted:
        with pytest.raises(InputError, match="no place has the 1000 W"):
            best_schedule(wanted, places)
        return
    found = best_schedule(wanted, places)
    assert found.shifted == pytest.approx(min(emitted), rel=ROUNDING)
    assert found.bound <= found.shifted * (1 + ROUNDING)
    assert found.saved == pytest.approx(found.baseline - found.shifted, abs=ROUNDING)
    assert len(found.choices) == len(emitted)


@given(values=INTENSITIES, interruptible=st.booleans())
@settings(max_examples=50, deadline=None)
def test_finer_steps_of_the_same_values_change_nothing(
    values: list[float], interruptible: bool
) -> None:
    fine = [value for value in values for _ in range(4)]
    wanted = job(1, len(values), interruptible=interruptible)
    coarse = best_schedule(wanted, [Place(series(values), 1.0, 0.0, None)])
    quarter = best_schedule(wanted, [Place(series(fine, step=HOUR / 4), 1.0, 0.0, None)])
    assert quarter.shifted <= coarse.shifted * (1 + ROUNDING) + ROUNDING
    assert quarter.baseline == pytest.approx(coarse.baseline, rel=ROUNDING, abs=ROUNDING)


def test_pauses_join_intervals_that_follow_each_other() -> None:
    wanted = job(3, 6, interruptible=True)
    found = best_schedule(wanted, [Place(series([9, 1, 1, 9, 2, 9]), 1.0, 0.0, None)])
    hours = [(start - START).total_seconds() / HOUR for start in found.best.starts]
    assert hours == [1, 4]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"signal": "marginal"}, "signal: unlike series: A is average and B is marginal"),
        ({"basis": "direct"}, "basis: unlike series: A is life-cycle and B is direct"),
        ({"perimeter": "consumption"}, "perimeter: unlike series"),
        ({"start": START + timedelta(hours=1)}, "B is known from 2024-05-01T01:00Z"),
    ],
)
def test_unlike_series_are_not_compared(changes: dict[str, Any], message: str) -> None:
    places = [
        Place(series([1, 2, 3]), 1.0, 0.0, None),
        Place(series([1, 2, 3], "B", **changes), 1.0, 0.0, None),
    ]
    with pytest.raises(InputError, match=message):
        best_schedule(job(1, 3, interruptible=False), places)


def test_a_deadline_that_cannot_be_kept_is_refused() -> None:
    with pytest.raises(InputError, match="4 h of work in the 3 h before the deadline"):
        best_schedule(job(4, 3, interruptible=False), [Place(series([1, 2, 3]), 1.0, 0.0, None)])
