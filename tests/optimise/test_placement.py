"""The linear programme places as well as trying every placement."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from joulepath.analysis.optimise.placement import Task, Traffic, place

pytest.importorskip("scipy", reason="placement needs the extra 'optimise'")

PLACES = ("camera", "gateway", "server")


def problem(seed: int) -> tuple[list[Task], dict[str, dict[str, float]], list[Traffic]]:
    """A few tasks in a chain with whole costs, some of which cannot run everywhere."""
    numbers = np.random.default_rng(seed)
    tasks: list[Task] = []
    for number in range(int(numbers.integers(3, 7))):
        some = [at for at in PLACES if numbers.random() < 0.8] or ["server"]
        costs = {at: float(numbers.integers(1, 50)) for at in some}
        needs = {at: {"memory": float(numbers.integers(1, 9))} for at in some}
        tasks.append(Task(f"task {number}", costs, needs))
    capacities = {"camera": {"memory": 10.0}, "gateway": {"memory": 14.0}}
    traffic = [
        Traffic(one.name, other.name, {
            (a, b): float(numbers.integers(0, 30)) for a, b in product(PLACES, PLACES) if a != b
        })
        for one, other in pairwise(tasks)
    ]  # fmt: skip
    return tasks, capacities, traffic


def exhaustive(
    tasks: list[Task], capacities: dict[str, dict[str, float]], traffic: list[Traffic]
) -> float | None:
    """Least cost of all placements, or none where none fits."""
    least: list[float] = []
    for chosen in product(*(task.costs for task in tasks)):
        at = dict(zip((task.name for task in tasks), chosen, strict=True))
        fits = all(
            sum(t.needs[place][resource] for t in tasks if at[t.name] == place) <= limit
            for place, limited in capacities.items()
            for resource, limit in limited.items()
        )
        if fits:
            moved = sum(each.costs.get((at[each.source], at[each.target]), 0.0) for each in traffic)
            least.append(moved + sum(task.costs[at[task.name]] for task in tasks))
    return min(least, default=None)


@pytest.mark.parametrize("seed", range(25))
def test_no_placement_is_cheaper(seed: int) -> None:
    asked = problem(seed)
    best = exhaustive(*asked)
    if best is None:
        with pytest.raises(ValueError, match="no placement keeps to the capacities"):
            place(*asked)
        return
    found = place(*asked)
    assert found.cost == best  # whole numbers add up exactly
    for at, limited in asked[1].items():
        assert found.used[at]["memory"] <= limited["memory"]


def test_the_same_placement_each_time() -> None:
    tasks = [Task(name, {"x": 1.0, "y": 1.0}) for name in "abcdef"]
    assert place(tasks) == place(tasks)


def test_dear_traffic_keeps_tasks_together() -> None:
    tasks = [Task("a", {"x": 1.0, "y": 2.0}), Task("b", {"x": 3.0, "y": 1.0})]
    apart = place(tasks)
    assert dict(apart.places) == {"a": "x", "b": "y"}
    assert apart.cost == 2.0
    together = place(tasks, traffic=[Traffic("a", "b", {("x", "y"): 5.0, ("y", "x"): 5.0})])
    assert dict(together.places) == {"a": "y", "b": "y"}
    assert together.cost == 3.0
