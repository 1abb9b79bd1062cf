"""The battery of a device: what a scenario may say of it, and how it becomes a record."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any

from joulepath.core.quantities import Num
from joulepath.records.battery import Pack, SolarPanel
from joulepath.scenario.deferred import Deferred
from joulepath.scenario.fields import CatalogueName, Quantity
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.section import Section

__all__ = ["BatterySection", "pack"]

_Count = Annotated[Num, Quantity("1", minimum=1, whole=True)]


class BatterySection(Section):
    """The battery that feeds the device, and what charges it."""

    cell: Annotated[str, CatalogueName("batteries")]
    """Its cells, e.g. "aa-lithium"; 'joulepath catalogue batteries' lists them."""
    series: _Count = 1.0
    """Cells one behind the other, whose voltages add up."""
    parallel: _Count = 1.0
    """Strings of cells side by side, whose charges add up."""
    cut_off: Annotated[Num, Quantity("V", minimum=0, maximum=5)] | None = None
    """Voltage of one cell at which the device stops; by default the cell's own end."""
    temperature: Annotated[Num, Quantity("degC", minimum=-60, maximum=100)] = 20.0
    """Mean temperature, e.g. "-5 degC"."""
    base_power: Annotated[Num, Quantity("W", minimum=0)] = 0.0
    """What the device draws all the time besides its radio, e.g. "30 uW" asleep."""
    harvest: Annotated[Num, Quantity("W", minimum=0)] = 0.0
    """Mean power that is harvested and reaches the battery."""
    solar: Annotated[Section, Deferred({"": "solar_section.SolarSection"})] | None = None
    """Solar panel and the light on it, by hours of a day or by months, e.g.
    { area = "20 cm2", efficiency = "12 %", monthly = [...] }."""
    buffered: bool = False
    """Whether a capacitor beside the cells gives the peaks of the radio."""

    def unmentioned(self) -> Collection[str]:
        """What the refusal of too large a peak asks for."""
        return ("buffered",)


def pack(section: BatterySection | None, ledger: Ledger) -> Pack | None:
    """Battery of the device, with the origin of every number."""
    if section is None:
        return None
    entry = ledger.catalogue.entry("batteries", section.cell)
    cell = ledger.record("battery.cell", entry)
    return Pack(
        cell=cell,
        series=ledger.take("battery.series", section, "series", "battery"),
        parallel=ledger.take("battery.parallel", section, "parallel", "battery"),
        cut_off=_cut_off(section, cell.end_voltage, ledger),
        temperature=ledger.take("battery.temperature", section, "temperature", "battery"),
        base_power=ledger.take("battery.base_power", section, "base_power", "battery"),
        harvest=ledger.take("battery.harvest", section, "harvest", "battery"),
        solar=_panel(section, ledger),
    )


def _panel(section: BatterySection, ledger: Ledger) -> SolarPanel | None:
    """Panel of the battery, which few scenarios have."""
    table: Any = section.solar
    if table is None:
        return None
    from joulepath.scenario.solar_section import solar_panel

    return solar_panel(table, ledger)


def _cut_off(section: BatterySection, end: Any, ledger: Ledger) -> Any:
    if section.cut_off is not None:
        return ledger.take("battery.cut_off", section, "cut_off", "battery")
    ledger.assume("battery.cut_off", f"not given: {end:g} V, where the cell itself ends")
    ledger.derive("battery.cut_off", "battery.cell", section.cell)
    return end
