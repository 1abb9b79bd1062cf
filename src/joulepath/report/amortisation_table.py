"""How eCAL falls with use, as a table, as sentences and as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from joulepath.analysis.amortisation import Amortisation
from joulepath.core.tree import units
from joulepath.report.charts.amortisation import AmortisationCurve, amortisation_chart
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.trees import shown, shown_ratio

__all__ = ["amortisation_data", "amortisation_lines", "amortisation_svg", "amortisation_table"]

Band = Sequence[tuple[Any, Any]]


def amortisation_table(found: Amortisation, band: Band) -> Table:
    """ECAL and its parts at each number of inferences.

    Parameters
    ----------
    found : Amortisation
        The curve.
    band : sequence of tuple
        5 % and 95 % point of eCAL at each number.
    """
    headings = ("inferences", "eCAL", "90 % band", "development", "use", "falls by", "at most")
    columns = zip(
        found.inferences, found.ecal, band, found.development, found.inference,
        found.ratios, found.bounds, strict=True,
    )  # fmt: skip
    rows = tuple(
        (
            shown_ratio(float(count)),
            shown(ecal, "J/bit"),
            f"{shown(low, 'J/bit')} to {shown(high, 'J/bit')}",
            shown(development, "J/bit"),
            shown(use, "J/bit"),
            f"x {shown_ratio(float(ratio))}",
            f"x {shown_ratio(float(bound))}",
        )
        for count, ecal, (low, high), development, use, ratio, bound in columns
    )
    return Table(headings, rows)


def amortisation_lines(found: Amortisation, draws: int, seed: int) -> Iterator[str]:
    """What the curve comes to.

    Parameters
    ----------
    found : Amortisation
        The curve.
    draws, seed : int
        How the band was drawn.
    """
    even = float(found.break_even)
    if math.isfinite(even):
        yield f"use has cost as much as development after {shown_ratio(even)} inferences"
    else:
        yield "use never costs as much as development"
    yield f"limit of eCAL if inferences went on for ever: {shown(found.limit, 'J/bit')}"
    worst = max(
        abs(float(one) / float(other) - 1)
        for one, other in zip(found.ratios, found.closed_form, strict=True)
    )
    yield f"closed form: within {100 * worst:.2g} % of the curve"
    yield f"band: {draws} draws, seed {seed}"


def amortisation_data(found: Amortisation, band: Band, draws: int, seed: int) -> dict[str, Any]:
    """Put the curve in plain tables.

    Parameters
    ----------
    found : Amortisation
        The curve.
    band : sequence of tuple
        5 % and 95 % point of eCAL at each number.
    draws, seed : int
        How the band was drawn.
    """
    ends = [{"p5": low, "p95": high} for low, high in band]
    said = {"draws": draws, "seed": seed, "units": dict(units(found))}
    return plain(found) | {"band": ends} | said


def amortisation_svg(found: Amortisation, band: Band, title: str) -> str:
    """Draw the curve.

    Parameters
    ----------
    found : Amortisation
        The curve.
    band : sequence of tuple
        5 % and 95 % point of eCAL at each number.
    title : str
        Name of the scenario.
    """
    even = float(found.break_even)
    first, last = shown(found.ecal[0], "J/bit"), shown(found.ecal[-1], "J/bit")
    few, many = (shown_ratio(float(found.inferences[at])) for at in (0, -1))
    said = (
        f"eCAL over the number of inferences: from {first} at {few} to {last} at {many}, with the"
        " parts of development and of use, the 90 % band, and what it cannot fall below."
    )
    curve = AmortisationCurve(
        *(
            tuple(map(float, values))
            for values in (
                found.inferences, found.ecal, found.development, found.inference, found.lowest,
            )
        ),
        band=band,
        even=even if math.isfinite(even) else None,
    )  # fmt: skip
    return amortisation_chart(curve, title=f"eCAL with use: {title}", description=said)
