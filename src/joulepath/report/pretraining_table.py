"""What training a language model comes to, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue.units import render
from joulepath.core.tree import units
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.wording import assumption_lines
from joulepath.scenario.pretraining import Pretrained

__all__ = ["pretraining_data", "pretraining_lines", "pretraining_table"]

_DAY: Final = 86_400
_KILOWATT_HOUR: Final = 3.6e6
_ROWS: Final = (
    ("arithmetic", "work", "flop"),
    ("power of each accelerator", "power", "W"),
    ("energy of the run", "energy", "J"),
    ("energy of the experiments before it", "experiments", "J"),
    ("energy of both", "whole", "J"),
    ("memory on each accelerator", "memory", "bit"),
    ("checkpoints kept", "checkpoints", "bit"),
)


def pretraining_table(trained: Pretrained) -> Table:
    """What a run takes.

    Parameters
    ----------
    trained : Pretrained
        A request and what it comes to.

    Returns
    -------
    Table
        A row for each result.
    """
    run = trained.run
    rows = [(title, render(float(getattr(run, name)), unit)) for title, name, unit in _ROWS]
    rows.insert(1, ("share of the peak rate", f"{100 * float(run.utilisation):.1f} %"))
    rows.insert(2, ("duration", _days(float(run.time))))
    rows.insert(3, ("time of all accelerators", f"{float(run.together) / 3600:,.0f} h"))
    return Table(("training run", "value"), tuple(rows))


def pretraining_lines(trained: Pretrained) -> Iterator[str]:
    """The answer in words.

    Parameters
    ----------
    trained : Pretrained
        A request and what it comes to.
    """
    run, request = trained.run, trained.request
    yield (
        f"{trained.title} on {request.accelerators} x {request.accelerator}, {request.format},"
        f" {request.tokens} tokens"
    )
    low, high = (_kilowatt_hours(float(end)) for end in (run.energy_low, run.energy_high))
    yield f"energy: {_kilowatt_hours(float(run.energy))} (90 % band {low} to {high})"
    covers = "with hosts, network and fans" if request.boundary == "servers" else "alone"
    yield f"it covers the accelerators {covers}"
    yield "method: calibrated on published runs"
    yield ""
    yield from assumption_lines(trained.assumptions)


def pretraining_data(trained: Pretrained) -> dict[str, Any]:
    """Put a result in plain tables.

    Parameters
    ----------
    trained : Pretrained
        A request and what it comes to.

    Returns
    -------
    dict
        ``request``, ``title``, ``plan``, ``run``, ``units`` of its numbers and ``assumptions``.
    """
    return {
        "request": plain(trained.request),
        "title": trained.title,
        "plan": plain(trained.plan),
        "run": plain(trained.run),
        "units": dict(units(trained.run)),
        "assumptions": list(trained.assumptions),
    }


def _kilowatt_hours(energy: float) -> str:
    return f"{float(f'{energy / _KILOWATT_HOUR:.3g}'):,.10g} kWh"


def _days(time: float) -> str:
    return f"{time / _DAY:,.3g} days" if time >= _DAY else render(time, "s")
