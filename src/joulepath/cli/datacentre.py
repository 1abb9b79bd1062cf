"""The command that computes AI at the scale of a data centre: datacentre."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joulepath.catalogue import load
from joulepath.cli.answering import answer
from joulepath.cli.options import CatalogueOption, FormatOption, OutputOption, format_of
from joulepath.report.datacentre_table import datacentre_data, datacentre_lines, datacentre_table
from joulepath.scenario.datacentre import planned_datacentre

__all__ = ["datacentre"]


def datacentre(
    plan: Annotated[Path, typer.Argument(metavar="FILE", help="Plan of the phases (TOML).")],
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show energy and carbon of AI in a data centre, phase by phase."""
    found = planned_datacentre(plan, load(tuple(catalogue or ())))
    table, lines = datacentre_table(found), datacentre_lines(found)
    answer(table, lines, datacentre_data(found), format_of(form, output), output)
