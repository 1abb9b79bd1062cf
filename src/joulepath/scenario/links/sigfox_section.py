"""A Sigfox link in a scenario."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.records.links.exchanges import TransmitCurrent
from joulepath.records.links.sigfox import SigfoxLink, SigfoxModule, SigfoxZone
from joulepath.scenario.fields import CatalogueName, Quantity
from joulepath.scenario.links.transmit_levels import current_at
from joulepath.scenario.section import Section

__all__ = ["SigfoxSection", "resolve"]


class SigfoxSection(Section):
    """A device on a Sigfox network."""

    technology: Literal["sigfox"] = "sigfox"
    """The word "sigfox"."""
    module: Annotated[str, CatalogueName("sigfox-modules")]
    """Module or chip; 'joulepath catalogue sigfox-modules' lists them."""
    zone: Annotated[str, CatalogueName("sigfox-zones")] = "rc1"
    """Radio configuration: "rc1" (Europe, 100 bit/s) or "rc2" (North America, 600 bit/s)."""
    repetitions: Annotated[Num, Quantity("1", minimum=1, maximum=3, whole=True)] = 3.0
    """Times each frame is sent, each on another frequency; some modules allow fewer than three."""
    loss: Annotated[Num, Quantity("1", minimum=0, below=1)] = 0.0
    """Probability that one of them is lost, e.g. "10 %"."""
    transmit_current: Annotated[Num, Quantity("A", above=0)] | None = None
    """Current while it sends, for another power than that of the catalogue."""
    transmit_level: Annotated[Num, Quantity("dBm")] | None = None
    """Power at its output, for another than that of the catalogue; its current is looked up, or
    give transmit_current."""
    sleep_current: Annotated[Num, Quantity("A", minimum=0)] | None = None
    """Current asleep, e.g. that of the whole board."""
    supply: Annotated[Num, Quantity("V", above=0)] | None = None
    """Voltage of the currents, if it is another than that of the catalogue."""
    fragmented: bool = False
    """Whether the application cuts messages above the payload limit into several."""
    efficiency: Annotated[Num, Quantity("1", above=0, maximum=1)] = 1.0
    """Share of the power of the battery that a regulator passes on."""

    @property
    def transmitter(self) -> tuple[str, str]:
        """Kind and name in the catalogue of what sends."""
        return "sigfox-modules", self.module

    def record(self, catalogue: Catalogue) -> SigfoxLink:
        """The link as a lifecycle takes it."""
        return resolve(self, catalogue)


def resolve(section: SigfoxSection, catalogue: Catalogue) -> SigfoxLink:
    """Make the record of a link.

    Raises
    ------
    InputError
        If it is not known what the module draws at its level.
    """
    module = catalogue.record(SigfoxModule, section.module)
    own = TransmitCurrent(module.transmit_level, module.transmit_current)
    current = section.transmit_current
    if current is None:
        current = current_at(section.transmit_level, section.module, own, catalogue)
    said = {
        "transmit_current": current,
        "transmit_level": section.transmit_level,
        "sleep_current": section.sleep_current,
        "supply": section.supply,
    }
    return SigfoxLink(
        module=replace(module, **{key: value for key, value in said.items() if value is not None}),
        zone=catalogue.record(SigfoxZone, section.zone),
        repetitions=section.repetitions,
        loss=section.loss,
        fragmented=section.fragmented,
        efficiency=section.efficiency,
    )
