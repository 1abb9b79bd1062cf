"""Sizes on paper against the bytes that well-kept implementations send.

Every test builds the bytes with another program and counts them; one whose program is not there is
skipped, and says so. All are exact unless the test says why not.
"""

from __future__ import annotations

import asyncio
import http.client
import http.server
import importlib
import json
import shutil
import socket
import ssl
import threading
import zlib
from pathlib import Path
from typing import Any

import loopback
import pytest
from loopback import LOCAL, Heard

from joulepath.catalogue import load
from joulepath.records.links.framing import Framing
from joulepath.scenario.links.framing import frame, section_of
from joulepath.scenario.links.texts import coded_bits, compression_ratio

OCTET = 8.0
SIZES = (1, 20, 100, 127, 128, 1_000, 20_000)

OPENSSL = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the program openssl")


def framed(**keys: Any) -> Framing:
    return frame(section_of(keys)).framing


def octets(found: Framing, layers: str, way: str) -> float:
    """Octets of some layers one way."""
    return sum(getattr(e, way) for e in found.layers if e.layer in layers.split()) / OCTET


def of_purpose(found: Framing, purpose: str, way: str) -> float:
    return sum(getattr(e, way) for e in found.purposes if e.layer == purpose) / OCTET


def size_of(octets_: int) -> str:
    return f"{octets_} B"


# -- Encodings


@pytest.mark.parametrize("count", [1, 23, 24, 255, 256, 3_000])
def test_cbor_is_that_of_cbor2(count: int) -> None:
    cbor2 = pytest.importorskip("cbor2")
    numbers = [1.1] * count  # no shorter than a double
    keys = {"values": count, "encoding": "cbor", "value_size": "64 bit", "application": "raw"}
    assert octets(framed(**keys), "payload", "up") == len(cbor2.dumps(numbers))


@pytest.mark.parametrize("count", [1, 31, 32, 4_095, 4_096, 600_000])
def test_a_packed_field_is_that_of_protobuf(count: int) -> None:
    pytest.importorskip("google.protobuf")
    descriptor = importlib.import_module("google.protobuf.descriptor_pb2")
    factory = importlib.import_module("google.protobuf.message_factory")
    pool = importlib.import_module("google.protobuf.descriptor_pool").DescriptorPool()
    file = descriptor.FileDescriptorProto(name="r.proto", package="r", syntax="proto3")
    message = file.message_type.add(name="Readings")
    field = descriptor.FieldDescriptorProto
    message.field.add(name="x", number=1, label=field.LABEL_REPEATED, type=field.TYPE_FLOAT)
    pool.Add(file)
    readings = factory.GetMessageClass(pool.FindMessageTypeByName("r.Readings"))(x=[1.5] * count)
    keys = {"values": count, "encoding": "protobuf", "value_size": "32 bit", "application": "raw"}
    assert octets(framed(**keys), "payload", "up") == readings.ByteSize()


@pytest.mark.parametrize("count", [1, 2, 500])
def test_json_is_that_of_python(count: int) -> None:
    written = json.dumps([21.25] * count, separators=(",", ":"))
    keys = {"values": count, "encoding": "json", "value_size": "5 B", "application": "raw"}
    assert octets(framed(**keys), "payload", "up") == len(written)


def test_a_ratio_measured_by_zlib_gives_what_zlib_sends() -> None:
    data = b"temperature=21.25;" * 50
    keys = {"payload": size_of(len(data)), "compression": compression_ratio(data)}
    assert octets(framed(application="raw", **keys), "payload", "up") == len(zlib.compress(data, 9))


# -- MQTT


class _Broker(threading.Thread):
    """Reads control packets one by one and confirms them; speaks both versions."""

    def __init__(self, *, version_5: bool) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server((LOCAL, 0))
        self.port = int(self.listener.getsockname()[1])
        self.version_5 = version_5
        self.packets: list[bytes] = []

    def run(self) -> None:
        connection, _ = self.listener.accept()
        with self.listener, connection, connection.makefile("rb") as stream:
            while head := stream.read(1):
                length, shift, octet = 0, 0, b"\x80"
                raw = head
                while octet[0] >= 128:
                    octet = stream.read(1)
                    raw += octet
                    length, shift = length | (octet[0] & 127) << shift, shift + 7
                body = stream.read(length)
                self.packets.append(raw + body)
                if answer := self._answer(head[0], body):
                    connection.sendall(answer)

    def _answer(self, head: int, body: bytes) -> bytes:
        extra = b"\0" if self.version_5 else b""
        match head >> 4:
            case 1:
                return bytes([0x20, 2 + len(extra), 0, 0]) + extra
            case 3 if head & 6:
                topic = int.from_bytes(body[:2], "big")
                kind = 0x40 if head & 6 == 2 else 0x50
                return bytes([kind, 2]) + body[2 + topic : 4 + topic]
            case 6:
                return bytes([0x70, 2]) + body[:2]
            case 8:
                return bytes([0x90, 3 + len(extra)]) + body[:2] + extra + b"\1"
            case 12:
                return bytes([0xD0, 0])
            case _:
                return b""


def _published(version: str, quality: int, payload: int) -> tuple[list[bytes], Any]:
    client_module = pytest.importorskip("paho.mqtt.client")
    version_5 = version == "mqtt-5"
    broker = _Broker(version_5=version_5)
    broker.start()
    client = client_module.Client(
        client_module.CallbackAPIVersion.VERSION2,
        client_id="sensor-17",
        protocol=client_module.MQTTv5 if version_5 else client_module.MQTTv311,
    )
    client.username_pw_set("user", "secret")
    ready = threading.Event()
    client.on_connect = lambda *_: ready.set()
    client.connect(LOCAL, broker.port, keepalive=60)
    client.loop_start()
    assert ready.wait(5)
    client.publish("plant/7/t", b"x" * payload, qos=quality).wait_for_publish(5)
    client.disconnect()
    client.loop_stop()
    broker.join(5)
    return broker.packets, client


@pytest.mark.parametrize("payload", SIZES)
@pytest.mark.parametrize("quality", [0, 1, 2])
@pytest.mark.parametrize("version", ["mqtt-3.1.1", "mqtt-5"])
def test_mqtt_is_that_of_paho(version: str, quality: int, payload: int) -> None:
    sent, _ = _published(version, quality, payload)
    found = framed(
        payload=size_of(payload),
        application=version,
        quality_of_service=quality,
        topic="plant/7/t",
        client="sensor-17",
        user="user",
        password="secret",
    )
    assert octets(found, "payload application", "up") == sum(map(len, sent))


def test_a_subscription_and_a_sign_of_life_are_those_of_paho() -> None:
    client_module = pytest.importorskip("paho.mqtt.client")
    for version, protocol in (
        ("mqtt-3.1.1", client_module.MQTTv311),
        ("mqtt-5", client_module.MQTTv5),
    ):
        broker = _Broker(version_5=version == "mqtt-5")
        broker.start()
        client = client_module.Client(
            client_module.CallbackAPIVersion.VERSION2, client_id="node-1", protocol=protocol
        )
        subscribed, connected = threading.Event(), threading.Event()
        client.on_connect = lambda *_, event=connected: event.set()
        client.on_subscribe = lambda *_, event=subscribed: event.set()
        client.connect(LOCAL, broker.port, keepalive=1)
        client.loop_start()
        assert connected.wait(5)
        client.subscribe("s/t", 1)
        assert subscribed.wait(5)
        for _ in range(50):
            if any(packet[0] >> 4 == 12 for packet in broker.packets):
                break
            threading.Event().wait(0.1)
        client.disconnect()
        client.loop_stop()
        broker.join(5)
        sizes = {packet[0] >> 4: len(packet) for packet in broker.packets}
        # Down and back: a message that the broker publishes needs CONNECT, SUBSCRIBE, DISCONNECT
        # of the client, and one PINGREQ if it comes every 90 s after at most 60 s of silence.
        found = framed(
            payload="20 B",
            application=version,
            direction="down",
            interval="90 s",
            keep_alive="60 s",
        )
        up = sizes[1] + sizes[8] + sizes[12] + sizes[14]
        assert octets(found, "payload application", "up") == up


def test_what_a_broker_sends_is_that_of_amqtt() -> None:
    pytest.importorskip("amqtt")
    pytest.importorskip("paho.mqtt.client")
    broker_class = importlib.import_module("amqtt.broker").Broker
    client_module = importlib.import_module("paho.mqtt.client")
    heard, port = Heard(), loopback.free_port()
    plugins = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
    configuration = {
        "listeners": {"default": {"type": "tcp", "bind": f"{LOCAL}:{port}"}},
        "plugins": plugins,
    }

    def talk(front: int) -> None:
        client = client_module.Client(client_module.CallbackAPIVersion.VERSION2, client_id="node-1")
        connected = threading.Event()
        client.on_connect = lambda *_: connected.set()
        client.connect(LOCAL, front, keepalive=60)
        client.loop_start()
        assert connected.wait(5)
        client.publish("s/t", b"x" * 20, qos=2).wait_for_publish(5)
        client.disconnect()
        client.loop_stop()

    async def serve() -> None:
        broker = broker_class(configuration)
        await broker.start()
        try:
            with loopback.relayed(port, heard) as front:
                await asyncio.to_thread(talk, front)
                await asyncio.sleep(0.3)
        finally:
            await broker.shutdown()

    asyncio.run(serve())
    found = framed(payload="20 B", application="mqtt-3.1.1", quality_of_service=2)
    for way in ("up", "down"):
        assert octets(found, "payload application", way) == heard.octets(way)


# -- CoAP


def _coap(code: str, payload: int, **options: Any) -> Any:
    aiocoap = pytest.importorskip("aiocoap")
    message = aiocoap.Message(code=getattr(aiocoap, code), payload=b"x" * payload)
    message.token, message.mid, message.mtype = b"ab", 7, aiocoap.CON
    for name, value in options.items():
        setattr(message.opt, name, value)
    return message


@pytest.mark.parametrize("path", ["temp", "a/b", "sensors/greenhouse-number-17/temperature"])
@pytest.mark.parametrize("payload", [1, 20, 1_024])
def test_coap_is_that_of_aiocoap(path: str, payload: int) -> None:
    request = _coap("POST", payload, uri_path=tuple(path.split("/")), content_format=60)
    found = framed(payload=size_of(payload), application="coap", path=path, content_format=1)
    assert octets(found, "payload application", "up") == len(request.encode())
    assert octets(found, "application", "down") == len(_coap("CHANGED", 0).encode())


def test_a_message_that_wants_no_response_is_that_of_aiocoap() -> None:
    request = _coap("POST", 20, uri_path=("temp",), no_response=26)
    found = framed(
        payload="20 B", application="coap", path="temp", confirmable=False, answered=False
    )
    assert octets(found, "payload application", "up") == len(request.encode())
    assert found.down == 0


@pytest.mark.parametrize("blocks", [1, 2, 16, 17, 18, 4_096, 4_098])
@pytest.mark.parametrize("direction", ["up", "down"])
def test_blocks_are_those_of_aiocoap(direction: str, blocks: int) -> None:
    """Every block of a transfer, encoded one by one."""
    size, exponent, rest = 64, 2, 5
    total = (blocks - 1) * size + rest
    up = down = 0
    for number in range(blocks):
        more = number < blocks - 1
        block = (number, more, exponent) if blocks > 1 else None
        content = size if more else rest
        if direction == "up":
            up += len(_coap("POST", content, uri_path=("s",), block1=block).encode())
            down += len(_coap("CHANGED", 0, block1=block).encode())
        else:
            asked = (number, False, exponent) if number else None
            up += len(_coap("GET", 0, uri_path=("s",), block2=asked).encode())
            down += len(_coap("CONTENT", content, block2=block).encode())
    found = framed(
        payload=size_of(total),
        application="coap",
        path="s",
        direction=direction,
        block_size="64 B",
    )
    assert octets(found, "payload application", "up") == up
    assert octets(found, "payload application", "down") == down


def test_a_registration_is_that_of_aiocoap() -> None:
    queries = ("ep=node-1", "lwm2m=1.1", "lt=600", "b=U")
    objects = len("</1/0>,</3/0>")
    register = _coap("POST", objects, uri_path=("rd",), content_format=40, uri_query=queries)
    created = _coap("CREATED", 0, location_path=("rd", "a1b2"))
    update = _coap("POST", 0, uri_path=("rd", "a1b2"))
    send = _coap("POST", 20, uri_path=("dp",), content_format=112)
    done = len(_coap("CHANGED", 0).encode())
    found = framed(payload="20 B", application="lwm2m", interval="20 min", keep_alive="10 min")
    up = sum(len(message.encode()) for message in (register, update, send))
    assert octets(found, "payload application", "up") == up
    assert octets(found, "application", "down") == len(created.encode()) + 2 * done


def test_oscore_is_that_of_aiocoap() -> None:
    pytest.importorskip("aiocoap")
    pytest.importorskip("cbor2")
    pytest.importorskip("cryptography")
    aiocoap = importlib.import_module("aiocoap")
    oscore = importlib.import_module("aiocoap.oscore")

    class Context(oscore.CanProtect, oscore.CanUnprotect, oscore.SecurityContextUtils):
        def __init__(self, sender: bytes, recipient: bytes) -> None:
            self.alg_aead = oscore.algorithms["AES-CCM-16-64-128"]
            self.hashfun = oscore.hashfunctions["sha256"]
            self.id_context = None
            self.sender_id, self.recipient_id = sender, recipient
            self.derive_keys(b"salt", b"secret")
            self.sender_sequence_number = 5
            self.recipient_replay_window = oscore.ReplayWindow(32, lambda: None)
            self.recipient_replay_window.initialize_empty()

        def post_seqnoincrease(self) -> None:
            pass

    device, server = Context(b"B", b"A"), Context(b"A", b"B")
    plain = aiocoap.Message(code=aiocoap.POST, payload=b"x" * 20)
    plain.opt.uri_path = ("temp",)
    request, _ = device.protect(plain)
    request.token, request.mid, request.mtype = b"ab", 7, aiocoap.CON
    sent = request.encode()
    _, identifiers = server.unprotect(aiocoap.Message.decode(sent))
    response, _ = server.protect(aiocoap.Message(code=aiocoap.CHANGED), identifiers)
    response.token, response.mid, response.mtype = b"ab", 7, aiocoap.ACK
    found = framed(payload="20 B", application="coap", path="temp", security="oscore")
    assert octets(found, "payload application security", "up") == len(sent)
    assert octets(found, "application security", "down") == len(response.encode())


# -- HTTP


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._send(b"")

    def do_GET(self) -> None:
        self._send(b"x" * 1_000)

    def _send(self, body: bytes) -> None:
        self.send_response_only(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _http(requests: list[tuple[str, int]]) -> tuple[Heard, str]:
    heard = Heard()
    server = http.server.ThreadingHTTPServer((LOCAL, 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with loopback.relayed(server.server_port, heard) as front:
        connection = http.client.HTTPConnection(LOCAL, front)
        for method, size in requests:
            connection.putrequest(method, "/s/t", skip_accept_encoding=True)
            if method == "POST":
                connection.putheader("Content-Type", "application/json")
                connection.putheader("Content-Length", str(size))
            connection.endheaders(b"x" * size if size else None)
            connection.getresponse().read()
        connection.close()
    server.shutdown()
    server.server_close()
    return heard, f"{LOCAL}:{front}"


@pytest.mark.parametrize("payload", SIZES)
def test_http_1_is_that_of_python(payload: int) -> None:
    heard, host = _http([("POST", payload)] * 3)
    found = framed(
        payload=size_of(payload),
        application="http-1.1",
        path="/s/t",
        host=host,
        session_messages=3,
    )
    for way in ("up", "down"):
        total = 3 * octets(found, "payload application", way)
        assert total == pytest.approx(heard.octets(way), rel=1e-12)  # thirds of a session


def test_a_download_by_http_1_is_that_of_python() -> None:
    heard, host = _http([("GET", 0)])
    found = framed(
        payload="1000 B", application="http-1.1", path="/s/t", host=host, direction="down"
    )
    for way in ("up", "down"):
        assert octets(found, "payload application", way) == heard.octets(way)


def _settings(data: bytes) -> int:
    """Octets of the settings in what begins an HTTP/2 connection."""
    frames = data.removeprefix(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    assert frames[3] == 4, "a SETTINGS frame"
    return int.from_bytes(frames[:3], "big")


@pytest.mark.parametrize("payload", [1, 20, 16_384, 16_385, 40_000])
def test_http_2_is_that_of_h2(payload: int) -> None:
    pytest.importorskip("h2")
    h2 = importlib.import_module("h2.connection")
    configuration = importlib.import_module("h2.config").H2Configuration
    client = h2.H2Connection(configuration(client_side=True))
    server = h2.H2Connection(configuration(client_side=False))
    client.initiate_connection()
    server.initiate_connection()
    up, down = client.data_to_send(), server.data_to_send()
    more = _settings(up), _settings(down)  # the entry counts an empty frame of settings
    fields = {":method": "POST", ":scheme": "https", ":path": "/s/t", ":authority": "example.org"}
    client.receive_data(down)
    server.receive_data(up)
    for stream in (1, 3, 5):
        headers = [*fields.items(), ("content-type", "application/json")]
        client.send_headers(stream, headers)
        left = payload
        while left:  # as large as a frame may be
            client.send_data(stream, b"x" * min(left, 16_384), end_stream=left <= 16_384)
            left -= min(left, 16_384)
        sent = client.data_to_send()
        up += sent
        server.receive_data(sent)
        server.increment_flow_control_window(payload)
        server.data_to_send()  # credits, which the entry leaves out
        server.send_headers(stream, [(":status", "200")], end_stream=True)
        client.increment_flow_control_window(100_000)
        client.data_to_send()
        answer = server.data_to_send()
        down += answer
        client.receive_data(answer)
        client.outbound_flow_control_window += payload
    found = framed(payload=size_of(payload), application="http-2", path="s/t", session_messages=3)
    acknowledgements = 9  # of the settings, sent with the credits above
    totals = {"up": len(up) - more[0], "down": len(down) - more[1] + acknowledgements}
    totals["up"] += 0 if _acknowledged(up) else acknowledgements
    for way, total in totals.items():
        # thirds of a session
        assert 3 * octets(found, "payload application", way) == pytest.approx(total, rel=1e-12)


def _acknowledged(data: bytes) -> bool:
    return b"\x00\x00\x00\x04\x01\x00\x00\x00\x00" in data


@pytest.mark.parametrize("text", ["/s/t", "example.org", "application/octet-stream", "a&b=~1"])
def test_the_huffman_code_is_that_of_hpack(text: str) -> None:
    hpack = pytest.importorskip("hpack.huffman_table")
    huffman = pytest.importorskip("hpack.huffman")
    constants = importlib.import_module("hpack.huffman_constants")
    assert hpack
    encoder = huffman.HuffmanEncoder(constants.REQUEST_CODES, constants.REQUEST_CODES_LENGTH)
    coded = len(encoder.encode(text.encode()))
    assert coded_bits(text) == OCTET * min(coded, len(text))


DEVICE, SERVER = ("192.0.2.2", 4433), ("192.0.2.1", 443)  # documentation addresses, RFC 5737


def test_http_3_is_that_of_aioquic(tmp_path: Path) -> None:
    """A request and its response in one packet each, after the handshake.

    The header fields are those of the entry; the dynamic table of QPACK is not in use yet for the
    first request, and the server's acknowledgement rides on its response.
    """
    pytest.importorskip("aioquic")
    if shutil.which("openssl") is None:
        pytest.skip("needs the program openssl")
    client, server = _quic_pair(tmp_path)
    h3 = importlib.import_module("aioquic.h3.connection").H3Connection
    talking = h3(client)
    assert h3(server).sent_settings
    _exchange(client, server, start=1.0)
    headers = {
        ":method": "POST",
        ":scheme": "https",
        ":authority": "example.org",
        ":path": "/s/t",
        "content-type": "application/json",
    }
    stream = client.get_next_available_stream_id()
    talking.send_headers(stream, [(n.encode(), v.encode()) for n, v in headers.items()])
    talking.send_data(stream, b"x" * 20, end_stream=True)
    (request,) = (data for data, _ in client.datagrams_to_send(2.0))
    found = framed(
        payload="20 B", application="http-3", path="s/t", network="ipv4", session_messages=1e9
    )
    sent = [p for p in found.packets if p.purpose == "message" and p.direction == "up"]
    (usual,) = (p for p in sent if p.count > 0.5)  # all requests of a session but the first
    ip_and_udp = 20 + 8
    assert float(usual.size) / OCTET == len(request) + ip_and_udp


def _quic_pair(folder: Path) -> tuple[Any, Any]:
    quic = importlib.import_module("aioquic.quic.connection").QuicConnection
    configuration = importlib.import_module("aioquic.quic.configuration").QuicConfiguration
    options, certificate = loopback.certificate(folder)
    ours = configuration(
        is_client=True, alpn_protocols=["h3"], verify_mode=ssl.CERT_NONE, server_name="localhost"
    )
    theirs = configuration(is_client=False, alpn_protocols=["h3"])
    theirs.load_cert_chain(options[1], options[3])
    client = quic(configuration=ours)
    client.connect(SERVER, now=0.0)
    first = client._peer_cid.cid
    server = quic(configuration=theirs, original_destination_connection_id=first)
    flights = _exchange(client, server, start=0.0)
    sizes = load().entry("security-protocols", "quic-tls-1.3").record
    up = sizes.hello + sizes.client_flight
    down = sizes.server_flight + certificate * OCTET + sizes.finish
    # A frame more or less that acknowledges takes 5 octets, a signature 70 to 72.
    assert sum(sum(f) for way, f in flights if way == "up") == pytest.approx(up / OCTET, abs=12)
    assert sum(sum(f) for way, f in flights if way == "down") == pytest.approx(down / OCTET, abs=12)
    return client, server


def _exchange(client: Any, server: Any, start: float) -> list[tuple[str, list[int]]]:
    """Let two ends say what they have to, and list their datagrams."""
    flights: list[tuple[str, list[int]]] = []
    now = start
    for _ in range(8):
        for way, source, sink, address in (
            ("up", client, server, DEVICE),
            ("down", server, client, SERVER),
        ):
            sent = [data for data, _ in source.datagrams_to_send(now)]
            for data in sent:
                sink.receive_datagram(data, address, now)
            if sent:
                flights.append((way, list(map(len, sent))))
        now += 0.03
        for end in (client, server):
            due = end.get_timer()
            if due and due <= now:
                end.handle_timer(now)
    return flights
