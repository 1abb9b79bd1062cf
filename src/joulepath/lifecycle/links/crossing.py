"""Data crossing a hop in messages, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from joulepath.core.quantities import Bit, Count, Second
from joulepath.formulas.links import crossing as formulas
from joulepath.formulas.links import states
from joulepath.lifecycle.cargo import Answers, Cargo, Samples
from joulepath.lifecycle.links.technologies import activity, rest
from joulepath.records.links.hop import FramedHop
from joulepath.records.links.protocols import OCTET, Message, Stack
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
        packets = _packets(cargo, hop, messages, (cargo.direction, cargo.bits))
        without = None
    else:
        asked: tuple[Direction, Bit] = ("up", cargo.request)
        packets = _packets(cargo, hop, messages, asked, cargo.bits)
        without = activity(_packets(cargo, hop, messages, asked), hop.link)
    message = activity(packets, hop.link)
    return FramedTransfer(
        messages=messages,
        packets=packets,
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


def _packets(
    cargo: Cargo, hop: FramedHop, messages: Count, first: tuple[Direction, Bit], *back: Bit
) -> tuple[Packets, ...]:
    """Packets of one message, and of what comes back in the same exchange."""
    way, bits = first
    sent, *returned = (_size(each, hop, messages) for each in (bits, *back))
    answer = returned[0] if returned else None
    if hop.stack is None:
        return tuple(_bare(way, sent, answer))
    from joulepath.lifecycle.links.framing import packets

    interval = None
    if cargo.time is not None:
        interval = formulas.message_interval(time=cargo.time, messages=messages)
    message = Message(sent, way, answer, interval)
    return packets(message, _stack(hop.stack, cargo))


def _size(bits: Bit, hop: FramedHop, messages: Count) -> Bit:
    return formulas.message_bits(
        bits=bits, messages=messages, compression=hop.compression, octet=OCTET
    )


def _bare(way: Direction, sent: Bit, answer: Bit | None) -> Iterator[Packets]:
    """Packets of messages without protocols."""
    yield Packets("message", way, _ONE, sent)
    if answer is not None:
        yield Packets("message", "down", _ONE, answer)


def _stack(stack: Stack, cargo: Cargo) -> Stack:
    """Protocols of a message; without a known interval there is no silence to keep alive."""
    if cargo.time is not None:
        return stack
    return replace(stack, session=replace(stack.session, keep_alive=None))


def _messages(cargo: Cargo, hop: FramedHop) -> Count:
    match cargo.items:
        case Samples(count):
            each = hop.samples_per_message
            return formulas.messages_of_samples(samples=count, per_message=each)
        case Answers(count):
            one = hop.answers_per_message
            return formulas.messages_of_answers(inferences=count, per_message=one)
