"""Several scenarios side by side."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from joulepath.report.arrivals import arrival_of
from joulepath.report.lifecycle_table import stage_title
from joulepath.report.ranking import ranking
from joulepath.report.tables import Table
from joulepath.report.trees import shown, shown_ratio

if TYPE_CHECKING:
    from joulepath.records.results import Lifecycle
    from joulepath.report.estimate import Estimate

__all__ = ["comparison_dict", "comparison_table", "labels_of", "probabilities", "verdict"]


def labels_of(estimates: Sequence[Estimate], files: Sequence[str | os.PathLike[str]]) -> list[str]:
    """Tell scenarios apart: by their titles, else by their files.

    Parameters
    ----------
    estimates : sequence of Estimate
        The scenarios.
    files : sequence of path
        Their files.

    Returns
    -------
    list of str
        A label for each, all different.
    """
    paths = [Path(file) for file in files]
    for labels in (
        [e.title for e in estimates],
        [path.name for path in paths],
        [str(path) for path in paths],
    ):
        if len(set(labels)) == len(labels):
            return labels
    return [f"{number}: {path}" for number, path in enumerate(paths, start=1)]


def comparison_table(estimates: Sequence[Estimate], labels: Sequence[str]) -> Table:
    """Energy of each stage in each scenario, and how each differs from the first.

    Parameters
    ----------
    estimates : sequence of Estimate
        At least two.
    labels : sequence of str
        What tells them apart.

    Returns
    -------
    Table
        A row a stage; a column a scenario, each but the first with its difference.
    """
    headings = ["stage", labels[0]]
    for label in labels[1:]:
        headings += [label, "difference"]
    rows = tuple(
        (stage_title(name), *_compared([_energy(e, name) for e in estimates], "J"))
        for name in _stages(estimates)
    )
    return Table(tuple(headings), rows, tuple(_totals(estimates)))


def verdict(estimates: Sequence[Estimate], labels: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Say which scenario needs least, and by how much: what of, and who.

    Parameters
    ----------
    estimates : sequence of Estimate
        At least two.
    labels : sequence of str
        What tells them apart.

    Returns
    -------
    tuple of tuple of str
        For energy, for energy an inference where it may differ, and for carbon where all have it;
        then how probable it is that the first beats each other, from common draws.
    """
    lives = [e.lifecycle for e in estimates]
    energies = [float(life.energy) for life in lives]
    lines = [("energy", ranking(labels, energies, "J", "needs"))]
    if len({float(life.inference.inferences) for life in lives}) > 1:
        shares = [float(life.per_inference) for life in lives]
        lines.append(("per inference", ranking(labels, shares, "J/inference", "needs")))
    carbon = [float(life.carbon) for life in lives if life.carbon is not None]
    if len(carbon) == len(lives):
        lines.append(("CO2e", ranking(labels, carbon, "g", "emits")))
    lines += [(title, _odds(each, title)) for title, each in _pairs(estimates, labels)]
    return tuple(lines)


def _pairs(
    estimates: Sequence[Estimate], labels: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each later scenario against the first, by energy and carbon."""
    for pair in probabilities(estimates, labels):
        if pair["less"] == labels[0]:
            for title, path in _BEATEN.items():
                if pair[path] is not None:
                    yield title, pair | {"path": path}


def _odds(pair: dict[str, Any], title: str) -> str:
    share = pair[pair["path"]]
    verb = "emits" if title == "CO2e" else "needs"
    first, second = pair["less"], pair["than"]
    if share < 0.5:
        first, second, share = second, first, 1 - share
    drawn = f"{pair['draws']} common draws, seed {pair['seed']}"
    return f"{first} {verb} less than {second} in {_percent(share)} of {drawn}"


def _percent(share: float) -> str:
    """A share of draws."""
    return "all" if share == 1 else f"{100 * share:.3g} %"


def probabilities(estimates: Sequence[Estimate], labels: Sequence[str]) -> list[dict[str, Any]]:
    """How probable it is that a scenario needs or emits less than another.

    Parameters
    ----------
    estimates : sequence of Estimate
        At least two.
    labels : sequence of str
        What tells them apart.

    Returns
    -------
    list of dict
        For each pair ``less`` and ``than``, by label; the probability for ``energy``,
        ``per_inference`` and ``carbon``, none where one lacks it; ``draws`` and ``seed``. What the
        scenarios share, such as the intensity of a zone, varies together. Empty without draws.
    """
    found = [e.uncertain for e in estimates]
    drawn = [(each, label) for each, label in zip(found, labels, strict=True) if each is not None]
    if len(drawn) < len(found):
        return []
    from joulepath.analysis.uncertainty import beats

    return [
        {
            "less": label,
            "than": other_label,
            **{
                path: beats(one, other, path)
                if path in one.outputs and path in other.outputs
                else None
                for path in ("energy", "per_inference", "carbon")
            },
            "draws": one.draws,
            "seed": one.seed,
        }
        for (one, label), (other, other_label) in combinations(drawn, 2)
    ]


def comparison_dict(estimates: Sequence[Estimate], labels: Sequence[str]) -> dict[str, Any]:
    """Put the comparison in plain tables.

    Parameters
    ----------
    estimates : sequence of Estimate
        At least two.
    labels : sequence of str
        What tells them apart.

    Returns
    -------
    dict
        ``labels``; ``scenarios``, each as `Estimate.to_dict` has it; ``differences`` of the
        energies from those of the first scenario, by stage and for the ``whole_life``, in J;
        ``probabilities`` as `probabilities` has them.
    """
    first = estimates[0]
    return {
        "labels": list(labels),
        "scenarios": [e.to_dict() for e in estimates],
        "unit": "J",
        "differences": [
            {
                name: (_energy(e, name) or 0.0) - (_energy(first, name) or 0.0)
                for name in _stages(estimates)
            }
            | {"whole_life": float(e.energy) - float(first.energy)}
            for e in estimates
        ],
        "probabilities": probabilities(estimates, labels),
    }


def _stages(estimates: Sequence[Estimate]) -> list[str]:
    """Stages of any of the scenarios, in the order of a lifecycle."""
    order = type(estimates[0].lifecycle.balance).__dataclass_fields__
    return [name for name in order if any(name in e.stages for e in estimates)]


def _energy(e: Estimate, name: str) -> float | None:
    stage = e.stages.get(name)
    return None if stage is None else float(stage.energy)


def _compared(values: Sequence[float | None], unit: str, absent: float = 0.0) -> list[str]:
    """Cells of a row; what a scenario lacks counts as ``absent``."""
    first, *others = values
    base = absent if first is None else first
    cells = [_shown(first, unit)]
    for value in others:
        other = absent if value is None else value
        cells += [_shown(value, unit), _difference(other, base, unit)]
    return cells


def _shown(value: float | None, unit: str) -> str:
    return "-" if value is None or math.isnan(value) else shown(value, unit)


def _difference(value: float, base: float, unit: str) -> str:
    if value == base:
        return "="
    if not math.isfinite(value - base):
        return "-"
    sign = "+" if value > base else "-"
    size = f"{sign}{shown(abs(value - base), unit)}"
    return f"{size} ({_change(value, base)})" if base else size


def _change(value: float, base: float) -> str:
    ratio = value / base
    return f"x {shown_ratio(ratio)}" if ratio >= 10 else f"{100 * (ratio - 1):+.3g} %"


_BEATEN: Final = {"energy": "energy", "CO2e": "carbon"}
_PLACES: Final = ("device", "network", "server")


_ARRIVALS: Final = {
    "share that arrives": ("delivered", "1"),
    "mean latency": ("latency", "s"),
    "95 % within": ("latency_p95", "s"),
}
"""How the messages of an inference arrive, where links by their frames tell it."""


def _arrival(life: Lifecycle, field: str) -> Any:
    found = arrival_of(life)
    return None if found is None else getattr(found, field)


def _place(life: Lifecycle, place: str) -> Any:
    """What using the model draws at a place, where that is known."""
    return None if life.places is None else getattr(life.places, place)


def _totals(estimates: Sequence[Estimate]) -> list[tuple[str, ...]]:
    lives = [e.lifecycle for e in estimates]
    quantities = {
        "whole life": ("J", [life.energy for life in lives]),
        "eCAL": ("J/bit", [life.ecal for life in lives]),
        "per inference": ("J/inference", [life.per_inference for life in lives]),
        "CO2e": ("g", [life.carbon for life in lives]),
        **{f"use: {place}": ("J", [_place(life, place) for life in lives]) for place in _PLACES},
        **{
            f"messages: {name}": (unit, [_arrival(life, field) for life in lives])
            for name, (field, unit) in _ARRIVALS.items()
        },
    }
    return [
        (name, *_compared([None if v is None else float(v) for v in values], unit, math.nan))
        for name, (unit, values) in quantities.items()
        if any(v is not None for v in values)
    ]
