"""Options that several commands share."""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Iterable
from math import isfinite
from pathlib import Path
from shlex import quote
from types import MappingProxyType
from typing import Annotated, Any

import typer

from joulepath.catalogue.units import parse
from joulepath.errors import InputError, Problem, ScenarioError

__all__ = [
    "CatalogueOption",
    "DrawsOption",
    "Format",
    "FormatOption",
    "OutputOption",
    "ScenarioArgument",
    "SeedOption",
    "SetOption",
    "ZoneOption",
    "changes_of",
    "format_of",
    "quantity_of",
    "varied",
]


class Format(enum.StrEnum):
    """How a result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


_SUFFIXES = MappingProxyType(
    {".json": Format.JSON, ".csv": Format.CSV, ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN}
)

ScenarioArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Scenario file (TOML).", show_default=False)
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        case_sensitive=False,
        help="table, json, csv or markdown; by default what the suffix of --output says,"
        " else a table.",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="File to write to instead of the screen."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Replace a value of the scenario, e.g. training.epochs=20 or path.0.loss=0.1;"
        " repeatable.",
    ),
]
ZoneOption = Annotated[
    str | None,
    typer.Option("--zone", metavar="CODE", help="Country, e.g. DEU.", show_default=False),
]
DrawsOption = Annotated[
    int,
    typer.Option(metavar="N", help="Draws behind the 90 % bands; 0 for none.", show_default=True),
]
SeedOption = Annotated[
    int, typer.Option(metavar="N", help="Seed of the draws; same seed, same bands.")
]
CatalogueOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--catalogue",
        metavar="FOLDER",
        help="Folder with catalogue entries of your own; repeatable.",
    ),
]


def format_of(form: Format | None, output: Path | None) -> Format:
    """Format that was asked for, or else that of the file, or else a table."""
    if form is not None:
        return form
    return _SUFFIXES.get(output.suffix.lower(), Format.TABLE) if output else Format.TABLE


def changes_of(texts: Iterable[str] | None, zone: str | None = None) -> dict[str, Any]:
    """Read ``path=value`` texts; a value is TOML if it can be, else a text.

    Parameters
    ----------
    texts : iterable of str or None
        What ``--set`` was given.
    zone : str or None
        What ``--zone`` was given, which is a change, too.

    Raises
    ------
    ScenarioError
        For every text without a path or an equals sign.
    """
    changes: dict[str, Any] = {}
    problems: list[Problem] = []
    for text in texts or ():
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            remedy = "write PATH=VALUE, e.g. --set training.epochs=20"
            problems.append(Problem("--set", f"{text!r} is no change", remedy))
        else:
            changes[path.strip()] = _value(value.strip())
    if problems:
        raise ScenarioError(*problems)
    return changes if zone is None else changes | {"zone": zone}


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def quantity_of(option: str, text: str, unit: str, usual: str) -> float:
    """Read the quantity that an option was given.

    Parameters
    ----------
    option : str
        The option, for messages.
    text : str
        A number and its unit.
    unit : str
        Coherent unit of the quantity.
    usual : str
        Unit that people use, for messages.

    Returns
    -------
    float
        In the coherent unit.

    Raises
    ------
    InputError
        If it is no number with a unit of the quantity.
    """
    try:
        return parse(text, unit)
    except InputError as error:
        problems = [Problem(option, each.what, each.remedy) for each in error.problems]
    try:
        plain = isfinite(float(text))
    except ValueError:
        plain = False
    if not plain:
        raise InputError(*problems) from None
    remedy = f"write it with its unit, e.g. {option} {quote(text.strip() + usual)}"
    raise InputError(Problem(option, f"{text!r} has no unit", remedy))


def varied(texts: list[str] | None) -> dict[str, str]:
    """Read ``KEY=VALUES`` of several ``--vary``.

    Raises
    ------
    InputError
        For a text without values, and a key that is there twice.
    """
    found: dict[str, str] = {}
    for text in texts or ():
        key, equals, values = text.partition("=")
        key = key.strip()
        if not equals or not key:
            remedy = "write KEY=VALUES, e.g. --vary path.0.loss=0..0.5:lin11"
            raise InputError(Problem("--vary", f"{text!r} varies nothing", remedy))
        if key in found:
            remedy = "give all its values in one place, e.g. --vary zone=DEU,FIN"
            raise InputError(Problem(f"--vary {key}", "varies twice", remedy))
        found[key] = values
    return found
