"""A schedule as people and programs read it."""

from __future__ import annotations

from typing import Any, Final

from joulepath.records.electricity import Choice, Schedule
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.trees import shown
from joulepath.scenario.series.points import moment_in_utc

__all__ = ["schedule_data", "schedule_lines", "schedule_table"]

_STARTS: Final = 4
"""Stretches that a line of the table names."""


def schedule_table(found: Schedule) -> Table:
    """One row a place, the best first."""
    rows = tuple(
        (
            choice.zone,
            _starts(choice),
            shown(choice.running, "g"),
            shown(choice.transfer, "g"),
            shown(choice.carbon, "g"),
        )
        for choice in found.choices
    )
    return Table(("place", "starts (UTC)", "running", "transfer", "CO2e"), rows)


def schedule_lines(found: Schedule) -> list[str]:
    """What the shift saves, and what it rests on."""
    share = f"{100 * float(found.saved_share):.1f} %"
    return [
        "",
        f"baseline: {shown(found.baseline, 'g')}, at once in {found.home} (home)",
        f"shifted: {shown(found.shifted, 'g')} in {found.best.zone}",
        f"saved: {shown(found.saved, 'g')} ({share})",
        f"bound: {shown(found.bound, 'g')}, with pauses, free transfer and no limit of capacity",
        f"intensity: {found.signal}, {found.basis}",
        f"searched: {found.intervals:.0f} intervals of {shown(found.step, 's')}",
        *(f"note: {note}" for note in found.notes),
    ]


def schedule_data(found: Schedule) -> dict[str, Any]:
    """Every field in coherent units; times as ISO 8601 writes them."""
    return {
        **{name: plain(getattr(found, name)) for name in _NUMBERS},
        "home": found.home,
        "signal": found.signal,
        "basis": found.basis,
        "choices": [_choice(choice) for choice in found.choices],
        "notes": list(found.notes),
    }


_NUMBERS: Final = ("baseline", "shifted", "saved", "saved_share", "bound", "step", "intervals")


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "zone": choice.zone,
        "starts": [moment_in_utc(start) for start in choice.starts],
        "running": plain(choice.running),
        "transfer": plain(choice.transfer),
        "carbon": plain(choice.carbon),
    }


def _starts(choice: Choice) -> str:
    more = len(choice.starts) - _STARTS
    said = ", ".join(map(moment_in_utc, choice.starts[:_STARTS]))
    return f"{said} and {more} more" if more > 0 else said
