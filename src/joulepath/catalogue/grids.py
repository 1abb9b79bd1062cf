"""Zones: long tables of yearly grid intensities, and the countries they belong to."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from joulepath.catalogue.entries import Entry, read_entry
from joulepath.catalogue.figures import Figure, Source
from joulepath.catalogue.files import Found, label, merged_tables
from joulepath.catalogue.parts import figure, located
from joulepath.catalogue.schema import INTENSITY, KINDS
from joulepath.errors import CatalogueError, InputError, Problem, UnknownName, nearest

__all__ = ["COLUMNS", "UnknownZone", "intensity_of", "read_zones"]

COLUMNS: Final = ("zone", "year", "quantity", "value", "unit", "source")
"""Header of a grid table."""

_QUANTITY: Final = "intensity"


class UnknownZone(UnknownName):
    """A zone code that is not known; a country's name or two letters lead to its code."""

    def __init__(self, name: str, zones: Mapping[str, Entry], where: str) -> None:
        super().__init__("zone", name, zones, where=where, listing="'joulepath catalogue zones'")
        codes = _codes_called(name, zones) or self.nearest
        if codes:
            near = " or ".join(f"{code!r} ({zones[code].title})" for code in codes)
            remedy = f"did you mean {near}? ('joulepath catalogue zones' shows all {len(zones)})"
            InputError.__init__(self, Problem(where, f"no zone named {name!r}", remedy))
        self.nearest = codes


@dataclass(frozen=True)
class _Row:
    cells: Mapping[str, str]
    where: str
    rank: int


def read_zones(
    folders: Sequence[Path], sources: Mapping[str, Source]
) -> tuple[Mapping[str, Entry], list[Problem]]:
    """Read the zones of all catalogue folders with their yearly intensities.

    Parameters
    ----------
    folders : sequence of Path
        Catalogue folders, the built-in one first.
    sources : mapping of str to Source
        The sources that rows may cite.

    Returns
    -------
    tuple of mapping and list of Problem
        Zones by code, their figures by year; and all that is wrong.
    """
    tables, problems = merged_tables(folders, "grids/*.toml")
    rows = list(_rows(folders, problems))
    figures = _figures(rows, tables, sources, problems)
    zones: dict[str, Entry] = {}
    for code, found in tables.items():
        entry, wrong = read_entry(KINDS["zones"], code, found.table, found.file, sources)
        problems += wrong
        if not figures[code]:
            remedy = "add rows for it to a table in grids/"
            problems.append(Problem(f"{found.file}: [{code}]", "a zone without figures", remedy))
        by_year = dict(sorted(figures[code].items()))
        zones[code] = Entry("zones", code, entry.title, entry.text, by_year, entry.file, entry.note)
    return zones, problems


def intensity_of(zone: Entry, year: int, where: str) -> Figure:
    """Intensity of a zone in a year.

    Raises
    ------
    CatalogueError
        If the year is not there, with the nearest ones that are.
    """
    try:
        return zone.figures[str(year)]
    except KeyError:
        years = sorted(map(int, zone.figures), key=lambda known: (abs(known - year), known))[:2]
        near = ", ".join(map(str, sorted(years)))
        what = f"no intensity of {zone.name} for {year}; nearest: {near}"
        raise CatalogueError(Problem(where, what, "name a year that the catalogue has")) from None


def _codes_called(name: str, zones: Mapping[str, Entry]) -> tuple[str, ...]:
    titles = {zone.title: code for code, zone in zones.items()}
    called = {zone.text["iso2"].casefold(): code for code, zone in zones.items()}
    called |= {title.casefold(): code for title, code in titles.items()}
    if exact := called.get(name.casefold()):
        return (exact,)
    by_title = nearest(name, titles)
    return tuple(titles[title] for title in by_title) if len(name) > len("DEU") else ()


def _rows(folders: Sequence[Path], problems: list[Problem]) -> Iterator[_Row]:
    for rank, folder in enumerate(folders):
        for file in sorted(folder.glob("grids/*.csv")):
            name = label(folder, file)
            with file.open(encoding="utf-8", newline="") as lines:
                reader = csv.DictReader(lines, strict=True)
                if tuple(reader.fieldnames or ()) != COLUMNS:
                    remedy = f"the first line must be {','.join(COLUMNS)}"
                    problems.append(Problem(name, "not the columns of a grid table", remedy))
                    continue
                for cells in reader:
                    where = f"{name}: line {reader.line_num}"
                    if None in cells or None in cells.values():
                        remedy = f"write one cell for each of {','.join(COLUMNS)}"
                        problems.append(Problem(where, "too many or too few cells", remedy))
                    else:
                        yield _Row(cells, where, rank)


def _figures(
    rows: Sequence[_Row],
    tables: Mapping[str, Found],
    sources: Mapping[str, Source],
    problems: list[Problem],
) -> Mapping[str, dict[str, Figure]]:
    figures: dict[str, dict[str, Figure]] = {code: {} for code in tables}
    for row in rows:
        code, year = row.cells["zone"], row.cells["year"]
        if code in tables and row.rank < tables[code].rank:
            continue  # the zone was replaced, and its old rows with it
        wrong = _row_problems(row, tables)
        if not wrong and year in figures[code]:
            wrong = [Problem(row.where, f"a second value of {code} for {year}", "keep one")]
        try:
            read = figure(_as_figure(row.cells), INTENSITY, sources)
        except CatalogueError as error:
            wrong += located(error, row.where)
        else:
            figures.setdefault(code, {})[year] = read
        problems += wrong
    return figures


def _row_problems(row: _Row, tables: Mapping[str, Found]) -> list[Problem]:
    code, year, quantity = (row.cells[column] for column in ("zone", "year", "quantity"))
    problems: list[Problem] = []
    if code not in tables:
        remedy = f"add [{code}] to grids/zones.toml, or correct the code"
        problems.append(Problem(row.where, f"zone {code!r} has no title", remedy))
    if not (year.isascii() and year.isdigit() and len(year) == len("2025")):
        problems.append(Problem(row.where, f"{year!r} is not a year", "write e.g. 2025"))
    if quantity != _QUANTITY:
        problems.append(
            Problem(row.where, f"quantity {quantity!r} is not known", f"use {_QUANTITY!r}")
        )
    return problems


def _as_figure(cells: Mapping[str, str]) -> Mapping[str, object]:
    text = cells["value"]
    try:
        value: object = int(text) if text.isdigit() else float(text)
    except ValueError:
        value = text
    return {"value": value, "unit": cells["unit"], "source": cells["source"]}
