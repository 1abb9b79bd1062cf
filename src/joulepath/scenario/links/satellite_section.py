"""A satellite link in a scenario."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.records.links.satellite import SatelliteLink, SatelliteTerminal
from joulepath.scenario.fields import CatalogueName, Quantity
from joulepath.scenario.section import Section

__all__ = ["SatelliteSection", "resolve"]


class SatelliteSection(Section):
    """A terminal that sends short messages by satellite."""

    technology: Literal["satellite"] = "satellite"
    """The word "satellite"."""
    terminal: Annotated[str, CatalogueName("satellite-terminals")]
    """Terminal, e.g. "iridium-9603"; 'joulepath catalogue satellite-terminals' lists them."""
    loss: Annotated[Num, Quantity("1", minimum=0, below=1)] = 0.0
    """Probability that a session fails, whatever it carries, e.g. "20 %" where trees or walls hide
    the sky."""
    attempts: Annotated[Num, Quantity("1", minimum=1, whole=True)] = 5.0
    """Times a session is tried at most."""
    acquisition_time: Annotated[Num, Quantity("s", minimum=0)] | None = None
    """Time to find a satellite, longer than that of the catalogue where the sky is hidden."""
    session_time: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time of a session besides its data, if it is another than that of the catalogue."""
    sleep_current: Annotated[Num, Quantity("A", minimum=0)] | None = None
    """Current switched off, e.g. that of the whole board."""
    fragmented: bool = False
    """Whether the application cuts messages above the payload limit into several."""
    efficiency: Annotated[Num, Quantity("1", above=0, maximum=1)] = 1.0
    """Share of the power of the battery that a regulator passes on."""

    def record(self, catalogue: Catalogue) -> SatelliteLink:
        """The link as a lifecycle takes it."""
        return resolve(self, catalogue)


def resolve(section: SatelliteSection, catalogue: Catalogue) -> SatelliteLink:
    """Make the record of a link."""
    said = {
        "acquisition_time": section.acquisition_time,
        "session_time": section.session_time,
        "sleep_current": section.sleep_current,
    }
    terminal = catalogue.record(SatelliteTerminal, section.terminal)
    return SatelliteLink(
        terminal=replace(
            terminal, **{key: value for key, value in said.items() if value is not None}
        ),
        loss=section.loss,
        attempts=section.attempts,
        fragmented=section.fragmented,
        efficiency=section.efficiency,
    )
