"""A link of IEEE 802.15.4 in a scenario: Thread, Zigbee or another network layer."""

from __future__ import annotations

from typing import Annotated, Final, Literal, NamedTuple

from joulepath.catalogue import Catalogue
from joulepath.core.quantities import Num
from joulepath.records.links.ieee802154 import (
    AlwaysListening,
    Fragmentation,
    Ieee802154Link,
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


class _Layers(NamedTuple):
    """What a network layer adds to each frame, in octets, and how it cuts packets."""

    header: float
    security: float
    first: float
    further: float
    multiple: float
    packet_limit: float
    poll: float


# Thread: frame control 2, sequence 1, network 2, addresses 2 and 2; security header 6 and tag 4;
# RFC 4944 fragments; a poll is header, security, command 1 and check sum 2.
# Zigbee: the same MAC header without security; network header 8 with security 14 and tag 4,
# application support header 8; fragments of its own. Raw: a MAC header alone.
_NETWORKS: Final = {
    "thread": _Layers(9, 10, 4, 5, 8, 1280, 22),
    "zigbee": _Layers(25, 18, 2, 2, 1, 1280, 12),
    "raw": _Layers(9, 0, 0, 0, 1, 116, 12),
}


class Ieee802154Section(ChipSection, LossSection):
    """A device on a network of IEEE 802.15.4."""

    technology: Literal["ieee-802-15-4"] = "ieee-802-15-4"
    """The word "ieee-802-15-4"."""
    network: Literal["thread", "zigbee", "raw"] = "thread"
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
    layers = _NETWORKS[section.network]
    phy = catalogue.record(Ieee802154Phy, section.phy)
    more = 12.0 if section.long_addresses else 0.0
    poll = Polling(section.poll_period, (layers.poll + more) * _OCTET, phy.acknowledgement)
    return Ieee802154Link(
        chip=chip_of(section, catalogue, "ieee-802-15-4"),
        phy=phy,
        header=(layers.header + more) * _OCTET,
        security=layers.security * _OCTET,
        check=_CHECK,
        fragmentation=Fragmentation(
            first_header=layers.first * _OCTET,
            next_header=layers.further * _OCTET,
            multiple=layers.multiple * _OCTET,
            packet_limit=layers.packet_limit * _OCTET,
        ),
        listening=poll if section.listening == "poll" else AlwaysListening(),
        occupancy=section.occupancy,
        losses=losses_of(section, phy.frame_limit),
        efficiency=section.efficiency,
    )
