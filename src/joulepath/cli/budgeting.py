"""Limits that an estimate must keep to: the option, and what becomes of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.cli.options import Format
from joulepath.cli.output import emit_lines, emit_table, talk
from joulepath.report.estimate import Estimate

__all__ = ["BudgetOption", "Held", "conclude", "hold", "with_budgets"]

BudgetOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LIMIT",
        help="Limit to keep, e.g. 'carbon<2kg', 'p95 energy<5kWh', 'battery life>5 years';"
        " repeatable; exits 1 where one is broken.",
    ),
]

Held = list[tuple[str, Sequence[Any]]]
"""Zone, or an empty text, and its limits as they were kept."""


def hold(results: Sequence[Estimate], texts: Sequence[str] | None) -> Held:
    """Hold limits against results.

    Parameters
    ----------
    results : sequence of Estimate
        One for each zone.
    texts : sequence of str
        Limits, as the option gives them.
    """
    if not texts:
        return []
    from joulepath.analysis.budgets import keep, read_budgets
    from joulepath.analysis.uncertainty import DRAWS

    budgets = read_budgets(texts)
    several = len(results) > 1
    return [
        (str(e.zone) if several else "", keep(e.resolved, budgets, e.draws or DRAWS, e.seed))
        for e in results
    ]


def with_budgets(results: Sequence[Estimate], held: Held) -> list[dict[str, Any]]:
    """Results as plain data, each with its limits."""
    found = [result.to_dict() for result in results]
    if held:
        from joulepath.report.budgets import budget_data

        for data, (_, kept) in zip(found, held, strict=True):
            data["budgets"] = budget_data(kept)
    return found


def conclude(held: Held, form: Format, output: Path | None) -> None:
    """Show the limits beside a table on the screen, say which are broken, and exit 1 if any is."""
    if not held:
        return
    from joulepath.report.budgets import broken_lines, budget_table

    if form is Format.TABLE and output is None:
        emit_lines([""])
        emit_table(budget_table(held))
    broken = list(broken_lines(held))
    for line in broken:
        talk(line)
    if broken:
        sys.exit(1)
