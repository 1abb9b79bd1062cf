"""Advertising over Bluetooth Low Energy wired, legacy and extended."""

from __future__ import annotations

from joulepath.core.quantities import Bit, Count, Second, Watt
from joulepath.formulas.links import ble as formulas
from joulepath.formulas.links import exchanges, fragmentation
from joulepath.lifecycle.links.ble import packet_time
from joulepath.lifecycle.links.exchanges import (
    activity,
    chip_power,
    during,
    framed,
    transmitted,
)
from joulepath.lifecycle.links.states import resting
from joulepath.records.links.activity import LinkActivity, LinkRest
from joulepath.records.links.ble import BleAdvertising, BlePhy, ExtendedAdvertising
from joulepath.records.links.exchanges import Losses, Transmission
from joulepath.records.links.traffic import Packets

__all__ = ["advertising_activity", "advertising_rest"]

_NO_TIME: Second = 0.0
_ONE: Count = 1.0
_UNHEARD = Losses(0.0, 1.0, 1.0)  # nobody acknowledges an advertisement


def advertising_activity(packets: tuple[Packets, ...], link: BleAdvertising) -> LinkActivity:
    """Advertise the packets of a message, each in as many events as are asked for.

    Parameters
    ----------
    packets : tuple of Packets
        Data to advertise; what comes down is not heard and costs nothing.
    link : BleAdvertising
        How it is advertised.

    Returns
    -------
    LinkActivity
        Every advertising event with its packets.
    """
    heard = tuple(each for each in packets if each.direction == "up")
    groups = tuple(group for each in heard for group in _groups(each, link))
    counts = tuple(each.count for each in heard)
    events = exchanges.transmissions(
        frames=exchanges.count_of_all(counts=counts), attempts=link.repetitions
    )
    asking = exchanges.transmissions(frames=events, attempts=link.channels)
    sending = during("transmit", _power(link, "transmit"), *_on_air(groups, asking, link))
    states = (
        during("wake and process", _power(link, "event_current"), (events, link.chip.event_time)),
        sending,
        during("listen", _power(link, "receive"), (asking, link.listen)),
        during("between packets", _power(link, "idle"), *_gaps(groups, link)),
    )
    period = formulas.advertising_period(interval=link.interval, delay=link.delay)
    more = formulas.further_events(events=events, interval=period)
    return activity(groups, states, sending.time, (more, states[2].time))


def advertising_rest(link: BleAdvertising) -> LinkRest:
    """Sleep between messages."""
    return resting(_power(link, "sleep"), ())


def _groups(packets: Packets, link: BleAdvertising) -> tuple[Transmission, ...]:
    """Packets that carry the data, full ones and last ones, of all events."""
    full = fragmentation.full_fragments(size=packets.size, limit=link.payload_limit)
    last = fragmentation.last_fragment(size=packets.size, limit=link.payload_limit, full=full)
    events = exchanges.transmissions(frames=packets.count, attempts=link.repetitions)
    copies, phy, header = _carriers(link)
    each = exchanges.transmissions(frames=events, attempts=copies)
    filled = exchanges.transmissions(frames=each, attempts=full)
    return tuple(
        _transmission(packets, count, payload, phy, header)
        for count, payload in ((filled, link.payload_limit), (each, last))
    )


def _carriers(link: BleAdvertising) -> tuple[Count, BlePhy, Bit]:
    """Copies of a packet that carries data in an event, how it is sent, and its own header."""
    match link.extended:
        case ExtendedAdvertising() as extended:
            return _ONE, extended.phy, extended.header
        case None:
            return link.channels, link.phy, link.address


def _transmission(
    packets: Packets, count: Count, payload: Bit, phy: BlePhy, header: Bit
) -> Transmission:
    overheads = (phy.header, header, phy.check)
    frames = framed(packets.purpose, packets.direction, count, payload, *overheads)
    return transmitted(frames, packet_time(phy, header, payload), _UNHEARD)


def _on_air(
    groups: tuple[Transmission, ...], asking: Count, link: BleAdvertising
) -> tuple[tuple[Count, Second], ...]:
    """Packets on the air: those that carry data, and those that point to them."""
    data = tuple((each.sent, each.exchange) for each in groups)
    match link.extended:
        case ExtendedAdvertising() as extended:
            return (*data, (asking, packet_time(link.phy, extended.pointer)))
        case None:
            return data


def _gaps(
    groups: tuple[Transmission, ...], link: BleAdvertising
) -> tuple[tuple[Count, Second], ...]:
    """Times between a pointer and what it points to."""
    match link.extended:
        case ExtendedAdvertising() as extended:
            return tuple((each.sent, extended.space) for each in groups)
        case None:
            return ((_ONE, _NO_TIME),)


def _power(link: BleAdvertising, field: str) -> Watt:
    return chip_power(link.chip, getattr(link.chip, field), link.efficiency)
