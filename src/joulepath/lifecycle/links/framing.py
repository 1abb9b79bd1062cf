"""Framing wired: a message becomes packets, and each layer shows what it adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol, TypeVar

from joulepath.core.quantities import Bit, Count, Second
from joulepath.formulas.links import framing as formulas
from joulepath.formulas.links import sessions
from joulepath.lifecycle.links import units
from joulepath.lifecycle.links.coap import coap_units
from joulepath.lifecycle.links.fragments import packets_of
from joulepath.lifecycle.links.http import http_units
from joulepath.lifecycle.links.mqtt import mqtt_units
from joulepath.lifecycle.links.securing import secured_units
from joulepath.lifecycle.links.segments import segments
from joulepath.records.links.framing import Framing, LayerBits, Segments, Unit
from joulepath.records.links.protocols import Coap, Http, Message, Mqtt, Raw, Stack
from joulepath.records.links.traffic import Direction, Packets, Purpose

__all__ = ["framing", "packets"]

_PURPOSES: Final[tuple[Purpose, ...]] = (
    "message",
    "acknowledgement",
    "connection",
    "security",
    "keep-alive",
)
_NOTHING: Final = 0.0


class _Group(Protocol):
    @property
    def direction(self) -> Direction: ...
    @property
    def count(self) -> Count: ...


G = TypeVar("G", bound=_Group)


def packets(message: Message, stack: Stack) -> tuple[Packets, ...]:
    """Packets that the network layer hands to the link layer for one message.

    Parameters
    ----------
    message : Message
        What is sent; sizes may be arrays of any shape.
    stack : Stack
        Protocols that carry it; `joulepath.scenario.links.framing` says what goes together.

    Returns
    -------
    tuple of Packets
        Groups of equal packets; a count may be a fraction of one, and zero.
    """
    _, _, framed = _layers(message, stack)
    return framed


def framing(message: Message, stack: Stack, period: Second | None = None) -> Framing:
    """Frame a message, and show what each layer adds to it.

    Parameters
    ----------
    message : Message
        What is sent; sizes may be arrays of any shape.
    stack : Stack
        Protocols that carry it.
    period : Second, optional
        A period for which the bits are wanted, too; the message must say its interval.

    Returns
    -------
    Framing
        Packets, and bits of each layer and of each purpose.
    """
    sent, carried, framed = _layers(message, stack)
    up = _bits_of_layers("up", sent, carried, framed, stack)
    down = _bits_of_layers("down", sent, carried, framed, stack)
    layers = tuple(LayerBits(layer, up[layer], down[layer]) for layer in up)
    sums = {way: _with_link(way, framed, stack) for way in ("up", "down")}
    payload = message.payload
    if message.answer is not None:
        payload = formulas.joined_bits(parts=(payload, message.answer))
    return Framing(
        packets=framed,
        layers=layers,
        purposes=tuple(_bits_of_purposes(framed, stack)),
        up=sums["up"],
        down=sums["down"],
        inflation=formulas.inflation(
            sent=formulas.joined_bits(parts=(sums["up"], sums["down"])), payload=payload
        ),
        period=_in_period(layers, message, period),
    )


def _layers(
    message: Message, stack: Stack
) -> tuple[tuple[Unit, ...], tuple[Segments, ...], tuple[Packets, ...]]:
    sent = tuple(secured_units(_application_units(message, stack), stack))
    carried = tuple(segments(sent, stack))
    return sent, carried, tuple(packets_of(carried, stack))


def _application_units(message: Message, stack: Stack) -> Iterator[Unit]:
    match stack.application:
        case Mqtt() as mqtt:
            yield from mqtt_units(message, mqtt, stack.session)
        case Coap() as coap:
            yield from coap_units(message, coap, stack.session)
        case Http() as http:
            yield from http_units(message, http, stack.session)
        case Raw():
            answered = units.NEVER if message.answer is None else units.ALWAYS
            yield units.payload(
                message.direction, message.payload, message.payload, answered=answered
            )
            if message.answer is not None:
                way = units.back(message.direction)
                yield units.payload(way, message.answer, message.answer)


def _bits_of_layers(
    way: Direction,
    sent: tuple[Unit, ...],
    carried: tuple[Segments, ...],
    framed: tuple[Packets, ...],
    stack: Stack,
) -> dict[str, Bit]:
    reached = {
        "payload": _sum(way, sent, lambda unit: unit.content),
        "application": _sum(way, sent, lambda unit: unit.application),
        "security": _sum(way, sent, lambda unit: unit.secured),
        "transport": _sum(way, carried, lambda segment: segment.size),
        "network": _sum(way, framed, lambda packet: packet.size),
        "link": _with_link(way, framed, stack),
    }
    added: dict[str, Bit] = {}
    inner: Bit = _NOTHING
    for layer, outer in reached.items():
        added[layer] = formulas.added_bits(outer=outer, inner=inner)
        inner = outer
    return added


def _with_link(way: Direction, framed: Iterable[Packets], stack: Stack) -> Bit:
    def framed_size(packet: Packets) -> Bit:
        return formulas.headed_bits(content=packet.size, header=stack.link_header)

    return _sum(way, framed, framed_size)


def _sum(way: Direction, groups: Iterable[G], size: Callable[[G], Bit]) -> Bit:
    parts = (
        formulas.bits_of_group(count=group.count, size=size(group))
        for group in groups
        if group.direction == way
    )
    return formulas.joined_bits(parts=tuple(parts))


def _bits_of_purposes(framed: tuple[Packets, ...], stack: Stack) -> Iterator[LayerBits]:
    for purpose in _PURPOSES:
        mine = [packet for packet in framed if packet.purpose == purpose]
        if mine:
            yield LayerBits(purpose, _with_link("up", mine, stack), _with_link("down", mine, stack))


def _in_period(
    layers: tuple[LayerBits, ...], message: Message, period: Second | None
) -> tuple[LayerBits, ...]:
    interval = message.interval
    if period is None or interval is None:
        return ()

    def whole(size: Bit) -> Bit:
        return sessions.bits_in_a_period(size=size, period=period, interval=interval)

    return tuple(LayerBits(each.layer, whole(each.up), whole(each.down)) for each in layers)
