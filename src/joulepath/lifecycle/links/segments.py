"""What the transport layer makes of units: segments, acknowledgements, connections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from joulepath.core.quantities import Bit, Count
from joulepath.formulas.links import fragmentation
from joulepath.formulas.links import framing as formulas
from joulepath.lifecycle.links import units
from joulepath.records.links.formats import TcpFormat
from joulepath.records.links.framing import Segments, Unit
from joulepath.records.links.protocols import (
    Datagrams,
    Network,
    Quic,
    Session,
    Stack,
    Streams,
)
from joulepath.records.links.traffic import Direction, Purpose

__all__ = ["segments"]

_OPENING: Final = ("up", "down")


def segments(sent: Iterable[Unit], stack: Stack) -> Iterator[Segments]:
    """Carry units by the transport protocol of a stack.

    Parameters
    ----------
    sent : iterable of Unit
        What the layers above send.
    stack : Stack
        With the transport protocol; without one the units go as they are.
    """
    match stack.transport:
        case Datagrams(sizes):
            for unit in sent:
                yield _whole(unit, sizes.header)
        case Streams(sizes):
            yield from _connection(sizes, stack.session)
            for unit in sent:
                yield from _streamed(unit, sizes, stack.network)
        case Quic() as quic:
            yield from _quic(sent, quic, stack.session)
        case None:
            for unit in sent:
                yield _whole(unit, None)


def _whole(unit: Unit, header: Bit | None) -> Segments:
    size = unit.secured
    if header is not None:
        size = formulas.headed_bits(content=size, header=header)
    return Segments(unit.purpose, unit.direction, unit.count, size, unit.small)


def _connection(sizes: TcpFormat, session: Session) -> Iterator[Segments]:
    """Three segments open a connection, three close it."""
    opening = formulas.headed_bits(content=sizes.header, header=sizes.opening_options)
    plain = formulas.headed_bits(content=sizes.header, header=sizes.options)
    count = units.one_in_a_session(session, sizes.header)
    ways: tuple[tuple[Direction, Bit], ...] = (
        ("up", opening),
        ("down", opening),
        ("up", plain),
        ("up", plain),
        ("down", plain),
        ("up", plain),
    )
    for direction, size in ways:
        yield Segments("connection", direction, count, size, small=True)


def _streamed(unit: Unit, sizes: TcpFormat, network: Network | None) -> Iterator[Segments]:
    header = formulas.headed_bits(content=sizes.header, header=sizes.options)
    full: Count = units.NEVER
    if unit.small:
        yield _whole(unit, header)
    else:
        capacity = _room(network, header)
        full = fragmentation.full_fragments(size=unit.secured, limit=capacity)
        yield from _pieces(unit, full, capacity, header)
    confirmations = formulas.acknowledgements(full=full, every=sizes.every, answered=unit.answered)
    yield _confirmations(unit, confirmations, header)


def _room(network: Network | None, header: Bit) -> Bit:
    if network is None:
        raise ValueError("TCP needs a network layer")
    limit = network.format.largest if network.adapts else network.mtu
    return formulas.room(limit=limit, headers=(network.format.expanded, header))


def _pieces(unit: Unit, full: Count, capacity: Bit, header: Bit) -> Iterator[Segments]:
    last = fragmentation.last_fragment(size=unit.secured, limit=capacity, full=full)
    times = fragmentation.of_packets(fragments=full, packets=unit.count)
    for count, content in ((times, capacity), (unit.count, last)):
        size = formulas.headed_bits(content=content, header=header)
        yield Segments(unit.purpose, unit.direction, count, size, small=False)


def _confirmations(unit: Unit, times: Count, size: Bit) -> Segments:
    count = fragmentation.of_packets(fragments=times, packets=unit.count)
    return Segments("acknowledgement", units.back(unit.direction), count, size, small=True)


def _quic(sent: Iterable[Unit], quic: Quic, session: Session) -> Iterator[Segments]:
    sizes, below = quic.format, quic.datagrams.header
    around = formulas.joined_bits(parts=(sizes.header, sizes.tag, below))
    header = formulas.headed_bits(content=around, header=sizes.stream)
    capacity = formulas.room(limit=sizes.datagram, headers=(sizes.header, sizes.tag, sizes.stream))
    confirming = formulas.headed_bits(content=around, header=sizes.acknowledgement)
    for unit in sent:
        handshake = unit.purpose == "security"
        limit, around_piece = (sizes.datagram, below) if handshake else (capacity, header)
        full = fragmentation.full_fragments(size=unit.secured, limit=limit)
        yield from _pieces(unit, full, limit, around_piece)
        if not handshake:
            times = formulas.acknowledgements(full=full, every=sizes.every, answered=unit.answered)
            yield _confirmations(unit, times, confirming)
    count = units.one_in_a_session(session, sizes.closing)
    end = formulas.headed_bits(content=around, header=sizes.closing)
    purpose: Purpose = "connection"
    yield Segments(purpose, "up", count, end, small=True)
