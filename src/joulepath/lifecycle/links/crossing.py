"""Data crossing a hop in messages, frame by frame."""

from __future__ import annotations

from joulepath.core.quantities import Count, Second
from joulepath.formulas.links import crossing as formulas
from joulepath.formulas.links import states
from joulepath.lifecycle.cargo import Answers, Cargo, Samples
from joulepath.lifecycle.links.technologies import activity, rest
from joulepath.records.links.hop import FramedHop
from joulepath.records.links.traffic import Packets
from joulepath.records.results import FramedTransfer, Waiting

__all__ = ["cross_in_frames", "wait"]

_ONE = 1.0


def cross_in_frames(cargo: Cargo, hop: FramedHop) -> FramedTransfer:
    """Send everything over a hop, message by message."""
    messages = _messages(cargo, hop)
    size = formulas.message_bits(bits=cargo.bits, messages=messages)
    message = activity((Packets("message", cargo.direction, _ONE, size),), hop.link)
    return FramedTransfer(
        messages=messages,
        message=message,
        bits=formulas.bits_of_messages(bits=message.bits, messages=messages),
        energy=formulas.energy_of_messages(parts=(message.energy,), messages=messages),
    )


def wait(time: Second, hops: tuple[FramedHop, ...]) -> Waiting:
    """Let the radios of all hops rest for a time."""
    links = tuple(rest(hop.link) for hop in hops)
    power = states.rest_power(sleep=0.0, events=tuple(each.power for each in links))
    return Waiting(time, links, states.state_energy(power=power, time=time))


def _messages(cargo: Cargo, hop: FramedHop) -> Count:
    match cargo.items:
        case Samples(count):
            return formulas.messages_of_samples(samples=count, per_message=hop.per_message)
        case Answers(count):
            return formulas.messages_of_answers(inferences=count, per_message=hop.per_message)
