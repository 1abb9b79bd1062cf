"""Options that several commands share."""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.errors import Problem, ScenarioError

__all__ = [
    "CatalogueOption",
    "Format",
    "FormatOption",
    "OutputOption",
    "ScenarioArgument",
    "SetOption",
    "changes_of",
]


class Format(enum.StrEnum):
    """How a result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


ScenarioArgument = Annotated[Path, typer.Argument(help="Scenario file (TOML).")]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="File to write to instead of the screen.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Replace a value, e.g. training.epochs=20; repeatable."
    ),
]
CatalogueOption = Annotated[
    list[Path] | None,
    typer.Option("--catalogue", help="Folder with catalogue entries of your own; repeatable."),
]


def changes_of(texts: Iterable[str] | None) -> dict[str, Any]:
    """Read ``path=value`` texts; a value is TOML if it can be, else a text.

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
            problems.append(Problem("--set", f"{text!r} is no change", "write path=value"))
        else:
            changes[path.strip()] = _value(value.strip())
    if problems:
        raise ScenarioError(*problems)
    return changes


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
