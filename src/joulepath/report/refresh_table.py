"""New hardware or old, as a table, as sentences and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joulepath.core.tree import units
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.trees import shown
from joulepath.report.wording import assumption_lines
from joulepath.scenario.refresh import Refreshed

__all__ = ["refresh_data", "refresh_lines", "refresh_table"]


def refresh_table(found: Refreshed) -> Table:
    """Energy and carbon of keeping and of buying.

    Parameters
    ----------
    found : Refreshed
        An answer.
    """
    result, plan = found.result, found.plan
    rows = (
        ("keep the old", shown(result.old_energy, "J"), "-", shown(result.keep, "g"), "-"),
        (
            f"buy {found.request.device}",
            shown(result.new_energy, "J"),
            shown(plan.carbon, "g"),
            shown(result.buy, "g"),
            f"{shown(result.buy_low, 'g')} to {shown(result.buy_high, 'g')}",
        ),
    )
    return Table(
        ("choice", "energy", "making", "carbon", "90 % band of the making"),
        rows,
        title=f"{shown(plan.time, 's')} in {found.request.zone} {found.year}",
    )


def refresh_lines(found: Refreshed) -> Iterator[str]:
    """The answer in words.

    Parameters
    ----------
    found : Refreshed
        An answer.
    """
    result = found.result
    if float(result.saved) <= 0:
        yield "paid back: never, the new hardware draws no less for this work"
    else:
        low, high = shown(result.payback_low, "s"), shown(result.payback_high, "s")
        yield f"paid back: after {shown(result.payback, 's')} ({low} to {high})"
    better = "buying" if float(result.buy) < float(result.keep) else "keeping"
    yield f"less carbon: {better}"
    yield from assumption_lines(found.assumptions)
    yield f"sources: {', '.join(found.sources)}"


def refresh_data(found: Refreshed) -> dict[str, Any]:
    """Put an answer in plain tables.

    Parameters
    ----------
    found : Refreshed
        An answer.
    """
    return {
        "plan": plain(found.plan),
        "result": plain(found.result),
        "units": dict(units(found.plan)) | dict(units(found.result)),
        "zone": found.request.zone,
        "year": found.year,
        "assumptions": list(found.assumptions),
        "sources": list(found.sources),
    }
