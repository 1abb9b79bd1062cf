"""From the table that says how messages are framed to records, and their framing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from joulepath.catalogue import Catalogue, load
from joulepath.core.quantities import Bit
from joulepath.errors import Problem, ScenarioError
from joulepath.lifecycle.links.encoding import compressed_bits, encoded_bits
from joulepath.lifecycle.links.framing import framing
from joulepath.records.links.framing import Framing
from joulepath.records.links.protocols import (
    OCTET,
    Datagrams,
    Message,
    Network,
    Quic,
    Security,
    Session,
    Stack,
    Streams,
    Transport,
)
from joulepath.scenario.links.applications import application_of
from joulepath.scenario.links.framing_rules import framing_problems
from joulepath.scenario.links.framing_section import NONE, FramingSection
from joulepath.scenario.links.texts import plain_bits
from joulepath.scenario.problems import problems_of

__all__ = ["Framed", "Resolved", "frame", "resolve", "section_of"]

_TRANSPORTS: Final = {"mqtt-versions": "tcp", "coap-profiles": "udp"}
_USUAL: Final = {"network": "ipv4", "udp": "udp"}


@dataclass(frozen=True)
class Resolved:
    """A table on framing, as it was understood."""

    message: Message
    """What is sent."""
    stack: Stack
    """Protocols that carry it."""
    names: Mapping[str, str]
    """Names of the protocols, by layer."""
    assumptions: tuple[str, ...]
    """What nobody said."""


@dataclass(frozen=True)
class Framed:
    """A table on framing, and what it comes to."""

    resolved: Resolved
    """The table, as it was understood."""
    framing: Framing
    """Packets, and bits of each layer."""


def section_of(tables: Mapping[str, Any], catalogue: Catalogue | None = None) -> FramingSection:
    """Check the keys of a table on framing.

    Raises
    ------
    ScenarioError
        With every problem of the table at once.
    """
    known = catalogue if catalogue is not None else load()
    try:
        return FramingSection.model_validate(tables, context={"catalogue": known})
    except ValidationError as error:
        raise ScenarioError(*problems_of(error, FramingSection, "")) from None


def frame(section: FramingSection, period: float | None = None) -> Framed:
    """Frame a message.

    Parameters
    ----------
    section : FramingSection
        What is sent, and how.
    period : float, optional
        A period in s for which bits are wanted, too.

    Returns
    -------
    Framed
        Packets, bits of each layer, and what nobody said.

    Raises
    ------
    ScenarioError
        With every problem at once.
    """
    if period is not None and section.interval is None:
        remedy = "add interval, the time from one message to the next"
        raise ScenarioError(Problem("interval", "missing, but a period is wanted", remedy))
    resolved = resolve(section)
    return Framed(resolved, framing(resolved.message, resolved.stack, period))


def resolve(section: FramingSection, catalogue: Catalogue | None = None) -> Resolved:
    """Make records of a table on framing.

    Parameters
    ----------
    section : FramingSection
        The table.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    Resolved
        What is sent, by what, and what nobody said.

    Raises
    ------
    ScenarioError
        With every problem at once.
    """
    known = catalogue if catalogue is not None else load()
    assumptions: list[str] = []
    names = _names(section, known, assumptions)
    stack = Stack(
        application=application_of(section, known),
        security=_security(section, names["security"], known, assumptions),
        transport=_transport(names["transport"], known),
        network=_network(section, names["network"], known, assumptions),
        session=Session(section.session_messages, section.keep_alive),
        link_header=section.link_header,
    )
    message = Message(_payload(section), section.direction, section.answer, section.interval)
    problems = [*_unused(section), *framing_problems(message, stack)]
    if problems:
        raise ScenarioError(*problems)
    return Resolved(message, stack, names, (*assumptions, *_defaults(section, known)))


def _names(section: FramingSection, known: Catalogue, assumptions: list[str]) -> dict[str, str]:
    transport = section.transport
    if transport is None:
        transport = _usual_transport(section, known)
        assumptions.append(f"transport: {transport}, as {section.application} needs it")
    security = section.security
    if security is None:
        security = "quic-tls-1.3" if transport == "quic" else NONE
        assumptions.append(f"security: {security}")
    network = section.network
    if network is None:
        network = NONE if transport == NONE else _USUAL["network"]
        assumptions.append(f"network: {network}")
    return {
        "application": section.application,
        "transport": transport,
        "security": security,
        "network": network,
    }


def _usual_transport(section: FramingSection, known: Catalogue) -> str:
    name = section.application
    if name in known.names("http-versions"):
        return known.entry("http-versions", name).text["carrier"]
    for kind, transport in _TRANSPORTS.items():
        if name in known.names(kind):
            return transport
    return NONE if section.network in (None, NONE) else _USUAL["udp"]


def _transport(name: str, known: Catalogue) -> Transport:
    if name == NONE:
        return None
    if name in known.names("tcp-profiles"):
        return Streams(known.entry("tcp-profiles", name).record)
    if name in known.names("udp-profiles"):
        return Datagrams(known.entry("udp-profiles", name).record)
    udp = known.entry("udp-profiles", _USUAL["udp"]).record
    return Quic(known.entry("quic-profiles", name).record, udp)


def _security(
    section: FramingSection, name: str, known: Catalogue, assumptions: list[str]
) -> Security | None:
    if name == NONE:
        return None
    entry = known.entry("security-protocols", name)
    protects: Any = entry.text["protects"]
    chain = section.certificates
    if chain is None:
        chain = entry.record.usual_chain
        if entry.record.server_chains:
            written = entry.figures["usual_chain"]
            assumptions.append(f"certificates: {written.written}; {written.note}")
    server_name = None if section.server_name is None else plain_bits(section.server_name)
    return Security(
        format=entry.record,
        protects=protects,
        server_certificates=chain,
        client_certificates=section.client_certificates,
        server_name=server_name,
        path=(plain_bits(".well-known"), plain_bits("edhoc")) if protects == "message" else (),
    )


def _network(
    section: FramingSection, name: str, known: Catalogue, assumptions: list[str]
) -> Network | None:
    if name == NONE:
        return None
    entry = known.entry("network-protocols", name)
    mtu = section.mtu
    if mtu is None:
        figure = entry.figures["mtu"]
        mtu = figure.value
        assumptions.append(f"mtu: {figure.written}; {figure.note}")
    return Network(
        entry.record,
        adapts=entry.text["adapts"] == "yes",
        mtu=mtu,
        udp_alone=entry.text["carries"] == "udp",
    )


def _payload(section: FramingSection) -> Bit:
    size: Any = section.payload
    values: Any = section.values  # given where no payload is, as the section demands
    width: Any = section.value_size
    if size is None:
        size = encoded_bits(section.encoding, values, width)
    if section.compression is not None:
        size = compressed_bits(size, section.compression)
    return size


_TEXTS: Final = {
    "mqtt": ("topic", "client"),
    "lwm2m": ("client", "token"),
    "coap": ("token",),
    "http": ("host", "content_type"),
}


def _defaults(section: FramingSection, known: Catalogue) -> Iterator[str]:
    """Texts and lengths that count and that nobody gave."""
    family = section.application.partition("-")[0]
    for key in _TEXTS.get(family, ()):
        if key not in section.model_fields_set:
            value = getattr(section, key)
            yield f"{key}: {value!r}" if isinstance(value, str) else f"{key}: {value / OCTET:g} B"
    if section.path is None and section.application in known.names("coap-profiles"):
        entry = known.entry("coap-profiles", section.application)
        yield f"path: {entry.text['resource']!r}"
    if section.path is None and family == "http":
        yield "path: '/'"
    if "session_messages" not in section.model_fields_set and section.application != "raw":
        yield "session_messages: 1, so that each message bears a whole session"


_KEYS: Final = {
    "mqtt": ("quality_of_service", "topic", "user", "password", "properties"),
    "coap": ("confirmable", "answered", "token", "content_format", "block_size"),
    "http": ("host", "content_type", "request_headers", "response_headers"),
}


def _unused(section: FramingSection) -> list[Problem]:
    """Keys that mean nothing to the application protocol that is used."""
    family = section.application.partition("-")[0].replace("lwm2m", "coap")
    return [
        Problem(key, f"means nothing to {section.application!r}", f"leave it out, or use {other}")
        for other, keys in _KEYS.items()
        for key in keys
        if other != family and key in section.model_fields_set
    ]
