"""Options and files that commands for decisions share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joulepath.cli.output import emit
from joulepath.errors import InputError, Problem

__all__ = [
    "ChartOption",
    "DrawsOption",
    "ForceOption",
    "check_chart",
    "check_suffix",
    "draw_chart",
]

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
    check_chart(path, force)
    emit(svg, path)


def check_chart(path: Path | None, force: bool) -> None:
    """Refuse a picture that could not be written, before anything is computed.

    Parameters
    ----------
    path : Path or None
        The file; none for no picture.
    force : bool
        Whether it may replace a file.

    Raises
    ------
    InputError
        If the file is no SVG, or there already.
    """
    check_suffix(path)
    if path is not None and path.is_file() and not force:
        remedy = "name another file, or --force to overwrite it"
        raise InputError(Problem(str(path), "exists already", remedy))


def check_suffix(path: Path | None) -> None:
    """Refuse a name that promises another kind of picture.

    Parameters
    ----------
    path : Path or None
        The file; none for no picture.

    Raises
    ------
    InputError
        If the file does not end in ``.svg``.
    """
    if path is not None and path.suffix.lower() != ".svg":
        raise InputError(Problem(str(path), "pictures are SVG", "name a file that ends in .svg"))
