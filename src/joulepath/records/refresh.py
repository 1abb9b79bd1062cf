"""New hardware or old: what is compared, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Gram, GramPerJoule, GramPerSecond, Joule, Ratio, Second, Watt

__all__ = ["Machine", "Refresh", "RefreshPlan"]


@dataclass(frozen=True)
class Machine:
    """Hardware that does the work."""

    power: Watt
    """Power at work."""
    idle: Watt
    """Power at rest."""
    speedup: Ratio
    """How many times as fast as the old it does the same work."""


@dataclass(frozen=True)
class RefreshPlan:
    """Old hardware, and what may take its place."""

    old: Machine
    """What is there."""
    new: Machine
    """What may be bought."""
    carbon: Gram
    """What making the new one emits."""
    low: Gram
    """Lower end of its 90 % band."""
    high: Gram
    """Upper end of its 90 % band."""
    utilisation: Ratio
    """Share of the time in which the old one works."""
    time: Second
    """Time that is looked at."""
    intensity: GramPerJoule
    """CO2-equivalent of electricity."""
    pue: Ratio
    """Energy of the building over that of the hardware."""


@dataclass(frozen=True)
class Refresh:
    """What keeping and buying come to."""

    old_energy: Joule
    """Energy of the old hardware with its building."""
    new_energy: Joule
    """Energy of the new for the same work."""
    keep: Gram
    """Carbon of keeping the old."""
    buy: Gram
    """Carbon of buying the new, its making in full."""
    buy_low: Gram
    """Lower end of it, by the band of the making."""
    buy_high: Gram
    """Upper end of it."""
    saved: GramPerSecond
    """What the new saves in operation."""
    payback: Second
    """Time after which that has made up for its making; infinite or negative for never."""
    payback_low: Second
    """The same for the lower end of its making."""
    payback_high: Second
    """The same for the upper end of its making."""
