"""New hardware or old, as a table, as sentences and as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from joulepath.analysis.draws import Span
from joulepath.analysis.refresh import RefreshBand
from joulepath.core.tree import units
from joulepath.report.breakeven_table import drawn_line
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.trees import shown
from joulepath.report.wording import assumption_lines, source_lines
from joulepath.scenario.refresh import Refreshed

__all__ = ["refresh_data", "refresh_lines", "refresh_table"]


def refresh_table(found: Refreshed, drawn: RefreshBand) -> Table:
    """Energy and carbon of keeping and of buying.

    Parameters
    ----------
    found : Refreshed
        An answer.
    drawn : RefreshBand
        How far it is known.
    """
    result, plan = found.result, found.plan
    rows = (
        (
            "keep the old",
            shown(result.old_energy, "J"),
            "-",
            shown(result.keep, "g"),
            _between(drawn.keep, "g"),
        ),
        (
            f"buy {found.request.device}",
            shown(result.new_energy, "J"),
            shown(plan.carbon, "g"),
            shown(result.buy, "g"),
            _between(drawn.buy, "g"),
        ),
    )
    return Table(
        ("choice", "energy", "making", "carbon", "90 % band"),
        rows,
        title=f"{shown(plan.time, 's')} in {found.request.zone} {found.year}",
    )


def _between(span: Span, unit: str) -> str:
    ends = (shown(end, unit) if math.isfinite(end) else "never" for end in (span.p5, span.p95))
    return " to ".join(ends)


def refresh_lines(found: Refreshed, drawn: RefreshBand) -> Iterator[str]:
    """The answer in words.

    Parameters
    ----------
    found : Refreshed
        An answer.
    drawn : RefreshBand
        How far it is known.
    """
    result = found.result
    if float(result.saved) <= 0:
        yield "paid back: never, the new hardware draws no less for this work"
    else:
        band = _between(drawn.payback, "s")
        yield f"paid back: after {shown(result.payback, 's')} (90 %: {band})"
    better = "buying" if float(result.buy) < float(result.keep) else "keeping"
    share = drawn.buying if better == "buying" else 1 - drawn.buying
    yield f"less carbon: {better}, in {100 * share:.0f} % of the draws"
    yield drawn_line(drawn.draws, drawn.seed, drawn.parameters)
    yield from assumption_lines(found.assumptions)
    yield from source_lines(found.sources)


def refresh_data(found: Refreshed, drawn: RefreshBand) -> dict[str, Any]:
    """Put an answer in plain tables.

    Parameters
    ----------
    found : Refreshed
        An answer.
    drawn : RefreshBand
        How far it is known.
    """
    return {
        "plan": plain(found.plan),
        "result": plain(found.result),
        "units": dict(units(found.plan)) | dict(units(found.result)),
        "bands": plain(drawn) | {"parameters": [each.name for each in drawn.parameters]},
        "zone": found.request.zone,
        "year": found.year,
        "assumptions": list(found.assumptions),
        "sources": list(found.sources),
    }
