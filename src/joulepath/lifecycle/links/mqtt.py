"""What MQTT makes of a message."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.core.quantities import Bit
from joulepath.formulas.links import framing, messages
from joulepath.lifecycle.links import units
from joulepath.records.links.framing import Unit
from joulepath.records.links.protocols import OCTET, Message, Mqtt, Session
from joulepath.records.links.traffic import Direction

__all__ = ["mqtt_units"]


def mqtt_units(message: Message, mqtt: Mqtt, session: Session) -> Iterator[Unit]:
    """Units of a message that MQTT carries, its share of the session included.

    Parameters
    ----------
    message : Message
        What is sent, and its answer.
    mqtt : Mqtt
        How the protocol is used.
    session : Session
        What messages share.
    """
    yield from _opening(message, mqtt, session)
    yield from _published(message.payload, message.direction, mqtt)
    if message.answer is not None:
        yield from _published(message.answer, units.back(message.direction), mqtt)
    pings = units.signs_of_life(message, session)
    if pings is not None:
        ping = mqtt.format.ping
        yield units.control("keep-alive", "up", ping, count=pings, answered=units.ALWAYS)
        yield units.control("keep-alive", "down", ping, count=pings)
    once = units.one_in_a_session(session, mqtt.format.disconnect)
    # What confirms it ends the connection, too.
    yield units.control(
        "connection", "up", mqtt.format.disconnect, count=once, answered=units.ALWAYS
    )


def _opening(message: Message, mqtt: Mqtt, session: Session) -> Iterator[Unit]:
    sizes, once = mqtt.format, units.one_in_a_session(session, mqtt.format.connect)
    texts = ((sizes.text, text) for text in (mqtt.client, *mqtt.credentials))
    connect = _packet(sizes.connect, sizes.properties, *(part for pair in texts for part in pair))
    yield units.control("connection", "up", connect, count=once, answered=units.ALWAYS, small=False)
    yield units.control("connection", "down", sizes.connected, count=once)
    if message.direction == "down" or message.answer is not None:
        subscribe = _packet(
            sizes.identifier, sizes.properties, sizes.text, mqtt.topic, sizes.filter_options
        )
        yield units.control(
            "connection", "up", subscribe, count=once, answered=units.ALWAYS, small=False
        )
        yield units.control("connection", "down", sizes.subscribed, count=once)


def _published(content: Bit, direction: Direction, mqtt: Mqtt) -> Iterator[Unit]:
    sizes = mqtt.format
    fields = (sizes.text, mqtt.topic, sizes.properties, mqtt.properties)
    identifier = () if mqtt.quality == 0 else (sizes.identifier,)
    whole = _packet(*fields, *identifier, content)
    confirmed = units.NEVER if mqtt.quality == 0 else units.ALWAYS
    yield units.payload(direction, content, whole, answered=confirmed)
    other, confirmation = units.back(direction), sizes.acknowledgement
    match mqtt.quality:
        case 0:
            return
        case 1:
            yield units.control("acknowledgement", other, confirmation)
        case 2:
            for way in (other, direction):
                yield units.control("acknowledgement", way, confirmation, answered=units.ALWAYS)
            yield units.control("acknowledgement", other, confirmation)


def _packet(*parts: Bit) -> Bit:
    content = framing.joined_bits(parts=parts)
    remaining = messages.octets_of(content=content, octet=OCTET)
    return messages.delimited_bits(remaining=remaining, octet=OCTET)
