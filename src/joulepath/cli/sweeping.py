"""The command that computes a scenario at many points: sweep."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.analysis.counted_carbon import electricity_alone
from joulepath.analysis.perimeters import foreign_zones, unlike_zones
from joulepath.analysis.sweep import (
    ROWS,
    Executor,
    Request,
    Swept,
    asked,
    in_memory,
    on_cluster,
    on_processes,
    serially,
    to_file,
)
from joulepath.analysis.sweep.forms import FORMS, whole
from joulepath.catalogue import load
from joulepath.cli.decisions import check_chart
from joulepath.cli.options import (
    CatalogueOption,
    Format,
    FormatOption,
    ScenarioArgument,
    SetOption,
    ZoneOption,
    changes_of,
    varied,
)
from joulepath.cli.output import emit, emit_lines, emit_table, talk
from joulepath.cli.progress import progress_bar
from joulepath.errors import InputError, Problem
from joulepath.report.sweep_table import extremes_table, points_table, sweep_chart, sweep_lines
from joulepath.report.tables import as_markdown
from joulepath.report.version import VERSION
from joulepath.scenario.changes import dotted
from joulepath.scenario.reading import load_scenario

__all__ = ["sweep"]

_SHOWN = 20
"""Points that are listed on the screen."""


def sweep(
    scenario: ScenarioArgument,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUES",
            help="What varies: 7..12, 0..1:lin11, 1/day..1000/day:log50 or DEU,FIN; repeatable.",
        ),
    ] = None,
    outputs: Annotated[
        str | None,
        typer.Option(
            metavar="PATHS",
            help="What is kept, e.g. energy,carbon,balance.training.share; by default energy,"
            " ecal and, with a zone, carbon.",
        ),
    ] = None,
    design: Annotated[
        str,
        typer.Option(metavar="NAME", help="grid (all combinations), random or latin-hypercube."),
    ] = "grid",
    points: Annotated[
        int | None, typer.Option(metavar="N", help="Points of a sample (not of a grid).")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Start of the random numbers; 0 by default.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Processes that compute; by default one.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Dask scheduler, e.g. tcp://host:8786, or local for one here."
        ),
    ] = None,
    part_rows: Annotated[
        int, typer.Option(metavar="N", help="Points computed and kept at a time.")
    ] = ROWS,
    skip_impossible: Annotated[
        bool,
        typer.Option("--skip-impossible", help="Leave points empty that the scenario refuses."),
    ] = False,
    engine: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="numpy, compiled (machine code, extra fast), or auto: compiled where it pays.",
        ),
    ] = "auto",
    chart: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Picture (SVG) of the first output over 1 or 2 axes."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite existing files.", show_default=False)
    ] = False,
    zone: ZoneOption = None,
    changes: SetOption = None,
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Parquet, CSV or JSON file for all points."
        ),
    ] = None,
) -> None:
    """Compute a scenario at many points; a sweep that was interrupted goes on where it stopped."""
    executor = _executor(workers, cluster)
    _check_files(output, chart, form, force=force)
    replaced = changes_of(changes, zone)
    loaded = load_scenario(scenario, replaced, load(tuple(catalogue or ())))
    request = asked(
        loaded,
        VERSION,
        varied(vary),
        outputs=[path.strip() for path in (outputs or "").split(",") if path.strip()],
        design=design,
        points=points,
        seed=_seed(seed, design),
        rows=part_rows,
        skip_impossible=skip_impossible,
        engine=engine,
    )
    _refuse_overlap(replaced, request)
    if request.engine_note:
        talk(f"note: {request.engine_note}")
    if note := electricity_alone(request.outputs, made=loaded.scenario.hardware is not None):
        talk(f"note: {note}")
    zones = [zone for axis in request.axes if axis.key == "zone" for zone in axis.listed]
    for find in (unlike_zones, foreign_zones):
        if said := find(zones, loaded.scenario, loaded.catalogue):
            talk(f"warning: {said}")
    swept = _into(request, output, executor, force=force) if output is not None else None
    if swept is None or chart is not None:
        with progress_bar(request.plan.points) as progress:
            swept = in_memory(request, progress)
    if chart is not None:
        emit(sweep_chart(swept), chart)
    _show(swept, form, output)


def _seed(given: int | None, design: str) -> int:
    if given is not None and design == "grid":
        remedy = "leave it out, or take --design random"
        raise InputError(Problem("--seed", "a grid draws nothing", remedy))
    return given or 0


def _refuse_overlap(changes: Iterable[str], request: Request) -> None:
    """Refuse to set what varies."""
    problems = [
        Problem(f"--set {key}", "varies, too", "leave one of the two out")
        for key in map(dotted, changes)
        if any(_overlap(key, axis.key) for axis in request.axes)
    ]
    if problems:
        raise InputError(*problems)


def _overlap(one: str, other: str) -> bool:
    """Whether one of two keys is the other, or holds it."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _executor(workers: int | None, cluster: str | None) -> Executor:
    if workers is not None and not 1 <= workers <= 1024:
        raise InputError(Problem("--workers", f"{workers} workers", "take between 1 and 1024"))
    if cluster is not None:
        return on_cluster(cluster, workers)
    return serially if workers in (None, 1) else on_processes(workers or 1)


def _check_files(
    output: Path | None, chart: Path | None, form: Format | None, *, force: bool
) -> None:
    """Refuse what would only fail after the work is done."""
    if output is not None and form is not None:
        remedy = "its suffix says the form: .parquet, .csv or .json; leave --format out"
        raise InputError(Problem("--format", f"beside --output {output}", remedy))
    check_chart(chart, force)


def _into(request: Request, output: Path, executor: Executor, *, force: bool) -> Swept:
    try:
        with progress_bar(request.plan.points) as progress:
            return to_file(request, output, executor=executor, force=force, progress=progress)
    except KeyboardInterrupt:
        talk(f"stopped; parts that are done stay beside {output}: run the same again to go on")
        raise


def _show(swept: Swept, form: Format | None, output: Path | None) -> None:
    if form is Format.JSON or form is Format.CSV:
        emit(_written(swept, form))
        return
    if not swept.summary:
        emit(f"wrote {output}")
        return
    small = swept.points is not None and swept.summary["rows"] <= _SHOWN
    tables: list[Any] = [points_table(swept)] if small else []
    tables.append(extremes_table(swept))
    for table in tables:
        if form is Format.MARKDOWN:
            emit(as_markdown(table))
        else:
            emit_table(table)
        emit("")
    emit_lines([*sweep_lines(swept), *([f"wrote {output}"] if output else [])])


def _written(swept: Swept, form: Format) -> str:
    """All points as the text of a file."""
    assert swept.points is not None, "nothing was written to a file"
    return whole(FORMS[form.value], swept.request, swept.points).decode().rstrip("\n")
