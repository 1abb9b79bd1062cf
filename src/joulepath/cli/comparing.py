"""The command that holds two saved results against each other: diff."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.analysis.counted_carbon import electricity_alone
from joulepath.analysis.differences import Differences, differences
from joulepath.analysis.perimeters import unlike_perimeters
from joulepath.catalogue.units import parse
from joulepath.cli.answering import answer
from joulepath.cli.options import Format, FormatOption, OutputOption, format_of
from joulepath.cli.output import talk
from joulepath.errors import InputError, Problem, gathered
from joulepath.report.difference_table import (
    ROWS,
    changed,
    difference_data,
    difference_lines,
    difference_table,
)
from joulepath.report.exports.reading import result_of_file

__all__ = ["diff"]


def diff(
    before: Annotated[
        Path, typer.Argument(metavar="BEFORE", help="Result saved by 'estimate -o' (JSON).")
    ],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="The later one.")],
    threshold: Annotated[
        str, typer.Option(metavar="SHARE", help="Leave out what changed by no more than this.")
    ] = "0.1%",
    fail_above: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Exit 1 if a number changed by more, e.g. 5%."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="Number or record to look at, e.g. energy; repeatable."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every row.")] = False,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show what changed between two saved results, the largest change first."""
    limit = None if fail_above is None else _share("--fail-above", fail_above)
    results = _read(before, after)
    found = differences(*results, threshold=_share("--threshold", threshold), only=only or ())
    _check_alike(results, found, only or ())
    form = format_of(form, output)
    rows = None if everything or form is Format.CSV else ROWS
    table, lines = difference_table(found, rows), difference_lines(found, rows)
    answer(table, lines, difference_data(found), form, output)
    if limit is not None:
        _conclude(differences(*results, threshold=limit, only=only or ()), fail_above)


def _read(before: Path, after: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both results; the problems of both together."""
    first, second = gathered(partial(result_of_file, path) for path in (before, after))
    return first, second


def _check_alike(
    results: tuple[dict[str, Any], dict[str, Any]], found: Differences, only: Sequence[str]
) -> None:
    """Refuse carbon on unlike bases, and say what else makes it unlike."""
    before, after = results
    bases = [each.get("basis") for each in results]
    known = {**before["units"], **after["units"]}
    if None not in bases and bases[0] != bases[1]:
        if any(known.get(each.path, "").startswith("g") for each in found.numbers):
            what = f"unlike bases: {bases[0]} before, {bases[1]} after"
            remedy = "estimate both on one basis, or leave carbon out, e.g. --only energy"
            raise InputError(Problem("diff", what, remedy))
    elif said := unlike_perimeters((each["zone"], each.get("perimeter")) for each in results):
        talk(f"warning: {said}")
    made = any(each["lifecycle"].get("hardware") is not None for each in results)
    if note := electricity_alone(only, made=made):
        talk(f"note: {note}")


def _share(option: str, text: str) -> float:
    try:
        value = parse(text, "1")
    except InputError as error:
        problems = (Problem(option, each.what, each.remedy) for each in error.problems)
        raise InputError(*problems) from None
    if value < 0:
        raise InputError(Problem(option, f"{text} is below zero", "write a share, e.g. 5%"))
    if value > 1 and not text.rstrip().endswith("%"):
        what = f"{text} may mean {text.strip()} % or {value:g} times"
        raise InputError(Problem(option, what, f"write {text.strip()}% or {100 * value:g}%"))
    return value


def _conclude(found: Differences, limit: str | None) -> None:
    """Exit 1 if a number changed by more than it may."""
    if found.numbers:
        worst = found.numbers[0]
        talk(f"changed by more than {limit}: {len(found.numbers)} numbers")
        talk(f"  most of all {worst.path}: {changed(worst)}")
        sys.exit(1)
