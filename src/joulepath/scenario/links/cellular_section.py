"""Cellular links in a scenario."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Annotated, Final, Literal

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.errors import InputError, Problem
from joulepath.records.links.cellular import (
    BroadbandLink,
    BroadbandModem,
    CellularFraming,
    CellularProcedure,
    ConnectedDrx,
    Connection,
    ContinuousMonitoring,
    IdlePaging,
    IdleRegime,
    NarrowbandCarrier,
    NarrowbandLink,
    NarrowbandModem,
    PoweredOff,
    PowerSavingMode,
)
from joulepath.scenario.fields import CatalogueName, Quantity, anywhere
from joulepath.scenario.links.short_range_section import LossSection, losses_of

__all__ = [
    "LteMSection",
    "MobileBroadbandSection",
    "NbIotSection",
    "resolve",
    "resolve_broadband",
]

_OCTET: Final = 8.0
_MILLIWATT: Final = 1e-3
_MTU: Final = 1500 * _OCTET


class _NarrowbandSection(LossSection):
    """What NB-IoT and LTE-M share."""

    release_assistance: bool = False
    """Whether the device says that it has finished (RAI), and the network heeds it."""
    inactivity: Annotated[Num, Quantity("s", minimum=0)] = 10.0
    """Time without traffic after which the network releases it (RRC inactivity timer)."""
    release: Annotated[Num, Quantity("s", minimum=0)] = 0.5
    """Time until it is released if it says that it has finished."""
    monitoring: Annotated[Num, Quantity("1", minimum=0, maximum=1)] = 0.5
    """Share of the time that a connected device listens (listening = "continuous"): 1 / G of the
    search space, for which the standard has 1.5, 2, 4 and so on."""
    drx_delay: Annotated[Num, Quantity("s", minimum=0)] = 0.1
    """Time without traffic before it pauses (listening = "drx")."""
    drx_on: Annotated[Num, Quantity("s", minimum=0)] = 0.02
    """Time that the receiver is on in each cycle, its start included (listening = "drx")."""
    drx_cycle: Annotated[Num, Quantity("s", above=0)] = 0.32
    """Cycle of connected discontinuous reception (listening = "drx")."""
    between: Literal["psm", "paging", "off"] = "psm"
    """What it does between messages: power saving mode, reachable sleep (idle DRX or eDRX), or
    switched off and attaching anew."""
    active_timer: Annotated[Num, Quantity("s", minimum=0)] = 0.0
    """Time that it stays reachable before power saving mode (T3324)."""
    paging_cycle: Annotated[Num, Quantity("s", above=0)] = 2.56
    """Time from one look for pages to the next: 0.32 s to 10.24 s, with eDRX far more."""
    update_period: Annotated[Num, Quantity("s", above=0)] = 86_400.0
    """Time after which a silent device reports (T3412)."""
    transmit_level: Annotated[Num, Quantity("dBm", minimum=-40, maximum=33)] = 23.0
    """Power that it radiates; the network sets it by the coverage."""
    sleep_current: Annotated[Num, Quantity("A", minimum=0)] | None = None
    """Current in power saving mode, e.g. that of the whole board."""
    listening: Literal["continuous", "drx"]
    """How a connected device listens."""
    efficiency: Annotated[Num, Quantity("1", above=0, maximum=1)] = 1.0
    """Share of the power of the battery that a regulator passes on."""

    @property
    def renamed(self) -> Mapping[str, str]:
        """Keys of numbers that are called otherwise in the record of a modem."""
        return {"sleep": "sleep_current"}

    def unmentioned(self) -> Collection[str]:
        """Keys of another way to listen, to sleep or to be released."""
        idle = {"monitoring"} if self.listening == "drx" else {"drx_delay", "drx_on", "drx_cycle"}
        if not self.release_assistance:
            idle.add("release")
        if self.between != "psm":
            idle.add("active_timer")
        if self.between == "off" or (self.between == "psm" and not anywhere(self.active_timer > 0)):
            idle.add("paging_cycle")
        return idle | {"update_period"} if self.between == "off" else idle


class NbIotSection(_NarrowbandSection):
    """A device on NB-IoT."""

    technology: Literal["nb-iot"] = "nb-iot"
    """The word "nb-iot"."""
    modem: Annotated[str, CatalogueName("narrowband-modems")]
    """Modem; 'joulepath catalogue narrowband-modems' lists them."""
    carrier: Annotated[str, CatalogueName("narrowband-carriers")] = "nb1-ce0"
    """How it reaches the cell, by coverage; 'joulepath catalogue narrowband-carriers'."""
    procedure: Annotated[str, CatalogueName("cellular-procedures")] = "control-plane"
    """How it gets into connection; 'joulepath catalogue cellular-procedures'."""
    listening: Literal["continuous", "drx"] = "continuous"
    """How a connected device listens."""
    answer: Annotated[Num, Quantity("s", minimum=0)] = 0.5
    """Time until the network answers, for which the device listens."""

    @property
    def implied(self) -> Mapping[str, str]:
        """Entries of the catalogue that follow from its choices, by kind."""
        return _implied(self)

    def record(self, catalogue: Catalogue) -> NarrowbandLink:
        """The link as a lifecycle takes it."""
        return resolve(self, catalogue)


class LteMSection(_NarrowbandSection):
    """A device on LTE-M."""

    technology: Literal["lte-m"] = "lte-m"
    """The word "lte-m"."""
    modem: Annotated[str, CatalogueName("narrowband-modems")]
    """Modem; 'joulepath catalogue narrowband-modems' lists them."""
    carrier: Annotated[str, CatalogueName("narrowband-carriers")] = "m1-ce0"
    """How it reaches the cell, by coverage; 'joulepath catalogue narrowband-carriers'."""
    procedure: Annotated[str, CatalogueName("cellular-procedures")] = "service-request"
    """How it gets into connection; 'joulepath catalogue cellular-procedures'."""
    listening: Literal["continuous", "drx"] = "drx"
    """How a connected device listens."""
    answer: Annotated[Num, Quantity("s", minimum=0)] = 0.15
    """Time until the network answers, for which the device listens."""

    @property
    def implied(self) -> Mapping[str, str]:
        """Entries of the catalogue that follow from its choices, by kind."""
        return _implied(self)

    def record(self, catalogue: Catalogue) -> NarrowbandLink:
        """The link as a lifecycle takes it."""
        return resolve(self, catalogue)


class MobileBroadbandSection(LossSection):
    """A device on LTE, 5G or 3G whose power grows with its rate."""

    technology: Literal["mobile-broadband"] = "mobile-broadband"
    """The words "mobile-broadband"."""
    modem: Annotated[str, CatalogueName("broadband-modems")]
    """Telephone or modem; 'joulepath catalogue broadband-modems' lists them."""
    uplink_rate: Annotated[Num, Quantity("bit/s", above=0)]
    """Throughput at which it sends."""
    downlink_rate: Annotated[Num, Quantity("bit/s", above=0)]
    """Throughput at which it receives."""
    tail: Annotated[Num, Quantity("s", minimum=0)] | None = None
    """Time that it stays connected after the last packet; that of the catalogue by default."""
    answer: Annotated[Num, Quantity("s", minimum=0)] = 0.05
    """Time until the network answers."""

    def record(self, catalogue: Catalogue) -> BroadbandLink:
        """The link as a lifecycle takes it."""
        return resolve_broadband(self, catalogue)


def _implied(section: NbIotSection | LteMSection) -> Mapping[str, str]:
    """How it gets into connection, and the framing that goes with it."""
    procedure = "attach" if section.between == "off" else section.procedure
    signalled = procedure == "control-plane"
    framing = "narrowband-in-signalling" if signalled else "narrowband"
    return {"cellular-procedures": procedure, "cellular-framings": framing}


def resolve(section: NbIotSection | LteMSection, catalogue: Catalogue) -> NarrowbandLink:
    """Make the record of a narrowband link.

    Raises
    ------
    InputError
        If the modem or the carrier belongs to another technology, with those that fit.
    """
    _check_technology(section, catalogue)
    modem = catalogue.record(NarrowbandModem, section.modem)
    if section.sleep_current is not None:
        modem = replace(modem, sleep=section.sleep_current)
    carrier = catalogue.record(NarrowbandCarrier, section.carrier)
    procedure = section.implied["cellular-procedures"]
    return NarrowbandLink(
        modem=modem,
        carrier=carrier,
        procedure=catalogue.record(CellularProcedure, procedure),
        update=catalogue.record(CellularProcedure, "tracking-area-update"),
        framing=catalogue.record(CellularFraming, section.implied["cellular-framings"]),
        connection=_connection(section),
        inactivity=section.inactivity,
        release=section.release,
        release_assistance=section.release_assistance,
        regime=_regime(section),
        radiated=_watts(section.transmit_level),
        answer=section.answer,
        losses=losses_of(section, carrier.uplink_block),
        efficiency=section.efficiency,
    )


def resolve_broadband(section: MobileBroadbandSection, catalogue: Catalogue) -> BroadbandLink:
    """Make the record of a broadband link."""
    modem = catalogue.record(BroadbandModem, section.modem)
    technology = catalogue.entry("broadband-modems", section.modem).text["technology"]
    return BroadbandLink(
        modem=modem,
        uplink_rate=section.uplink_rate,
        downlink_rate=section.downlink_rate,
        framing=catalogue.record(CellularFraming, "nr" if technology.startswith("nr") else "lte"),
        tail=modem.tail_time if section.tail is None else section.tail,
        answer=section.answer,
        losses=losses_of(section, _MTU),
    )


def _check_technology(section: NbIotSection | LteMSection, catalogue: Catalogue) -> None:
    problems: list[Problem] = []
    for key, kind in (("modem", "narrowband-modems"), ("carrier", "narrowband-carriers")):
        fitting = [
            name
            for name in catalogue.names(kind)
            if catalogue.entry(kind, name).text["technology"] == section.technology
        ]
        said: str = getattr(section, key)
        if said not in fitting:
            what = f"{said!r} is not for {section.technology}"
            problems.append(Problem(key, what, f"use one of {', '.join(fitting)}"))
    if problems:
        raise InputError(*problems)


def _connection(section: NbIotSection | LteMSection) -> Connection:
    if section.listening == "drx":
        return ConnectedDrx(section.drx_delay, section.drx_on, section.drx_cycle)
    return ContinuousMonitoring(section.monitoring)


def _regime(section: _NarrowbandSection) -> IdleRegime:
    match section.between:
        case "psm":
            return PowerSavingMode(
                section.active_timer, section.paging_cycle, section.update_period
            )
        case "paging":
            return IdlePaging(section.paging_cycle, section.update_period)
        case "off":
            return PoweredOff()


def _watts(level: Num) -> Num:
    """A level in dBm as a power."""
    return _MILLIWATT * 10.0 ** (level / 10.0)
