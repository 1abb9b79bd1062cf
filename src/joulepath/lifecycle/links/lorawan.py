"""LoRaWAN wired: frames with their receive windows, confirmations and pauses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

from joulepath.core.quantities import Bit, Count, Ratio, Second
from joulepath.formulas.links import exchanges, fragmentation, latency, retransmission
from joulepath.formulas.links import lorawan as formulas
from joulepath.lifecycle.links.exchanges import framed, time_of, transmitted
from joulepath.lifecycle.links.lora import lora_airtime
from joulepath.lifecycle.links.lorawan_states import Exchanges, exchange_states, windows_of
from joulepath.lifecycle.links.states import message_energy
from joulepath.records.links.activity import LinkActivity
from joulepath.records.links.exchanges import Losses, Transmission
from joulepath.records.links.lorawan import ClassA, LorawanLink
from joulepath.records.links.traffic import Frames, Packets

__all__ = ["lorawan_activity", "uplink_airtime"]

_NOTHING: Bit = 0.0
_ONE: Count = 1.0
_NO_WAIT: Second = 0.0
_NONE: Count = 0.0


@dataclass(frozen=True)
class _Group:
    """Equal frames with their repetitions, and how long each is on the air."""

    sent: Transmission
    airtime: Second
    spacing: Second


def lorawan_activity(packets: tuple[Packets, ...], link: LorawanLink) -> LinkActivity:
    """Send and receive the packets of a message.

    Parameters
    ----------
    packets : tuple of Packets
        What the application hands over; packets above the payload limit take several frames.
    link : LorawanLink
        The device; its numbers broadcast with those of the packets.

    Returns
    -------
    LinkActivity
        Every uplink with its two receive windows, repetitions, what comes down in the windows, and
        pauses as the duty cycle of the sub-band demands them.
    """
    groups = tuple(group for each in packets for group in _groups(each, link))
    down = tuple(each for each in groups if each.sent.frames.direction == "down")
    own = tuple(each for each in groups if each.sent.frames.direction == "up")
    up = (*own, *_empty(own, down, link))
    every = (*up, *down)
    sent = exchanges.count_of_all(counts=tuple(each.sent.sent for each in up))
    states = exchange_states(_exchanges(up, down, sent, link), link)
    frames = exchanges.count_of_all(counts=tuple(each.sent.frames.count for each in every))
    all_sent = exchanges.count_of_all(counts=tuple(each.sent.sent for each in every))
    mean = _mean(up, (own or up)[-1:], down, link)
    return LinkActivity(
        frames=tuple(each.sent.frames for each in every),
        attempts=exchanges.mean_attempts(sent=all_sent, frames=frames),
        delivered=reduce(_both, (each.sent.delivered for each in every)),
        states=states,
        bits=exchanges.bits_of_all(
            bits=tuple(
                exchanges.bits_of_frames(sent=each.sent.sent, size=each.sent.frames.size)
                for each in every
            )
        ),
        airtime=_on_air(up),
        latency=mean,
        latency_p95=latency.late(
            latency=mean,
            wait=_NO_WAIT,
            spreads=tuple(
                latency.repetition_spread(
                    frames=each.sent.frames.count, time=each.spacing, loss=each.sent.loss
                )
                for each in up
            ),
        ),
        energy=message_energy(states),
    )


def uplink_airtime(frame: Bit, link: LorawanLink) -> Second:
    """Time of a frame of some size on its way up."""
    rate = link.data_rate
    fine = link.device.fine_synchronisation
    return lora_airtime(frame, rate.spreading_factor, rate.bandwidth, link.phy, fine)


def _groups(packets: Packets, link: LorawanLink) -> tuple[_Group, _Group]:
    """Full frames of packets, and their last ones."""
    limit = link.payload_limit
    full = fragmentation.full_fragments(size=packets.size, limit=limit)
    last = fragmentation.last_fragment(size=packets.size, limit=limit, full=full)
    filled = fragmentation.of_packets(fragments=full, packets=packets.count)
    return (_group(packets, filled, limit, link), _group(packets, packets.count, last, link))


def _group(packets: Packets, count: Count, payload: Bit, link: LorawanLink) -> _Group:
    frames = framed(packets.purpose, packets.direction, count, payload, link.frame_header)
    if packets.direction == "down":
        airtime = windows_of(link).downlink(frames.size)
        return _Group(transmitted(frames, airtime, replace(link.losses, attempts=_ONE)), airtime,
                      airtime)  # fmt: skip
    airtime = uplink_airtime(frames.size, link)
    pause = formulas.spacing(
        cycle=_cycle(airtime, link), airtime=airtime, duty_cycle=link.sub_band.duty_cycle
    )
    return _Group(_repeated(frames, airtime, link), airtime, pause)


def _repeated(frames: Frames, airtime: Second, link: LorawanLink) -> Transmission:
    """Uplinks with their repetitions: until confirmed, or a number of times."""
    losses = _losses(frames, airtime, link)
    once = transmitted(frames, airtime, losses)
    if link.confirmed:
        loss = formulas.either(one=once.loss, other=_acknowledgement_loss(link))
        lost = retransmission.loss_of_all(loss=loss, limit=losses.attempts)
        attempts = retransmission.limited_attempts(loss=loss, lost=lost)
        sent = exchanges.transmissions(frames=frames.count, attempts=attempts)
        return replace(once, loss=loss, sent=sent)
    sent = exchanges.transmissions(frames=frames.count, attempts=losses.attempts)
    return replace(once, sent=sent)


def _losses(frames: Frames, airtime: Second, link: LorawanLink) -> Losses:
    """Losses of frames, those by other devices among them."""
    others, losses = link.contention, link.losses
    if others is None:
        return losses
    collided = formulas.collision(
        devices=others.devices,
        airtime=airtime,
        interval=others.interval,
        channels=others.channels,
    )
    faded = retransmission.frame_loss(
        loss=losses.loss, bits=frames.size, reference=losses.reference
    )
    return Losses(formulas.either(one=faded, other=collided), frames.size, losses.attempts)


def _acknowledgement_loss(link: LorawanLink) -> Ratio:
    losses = link.losses
    return retransmission.frame_loss(
        loss=losses.loss, bits=link.acknowledgement, reference=losses.reference
    )


def _empty(
    up: tuple[_Group, ...], down: tuple[_Group, ...], link: LorawanLink
) -> tuple[_Group, ...]:
    """Empty uplinks that a device of class A sends to receive more than it has to say."""
    match link.listening:
        case ClassA() if down:
            count = formulas.further_uplinks(
                down=exchanges.count_of_all(counts=tuple(each.sent.sent for each in down)),
                up=exchanges.count_of_all(counts=tuple(each.sent.sent for each in up)),
            )
            purpose = down[0].sent.frames.purpose
            return (_group(Packets(purpose, "up", count, _NOTHING), count, _NOTHING, link),)
        case _:
            return ()


def _exchanges(
    up: tuple[_Group, ...], down: tuple[_Group, ...], sent: Count, link: LorawanLink
) -> Exchanges:
    """How often a device sends, and what comes down."""
    coming = exchanges.count_of_all(counts=tuple(each.sent.sent for each in down))
    alone = _NONE
    if link.confirmed:
        confirmed = exchanges.count_of_all(
            counts=tuple(
                exchanges.successes(sent=each.sent.sent, loss=each.sent.loss) for each in up
            )
        )
        alone = formulas.lone_acknowledgements(confirmed=confirmed, down=coming)
    received = tuple((each.sent.sent, each.sent.frames.size) for each in down)
    return Exchanges(sent, _on_air(up), (*received, (alone, link.acknowledgement)))


def _on_air(up: tuple[_Group, ...]) -> Second:
    return time_of(*(exchanges.repeated(count=e.sent.sent, time=e.airtime) for e in up))


def _cycle(airtime: Second, link: LorawanLink) -> Second:
    """Time of an uplink from waking up to sleeping again, in which nothing comes down."""
    device, windows = link.device, windows_of(link)
    return time_of(
        device.wake_time, device.preparation_time, airtime, link.region.second_delay,
        windows.second, device.off_time, device.processing_time, device.turn_off_time,
    )  # fmt: skip


def _mean(
    up: tuple[_Group, ...], last: tuple[_Group, ...], down: tuple[_Group, ...], link: LorawanLink
) -> Second:
    """Mean time until a message has arrived, with an answer after the last of its uplinks."""
    delay = link.region.first_delay
    times = tuple(
        exchanges.repeated(
            count=latency.bursts(packets=each.sent.frames.count), time=time_of(delay, each.airtime)
        )
        for each in down
    )
    if not last:
        return time_of(*times)
    device, final = link.device, last[-1]
    return formulas.delivery(
        access=time_of(device.wake_time, device.preparation_time, final.airtime, *times),
        spaced=time_of(*(exchanges.repeated(count=e.sent.sent, time=e.spacing) for e in up)),
        pause=final.spacing,
    )


def _both(one: Ratio, other: Ratio) -> Ratio:
    return exchanges.jointly(one=one, other=other)
