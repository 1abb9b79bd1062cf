"""Read a file of intensities, whatever service or program wrote it."""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from joulepath.errors import InputError, Problem
from joulepath.records.electricity import Basis, IntensitySeries
from joulepath.scenario.series import electricity_maps, entsoe, neso, tables, watttime

__all__ = ["read_series"]

_LARGEST: Final = 64_000_000
"""Bytes; ten years of minutes take less."""

_SERVICES: Final = (electricity_maps, watttime, neso)


def read_series(
    path: Path, *, zone: str | None = None, basis: str | None = None, clock: ZoneInfo | None = None
) -> tuple[IntensitySeries, ...]:
    """Read the series of a file.

    Parameters
    ----------
    path : Path
        CSV or Parquet with a column ``time``; or a saved answer of Electricity Maps, WattTime or
        NESO (JSON) or of ENTSO-E (XML).
    zone : str
        What to call the zone instead of its name in the file.
    basis : str
        ``"life-cycle"`` or ``"direct"``; needed for generation by plants (ENTSO-E), taken as said
        for tables, and held against what an answer says of itself.
    clock : ZoneInfo
        Zone of the times of a table that say no offset.

    Returns
    -------
    tuple of IntensitySeries
        One for each zone of the file.

    Raises
    ------
    InputError
        For a file that is none of these, and for gaps, unsound values and doubtful times.
    MissingExtra
        If a Parquet file is given and what reads it is not installed.
    """
    name = path.name or str(path)
    if path.suffix.lower() in (".parquet", ".pq"):
        _checked(path)
        found = tables.from_parquet(path, name, basis, clock)
    else:
        found = _from_text(_text(path), name, basis, clock)
    return _renamed(found, zone, name)


def _from_text(
    text: str, name: str, basis: str | None, clock: ZoneInfo | None
) -> tuple[IntensitySeries, ...]:
    head = text.lstrip("\ufeff \t\r\n")[:1]
    if head == "<":
        return (entsoe.read(text, name, basis),)
    if head not in ("{", "["):
        return tables.from_csv(text, name, basis, clock)
    try:
        answer: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            Problem(name, f"not valid JSON: {error}", "save the answer again")
        ) from None
    for service in _SERVICES:
        if service.wrote(answer):
            series = service.read(answer, name)
            return (_agreeing(series, basis, name),)
    remedy = "save the answer of Electricity Maps, WattTime or NESO as it is"
    raise InputError(Problem(name, "an answer of no service that is known", remedy))


def _agreeing(series: IntensitySeries, basis: str | None, name: str) -> IntensitySeries:
    """The series on the basis that was told, which a file that says its own must share."""
    if basis is not None and series.basis == "unknown":
        return replace(series, basis=cast("Basis", basis))
    if basis is not None and series.basis != basis:
        what = f"its intensity is {series.basis}, not {basis}"
        raise InputError(Problem(name, what, "leave --basis out, or ask the service for the other"))
    return series


def _renamed(
    found: Sequence[IntensitySeries], zone: str | None, name: str
) -> tuple[IntensitySeries, ...]:
    if zone is None:
        return tuple(found)
    if len(found) > 1:
        what = f"{len(found)} zones, but one name {zone!r}"
        raise InputError(Problem(name, what, "name the columns of the file instead"))
    from dataclasses import replace

    return (replace(found[0], zone=zone),)


def _checked(path: Path) -> None:
    try:
        found = path.stat()
    except FileNotFoundError:
        raise InputError(Problem(str(path), "no such file", "check the path")) from None
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise InputError(Problem(str(path), what, "check its permissions")) from None
    if not stat.S_ISREG(found.st_mode):
        raise InputError(Problem(path.name or str(path), "is no file", "give the path of a file"))
    if found.st_size > _LARGEST:
        what = f"{found.st_size} bytes, more than {_LARGEST}"
        raise InputError(Problem(path.name or str(path), what, "cut it to the time that matters"))


def _text(path: Path) -> str:
    _checked(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = f"cannot be read: {error}"
        raise InputError(Problem(path.name or str(path), what, "save it as UTF-8 text")) from None
