"""The command that weighs new hardware against old: refresh."""

from __future__ import annotations

from typing import Annotated

import typer

from joulepath.analysis.refresh import refresh_band
from joulepath.catalogue import load
from joulepath.catalogue.grid_figures import BASES
from joulepath.cli.answering import answer
from joulepath.cli.decisions import DrawsOption
from joulepath.cli.options import (
    CatalogueOption,
    FormatOption,
    OutputOption,
    SeedOption,
    format_of,
    quantity_of,
)
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.report.refresh_table import refresh_data, refresh_lines, refresh_table
from joulepath.scenario.refresh import RefreshRequest, resolve_refresh

__all__ = ["refresh"]


def refresh(
    device: Annotated[
        str, typer.Argument(metavar="DEVICE", help="Hardware that may be bought, by its name.")
    ],
    power: Annotated[str, typer.Option(metavar="POWER", help="Its power at work, e.g. 700W.")],
    old_power: Annotated[
        str, typer.Option(metavar="POWER", help="Power of the old hardware at work, e.g. 400W.")
    ],
    zone: Annotated[str, typer.Option(metavar="CODE", help="Country, e.g. DEU.")],
    speedup: Annotated[
        str, typer.Option(metavar="TIMES", help="How many times as fast the new one is.")
    ] = "1",
    utilisation: Annotated[
        str, typer.Option(metavar="SHARE", help="Share of time in which the old one works.")
    ] = "100%",
    idle: Annotated[str, typer.Option(metavar="POWER", help="Power of the new at rest.")] = "0W",
    old_idle: Annotated[
        str, typer.Option(metavar="POWER", help="Power of the old at rest.")
    ] = "0W",
    time: Annotated[
        str, typer.Option(metavar="TIME", help="Time that is looked at, e.g. '4 years'.")
    ] = "4 years",
    pue: Annotated[
        str, typer.Option(metavar="RATIO", help="Energy of the building over the hardware's.")
    ] = "1",
    year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="Year of the grid intensity.")
    ] = None,
    basis: Annotated[
        str | None, typer.Option(metavar="BASIS", help=f"{' or '.join(BASES)}.")
    ] = None,
    draws: DrawsOption = 1000,
    seed: SeedOption = 0,
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show whether new hardware pays its making back, or the old had better be kept."""
    problems: list[Problem] = []

    def read(option: str, text: str, unit: str, usual: str = "") -> float:
        try:
            return quantity_of(option, text, unit, usual)
        except InputError as error:
            problems.extend(error.problems)
            return 1.0

    request = RefreshRequest(
        device=device,
        power=read("--power", power, "W", "W"),
        old_power=read("--old-power", old_power, "W", "W"),
        idle=read("--idle", idle, "W", "W"),
        old_idle=read("--old-idle", old_idle, "W", "W"),
        speedup=read("--speedup", speedup, "1"),
        utilisation=read("--utilisation", utilisation, "1"),
        time=read("--time", time, "s", " years"),
        zone=zone,
        year=year,
        pue=read("--pue", pue, "1"),
        basis=basis,
    )
    if basis not in (None, *BASES):
        problems += UnknownName("basis", basis, BASES, where="--basis").problems
    if problems:
        raise InputError(*problems)
    found = resolve_refresh(request, load(tuple(catalogue or ())))
    drawn = refresh_band(found, draws, seed)
    table, lines = refresh_table(found, drawn), refresh_lines(found, drawn)
    answer(table, lines, refresh_data(found, drawn), format_of(form, output), output)
