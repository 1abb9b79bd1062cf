"""A solar panel and the light on it: what a scenario may say of them."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import model_validator

from joulepath.core.quantities import Num
from joulepath.records.battery import SolarPanel
from joulepath.scenario.fields import Quantity, refuse
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.section import Section

__all__ = ["SolarSection", "solar_panel"]

_HOURS, _MONTHS = 24, 12
_HOUR: Final = 3600.0
_DAY: Final = 86_400.0
_MONTH: Final = 31_557_600.0 / _MONTHS

_Light = Annotated[Num, Quantity("W/mm2", minimum=0)]


class SolarSection(Section):
    """A solar panel and the light on it."""

    area: Annotated[Num, Quantity("mm2", above=0)]
    """Area of the panel, e.g. "20 cm2"."""
    efficiency: Annotated[Num, Quantity("1", above=0, maximum=1)]
    """Share of the light that reaches the battery, through cell and charger, e.g. "12 %"."""
    hourly: tuple[_Light, ...] | None = None
    """Light on the panel in each hour of a day, from midnight on: 24 values, e.g. "500 W/m2"."""
    monthly: tuple[_Light, ...] | None = None
    """Light on the panel on a mean day of each month, from the one in which it begins on: 12
    values, e.g. "0.8 kWh/m2/day"."""
    daylight: Annotated[Num, Quantity("s", above=0, maximum=_DAY)] = 8 * 3600.0
    """Time of a day with light, where the light is given by months."""

    @model_validator(mode="after")
    def _is_whole(self) -> SolarSection:
        given = {"hourly": (self.hourly, _HOURS), "monthly": (self.monthly, _MONTHS)}
        said = {key: values for key, (values, _) in given.items() if values is not None}
        if len(said) != 1:
            what = "light by hours and by months" if said else "no light on the panel"
            raise refuse(what, "give either hourly, 24 values, or monthly, 12 values")
        for key, values in said.items():
            needed = given[key][1]
            if len(values) != needed:
                raise refuse(f"{len(values)} values of {key}", f"give {needed}", (key,))
        return self

    def unmentioned(self) -> tuple[str, ...]:
        """Daylight, which hours themselves tell."""
        return () if self.hourly is None else ("daylight",)


def solar_panel(section: SolarSection, ledger: Ledger) -> SolarPanel:
    """Panel of a battery, with the origin of every number."""
    at, table = "battery.solar", "battery.solar"
    key = "monthly" if section.hourly is None else "hourly"
    light: tuple[Num, ...] = getattr(section, key)
    for index, value in enumerate(light):
        ledger.derive(f"{at}.irradiances.{index}", f"{table}.{key}", f"{shown(value)} W/mm2")
    ledger.derive(f"{at}.slot", f"{table}.{key}", "1 h" if key == "hourly" else "1 month")
    return SolarPanel(
        irradiances=light,
        area=ledger.take(f"{at}.area", section, "area", table),
        share=ledger.take(f"{at}.share", section, "efficiency", table),
        slot=_HOUR if key == "hourly" else _MONTH,
        daylight=_daylight(section, ledger),
    )


def _daylight(section: SolarSection, ledger: Ledger) -> Num:
    """Time of a day with light; hours tell the night themselves."""
    path = "battery.solar.daylight"
    if section.hourly is None:
        return ledger.take(path, section, "daylight", "battery.solar")
    ledger.derive(path, "battery.solar.hourly", "24 h")
    return _DAY
