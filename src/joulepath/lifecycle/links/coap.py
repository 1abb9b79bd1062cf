"""What CoAP makes of a message, block by block where it is large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from joulepath.core.quantities import Bit, Count
from joulepath.formulas.links import fragmentation, framing, messages, sessions
from joulepath.lifecycle.links import units
from joulepath.records.links.framing import Unit
from joulepath.records.links.protocols import OCTET, Coap, Message, Registration, Session
from joulepath.records.links.traffic import Direction

__all__ = ["coap_units", "posted"]

_NONE: Final = 0.0
# Numbers of blocks whose option is equally long; the first of a download is not asked for by
# number. The value of the option has 4, 12 or 20 bits for the number.
_UPLOADED: Final = ((0.0, 2.0**4, 1.0), (2.0**4, 2.0**12, 2.0**4), (2.0**12, 2.0**20, 2.0**12))
_DOWNLOADED: Final = ((0.0, 1.0, 1.0), (1.0, 2.0**4, 1.0), *_UPLOADED[1:])


@dataclass(frozen=True)
class _Block:
    """Equal blocks of a payload."""

    count: Count
    content: Bit
    asked: Count
    """Number by which the block is asked for, in a download."""
    numbered: Count
    """A number as long as that of the block."""
    last: bool = False


def coap_units(message: Message, coap: Coap, session: Session) -> Iterator[Unit]:
    """Units of a message that CoAP carries, its share of a registration included.

    Parameters
    ----------
    message : Message
        What is sent, and its answer.
    coap : Coap
        How the protocol is used.
    session : Session
        What messages share.
    """
    if coap.registration is not None:
        yield from _registered(message, coap, coap.registration, session)
    if message.direction == "up":
        yield from _uploaded(message, coap)
    else:
        yield from _downloaded(message.payload, coap)


def posted(path: tuple[Bit, ...], content: Bit, format_value: Bit, coap: Coap) -> Bit:
    """Size of a POST with a path, a content format and a payload."""
    kind = _option(coap, coap.format.content_format, coap.format.path, format_value)
    return _message(coap, (*_path(coap, path), kind), content)


def _uploaded(message: Message, coap: Coap) -> Iterator[Unit]:
    sizes = coap.format
    path = _path(coap, coap.path)
    kind = () if coap.content_format is None else (_kind(coap, sizes.path, coap.content_format),)
    before = sizes.path if coap.content_format is None else sizes.content_format
    replies = coap.confirmable or coap.answered
    quiet = () if replies else (_option(coap, sizes.no_response, before, sizes.no_response_value),)
    for block in _blocks(message.payload, coap, _UPLOADED):
        number = _block(coap, sizes.upload_block, before, block.numbered)
        request = _message(coap, (*path, *kind, number, *quiet), block.content)
        yield units.payload("up", block.content, request, count=block.count)
        if replies:
            yield _reply(block, coap, message.answer if block.last else None)


def _reply(block: _Block, coap: Coap, answer: Bit | None) -> Unit:
    sizes = coap.format
    if answer is None:
        number = _block(coap, sizes.upload_block, _NONE, block.numbered)
        return _confirmation("down", _message(coap, (number,), _NONE), block.count)
    kind = () if coap.content_format is None else (_kind(coap, _NONE, coap.content_format),)
    before = _NONE if coap.content_format is None else sizes.content_format
    number = _block(coap, sizes.upload_block, before, block.numbered)
    return units.payload("down", answer, _message(coap, (*kind, number), answer))


def _downloaded(content: Bit, coap: Coap) -> Iterator[Unit]:
    sizes = coap.format
    path = _path(coap, coap.path)
    kind = () if coap.content_format is None else (_kind(coap, _NONE, coap.content_format),)
    before = _NONE if coap.content_format is None else sizes.content_format
    for block in _blocks(content, coap, _DOWNLOADED):
        number = _block(coap, sizes.download_block, sizes.path, block.asked)
        request = _message(coap, (*path, number), _NONE)
        yield _confirmation("up", request, block.count)
        number = _block(coap, sizes.download_block, before, block.numbered)
        response = _message(coap, (*kind, number), block.content)
        yield units.payload("down", block.content, response, count=block.count)


def _blocks(
    content: Bit, coap: Coap, ranges: tuple[tuple[float, float, float], ...]
) -> Iterator[_Block]:
    final = fragmentation.full_fragments(size=content, limit=coap.block)
    for first, beyond, numbered in ranges:
        count = messages.blocks_between(final=final, first=first, beyond=beyond)
        yield _Block(count, coap.block, asked=first, numbered=numbered)
    last = fragmentation.last_fragment(size=content, limit=coap.block, full=final)
    yield _Block(units.ALWAYS, last, asked=final, numbered=final, last=True)


def _registered(
    message: Message, coap: Coap, registration: Registration, session: Session
) -> Iterator[Unit]:
    sizes = coap.format
    path = _path(coap, (registration.path,))
    kind = _kind(coap, sizes.path, registration.content_format)
    first, *others = registration.queries
    queries = (
        _option(coap, sizes.query, sizes.content_format, first),
        *(_option(coap, sizes.query, sizes.query, other) for other in others),
    )
    request = _message(coap, (*path, kind, *queries), registration.objects)
    place = (
        _option(coap, sizes.location, _NONE, registration.path),
        _option(coap, sizes.location, sizes.location, registration.location),
    )
    once = units.one_in_a_session(session, request)
    yield units.control("connection", "up", request, count=once, small=False)
    yield units.control("connection", "down", _message(coap, place, _NONE), count=once)
    updates = units.signs_of_life(message, session)
    if updates is not None:
        known = _path(coap, (registration.path, registration.location))
        yield units.control("keep-alive", "up", _message(coap, known, _NONE), count=updates)
        yield units.control("keep-alive", "down", _message(coap, (), _NONE), count=updates)


def _confirmation(direction: Direction, size: Bit, count: Count) -> Unit:
    return units.control("acknowledgement", direction, size, count=count)


def _message(coap: Coap, options: tuple[Bit, ...], content: Bit) -> Bit:
    marker = framing.bits_of_group(
        count=sessions.one_if_any(content=content, octet=OCTET), size=coap.format.marker
    )
    return framing.joined_bits(parts=(coap.format.header, coap.token, *options, marker, content))


def _path(coap: Coap, segments: tuple[Bit, ...]) -> tuple[Bit, ...]:
    number = coap.format.path
    befores = (_NONE, *(number for _ in segments))
    return tuple(
        _option(coap, number, before, segment)
        for before, segment in zip(befores, segments, strict=False)
    )


def _kind(coap: Coap, before: Count, value: Bit) -> Bit:
    return _option(coap, coap.format.content_format, before, value)


def _option(coap: Coap, number: Count, before: Count, value: Bit) -> Bit:
    delta = messages.option_delta(number=number, before=before)
    octets = messages.octets_of(content=value, octet=OCTET)
    return messages.coap_option(delta=delta, option=octets, octet=OCTET)


def _block(coap: Coap, number: Count, before: Count, block: Count) -> Bit:
    delta = messages.option_delta(number=number, before=before)
    return messages.block_option(delta=delta, block=block, octet=OCTET)
