"""The command that says what drives a result: sensitivity."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from joulepath.analysis.sensitivity import elasticities, find_drivers
from joulepath.analysis.sensitivity.points import Design
from joulepath.analysis.space import space_of
from joulepath.catalogue import load
from joulepath.cli.options import (
    CatalogueOption,
    Format,
    FormatOption,
    OutputOption,
    ScenarioArgument,
    SetOption,
    changes_of,
    format_of,
)
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.core.tree import units
from joulepath.errors import InputError, Problem
from joulepath.lifecycle import lifecycle
from joulepath.report.estimate import resolve
from joulepath.report.sensitivity_table import (
    drivers_chart,
    drivers_data,
    drivers_lines,
    drivers_table,
    elasticities_data,
    elasticities_table,
)
from joulepath.report.tables import Table, as_csv, as_markdown, as_text
from joulepath.report.trees import shown

__all__ = ["sensitivity"]


def sensitivity(
    scenario: ScenarioArgument,
    of: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            help="Number of the result, as 'joulepath explain' names it; by default carbon,"
            " else energy.",
        ),
    ] = None,
    local: Annotated[
        bool,
        typer.Option("--local", help="What 1 % more of each input does, uncertain or not."),
    ] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="With --local: by exact gradient (needs JAX).")
    ] = False,
    rows: Annotated[
        int, typer.Option(metavar="NUMBER", help="Rows of each of the two random designs.")
    ] = 2048,
    seed: Annotated[int, typer.Option(metavar="NUMBER", help="Seed of the draws.")] = 0,
    design: Annotated[
        str, typer.Option(metavar="NAME", help="random, or sobol (needs SciPy).")
    ] = "random",
    top: Annotated[
        int, typer.Option(metavar="NUMBER", help="Inputs that a table shows at most.")
    ] = 12,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Picture to write (SVG).")
    ] = None,
    changes: SetOption = None,
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show what drives a result: which uncertain inputs move it most, alone and together."""
    _check(top, local, exact, chart)
    resolved = resolve(scenario, changes_of(changes), catalogue=load(tuple(catalogue or ())))
    life = lifecycle(resolved.inputs)
    wanted = of or ("energy" if life.carbon is None else "carbon")
    unit, of_inputs = dict(units(life)).get(wanted, ""), dict(units(resolved.inputs))
    how = format_of(form, output)
    if local:
        found = elasticities(resolved.inputs, wanted, method="gradient" if exact else "differences")
        data = elasticities_data(found, unit, of_inputs)
        lines = ["", f"{wanted}: {shown(found.value, unit)}; slopes by {found.method}"]
        _show(elasticities_table(found, of_inputs, top), lines, data, how, output)
        return
    space = space_of(resolved)
    drivers = find_drivers(space, wanted, rows=rows, seed=seed, design=cast("Design", design))
    of_names = {each.name: of_inputs.get(each.paths[0], "") for each in space.parameters}
    data = drivers_data(drivers, unit, of_names)
    table = drivers_table(drivers, unit, of_names, top)
    _show(table, drivers_lines(drivers, unit, top), data, how, output)
    if chart is not None:
        title = f"What drives the {wanted} of {resolved.scenario.title or scenario.stem}"
        emit(drivers_chart(drivers, unit, title), chart)


def _check(top: int, local: bool, exact: bool, chart: Path | None) -> None:
    problems: list[Problem] = []
    if top < 1:
        problems.append(Problem("--top", f"{top} inputs", "give at least 1"))
    if exact and not local:
        problems.append(Problem("--exact", "is of --local alone", "add --local"))
    if local and chart is not None:
        problems.append(Problem("--chart", "shows bands, not slopes", "leave --local out"))
    if problems:
        raise InputError(*problems)


def _show(
    table: Table, lines: list[str], data: dict[str, Any], how: Format, output: Path | None
) -> None:
    match how:
        case Format.JSON:
            emit(json.dumps(data, indent=2, ensure_ascii=False), output)
        case Format.CSV:
            emit(as_csv(table), output)
        case Format.MARKDOWN:
            emit("\n".join([as_markdown(table), *lines]), output)
        case Format.TABLE if output is not None:
            emit("\n".join([as_text(table), *lines]), output)
        case Format.TABLE:
            emit_table(table)
            emit_lines(lines)
