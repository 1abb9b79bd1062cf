"""What changed between two results, as tables, as sentences and as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from joulepath.analysis.differences import ChangedNumber, ChangedSetting, Differences
from joulepath.catalogue.unit_table import TABLE
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.trees import shown, shown_ratio

__all__ = ["ROWS", "changed", "difference_data", "difference_lines", "difference_table"]

ROWS: Final = 30
"""Rows that a table shows unless all are asked for."""
_LONGEST: Final = 60


def difference_table(found: Differences, rows: int | None = ROWS) -> Table:
    """Numbers that changed, the largest change first.

    Parameters
    ----------
    found : Differences
        An answer.
    rows : int or None
        How many are shown; none for all.
    """
    return Table(
        ("number", "before", "after", "change"),
        tuple(
            (each.path, _value(each.before, each), _value(each.after, each), changed(each))
            for each in found.numbers[:rows]
        ),
    )


def difference_lines(found: Differences, rows: int | None = ROWS) -> Iterator[str]:
    """What was asked or used and differs, and how many numbers do.

    Parameters
    ----------
    found : Differences
        An answer.
    rows : int or None
        How many numbers the table shows; none for all.
    """
    hidden = 0 if rows is None else max(0, len(found.numbers) - rows)
    if hidden:
        yield f"... and {hidden} more (--all)"
    same = found.compared - len(found.numbers) - found.below
    below = f", {found.below} by no more than the threshold" if found.below else ""
    unchanged = f"{same} {'is' if same == 1 else 'are'} the same"
    yield f"numbers: {len(found.numbers)} of {found.compared} changed{below}; {unchanged}"
    for each in found.settings:
        yield f"{each.path}: {_text(each, 'before')} -> {_text(each, 'after')}"
    if not found.settings:
        yield "settings: the same scenario, methods, catalogue and version"


def difference_data(found: Differences) -> dict[str, Any]:
    """Put an answer in plain tables; a change without end becomes none.

    Parameters
    ----------
    found : Differences
        An answer.
    """
    return plain(found)


def changed(each: ChangedNumber) -> str:
    """Change of a number in words: ``+12.5 %``, ``x 20``, ``new`` or ``gone``."""
    if each.before is None:
        return "new"
    if each.after is None:
        return "gone"
    if math.isinf(each.change):
        return "from nothing"
    ratio = 1 + each.change * math.copysign(1.0, each.before)
    return f"x {shown_ratio(float(ratio))}" if ratio >= 10 else f"{100 * each.change:+.3g} %"


def _value(value: float | None, each: ChangedNumber) -> str:
    if value is None:
        return "-"
    return shown(value, each.unit if each.unit in TABLE else "1")


def _text(each: ChangedSetting, side: str) -> str:
    value = getattr(each, side)
    if value is None:
        return "nothing"
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."
