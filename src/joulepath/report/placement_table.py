"""The best placement of tasks, as a table, as sentences and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joulepath.analysis.optimise.placement import Task
from joulepath.analysis.optimise.placement_plan import PlannedPlacement
from joulepath.report.tables import Table
from joulepath.report.trees import share_shown, shown
from joulepath.report.wording import assumption_lines

__all__ = ["placement_data", "placement_lines", "placement_table"]


def placement_table(planned: PlannedPlacement) -> Table:
    """Where each task runs, and what it takes there.

    Parameters
    ----------
    planned : PlannedPlacement
        A placement and what it comes to.
    """
    places = planned.found.places
    rows = [_row(task, planned) for task in planned.tasks]
    for each in planned.traffic:
        ends = places[each.source], places[each.target]
        takes = _shown(each.costs.get(ends, 0.0), planned)
        rows.append(
            (f"{each.source} to {each.target}", " to ".join(dict.fromkeys(ends)), takes, "-")
        )
    footer = ("all", "", _shown(planned.found.cost, planned), "")
    headings = ("task", "site", planned.minimised, "elsewhere at least")
    return Table(headings, tuple(rows), (footer,), title=planned.title)


def _row(task: Task, planned: PlannedPlacement) -> tuple[str, ...]:
    site = planned.found.places[task.name]
    others = {at: cost for at, cost in task.costs.items() if at != site}
    best = min(others, key=lambda at: others[at], default=None)
    elsewhere = "-" if best is None else f"{_shown(others[best], planned)} ({best})"
    return task.name, site, _shown(task.costs[site], planned), elsewhere


def _shown(value: float, planned: PlannedPlacement) -> str:
    if planned.minimised != "money":
        return shown(value, planned.unit)
    return shown(value, "money").replace("money", planned.unit)


def placement_lines(planned: PlannedPlacement) -> Iterator[str]:
    """What is taken of each resource, and what other placements would take.

    Parameters
    ----------
    planned : PlannedPlacement
        A placement and what it comes to.
    """
    for site, limited in planned.capacities.items():
        for name, limit in limited.items():
            unit = planned.resources[name]
            used = planned.found.used[site][name]
            share = f" ({share_shown(used / limit)})" if limit else ""
            yield f"{site}: {name} {shown(used, unit)} of {shown(limit, unit)}{share}"
    for site, cost in planned.together.items():
        said = "does not fit" if cost is None else _shown(cost, planned)
        yield f"all at {site}: {said}"
    apart = _shown(planned.apart, planned)
    yield f"without capacities and traffic: {apart}, each where it takes least"
    yield from assumption_lines(planned.assumptions)


def placement_data(planned: PlannedPlacement) -> dict[str, Any]:
    """Put a placement in plain tables.

    Parameters
    ----------
    planned : PlannedPlacement
        A placement and what it comes to.

    Returns
    -------
    dict
        ``places`` of the tasks and their ``cost`` in ``unit``; what is ``used`` of each resource,
        in the units that ``resources`` has; ``tasks`` and ``traffic`` with all their costs.
    """
    return {
        "title": planned.title,
        "minimised": planned.minimised,
        "unit": planned.unit,
        "places": dict(planned.found.places),
        "cost": planned.found.cost,
        "apart": planned.apart,
        "together": dict(planned.together),
        "capacities": {site: dict(limits) for site, limits in planned.capacities.items()},
        "used": {site: dict(used) for site, used in planned.found.used.items()},
        "resources": dict(planned.resources),
        "tasks": {task.name: dict(task.costs) for task in planned.tasks},
        "traffic": [
            {
                "source": each.source,
                "target": each.target,
                "costs": [
                    {"from": here, "to": there, "cost": cost}
                    for (here, there), cost in each.costs.items()
                ],
            }
            for each in planned.traffic
        ],
        "assumptions": list(planned.assumptions),
    }
