"""The table of a scenario that says how messages are framed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from joulepath.catalogue import Catalogue, load
from joulepath.core.quantities import Num
from joulepath.errors import UnknownName
from joulepath.scenario.fields import Quantity, anywhere, refuse
from joulepath.scenario.section import Section

__all__ = ["NONE", "FramingSection", "PathFramingSection", "ProtocolName", "StackSection"]

NONE = "none"


@dataclass(frozen=True)
class ProtocolName:
    """The name of a protocol of one of several kinds of the catalogue.

    Raises
    ------
    PydanticCustomError
        From validation, for an unknown name, with the nearest ones.
    """

    noun: str
    """What it is called."""
    kinds: tuple[str, ...]
    """Kinds of the catalogue."""
    besides: tuple[str, ...] = (NONE,)
    """Names that need no entry."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate a text by looking it up."""
        return core_schema.with_info_after_validator_function(
            self._look_up, core_schema.str_schema(strict=True)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Offer the names of the built-in catalogue; extensions may know more."""
        names = [*self.names(load())]
        kinds = ", ".join(self.kinds)
        return {"anyOf": [{"enum": names}, {"type": "string"}], "x-catalogue": kinds}

    def names(self, catalogue: Catalogue) -> tuple[str, ...]:
        """Every name that is allowed."""
        known = (name for kind in self.kinds for name in catalogue.names(kind))
        return (*known, *self.besides)

    def _look_up(self, name: str, info: ValidationInfo) -> str:
        context: dict[str, Any] = info.context or {}
        catalogue: Catalogue = context.get("catalogue") or load()
        known = self.names(catalogue)
        if name not in known:
            problem = UnknownName(self.noun, name, known).problems[0]
            remedy = problem.remedy or f"known: {', '.join(known)}"
            raise refuse(problem.what, remedy)
        return name


def _whole_octets(size: Any) -> Any:
    if anywhere(size % 8 != 0):
        raise refuse("a size that is no whole number of octets", "give whole bytes, e.g. '20 B'")
    return size


Bytes = Annotated[Num, Quantity("bit", minimum=0), AfterValidator(_whole_octets)]

APPLICATIONS = ProtocolName(
    "application protocol", ("mqtt-versions", "coap-profiles", "http-versions"), ("raw",)
)
TRANSPORTS = ProtocolName("transport protocol", ("tcp-profiles", "udp-profiles", "quic-profiles"))
SECURITIES = ProtocolName("security protocol", ("security-protocols",))
NETWORKS = ProtocolName("network protocol", ("network-protocols",))


_KEYS_OF: Final = MappingProxyType(
    {
        "mqtt": ("properties",),
        "coap": ("confirmable", "answered"),
        "http": ("request_headers", "response_headers"),
    }
)
"""Keys of each family of application protocols."""

_NOTED: Final = frozenset({"session_messages", "topic", "client", "token", "host", "content_type"})


class StackSection(Section):
    """Protocols that frame messages, from the application down to the network layer."""

    application: Annotated[str, APPLICATIONS]
    """Application protocol, e.g. "mqtt-5", "coap", "http-1.1", "lwm2m" or "raw"."""
    transport: Annotated[str, TRANSPORTS] | None = None
    """Transport protocol: "tcp", "tcp-timestamps", "udp", "quic" or "none"; by default the one
    that the application protocol runs on."""
    security: Annotated[str, SECURITIES] | None = None
    """Security protocol, e.g. "tls-1.3", "dtls-1.3-psk" or "oscore"; none by default."""
    network: Annotated[str, NETWORKS] | None = None
    """Network layer: "ipv4", "ipv6", "6lowpan", "schc-lorawan" or "none"; "ipv4" by default."""
    mtu: Annotated[Num, Quantity("bit", above=0), AfterValidator(_whole_octets)] | None = None
    """Largest packet that the link takes, e.g. "1500 B"; of 6LoWPAN and SCHC, largest fragment."""
    session_messages: Annotated[Num, Quantity("1", minimum=1)] = 1.0
    """Messages that share a connection and its handshake."""
    keep_alive: Annotated[Num, Quantity("s", above=0)] | None = None
    """Longest silence of an MQTT connection, or lifetime of a LwM2M registration."""
    quality_of_service: Literal[0, 1, 2] | None = None
    """Of MQTT: at most once (0), at least once (1), exactly once (2); 0 by default."""
    topic: str = "s/t"
    """Topic of MQTT."""
    client: str = "node-1"
    """Client identifier of MQTT, or name of the endpoint of LwM2M."""
    user: str | None = None
    """User name of MQTT; none by default."""
    password: str | None = None
    """Password of MQTT; none by default."""
    properties: Bytes = 0.0
    """Properties of PUBLISH besides their length (MQTT 5)."""
    path: str | None = None
    """Path of CoAP or HTTP, e.g. "s/t"."""
    host: str = "example.org"
    """Host of HTTP."""
    content_type: str = "application/json"
    """Content type of HTTP."""
    request_headers: Bytes = 0.0
    """Further header fields of every HTTP request, as they are sent."""
    response_headers: Bytes = 0.0
    """Further header fields of every HTTP response, as they are sent."""
    confirmable: bool = True
    """Whether CoAP messages are confirmed."""
    answered: bool = True
    """Whether CoAP messages that are not confirmed are answered all the same."""
    token: Annotated[Num, Quantity("bit", minimum=0, maximum=64), AfterValidator(_whole_octets)] = (
        16.0
    )
    """Length of the token of CoAP, up to 8 B."""
    content_format: Literal[0, 1, 2] | None = None
    """Octets of the number of the content format of CoAP; by default the option is left out."""
    block_size: Literal["16 B", "32 B", "64 B", "128 B", "256 B", "512 B", "1024 B"] | None = None
    """Block of CoAP; larger payloads go block by block; by default the largest block."""
    certificates: Bytes | None = None
    """Certificates of the server, in DER."""
    client_certificates: Bytes = 0.0
    """Certificates and signature of the device with their headers, if it must send them."""
    server_name: str | None = None
    """Name of the server as TLS sends it; by default it is not sent."""

    def unmentioned(self) -> Collection[str]:
        """Keys of other application protocols, and those that framing notes by itself."""
        family = "coap" if self.application == "lwm2m" else self.application.partition("-")[0]
        others = {key for name, keys in _KEYS_OF.items() if name != family for key in keys}
        return others | _NOTED | (set() if self.security else {"client_certificates"})


class FramingSection(StackSection):
    """How messages are framed, from the payload down to the packets of a link."""

    payload: Bytes | None = None
    """Size of the payload of a message, e.g. "20 B"; or give values and their encoding."""
    values: Annotated[Num, Quantity("1", minimum=1, whole=True)] | None = None
    """Numbers in a message, instead of the size of its payload."""
    encoding: Literal["raw", "cbor", "protobuf", "json"] = "raw"
    """How values are encoded: side by side, as a CBOR array, as a packed field of protobuf, or as
    a JSON array without blanks."""
    value_size: Annotated[Num, Quantity("bit", above=0)] | None = None
    """Size of a value, e.g. "32 bit"; in JSON that of its text, e.g. "5 B" for 21.50."""
    compression: Annotated[Num, Quantity("1", above=0, maximum=2)] | None = None
    """Size after compression by size before, e.g. 0.6; none by default."""
    direction: Literal["up", "down"] = "up"
    """From the device ("up") or to it ("down")."""
    answer: Bytes | None = None
    """Size of what comes back at once, e.g. a result; nothing by default."""
    interval: Annotated[Num, Quantity("s", above=0)] | None = None
    """Time from one message to the next, e.g. "5 min"; keep-alives and periods need it."""
    link_header: Bytes = 0.0
    """What the link adds to each packet, if it is to be counted here."""

    @model_validator(mode="after")
    def _has_one_payload(self) -> FramingSection:
        if (self.payload is None) == (self.values is None):
            raise refuse("a message needs payload or values", "give one of the two, not both")
        if self.values is not None and self.value_size is None:
            remedy = "add value_size, e.g. '32 bit', or for JSON '5 B'"
            raise refuse("values without a size", remedy)
        return self


class PathFramingSection(StackSection):
    """How the messages of a link of a path are framed."""

    compression: Annotated[Num, Quantity("1", above=0, maximum=2)] | None = None
    """Size of a message after compression by its size before, e.g. 0.6; none by default."""
