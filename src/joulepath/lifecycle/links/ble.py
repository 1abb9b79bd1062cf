"""Bluetooth Low Energy wired: connection events and advertising events."""

from __future__ import annotations

from joulepath.core.quantities import Bit, Count, Second, Watt
from joulepath.formulas.links import ble as formulas
from joulepath.formulas.links import exchanges, fragmentation
from joulepath.lifecycle.links.exchanges import (
    activity,
    chip_power,
    during,
    framed,
    going,
    time_of,
    transmitted,
)
from joulepath.lifecycle.links.states import resting
from joulepath.records.links.activity import LinkActivity, LinkRest, PeriodicEvent
from joulepath.records.links.ble import BleConnection, BlePhy
from joulepath.records.links.exchanges import Transmission
from joulepath.records.links.traffic import Packets

__all__ = ["ble_activity", "ble_rest", "packet_time"]

_TWO: Count = 2.0


def packet_time(phy: BlePhy, *parts: Bit) -> Second:
    """Time on the air of a packet with the parts of its payload."""
    size = exchanges.frame_size(payload=phy.header, overheads=(*parts, phy.check))
    return time_of(exchanges.frame_time(start=phy.start, bits=size, rate=phy.rate), phy.end)


def ble_activity(packets: tuple[Packets, ...], link: BleConnection) -> LinkActivity:
    """Send and receive the packets of a message in connection events of their own.

    Parameters
    ----------
    packets : tuple of Packets
        What is written or notified.
    link : BleConnection
        The connection; its numbers broadcast with those of the packets.

    Returns
    -------
    LinkActivity
        Each frame with the packet that answers it, and the events that hold them.
    """
    groups = tuple(group for each in packets for group in _groups(each, link))
    up, down = going(groups, "up"), going(groups, "down")
    sent = exchanges.count_of_all(counts=tuple(each.sent for each in groups))
    events = formulas.connection_events(sent=sent, per_event=link.frames_per_event)
    empty = packet_time(link.phy)
    data_up = tuple((each.sent, _air(each, link)) for each in up)
    data_down = tuple((each.sent, _air(each, link)) for each in down)
    transmit, receive = _power(link, "transmit"), _power(link, "receive")
    sending = during("transmit", transmit, *data_up, *((each.sent, empty) for each in down))
    states = (
        during("wake and process", _power(link, "event_current"), (events, link.chip.event_time)),
        during("listen for the central", receive, (events, _widening(link))),
        during("receive", receive, *data_down, *((each.sent, empty) for each in up)),
        during("turn around", receive, (sent, _spaces(link))),
        sending,
    )
    more = formulas.further_events(events=events, interval=link.interval)
    return activity(groups, states, sending.time, (more,), link.interval)


def ble_rest(link: BleConnection) -> LinkRest:
    """Sleep, and an empty event whenever the peripheral must attend one."""
    sleep = _power(link, "sleep")
    empty = packet_time(link.phy)
    parts = (
        (_power(link, "event_current"), link.chip.event_time),
        (_power(link, "receive"), time_of(_widening(link), empty, link.phy.space)),
        (_power(link, "transmit"), empty),
    )
    energy = exchanges.event_energy(
        parts=tuple(exchanges.energy_above(power=p, base=sleep, time=t) for p, t in parts)
    )
    period = formulas.event_period(interval=link.interval, skipped=link.skipped)
    return resting(sleep, (PeriodicEvent("connection event", period, energy),))


def _groups(packets: Packets, link: BleConnection) -> tuple[Transmission, Transmission]:
    """Full frames of packets, and their last ones."""
    whole = formulas.attribute_size(
        packet=packets.size,
        attribute_header=link.attribute_header,
        channel_header=link.channel_header,
    )
    full = fragmentation.full_fragments(size=whole, limit=link.payload_limit)
    last = fragmentation.last_fragment(size=whole, limit=link.payload_limit, full=full)
    filled = exchanges.transmissions(frames=packets.count, attempts=full)
    return (
        _transmission(packets, filled, link.payload_limit, link),
        _transmission(packets, packets.count, last, link),
    )


def _transmission(
    packets: Packets, count: Count, payload: Bit, link: BleConnection
) -> Transmission:
    """Frames of one size, each with an empty packet that answers it."""
    overheads = (link.phy.header, link.integrity, link.phy.check)
    frames = framed(packets.purpose, packets.direction, count, payload, *overheads)
    data = packet_time(link.phy, payload, link.integrity)
    return transmitted(frames, time_of(data, packet_time(link.phy), _spaces(link)), link.losses)


def _air(group: Transmission, link: BleConnection) -> Second:
    return packet_time(link.phy, group.frames.payload, link.integrity)


def _spaces(link: BleConnection) -> Second:
    """Both spaces of an exchange."""
    return exchanges.repeated(count=_TWO, time=link.phy.space)


def _widening(link: BleConnection) -> Second:
    return formulas.window_widening(
        interval=link.interval, skipped=link.skipped, clock_error=link.clock_error
    )


def _power(link: BleConnection, field: str) -> Watt:
    return chip_power(link.chip, getattr(link.chip, field), link.efficiency)
