"""New hardware or old: a question resolved."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from joulepath.catalogue import Catalogue, load
from joulepath.catalogue.grid_figures import BASES, key_of
from joulepath.catalogue.units import render
from joulepath.core.quantities import Num
from joulepath.errors import InputError, Problem
from joulepath.lifecycle.refresh import refresh
from joulepath.records.distributions import BandedValue, banded
from joulepath.records.refresh import Machine, Refresh, RefreshPlan
from joulepath.scenario.embodied.devices import device_footprint
from joulepath.scenario.grid_choice import chosen_grid

__all__ = ["RefreshRequest", "Refreshed", "resolve_refresh"]


@dataclass(frozen=True)
class RefreshRequest:
    """What is asked, in coherent units."""

    device: str
    """Hardware that may be bought, a name of the catalogue."""
    power: float
    """Its power at work, in W."""
    old_power: float
    """Power of the old hardware at work, in W."""
    idle: float
    """Power of the new at rest, in W."""
    old_idle: float
    """Power of the old at rest, in W."""
    speedup: float
    """How many times as fast the new does the same work."""
    utilisation: float
    """Share of the time in which the old one works."""
    time: float
    """Time that is looked at, in s."""
    zone: str
    """Country whose electricity is used."""
    year: int | None
    """Year of the grid intensity; by default the latest."""
    pue: float
    """Energy of the building over that of the hardware."""
    basis: str | None = None
    """What the intensity counts; none for the life cycle."""


@dataclass(frozen=True)
class Refreshed:
    """An answer, with what it rests on."""

    request: RefreshRequest
    """What was asked."""
    plan: RefreshPlan
    """The same, names looked up."""
    result: Refresh
    """What it comes to."""
    year: int
    """Year of the grid intensity."""
    assumptions: tuple[str, ...]
    """What was assumed."""
    sources: tuple[str, ...]
    """Keys of sources."""
    bands: tuple[BandedValue, BandedValue]
    """How far the making of the new hardware and the intensity are known."""


def resolve_refresh(request: RefreshRequest, catalogue: Catalogue | None = None) -> Refreshed:
    """Compare buying a device of the catalogue with keeping the old one.

    Parameters
    ----------
    request : RefreshRequest
        What is asked.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    Refreshed
        With band, assumptions and sources.

    Raises
    ------
    InputError
        With all that is wrong with the question.
    """
    known = catalogue or load()
    problems = list(_problems(request))
    if problems:
        raise InputError(*problems)
    made = device_footprint(request.device, catalogue=known)
    grid = chosen_grid(request.zone, request.year, request.basis, known, at=("--zone", "--zone"))
    figure = grid.figure
    plan = RefreshPlan(
        old=Machine(request.old_power, request.old_idle, 1.0),
        new=Machine(request.power, request.idle, request.speedup),
        carbon=made.footprint.total,
        low=made.footprint.low,
        high=made.footprint.high,
        utilisation=request.utilisation,
        time=request.time,
        intensity=figure.value,
        pue=request.pue,
    )
    said = (
        *grid.assumptions,
        "the making of the old hardware is past and enters neither side",
        "the new hardware does the same work and no more (no rebound)",
        *_beyond_its_life(request, made.footprint.lifetime),
        *made.assumptions,
    )
    sources = tuple(dict.fromkeys((figure.source, *made.sources)))
    key = key_of(figure.quantity, request.basis or BASES[0], figure.year)
    bands = (
        _band(f"devices/{request.device}", plan.carbon, plan.low, plan.high),
        _band(f"zones/{request.zone}.{key}", figure.value, figure.low, figure.high),
    )
    return Refreshed(request, plan, refresh(plan), figure.year, said, sources, bands)


def _beyond_its_life(request: RefreshRequest, life: Num | None) -> Iterator[str]:
    """Say where hardware is taken to serve longer than devices of its kind do."""
    usual = math.inf if life is None else float(life)
    if request.time > usual:
        time, said = render(request.time, "s"), render(usual, "s")
        yield (
            f"{request.device} serves all {time}, beyond its usual {said}: it is made once, and"
            " so the old one is never replaced either; --time says another time"
        )


def _band(name: str, value: Any, low: Any, high: Any) -> BandedValue:
    ends = value if low is None else low, value if high is None else high
    return BandedValue(name, value, banded(value, *ends))


def _problems(request: RefreshRequest) -> Iterator[Problem]:
    above = {"--power": request.power, "--old-power": request.old_power}
    above |= {"--speedup": request.speedup, "--time": request.time}
    for option, value in above.items():
        if not 0 < value < 1e12:
            yield Problem(option, f"{value:g} is not above zero", "write what it is")
    if not 0 < request.utilisation <= 1:
        remedy = "write a share, e.g. 45%"
        yield Problem("--utilisation", f"{request.utilisation:g} is no share", remedy)
    if not 1 <= request.pue <= 10:
        yield Problem("--pue", f"{request.pue:g} is below 1 or above 10", "write e.g. 1.2")
    for option, idle, power in (
        ("--idle", request.idle, request.power),
        ("--old-idle", request.old_idle, request.old_power),
    ):
        if not 0 <= idle <= power:
            yield Problem(option, f"{idle:g} W is not between 0 and the power at work", "check it")
    if request.utilisation > request.speedup > 0:
        what = f"{request.speedup:g} times as fast is too slow for the work of the old hardware"
        yield Problem("--speedup", what, "count in more devices")
