"""What a link itself says of its radio, for the budget of a distance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from joulepath.catalogue import Catalogue
from joulepath.catalogue.units import render
from joulepath.core.quantities import DecibelMilliwatt
from joulepath.errors import Problem
from joulepath.records.links.ble import BlePhy
from joulepath.records.links.exchanges import ShortRangeChip
from joulepath.records.links.ieee802154 import Ieee802154Phy
from joulepath.records.links.lorawan import LoraDataRate, LorawanDevice
from joulepath.records.links.sigfox import SigfoxModule, SigfoxZone
from joulepath.records.links.wifi import WifiMode
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.reach_section import Radio, ReachSection
from joulepath.scenario.section import Section

__all__ = ["NOISE_FIGURE", "Told", "radio_of", "radio_problems", "told_by"]

NOISE_FIGURE: Final = 6.0
"""What a receiver adds to the noise (dB) where neither link nor scenario says it."""

_UNITS: Final = MappingProxyType(
    {
        "transmit_level": "dBm",
        "noise_figure": "dB",
        "bandwidth": "cycle/s",
        "bit_rate": "bit/s",
        "spreading_factor": "1",
    }
)
_NEEDED: Final = MappingProxyType(
    {
        "o-qpsk": ("bandwidth",),
        "lora": ("bandwidth", "spreading_factor"),
        "gfsk": ("bandwidth", "bit_rate"),
        "bpsk": ("bandwidth", "bit_rate"),
        "qpsk": ("bandwidth", "bit_rate"),
    }
)
"""What a modulation needs to know besides levels."""
_DENSEST: Final = MappingProxyType({"bpsk": 1.0, "qpsk": 2.0})
"""Bits that a modulation carries each second and hertz."""
_SAME: Final = 1e-9
"""Relative difference up to which two numbers are the same, written twice."""


class Told(NamedTuple):
    """Something that a link says of its radio."""

    value: Any
    """A number, or the name of a modulation."""
    by: str
    """What says it."""


def told_by(link: Section, catalogue: Catalogue) -> dict[str, Told]:
    """Tell what a link says of its radio.

    Parameters
    ----------
    link : Section
        The link.
    catalogue : Catalogue
        Where its names are looked up.

    Returns
    -------
    dict of str to Told
        By the key of ``reach`` that says the same; a key is missing where the link does not know.
    """
    known: Any = link
    match str(getattr(link, "technology", "")):
        case "lorawan":
            return dict(_lorawan(known, catalogue))
        case "sigfox":
            return dict(_sigfox(known, catalogue))
        case "ieee-802-15-4":
            return dict(_ieee802154(known, catalogue))
        case "ble":
            return dict(_ble(known, catalogue))
        case "wifi":
            rate = catalogue.record(WifiMode, known.mode).rate
            return {"bit_rate": Told(rate, f"link.mode {known.mode!r}")}
        case "mobile-broadband":
            return {"bit_rate": Told(known.uplink_rate, "link.uplink_rate")}
        case _:
            return {}


_Said = Iterator[tuple[str, Told]]


def _lorawan(link: Any, catalogue: Catalogue) -> _Said:
    rate = catalogue.record(LoraDataRate, link.data_rate)
    device = catalogue.record(LorawanDevice, link.device)
    by = f"link.data_rate {link.data_rate!r}"
    yield "modulation", Told("lora", "technology 'lorawan'")
    yield "spreading_factor", Told(rate.spreading_factor, by)
    yield "bandwidth", Told(rate.bandwidth, by)
    yield "noise_figure", Told(device.noise_figure, f"link.device {link.device!r}")
    yield from _level(link, device.transmit_level, f"link.device {link.device!r}")


def _sigfox(link: Any, catalogue: Catalogue) -> _Said:
    rate = catalogue.record(SigfoxZone, link.zone).rate
    by = f"link.zone {link.zone!r}"
    yield "modulation", Told("bpsk", "technology 'sigfox'")
    yield "bit_rate", Told(rate, by)
    yield "bandwidth", Told(rate, by)
    level = catalogue.record(SigfoxModule, link.module).transmit_level
    yield from _level(link, level, f"link.module {link.module!r}")


def _ieee802154(link: Any, catalogue: Catalogue) -> _Said:
    by = f"link.phy {link.phy!r}"
    yield "modulation", Told("o-qpsk", by)
    yield "bandwidth", Told(catalogue.record(Ieee802154Phy, link.phy).bandwidth, by)
    yield from _chip(link, catalogue)


def _ble(link: Any, catalogue: Catalogue) -> _Said:
    phy, by = catalogue.record(BlePhy, link.phy), f"link.phy {link.phy!r}"
    yield "modulation", Told("gfsk", "technology 'ble'")
    yield "bandwidth", Told(phy.bandwidth, by)
    yield "bit_rate", Told(phy.rate, by)
    yield from _chip(link, catalogue)


def _chip(link: Any, catalogue: Catalogue) -> _Said:
    level = catalogue.record(ShortRangeChip, link.chip).transmit_level
    yield from _level(link, level, f"link.chip {link.chip!r}")


def _level(link: Any, own: DecibelMilliwatt, by: str) -> _Said:
    """The level that is asked for, else that of the device, unless its current is another one."""
    if link.transmit_level is not None:
        yield "transmit_level", Told(link.transmit_level, "link.transmit_level")
    elif link.transmit_current is None:
        yield "transmit_level", Told(own, by)


def radio_problems(table: ReachSection, told: Mapping[str, Told], where: str) -> Iterator[Problem]:
    """Whatever is missing of a radio, contradicts its link, or does not fit its modulation.

    Parameters
    ----------
    table : ReachSection
        What the scenario says of the distance and the radio.
    told : mapping of str to Told
        What the link says.
    where : str
        Place of the table, for messages.
    """
    for key, (value, by) in told.items():
        said = getattr(table, key)
        if said is not None and _differ(said, value):
            what = f"is {_shown(key, said)}, but {by} means {_shown(key, value)}"
            remedy = f"leave {key} out, or change the link"
            if key == "transmit_level":
                remedy += "; another level draws another current: link.transmit_current"
            yield Problem(f"{where}.{key}", what, remedy)
    known = {key for key in ("modulation", *_UNITS) if getattr(table, key) is not None}
    known |= {*told}
    for key in ("modulation", "transmit_level"):
        if key not in known:
            yield Problem(f"{where}.{key}", "missing, and the link does not tell", f"add {key}")
    modulation = told["modulation"].value if "modulation" in told else table.modulation
    if modulation is not None:
        yield from _unfit(modulation, known, {*told}, where)
        yield from _dense(modulation, table, told, where)


def _unfit(modulation: str, known: set[str], told: set[str], where: str) -> Iterator[Problem]:
    """What a modulation lacks, and what it has no use for."""
    needed = _NEEDED[modulation]
    if missing := [key for key in needed if key not in known]:
        keys = " and ".join(missing)
        yield Problem(where, f"modulation {modulation!r} without {keys}", f"add {keys}")
        return
    every = {"bandwidth", "bit_rate", "spreading_factor"}
    if strange := sorted((every & known) - {*needed} - told):
        keys = " and ".join(strange)
        yield Problem(where, f"{keys} with modulation {modulation!r}", f"leave out {keys}")


def _dense(
    modulation: str, table: ReachSection, told: Mapping[str, Told], where: str
) -> Iterator[Problem]:
    """More bits in a bandwidth than a modulation carries."""
    band, rate = (_value(key, table, told) for key in ("bandwidth", "bit_rate"))
    if modulation not in _DENSEST or band is None or rate is None:
        return
    if anywhere(rate > _DENSEST[modulation] * band * (1 + _SAME)):
        what = (
            f"{_shown('bit_rate', rate)} in {_shown('bandwidth', band)}, of which {modulation!r} "
            f"carries {_DENSEST[modulation]:g} bit each second and hertz"
        )
        remedy = "denser modulations are not modelled: take a slower mode, or give link.loss"
        yield Problem(f"{where}.modulation", what, remedy)


def radio_of(table: ReachSection, told: Mapping[str, Told], frame: Any) -> Radio:
    """Put together what scenario and link say of a radio.

    Parameters
    ----------
    table : ReachSection
        What the scenario says, without problems.
    told : mapping of str to Told
        What the link says.
    frame : Bit
        Size of a full frame of the link, where the scenario asks for no other.
    """
    noise = _value("noise_figure", table, told)
    return Radio(
        modulation=_value("modulation", table, told),
        transmit_level=_value("transmit_level", table, told),
        noise_figure=NOISE_FIGURE if noise is None else noise,
        bandwidth=_value("bandwidth", table, told),
        bit_rate=_value("bit_rate", table, told),
        spreading_factor=_value("spreading_factor", table, told),
        frame=frame if table.frame is None else table.frame,
    )


def _value(key: str, table: ReachSection, told: Mapping[str, Told]) -> Any:
    return told[key].value if key in told else getattr(table, key)


def _differ(one: Any, other: Any) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one != other
    return anywhere(abs(one - other) > _SAME * abs(other))


def _shown(key: str, value: Any) -> str:
    if isinstance(value, str):
        return repr(value)
    if hasattr(value, "shape"):
        return f"{value.size} values"
    return render(float(value), _UNITS[key])
