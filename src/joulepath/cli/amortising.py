"""The command that follows eCAL as a model is used: amortise."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
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
_DRAWN: Final = 100
"""Points of a curve."""
_AROUND: Final = 100.0
"""How far a curve goes around a single number."""


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
        title, points = resolved.scenario.title or scenario.stem, _finely(counts)
        curve, around = follow(resolved.inputs, points), ecal_band(resolved, points, draws, seed)
        draw_chart(amortisation_svg(curve, around, title), chart, force)
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
    except InputError:
        raise
    except ValueError:
        raise InputError(Problem("--inferences", f"{text!r} is no range", _EXAMPLE)) from None
    _check(counts, text)
    return counts


def _finely(counts: Sequence[float]) -> list[float]:
    """Numbers that a curve is drawn by: those asked for, and enough between them."""
    import numpy as np

    low, high = counts[0], counts[-1]
    ends = (low, high) if low < high else (min(low, max(1.0, low / _AROUND)), high * _AROUND)
    return sorted({*counts, *np.geomspace(*ends, _DRAWN).tolist()})


def _between(low: float, high: float, kind: str, number: int) -> list[float]:
    if not 2 <= number <= _MOST:
        raise InputError(Problem("--inferences", f"{number} steps", f"take between 2 and {_MOST}"))
    if not 0 < low < high < math.inf:
        remedy = f"let them rise from above zero, e.g. {min(low, high):g}..{max(low, high):g}"
        remedy = remedy if min(low, high) > 0 and low != high else _EXAMPLE
        raise InputError(Problem("--inferences", f"{low:g}..{high:g} does not rise", remedy))
    import numpy as np

    spread = np.geomspace if kind == "log" else np.linspace
    return spread(low, high, number).tolist()


def _check(counts: list[float], text: str) -> None:
    finite = all(0 < count < 1e300 for count in counts)
    rising = all(one < other for one, other in pairwise(counts))
    if not finite or not rising or len(counts) > _MOST:
        what = f"{text!r} is no series of rising numbers above zero"
        raise InputError(Problem("--inferences", what, _EXAMPLE))
