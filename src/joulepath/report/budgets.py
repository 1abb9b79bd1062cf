"""Limits held against results, as a table, as sentences and as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from joulepath.analysis.budgets import Kept
from joulepath.report.tables import Table
from joulepath.report.trees import shown
from joulepath.scenario.prices import CURRENCIES

__all__ = ["broken_lines", "budget_data", "budget_table"]

_HEADINGS: Final = ("budget", "limit", "value", "left", "kept")


def budget_table(held: Sequence[tuple[str, Sequence[Kept]]]) -> Table:
    """Each limit, what was found, and what is left of it.

    Parameters
    ----------
    held : sequence of tuple
        Zone, or an empty text, and its limits.
    """
    rows = tuple(
        (
            f"{kept.budget.text}{zone and f' ({zone})'}",
            _amount(kept.limit, kept.unit),
            _amount(kept.value, kept.unit),
            _left(kept),
            "yes" if kept.met else "NO",
        )
        for zone, each in held
        for kept in each
    )
    return Table(_HEADINGS, rows)


def broken_lines(held: Sequence[tuple[str, Sequence[Kept]]]) -> Iterator[str]:
    """A sentence for each limit that is broken.

    Parameters
    ----------
    held : sequence of tuple
        Zone, or an empty text, and its limits.
    """
    for zone, each in held:
        for kept in each:
            if not kept.met:
                place = f" in {zone}" if zone else ""
                value, limit = (_amount(part, kept.unit) for part in (kept.value, kept.limit))
                yield f"budget broken{place}: {kept.budget.text}: {value} against {limit}"


def budget_data(held: Sequence[Kept]) -> list[dict[str, Any]]:
    """Put limits in plain tables.

    Parameters
    ----------
    held : sequence of Kept
        Limits of one result.
    """
    return [
        {
            "budget": kept.budget.text,
            "quantity": kept.budget.quantity,
            "percentile": kept.budget.percent,
            "sense": kept.budget.sense,
            "limit": kept.limit,
            "value": kept.value if math.isfinite(kept.value) else None,
            "unit": kept.unit,
            "margin": kept.margin if math.isfinite(kept.margin) else None,
            "met": kept.met,
        }
        for kept in held
    ]


def _left(kept: Kept) -> str:
    return f"{100 * kept.margin:.3g} %" if math.isfinite(kept.margin) else "-"


def _amount(value: float, unit: str) -> str:
    for code in CURRENCIES:
        if unit.startswith(code):
            return shown(value, unit.replace(code, "money")).replace("money", code)
    return shown(value, unit)
