"""Several scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from joulepath.report.estimate import Estimate
from joulepath.report.lifecycle_table import stage_title
from joulepath.report.tables import Table
from joulepath.report.trees import shown

__all__ = ["comparison_dict", "comparison_table", "winner"]


def comparison_table(estimates: Sequence[Estimate]) -> Table:
    """Energy of each stage in each scenario, and how each differs from the first.

    Parameters
    ----------
    estimates : sequence of Estimate
        At least two.

    Returns
    -------
    Table
        A row a stage; a column a scenario, each but the first with its difference.
    """
    first, *others = estimates
    headings = ["stage", first.title]
    for other in others:
        headings += [other.title, "difference"]
    names = list(dict.fromkeys(name for e in estimates for name in e.stages))
    rows = tuple(
        (stage_title(name), *_compared([_energy(e, name) for e in estimates], "J"))
        for name in names
    )
    return Table(tuple(headings), rows, tuple(_totals(estimates)))


def winner(estimates: Sequence[Estimate]) -> str:
    """Say which scenario needs least energy, and by how much."""
    ranked = sorted(estimates, key=lambda e: float(e.energy))
    best, second = ranked[0], ranked[1]
    if not float(best.energy):
        return f"{best.title} needs no energy"
    ratio = float(second.energy) / float(best.energy)
    return f"{best.title} needs least energy: {second.title} needs {ratio:.3g} times as much"


def comparison_dict(estimates: Sequence[Estimate]) -> dict[str, Any]:
    """The comparison as plain tables, energies in J."""
    first = estimates[0]
    names = list(dict.fromkeys(name for e in estimates for name in e.stages))
    return {
        "scenarios": [e.to_dict() for e in estimates],
        "differences": [
            {name: _energy(e, name) - _energy(first, name) for name in names}
            | {"energy": e.energy - first.energy}
            for e in estimates
        ],
    }


def _energy(e: Estimate, name: str) -> float:
    stage = e.stages.get(name)
    return float(stage.energy) if stage else 0.0


def _compared(values: list[float], unit: str) -> list[str]:
    first, *others = values
    cells = [shown(first, unit)]
    for value in others:
        cells += [shown(value, unit), _difference(value, first, unit)]
    return cells


def _difference(value: float, base: float, unit: str) -> str:
    if value == base:
        return "="
    sign = "+" if value > base else "-"
    size = f"{sign}{shown(abs(value - base), unit)}"
    return f"{size} ({100 * (value - base) / base:+.3g} %)" if base else size


def _totals(estimates: Sequence[Estimate]) -> list[tuple[str, ...]]:
    lives = [e.lifecycle for e in estimates]
    rows = [
        ("whole life", *_compared([float(life.energy) for life in lives], "J")),
        ("eCAL", *_compared([float(life.ecal) for life in lives], "J/bit")),
        ("per inference", *_compared([float(x.per_inference) for x in lives], "J/inference")),
    ]
    if all(life.carbon is not None for life in lives):
        rows.append(("CO2e", *_compared([float(life.carbon or 0.0) for life in lives], "g")))
    return rows
