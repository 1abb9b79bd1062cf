"""Handshakes, records, segments and packets on paper against those that programs send.

Every test builds the bytes with another program and counts them; one whose program is not there is
skipped, and says so. All are exact unless the test says why not.
"""

from __future__ import annotations

import importlib
import shutil
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import loopback
import pytest
from loopback import LOCAL, Heard

from joulepath.catalogue import load
from joulepath.records.links.framing import Framing
from joulepath.scenario.links.framing import frame, section_of

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


# -- TLS and DTLS

CURVE = ["-groups", "P-256", "-sigalgs", "ecdsa_secp256r1_sha256"]
SIGNED_BY = ["-sigalgs", "ecdsa_secp256r1_sha256"]
KEY = ["-psk", "00" * 16, "-psk_identity", "i"]
WEAK = "PSK-AES128-CCM8:@SECLEVEL=0"  # tags of 8 octets are below OpenSSL's default level
WITH_A_CERTIFICATE = {
    "tls-1.2": (["-tls1_2"], ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256", *CURVE]),
    "tls-1.3": (["-tls1_3"], ["-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256", *CURVE]),
    "dtls-1.2": (
        ["-dtls1_2", "-listen", "-cipher", "ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0"],
        ["-dtls1_2", "-cipher", "ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0", *CURVE],
    ),
}
WITH_A_KEY = {
    "tls-1.2-psk": (
        ["-tls1_2", "-nocert", "-psk", "00" * 16, "-no_ticket", "-cipher", WEAK],
        ["-tls1_2", *KEY, "-no_ticket", "-cipher", WEAK, *SIGNED_BY],
    ),
    "tls-1.3-psk-ecdhe": (
        ["-tls1_3", "-nocert", *KEY, "-num_tickets", "0"],
        ["-tls1_3", *KEY, "-ciphersuites", "TLS_AES_128_GCM_SHA256", *CURVE],
    ),
    "dtls-1.2-psk": (
        ["-dtls1_2", "-listen", "-nocert", "-psk", "00" * 16, "-no_ticket", "-cipher", WEAK],
        ["-dtls1_2", *KEY, "-no_ticket", "-cipher", WEAK, *SIGNED_BY],
    ),
}
SAID = b"x" * 99 + b"\n"


def _transport(name: str) -> str:
    return "udp" if name.startswith("dtls") else "tcp"


def _whole(name: str, **more: Any) -> Framing:
    return framed(
        payload=size_of(len(SAID)),
        application="raw",
        transport=_transport(name),
        security=name,
        network="ipv4",
        **more,
    )


@OPENSSL
@pytest.mark.parametrize("name", WITH_A_KEY)
def test_sessions_with_a_key_are_those_of_openssl(name: str) -> None:
    """Handshake, one message and the end, octet by octet."""
    server, client = WITH_A_KEY[name]
    heard, report = loopback.handshaken(server, client, SAID, datagrams=name.startswith("dtls"))
    found = _whole(name)
    assert octets(found, "payload application security", "up") == heard.octets("up"), report
    # A server that is shut down may not answer the last alert.
    answer = octets(found, "security", "down") - heard.octets("down")
    assert answer in (0, _alert(name)), report


@OPENSSL
@pytest.mark.parametrize("name", WITH_A_CERTIFICATE)
def test_sessions_with_a_certificate_are_those_of_openssl(name: str, tmp_path: Path) -> None:
    """The same with a certificate and a signature, which is 70 to 72 octets long in DER."""
    server, client = WITH_A_CERTIFICATE[name]
    options, size = loopback.certificate(tmp_path)
    heard, report = loopback.handshaken(
        [*server, *options], client, SAID, datagrams=name.startswith("dtls")
    )
    found = _whole(name, certificates=size_of(size))
    assert octets(found, "payload application security", "up") == heard.octets("up"), report
    answer = octets(found, "security", "down") - heard.octets("down")
    assert min(abs(answer), abs(answer - _alert(name))) <= 1, report


def _alert(name: str) -> float:
    sizes = load().entry("security-protocols", name).record
    return (sizes.closing + sizes.record_down) / OCTET


@OPENSSL
@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_resumed_sessions_are_those_of_openssl(version: str, tmp_path: Path) -> None:
    name = f"tls-{version}-resumption"
    first, client = WITH_A_CERTIFICATE[f"tls-{version}"]
    options, _ = loopback.certificate(tmp_path)
    tickets = ["-num_tickets", "1"] if version == "1.3" else []
    ticket = str(tmp_path / "ticket.pem")
    heard = Heard()
    with loopback.openssl_server([*first, *tickets, *options], datagrams=False) as port:
        with loopback.relayed(port, Heard()) as front:
            loopback.openssl_client(front, [*client, "-sess_out", ticket], SAID)
        with loopback.relayed(port, heard) as front:
            report = loopback.openssl_client(front, [*client, "-sess_in", ticket], SAID)
    assert "Reused" in report
    found = _whole(name)
    # A ticket holds the session encrypted in blocks of 16 octets.
    assert abs(octets(found, "payload security", "up") - heard.octets("up")) < 16
    answer = octets(found, "security", "down") - heard.octets("down")
    assert min(abs(answer), abs(answer - _alert(name))) < 16


@pytest.mark.parametrize("size", [1, 100, 16_384, 16_385, 40_000])
@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_records_are_those_of_openssl(version: str, size: int, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs the program openssl")
    options, _ = loopback.certificate(tmp_path)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ours.check_hostname, ours.verify_mode = False, ssl.CERT_NONE
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(options[1], options[3])
    ours.minimum_version = ours.maximum_version = ssl.TLSVersion[f"TLSv{version}".replace(".", "_")]
    if version == "1.2":
        ours.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ours.wrap_bio(to_client, to_server)
    server = theirs.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for end in (client, server):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    to_server.read()
    assert client.write(b"x" * size) == size
    found = framed(
        payload=size_of(size),
        application="raw",
        transport="tcp",
        security=f"tls-{version}",
        network="ipv4",
        session_messages=1e15,  # so that nothing but the record is left
    )
    assert octets(found, "payload security", "up") == pytest.approx(to_server.pending, rel=1e-9)


# -- TCP, IP and 6LoWPAN


def _packets(network: str, **keys: Any) -> list[float]:
    found = framed(application="raw", transport="udp", network=network, **keys)
    sizes: list[float] = []
    for packet in found.packets:
        sizes += [float(packet.size) / OCTET] * int(packet.count)
    return sizes


@pytest.mark.parametrize("payload", [20, 1_472, 1_473, 4_000, 20_000])
def test_fragments_of_ipv4_are_those_of_scapy(payload: int) -> None:
    scapy = pytest.importorskip("scapy.layers.inet")
    raw = pytest.importorskip("scapy.packet").Raw
    datagram = scapy.IP() / scapy.UDP() / raw(b"x" * payload)
    expected = [len(bytes(each)) for each in scapy.fragment(datagram, fragsize=1_480)]
    assert _packets("ipv4", payload=size_of(payload)) == expected


@pytest.mark.parametrize("payload", [20, 1_232, 1_233, 4_000, 20_000])
def test_fragments_of_ipv6_are_those_of_scapy(payload: int) -> None:
    inet6 = pytest.importorskip("scapy.layers.inet6")
    inet = importlib.import_module("scapy.layers.inet")
    raw = importlib.import_module("scapy.packet").Raw
    datagram = inet6.IPv6() / inet6.IPv6ExtHdrFragment() / inet.UDP() / raw(b"x" * payload)
    if payload <= 1_232:
        expected = [len(bytes(inet6.IPv6() / inet.UDP() / raw(b"x" * payload)))]
    else:
        expected = [len(bytes(each)) for each in inet6.fragment6(datagram, 1_280)]
    assert _packets("ipv6", payload=size_of(payload), mtu="1280 B") == expected


# Modes of RFC 6282: the address of this side is elided, that of the other side is not, is half, is
# elided, too; ports in full or of 4 bits.
COMPRESSED = {
    "6lowpan": ({"dam": 0}, {"dst": "2001:db8::1"}, 0),
    "6lowpan-context": ({"dam": 1, "dac": 1}, {"dst": "2001:db8::1"}, 0),
    "6lowpan-link-local": ({"dam": 3}, {"dst": "fe80::ff:fe00:1"}, 3),
}


@pytest.mark.parametrize("network", COMPRESSED)
def test_compressed_headers_are_those_of_scapy(network: str) -> None:
    sixlowpan = pytest.importorskip("scapy.layers.sixlowpan")
    raw = importlib.import_module("scapy.packet").Raw
    modes, addresses, ports = COMPRESSED[network]
    header = sixlowpan.LoWPAN_IPHC(tf=3, nh=1, hlim=2, sam=3, **modes, **addresses)
    udp = sixlowpan.LoWPAN_NHC(exts=[sixlowpan.LoWPAN_NHC_UDP(P=ports)])
    expected = len(bytes(header / udp / raw(b"x" * 20)))
    assert _packets(network, payload="20 B") == [expected]


def test_a_connection_is_that_of_the_system() -> None:
    """Segments that open and close a connection of Linux, its timestamps on, seen on loopback."""
    try:
        tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
        tap.bind(("lo", 0x0800))
    except (AttributeError, OSError):
        pytest.skip("needs Linux and the right to see packets")
    with tap, socket.create_server((LOCAL, 0)) as listener:
        port = int(listener.getsockname()[1])
        with socket.create_connection((LOCAL, port)) as client:
            server, _ = listener.accept()
            client.sendall(b"x" * 20)
            assert server.recv(100) == b"x" * 20
            threading.Event().wait(0.2)
            client.close()
            assert server.recv(100) == b""
            server.close()
        tap.settimeout(0.5)
        seen = _segments(tap, port)
    found = framed(payload="20 B", application="raw", transport="tcp-timestamps", network="ipv4")
    # An opening of three segments, 20 B and their confirmation, a close of three.
    for way in ("up", "down"):
        expected = sum(
            round(float(packet.count)) * float(packet.size) / OCTET
            for packet in found.packets
            if packet.direction == way
        )
        assert sum(seen[way]) == expected, seen


def _segments(tap: socket.socket, port: int) -> dict[str, list[int]]:
    """Sizes of the IP packets to and from a port; loopback shows each packet twice."""
    seen: dict[str, list[int]] = {"up": [], "down": []}
    while True:
        try:
            packet, address = tap.recvfrom(65536)
        except TimeoutError:
            return seen
        outgoing = 4
        if address[2] == outgoing or packet[9] != socket.IPPROTO_TCP:
            continue
        source, target = (int.from_bytes(packet[at : at + 2], "big") for at in (20, 22))
        if target == port:
            seen["up"].append(int.from_bytes(packet[2:4], "big"))
        elif source == port:
            seen["down"].append(int.from_bytes(packet[2:4], "big"))
