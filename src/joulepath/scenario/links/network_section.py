"""The network behind a link: what a scenario may say of it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import model_validator

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.errors import InputError
from joulepath.records.links.network import AccountingMethod
from joulepath.scenario.fields import CatalogueName, Quantity, refuse
from joulepath.scenario.links.network import Part, named_part, names_of_path, path_problems
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
    """The network from the far end of a link to a server: a path of the catalogue, or its parts."""

    method: AccountingMethod = "load-share"
    """What the energy answers: what changes with a message ("marginal"), its share of the power of
    the equipment at a stated utilisation ("load-share"), or a year's electricity over all traffic
    ("average"). Averages among the parts keep their own method."""
    path: Annotated[str, CatalogueName("network-paths")] | None = None
    """Usual way from a device to a server, e.g. "fibre"; 'joulepath catalogue network-paths' lists
    them."""
    parts: tuple[NetworkPartSection, ...] = ()
    """Its parts in order, from the device to the server, instead of a path: a list of tables, e.g.
    [{ equipment = "gpon-line" }, { equipment = "core-router" }]."""
    utilisation: Annotated[Num, Quantity("1", above=0, maximum=1)] | None = None
    """Mean use of all equipment of a path; by default as the catalogue says."""
    shared_by: Literal["traffic", "devices"] | None = None
    """Among whom gateways and base stations of a path are shared."""
    devices: Annotated[Num, Quantity("1", minimum=1)] | None = None
    """Devices that share them."""
    interval: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time from one message of a device to its next."""
    year: Annotated[Num, Quantity("1", minimum=1990, whole=True)] | None = None
    """Calendar year for which the average of a path is wanted; by default that of its data."""

    @model_validator(mode="after")
    def _is_one_way(self) -> NetworkSection:
        if (self.path is None) == (not self.parts):
            what = "a path and parts at once" if self.parts else "neither a path nor parts"
            raise refuse(what, 'write path = "fibre", or parts = [{ equipment = "gpon-line" }]')
        beside = [key for key in _USES if getattr(self, key) is not None]
        if self.parts and beside:
            what = f"{beside[0]} beside parts"
            raise refuse(what, f"write {beside[0]} in the part that it is of", (beside[0],))
        if self.parts and self.method == "average" and any(not part.average for part in self.parts):
            what = "method = 'average', but a part that is no average"
            raise refuse(what, 'write method = "load-share", or averages alone', ("method",))
        return self


_USES: Final = ("utilisation", "shared_by", "devices", "interval", "year")
"""Keys that say how the equipment of a path is used."""


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
    if section.path is None:
        parts = tuple(
            each.part(catalogue, f"{where}.parts.{index}")
            for index, each in enumerate(section.parts)
        )
    else:
        use = PartUse(**{key: getattr(section, key) for key in _USES})
        names = names_of_path(section.path, section.method, catalogue)
        parts = tuple(named_part(name, use, catalogue, where) for name in names)
    if problems := path_problems(parts, section.method, where):
        raise InputError(*problems)
    return parts
