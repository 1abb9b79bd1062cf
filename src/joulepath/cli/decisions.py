"""Options and files that commands for decisions share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.cli.output import emit
from joulepath.errors import InputError, Problem

__all__ = ["ChartOption", "DrawsOption", "ForceOption", "draw_chart", "with_zone"]

DrawsOption = Annotated[
    int, typer.Option("--draws", metavar="N", help="Draws of all that is uncertain.")
]
ChartOption = Annotated[
    Path | None,
    typer.Option("--chart", metavar="FILE", help="Draw a picture (SVG) beside the answer."),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Write over a picture that is there already.")
]


def draw_chart(svg: str, path: Path, force: bool) -> None:
    """Write a picture.

    Parameters
    ----------
    svg : str
        The picture.
    path : Path
        The file.
    force : bool
        Whether it may replace a file.

    Raises
    ------
    InputError
        If the file is there already or cannot be written.
    """
    if path.exists() and not force and path.is_file():
        raise InputError(Problem(str(path), "is there already", "name another, or add --force"))
    emit(svg, path)


def with_zone(changes: dict[str, Any], zone: str | None) -> dict[str, Any]:
    """Changes of a scenario with those of its country."""
    return changes if zone is None else changes | {"zone": zone}
