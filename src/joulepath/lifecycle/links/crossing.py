"""Data crossing a hop in messages, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from joulepath.core.quantities import Bit, Count, Joule, Second
from joulepath.formulas.links import crossing as formulas
from joulepath.formulas.links import states
from joulepath.formulas.links.framing import bits_of_group, joined_bits
from joulepath.formulas.offload import energy_of_parts
from joulepath.lifecycle.cargo import Answers, Cargo, Samples, Whole
from joulepath.lifecycle.links.technologies import activity, rest
from joulepath.records.links.activity import LinkActivity
from joulepath.records.links.hop import FramedHop
from joulepath.records.links.ieee802154 import Ieee802154Link
from joulepath.records.links.network import NetworkEnergy, NetworkPath, NetworkTraffic
from joulepath.records.links.protocols import OCTET, Message, Stack
from joulepath.records.links.relays import HandedOn
from joulepath.records.links.traffic import Direction, Packets
from joulepath.records.results import FramedTransfer, Waiting

__all__ = ["cross_in_frames", "packets_of_whole", "silence", "wait"]

_ONE = 1.0
_NOTHING = 0.0


def cross_in_frames(cargo: Cargo, hop: FramedHop) -> FramedTransfer:
    """Send everything over a hop, message by message.

    An answer travels in the exchange that its request began, so that it costs what it adds.
    """
    messages = _messages(cargo, hop)
    packets, asking = _exchange(cargo, hop, messages)
    whole = _exchanged(packets, hop)
    request = None if asking is None else _exchanged(asking, hop)
    without = None if request is None else request.message
    device = formulas.energy_of_messages(
        energy=whole.message.energy,
        without=_NOTHING if without is None else without.energy,
        messages=messages,
    )
    beyond = tuple(_beyond(whole, request, messages))
    network = energy_of_parts(parts=beyond) if beyond[1:] else (*beyond, _NOTHING)[0]
    return FramedTransfer(
        messages=messages,
        packets=packets,
        message=whole.message,
        behind=whole.behind,
        relayed=whole.relayed,
        bits=formulas.bits_of_messages(
            bits=whole.message.bits,
            without=_NOTHING if without is None else without.bits,
            messages=messages,
        ),
        device_energy=device,
        network_energy=network,
        energy=energy_of_parts(parts=(device, network)) if beyond else device,
    )


@dataclass(frozen=True)
class _Exchanged:
    """What one message does to the device, to relays on its way and to the network behind."""

    message: LinkActivity
    relayed: HandedOn | None
    behind: NetworkEnergy | None


def _exchanged(packets: tuple[Packets, ...], hop: FramedHop) -> _Exchanged:
    message, relayed = activity(packets, hop.link), None
    if hop.relays is not None and isinstance(hop.link, Ieee802154Link):
        from joulepath.lifecycle.links.relays import handed_on, over_hops

        message = over_hops(message, hop.relays)
        relayed = handed_on(packets, hop.link, hop.relays)
    behind = None if hop.network is None else _behind(packets, hop.network)
    return _Exchanged(message, relayed, behind)


def _beyond(whole: _Exchanged, request: _Exchanged | None, messages: Count) -> Iterator[Joule]:
    """What all messages cost relays, and the network behind them."""
    if whole.relayed is not None:
        asked = None if request is None else request.relayed
        yield formulas.energy_of_messages(
            energy=whole.relayed.energy,
            without=_NOTHING if asked is None else asked.energy,
            messages=messages,
        )
    if whole.behind is not None:
        before = None if request is None else request.behind
        yield formulas.energy_of_messages(
            energy=whole.behind.message,
            without=_NOTHING if before is None else before.message,
            messages=messages,
        )


def packets_of_whole(size: Bit, direction: Direction, hop: FramedHop) -> tuple[Packets, ...]:
    """Packets of a message that holds everything, on one hop."""
    return _packets(Cargo(size, Whole(), direction), hop, _ONE, (direction, size))


def silence(time: Second, messages: Count, report: Second | None) -> Second:
    """Longest time for which a radio sends nothing, with so many messages in a time."""
    interval = formulas.message_interval(time=time, messages=messages)
    return interval if report is None else formulas.shorter_interval(one=interval, other=report)


def wait(
    time: Second, hops: tuple[FramedHop, ...], intervals: tuple[Second | None, ...] = ()
) -> Waiting:
    """Let the radios of all hops rest for a time, with so long from one message to the next."""
    links = tuple(
        rest(hop.link, interval) for hop, interval in zip_longest(hops, intervals[: len(hops)])
    )
    energies = tuple(states.state_energy(power=each.power, time=time) for each in links)
    relays = tuple(_listening(time, hops))
    return Waiting(
        time=time,
        links=links,
        device_energy=energy_of_parts(parts=energies[:1]),
        relay_energy=energy_of_parts(parts=relays) if relays else None,
        energy=energy_of_parts(parts=(*energies, *relays)),
    )


def _listening(time: Second, hops: tuple[FramedHop, ...]) -> Iterator[Joule]:
    """What relays spend meanwhile, where it is counted."""
    for hop in hops:
        if hop.relays is not None and isinstance(hop.link, Ieee802154Link):
            from joulepath.lifecycle.links.relays import listening_energy

            energy = listening_energy(time, hop.link, hop.relays)
            if energy is not None:
                yield energy


def _exchange(
    cargo: Cargo, hop: FramedHop, messages: Count
) -> tuple[tuple[Packets, ...], tuple[Packets, ...] | None]:
    """Packets of one message; and of its request alone, where it answers one."""
    if cargo.request is None:
        return _packets(cargo, hop, messages, (cargo.direction, cargo.bits)), None
    asked: tuple[Direction, Bit] = ("up", cargo.request)
    asking = _packets(cargo, hop, messages, asked)
    return _packets(cargo, hop, messages, asked, cargo.bits), asking


def _behind(packets: tuple[Packets, ...], network: NetworkPath) -> NetworkEnergy:
    """What the packets of one message cost the network behind the link."""
    from joulepath.lifecycle.links.network import network_energy

    sizes = tuple(bits_of_group(count=each.count, size=each.size) for each in packets)
    traffic = NetworkTraffic(
        bits=joined_bits(parts=sizes),
        packets=formulas.packets_of_message(groups=tuple(each.count for each in packets)),
    )
    return network_energy(network.parts, traffic, network.method)


def _packets(
    cargo: Cargo, hop: FramedHop, messages: Count, first: tuple[Direction, Bit], *back: Bit
) -> tuple[Packets, ...]:
    """Packets of one message, and of what comes back in the same exchange."""
    way, bits = first
    sent, *returned = (_size(each, cargo, hop, messages) for each in (bits, *back))
    answer = returned[0] if returned else None
    if hop.stack is None:
        return tuple(_bare(way, sent, answer))
    from joulepath.lifecycle.links.framing import packets

    interval = None
    if cargo.time is not None:
        interval = formulas.message_interval(time=cargo.time, messages=messages)
    message = Message(sent, way, answer, interval)
    return packets(message, _stack(hop.stack, cargo))


def _size(bits: Bit, cargo: Cargo, hop: FramedHop, messages: Count) -> Bit:
    """Size of a message; pieces of a model are compressed before, if at all."""
    compression = _ONE if isinstance(cargo.items, Whole) else hop.compression
    return formulas.message_bits(bits=bits, messages=messages, compression=compression, octet=OCTET)


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
        case Whole():
            return _ONE
