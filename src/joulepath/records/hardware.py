"""Hardware of a life: whose its making is, and what falls to the life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    Count,
    Gram,
    GramPerGram,
    GramPerInference,
    Ratio,
    Second,
)

__all__ = [
    "RULES",
    "CellPlan",
    "DevicePlan",
    "DeviceShare",
    "Hardware",
    "HardwarePlan",
    "Recycling",
    "Rule",
]

Rule = Literal["reserved-time", "useful-time", "purchase"]

RULES = ("reserved-time", "useful-time", "purchase")
"""Ways to say how much of its making falls to a use."""


@dataclass(frozen=True)
class Recycling:
    """A material of a device that is recovered in the end."""

    mass: Gram
    """How much of it there is."""
    recovered: Ratio
    """Share that is recovered."""
    primary: GramPerGram
    """What new material emits."""
    secondary: GramPerGram
    """What recovering it emits."""


@dataclass(frozen=True)
class DevicePlan:
    """Hardware that a life uses."""

    name: str
    """Name of the device in the catalogue."""
    pieces: Count
    """How many there are."""
    share: Ratio
    """Part of each that this life uses."""
    carbon: Gram
    """What making, moving and discarding one emits."""
    low: Gram
    """Lower end of its 90 % band."""
    high: Gram
    """Upper end of its 90 % band."""
    manufacture: Gram
    """What making one emits."""
    transport: Gram
    """What moving one emits."""
    end_of_life: Gram
    """What discarding one emits."""
    life: Second
    """Time it serves its first owner."""
    second_life: Second
    """Time it serves afterwards."""
    refurbishment: Gram
    """What the second life takes."""
    busy: Ratio
    """Share of the time of use in which it works for this life."""
    utilisation: Ratio
    """Share of its life in which it works for anyone."""
    recycling: Recycling | None
    """What is recovered of it in the end; none where that is not asked for."""


@dataclass(frozen=True)
class CellPlan:
    """Cells of the device's battery, bought as often as they run down."""

    carbon: Gram
    """Footprint of one."""
    low: Gram
    """Lower end of it."""
    high: Gram
    """Upper end of it."""


@dataclass(frozen=True)
class HardwarePlan:
    """All hardware that a life uses."""

    rule: Rule
    """How its making is shared out."""
    time: Second
    """Time of use."""
    devices: tuple[DevicePlan, ...]
    """The devices."""
    cell: CellPlan | None
    """Cells of the battery; none where their making is not counted."""


@dataclass(frozen=True)
class DeviceShare:
    """What falls to a life of one kind of hardware."""

    name: str
    """Name of the device; ``battery`` for cells."""
    pieces: Count
    """How many there are, or are bought."""
    carbon: Gram
    """What falls to this life."""
    low: Gram
    """Lower end of its 90 % band."""
    high: Gram
    """Upper end of its 90 % band."""
    manufacture: Gram
    """Part of it that making emits, and refurbishment."""
    transport: Gram
    """Part of it that moving emits."""
    end_of_life: Gram
    """Part of it that discarding emits."""
    avoided: Gram | None
    """What its recycled material spares the next user, not taken off; none where not asked for."""


@dataclass(frozen=True)
class Hardware:
    """What making the hardware emits that falls to a life."""

    rule: Rule
    """How its making is shared out."""
    time: Second
    """Time of use."""
    devices: tuple[DeviceShare, ...]
    """Each kind of hardware; batteries last."""
    carbon: Gram
    """All of it."""
    low: Gram
    """Lower end of its 90 % band, kinds of hardware taken as independent."""
    high: Gram
    """Upper end of its 90 % band."""
    per_inference: GramPerInference
    """What falls to one inference."""
    with_operation: Gram | None
    """With the CO2-equivalent of the electricity; none where no zone is given."""
