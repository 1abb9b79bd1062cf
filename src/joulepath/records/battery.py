"""Batteries: cells by their data sheets, packs, harvesting, and how long they last."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    Celsius,
    Coulomb,
    Count,
    Joule,
    PerSecond,
    Ratio,
    Second,
    Volt,
    Watt,
)

__all__ = ["BatteryLife", "Cell", "Pack"]


@dataclass(frozen=True)
class Cell:
    """A cell as its data sheet describes it, at 20 degrees Celsius and a light load."""

    capacity: Coulomb
    """Charge from full down to the end voltage."""
    mean_voltage: Volt
    """Mean voltage over the discharge."""
    full_voltage: Volt
    """Voltage when discharge begins."""
    knee_voltage: Volt
    """Voltage at which the flat part of the discharge ends."""
    end_voltage: Volt
    """Voltage at which the capacity is spent."""
    knee_share: Ratio
    """Share of the capacity given above the knee."""
    yearly_loss: Ratio
    """Share of the charge that the cell itself loses in a year at 20 degrees Celsius."""
    share_at_minus_20: Ratio
    """Share of the capacity that is left at 20 degrees of frost."""
    share_at_0: Ratio
    """Share of the capacity that is left at the freezing point."""
    share_at_60: Ratio
    """Share of the capacity that is left at 60 degrees Celsius."""


@dataclass(frozen=True)
class Pack:
    """Cells of a device, where it stands and what charges them."""

    cell: Cell
    """Each of its cells."""
    series: Count
    """Cells whose voltages add up."""
    parallel: Count
    """Strings whose charges add up."""
    cut_off: Volt
    """Voltage of one cell below which the device stops."""
    temperature: Celsius
    """Mean temperature."""
    base_power: Watt
    """What else the device draws all the time, e.g. a microcontroller asleep."""
    harvest: Watt
    """Mean power that is harvested and reaches the battery."""


@dataclass(frozen=True)
class BatteryLife:
    """How long a pack lasts."""

    usable_share: Ratio
    """Share of the capacity that is given above the cut-off voltage at the temperature."""
    charge: Coulomb
    """Charge the device can use."""
    energy: Joule
    """Energy the device can use."""
    self_discharge: PerSecond
    """Rate at which the cells lose charge by themselves."""
    device_power: Watt
    """Mean power of the device."""
    net_power: Watt
    """Mean power the battery gives, harvested power taken off."""
    life: Second
    """Time until it is empty; infinite where harvesting gives all that is needed."""
