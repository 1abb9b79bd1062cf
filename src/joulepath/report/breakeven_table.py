"""When an alternative pays, as a table, as sentences and as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from joulepath.analysis.breakeven import BreakEven, Crossing
from joulepath.analysis.space import Parameter
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.trees import shown, shown_ratio

__all__ = [
    "amount",
    "breakeven_data",
    "breakeven_lines",
    "breakeven_table",
    "certain_lines",
    "drawn_line",
]

_ALWAYS: Final = "always: it takes no more at first and less with every inference"
_NEVER: Final = "never: it takes no less at first and no less with every inference"


def breakeven_table(found: BreakEven, labels: tuple[str, str]) -> Table:
    """What both ways take once and with every inference.

    Parameters
    ----------
    found : BreakEven
        An answer.
    labels : tuple of str
        Names of the base and of the alternative.
    """
    rows = tuple(row for each in found.crossings for row in _rows(each))
    return Table(
        ("", "base", "alternative", "difference"),
        rows,
        title=f"{labels[1]} instead of {labels[0]}",
    )


def _rows(each: Crossing) -> Iterator[tuple[str, ...]]:
    once = each.base_once, each.alternative_once, each.extra
    yield f"{each.quantity}, once", *(amount(value, each.unit) for value in once)
    ever = each.base_each, each.alternative_each, -each.saved
    yield f"{each.quantity}, each inference", *(amount(value, each.unit) for value in ever)


def breakeven_lines(found: BreakEven) -> Iterator[str]:
    """The answer in words.

    Parameters
    ----------
    found : BreakEven
        An answer.
    """
    for each in found.crossings:
        yield f"{each.quantity}: {verdict_said(each)}{_sure(each, found)}"
    if found.spent:
        yield "spent: what the base takes once is past and does not count"
    yield from (f"left out: {why}" for why in found.left_out)
    yield from (f"warning: {note}" for note in found.notes)
    if any(each.method == "curve" for each in found.crossings):
        yield "hardware comes in whole pieces: the curves were searched for where they meet last;"
        yield "  'once' holds the first piece, 'each inference' its share of those bought later"
    yield drawn_line(found.draws, found.seed, found.parameters)
    yield from certain_lines(found.certain)


def certain_lines(certain: tuple[str, ...]) -> Iterator[str]:
    """What the bands do not contain."""
    yield from (f"bands: they do not contain {each}" for each in certain)


def verdict_said(each: Crossing) -> str:
    """Which way takes less, and from when on."""
    match each.verdict:
        case "from":
            return f"pays {_met('from', 'on', each)}"
        case "until":
            return f"takes less {_met('until', 'only', each)}"
        case "always":
            return _ALWAYS
        case "never":
            return _NEVER
        case "same":
            return "the same on both sides"


def _met(word: str, then: str, each: Crossing) -> str:
    number = f"{word} {shown_ratio(float(each.inferences or 0.0))} inferences {then}"
    later = "" if each.time is None else f", {shown(each.time, 's')}"
    low, high = _end(each.span.p5), _end(each.span.p95)
    return f"{number}{later} (90 %: {low} to {high})"


def _end(value: float) -> str:
    return "never" if math.isinf(value) else shown_ratio(value)


def _sure(each: Crossing, found: BreakEven) -> str:
    if each.verdict == "same":
        return ""
    end = shown_ratio(float(found.demand))
    return f"; after {end} inferences it takes less in {100 * each.better:.0f} % of the draws"


def drawn_line(draws: int, seed: int, parameters: tuple[Parameter, ...]) -> str:
    """How the bands were found."""
    return f"bands: {draws} draws of {len(parameters)} uncertain parameters, seed {seed}"


def amount(value: Any, unit: str) -> str:
    """Write an expense for people.

    Parameters
    ----------
    value : float
        In the coherent unit.
    unit : str
        The coherent unit, or ``EUR of 2025`` for money.
    """
    if " of " not in unit:
        return shown(value, unit)
    return shown(value, "money").replace("money", unit.split(" ", maxsplit=1)[0])


def breakeven_data(found: BreakEven, labels: tuple[str, str]) -> dict[str, Any]:
    """Put an answer in plain tables.

    Parameters
    ----------
    found : BreakEven
        An answer.
    labels : tuple of str
        Names of the base and of the alternative.
    """
    names = [parameter.name for parameter in found.parameters]
    crossings = [
        plain(each) | {"chances": dict(each.chances), "span": _span(each)}
        for each in found.crossings
    ]
    return plain(found) | {
        "labels": list(labels),
        "crossings": crossings,
        "parameters": names,
    }


def _span(each: Crossing) -> dict[str, float | str]:
    """Percentiles; JSON knows no infinity."""
    found = {"p5": each.span.p5, "p50": each.span.p50, "p95": each.span.p95}
    return {name: value if math.isfinite(value) else "never" for name, value in found.items()}
