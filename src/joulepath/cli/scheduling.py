"""The command that finds a better hour and place for work that may wait: schedule."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from joulepath.analysis.schedule import best_schedule
from joulepath.cli.options import Format, FormatOption, OutputOption, format_of, quantity_of
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.records.electricity import IntensitySeries, Job, Place, Schedule
from joulepath.report.schedule_table import schedule_data, schedule_lines, schedule_table
from joulepath.report.tables import as_csv, as_markdown, as_text
from joulepath.scenario.series.files import read_series
from joulepath.scenario.series.points import moment, time_zone

__all__ = ["schedule"]

_BASES = ("life-cycle", "direct")
_MOST_OVERHEAD = 10.0


def schedule(
    series: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help="Intensities: CSV, Parquet, or a saved answer of a service."
        ),
    ],
    power: Annotated[str, typer.Option(metavar="POWER", help="What the job draws, e.g. 2kW.")],
    duration: Annotated[str, typer.Option(metavar="TIME", help="How long it runs, e.g. 4h.")],
    earliest: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME", help="When it could begin; by default at once."),
    ] = None,
    deadline: Annotated[
        str | None,
        typer.Option("--by", metavar="TIME", help="When it must end; by default with the series."),
    ] = None,
    interruptible: Annotated[
        bool, typer.Option("--interruptible", help="It may pause between intervals.")
    ] = False,
    home: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Where it would run at once; by default the first."),
    ] = None,
    pue: Annotated[
        list[str] | None,
        typer.Option(metavar="ZONE=PUE", help="Energy of a building over its equipment's."),
    ] = None,
    transfer: Annotated[
        list[str] | None,
        typer.Option(metavar="ZONE=ENERGY", help="Energy to move data there, e.g. FIN=0.5kWh."),
    ] = None,
    capacity: Annotated[
        list[str] | None,
        typer.Option(metavar="ZONE=POWER", help="Power that is free there, e.g. FIN=1kW."),
    ] = None,
    basis: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="life-cycle or direct, where a file does not say."),
    ] = None,
    clock: Annotated[
        str | None,
        typer.Option("--timezone", metavar="NAME", help="Zone of times without an offset."),
    ] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Find the start, the pauses and the place of least emissions before a deadline."""
    if basis is not None and basis not in _BASES:
        raise UnknownName("basis", basis, _BASES, where="--basis")
    zone = None if clock is None else time_zone(clock)
    known = _at_home(
        [one for file in series for one in read_series(file, basis=basis, clock=zone)], home
    )
    first, last = _covered(known)
    job = Job(
        power=_positive("--power", power, "W", "kW"),
        duration=_positive("--duration", duration, "s", "h"),
        earliest=first if earliest is None else moment(earliest, "--from", zone),
        deadline=last if deadline is None else moment(deadline, "--by", zone),
        interruptible=interruptible,
    )
    names = [each.zone for each in known]
    overheads = _by_zone("--pue", pue, names, "1", "")
    energies = _by_zone("--transfer", transfer, names, "J", "kWh")
    limits = _by_zone("--capacity", capacity, names, "W", "kW")
    for place, overhead in overheads.items():
        if not 1 <= overhead <= _MOST_OVERHEAD:
            what = f"PUE {overhead:g} of {place}"
            remedy = "a building draws at least what is inside, and no server room ten times that"
            raise InputError(Problem("--pue", what, remedy))
    places = [
        Place(
            each,
            overheads.get(each.zone, 1.0),
            energies.get(each.zone, 0.0),
            limits.get(each.zone),
        )
        for each in known
    ]
    _show(best_schedule(job, places), format_of(form, output), output)


def _at_home(known: list[IntensitySeries], home: str | None) -> list[IntensitySeries]:
    """All series, that of home first; each zone once."""
    names = [each.zone for each in known]
    for name in names:
        if names.count(name) > 1:
            remedy = "name the columns of a table apart, or leave one file out"
            raise InputError(Problem("", f"two series of {name!r}", remedy))
    if home is not None and home not in names:
        raise UnknownName("zone in the files", home, names, where="--home")
    return sorted(known, key=lambda each: each.zone != home) if home else known


def _covered(known: Sequence[IntensitySeries]) -> tuple[datetime, datetime]:
    """The time that all series cover."""
    ends = (each.start + timedelta(seconds=len(each.values) * float(each.step)) for each in known)
    return max(each.start for each in known), min(ends)


def _positive(option: str, text: str, unit: str, usual: str) -> float:
    value = quantity_of(option, text, unit, usual)
    if value <= 0:
        raise InputError(Problem(option, f"{text!r} is not above zero", "write e.g. 2" + usual))
    return value


def _by_zone(
    option: str, texts: Sequence[str] | None, names: Sequence[str], unit: str, usual: str
) -> Mapping[str, float]:
    """Read ``ZONE=VALUE`` texts."""
    found: dict[str, float] = {}
    for text in texts or ():
        zone, equals, value = text.partition("=")
        if not equals:
            remedy = f"write {option} {names[0]}=1{usual}"
            raise InputError(Problem(option, f"{text!r} names no zone", remedy))
        if zone not in names:
            raise UnknownName("zone in the files", zone, names, where=option)
        found[zone] = quantity_of(option, value, unit, usual)
        if found[zone] < 0:
            raise InputError(Problem(option, f"{text!r} is below zero", "write it without a minus"))
    return found


def _show(found: Schedule, form: Format, output: Path | None) -> None:
    table = schedule_table(found)
    match form:
        case Format.JSON:
            emit(json.dumps(schedule_data(found), indent=2), output)
        case Format.CSV:
            emit(as_csv(table), output)
        case Format.MARKDOWN:
            emit("\n".join([as_markdown(table), *schedule_lines(found)]), output)
        case Format.TABLE if output is not None:
            emit("\n".join([as_text(table), *schedule_lines(found)]), output)
        case Format.TABLE:
            emit_table(table)
            emit_lines(schedule_lines(found))
