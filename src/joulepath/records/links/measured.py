"""A link known by powers and times that somebody measured, whatever its technology."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, BitPerSecond, Count, Ratio, Second, Watt

__all__ = ["MeasuredLink"]


@dataclass(frozen=True)
class MeasuredLink:
    """Powers and times of a device on its link, as a power analyser shows them."""

    payload_limit: Bit
    """What a frame carries at most for the layers above the link layer."""
    frame_overhead: Bit
    """What the link layer adds to each frame."""
    event_time: Second
    """Time a message takes besides its frames: wake-up, connection, tail."""
    event_power: Watt
    """Mean power meanwhile."""
    frame_time: Second
    """Time a frame takes besides its bits: preamble, turn-around, acknowledgement."""
    frame_power: Watt
    """Mean power meanwhile."""
    transmit_rate: BitPerSecond
    """Rate at which the device sends."""
    transmit_power: Watt
    """Power while it sends."""
    receive_rate: BitPerSecond
    """Rate at which it receives."""
    receive_power: Watt
    """Power while it receives."""
    loss: Ratio
    """Probability that a frame is lost and sent again, below one."""
    attempts: Count
    """Times a frame is sent at most."""
    sleep: Watt
    """Power between messages."""
