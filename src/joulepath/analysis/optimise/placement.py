"""Where each of several tasks runs: the best placement, as a linear programme in whole numbers.

HiGHS, in SciPy, proves its answer the best one; no task is split.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from math import isfinite
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.errors import InputError, MissingExtra, Problem, UnknownName

__all__ = ["Placed", "Task", "Traffic", "place"]

Array = NDArray[np.float64]
_WHERE: Final = "placement"
_MOST: Final = 200_000
"""Whole numbers that a programme may have."""


@dataclass(frozen=True)
class Task:
    """A task that must run somewhere."""

    name: str
    """What it is called."""
    costs: Mapping[str, float]
    """What it takes at each place where it can run: energy, carbon, money or time."""
    needs: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: {})
    """What it takes of each resource at each place, by place and resource."""


@dataclass(frozen=True)
class Traffic:
    """Data from one task to another, which cost something between different places."""

    source: str
    """The task that sends."""
    target: str
    """The task that receives."""
    costs: Mapping[tuple[str, str], float]
    """What moving them takes, by the places of source and target; nothing where it is left out."""


@dataclass(frozen=True)
class Placed:
    """The best placement."""

    places: Mapping[str, str]
    """Place of each task."""
    cost: float
    """What all tasks and their traffic take together."""
    used: Mapping[str, Mapping[str, float]]
    """What is taken of each limited resource at each place."""


def place(
    tasks: Sequence[Task],
    capacities: Mapping[str, Mapping[str, float]] | None = None,
    traffic: Sequence[Traffic] = (),
) -> Placed:
    """Find the placement of least cost.

    Parameters
    ----------
    tasks : sequence of Task
        What must run, each at one of the places it has a cost for.
    capacities : mapping of str to mapping
        What there is of each resource at each place; anything that is left out has no limit.
    traffic : sequence of Traffic
        Data between tasks.

    Returns
    -------
    Placed
        None is cheaper. Of several that are as cheap, the one that HiGHS finds, always the same.

    Raises
    ------
    InputError
        For what is wrong with the tasks; and if no placement keeps to the capacities.
    MissingExtra
        If SciPy is not installed.

    Examples
    --------
    >>> tasks = [Task("detect", {"camera": 3.0, "server": 1.0}, {"server": {"memory": 8.0}}),
    ...          Task("track", {"camera": 1.0, "server": 0.8}, {"server": {"memory": 8.0}})]
    >>> place(tasks, {"server": {"memory": 8.0}}).places
    {'detect': 'server', 'track': 'camera'}
    """
    limits = capacities or {}
    _check(tasks, limits, traffic)
    programme = _Programme(tasks, limits, traffic)
    chosen = programme.solved()
    places = {task.name: at for task, at in zip(tasks, chosen, strict=True)}
    moved = sum(each.costs.get((places[each.source], places[each.target]), 0.0) for each in traffic)
    cost = sum(task.costs[places[task.name]] for task in tasks) + moved
    used = {
        at: {
            resource: sum(
                t.needs.get(at, {}).get(resource, 0.0) for t in tasks if places[t.name] == at
            )
            for resource in limited
        }
        for at, limited in limits.items()
    }
    return Placed(places, float(cost), used)


class _Programme:
    """Whole numbers, one for each task at each place and for each pair of places of a traffic."""

    def __init__(
        self,
        tasks: Sequence[Task],
        capacities: Mapping[str, Mapping[str, float]],
        traffic: Sequence[Traffic],
    ) -> None:
        self.tasks = tasks
        self.columns = {
            key: column
            for column, key in enumerate((task.name, at) for task in tasks for at in task.costs)
        }
        self.costs = [cost for task in tasks for cost in task.costs.values()]
        self.rows: list[dict[int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []
        for task in tasks:
            self._add({self.columns[task.name, at]: 1.0 for at in task.costs}, 1.0, 1.0)
        for at, limited in capacities.items():
            for resource, limit in limited.items():
                self._add(self._taken(at, resource), -np.inf, limit)
        for each in traffic:
            self._move(each)

    def solved(self) -> list[str]:
        """Place of each task."""
        try:
            optimise: Any = import_module("scipy.optimize")
            sparse: Any = import_module("scipy.sparse")
        except ImportError:
            raise MissingExtra("a placement", "optimise") from None
        entries = [(r, c, v) for r, row in enumerate(self.rows) for c, v in row.items()]
        rows, columns, values = zip(*entries, strict=True)
        shape = (len(self.rows), len(self.costs))
        matrix = sparse.csr_array((values, (rows, columns)), shape=shape)
        found = optimise.milp(
            np.array(self.costs),
            integrality=np.ones(len(self.costs)),
            bounds=optimise.Bounds(0, 1),
            constraints=optimise.LinearConstraint(matrix, self.low, self.high),
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None:
            remedy = "let tasks run at more places, or raise a capacity"
            raise InputError(Problem(_WHERE, "no placement keeps to the capacities", remedy))
        return [
            max(task.costs, key=lambda at, name=task.name: found.x[self.columns[name, at]])
            for task in self.tasks
        ]

    def _add(self, row: dict[int, float], low: float, high: float) -> None:
        if row:
            self.rows.append(row)
            self.low.append(low)
            self.high.append(high)

    def _taken(self, at: str, resource: str) -> dict[int, float]:
        return {
            self.columns[task.name, at]: need
            for task in self.tasks
            if at in task.costs and (need := task.needs.get(at, {}).get(resource, 0.0))
        }

    def _move(self, each: Traffic) -> None:
        """Tie a number for each pair of places to the places of both tasks."""
        tasks = {task.name: task for task in self.tasks}
        here, there = tasks[each.source].costs, tasks[each.target].costs
        pairs = {
            (one, other): len(self.costs) + column
            for column, (one, other) in enumerate((a, b) for a in here for b in there)
        }
        self.costs += [each.costs.get(pair, 0.0) for pair in pairs]
        if len(self.costs) > _MOST:
            what = f"more than {_MOST} combinations"
            raise InputError(Problem(_WHERE, what, "place fewer tasks at once"))
        for name, ats, end in ((each.source, here, 0), (each.target, there, 1)):
            for at in ats:
                row = {column: 1.0 for pair, column in pairs.items() if pair[end] == at}
                self._add(row | {self.columns[name, at]: -1.0}, 0.0, 0.0)


def _check(
    tasks: Sequence[Task],
    capacities: Mapping[str, Mapping[str, float]],
    traffic: Sequence[Traffic],
) -> None:
    names = [task.name for task in tasks]
    places = dict.fromkeys(at for task in tasks for at in task.costs)
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    problems = [Problem(_WHERE, f"two tasks {name!r}", "name them apart") for name in twice]
    if not tasks:
        problems.append(Problem(_WHERE, "no task", "give at least one"))
    problems += (problem for task in tasks for problem in _wrong_task(task))
    for at, limited in capacities.items():
        problems += _unknown("place", at, places, "capacities")
        problems += _not_numbers(f"capacity of {at}", [*limited.values()], least=0.0)
    problems += (problem for each in traffic for problem in _wrong_traffic(each, names, places))
    if problems:
        raise InputError(*problems)


def _wrong_task(task: Task) -> Iterator[Problem]:
    if not task.costs:
        yield Problem(task.name, "can run nowhere", "give it a cost at a place")
    yield from _not_numbers(task.name, [*task.costs.values()])
    for at, needs in task.needs.items():
        yield from _not_numbers(f"{task.name} at {at}", [*needs.values()], least=0.0)
        yield from _unknown("place", at, task.costs, task.name)


def _wrong_traffic(
    each: Traffic, names: Sequence[str], places: Mapping[str, None]
) -> Iterator[Problem]:
    for name in (each.source, each.target):
        yield from _unknown("task", name, names, "traffic")
    yield from _not_numbers(f"traffic to {each.target}", [*each.costs.values()])
    for at in (at for pair in each.costs for at in pair):
        yield from _unknown("place", at, places, f"traffic to {each.target}")


def _unknown(kind: str, name: str, known: Any, where: str) -> tuple[Problem, ...]:
    return () if name in known else UnknownName(kind, name, known, where=where).problems


def _not_numbers(where: str, numbers: Sequence[float], least: float = -np.inf) -> list[Problem]:
    wrong = [number for number in numbers if not (isfinite(number) and number >= least)]
    remedy = "write finite numbers" + (", none below zero" if least == 0 else "")
    return [Problem(where, f"{number} cannot be", remedy) for number in wrong]
