"""Batteries: cells by their data sheets, packs, harvesting, and how long they last."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import (
    Ampere,
    Celsius,
    Coulomb,
    Count,
    Joule,
    PerSecond,
    Ratio,
    Second,
    SquareMillimetre,
    Volt,
    Watt,
    WattPerSquareMillimetre,
)

__all__ = ["BatteryLife", "Cell", "Pack", "SolarPanel"]


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
    lowest_temperature: Celsius
    """Coldest at which the cell may work."""
    highest_temperature: Celsius
    """Hottest at which it may work."""
    pulse_current: Ampere
    """Current that it gives for the time of a message."""
    shelf_life: Second
    """Time after which a cell is too old, whether it was used or not."""
    charging: Ratio
    """Share of a charge that the cell gives back; zero for one that takes none."""


@dataclass(frozen=True)
class SolarPanel:
    """A solar panel and the light on it, from slot to slot and then from the first one again."""

    irradiances: tuple[WattPerSquareMillimetre, ...]
    """Mean light on the panel in each slot."""
    area: SquareMillimetre
    """Area of the panel."""
    share: Ratio
    """Share of the light that reaches the battery."""
    slot: Second
    """How long a slot lasts."""
    daylight: Second
    """Time of a day in which the light of a slot comes; all of it where slots tell the night."""


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
    solar: SolarPanel | None = None
    """Panel whose light comes and goes; none without one."""


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
    covered: Ratio
    """Share of the consumption that harvesting covers."""
    reserve: Joule | None
    """Energy that the battery must hold to bridge nights and dark months; none without a solar
    profile."""
    charge_life: Second
    """Time until it is empty; infinite where harvesting covers the consumption."""
    life: Second
    """Time for which it serves: until it is empty, or too old."""
