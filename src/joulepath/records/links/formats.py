"""Sizes that protocols prescribe, as the catalogue holds them."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count

__all__ = [
    "CoapFormat",
    "HttpFormat",
    "MqttFormat",
    "NetworkFormat",
    "QuicFormat",
    "SecurityFormat",
    "TcpFormat",
    "UdpFormat",
]


@dataclass(frozen=True)
class MqttFormat:
    """Sizes that a version of MQTT prescribes."""

    connect: Bit
    """Variable header of CONNECT: name and level of the protocol, flags, keep-alive."""
    connected: Bit
    """CONNACK as a whole, as a broker sends it that has nothing to add."""
    acknowledgement: Bit
    """PUBACK, PUBREC, PUBREL or PUBCOMP as a whole."""
    text: Bit
    """Length before each text and each binary field."""
    identifier: Bit
    """Packet identifier."""
    properties: Bit
    """Length of the properties where there are none."""
    filter_options: Bit
    """Options of a topic filter in SUBSCRIBE."""
    subscribed: Bit
    """SUBACK of one filter as a whole."""
    ping: Bit
    """PINGREQ or PINGRESP as a whole."""
    disconnect: Bit
    """DISCONNECT as a whole."""


@dataclass(frozen=True)
class CoapFormat:
    """Sizes that CoAP prescribes, with the numbers of its options."""

    header: Bit
    """Version, type, length of the token, code, message identifier."""
    marker: Bit
    """What separates options from a payload."""
    path: Count
    """Number of the option Uri-Path."""
    content_format: Count
    """Number of the option Content-Format."""
    query: Count
    """Number of the option Uri-Query."""
    upload_block: Count
    """Number of the option Block1."""
    download_block: Count
    """Number of the option Block2."""
    no_response: Count
    """Number of the option No-Response."""
    location: Count
    """Number of the option Location-Path."""
    no_response_value: Bit
    """Value of the option No-Response."""
    edhoc: Bit
    """Value of the option Content-Format of a message of EDHOC."""
    largest_block: Bit
    """Largest block of a block-wise transfer."""


@dataclass(frozen=True)
class HttpFormat:
    """Sizes of a version of HTTP with its documented set of header fields."""

    upload: Bit
    """POST without the texts of path, host and content type."""
    download: Bit
    """GET without the texts of path and host."""
    response: Bit
    """Response 200 without its headers of choice and the digits of the length."""
    later_upload: Bit
    """A later POST of the same connection."""
    later_download: Bit
    """A later GET of the same connection."""
    later_response: Bit
    """A later response of the same connection."""
    texts_again: Count
    """1 if a later request sends the texts again, 0 if it refers to them."""
    digits: Count
    """1 if the length of a body is sent as decimal digits, else 0."""
    frame: Bit
    """Header of a frame that holds a body, without a length of varying size."""
    frame_lengths: Count
    """1 if the length of a frame takes one to eight octets as it needs, else 0."""
    frame_limit: Bit
    """Largest frame that holds a body."""
    preface_up: Bit
    """What the client sends first and in answer to what the server sends first."""
    preface_down: Bit
    """What the server sends first and in answer to what the client sends first."""


@dataclass(frozen=True)
class SecurityFormat:
    """What a security protocol adds to messages, and its handshake without certificates."""

    record_up: Bit
    """What each record or message from the device adds."""
    record_down: Bit
    """What each record or message to the device adds."""
    record_limit: Bit
    """What a record holds at most."""
    hello: Bit
    """First flight of the device."""
    retry: Bit
    """What asks the device to say it again with a cookie; nothing where that is not done."""
    second_hello: Bit
    """The first flight of the device once more, with the cookie."""
    server_flight: Bit
    """Flight of the server, without certificates."""
    client_flight: Bit
    """Second flight of the device, without certificates."""
    finish: Bit
    """Last flight of the server: what it confirms, and its tickets."""
    server_chains: Count
    """1 if the server sends its certificates, else 0."""
    closing: Bit
    """What each side sends to end the session, without the record."""
    server_name: Bit
    """What naming the server adds to each first flight, without the name."""
    usual_chain: Bit
    """Certificates of a server that nobody described."""


@dataclass(frozen=True)
class UdpFormat:
    """Sizes of UDP."""

    header: Bit
    """Header of a datagram."""


@dataclass(frozen=True)
class TcpFormat:
    """Sizes of TCP and how often it acknowledges."""

    header: Bit
    """Header of a segment without options."""
    options: Bit
    """Options of every segment."""
    opening_options: Bit
    """Options of the two segments that open a connection."""
    every: Count
    """Segments that one acknowledgement confirms."""


@dataclass(frozen=True)
class QuicFormat:
    """Sizes of QUIC once its handshake is done."""

    header: Bit
    """Header of a packet with connection identifier and packet number."""
    tag: Bit
    """Authentication tag of a packet."""
    stream: Bit
    """Header of a frame of a stream."""
    acknowledgement: Bit
    """Frame that acknowledges."""
    closing: Bit
    """Frame that closes the connection."""
    datagram: Bit
    """Largest datagram sent."""
    every: Count
    """Packets that one acknowledgement confirms."""


@dataclass(frozen=True)
class NetworkFormat:
    """Sizes of a network layer, and how it cuts packets that are too large for the link."""

    header: Bit
    """Header of a packet that carries UDP, without what it makes of the UDP header."""
    other_header: Bit
    """Header of a packet that carries anything else."""
    saved: Bit
    """Part of the header of UDP that it takes away."""
    first_mark: Bit
    """What the first fragment of several adds."""
    later_mark: Bit
    """What each later fragment adds, repeated headers included."""
    step: Bit
    """All fragments but the last carry a multiple of this."""
    largest: Bit
    """Largest packet it accepts before it cuts it, its own header not compressed."""
    expanded: Bit
    """Its header not compressed."""
    mtu: Bit
    """Largest packet that a link takes, where the link does not say."""
