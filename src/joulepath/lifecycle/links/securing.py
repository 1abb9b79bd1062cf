"""What security adds: records around units, and a handshake for a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from joulepath.core.quantities import Bit, Count
from joulepath.formulas.links import framing as formulas
from joulepath.formulas.links import sessions
from joulepath.lifecycle.links import units
from joulepath.lifecycle.links.coap import posted
from joulepath.records.links.framing import Unit
from joulepath.records.links.protocols import OCTET, Coap, Security, Session, Stack
from joulepath.records.links.traffic import Direction

__all__ = ["secured_units"]

_NOTHING: Final = 0.0


def secured_units(plain: Iterable[Unit], stack: Stack) -> Iterator[Unit]:
    """Protect units, and put before them what a session takes.

    Parameters
    ----------
    plain : iterable of Unit
        What the application protocol sends.
    stack : Stack
        With the security protocol; without one nothing changes.
    """
    security = stack.security
    if security is None:
        yield from plain
        return
    yield from _handshake(security, stack)
    for unit in plain:
        yield replace(unit, secured=_secured(unit.application, unit.direction, security))
    yield from _closing(security, stack.session)


def _secured(size: Bit, direction: Direction, security: Security) -> Bit:
    sizes = security.format
    record = sizes.record_up if direction == "up" else sizes.record_down
    if security.protects == "message":
        return formulas.headed_bits(content=size, header=record)
    return formulas.recorded_bits(content=size, limit=sizes.record_limit, record=record)


def _handshake(security: Security, stack: Stack) -> Iterator[Unit]:
    sizes = security.format
    chains = formulas.bits_of_group(count=sizes.server_chains, size=security.server_certificates)
    finished = sessions.one_if_any(content=sizes.finish, octet=OCTET)
    flights: tuple[tuple[Direction, tuple[Bit, ...], Count], ...] = (
        ("up", (sizes.hello, *_server_name(sizes.hello, security)), units.ALWAYS),
        ("down", (sizes.retry,), units.ALWAYS),
        ("up", (sizes.second_hello, *_server_name(sizes.second_hello, security)), units.ALWAYS),
        ("down", (sizes.server_flight, chains), units.ALWAYS),
        ("up", (sizes.client_flight, security.client_certificates), finished),
        ("down", (sizes.finish,), units.NEVER),
    )
    for direction, parts, answered in flights:
        flight = formulas.joined_bits(parts=parts)
        count = units.one_in_a_session(stack.session, flight)
        yield _unit(direction, _carried(flight, direction, security, stack), count, answered)


def _server_name(hello: Bit, security: Security) -> tuple[Bit, ...]:
    if security.server_name is None:
        return ()
    name = formulas.headed_bits(content=security.server_name, header=security.format.server_name)
    return (
        formulas.bits_of_group(count=sessions.one_if_any(content=hello, octet=OCTET), size=name),
    )


def _carried(flight: Bit, direction: Direction, security: Security, stack: Stack) -> Bit:
    """A flight as it is sent: EDHOC goes in CoAP messages, others go as they are."""
    match stack.application:
        case Coap() as coap if security.protects == "message":
            if direction == "up":
                return posted(security.path, flight, coap.format.edhoc, coap)
            return posted((), flight, coap.format.edhoc, coap)
        case _:
            return flight


def _closing(security: Security, session: Session) -> Iterator[Unit]:
    sizes = security.format
    count = units.one_in_a_session(session, sizes.closing)
    ways: tuple[tuple[Direction, Bit], ...] = (("up", sizes.record_up), ("down", sizes.record_down))
    for direction, record in ways:
        alert = formulas.headed_bits(content=sizes.closing, header=record)
        yield _unit(direction, alert, count, units.ALWAYS, small=True)


def _unit(
    direction: Direction, size: Bit, count: Count, answered: Count, *, small: bool = False
) -> Unit:
    return Unit("security", direction, count, _NOTHING, _NOTHING, size, answered, small)
