"""What drives a result, as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import Any, Final

from joulepath.analysis.sensitivity import Driver, Drivers, Effect, Elasticities, Index
from joulepath.analysis.sensitivity.morris import TRAJECTORIES
from joulepath.report.charts.tornado import Bar, tornado_chart
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.trees import shown
from joulepath.report.wording import wrapped

__all__ = [
    "drivers_chart",
    "drivers_data",
    "drivers_lines",
    "drivers_table",
    "elasticities_data",
    "elasticities_table",
    "screening_lines",
    "screening_table",
]

_DRAWN: Final = 15
"""Inputs that a picture shows at most."""

_NAMED: Final = 3
"""Inputs without effect that a line names at most."""


def drivers_table(found: Drivers, unit: str, units: dict[str, str], most: int) -> Table:
    """One row an uncertain input, the strongest first.

    Parameters
    ----------
    found : Drivers
        What drives an output.
    unit : str
        Coherent unit of the output.
    units : dict of str to str
        Coherent unit of each uncertain input, by name.
    most : int
        Rows at most.
    """
    headings = ("input", "in total", "alone", "90 % band", "at low end", "at high end")
    rows = tuple(_row(each, unit, units.get(each.name, "")) for each in found.drivers[:most])
    return Table(headings, rows)


def _row(each: Driver, unit: str, of_input: str) -> tuple[str, ...]:
    return (
        each.name,
        _share(each.total),
        _share(each.first),
        _band(each, of_input),
        shown(each.at_low, unit),
        shown(each.at_high, unit),
    )


def _band(each: Driver, unit: str) -> str:
    low, high = shown(each.low, unit), shown(each.high, unit)
    number, _, of_low = low.partition(" ")
    return f"{number if of_low == high.partition(' ')[2] else low} to {high}"


def _share(index: Index) -> str:
    """A share of the variance with its confidence interval."""
    ends = (round(100 * min(max(end, 0.0), 1.0)) for end in (index.low, index.high))
    return f"{100 * min(max(index.value, 0.0), 1.0):.0f} % ({' to '.join(map(str, ends))})"


def drivers_lines(found: Drivers, unit: str, most: int) -> list[str]:
    """What the table rests on."""
    return _fitting(
        "",
        f"{found.output}: {shown(found.value, unit)} at the best estimates;"
        f" 90 % of all draws from {shown(found.p5, unit)} to {shown(found.p95, unit)},"
        f" half below {shown(found.p50, unit)}",
        "in total, alone: shares of the variance (Sobol indices) with 90 % confidence;"
        f" {100 * max(found.together, 0.0):.0f} % come from inputs together",
        *_about_the_rest(found, most),
    )


def _fitting(*lines: str) -> list[str]:
    """Lines in parts that fit a terminal."""
    return [part for line in lines for part in wrapped(line) or [""]]


def _about_the_rest(found: Drivers, most: int) -> Iterator[str]:
    """Inputs that a table leaves out, and what was computed."""
    left = len(found.drivers) - most
    if left > 0:
        yield _left_out(left, len(found.drivers))
    if found.unmoved:
        yield f"no effect: {_named(found.unmoved)}"
    yield f"seed {found.seed}, {found.design} design, {found.evaluations} scenarios computed"


def screening_table(found: Drivers, unit: str, units: dict[str, str], most: int) -> Table:
    """One row an uncertain input by its elementary effects, the largest first.

    Takes what `drivers_table` does.
    """
    headings = ("input", "size", "on average", "spread", "90 % band")
    ranked = sorted(found.drivers, key=lambda each: -each.effect.mean_absolute)
    rows = tuple(
        (
            each.name,
            *(shown(effect, unit) for effect in _effects(each.effect)),
            _band(each, units.get(each.name, "")),
        )
        for each in ranked[:most]
    )
    return Table(headings, rows)


def _effects(effect: Effect) -> tuple[float, float, float]:
    return effect.mean_absolute, effect.mean, effect.deviation


def screening_lines(found: Drivers, most: int) -> list[str]:
    """What the table of elementary effects means."""
    return _fitting(
        "",
        f"{found.output}: how it moves as an input goes from its least to its greatest, by"
        f" {TRAJECTORIES} walks through all bands (elementary effects after Morris)",
        "size: mean whatever the direction; spread: how much it depends on where the others are",
        *_about_the_rest(found, most),
    )


def _named(names: tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    said = ", ".join(names[:_NAMED])
    return f"{said} and {more} more" if more > 0 else said


def _left_out(left: int, every: int) -> str:
    one = left == 1
    return (
        f"{left} more input{'' if one else 's'} move{'s' if one else ''} it less;"
        f" --top {every} shows {'it' if one else 'them'}"
    )


def drivers_data(found: Drivers, unit: str, units: dict[str, str]) -> dict[str, Any]:
    """Every field in coherent units."""
    return {
        "output": found.output,
        "unit": unit,
        **{name: getattr(found, name) for name in _NUMBERS},
        "drivers": [{"unit": units.get(each.name, ""), **plain(each)} for each in found.drivers],
        "unmoved": list(found.unmoved),
    }


_NUMBERS: Final = ("value", "p5", "p50", "p95", "together", "rows", "evaluations", "seed", "design")


def drivers_chart(found: Drivers, unit: str, title: str) -> str:
    """Draw a tornado beside the shares of the variance."""
    bars = [
        Bar(
            each.name.partition("/")[2] or each.name,
            each.at_low,
            each.at_high,
            each.first.value,
            each.total.value,
            each.total.low,
            each.total.high,
        )
        for each in found.drivers[:_DRAWN]
    ]
    strongest = found.drivers[0]
    description = (
        f"{found.output} is {shown(found.value, unit)} at the best estimates; 90 % of all draws lie"
        f" from {shown(found.p5, unit)} to {shown(found.p95, unit)}. {strongest.name} explains"
        f" {100 * strongest.total.value:.0f} % of the variance. Dark: alone; light: together with"
        f" others. Seed {found.seed}."
    )
    return tornado_chart(
        bars, found.value, lambda value: shown(value, unit), title=title, description=description
    )


def elasticities_table(found: Elasticities, units: dict[str, str], most: int) -> Table:
    """One row an input, the strongest first."""
    rows = tuple(
        (
            each.path,
            shown(each.value, units.get(each.path, "")),
            "steps here" if isnan(each.slope) else f"{each.elasticity:+.3f} %",
        )
        for each in found.inputs[:most]
    )
    return Table(("input", "value", f"{found.output} for 1 % more"), rows)


def elasticities_data(found: Elasticities, unit: str, units: dict[str, str]) -> dict[str, Any]:
    """Every field in coherent units."""
    return {
        "output": found.output,
        "unit": unit,
        "value": found.value,
        "method": found.method,
        "inputs": [
            {
                "path": each.path,
                "unit": units.get(each.path, ""),
                "value": each.value,
                "slope": plain(each.slope),
                "elasticity": plain(each.elasticity),
            }
            for each in found.inputs
        ],
    }
