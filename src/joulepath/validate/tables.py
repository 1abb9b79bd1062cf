"""Tables of published measurements that the package ships."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

__all__ = ["MeasuredTable", "read_table"]

Row = dict[str, str]


@dataclass(frozen=True)
class MeasuredTable:
    """Rows as published, and what the head of the file says about them."""

    head: dict[str, str]
    """Lines ``# key: text`` before the first row, e.g. ``source``."""
    rows: tuple[Row, ...]
    """Texts by the name of the column."""


def read_table(name: str) -> MeasuredTable:
    """Read a table of measurements.

    Parameters
    ----------
    name : str
        Name of a file in ``data/validation``, without ``.csv``.

    Returns
    -------
    MeasuredTable
        All rows, in the order of the file.

    Raises
    ------
    FileNotFoundError
        If the package ships no such table.
    """
    text = (files("joulepath") / "data" / "validation" / f"{name}.csv").read_text("utf-8")
    lines = text.splitlines()
    head = dict(_spoken(lines))
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return MeasuredTable(head, tuple(rows))


def _spoken(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if not line.startswith("#"):
            return
        key, _, text = line.removeprefix("#").partition(":")
        yield key.strip(), text.strip()
