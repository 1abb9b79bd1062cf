"""Sigfox wired: frames sent several times, and answers that are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

from joulepath.core.quantities import Ampere, Bit, Count, Ratio, Second, Watt
from joulepath.formulas.links import exchanges, fragmentation, latency, states
from joulepath.formulas.links import lorawan as spacing_formulas
from joulepath.formulas.links import sigfox as formulas
from joulepath.lifecycle.links.exchanges import during, framed, time_of, transmitted
from joulepath.lifecycle.links.states import message_energy, resting
from joulepath.records.links.activity import LinkActivity, LinkRest, RadioState
from joulepath.records.links.exchanges import Losses, Transmission
from joulepath.records.links.sigfox import SigfoxLink
from joulepath.records.links.traffic import Packets

__all__ = ["sigfox_activity", "sigfox_airtime", "sigfox_rest"]

_OCTET: Bit = 8.0
_DAY: Second = 86_400.0
_NO_TIME: Second = 0.0
_NOTHING: Bit = 0.0
_ONE: Count = 1.0


@dataclass(frozen=True)
class _Group:
    """Equal frames with their repetitions, and how long each is on the air."""

    sent: Transmission
    airtime: Second


def sigfox_activity(packets: tuple[Packets, ...], link: SigfoxLink) -> LinkActivity:
    """Send and receive the packets of a message.

    Parameters
    ----------
    packets : tuple of Packets
        What the application hands over; packets above twelve octets take several messages.
    link : SigfoxLink
        The device; its numbers broadcast with those of the packets.

    Returns
    -------
    LinkActivity
        Every frame sent as often as the link says, and for each frame that comes down the long
        wait for it and the frame that confirms it.
    """
    up = tuple(g for each in packets if each.direction == "up" for g in _groups(each, link))
    down = tuple(g for each in packets if each.direction == "down" for g in _groups(each, link))
    up = (*up, *_asking(up, down, link))
    every = (*up, *down)
    sent = exchanges.count_of_all(counts=tuple(each.sent.sent for each in every))
    frames = exchanges.count_of_all(counts=tuple(each.sent.frames.count for each in every))
    radio = _states(up, down, link)
    mean = _mean(up, down, link)
    return LinkActivity(
        frames=tuple(each.sent.frames for each in every),
        attempts=exchanges.mean_attempts(sent=sent, frames=frames),
        delivered=reduce(_both, (each.sent.delivered for each in every)),
        states=radio,
        bits=exchanges.bits_of_all(
            bits=tuple(
                exchanges.bits_of_frames(sent=each.sent.sent, size=each.sent.frames.size)
                for each in every
            )
        ),
        airtime=time_of(radio[1].time, radio[-2].time),
        latency=mean,
        latency_p95=mean,
        energy=message_energy(radio),
    )


def sigfox_rest(link: SigfoxLink) -> LinkRest:
    """Sleep between messages; a device on a Sigfox network is not tied to it."""
    return resting(_power(link.module.sleep_current, link), ())


def sigfox_airtime(payload: Bit, link: SigfoxLink) -> Second:
    """Time of one frame with a payload."""
    size = formulas.carried(data=payload, octet=_OCTET)
    bits = exchanges.frame_size(payload=size, overheads=(link.zone.frame_overhead,))
    return exchanges.frame_time(start=_NO_TIME, bits=bits, rate=link.zone.rate)


def _groups(packets: Packets, link: SigfoxLink) -> tuple[_Group, _Group]:
    zone = link.zone
    limit = zone.payload_limit if packets.direction == "up" else zone.download_limit
    full = fragmentation.full_fragments(size=packets.size, limit=limit)
    last = fragmentation.last_fragment(size=packets.size, limit=limit, full=full)
    filled = fragmentation.of_packets(fragments=full, packets=packets.count)
    return (_group(packets, filled, limit, link), _group(packets, packets.count, last, link))


def _group(packets: Packets, count: Count, payload: Bit, link: SigfoxLink) -> _Group:
    upwards = packets.direction == "up"
    carried = formulas.carried(data=payload, octet=_OCTET)
    padded = carried if upwards else link.zone.download_limit
    frames = framed(packets.purpose, packets.direction, count, padded, link.zone.frame_overhead)
    frames = replace(frames, payload=payload)
    times = link.repetitions if upwards else _ONE
    airtime = sigfox_airtime(payload, link)
    once = transmitted(frames, airtime, Losses(link.loss, frames.size, times))
    sent = exchanges.transmissions(frames=count, attempts=times)
    return _Group(replace(once, sent=sent), airtime)


def _asking(
    up: tuple[_Group, ...], down: tuple[_Group, ...], link: SigfoxLink
) -> tuple[_Group, ...]:
    """Messages that a device sends only to be answered, for one answer follows a message."""
    if not down:
        return ()
    wanted, said = (
        exchanges.count_of_all(counts=tuple(each.sent.frames.count for each in groups))
        for groups in (down, up)
    )
    count = spacing_formulas.further_uplinks(down=wanted, up=said)
    purpose = down[0].sent.frames.purpose
    return (_group(Packets(purpose, "up", count, _NOTHING), count, _NOTHING, link),)


def _states(
    up: tuple[_Group, ...], down: tuple[_Group, ...], link: SigfoxLink
) -> tuple[RadioState, ...]:
    module = link.module
    messages = exchanges.count_of_all(counts=tuple(each.sent.frames.count for each in up))
    answers = exchanges.count_of_all(counts=tuple(each.sent.frames.count for each in down))
    pauses = formulas.pauses(frames=messages, repetitions=link.repetitions)
    idle = _power(module.pause_current, link)
    sending = _power(module.transmit_current, link)
    return (
        during("wake up", _power(module.wake_current, link), (messages, module.wake_time)),
        during("transmit", sending, *((each.sent.sent, each.airtime) for each in up)),
        during("pause", idle, (pauses, module.pause_time),
               (answers, module.confirmation_delay)),
        during("wait for an answer", _power(module.answer_delay_current, link),
               (answers, module.answer_delay)),
        during("receive", _power(module.receive_current, link),
               (answers, module.listening_time)),
        during("confirm", sending, (answers, module.confirmation_time)),
        during("switch off", _power(module.end_current, link), (messages, module.end_time)),
    )  # fmt: skip


def _mean(up: tuple[_Group, ...], down: tuple[_Group, ...], link: SigfoxLink) -> Second:
    """Mean time until a message has arrived, its first frame being received."""
    module = link.module
    spacings = tuple(_spacing(each.airtime, link) for each in up)
    spaced = time_of(
        *(
            exchanges.repeated(count=each.sent.frames.count, time=spacing)
            for each, spacing in zip(up, spacings, strict=True)
        )
    )
    answered = time_of(module.answer_delay, module.listening_time)
    waits = tuple(
        exchanges.repeated(count=latency.bursts(packets=each.sent.frames.count), time=answered)
        for each in down
    )
    last = up[min(1, len(up) - 1)]
    return spacing_formulas.delivery(
        access=time_of(module.wake_time, last.airtime, *waits),
        spaced=spaced,
        pause=_spacing(last.airtime, link),
    )


def _spacing(airtime: Second, link: SigfoxLink) -> Second:
    """Time from one message to the next."""
    on_air = exchanges.repeated(count=link.repetitions, time=airtime)
    return formulas.message_spacing(
        cycle=time_of(link.module.wake_time, on_air),
        airtime=on_air,
        duty_cycle=link.zone.duty_cycle,
        day=_DAY,
        per_day=link.zone.messages_per_day,
    )


def _power(current: Ampere, link: SigfoxLink) -> Watt:
    return states.supply_power(
        current=current, voltage=link.module.supply, efficiency=link.efficiency
    )


def _both(one: Ratio, other: Ratio) -> Ratio:
    return exchanges.jointly(one=one, other=other)
