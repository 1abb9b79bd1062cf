"""The command that says what making a device emits: footprint."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from joulepath.catalogue import load
from joulepath.cli.answering import answer
from joulepath.cli.options import (
    CatalogueOption,
    Format,
    FormatOption,
    OutputOption,
    format_of,
    quantity_of,
)
from joulepath.errors import InputError, Problem
from joulepath.report.footprint_table import footprint_data, footprint_lines, footprint_table
from joulepath.scenario.embodied.bill_file import read_bill
from joulepath.scenario.embodied.devices import Footprinted, device_footprint, own_footprint

__all__ = ["footprint"]


class Method(enum.StrEnum):
    """How a footprint is known."""

    COMPONENTS = "components"
    BLOCKS = "blocks"
    PUBLISHED = "published"


def footprint(
    device: Annotated[
        str,
        typer.Argument(
            metavar="DEVICE", help="Device of the catalogue, or a TOML file with a bill of parts."
        ),
    ],
    method: Annotated[
        Method | None,
        typer.Option(metavar="METHOD", help="components, blocks or published."),
    ] = None,
    lifetime: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Time it serves, e.g. '8 years'; batteries follow it."),
    ] = None,
    itemised: Annotated[
        bool,
        typer.Option("--itemised", help="Leave the factor out that is fitted to publications."),
    ] = False,
    folders: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show what a device emits before and after its use, part by part."""
    known = load(tuple(folders or ()))
    if device.endswith(".toml"):
        _refuse(method, lifetime, itemised)
        found = own_footprint(read_bill(Path(device)), known)
    else:
        life = None if lifetime is None else _time(lifetime)
        found = device_footprint(device, method or "", life, not itemised, known)
    _show(found, format_of(form, output), output)


def _refuse(method: Method | None, lifetime: str | None, itemised: bool) -> None:
    given = {"--method": method, "--lifetime": lifetime, "--itemised": itemised or None}
    problems = [
        Problem(option, "is for devices of the catalogue", "write it in the bill")
        for option, value in given.items()
        if value is not None
    ]
    if problems:
        raise InputError(*problems)


def _time(text: str) -> float:
    life = quantity_of("--lifetime", text, "s", " years")
    if life <= 0:
        raise InputError(Problem("--lifetime", f"{text!r} is not above zero", "e.g. '5 years'"))
    return life


def _show(found: Footprinted, form: Format, output: Path | None) -> None:
    table, lines = footprint_table(found), footprint_lines(found)
    answer(table, lines, footprint_data(found), form, output)
