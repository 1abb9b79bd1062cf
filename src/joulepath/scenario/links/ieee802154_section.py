"""A link of IEEE 802.15.4 in a scenario: Thread, Zigbee or another network layer."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.records.links.ieee802154 import (
    AlwaysListening,
    Fragmentation,
    Ieee802154Link,
    Ieee802154Network,
    Ieee802154Phy,
    Polling,
)
from joulepath.scenario.fields import CatalogueName, Quantity
from joulepath.scenario.links.short_range_section import (
    ChipSection,
    LossSection,
    chip_of,
    losses_of,
)

__all__ = ["Ieee802154Section", "resolve"]

_OCTET: Final = 8.0
_CHECK: Final = 2 * _OCTET
"""Check sum of a frame, as IEEE 802.15.4-2020, 7.2 has it."""
_LONGER: Final = 12 * _OCTET
"""Two addresses of 8 B instead of 2 B, likewise."""


class Ieee802154Section(ChipSection, LossSection):
    """A device on a network of IEEE 802.15.4."""

    technology: Literal["ieee-802-15-4"] = "ieee-802-15-4"
    """The word "ieee-802-15-4"."""
    network: Annotated[str, CatalogueName("ieee-802-15-4-networks")] = "thread"
    """Layer above: Thread (6LoWPAN), Zigbee, or nothing but the MAC."""
    phy: Annotated[str, CatalogueName("ieee-802-15-4-phys")] = "o-qpsk-2450"
    """How frames go on the air."""
    long_addresses: bool = False
    """Whether addresses have 8 B instead of 2 B."""
    listening: Literal["poll", "always"] = "poll"
    """A sleepy end device polls its parent, a router listens always."""
    poll_period: Annotated[Num, Quantity("s", above=0)] = 240.0
    """Time from one data poll to the next; polls keep the child known to its parent."""
    occupancy: Annotated[Num, Quantity("1", minimum=0, below=1)] = 0.0
    """Probability that the channel is found busy."""

    def record(self, catalogue: Catalogue) -> Ieee802154Link:
        """The link as a lifecycle takes it."""
        return resolve(self, catalogue)


def resolve(section: Ieee802154Section, catalogue: Catalogue) -> Ieee802154Link:
    """Make the record of a link.

    Raises
    ------
    InputError
        If the chip is none for IEEE 802.15.4.
    """
    layers = catalogue.record(Ieee802154Network, section.network)
    phy = catalogue.record(Ieee802154Phy, section.phy)
    more = _LONGER if section.long_addresses else 0.0
    poll = Polling(section.poll_period, layers.poll + more, phy.acknowledgement)
    return Ieee802154Link(
        chip=chip_of(section, catalogue, "ieee-802-15-4"),
        phy=phy,
        header=layers.header + more,
        security=layers.security,
        check=_CHECK,
        fragmentation=Fragmentation(
            first_header=layers.first_header,
            next_header=layers.next_header,
            multiple=layers.multiple,
            packet_limit=layers.packet_limit,
        ),
        listening=poll if section.listening == "poll" else AlwaysListening(),
        occupancy=section.occupancy,
        losses=losses_of(section, phy.frame_limit),
        efficiency=section.efficiency,
    )
