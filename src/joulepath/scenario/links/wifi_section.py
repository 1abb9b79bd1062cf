"""A Wi-Fi link in a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Literal, cast

from joulepath.catalogue import Catalogue
from joulepath.catalogue.schema import WIFI_GENERATIONS
from joulepath.core.quantities import Num
from joulepath.errors import InputError, Problem
from joulepath.records.links.wifi import (
    AwakeAssociated,
    ConnectionlessWake,
    Modulation,
    PowerSave,
    TargetWake,
    WakeAndJoin,
    WifiFraming,
    WifiLink,
    WifiMode,
    WifiModule,
    WifiRegime,
)
from joulepath.scenario.fields import CatalogueName, Quantity
from joulepath.scenario.links.short_range_section import LossSection, losses_of

__all__ = ["WifiSection", "resolve"]


class WifiSection(LossSection):
    """A device on a Wi-Fi network."""

    technology: Literal["wifi"] = "wifi"
    """The word "wifi"."""
    module: Annotated[str, CatalogueName("wifi-modules")]
    """Module or board; 'joulepath catalogue wifi-modules' lists them."""
    mode: Annotated[str, CatalogueName("wifi-modes")] = "11n-mcs7"
    """Generation and rate; 'joulepath catalogue wifi-modes' lists them."""
    between: Literal["deep-sleep", "power-save", "target-wake", "awake", "esp-now"] = "power-save"
    """What it does between messages: sleep and join anew, doze between beacons, wake at agreed
    times (TWT), listen always; or sleep and send without a network (ESP-NOW)."""
    lease: Annotated[Num, Quantity("s", minimum=0)] = 0.0
    """Time to be given an address when it joins; zero for a fixed address."""
    beacon: Annotated[Num, Quantity("s", above=0)] = 0.1024
    """Time between beacons."""
    dtim: Annotated[Num, Quantity("1", minimum=1, whole=True)] = 1.0
    """Every how many beacons it wakes (power-save only)."""
    wake_interval: Annotated[Num, Quantity("s", above=0)] = 10.0
    """Time from one service period to the next (target-wake only)."""
    service_period: Annotated[Num, Quantity("s", above=0)] = 0.01
    """Time it is awake in each (target-wake only)."""
    encrypted: bool = True
    """Whether frames carry the 16 B of CCMP."""
    aggregated: Annotated[Num, Quantity("1", minimum=1, whole=True)] = 1.0
    """Frames that share one channel access (A-MPDU)."""
    answer: Annotated[Num, Quantity("s", minimum=0)] = 0.01
    """Time until the network answers, for which the device listens."""
    crossing: Annotated[Num, Quantity("J", minimum=0)] = 0.0
    """Energy of a frame in the protocol stack, whatever its size (cross-factor)."""
    efficiency: Annotated[Num, Quantity("1", above=0, maximum=1)] = 1.0
    """Share of the power of the battery that a regulator passes on."""

    @property
    def implied(self) -> Mapping[str, str]:
        """Entries of the catalogue that follow from its choices, by kind."""
        return {"wifi-framings": "esp-now" if self.between == "esp-now" else "infrastructure"}

    def record(self, catalogue: Catalogue) -> WifiLink:
        """The link as a lifecycle takes it."""
        return resolve(self, catalogue)


def resolve(section: WifiSection, catalogue: Catalogue) -> WifiLink:
    """Make the record of a link.

    Raises
    ------
    InputError
        If the module does not know the mode, or the mode no target wake time.
    """
    _check_generation(section, catalogue)
    mode = catalogue.entry("wifi-modes", section.mode)
    framing = catalogue.record(WifiFraming, section.implied["wifi-framings"])
    if not section.encrypted:
        framing = replace(framing, security=0.0)
    return WifiLink(
        module=catalogue.record(WifiModule, section.module),
        mode=catalogue.record(WifiMode, section.mode),
        modulation=cast("Modulation", mode.text["modulation"]),
        framing=framing,
        regime=_regime(section),
        aggregated=section.aggregated,
        answer=section.answer,
        crossing=section.crossing,
        losses=losses_of(section, framing.packet_limit),
        efficiency=section.efficiency,
    )


def _check_generation(section: WifiSection, catalogue: Catalogue) -> None:
    """Refuse a mode newer than the module, and TWT before Wi-Fi 6."""
    module = catalogue.entry("wifi-modules", section.module).text["generation"]
    mode = catalogue.entry("wifi-modes", section.mode).text["generation"]
    order = WIFI_GENERATIONS.index
    problems: list[Problem] = []
    if order(mode) > order(module):
        what = f"{section.module!r} knows Wi-Fi up to generation {module}, not {section.mode!r}"
        fitting = [
            name
            for name in catalogue.names("wifi-modes")
            if order(catalogue.entry("wifi-modes", name).text["generation"]) <= order(module)
        ]
        problems.append(Problem("mode", what, f"use one of {', '.join(fitting)}"))
    if section.between == "target-wake" and module != "6":
        what = f"{section.module!r} is of generation {module}, which has no target wake time"
        remedy = "use between = 'power-save', or a module of Wi-Fi 6"
        problems.append(Problem("between", what, remedy))
    if problems:
        raise InputError(*problems)


def _regime(section: WifiSection) -> WifiRegime:
    match section.between:
        case "deep-sleep":
            return WakeAndJoin(section.lease)
        case "esp-now":
            return ConnectionlessWake()
        case "power-save":
            return PowerSave(section.beacon, section.dtim)
        case "target-wake":
            return TargetWake(section.wake_interval, section.service_period)
        case "awake":
            return AwakeAssociated()
