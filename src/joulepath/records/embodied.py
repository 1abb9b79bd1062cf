"""What making, moving and discarding a device emits: parts, bills and footprints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import Gram, Second

__all__ = ["METHODS", "EmbodiedFootprint", "EmbodiedPart"]

METHODS = ("components", "blocks", "published")
"""Ways to know what a device emits before and after its use."""


@dataclass(frozen=True)
class EmbodiedPart:
    """One line of a footprint: what one part of a device emits in one stage."""

    name: str
    """Name of the part in its bill."""
    component: str
    """Component, block level or publication that it follows."""
    stage: Literal["manufacture", "transport", "end-of-life"]
    """Stage of its life."""
    carbon: Gram
    """Best estimate, in CO2-equivalent."""
    low: Gram
    """Lower end of its 90 % band."""
    high: Gram
    """Upper end of its 90 % band."""
    computes: bool
    """Whether it is silicon that computes or remembers; the rest is what computing-centred
    tools leave out."""


@dataclass(frozen=True)
class EmbodiedFootprint:
    """What a device emits before and after its use."""

    name: str
    """Name of the device."""
    manufacture: Gram
    """From the raw material to the gate of the factory, spare parts included."""
    transport: Gram
    """From the factory to the place of use."""
    end_of_life: Gram
    """Disposal, no benefit of recycling taken off."""
    total: Gram
    """Sum of the three."""
    low: Gram
    """Lower end of the 90 % band of the total."""
    high: Gram
    """Upper end of the 90 % band of the total."""
    lifetime: Second | None
    """Time it serves, if known."""
    method: Literal["components", "blocks", "published"]
    """How it is known."""
    parts: tuple[EmbodiedPart, ...]
    """Its lines; they sum to the total."""
