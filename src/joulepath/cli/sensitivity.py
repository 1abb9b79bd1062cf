"""The command that says what drives a result: sensitivity."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from joulepath.analysis.counted_carbon import carbon_path, electricity_alone
from joulepath.analysis.sensitivity import elasticities, find_drivers
from joulepath.analysis.space import space_of
from joulepath.catalogue import load
from joulepath.cli.decisions import ChartOption, ForceOption, check_chart
from joulepath.cli.options import (
    CatalogueOption,
    Format,
    FormatOption,
    OutputOption,
    ScenarioArgument,
    SetOption,
    ZoneOption,
    changes_of,
    format_of,
)
from joulepath.cli.output import emit, emit_lines, emit_table, talk
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
    screening_lines,
    screening_table,
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
    screening: Annotated[
        bool,
        typer.Option("--screening", help="Show elementary effects (Morris) instead of shares."),
    ] = False,
    rows: Annotated[
        int | None,
        typer.Option(metavar="N", help="Rows of each of the two designs; 2048 by default."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Seed of the draws; 0 by default.")
    ] = None,
    design: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="random, latin-hypercube, sobol (needs SciPy) or auto (by default): the last"
            " that can be made.",
        ),
    ] = None,
    top: Annotated[int, typer.Option(metavar="N", help="Inputs that a table shows at most.")] = 12,
    chart: ChartOption = None,
    force: ForceOption = False,
    zone: ZoneOption = None,
    changes: SetOption = None,
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show what drives a result: which uncertain inputs move it most, alone and together."""
    drawn = {"rows": rows, "seed": seed, "design": design}
    asked = {name: value for name, value in drawn.items() if value is not None}
    _check(top, exact=exact, local=local, of_draws={**asked, "screening": screening or None})
    check_chart(chart, force)
    if local and chart is not None:
        raise InputError(Problem("--chart", "shows bands, not slopes", "leave --local out"))
    resolved = resolve(scenario, changes_of(changes, zone), catalogue=load(tuple(catalogue or ())))
    life = lifecycle(resolved.inputs)
    wanted = of or ("energy" if life.carbon is None else carbon_path(life))
    if note := electricity_alone((wanted,), made=life.hardware is not None):
        talk(f"note: {note}")
    unit, of_inputs = dict(units(life)).get(wanted, ""), dict(units(resolved.inputs))
    how = format_of(form, output)
    if local:
        found = elasticities(resolved.inputs, wanted, method="gradient" if exact else "differences")
        data = elasticities_data(found, unit, of_inputs)
        lines = ["", f"{wanted}: {shown(found.value, unit)}; slopes by {found.method}"]
        _show(elasticities_table(found, of_inputs, top), lines, data, how, output)
        return
    space = space_of(resolved)
    drivers = find_drivers(space, wanted, **cast("Any", asked))
    if chart is not None:
        title = f"What drives the {wanted} of {resolved.scenario.title or scenario.stem}"
        emit(drivers_chart(drivers, unit, title), chart)
    of_names = {each.name: of_inputs.get(each.paths[0], "") for each in space.parameters}
    data = drivers_data(drivers, unit, of_names)
    if screening:
        table = screening_table(drivers, unit, of_names, top)
        lines = screening_lines(drivers, top)
    else:
        table = drivers_table(drivers, unit, of_names, top)
        lines = drivers_lines(drivers, unit, top)
    _show(table, lines, data, how, output)


def _check(top: int, *, exact: bool, local: bool, of_draws: Mapping[str, Any]) -> None:
    problems: list[Problem] = []
    if top < 1:
        problems.append(Problem("--top", f"{top} inputs", "give at least 1"))
    if exact and not local:
        problems.append(Problem("--exact", "is of --local alone", "add --local"))
    for name, value in of_draws.items():
        if local and value is not None:
            remedy = "leave one of the two out"
            problems.append(Problem(f"--{name}", "is of draws, and --local makes none", remedy))
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
