"""Better a good candidate: by single changes, and by the slope of its continuous numbers."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.optimise.axes import Interval, steps_of
from joulepath.analysis.optimise.ranking import SAME, worth
from joulepath.analysis.optimise.search import Search
from joulepath.errors import MissingExtra

__all__ = ["climb", "descend", "neighbours"]

Array = NDArray[np.float64]
_STEP: Final = 1e-4
"""Width of a difference, over the width of an interval."""
_ROUNDS: Final = 60
_ALONG: Final = 33
"""Numbers tried on the way to where a descent ends."""
_ZOOMS: Final = 4


def neighbours(search: Search, pick: Array) -> Array:
    """Every candidate that differs from a pick in one key."""
    rows: list[Array] = []
    for column, axis in enumerate(search.axes):
        for step in steps_of(axis):
            if step != pick[column]:
                row = pick.copy()
                row[column] = step
                rows.append(row)
    return np.array(rows).reshape(-1, len(pick))


def climb(search: Search, pick: Array, goal: int) -> Array:
    """Go from candidate to candidate by single changes for as long as a goal falls.

    Parameters
    ----------
    search : Search
        The candidates.
    pick : ndarray
        Where to begin.
    goal : int
        Which goal.

    Returns
    -------
    ndarray
        A candidate that no single change makes better.
    """
    here = float(worth(search.score(pick[np.newaxis]), goal)[0])
    for _ in range(_ROUNDS):
        around = neighbours(search, pick)
        if not len(around):
            break
        worths = worth(search.score(around), goal)
        place = int(np.argmin(worths))
        if not worths[place] < here - SAME * abs(here):
            break
        pick, here = around[place], float(worths[place])
    return pick


def descend(search: Search, pick: Array, goal: int) -> Array:
    """Move the numbers of intervals down the slope of a goal, within the limits.

    Slopes come from central differences, all of them computed at once as one array. Without
    limits SciPy's L-BFGS-B descends, with limits its SLSQP.

    Parameters
    ----------
    search : Search
        The candidates.
    pick : ndarray
        Where to begin; names and lists stay as they are.
    goal : int
        Which goal.

    Returns
    -------
    ndarray
        A candidate that is no worse.

    Raises
    ------
    MissingExtra
        If SciPy is not installed.
    """
    free = [place for place, axis in enumerate(search.axes) if isinstance(axis, Interval)]
    if not free:
        return pick
    slope = _Slope(search, pick, free, goal)
    # from the middle of the neighbouring steps, lest an end of the interval hold it
    found = _minimise(slope, np.clip(pick[free], _STEP, 1 - _STEP))
    best, start, end = pick, pick[free], found
    for _ in range(_ZOOMS):  # the end may be beyond a limit by a rounding error
        shares = np.linspace(0.0, 1.0, _ALONG)
        rows = [slope.whole(start + share * (end - start)) for share in shares]
        worths = worth(search.score(np.array([best, *rows])), goal)
        place = int(np.argmin(worths))
        best = best if place == 0 else rows[place - 1]
        inner = max(place - 1, 0)
        start, end = (rows[max(inner - 1, 0)][free], rows[min(inner + 1, _ALONG - 1)][free])
    return best


class _Slope:
    """Goal and limits as functions of the free numbers, with their slopes."""

    def __init__(self, search: Search, pick: Array, free: list[int], goal: int) -> None:
        self.search, self.pick, self.free, self.goal = search, pick, free, goal
        start = search.score(pick[np.newaxis]).goals[0, goal]
        self.scale = abs(float(start)) or 1.0
        self._at: tuple[bytes, Array] | None = None

    def whole(self, numbers: Array) -> Array:
        """The candidate with these numbers."""
        row = self.pick.copy()
        row[self.free] = np.clip(numbers, 0.0, 1.0)
        return row

    def rows(self, numbers: Array) -> Array:
        """Goal and what is left of each limit, then their slopes: (1 + numbers, 1 + limits)."""
        key = np.asarray(numbers, dtype=np.float64).tobytes()
        if self._at is None or self._at[0] != key:
            self._at = key, self._computed(numbers)
        return self._at[1]

    def goal_and_slope(self, numbers: Array) -> tuple[float, Array]:
        """Goal, and its slope along each number."""
        rows = self.rows(numbers)
        return float(rows[0, 0]), rows[1:, 0]

    def limit(self, place: int) -> dict[str, Any]:
        """A limit as SciPy takes it: what is left of it, and the slope of that."""

        def left(numbers: Array) -> float:
            return float(self.rows(numbers)[0, place])

        def slope(numbers: Array) -> Array:
            return self.rows(numbers)[1:, place]

        return {"type": "ineq", "fun": left, "jac": slope}

    def _computed(self, numbers: Array) -> Array:
        centre = np.clip(numbers, 0.0, 1.0)
        above = np.minimum(centre + _STEP, 1.0)
        below = np.maximum(centre - _STEP, 0.0)
        points = [centre]
        for column in range(len(centre)):
            for end in (above, below):
                point = centre.copy()
                point[column] = end[column]
                points.append(point)
        picks = np.array([self.whole(point) for point in points])
        computed = self.search.candidates.compute(picks)
        values = np.column_stack(self._functions(computed.values))
        slopes = (values[1::2] - values[2::2]) / (above - below)[:, np.newaxis]
        return np.vstack((values[:1], slopes))

    def _functions(self, values: Array) -> list[Array]:
        judge = self.search.judge
        goals = judge.judge(values).goals[:, self.goal] / self.scale
        broken = np.nan_to_num(goals, nan=1e6, posinf=1e6)
        return [broken, *(np.nan_to_num(room, nan=-1e6) for room in judge.room(values))]


def _minimise(slope: _Slope, start: Array) -> Array:
    try:
        optimise: Any = import_module("scipy.optimize")
    except ImportError:
        raise MissingExtra("choosing numbers of a range", "optimise") from None
    limits = [slope.limit(place) for place in range(1, 1 + len(slope.search.judge.limits))]
    found = optimise.minimize(
        slope.goal_and_slope,
        start,
        jac=True,
        bounds=[(0.0, 1.0)] * len(start),
        method="SLSQP" if limits else "L-BFGS-B",
        constraints=limits or (),
        options={"maxiter": 200, "ftol": 1e-13},
    )
    return np.clip(np.asarray(found.x, dtype=np.float64), 0.0, 1.0)
