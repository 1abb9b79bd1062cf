"""What the network layer makes of segments: packets, and fragments where they are too large."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from joulepath.core.quantities import Bit, Count
from joulepath.formulas.links import fragmentation, packeting, sessions
from joulepath.formulas.links import framing as formulas
from joulepath.records.links.framing import Segments
from joulepath.records.links.protocols import OCTET, Datagrams, Network, Quic, Stack, Streams
from joulepath.records.links.traffic import Packets

__all__ = ["packets_of"]


def packets_of(carried: Iterable[Segments], stack: Stack) -> Iterator[Packets]:
    """Hand segments to the link layer.

    Parameters
    ----------
    carried : iterable of Segments
        What the transport layer hands over.
    stack : Stack
        With the network layer; without one segments are packets.
    """
    for segment in carried:
        if stack.network is None:
            yield _packets(segment, segment.count, segment.size)
        else:
            yield from _routed(segment, stack.network, stack)


def _routed(segment: Segments, network: Network, stack: Stack) -> Iterator[Packets]:
    sizes = network.format
    header, body = sizes.other_header, segment.size
    if isinstance(stack.transport, Datagrams | Quic):
        header, body = sizes.header, formulas.room(limit=segment.size, headers=(sizes.saved,))
    # TCP keeps its segments within the largest packet of the path.
    fits = segment.small or isinstance(stack.transport, Streams | Quic)
    if fits and not network.adapts:
        whole = formulas.headed_bits(content=body, header=header)
        yield _packets(segment, segment.count, whole)
    else:
        yield from _fragments(segment, body, header, network)


def _fragments(segment: Segments, body: Bit, header: Bit, network: Network) -> Iterator[Packets]:
    sizes = network.format
    limits = {"largest": network.mtu, "alignment": sizes.step}
    first = packeting.first_fragment(body=body, header=header, marking=sizes.first_mark, **limits)
    rest = packeting.beyond_the_first(body=body, header=header, marking=sizes.first_mark, **limits)
    yield _packets(segment, segment.count, first)
    carried = packeting.carried_by_a_fragment(marking=sizes.later_mark, **limits)
    full = fragmentation.full_fragments(size=rest, limit=carried)
    last = fragmentation.last_fragment(size=rest, limit=carried, full=full)
    for times, content in ((full, carried), (sessions.one_if_any(content=rest, octet=OCTET), last)):
        count = fragmentation.of_packets(fragments=times, packets=segment.count)
        size = formulas.headed_bits(content=content, header=sizes.later_mark)
        yield _packets(segment, count, size)


def _packets(segment: Segments, count: Count, size: Bit) -> Packets:
    return Packets(segment.purpose, segment.direction, count, size)
