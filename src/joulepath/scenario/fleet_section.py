"""A fleet of devices: what its file may say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator

from joulepath.core.quantities import Num
from joulepath.scenario.fields import CatalogueName, Quantity, refuse
from joulepath.scenario.section import Section

__all__ = ["FleetSection"]


class FleetSection(Section):
    """A fleet of like devices."""

    title: str = ""
    """A name for reports."""
    scenario: str
    """Scenario file of one device, relative to this file."""
    devices: Annotated[Num, Quantity("1", minimum=1, maximum=1e12)]
    """Devices in service."""
    spares: Annotated[Num, Quantity("1", minimum=0, maximum=10)] = 0.0
    """Spares made for each, e.g. "5 %"."""
    device: Annotated[str, CatalogueName("devices", incomplete=True)] | None = None
    """Device of the catalogue whose making is counted, e.g. "lorawan-climate-node"."""
    bill: str | None = None
    """File with the parts of the device, instead of its name, relative to this file."""
    device_life: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time that one serves; by default all the time in service."""
    powered: Literal["mains", "rechargeable", "primary"]
    """What feeds it: the grid, the grid through its battery, or cells that are bought."""
    efficiency: Annotated[Num, Quantity("1", above=0, maximum=1)] = 1.0
    """Share of the drawn energy that arrives behind charger and regulator, e.g. "85 %"."""
    sleep: Annotated[Num, Quantity("W", minimum=0)] | None = None
    """Power asleep; by default the base_power of the scenario's battery."""
    cell: Annotated[str, CatalogueName("components", incomplete=True)] | None = None
    """Component of its battery's cells, where the device's own parts do not hold them."""

    @model_validator(mode="after")
    def _has_one_device(self) -> FleetSection:
        if (self.device is None) == (self.bill is None):
            raise refuse("neither or both of device and bill", 'write e.g. device = "..."')
        return self
