"""IEEE 802.15.4 links, as Thread, Zigbee and others use them."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, BitPerSecond, CyclePerSecond, Ratio, Second
from joulepath.records.links.exchanges import Losses, ShortRangeChip

__all__ = ["AlwaysListening", "Fragmentation", "Ieee802154Link", "Ieee802154Phy", "Polling"]


@dataclass(frozen=True)
class Ieee802154Phy:
    """How IEEE 802.15.4 puts frames on the air."""

    rate: BitPerSecond
    """Rate of a frame."""
    bandwidth: CyclePerSecond
    """Bandwidth of a receiver."""
    preamble: Bit
    """What goes before a frame, its length included."""
    frame_limit: Bit
    """Largest frame without it (PSDU)."""
    period: Second
    """One period of the random back-off."""
    assessment: Second
    """Time of looking whether the channel is free (CCA)."""
    turnaround: Second
    """Time from receiving to sending or back."""
    acknowledgement: Bit
    """Size of an acknowledgement, with what goes before it."""
    patience: Second
    """Time a sender waits for an acknowledgement that does not come."""


@dataclass(frozen=True)
class Fragmentation:
    """How packets that do not fit a frame are cut."""

    first_header: Bit
    """Header of the first fragment."""
    next_header: Bit
    """Header of each further fragment."""
    multiple: Bit
    """What fragments are a multiple of, but for the last."""
    packet_limit: Bit
    """Largest packet."""


@dataclass(frozen=True)
class AlwaysListening:
    """A device whose receiver is always on, e.g. a router."""


@dataclass(frozen=True)
class Polling:
    """A sleepy end device that asks its parent now and then whether there is anything for it."""

    period: Second
    """Time from one data poll to the next."""
    poll: Bit
    """Size of a data poll without preamble: header, security, command, check sum."""
    acknowledgement: Bit
    """Size of the acknowledgement of a poll, with what goes before it."""


@dataclass(frozen=True)
class Ieee802154Network:
    """What a network layer adds to each frame, and how it cuts packets."""

    header: Bit
    """MAC header and those of the layers above, with addresses of 2 B."""
    security: Bit
    """Headers and integrity code of encryption."""
    first_header: Bit
    """Header of the first fragment of a packet."""
    next_header: Bit
    """Header of any further fragment."""
    multiple: Bit
    """What fragments but the last carry is a multiple of this."""
    packet_limit: Bit
    """Largest packet."""
    poll: Bit
    """A sleepy device's request for data."""


@dataclass(frozen=True)
class Ieee802154Link:
    """A device on a network of IEEE 802.15.4."""

    chip: ShortRangeChip
    """What it draws."""
    phy: Ieee802154Phy
    """How frames go on the air."""
    header: Bit
    """MAC header, with the headers of a network layer that each frame repeats."""
    security: Bit
    """Security header and authentication tag of each frame."""
    check: Bit
    """Check sum of each frame."""
    fragmentation: Fragmentation
    """How packets are cut."""
    listening: AlwaysListening | Polling
    """How it receives."""
    occupancy: Ratio
    """Probability that it finds the channel busy, below one."""
    losses: Losses
    """How frames are lost."""
    efficiency: Ratio
    """Share of the power of the battery that a regulator passes on."""
