"""The command that computes a fleet of devices: fleet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joulepath.catalogue import load
from joulepath.cli.answering import answer
from joulepath.cli.options import CatalogueOption, FormatOption, OutputOption, format_of
from joulepath.report.fleet_table import fleet_data, fleet_lines, fleet_table
from joulepath.scenario.fleet import planned_fleet

__all__ = ["fleet"]


def fleet(
    plan: Annotated[Path, typer.Argument(metavar="FILE", help="Plan of the fleet (TOML).")],
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show energy and carbon of a fleet of devices, from making to end of life."""
    found = planned_fleet(plan, load(tuple(catalogue or ())))
    table, lines = fleet_table(found), fleet_lines(found)
    answer(table, lines, fleet_data(found), format_of(form, output), output)
