"""Tables of intensities: CSV and Parquet, a column for the time and one for each zone."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from joulepath.catalogue.units import coherent
from joulepath.errors import InputError, MissingExtra, Problem
from joulepath.records.electricity import Basis, IntensitySeries, Perimeter, Signal
from joulepath.scenario.series.points import Kind, Point, moment, series_of

__all__ = ["from_csv", "from_parquet"]

_TIME: Final = "time"
_COLUMN: Final = re.compile(
    r"(?P<zone>[^\[\]]+?)\s*\[(?P<unit>[^\[\]]+)\](?P<marginal>\s+marginal)?"
)
_PORTAL: Final = re.compile(
    r"Carbon intensity gCO.{1,3}eq/kWh \((?P<basis>direct|Life cycle|LCA)\)", re.IGNORECASE
)
"""Columns of the files that Electricity Maps offers on its portal."""


def from_csv(
    text: str, name: str, basis: str | None, clock: ZoneInfo | None
) -> tuple[IntensitySeries, ...]:
    """Read a table of text.

    Raises
    ------
    InputError
        For columns without unit, cells that are no numbers, gaps and doubtful times.
    """
    try:
        rows = list(csv.reader(text.splitlines(), strict=True))
    except csv.Error as error:
        raise InputError(Problem(name, f"not valid CSV: {error}", "correct the line")) from None
    head, body = (rows[0] if rows else []), rows[1:]
    for place, row in enumerate(body, 2):
        if len(row) != len(head):
            what = f"{len(row)} cells under {len(head)} headings"
            raise InputError(Problem(f"{name}: line {place}", what, "write one for each heading"))
    columns = dict(zip(head, zip(*body, strict=True), strict=True)) if body else {}
    if any(_PORTAL.fullmatch(each) for each in head):
        return (_of_the_portal(columns, name, basis),)
    return _series(columns, head, name, basis, clock)


def from_parquet(
    path: Path, name: str, basis: str | None, clock: ZoneInfo | None
) -> tuple[IntensitySeries, ...]:
    """Read a Parquet file of the same columns.

    Raises
    ------
    InputError
        As of a CSV; and for a file that is no Parquet.
    MissingExtra
        If pyarrow is not installed.
    """
    try:
        parquet: Any = import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtra("reading a Parquet file", "parquet") from None
    try:
        columns: Mapping[str, Sequence[Any]] = parquet.read_table(path).to_pydict()
    except (OSError, ValueError) as error:
        raise InputError(Problem(name, f"not valid Parquet: {error}", "save it again")) from None
    return _series(columns, tuple(columns), name, basis, clock)


def _series(
    columns: Mapping[str, Sequence[Any]],
    head: Iterable[str],
    name: str,
    basis: str | None,
    clock: ZoneInfo | None,
) -> tuple[IntensitySeries, ...]:
    names = tuple(head)
    example = "the first line must be like time,DEU [g/kWh],FIN [g/kWh]"
    if names[:1] != (_TIME,) or len(names) == 1 or len(set(names)) != len(names):
        raise InputError(Problem(name, f"columns {', '.join(names) or 'missing'}", example))
    if _TIME not in columns:
        raise InputError(Problem(name, "no rows", "a series needs two or more"))
    times = [
        moment(cell, f"{name}: line {place}", clock) for place, cell in enumerate(columns[_TIME], 2)
    ]
    found: list[IntensitySeries] = []
    for each in names[1:]:
        column = _COLUMN.fullmatch(each)
        if column is None:
            raise InputError(Problem(name, f"column {each!r} says no unit", example))
        values = _values(columns[each], column["unit"], name)
        points = [Point(time, value) for time, value in zip(times, values, strict=True)]
        signal: Signal = "marginal" if column["marginal"] else "average"
        kind = Kind(column["zone"], signal, _basis(basis), "unknown", name)
        found.append(series_of(points, kind, name))
    return tuple(found)


def _basis(said: str | None) -> Basis:
    return cast("Basis", said) if said in ("life-cycle", "direct") else "unknown"


def _values(cells: Iterable[Any], unit: str, name: str) -> list[float]:
    values: list[float] = []
    for place, cell in enumerate(cells, 2):
        where = f"{name}: line {place}"
        try:
            values.append(coherent(float(cell), unit, "g/J"))
        except InputError as error:
            raise InputError(*(Problem(name, p.what, p.remedy) for p in error.problems)) from None
        except (TypeError, ValueError):
            what = "no value" if cell in ("", None) else f"{cell!r} is not a number"
            remedy = "fill it with a value of your own, or cut the file there"
            raise InputError(Problem(where, what, remedy)) from None
    return values


def _of_the_portal(
    columns: Mapping[str, Sequence[Any]], name: str, basis: str | None
) -> IntensitySeries:
    """Read the file of a zone from the portal of Electricity Maps, whose times are of UTC."""
    wanted = "direct" if basis == "direct" else "life cycle"
    column = next(
        each
        for each in columns
        if (found := _PORTAL.fullmatch(each))
        and (found["basis"].casefold() == "direct") == (wanted == "direct")
    )
    heads = {each.casefold(): each for each in columns}
    clock = heads.get("datetime (utc)")
    if clock is None:
        what = "no column 'Datetime (UTC)'"
        raise InputError(Problem(name, what, "download the file from the portal again"))
    values = _values(columns[column], "g/kWh", name)
    times = (
        moment(f"{cell}Z", f"{name}: line {place}") for place, cell in enumerate(columns[clock], 2)
    )
    points = [Point(time, value) for time, value in zip(times, values, strict=True)]
    known: tuple[Basis, Perimeter] = (
        "direct" if wanted == "direct" else "life-cycle",
        "consumption",
    )
    source = f"{name} (Electricity Maps portal)"
    guessed = columns[heads["data estimated"]] if "data estimated" in heads else ()
    estimated = sum(str(cell).casefold() == "true" for cell in guessed)
    notes = (f"{estimated} of {len(points)} values are estimates",) if estimated else ()
    zone = _zone_of_the_portal(columns, heads, name)
    return series_of(points, Kind(zone, "average", *known, source, notes), name)


def _zone_of_the_portal(
    columns: Mapping[str, Sequence[Any]], heads: Mapping[str, str], name: str
) -> str:
    """The one zone of a file; the file's name where it has no such column."""
    head = heads.get("zone id") or heads.get("zone name")
    zones = list(dict.fromkeys(columns[head])) if head else [name]
    if len(zones) > 1:
        what = f"holds several zones: {', '.join(map(str, zones[:4]))}"
        raise InputError(Problem(name, what, "give one file for each zone"))
    return str(zones[0])
