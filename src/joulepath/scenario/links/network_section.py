"""The network behind a link: what a scenario may say of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.errors import InputError
from joulepath.scenario.fields import CatalogueName, Quantity, refuse
from joulepath.scenario.links.network import Part, named_part, path_problems
from joulepath.scenario.links.part_use import PartUse
from joulepath.scenario.section import Section

__all__ = ["NetworkPartSection", "NetworkSection", "network_path"]

_NAMES = ("equipment", "base_station", "average")


class NetworkPartSection(Section):
    """One part of the network that a message crosses."""

    equipment: Annotated[str, CatalogueName("network-segments")] | None = None
    """Equipment, e.g. "gpon-line"; 'joulepath catalogue network-segments' lists it."""
    base_station: Annotated[str, CatalogueName("base-stations")] | None = None
    """Base station, e.g. "earth-macro", instead of equipment."""
    average: Annotated[str, CatalogueName("network-averages")] | None = None
    """Average for each bit that stands for this part, e.g. "fixed-aslan", instead of equipment."""
    utilisation: Annotated[Num, Quantity("1", above=0, maximum=1)] | None = None
    """Mean share of the capacity that is used; by default as the catalogue says."""
    crossed: Annotated[Num, Quantity("1", above=0)] | None = None
    """How many of them a message crosses; by default as the catalogue says."""
    shared_by: Literal["traffic", "devices"] | None = None
    """Among whom a gateway or a base station is shared; by default as the catalogue says."""
    devices: Annotated[Num, Quantity("1", minimum=1)] | None = None
    """Devices that share it."""
    interval: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time from one message of a device to its next."""
    asleep: Annotated[Num, Quantity("1", minimum=0, maximum=1)] = 0.0
    """Share of the time in which the base station sleeps."""
    year: Annotated[Num, Quantity("1", minimum=1990, whole=True)] | None = None
    """Calendar year for which the average is wanted; by default that of its data."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> NetworkPartSection:
        given = [name for name in _NAMES if getattr(self, name) is not None]
        if len(given) != 1:
            what = f"{' and '.join(given)} at once" if given else "nothing named"
            raise refuse(what, f"give one of {', '.join(_NAMES)}")
        return self

    @property
    def name(self) -> str:
        """Name of the part in the catalogue."""
        return next(str(getattr(self, key)) for key in _NAMES if getattr(self, key) is not None)

    def part(self, catalogue: Catalogue, where: str = "") -> Part:
        """The part as a lifecycle takes it.

        Raises
        ------
        InputError
            For a use that it does not allow.
        """
        use = PartUse(
            utilisation=self.utilisation,
            crossed=self.crossed,
            shared_by=self.shared_by,
            devices=self.devices,
            interval=self.interval,
            asleep=self.asleep,
            year=self.year,
        )
        return named_part(self.name, use, catalogue, where)


class NetworkSection(Section):
    """The network from the far end of a link to a server."""

    method: Literal["marginal", "load-share"] = "load-share"
    """What the energy of equipment answers: what changes with a message, or its share of the
    power at a stated utilisation. Averages keep their own method."""
    parts: tuple[NetworkPartSection, ...]
    """Its parts in order, from the device to the server."""


def network_path(
    section: NetworkSection, catalogue: Catalogue, where: str = "network"
) -> tuple[Part, ...]:
    """Resolve the network behind a link.

    Parameters
    ----------
    section : NetworkSection
        What the scenario says.
    catalogue : Catalogue
        Where names are looked up.
    where : str
        Place in the scenario, for the message of an error.

    Returns
    -------
    tuple of NetworkSegment and NetworkAverage
        Its parts.

    Raises
    ------
    InputError
        For a use that a part does not allow, and for parts that must not be added up.
    """
    parts = tuple(
        each.part(catalogue, f"{where}.parts.{index}") for index, each in enumerate(section.parts)
    )
    if problems := path_problems(parts, section.method, where):
        raise InputError(*problems)
    return parts
