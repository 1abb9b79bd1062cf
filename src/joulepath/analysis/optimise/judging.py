"""From the quantities of candidates to what is minimised and what is broken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.optimise.goals import Goal, Limit, Measure

__all__ = ["Judge", "Verdict"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Verdict:
    """What candidates are worth."""

    values: Array
    """Quantities, of shape (candidates, quantities): best estimates, or the quantile at the bad
    end of each."""
    goals: Array
    """Of shape (candidates, goals); not a number for a candidate that cannot be computed."""
    excess: Array
    """How far each limit is broken, relative to the bound: (candidates, limits); 0 if kept."""

    @property
    def sound(self) -> NDArray[np.bool_]:
        """Which candidates can be computed and keep to all limits."""
        return np.isfinite(self.goals).all(axis=1) & (self.excess == 0).all(axis=1)


@dataclass(frozen=True)
class Judge:
    """How candidates are judged."""

    measures: tuple[Measure, ...]
    """Quantities, in the order of their columns."""
    goals: tuple[Goal, ...]
    """What is minimised."""
    limits: tuple[Limit, ...]
    """What must be kept."""
    base: Array
    """Quantities of the scenario as it stands at its best estimates, for mixes."""
    quantile: float | None = None
    """Quantile over draws; none for best estimates."""

    def judge(self, values: Array) -> Verdict:
        """Judge candidates.

        Parameters
        ----------
        values : ndarray of shape (candidates, quantities, draws)
            What they come to.
        """
        goals = [self._reduced(self._goal(goal, values)) for goal in self.goals]
        rooms = zip(self.limits, self.room(values), strict=True)
        excess = [self._excess(limit, room) for limit, room in rooms]
        count = len(values)
        return Verdict(
            values=self._shown(values),
            goals=np.stack(goals, axis=1) if count else np.empty((0, len(goals))),
            excess=np.stack(excess, axis=1) if excess else np.zeros((count, 0)),
        )

    def _shown(self, values: Array) -> Array:
        """Every quantity at its bad end: the lower one of what should be large."""
        columns = [
            self._reduced(values[:, column], upper=not measure.wanted_large)
            for column, measure in enumerate(self.measures)
        ]
        return np.stack(columns, axis=1) if columns else np.empty((len(values), 0))

    def room(self, values: Array) -> list[Array]:
        """What is left of each limit, over its bound; negative where it is broken."""
        left: list[Array] = []
        for limit in self.limits:
            reached = self._reduced(values[:, self._column(limit.measure)], limit.upper)
            over = reached - limit.bound if limit.upper else limit.bound - reached
            left.append(-over / (abs(limit.bound) or 1.0))
        return left

    def _goal(self, goal: Goal, values: Array) -> Array:
        """A goal of every candidate in every draw."""
        if not goal.mixed:
            return values[:, self._column(goal.terms[0][1])]
        columns = [(weight, self._column(measure)) for weight, measure in goal.terms]
        parts = [weight * values[:, column] / self.base[column] for weight, column in columns]
        return np.sum(parts, axis=0)

    def _column(self, measure: Measure) -> int:
        return self.measures.index(measure)

    def _reduced(self, values: Array, upper: bool = True) -> Array:
        """Best estimate, or the quantile that guards against the bad end."""
        if self.quantile is None:
            return values[..., 0]
        with np.errstate(invalid="ignore"):
            share = self.quantile if upper else 1 - self.quantile
            return np.quantile(values, share, axis=-1)

    def _excess(self, limit: Limit, room: Array) -> Array:
        broken = room <= 0 if limit.strict else room < 0
        excess = np.where(broken, np.maximum(-room, np.finfo(float).tiny), 0.0)
        return np.where(np.isnan(room), np.inf, excess)
