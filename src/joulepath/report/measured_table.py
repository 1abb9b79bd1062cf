"""Runs that another tool has measured, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from joulepath.measure.runs import Measured
from joulepath.report.tables import Table
from joulepath.report.trees import shown

__all__ = ["measured_table"]

_COLUMNS: Final = {"time": "s", "energy": "J", "carbon": "g", "embodied": "g"}


def measured_table(runs: Sequence[Measured], machine: bool = False) -> Table:
    """Put runs in a table; what a file does not say stays empty.

    Parameters
    ----------
    runs : sequence of Measured
        The runs.
    machine : bool
        Whether numbers are bare, in coherent units; else they are short, with units.
    """

    def cell(value: float | None, unit: str) -> str:
        if value is None:
            return ""
        return repr(value) if machine else shown(value, unit)

    headings = [f"{name} ({unit})" if machine else name for name, unit in _COLUMNS.items()]
    rows = tuple(
        (_named(run), *(cell(getattr(run, name), unit) for name, unit in _COLUMNS.items()))
        for run in runs
    )
    return Table(("run", *headings), rows)


def _named(run: Measured) -> str:
    return f"{run.name} (predicted)" if run.predicted else run.name
