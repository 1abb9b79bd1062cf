"""What HTTP makes of a message: a request and a response."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.core.quantities import Bit, Count
from joulepath.formulas.links import framing, messages, sessions
from joulepath.lifecycle.links import units
from joulepath.records.links.framing import Unit
from joulepath.records.links.protocols import OCTET, Http, Message, Session

__all__ = ["http_units"]

_NOTHING = 0.0


def http_units(message: Message, http: Http, session: Session) -> Iterator[Unit]:
    """Units of a message that HTTP carries; the first request of a session says more.

    Parameters
    ----------
    message : Message
        What is sent, and its answer.
    http : Http
        How the protocol is used.
    session : Session
        What messages share.
    """
    sizes = http.format
    up = message.direction == "up"
    answer = _NOTHING if message.answer is None else message.answer
    sent, received = (message.payload, answer) if up else (_NOTHING, message.payload)
    texts = http.upload_texts if up else http.download_texts
    first = sessions.share_of_a_session(count=units.ALWAYS, messages=session.messages)
    later = sessions.rest_of_a_session(messages=session.messages)
    request = sizes.upload if up else sizes.download
    again = sizes.later_upload if up else sizes.later_download
    texts_again = tuple(framing.bits_of_group(count=sizes.texts_again, size=text) for text in texts)
    digits = _digits(http, sent) if up else _NOTHING
    yield _request(http, first, sent, (request, *texts, digits), sizes.preface_up)
    yield _response(http, first, received, sizes.response, sizes.preface_down)
    yield _request(http, later, sent, (again, *texts_again, digits), _NOTHING)
    yield _response(http, later, received, sizes.later_response, _NOTHING)


def _request(http: Http, count: Count, body: Bit, head: tuple[Bit, ...], preface: Bit) -> Unit:
    size = _framed(http, (*head, http.request_headers), body, preface)
    return units.payload("up", body, size, count=count, answered=units.ALWAYS)


def _response(http: Http, count: Count, body: Bit, head: Bit, preface: Bit) -> Unit:
    size = _framed(http, (head, _digits(http, body), http.response_headers), body, preface)
    return units.payload("down", body, size, count=count)


def _framed(http: Http, head: tuple[Bit, ...], body: Bit, preface: Bit) -> Bit:
    sizes = http.format
    fields = framing.joined_bits(parts=head)
    parts = (fields, sizes.frame, _length(http, fields), _framed_body(http, body), preface)
    return framing.joined_bits(parts=parts)


def _framed_body(http: Http, body: Bit) -> Bit:
    sizes = http.format
    framed = framing.recorded_bits(content=body, limit=sizes.frame_limit, record=sizes.frame)
    length = framing.bits_of_group(
        count=sessions.one_if_any(content=body, octet=OCTET), size=_length(http, body)
    )
    return framing.joined_bits(parts=(framed, length))


def _length(http: Http, content: Bit) -> Bit:
    length = messages.variable_length(
        stream=messages.octets_of(content=content, octet=OCTET), octet=OCTET
    )
    return framing.bits_of_group(count=http.format.frame_lengths, size=length)


def _digits(http: Http, body: Bit) -> Bit:
    digits = messages.decimal_length(
        entity=messages.octets_of(content=body, octet=OCTET), octet=OCTET
    )
    return framing.bits_of_group(count=http.format.digits, size=digits)
