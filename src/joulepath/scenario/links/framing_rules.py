"""What protocols go together, and what sizes they allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.catalogue.units import render
from joulepath.errors import Problem
from joulepath.records.links.protocols import (
    OCTET,
    Coap,
    Datagrams,
    Http,
    Message,
    Mqtt,
    Quic,
    Raw,
    Security,
    Stack,
    Streams,
)
from joulepath.scenario.fields import anywhere

__all__ = ["framing_problems"]

# Largest numbers that the fields of the protocols hold.
_MQTT_LIMIT: Final = 268_435_455 * OCTET
_UDP_LIMIT: Final = 65_507 * OCTET
_BLOCKS: Final = 2.0**20
_LEAST_IPV6: Final = 1280 * OCTET
_LEAST_IPV4: Final = 68 * OCTET


def framing_problems(message: Message, stack: Stack) -> list[Problem]:
    """Whatever keeps a message from being sent by a stack.

    Parameters
    ----------
    message : Message
        What is sent.
    stack : Stack
        Protocols that carry it.

    Returns
    -------
    list of Problem
        Each with what would be allowed; empty if all is well.
    """
    problems = [*_carrier(stack), *_protected(stack), *_network(stack)]
    return problems or [*_extras(message, stack), *_sizes(message, stack)]


def _carrier(stack: Stack) -> Iterator[Problem]:
    match stack.application, stack.transport:
        case Mqtt(), Streams():
            return
        case Mqtt(), _:
            yield _misfit("MQTT runs over TCP (MQTT-SN is not modelled)", "tcp", "coap over udp")
        case Coap(), Datagrams():
            return
        case Coap(), _:
            yield _misfit("CoAP and LwM2M run over UDP (RFC 8323 is not modelled)", "udp", "mqtt-5")
        case Http(format=format_), Streams() if format_.frame_lengths == 0:
            return
        case Http(format=format_), Quic() if format_.frame_lengths != 0:
            return
        case Http(format=format_), _ if format_.frame_lengths == 0:
            yield _misfit("HTTP/1.1 and HTTP/2 run over TCP", "tcp", "http-3 over quic")
        case Http(), _:
            yield _misfit("HTTP/3 runs over QUIC", "quic", "http-2 over tcp")
        case Raw(), _:
            return


def _misfit(what: str, transport: str, other: str) -> Problem:
    return Problem("transport", what, f"use transport {transport!r}, or another protocol: {other}")


def _protected(stack: Stack) -> Iterator[Problem]:
    security = stack.security
    if isinstance(stack.transport, Quic):
        if security is None or security.protects != "packet":
            remedy = "use security 'quic-tls-1.3'"
            yield Problem("security", "QUIC holds TLS 1.3 and nothing else", remedy)
        return
    if security is None:
        return
    fits = {
        "stream": isinstance(stack.transport, Streams),
        "datagram": isinstance(stack.transport, Datagrams),
        "message": isinstance(stack.application, Coap),
        "packet": False,
    }
    if not fits[security.protects]:
        yield _unprotected(security, stack)


def _unprotected(security: Security, stack: Stack) -> Problem:
    what = {
        "stream": "TLS protects a TCP connection",
        "datagram": "DTLS protects UDP datagrams",
        "message": "OSCORE protects CoAP messages",
        "packet": "TLS inside QUIC needs QUIC",
    }[security.protects]
    match stack.transport:
        case Streams():
            remedy = "over TCP use TLS, e.g. 'tls-1.3'"
        case Datagrams():
            remedy = "over UDP use DTLS, e.g. 'dtls-1.3-psk', or for CoAP 'oscore'"
        case _:
            remedy = "without a transport protocol leave security out: the link encrypts"
    return Problem("security", what, remedy)


def _network(stack: Stack) -> Iterator[Problem]:
    network = stack.network
    if stack.transport is None:
        if network is not None:
            remedy = "use network 'none', or transport 'udp'"
            yield Problem("network", "a network layer without a transport protocol", remedy)
        return
    if network is None:
        remedy = "use 'ipv4', 'ipv6', '6lowpan' or 'schc', or transport 'none' for the link alone"
        yield Problem("network", "a transport protocol without a network layer", remedy)
        return
    sizes = network.format
    if network.adapts:
        least = sizes.header + sizes.first_mark + sizes.step
        if network.udp_alone and not isinstance(stack.transport, Datagrams):
            remedy = "use transport 'udp', or network '6lowpan'"
            yield Problem("transport", "SCHC has a rule for UDP alone", remedy)
    else:
        least = _LEAST_IPV6 if sizes.first_mark else _LEAST_IPV4
    if isinstance(stack.transport, Quic) and not network.adapts:
        quic = stack.transport
        least = sizes.header + quic.datagrams.header + quic.format.datagram
    if anywhere(network.mtu < least):
        what = f"packets of {_octets(network.mtu)} are too small"
        yield Problem("mtu", what, f"give at least {_octets(least)}")


def _extras(message: Message, stack: Stack) -> Iterator[Problem]:
    alive = stack.session.keep_alive
    if alive is not None:
        keeps = isinstance(stack.application, Mqtt) or (
            isinstance(stack.application, Coap) and stack.application.registration is not None
        )
        if not keeps:
            remedy = "leave keep_alive out, or use an MQTT version or 'lwm2m'"
            yield Problem("keep_alive", "only MQTT and LwM2M show signs of life", remedy)
        elif message.interval is None:
            remedy = "add interval, the time from one message to the next"
            yield Problem("interval", "missing, but keep_alive is given", remedy)
    coap = stack.application
    if isinstance(coap, Coap) and not (coap.confirmable or coap.answered):
        if message.answer is not None or message.direction == "down":
            yield Problem("answered", "false, but something comes back", "leave it out")
        elif anywhere(message.payload > coap.block):
            what = f"false, but {_octets(message.payload)} go in several blocks, each answered"
            yield Problem("answered", what, f"leave it out, or send up to {_octets(coap.block)}")
    if isinstance(coap, Coap) and message.answer is not None:
        if message.direction == "down":
            yield Problem("answer", "CoAP fetches what goes down by a request", "leave it out")
        elif anywhere(message.answer > coap.block):
            what = f"{_octets(message.answer)} do not fit the response"
            remedy = f"give up to {_octets(coap.block)}, or fetch it with direction 'down'"
            yield Problem("answer", what, remedy)


def _sizes(message: Message, stack: Stack) -> Iterator[Problem]:
    payload: Any = message.payload
    match stack.application:
        case Mqtt() if anywhere(payload > _MQTT_LIMIT - 1e6):
            yield _too_large(payload, _MQTT_LIMIT - 1e6, "split it into several messages")
        case Coap(block=block) if anywhere(payload > block * _BLOCKS):
            yield _too_large(payload, block * _BLOCKS, "use larger blocks")
        case Raw() if isinstance(stack.transport, Datagrams) and stack.network is not None:
            sizes = stack.network.format
            limit = min(_UDP_LIMIT, sizes.largest - sizes.expanded - stack.transport.format.header)
            if anywhere(payload > limit):
                yield _too_large(payload, limit, "send several messages, or use 'coap' with blocks")
        case _:
            return


def _too_large(payload: Any, limit: Any, remedy: str) -> Problem:
    what = f"{_octets(payload)} in one message; at most {_octets(limit)} fit"
    return Problem("payload", what, remedy)


def _octets(size: Any) -> str:
    largest = float(size.max()) if hasattr(size, "max") else float(size)
    octets = largest / OCTET
    return f"{octets:,.0f} B".replace(",", " ") if octets < 1e6 else render(largest, "bit")
