"""Zones: long tables of yearly figures of electricity, and the places they belong to."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from joulepath.catalogue.entries import Entry, read_entry
from joulepath.catalogue.figures import Figure, Source
from joulepath.catalogue.files import BUILT_IN, Found, label, merged_tables
from joulepath.catalogue.grid_figures import (
    BASES,
    COLUMNS,
    GridFigure,
    by_year,
    cell_problems,
    grid_figure,
    key_of,
)
from joulepath.catalogue.lazy import Lazy
from joulepath.catalogue.parts import located
from joulepath.catalogue.schema import KINDS
from joulepath.errors import CatalogueError, InputError, Problem, UnknownName, nearest
from joulepath.formulas.carbon import aged_spread

__all__ = ["FARTHEST", "YEARLY_SPREAD", "UnknownZone", "intensity_of", "read_zones", "years_of"]

YEARLY_SPREAD: Final = 1.12
"""Geometric standard deviation of national intensities from one year to the next, in the table of
Ember in this catalogue: 1.08 to 1.15 between the years from 2019 to 2025."""

FARTHEST: Final = 30
"""Years after which no figure stands for another: about the life of a power plant, so that nothing
of the mix need be left (assumption)."""

_ALSO: Final = MappingProxyType(
    {
        "uk": "GBR", "great britain": "GBR", "britain": "GBR", "england": "GBR",
        "united states of america": "USA", "uae": "ARE", "ivory coast": "CIV", "burma": "MMR",
        "swaziland": "SWZ", "holland": "NLD", "the netherlands": "NLD", "viet nam": "VNM",
        "de-lu": "DEU", "drc": "COD", "democratic republic of the congo": "COD",
    }
)  # fmt: skip
"""Other names of countries that people write."""

_UNIONS: Final = frozenset({"eu", "eu27", "eu-27", "eu28", "europe", "european union", "world"})
"""What is no grid, though people speak of its average."""

_OWN_ZONE: Final = (
    "name a country, or add a zone of your own with its figures: see 'Zones' in the reference of"
    " the catalogue"
)


class UnknownZone(UnknownName):
    """A zone code that is not known; a country's name or two letters lead to its code."""

    def __init__(self, name: str, zones: Mapping[str, Entry], where: str) -> None:
        super().__init__("zone", name, zones, where=where, listing="'joulepath catalogue zones'")
        union = name.casefold() in _UNIONS
        codes = () if union else _codes_called(name, zones) or self.nearest
        if codes:
            near = " or ".join(f"{code!r} ({zones[code].title})" for code in codes)
            remedy = f"did you mean {near}? ('joulepath catalogue zones' shows all {len(zones)})"
            InputError.__init__(self, Problem(where, f"no zone named {name!r}", remedy))
        elif union:
            InputError.__init__(self, Problem(where, f"no average of {name} is known", _OWN_ZONE))
        self.nearest = codes


@dataclass(frozen=True)
class _Row:
    cells: Mapping[str, str]
    where: str
    rank: int


def read_zones(
    folders: Sequence[Path], sources: Mapping[str, Source]
) -> tuple[Lazy[Entry], Mapping[str, Found], list[Problem]]:
    """Find the zones of all catalogue folders; a built-in one is read when it is asked for.

    Parameters
    ----------
    folders : sequence of Path
        Catalogue folders, the built-in one first.
    sources : mapping of str to Source
        The sources that rows may cite.

    Returns
    -------
    tuple of Lazy, mapping and list of Problem
        Zones by code, with their figures; where each was found; and all that is wrong with the
        tables of other folders than the built-in one.
    """
    tables, problems = merged_tables(folders, "grids/*.toml")
    built_in = _built_in_lines(folders)
    added: dict[str, list[_Row]] = {}
    for row in _rows(folders, problems):
        added.setdefault(row.cells["zone"], []).append(row)
    problems += [
        problem for code, rows in added.items() for problem in _strangers(code, rows, tables)
    ]

    def read(code: str) -> tuple[Entry, list[Problem]]:
        found = tables[code]
        entry, wrong = read_entry(KINDS["zones"], code, found.table, found.file, sources)
        rows = [*map(_built_in_row, built_in.get(code, ())), *added.get(code, ())]
        figures = _figures([row for row in rows if row.rank >= found.rank], sources, wrong)
        if not figures:
            remedy = "add rows for it to a table in grids/"
            wrong.append(Problem(f"{found.file}: [{code}]", "a zone without figures", remedy))
        return replace(entry, figures=figures), wrong

    zones = Lazy(tables, read)
    touched = [code for code in added if code in tables and tables[code].rank == 0]
    return zones, tables, problems + zones.problems(touched)


def years_of(zone: Entry, basis: str = BASES[0]) -> tuple[int, ...]:
    """Years for which the intensity of a zone is known on a basis."""
    figures = (each for each in zone.figures.values() if isinstance(each, GridFigure))
    return tuple(
        each.year for each in figures if each.quantity == "intensity" and each.basis == basis
    )


def intensity_of(zone: Entry, year: int, where: str, basis: str = BASES[0]) -> GridFigure:
    """Intensity of a zone in a year, or in the nearest one that is known, with a wider band.

    Raises
    ------
    CatalogueError
        If the zone has no intensity on that basis, with the one that it has, or none that is
        within `FARTHEST` years.
    """
    years = years_of(zone, basis)
    if not years:
        others = [other for other in BASES if years_of(zone, other)]
        what = f"no {basis} intensity of {zone.name}, only {' and '.join(others)}"
        option = where.startswith("--")
        said = [f"--basis {other}" if option else f'basis = "{other}"' for other in others]
        remedy = f"say {said[0]}, for all that is compared with it" if said else ""
        raise CatalogueError(Problem(where, what, remedy))
    closest = min(years, key=lambda known: (abs(known - year), known))
    if abs(closest - year) > FARTHEST:
        what = f"{year} is {abs(closest - year)} years from {closest}, the nearest of {zone.name}"
        remedy = f"give one from {min(years) - FARTHEST} to {max(years) + FARTHEST}"
        raise CatalogueError(Problem(where, what, remedy))
    figure = zone.figures[key_of("intensity", basis, closest)]
    assert isinstance(figure, GridFigure)
    years_off = float(abs(closest - year))
    aged = aged_spread(spread=figure.spread, yearly=YEARLY_SPREAD, years=years_off)
    return figure.spread_to(float(aged)) if years_off else figure


def _codes_called(name: str, zones: Mapping[str, Entry]) -> tuple[str, ...]:
    titles = {zone.title: code for code, zone in zones.items()}
    called = {zone.text["iso2"].casefold(): code for code, zone in zones.items()}
    called |= {title.casefold(): code for title, code in titles.items()}
    called |= {also: code for also, code in _ALSO.items() if code in zones}
    if exact := called.get(name.casefold()):
        return (exact,)
    if parts := tuple(
        code for code in zones if code.partition("-")[2].casefold() == name.casefold()
    ):
        return parts
    begun = tuple(code for code in zones if name.casefold().startswith(code.casefold()))
    by_title = nearest(name, titles)
    return begun or tuple(titles[title] for title in by_title) if len(name) > len("DEU") else ()


def _built_in_lines(folders: Sequence[Path]) -> Mapping[str, list[tuple[str, str]]]:
    """Files and lines of the built-in tables, whose cells the tests have checked, by zone."""
    lines: dict[str, list[tuple[str, str]]] = {}
    for file in sorted(BUILT_IN.glob("grids/*.csv")) if BUILT_IN in folders else ():
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            lines.setdefault(line.partition(",")[0], []).append((file.name, line))
    return lines


def _built_in_row(found: tuple[str, str]) -> _Row:
    file, line = found
    return _Row(dict(zip(COLUMNS, line.split(","), strict=True)), file, 0)


def _rows(folders: Sequence[Path], problems: list[Problem]) -> Iterator[_Row]:
    """Rows of the tables of other folders."""
    for rank, folder in enumerate(folders):
        for file in sorted(folder.glob("grids/*.csv")) if folder != BUILT_IN else ():
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


def _strangers(code: str, rows: Sequence[_Row], tables: Mapping[str, Found]) -> Iterator[Problem]:
    for row in rows if code not in tables else ():
        remedy = f"add [{code}] to grids/zones.toml, or correct the code"
        yield Problem(row.where, f"zone {code!r} has no title", remedy)


def _figures(
    rows: Sequence[_Row], sources: Mapping[str, Source], problems: list[Problem]
) -> Lazy[Figure]:
    """Figures of a zone by year, those of other folders than the built-in one read at once."""
    kept: dict[str, _Row] = {}
    for row in rows:
        cells = row.cells
        wrong = list(cell_problems(cells, row.where)) if row.rank else []
        key = key_of(cells["quantity"], cells["basis"], cells["year"])
        if not wrong and key in kept:
            what = f"a second value of {cells['zone']} for {key}"
            wrong.append(Problem(row.where, what, "keep one"))
        if not wrong:
            kept[key] = row
        problems += wrong

    def read(key: str) -> tuple[Figure | None, list[Problem]]:
        row = kept[key]
        try:
            return grid_figure(row.cells, sources), []
        except CatalogueError as error:
            return None, located(error, row.where)

    figures = Lazy(sorted(kept, key=lambda key: by_year(kept[key].cells)), read)
    problems += figures.problems(key for key, row in kept.items() if row.rank)
    return figures
