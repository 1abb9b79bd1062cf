"""Ethernet or optical access in a scenario."""

from __future__ import annotations

from typing import Annotated, Literal

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.records.links.wired import ByLoad, ByTime, Dedicated, WiredInterface, WiredLink
from joulepath.scenario.fields import CatalogueName, Quantity
from joulepath.scenario.section import Section

__all__ = ["WiredSection", "resolve"]


class WiredSection(Section):
    """An interface whose power hardly depends on its traffic."""

    technology: Literal["wired"] = "wired"
    """The word "wired"."""
    interface: Annotated[str, CatalogueName("wired-interfaces")]
    """E.g. "100base-tx" or "gpon-onu"; 'joulepath catalogue wired-interfaces' lists them."""
    energy_efficient: bool = True
    """Whether it uses its low-power idle (EEE), if it has one."""
    allocation: Literal["dedicated", "by-time", "by-load"] = "dedicated"
    """Who bears its power: the device all the time, a message while its frames are on the
    medium, or a message by its share of what the interface carries in the mean."""
    share: Annotated[Num, Quantity("1", above=0, maximum=1)] = 1.0
    """Share of the interface that is the device's (dedicated only)."""
    utilisation: Annotated[Num, Quantity("1", above=0, maximum=1)] = 1.0
    """Share of its rate that is used in the mean (by-load only)."""

    def record(self, catalogue: Catalogue) -> WiredLink:
        """The link as a lifecycle takes it."""
        return resolve(self, catalogue)


def resolve(section: WiredSection, catalogue: Catalogue) -> WiredLink:
    """Make the record of a link."""
    return WiredLink(
        interface=catalogue.record(WiredInterface, section.interface),
        energy_efficient=section.energy_efficient,
        allocation=_allocation(section),
    )


def _allocation(section: WiredSection) -> Dedicated | ByTime | ByLoad:
    match section.allocation:
        case "dedicated":
            return Dedicated(section.share)
        case "by-time":
            return ByTime()
        case "by-load":
            return ByLoad(section.utilisation)
