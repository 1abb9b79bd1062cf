"""What making, moving and discarding a device emits: parts, bills and footprints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    Count,
    Gram,
    GramPerBit,
    GramPerGram,
    GramPerGramMetre,
    GramPerJoule,
    GramPerMetre,
    GramPerSquareMillimetre,
    JoulePerSquareMillimetre,
    PerSquareMillimetre,
    Ratio,
    Second,
    SquareMillimetre,
)

__all__ = [
    "MEASURES",
    "METHODS",
    "STAGES",
    "YIELD_MODELS",
    "Bill",
    "BillLine",
    "BlockFootprint",
    "ComponentFactors",
    "DeviceFigures",
    "DieLine",
    "EmbodiedFootprint",
    "EmbodiedPart",
    "FabSite",
    "FootprintCalibration",
    "ProcessNode",
    "Stage",
    "WholeLine",
]

Stage = Literal["manufacture", "transport", "end-of-life"]

STAGES = ("manufacture", "transport", "end-of-life")
"""Stages of a life, but for use."""

YIELD_MODELS = ("poisson", "murphy", "moore", "negative-binomial", "bose-einstein", "fixed")
"""Ways to say how many dies of a wafer are good."""

MEASURES = {
    "area": "mm2", "mass": "g", "memory": "bit", "energy": "J", "length": "m", "freight": "g*m",
}  # fmt: skip
"""What an amount of a component may be, with its coherent unit."""

METHODS = ("components", "blocks", "published")
"""Ways to know what a device emits before and after its use."""


@dataclass(frozen=True)
class EmbodiedPart:
    """One line of a footprint: what one part of a device emits in one stage."""

    name: str
    """Name of the part in its bill."""
    component: str
    """Component, block level or publication that it follows."""
    stage: Stage
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


@dataclass(frozen=True)
class ComponentFactors:
    """What a component emits: for each piece, and for each measure of it."""

    per_piece: Gram | None = None
    """For each piece, whatever its size."""
    per_area: GramPerSquareMillimetre | None = None
    """For its area: silicon, board, display or package."""
    per_mass: GramPerGram | None = None
    """For its mass."""
    per_memory: GramPerBit | None = None
    """For the data it holds."""
    per_energy: GramPerJoule | None = None
    """For the energy that it stores."""
    per_length: GramPerMetre | None = None
    """For its length."""
    per_freight: GramPerGramMetre | None = None
    """For mass carried over a distance."""


@dataclass(frozen=True)
class ProcessNode:
    """A process of logic: what a finished wafer takes, by area."""

    electricity: JoulePerSquareMillimetre
    """Electricity of the fab."""
    gas_at_95: GramPerSquareMillimetre
    """Process gases that escape where 95 % of them are destroyed."""
    gas_at_99: GramPerSquareMillimetre
    """Process gases that escape where 99 % of them are destroyed."""
    materials: GramPerSquareMillimetre
    """Raw wafer and chemicals."""
    defects: PerSquareMillimetre
    """Defects by area that make a die useless."""


@dataclass(frozen=True)
class FabSite:
    """Where a fab stands."""

    intensity: GramPerJoule
    """Carbon intensity of its electricity."""


@dataclass(frozen=True)
class BlockFootprint:
    """A functional block of a device at one level of its hardware profile."""

    carbon: Gram
    """Typical footprint of the block."""


@dataclass(frozen=True)
class DeviceFigures:
    """What is known of a device besides its bill."""

    mass: Gram | None = None
    """Mass of the device without packaging."""
    lifetime: Second | None = None
    """Time it serves."""
    published: Gram | None = None
    """Manufacture as published."""
    published_transport: Gram | None = None
    """Transport as published."""
    published_end_of_life: Gram | None = None
    """End of life as published."""
    quoted: Gram | None = None
    """What another tool gives for the whole, farthest from ours; every band reaches it."""


@dataclass(frozen=True)
class FootprintCalibration:
    """How published footprints of a class compare with the sum of their parts."""

    scale: Ratio
    """Published manufacture over that of the itemised parts; its band is that of a new device."""


@dataclass(frozen=True)
class BillLine:
    """A line of a bill that names a component."""

    name: str
    """Name of the part."""
    component: str
    """Component it follows."""
    stage: Stage
    """Stage of its life."""
    computes: bool
    """Whether it is silicon that computes or remembers."""
    pieces: Count
    """How many there are, those that replace worn ones included."""
    amount: Count
    """How much of it each piece is, in the coherent unit of its measure."""
    amount_low: Count
    """Lower end of the amount."""
    amount_high: Count
    """Upper end of the amount."""
    fixed: Gram
    """What each piece emits, whatever its amount."""
    fixed_low: Gram
    """Lower end of it."""
    fixed_high: Gram
    """Upper end of it."""
    per: Gram
    """What one unit of the amount emits."""
    per_low: Gram
    """Lower end of it."""
    per_high: Gram
    """Upper end of it."""


@dataclass(frozen=True)
class DieLine:
    """A line of a bill that names a process node: one die, its yield computed."""

    name: str
    """Name of the part."""
    component: str
    """Process node."""
    pieces: Count
    """How many dies there are."""
    area: SquareMillimetre
    """Area of one die."""
    area_low: SquareMillimetre
    """Lower end of the area."""
    area_high: SquareMillimetre
    """Upper end of the area."""
    node: ProcessNode
    """Process, best estimates."""
    node_low: ProcessNode
    """Process, lower ends."""
    node_high: ProcessNode
    """Process, upper ends."""
    intensity: GramPerJoule
    """Carbon intensity of the electricity of the fab."""
    intensity_low: GramPerJoule
    """Lower end of it."""
    intensity_high: GramPerJoule
    """Upper end of it."""
    abatement: Ratio
    """Share of process gases that is destroyed, best estimate."""
    abatement_low: Ratio
    """Share of the lower end of emissions, hence the largest."""
    abatement_high: Ratio
    """Share of the upper end of emissions, hence the smallest."""
    yield_model: str
    """One of `YIELD_MODELS`."""
    fixed_yield: Ratio
    """Share of good dies where the model says it is fixed."""
    whole_wafers: bool
    """Whether what a round wafer loses at its edge is counted."""


@dataclass(frozen=True)
class WholeLine:
    """A line whose footprint is known as a whole: a block, a publication, another device."""

    name: str
    """Name of the part."""
    component: str
    """Block, publication or device."""
    stage: Stage
    """Stage of its life."""
    computes: bool
    """Whether it is silicon that computes or remembers."""
    pieces: Count
    """How many there are; a share of one where it is shared."""
    carbon: Gram
    """Footprint of one."""
    low: Gram
    """Lower end of it."""
    high: Gram
    """Upper end of it."""


@dataclass(frozen=True)
class Bill:
    """A device as the sum of its lines."""

    name: str
    """Name of the device."""
    method: Literal["components", "blocks", "published"]
    """How its footprint is known."""
    lines: tuple[BillLine | DieLine | WholeLine, ...]
    """Its lines."""
    lifetime: Second | None
    """Time it serves, if known."""
    calibration: str
    """Class of devices whose published footprints it is compared with; empty if none."""
    scale: Ratio | None
    """Published manufacture over that of itemised parts in this class, if calibrated."""
    scale_low: Ratio
    """Lower end of it for a new device."""
    scale_high: Ratio
    """Upper end of it for a new device."""
    scaled: bool = True
    """Whether parts are scaled; else the ends of the scale widen the band and no more."""
    quoted: Gram | None = None
    """What another tool gives for the whole; none if none is known."""
