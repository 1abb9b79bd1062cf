"""IEEE 802.15.4 wired: access to the channel, frames, acknowledgements, data polls."""

from __future__ import annotations

from joulepath.core.quantities import Bit, Count, Second, Watt
from joulepath.formulas.links import exchanges, fragmentation
from joulepath.formulas.links import ieee802154 as formulas
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
from joulepath.records.links.activity import LinkActivity, LinkRest, PeriodicEvent, RadioState
from joulepath.records.links.exchanges import Transmission
from joulepath.records.links.ieee802154 import AlwaysListening, Ieee802154Link, Polling
from joulepath.records.links.traffic import Direction, Packets

__all__ = ["data_poll", "ieee802154_activity", "ieee802154_rest"]

_NO_TIME: Second = 0.0
_ONE: Count = 1.0


def ieee802154_activity(packets: tuple[Packets, ...], link: Ieee802154Link) -> LinkActivity:
    """Send and receive the packets of a message.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of the network layer, their headers compressed.
    link : Ieee802154Link
        The device; its numbers broadcast with those of the packets.

    Returns
    -------
    LinkActivity
        Every frame with its back-off, its turn-arounds and its acknowledgement; for a sleepy end
        device every frame that it receives with the data poll that asks for it.
    """
    groups = tuple(group for each in packets for group in _groups(each, link))
    up, down = going(groups, "up"), going(groups, "down")
    receive = _power(link, "receive")
    sending = during("transmit", _power(link, "transmit"), *_sending(up, down, link))
    states = (
        during("wake and process", _power(link, "event_current"), (_ONE, link.chip.event_time)),
        during("back-off", _power(link, "idle"), *((each.sent, _backoff(link)) for each in up)),
        during("assess the channel", receive, *((each.sent, _assessing(link)) for each in up)),
        sending,
        during("turn around", receive, *((each.sent, link.phy.turnaround) for each in groups)),
        during("await acknowledgements", receive, *_awaiting(up, link)),
        during("receive", receive, *((each.sent, _air(each.frames.size, link)) for each in down)),
        *_polls(down, link),
    )
    return activity(groups, states, sending.time, (), _wait(down, link))


def ieee802154_rest(link: Ieee802154Link) -> LinkRest:
    """Listen all the time, or sleep and poll the parent."""
    match link.listening:
        case Polling() as polling:
            poll = exchanges.event_energy(
                parts=tuple(each.energy for each in data_poll(link, polling, _ONE))
            )
            event = PeriodicEvent("data poll", polling.period, poll)
            return resting(_power(link, "sleep"), (event,))
        case AlwaysListening():
            return resting(_power(link, "receive"), ())


def data_poll(link: Ieee802154Link, polling: Polling, polls: Count) -> tuple[RadioState, ...]:
    """States of asking the parent for data some times, the answer that follows not among them."""
    receive = _power(link, "receive")
    turn = link.phy.turnaround
    confirmation = exchanges.frame_time(
        start=turn, bits=polling.acknowledgement, rate=link.phy.rate
    )
    return (
        during("poll: wake and process", _power(link, "event_current"),
               (polls, link.chip.event_time)),
        during("poll: back-off", _power(link, "idle"), (polls, _backoff(link))),
        during("poll: assess the channel", receive, (polls, time_of(_assessing(link), turn))),
        during("poll: transmit", _power(link, "transmit"), (polls, _air(polling.poll, link))),
        during("poll: acknowledgement", receive, (polls, confirmation)),
    )  # fmt: skip


def _groups(packets: Packets, link: Ieee802154Link) -> tuple[Transmission, ...]:
    """Frames of packets: the first ones, filled ones, and last ones."""
    cut = link.fragmentation
    capacity = formulas.frame_capacity(
        limit=link.phy.frame_limit, header=link.header, security=link.security, check=link.check
    )
    first_part, next_part = (
        formulas.fragment_capacity(capacity=capacity, header=header, multiple=cut.multiple)
        for header in (cut.first_header, cut.next_header)
    )
    whole = packets.size
    is_cut = formulas.cut(full=fragmentation.full_fragments(size=whole, limit=capacity))
    first = formulas.first_payload(packet=whole, cut=is_cut, first=first_part)
    header = formulas.first_header(cut=is_cut, header=cut.first_header)
    further = formulas.further_fragments(packet=whole, first=first, each=next_part)
    filled = formulas.filled_fragments(further=further)
    ending = formulas.last_fragments(further=further)
    last = formulas.last_payload(packet=whole, first=first, filled=filled, each=next_part)
    return tuple(
        _transmission(packets, count, payload, extra, link)
        for count, payload, extra in (
            (_ONE, first, header),
            (filled, next_part, cut.next_header),
            (ending, last, cut.next_header),
        )
    )


def _transmission(
    packets: Packets, each: Count, payload: Bit, extra: Bit, link: Ieee802154Link
) -> Transmission:
    """Frames of one size, so many of each packet."""
    count = exchanges.transmissions(frames=packets.count, attempts=each)
    overheads = (extra, link.header, link.security, link.check)
    frames = framed(packets.purpose, packets.direction, count, payload, *overheads)
    way = packets.direction
    exchange = time_of(
        _backoff(link), _assessing(link), _air(frames.size, link),
        _both_turns(way, link), _confirmation(link),
    )  # fmt: skip
    return transmitted(frames, exchange, link.losses)


def _air(size: Bit, link: Ieee802154Link) -> Second:
    """Time of a frame with what goes before it."""
    whole = exchanges.frame_size(payload=size, overheads=(link.phy.preamble,))
    return exchanges.frame_time(start=_NO_TIME, bits=whole, rate=link.phy.rate)


def _confirmation(link: Ieee802154Link) -> Second:
    phy = link.phy
    return exchanges.frame_time(start=_NO_TIME, bits=phy.acknowledgement, rate=phy.rate)


def _backoff(link: Ieee802154Link) -> Second:
    return formulas.backoff_time(period=link.phy.period, occupancy=link.occupancy)


def _assessing(link: Ieee802154Link) -> Second:
    looks = formulas.assessments(occupancy=link.occupancy)
    return exchanges.repeated(count=looks, time=link.phy.assessment)


def _both_turns(direction: Direction, link: Ieee802154Link) -> Second:
    """Turn-arounds of an exchange: before and after a frame sent, after one received."""
    turn = link.phy.turnaround
    return time_of(turn, turn) if direction == "up" else turn


def _awaiting(
    up: tuple[Transmission, ...], link: Ieee802154Link
) -> tuple[tuple[Count, Second], ...]:
    """Acknowledgements that come after a turn-around, and the wait for those that do not."""
    came = time_of(link.phy.turnaround, _confirmation(link))
    return tuple(
        part
        for each in up
        for part in (
            (exchanges.successes(sent=each.sent, loss=each.loss), came),
            (exchanges.failures(sent=each.sent, loss=each.loss), link.phy.patience),
        )
    )


def _sending(
    up: tuple[Transmission, ...], down: tuple[Transmission, ...], link: Ieee802154Link
) -> tuple[tuple[Count, Second], ...]:
    """Frames sent, and acknowledgements of frames received."""
    frames = tuple((each.sent, _air(each.frames.size, link)) for each in up)
    return (*frames, *((each.sent, _confirmation(link)) for each in down))


def _polls(down: tuple[Transmission, ...], link: Ieee802154Link) -> tuple[RadioState, ...]:
    """Data polls that ask for the frames received, and the wait for what they bring."""
    match link.listening:
        case Polling() as polling if down:
            polls = exchanges.count_of_all(counts=tuple(each.sent for each in down))
            waiting = time_of(_backoff(link), _assessing(link), link.phy.turnaround)
            wait = during("await data", _power(link, "receive"), (polls, waiting))
            return (*data_poll(link, polling, polls), wait)
        case _:
            return ()


def _wait(down: tuple[Transmission, ...], link: Ieee802154Link) -> Second:
    """Longest time until a sleepy device asks for what it is to receive."""
    match link.listening:
        case Polling() as polling if down:
            return polling.period
        case _:
            return _NO_TIME


def _power(link: Ieee802154Link, field: str) -> Watt:
    return chip_power(link.chip, getattr(link.chip, field), link.efficiency)
