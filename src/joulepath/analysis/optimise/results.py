"""What an optimisation finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joulepath.analysis.optimise.goals import Goal, Limit, Measure

__all__ = ["Candidate", "Lever", "Named", "Optimum", "Refusal", "Way"]


@dataclass(frozen=True)
class Candidate:
    """A way to set all keys that may be chosen."""

    choice: Mapping[str, Any]
    """Value of each key; of the scenario as it stands, what is written there."""
    values: Mapping[str, float]
    """Each quantity in its coherent unit, by its name; not a number where there is none."""
    goals: tuple[float, ...]
    """What is minimised, in the order in which it was asked for."""
    changes: int
    """How many keys differ from the scenario as it stands."""
    broken: tuple[str, ...] = ()
    """Limits it does not keep to."""


@dataclass(frozen=True)
class Named:
    """A point of the Pareto front with a name."""

    names: tuple[str, ...]
    """What it is, e.g. ``least carbon``."""
    candidate: Candidate
    """The point."""


@dataclass(frozen=True)
class Lever:
    """What one change of the scenario as it stands saves alone."""

    key: str
    """The key that is changed."""
    value: Any
    """Its best value while all else stays."""
    candidate: Candidate
    """What it comes to."""
    saved: float
    """How much less the first goal is."""
    share: float
    """That, over the goal of the scenario as it stands."""


@dataclass(frozen=True)
class Refusal:
    """Why candidates were not considered."""

    reason: str
    """Why, in the words of the first of them."""
    count: int
    """How many."""
    limit: bool
    """Whether they break a limit that was asked for, rather than a rule of the scenario."""


@dataclass(frozen=True)
class Way:
    """How candidates were searched."""

    method: str
    """In words."""
    exact: bool
    """Whether all were tried, so that none can be better."""
    random: bool
    """Whether chance took part."""


@dataclass(frozen=True)
class Optimum:
    """The best of all candidates."""

    title: str
    """Name of the scenario."""
    keys: tuple[str, ...]
    """Keys that were chosen."""
    goals: tuple[Goal, ...]
    """What was minimised."""
    limits: tuple[Limit, ...]
    """What had to be kept."""
    measures: tuple[Measure, ...]
    """Quantities that are reported of each candidate."""
    base: Candidate
    """The scenario as it stands."""
    best: Candidate
    """The best choice; of several goals, the knee of the front."""
    front: tuple[Candidate, ...]
    """Candidates that none beats in all goals; the best alone where there is one goal."""
    named: tuple[Named, ...]
    """Points of the front with a name."""
    levers: tuple[Lever, ...]
    """What single changes save, the largest saving first."""
    refusals: tuple[Refusal, ...]
    """Why candidates were not considered, the most frequent reason first."""
    candidates: float
    """How many there are; infinite where a key takes any number of a range."""
    tried: int
    """How many of them were computed."""
    method: str
    """How they were searched."""
    exact: bool
    """Whether none can be better: all were tried."""
    seed: int | None
    """Seed of the search and of the draws; none where nothing is drawn."""
    robust: float | None
    """Quantile of the goals under uncertainty; none for best estimates."""
    draws: int | None
    """Draws behind that quantile."""
    currency: str | None
    """Currency of all money; none without prices."""
    notes: tuple[str, ...]
    """What a reader should know before relying on it."""
