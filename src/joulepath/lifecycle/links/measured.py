"""A link of known powers and times, wired."""

from __future__ import annotations

from joulepath.core.quantities import Bit, Count
from joulepath.formulas.links import fragmentation, measured, retransmission
from joulepath.lifecycle.links.states import message_energy, resting, state
from joulepath.records.links.activity import LinkActivity, LinkRest
from joulepath.records.links.measured import MeasuredLink
from joulepath.records.links.traffic import Direction, Frames, Packets

__all__ = ["measured_activity", "measured_rest"]


def measured_activity(packets: tuple[Packets, ...], link: MeasuredLink) -> LinkActivity:
    """Send and receive the packets of a message."""
    frames = tuple(frame for group in packets for frame in _frames(group, link))
    count = measured.all_frames(counts=tuple(each.count for each in frames))
    lost = retransmission.loss_of_all(loss=link.loss, limit=link.attempts)
    attempts = retransmission.limited_attempts(loss=link.loss, lost=lost)
    up, down = (_bits(frames, way, attempts) for way in ("up", "down"))
    sending = measured.time_at_rate(bits=up, rate=link.transmit_rate)
    receiving = measured.time_at_rate(bits=down, rate=link.receive_rate)
    between = measured.time_of_frames(frames=count, attempts=attempts, time=link.frame_time)
    states = (
        state("event", link.event_time, link.event_power),
        state("transmit", sending, link.transmit_power),
        state("receive", receiving, link.receive_power),
        state("between frames", between, link.frame_power),
    )
    time = measured.latency(times=tuple(each.time for each in states))
    busy = measured.latency(times=(sending, receiving, between))
    return LinkActivity(
        frames=frames,
        attempts=attempts,
        delivered=retransmission.message_delivery(lost=lost, frames=count),
        states=states,
        bits=measured.bits_on_air(groups=(up, down)),
        airtime=sending,
        latency=time,
        latency_p95=measured.late(latency=time, busy=busy, frames=count, loss=link.loss),
        energy=message_energy(states),
    )


def measured_rest(link: MeasuredLink) -> LinkRest:
    """Sleep between messages."""
    return resting(link.sleep, ())


def _frames(packets: Packets, link: MeasuredLink) -> tuple[Frames, Frames]:
    """Cut packets into full frames and a last one."""
    full = fragmentation.full_fragments(size=packets.size, limit=link.payload_limit)
    last = fragmentation.last_fragment(size=packets.size, limit=link.payload_limit, full=full)
    return (
        _group(packets, fragmentation.of_packets(fragments=full, packets=packets.count),
               link.payload_limit, link),
        _group(packets, packets.count, last, link),
    )  # fmt: skip


def _group(packets: Packets, count: Count, payload: Bit, link: MeasuredLink) -> Frames:
    size = measured.frame_bits(payload=payload, overhead=link.frame_overhead)
    return Frames(packets.purpose, packets.direction, count, payload, size)


def _bits(frames: tuple[Frames, ...], way: Direction, attempts: Count) -> Bit:
    """Bits of all frames of one direction."""
    return measured.bits_on_air(
        groups=tuple(
            measured.bits_of_group(count=each.count, size=each.size, attempts=attempts)
            for each in frames
            if each.direction == way
        )
    )
