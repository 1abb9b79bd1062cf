"""From the table on framing to the application protocol as it is used."""

from __future__ import annotations

from typing import Final

from joulepath.catalogue import Catalogue
from joulepath.errors import Problem, ScenarioError
from joulepath.records.links.protocols import (
    OCTET,
    Application,
    Coap,
    Http,
    Mqtt,
    Raw,
    Registration,
)
from joulepath.scenario.links.framing_section import FramingSection
from joulepath.scenario.links.texts import coded_bits, content_type_bits, plain_bits

__all__ = ["application_of"]

# Registration interface of LwM2M 1.1, section 6.2 of its core specification: a client of
# version 1.1 over UDP with the objects device and security; the server calls it by four letters.
_REGISTERED_AT: Final = "rd"
_QUERIES: Final = ("lwm2m=1.1", "lt={lifetime:.0f}", "b=U")
_OBJECTS: Final = "</1/0>,</3/0>"
_NAME_OF_REGISTRATION: Final = "a1b2"
_DAY: Final = 86_400.0


def application_of(section: FramingSection, known: Catalogue) -> Application:
    """Make the record of an application protocol.

    Raises
    ------
    ScenarioError
        For a text that the protocol cannot send.
    """
    name = section.application
    if name in known.names("mqtt-versions"):
        return _mqtt(section, known)
    if name in known.names("coap-profiles"):
        return _coap(section, known)
    if name in known.names("http-versions"):
        return _http(section, known)
    return Raw()


def _mqtt(section: FramingSection, known: Catalogue) -> Mqtt:
    credentials = (text for text in (section.user, section.password) if text is not None)
    return Mqtt(
        format=known.entry("mqtt-versions", section.application).record,
        quality=section.quality_of_service or 0,
        topic=plain_bits(section.topic),
        client=plain_bits(section.client),
        credentials=tuple(map(plain_bits, credentials)),
        properties=section.properties,
    )


def _coap(section: FramingSection, known: Catalogue) -> Coap:
    entry = known.entry("coap-profiles", section.application)
    path = entry.text["resource"] if section.path is None else section.path
    block = entry.record.largest_block
    registers = entry.text["registers"] == "yes"
    octets = section.content_format
    if octets is None and registers:
        octets = 1  # SenML in JSON or CBOR
    return Coap(
        format=entry.record,
        confirmable=section.confirmable,
        answered=section.answered,
        token=section.token,
        path=tuple(plain_bits(segment) for segment in path.split("/") if segment),
        content_format=None if octets is None else octets * OCTET,
        block=block if section.block_size is None else _octets(section.block_size),
        registration=_registration(section) if registers else None,
    )


def _octets(written: str) -> float:
    return float(written.removesuffix(" B")) * OCTET


def _registration(section: FramingSection) -> Registration:
    lifetime = _DAY if section.keep_alive is None else float(section.keep_alive)
    queries = (f"ep={section.client}", *(query.format(lifetime=lifetime) for query in _QUERIES))
    return Registration(
        path=plain_bits(_REGISTERED_AT),
        queries=tuple(map(plain_bits, queries)),
        content_format=OCTET,
        objects=plain_bits(_OBJECTS),
        location=plain_bits(_NAME_OF_REGISTRATION),
    )


def _http(section: FramingSection, known: Catalogue) -> Http:
    entry = known.entry("http-versions", section.application)
    coding = entry.text["texts"]
    path = f"/{(section.path or '').removeprefix('/')}"
    try:
        match coding:
            case "hpack" | "qpack":
                target = (coded_bits(path), coded_bits(section.host))
                kind = content_type_bits(section.content_type, coding)
            case _:
                target = (plain_bits(path), plain_bits(section.host))
                kind = plain_bits(section.content_type)
    except ValueError as error:
        remedy = "write other characters as %XX"
        raise ScenarioError(Problem("path, host or content_type", str(error), remedy)) from None
    return Http(
        format=entry.record,
        upload_texts=(*target, kind),
        download_texts=target,
        request_headers=section.request_headers,
        response_headers=section.response_headers,
    )
