"""Exchanges of frames wired: repetitions, states and what a message comes to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from joulepath.core.quantities import Ampere, Bit, Count, Ratio, Second, Volt, Watt
from joulepath.formulas.links import exchanges as formulas
from joulepath.formulas.links import latency as latency_formulas
from joulepath.formulas.links import retransmission, states
from joulepath.lifecycle.links.states import message_energy, state
from joulepath.records.links.activity import LinkActivity, RadioState
from joulepath.records.links.exchanges import Losses, ShortRangeChip, Transmission
from joulepath.records.links.traffic import Direction, Frames, Purpose

__all__ = ["activity", "chip_power", "during", "framed", "going", "time_of", "transmitted", "tried"]

_NO_TIME: Second = 0.0


def framed(
    purpose: Purpose, direction: Direction, count: Count, payload: Bit, *overheads: Bit
) -> Frames:
    """Equal frames that carry a payload and add overheads to it."""
    size = formulas.frame_size(payload=payload, overheads=overheads)
    return Frames(purpose, direction, count, payload, size)


def transmitted(frames: Frames, exchange: Second, losses: Losses) -> Transmission:
    """Send equal frames, each as often as it takes within the limit."""
    loss = retransmission.frame_loss(loss=losses.loss, bits=frames.size, reference=losses.reference)
    return tried(frames, exchange, loss, losses.attempts)


def tried(frames: Frames, exchange: Second, loss: Ratio, limit: Count) -> Transmission:
    """Send equal frames, each of which fails with the same probability whatever its size."""
    lost = retransmission.loss_of_all(loss=loss, limit=limit)
    attempts = retransmission.limited_attempts(loss=loss, lost=lost)
    return Transmission(
        frames=frames,
        loss=loss,
        sent=formulas.transmissions(frames=frames.count, attempts=attempts),
        delivered=retransmission.message_delivery(lost=lost, frames=frames.count),
        exchange=exchange,
    )


def time_of(*times: Second) -> Second:
    """Add up times that follow one another."""
    return formulas.time_of_all(times=times)


def during(name: str, power: Watt, *parts: tuple[Count, Second]) -> RadioState:
    """A state of what happens several times, each for a time."""
    times = tuple(formulas.repeated(count=count, time=time) for count, time in parts)
    return state(name, formulas.time_of_all(times=times), power)


def going(groups: Sequence[Transmission], direction: Direction) -> tuple[Transmission, ...]:
    """Those groups that go one way."""
    return tuple(each for each in groups if each.frames.direction == direction)


def chip_power(chip: ShortRangeChip, current: Ampere, efficiency: Ratio) -> Watt:
    """Power of the battery for a current of the chip."""
    supply: Volt = chip.supply
    return states.supply_power(current=current, voltage=supply, efficiency=efficiency)


def activity(
    groups: Sequence[Transmission],
    radio: tuple[RadioState, ...],
    airtime: Second,
    waits: tuple[Second, ...] = (),
    longest_wait: Second = _NO_TIME,
) -> LinkActivity:
    """What groups of frames and the states they cause come to.

    Parameters
    ----------
    groups : sequence of Transmission
        Frames with their repetitions, at least one group.
    radio : tuple of RadioState
        States the device passes through.
    airtime : Second
        Time for which it transmits.
    waits : tuple of Second
        Times that pass besides the exchanges, whatever it does meanwhile.
    longest_wait : Second
        Longest wait for the medium, any shorter one being as likely.

    Returns
    -------
    LinkActivity
        Of the broadcast shapes of all of them.
    """
    sent = formulas.count_of_all(counts=tuple(each.sent for each in groups))
    frames = formulas.count_of_all(counts=tuple(each.frames.count for each in groups))
    exchanges = (formulas.repeated(count=each.sent, time=each.exchange) for each in groups)
    latency = time_of(latency_formulas.mean_wait(longest=longest_wait), *waits, *exchanges)
    spreads = tuple(
        latency_formulas.repetition_spread(
            frames=each.frames.count, time=each.exchange, loss=each.loss
        )
        for each in groups
    )
    return LinkActivity(
        frames=tuple(each.frames for each in groups),
        attempts=formulas.mean_attempts(sent=sent, frames=frames),
        delivered=reduce(_both, (each.delivered for each in groups)),
        states=radio,
        bits=formulas.bits_of_all(
            bits=tuple(
                formulas.bits_of_frames(sent=each.sent, size=each.frames.size) for each in groups
            )
        ),
        airtime=airtime,
        latency=latency,
        latency_p95=latency_formulas.late(latency=latency, wait=longest_wait, spreads=spreads),
        energy=message_energy(radio),
    )


def _both(one: Ratio, other: Ratio) -> Ratio:
    return formulas.jointly(one=one, other=other)
