"""Data crossing a hop in messages, frame by frame."""

from __future__ import annotations

from joulepath.core.quantities import Bit, Count, Second
from joulepath.formulas.links import crossing as formulas
from joulepath.formulas.links import states
from joulepath.lifecycle.cargo import Answers, Cargo, Samples
from joulepath.lifecycle.links.technologies import activity, rest
from joulepath.records.links.activity import LinkActivity
from joulepath.records.links.hop import FramedHop
from joulepath.records.links.traffic import Direction, Packets
from joulepath.records.results import FramedTransfer, Waiting

__all__ = ["cross_in_frames", "wait"]

_ONE = 1.0
_NOTHING = 0.0


def cross_in_frames(cargo: Cargo, hop: FramedHop) -> FramedTransfer:
    """Send everything over a hop, message by message.

    An answer travels in the exchange that its request began, so that it costs what it adds.
    """
    messages = _messages(cargo, hop)
    if cargo.request is None:
        message = _exchange(hop, messages, (cargo.direction, cargo.bits))
        without = None
    else:
        asked: tuple[Direction, Bit] = ("up", cargo.request)
        message = _exchange(hop, messages, asked, (cargo.direction, cargo.bits))
        without = _exchange(hop, messages, asked)
    return FramedTransfer(
        messages=messages,
        message=message,
        bits=formulas.bits_of_messages(
            bits=message.bits,
            without=_NOTHING if without is None else without.bits,
            messages=messages,
        ),
        energy=formulas.energy_of_messages(
            energy=message.energy,
            without=_NOTHING if without is None else without.energy,
            messages=messages,
        ),
    )


def wait(time: Second, hops: tuple[FramedHop, ...]) -> Waiting:
    """Let the radios of all hops rest for a time."""
    links = tuple(rest(hop.link) for hop in hops)
    power = states.rest_power(sleep=_NOTHING, events=tuple(each.power for each in links))
    return Waiting(time, links, states.state_energy(power=power, time=time))


def _exchange(hop: FramedHop, messages: Count, *parts: tuple[Direction, Bit]) -> LinkActivity:
    """One message of each part, in one go."""
    packets = tuple(
        Packets("message", way, _ONE, formulas.message_bits(bits=bits, messages=messages))
        for way, bits in parts
    )
    return activity(packets, hop.link)


def _messages(cargo: Cargo, hop: FramedHop) -> Count:
    match cargo.items:
        case Samples(count):
            each = hop.samples_per_message
            return formulas.messages_of_samples(samples=count, per_message=each)
        case Answers(count):
            one = hop.answers_per_message
            return formulas.messages_of_answers(inferences=count, per_message=one)
