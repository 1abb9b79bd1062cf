"""What a transmitter draws at another level than that of its entry in the catalogue."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from joulepath.catalogue import Catalogue, Entry
from joulepath.catalogue.units import render
from joulepath.core.ops import total
from joulepath.core.quantities import Ampere, DecibelMilliwatt, Num, Watt
from joulepath.errors import InputError, Problem
from joulepath.formulas.links.states import current_rise
from joulepath.records.links.exchanges import TransmitCurrent
from joulepath.scenario.fields import anywhere
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.section import Section

__all__ = ["current_at", "levels_of", "note_current"]

_KIND: Final = "transmit-currents"
_MILLIWATT: Final = 1e-3
_SAME: Final = 0.05  # dB, less than any data sheet tells apart


def levels_of(device: str, catalogue: Catalogue) -> tuple[Entry, ...]:
    """Levels for which the catalogue knows the current of a device, from the lowest on."""
    entries = (catalogue.entry(_KIND, name) for name in catalogue.names(_KIND))
    own = (entry for entry in entries if device in entry.text["devices"].split())
    return tuple(sorted(own, key=lambda entry: entry.figures["level"].value))


def current_at(
    level: DecibelMilliwatt | None, device: str, own: TransmitCurrent, catalogue: Catalogue
) -> Ampere:
    """Current of a device at a level, between those that the catalogue knows.

    Parameters
    ----------
    level : DecibelMilliwatt or None
        Level that is asked for; none for that of the device's entry.
    device : str
        Name of the device in the catalogue.
    own : TransmitCurrent
        Level and current of its entry.
    catalogue : Catalogue
        Where levels are looked up.

    Returns
    -------
    Ampere
        Of the shape of the level.

    Raises
    ------
    InputError
        For a level whose current is not known, with those that are.
    """
    if level is None or not anywhere(abs(level - own.level) > _SAME):
        return own.current
    known = levels_of(device, catalogue)
    points: list[TransmitCurrent] = [entry.record for entry in known]
    if not points or anywhere((level < points[0].level) | (level > points[-1].level)):
        raise InputError(_unknown(level, device, own, points))
    rises = (
        current_rise(
            low=one.current,
            high=other.current,
            least=_watts(one.level),
            most=_watts(other.level),
            radiated=_watts(level),
        )
        for one, other in pairwise(points)
    )
    return total((points[0].current, *rises))


def _unknown(
    level: Num, device: str, own: TransmitCurrent, points: list[TransmitCurrent]
) -> Problem:
    said = "an array of levels" if hasattr(level, "shape") else render(float(level), "dBm")
    what = f"{said}, for which the current of {device!r} is not known"
    ends = (points[0].level, points[-1].level) if points else (own.level,)
    known = " to ".join(render(float(end), "dBm") for end in ends)
    remedy = f"add transmit_current, what it draws at that level; the catalogue knows {known}"
    return Problem("transmit_level", what, remedy)


def _watts(level: Num) -> Watt:
    """A level in dBm as a power."""
    return _MILLIWATT * 10.0 ** (level / 10.0)


def note_current(section: Section, at: str, path: str, current: Num, ledger: Ledger) -> None:
    """Note that a current follows from a level, unless it is a figure of the catalogue itself.

    Parameters
    ----------
    section : Section
        The section of a link, with the level.
    at : str
        Its place in the file.
    path : str
        Place of the current in the inputs.
    current : Ampere
        The current.
    ledger : Ledger
        Where it is noted.
    """
    said: Any = section
    kind, name = said.transmitter
    own = ledger.catalogue.entry(kind, name).figures["transmit_level"]
    if not anywhere(abs(said.transmit_level - own.value) > _SAME):
        return
    level = shown(said.transmit_level)
    ledger.derive(path, f"{at}.transmit_level", f"{level} dBm")
    for entry in levels_of(name, ledger.catalogue):
        ledger.further_sources[entry.figures["current"].source] = None
    value = shown(current) if hasattr(current, "shape") else render(float(current), "A")
    what = f"not given: {value} at {level} dBm, between levels of the catalogue"
    ledger.assume(f"{at}.transmit_current", what)
