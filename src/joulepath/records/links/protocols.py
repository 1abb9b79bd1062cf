"""Protocols between an application and a link, as they are used for one message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from joulepath.core.quantities import Bit, Count, Second
from joulepath.records.links.formats import (
    CoapFormat,
    HttpFormat,
    MqttFormat,
    NetworkFormat,
    QuicFormat,
    SecurityFormat,
    TcpFormat,
    UdpFormat,
)
from joulepath.records.links.traffic import Direction

__all__ = [
    "OCTET",
    "Application",
    "Coap",
    "Datagrams",
    "Http",
    "Message",
    "Mqtt",
    "Network",
    "Quic",
    "Raw",
    "Registration",
    "Security",
    "Session",
    "Stack",
    "Streams",
    "Transport",
]

OCTET: Final = 8.0
"""Bits of an octet, by definition (IEC 80000-13)."""


@dataclass(frozen=True)
class Message:
    """What an application sends now and then."""

    payload: Bit
    """What is sent, encoded and compressed, in whole octets."""
    direction: Direction = "up"
    """From the device, or to it."""
    answer: Bit | None = None
    """What comes back at once, if anything does."""
    interval: Second | None = None
    """Time from one message to the next, if it is known."""


@dataclass(frozen=True)
class Session:
    """What messages share: connections, handshakes, signs of life."""

    messages: Count = 1.0
    """Messages from the set-up of a connection to its end."""
    keep_alive: Second | None = None
    """Longest silence before a sign of life is sent; None for no such signs."""


@dataclass(frozen=True)
class Mqtt:
    """MQTT as a client uses it."""

    format: MqttFormat
    """Sizes of the version."""
    quality: Literal[0, 1, 2]
    """Quality of service: at most once, at least once, exactly once."""
    topic: Bit
    """Name of the topic."""
    client: Bit
    """Client identifier."""
    credentials: tuple[Bit, ...] = ()
    """User name and password, those that are sent."""
    properties: Bit = 0.0
    """Properties of PUBLISH besides their length (version 5 only)."""


@dataclass(frozen=True)
class Registration:
    """Registration of a LwM2M client with its server."""

    path: Bit
    """Path of the registration, e.g. of "rd"."""
    queries: tuple[Bit, ...]
    """Queries: name of the endpoint, lifetime, version, binding."""
    content_format: Bit
    """Value of the option Content-Format."""
    objects: Bit
    """Payload: the list of objects."""
    location: Bit
    """What the server calls the registration."""


@dataclass(frozen=True)
class Coap:
    """CoAP as a client on the device uses it."""

    format: CoapFormat
    """Sizes and option numbers."""
    confirmable: bool
    """Whether messages are confirmed and repeated."""
    answered: bool
    """Whether a message that is not confirmable is answered all the same."""
    token: Bit
    """Length of the token."""
    path: tuple[Bit, ...]
    """Segments of the path."""
    content_format: Bit | None
    """Value of the option Content-Format, if it is sent."""
    block: Bit
    """Size of a block; a larger payload is sent block-wise."""
    registration: Registration | None = None
    """How a LwM2M client registers; None for plain CoAP."""


@dataclass(frozen=True)
class Http:
    """HTTP as a client on the device uses it."""

    format: HttpFormat
    """Sizes of the version."""
    upload_texts: tuple[Bit, ...]
    """Path, host and content type of a POST, as they are coded."""
    download_texts: tuple[Bit, ...]
    """Path and host of a GET, as they are coded."""
    request_headers: Bit = 0.0
    """Further header fields of every request."""
    response_headers: Bit = 0.0
    """Further header fields of every response."""


@dataclass(frozen=True)
class Raw:
    """No application protocol."""


@dataclass(frozen=True)
class Security:
    """A security protocol as it is used."""

    format: SecurityFormat
    """What it adds and its handshake."""
    protects: Literal["stream", "datagram", "message", "packet"]
    """What it protects: a TCP connection, datagrams, CoAP messages, or QUIC packets."""
    server_certificates: Bit = 0.0
    """Certificates the server sends, in DER; of a chain with the lengths in between."""
    client_certificates: Bit = 0.0
    """Certificates and signature the device sends, with their headers."""
    server_name: Bit | None = None
    """Name of the server, if the device sends it."""
    path: tuple[Bit, ...] = ()
    """Segments of the CoAP path to which a handshake is posted (EDHOC)."""


@dataclass(frozen=True)
class Datagrams:
    """UDP."""

    format: UdpFormat
    """Its sizes."""


@dataclass(frozen=True)
class Streams:
    """TCP."""

    format: TcpFormat
    """Its sizes."""


@dataclass(frozen=True)
class Quic:
    """QUIC over UDP."""

    format: QuicFormat
    """Its sizes."""
    datagrams: UdpFormat
    """Those of what carries it."""


@dataclass(frozen=True)
class Network:
    """A network layer as it is used."""

    format: NetworkFormat
    """Its sizes."""
    adapts: bool
    """Whether it cuts what it accepts for the frames of one link, each hop anew, rather than have
    the transport layer keep within the largest packet (6LoWPAN, SCHC)."""
    mtu: Bit
    """Largest packet, or fragment, that the link takes."""
    udp_alone: bool = False
    """Whether it carries UDP and nothing else."""


Application: TypeAlias = Mqtt | Coap | Http | Raw
"""An application protocol as it is used."""

Transport: TypeAlias = Datagrams | Streams | Quic | None
"""A transport protocol as it is used; None for none."""


@dataclass(frozen=True)
class Stack:
    """Protocols from the application down to the network layer."""

    application: Application
    """Application protocol."""
    security: Security | None
    """Security protocol, if any."""
    transport: Transport
    """Transport protocol, if any."""
    network: Network | None
    """Network layer, if any."""
    session: Session = Session()
    """What messages share."""
    link_header: Bit = 0.0
    """What the link adds to each packet, if it is to be counted here."""
