"""Bills: long tables of the parts of devices."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from joulepath.catalogue.files import label
from joulepath.errors import CatalogueError, Problem

__all__ = ["COLUMNS", "BillRow", "read_bills"]


@dataclass(frozen=True)
class BillRow:
    """One row of a bill, as its table has it."""

    device: str
    """Device it belongs to."""
    part: str
    """Name of the part."""
    component: str
    """Component, process node, block or device that it follows."""
    pieces: str
    """How many there are."""
    amount: str
    """How much of it a piece is; empty for what is counted in pieces."""
    low: str
    """Lower end of the amount."""
    high: str
    """Upper end of the amount."""
    unit: str
    """Unit of the amount."""
    life: str
    """Time after which it is replaced; empty for what lasts as long as the device."""
    source: str
    """Source of the amount."""
    note: str
    """What a reader should know before relying on it."""
    where: str
    """File and line, for messages."""


COLUMNS: Final = tuple(field.name for field in fields(BillRow))[:-1]
"""Header of a table of bills."""


def read_bills(folders: Sequence[Path]) -> Mapping[str, tuple[BillRow, ...]]:
    """Read the bills of all catalogue folders.

    Parameters
    ----------
    folders : sequence of Path
        Catalogue folders; the bill of a device in a later one replaces that in an earlier one.

    Returns
    -------
    mapping of str to tuple of BillRow
        Rows by device, in the order of the files.

    Raises
    ------
    CatalogueError
        For tables with other columns or rows with other cells.
    """
    problems: list[Problem] = []
    bills: dict[str, tuple[BillRow, ...]] = {}
    for folder in folders:
        here: dict[str, tuple[BillRow, ...]] = {}
        for file in sorted(folder.glob("bills/*.csv")):
            for row in _rows(file, label(folder, file), problems):
                here[row.device] = (*here.get(row.device, ()), row)
        bills |= here
    if problems:
        raise CatalogueError(*problems)
    return bills


def _rows(file: Path, name: str, problems: list[Problem]) -> Iterator[BillRow]:
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        if tuple(next(reader, ())) != COLUMNS:
            remedy = f"the first line must be {','.join(COLUMNS)}"
            problems.append(Problem(name, "not the columns of a table of bills", remedy))
            return
        for cells in reader:
            where = f"{name}: line {reader.line_num}"
            if len(cells) == len(COLUMNS):
                yield BillRow(**dict(zip(COLUMNS, cells, strict=True)), where=where)
            else:
                remedy = f"write one cell for each of {','.join(COLUMNS)}"
                problems.append(Problem(where, "too many or too few cells", remedy))
