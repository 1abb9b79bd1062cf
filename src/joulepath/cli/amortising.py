"""The command that follows eCAL as a model is used: amortise."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Final

import typer

from joulepath.analysis.amortisation import amortise as follow
from joulepath.analysis.amortisation import ecal_band
from joulepath.catalogue import load
from joulepath.cli.answering import answer
from joulepath.cli.decisions import (
    ChartOption,
    DrawsOption,
    ForceOption,
    draw_chart,
)
from joulepath.cli.options import (
    CatalogueOption,
    FormatOption,
    OutputOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    changes_of,
    format_of,
)
from joulepath.errors import InputError, Problem
from joulepath.report.amortisation_table import (
    amortisation_data,
    amortisation_lines,
    amortisation_svg,
    amortisation_table,
)
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve

__all__ = ["amortise", "counts_of"]

_RANGE: Final = re.compile(
    r"(?P<low>[^.:,]+(?:\.\d+)?)\.\.(?P<high>[^:,]+):(?P<kind>log|lin)(?P<n>\d+)"
)
_EXAMPLE: Final = "write e.g. 1e2..1e8:log25, or 100,1000,1e6"
_MOST: Final = 1000


def amortise(
    scenario: ScenarioArgument,
    inferences: Annotated[
        str,
        typer.Option(metavar="NUMBERS", help="Numbers of inferences, a range or a list."),
    ] = "1e2..1e8:log13",
    changes: SetOption = None,
    draws: DrawsOption = 1000,
    seed: SeedOption = 0,
    chart: ChartOption = None,
    force: ForceOption = False,
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show how eCAL falls as a model is used, and what it cannot fall below."""
    counts = counts_of(inferences)
    resolved = resolve(load_scenario(scenario, changes_of(changes), load(tuple(catalogue or ()))))
    found, band = follow(resolved.inputs, counts), ecal_band(resolved, counts, draws, seed)
    if chart is not None:
        title = resolved.scenario.title or scenario.stem
        draw_chart(amortisation_svg(found, band, title), chart, force)
    table, lines = amortisation_table(found, band), amortisation_lines(found, draws, seed)
    data = amortisation_data(found, band, draws, seed)
    answer(table, lines, data, format_of(form, output), output)


def counts_of(text: str) -> list[float]:
    """Read numbers of inferences: ``1e2..1e8:log25``, ``10..100:lin10`` or ``100,1000``.

    Raises
    ------
    InputError
        If they are none, not above zero or not rising.
    """
    found = _RANGE.fullmatch(text.strip())
    try:
        if found is None:
            counts = [float(part) for part in text.split(",")]
        else:
            ends = float(found["low"]), float(found["high"])
            counts = _between(*ends, found["kind"], int(found["n"]))
    except ValueError:
        raise InputError(Problem("--inferences", f"{text!r} is no range", _EXAMPLE)) from None
    _check(counts, text)
    return counts


def _between(low: float, high: float, kind: str, number: int) -> list[float]:
    if not 2 <= number <= _MOST or not 0 < low < high:
        raise ValueError
    import numpy as np

    spread = np.geomspace if kind == "log" else np.linspace
    return spread(low, high, number).tolist()


def _check(counts: list[float], text: str) -> None:
    finite = all(0 < count < 1e300 for count in counts)
    rising = all(one < other for one, other in pairwise(counts))
    if not finite or not rising or len(counts) > _MOST:
        what = f"{text!r} is no series of rising numbers above zero"
        raise InputError(Problem("--inferences", what, _EXAMPLE))
