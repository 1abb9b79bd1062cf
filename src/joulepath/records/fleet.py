"""A fleet of devices: plans and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joulepath.core.quantities import (
    Count,
    Gram,
    GramPerInference,
    GramPerJoule,
    Inference,
    Joule,
    JoulePerInference,
    Ratio,
    Second,
    Watt,
)
from joulepath.records.embodied import EmbodiedFootprint
from joulepath.records.hardware import CellPlan

__all__ = ["POWERS", "Fleet", "FleetPlan", "Making", "Use"]

POWERS = ("mains", "rechargeable", "primary")
"""What feeds a device: the grid, the grid through a battery, or cells that are bought."""


@dataclass(frozen=True)
class FleetPlan:
    """A fleet of like devices."""

    devices: Count
    """Devices in service."""
    spares: Ratio
    """Spares made for each."""
    time: Second
    """Time in service."""
    device_life: Second
    """Time that one device serves."""
    powered: Literal["mains", "rechargeable", "primary"]
    """What feeds it."""
    efficiency: Ratio
    """Share of the drawn energy that arrives behind charger and regulator."""
    sleep: Watt
    """Power asleep."""
    intensity: GramPerJoule
    """CO2-equivalent of electricity."""
    footprint: EmbodiedFootprint
    """Footprint of one device."""
    cell: CellPlan | None
    """Cells of its battery; none where their making is not counted apart."""


@dataclass(frozen=True)
class Use:
    """Energy of one device in its life."""

    model: Joule
    """The model and its preparation on the device."""
    sensing: Joule
    """Its sensor."""
    radio: Joule
    """Its own radio, at work and between messages."""
    asleep: Joule
    """Sleep."""
    drawn: Joule
    """All of it, as drawn from the source."""
    network: Joule
    """Network and servers behind it."""
    development: Joule
    """Its part of developing the model once."""
    per_inference: JoulePerInference
    """What one inference draws from the source of the device."""


@dataclass(frozen=True)
class Making:
    """Carbon of making one device in service, spares and replacements included."""

    manufacture: Gram
    """To the gate of the factory."""
    transport: Gram
    """To the place of use."""
    end_of_life: Gram
    """Disposal."""
    cells: Gram | None
    """Cells bought in its life; none where they are not counted apart."""
    low: Gram
    """Lower end of the 90 % band of all of it."""
    high: Gram
    """Upper end of the 90 % band of all of it."""
    non_computing: Ratio | None
    """Share of manufacture that is not silicon that computes or remembers."""


@dataclass(frozen=True)
class Fleet:
    """What a fleet comes to."""

    inferences: Inference
    """Inferences of one device."""
    made: Count
    """Devices made in all."""
    use: Use
    """Energy of one device."""
    making: Making
    """Carbon of making one device in service."""
    device_operation: Gram
    """Carbon of the grid energy that one device draws; nothing from cells that are bought."""
    network_operation: Gram
    """Carbon of network and servers behind it."""
    development_operation: Gram
    """Carbon of its part of the development."""
    embodied: Gram
    """Carbon of making it, moving it and discarding it, cells included."""
    carbon: Gram
    """All carbon of one device in service."""
    per_inference: GramPerInference
    """The same for one inference."""
    embodied_share: Ratio
    """Share of making, transport and end of life in it."""
    fleet_energy: Joule
    """Energy of all devices, of what stands behind them and of development."""
    fleet_carbon: Gram
    """Carbon of all devices."""
