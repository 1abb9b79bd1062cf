"""The command that says where each of several tasks should run: place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joulepath.analysis.optimise.placement_plan import planned_placement
from joulepath.catalogue import load
from joulepath.cli.answering import answer
from joulepath.cli.options import CatalogueOption, FormatOption, OutputOption, format_of
from joulepath.report.placement_table import placement_data, placement_lines, placement_table

__all__ = ["place"]


def place(
    plan: Annotated[Path, typer.Argument(metavar="FILE", help="Plan of tasks and sites (TOML).")],
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show where each of several tasks should run so that all take least together."""
    found = planned_placement(plan, load(tuple(catalogue or ())))
    table, lines = placement_table(found), placement_lines(found)
    answer(table, lines, placement_data(found), format_of(form, output), output)
