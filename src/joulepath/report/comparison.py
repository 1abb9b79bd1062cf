"""Several scenarios side by side."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from joulepath.analysis.counted_carbon import carbon_path
from joulepath.report.breakeven_table import amount
from joulepath.report.comparison_totals import compared_totals, counted_carbon
from joulepath.report.lifecycle_table import stage_title
from joulepath.report.ranking import ranking
from joulepath.report.tables import Table
from joulepath.report.trees import shown_ratio

if TYPE_CHECKING:
    from joulepath.analysis.uncertainty import Uncertain
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
        For energy, for energy an inference where it may differ, and for carbon where all have it,
        the making of hardware in it where it is counted; then how probable it is that the first
        beats each other, from common draws.
    """
    lives = [e.lifecycle for e in estimates]
    energies = [float(life.energy) for life in lives]
    lines = [("energy", ranking(labels, energies, "J", "needs"))]
    if len({float(life.inference.inferences) for life in lives}) > 1:
        shares = [float(life.per_inference) for life in lives]
        lines.append(("per inference", ranking(labels, shares, "J/inference", "needs")))
    carbon = counted_carbon(lives)
    emitted = [value for value in carbon.values if value is not None]
    if len(emitted) == len(lives):
        lines.append((carbon.title, ranking(labels, emitted, "g", "emits")))
    lines += [(title, _odds(each, title)) for title, each in _pairs(estimates, labels)]
    return tuple(lines)


def _pairs(
    estimates: Sequence[Estimate], labels: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each later scenario against the first, by energy and carbon."""
    carbon = counted_carbon([e.lifecycle for e in estimates]).title
    for pair in probabilities(estimates, labels):
        if pair["less"] == labels[0]:
            for title, path in (("energy", "energy"), (carbon, _PROBABLE[carbon])):
                if pair[path] is not None:
                    yield title, pair | {"path": path}


def _odds(pair: dict[str, Any], title: str) -> str:
    share = pair[pair["path"]]
    verb = "needs" if title == "energy" else "emits"
    first, second = pair["less"], pair["than"]
    if share == 0.5:
        return f"{first} and {second} are as likely to {verb.removesuffix('s')} less"
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
        ``per_inference``, ``carbon`` and ``carbon_with_hardware`` (where either counts its making),
        none where one lacks it; ``draws`` and ``seed``. What the scenarios share, such as the
        intensity of a zone, varies together. Empty without draws.
    """
    drawn = [
        (e.uncertain, label, carbon_path(e.lifecycle))
        for e, label in zip(estimates, labels, strict=True)
        if e.uncertain is not None
    ]
    if len(drawn) < len(estimates):
        return []
    return [
        {
            "less": label,
            "than": other_label,
            **{name: _less(one, other, name, name) for name in _OUTPUTS},
            "carbon_with_hardware": (
                None if path == other_path == "carbon" else _less(one, other, path, other_path)
            ),
            "draws": one.draws,
            "seed": one.seed,
        }
        for (one, label, path), (other, other_label, other_path) in combinations(drawn, 2)
    ]


def _less(one: Uncertain, other: Uncertain, path: str, other_path: str) -> float | None:
    """How probable it is that an output of one is less than one of another, if both have it."""
    from joulepath.analysis.uncertainty import beats

    if path not in one.outputs or other_path not in other.outputs:
        return None
    return beats(one, other, path, other_path)


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
    return "-" if value is None or math.isnan(value) else amount(value, unit)


def _difference(value: float, base: float, unit: str) -> str:
    if value == base:
        return "="
    if not math.isfinite(value - base):
        return "-"
    sign = "+" if value > base else "-"
    size = f"{sign}{amount(abs(value - base), unit)}"
    return f"{size} ({_change(value, base)})" if base else size


def _change(value: float, base: float) -> str:
    ratio = value / base
    return f"x {shown_ratio(ratio)}" if ratio >= 10 else f"{100 * (ratio - 1):+.3g} %"


_OUTPUTS: Final = ("energy", "per_inference", "carbon")
_PROBABLE: Final = {"CO2e": "carbon", "CO2e with hardware": "carbon_with_hardware"}
"""Key of a probability by the title of a total."""


def _totals(estimates: Sequence[Estimate]) -> list[tuple[str, ...]]:
    return [
        (each.title, *_compared(each.values, each.unit, math.nan))
        for each in compared_totals([e.lifecycle for e in estimates])
    ]
