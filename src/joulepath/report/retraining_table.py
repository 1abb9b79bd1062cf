"""How often to train anew, as a table, as sentences and as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from joulepath.analysis.retraining import Best, Retraining
from joulepath.core.tree import units
from joulepath.report.breakeven_table import amount, certain_lines, drawn_line
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.trees import shown

__all__ = ["YEAR", "retraining_data", "retraining_lines", "retraining_table"]

YEAR: Final = 31_557_600.0
"""Seconds of 365.25 days, by which expenses are shown."""


def retraining_table(found: Retraining) -> Table:
    """Best time in each respect, and what it, half of it and twice of it take.

    Parameters
    ----------
    found : Retraining
        An answer.
    """
    headings = ("", "a retraining", "best every", "90 % band", "takes", "at half", "at double")
    return Table(headings, tuple(map(_row, found.best)))


def _row(best: Best) -> tuple[str, ...]:
    often = "never" if best.interval is None else shown(best.interval, "s")
    ends = (_end(best.span.p5), _end(best.span.p95))
    yearly = (_yearly(value, best.unit) for value in (best.whole, best.half, best.double))
    once = amount(best.retraining, best.unit)
    return best.quantity, once, often, f"{ends[0]} to {ends[1]}", *yearly


def _end(value: float) -> str:
    return "never" if math.isinf(value) else shown(value, "s")


def _yearly(value: Any, unit: str) -> str:
    if value is None or not math.isfinite(value):
        return "-"
    return f"{amount(value * YEAR, unit)}/year"


def retraining_lines(found: Retraining) -> Iterator[str]:
    """The answer in words.

    Parameters
    ----------
    found : Retraining
        An answer.
    """
    for best in found.best:
        lost = f"{100 * best.last:.3g} %"
        if best.interval is None:
            yield (
                f"{best.quantity}: never: a retraining takes more than all errors it could"
                f" prevent; {lost} of the accuracy is lost in the end"
            )
        else:
            yield f"{best.quantity}: {lost} of the accuracy is lost when the model is trained anew"
            if best.last > 1:
                yield "  which is more than there is: say where the loss ends (shape, limit)"
        if best.never and best.interval is not None:
            yield f"{best.quantity}: never pays in {100 * best.never:.0f} % of the draws"
    anew = found.anew
    yield (
        f"done anew: data {shown(anew.data, 'J')}, training {shown(anew.training, 'J')},"
        f" delivery {shown(anew.delivery, 'J')}, all with its site {shown(anew.energy, 'J')}"
    )
    yield drawn_line(found.draws, found.seed, found.parameters)
    yield from certain_lines(found.certain)


def retraining_data(found: Retraining) -> dict[str, Any]:
    """Put an answer in plain tables.

    Parameters
    ----------
    found : Retraining
        An answer.
    """
    names = [parameter.name for parameter in found.parameters]
    said = dict(units(found))
    for at, best in enumerate(found.best):
        said |= {
            path: unit.replace("expense", best.unit)
            for path, unit in said.items()
            if path.startswith(f"best.{at}.")
        }
    return plain(found) | {"parameters": names, "units": said}
