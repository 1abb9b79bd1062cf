"""Keys that links of short reach share: the chip, and what is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Bit, Num
from joulepath.errors import InputError, Problem
from joulepath.records.links.exchanges import Losses, ShortRangeChip, TransmitCurrent
from joulepath.scenario.fields import CatalogueName, Quantity
from joulepath.scenario.links.transmit_levels import current_at
from joulepath.scenario.section import Section

__all__ = ["ChipSection", "LossSection", "chip_of", "losses_of"]


class ChipSection(Section):
    """The chip of a link and what feeds it."""

    chip: Annotated[str, CatalogueName("short-range-chips")]
    """Chip with its radio; 'joulepath catalogue short-range-chips' lists them."""
    transmit_current: Annotated[Num, Quantity("A", above=0)] | None = None
    """Current while it sends, for another power than that of the catalogue."""
    transmit_level: Annotated[Num, Quantity("dBm")] | None = None
    """Power at its output, for another than that of the catalogue; its current is looked up, or
    give transmit_current."""
    sleep_current: Annotated[Num, Quantity("A", minimum=0)] | None = None
    """Current asleep, e.g. that of the whole board."""
    supply: Annotated[Num, Quantity("V", above=0)] | None = None
    """Voltage of the currents, if it is another than that of the catalogue."""
    efficiency: Annotated[Num, Quantity("1", above=0, maximum=1)] = 1.0
    """Share of the power of the battery that a regulator passes on."""

    @property
    def transmitter(self) -> tuple[str, str]:
        """Kind and name in the catalogue of what sends."""
        return "short-range-chips", self.chip

    @property
    def renamed(self) -> Mapping[str, str]:
        """Keys of numbers that are called otherwise in the record of a chip."""
        return {"transmit": "transmit_current", "sleep": "sleep_current"}


class LossSection(Section):
    """How frames are lost and sent again."""

    loss: Annotated[Num, Quantity("1", minimum=0, below=1)] = 0.0
    """Probability that a frame is lost, e.g. 0.02 or "2 %"."""
    loss_size: Annotated[Num, Quantity("bit", above=0)] | None = None
    """Size of the frame for which it holds, smaller ones being safer; a full frame by default,
    and "1 bit" makes it a bit error rate."""
    attempts: Annotated[Num, Quantity("1", minimum=1, whole=True)] = 8.0
    """Times a frame is sent at most."""


def chip_of(section: ChipSection, catalogue: Catalogue, radio: str) -> ShortRangeChip:
    """The chip of a link, with the currents that the link says.

    Raises
    ------
    InputError
        If it is a chip for another radio, with those that fit, or it is not known what it draws at
        its level.
    """
    entry = catalogue.entry("short-range-chips", section.chip)
    if entry.text["radio"] != radio:
        fitting = [
            name
            for name in catalogue.names("short-range-chips")
            if catalogue.entry("short-range-chips", name).text["radio"] == radio
        ]
        what = f"{section.chip!r} is a chip for {entry.text['radio']}, not for {radio}"
        raise InputError(Problem("chip", what, f"use one of {', '.join(fitting)}"))
    chip = catalogue.record(ShortRangeChip, section.chip)
    own = TransmitCurrent(chip.transmit_level, chip.transmit)
    current = section.transmit_current
    if current is None:
        current = current_at(section.transmit_level, section.chip, own, catalogue)
    said = {
        "transmit": current,
        "transmit_level": section.transmit_level,
        "sleep": section.sleep_current,
        "supply": section.supply,
    }
    return replace(chip, **{name: value for name, value in said.items() if value is not None})


def losses_of(section: LossSection, full: Bit) -> Losses:
    """Losses of a link; without a size they hold for a full frame."""
    size = full if section.loss_size is None else section.loss_size
    return Losses(section.loss, size, section.attempts)
