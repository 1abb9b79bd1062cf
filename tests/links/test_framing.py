"""Framing: published totals, what holds for every message, and mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.catalogue import load
from joulepath.core.trace import Traced
from joulepath.errors import ScenarioError
from joulepath.lifecycle.links.framing import framing, packets
from joulepath.records.links.framing import Framing
from joulepath.records.links.protocols import Message
from joulepath.scenario.links.framing import frame, resolve, section_of

OCTET = 8.0

STACKS: dict[str, dict[str, Any]] = {
    "raw": {"application": "raw"},
    "raw-udp": {"application": "raw", "transport": "udp", "network": "ipv6"},
    "mqtt": {"application": "mqtt-3.1.1"},
    "mqtt-tls": {"application": "mqtt-5", "quality_of_service": 2, "security": "tls-1.3"},
    "mqtt-mesh": {"application": "mqtt-5", "security": "tls-1.2-psk", "network": "6lowpan"},
    "coap": {"application": "coap", "network": "6lowpan-context"},
    "coap-dtls": {"application": "coap", "network": "ipv6", "security": "dtls-1.2"},
    "coap-oscore": {"application": "coap", "network": "6lowpan", "security": "oscore-edhoc"},
    "coap-lorawan": {"application": "coap", "network": "schc-lorawan", "block_size": "32 B"},
    "lwm2m": {"application": "lwm2m", "security": "dtls-1.2-psk-cid"},
    "http-1.1": {"application": "http-1.1", "transport": "tcp-timestamps"},
    "http-2": {"application": "http-2", "security": "tls-1.3-resumption"},
    "http-3": {"application": "http-3"},
}
EVERY_STACK = pytest.mark.parametrize("stack", list(STACKS.values()), ids=list(STACKS))
PAYLOADS = st.integers(min_value=1, max_value=30_000)


def framed(**keys: Any) -> Framing:
    return frame(section_of(keys)).framing


def of(octets: Any, keys: dict[str, Any], **more: Any) -> Framing:
    """Framing of a payload in octets, as floats or an array."""
    return framed(payload=np.asarray(octets) * OCTET, **{**keys, **more})


def layer(found: Framing, name: str) -> tuple[float, float]:
    each = next(each for each in (*found.layers, *found.purposes) if each.layer == name)
    return float(each.up) / OCTET, float(each.down) / OCTET


# -- Published totals


def test_bulk_over_wifi_takes_a_tenth_more() -> None:
    """1.10: full frames of (1500 + 58) B for 1460 B, and 98 B of acknowledgement for two of them.

    58 B are MAC header 30, LLC/SNAP 8, CCMP 16 and FCS 4. Both come from the derivation that
    issue 5 refers to; TLS (22 B in 16 kB) adds 0.15 %. Tolerance: that of the issue, 2 %.
    """
    found = framed(
        payload="10 MB",
        application="http-1.1",
        security="tls-1.3",
        network="ipv4",
        link_header="58 B",
    )
    assert float(found.inflation) == pytest.approx(1.10, rel=0.02)
    segments = 10e6 / 1460
    by_hand = segments * (1500 + 58) + segments / 2 * 98
    # Handshake, certificates and TLS records are not in the formula by hand: 0.2 % of it.
    assert float(found.up + found.down) / OCTET == pytest.approx(by_hand, rel=0.003)


def test_twenty_bytes_over_a_mesh_take_more_than_four_times_as_many() -> None:
    """4.4: PHY 6, MAC 23, FCS 2, IPHC and UDP 25, CoAP 4 + token 2 + path 5 + marker 1, 20 B.

    The sizes are the upper ends of those that issue 5 refers to (IEEE 802.15.4 with both long
    addresses, an address of 16 B in full). Exact, since nothing is rounded.
    """
    found = framed(
        payload="20 B", application="coap", path="temp", network="6lowpan", link_header="31 B"
    )
    assert layer(found, "message")[0] / 20 == pytest.approx(4.4, rel=1e-12)


def handshake(name: str) -> float:
    """Three flights in octets, as the comparison counts them."""
    flights = load().entry("security-protocols", name).record
    return (flights.hello + flights.server_flight + flights.client_flight) / OCTET


# source: draft-ietf-iotops-security-protocol-comparison, figures 1 and 2, column Total; of EDHOC
# two octets more, those that CoAP puts before the first and the third message (RFC 9528, A.2)
TOTALS = {
    "dtls-1.3-cid": 894,
    "dtls-1.3-psk-ecdhe-cid": 501,
    "dtls-1.3-psk-cid": 345,
    "dtls-1.3": 880,
    "dtls-1.3-psk-ecdhe": 487,
    "dtls-1.3-psk": 331,
    "tls-1.3-psk": 280,
    "oscore-edhoc": 101 + 2,
    "oscore-edhoc-signature": 216 + 2,
}


@pytest.mark.parametrize("name", TOTALS)
def test_handshakes_come_to_the_published_totals(name: str) -> None:
    assert handshake(name) == TOTALS[name]


def test_a_fragmented_message_of_a_mesh_is_that_of_the_standard() -> None:
    """RFC 4944, section 5.3: 4 B before the first fragment, 5 B before others, multiples of 8 B.

    200 B behind UDP and 25 B of compressed headers in frames of 102 B: the first holds
    floor((102 - 25 - 4) / 8) * 8 = 72 B, the second floor((102 - 5) / 8) * 8 = 96 B, the last 32.
    """
    found = framed(payload="200 B", application="raw", transport="udp", network="6lowpan")
    sizes = [(float(p.size) / OCTET, float(p.count)) for p in found.packets]
    assert sizes == [(4 + 25 + 72, 1), (5 + 96, 1), (5 + 32, 1)]


# -- What holds for every stack


@EVERY_STACK
def test_layers_and_purposes_add_up_to_the_packets(stack: dict[str, Any]) -> None:
    found = of(700, stack, link_header="11 B", session_messages=7)
    for way in ("up", "down"):
        sent = sum(p.count * (p.size + 88) for p in found.packets if p.direction == way)
        assert getattr(found, way) == pytest.approx(sent, rel=1e-12)  # sums of some 50 floats
        for parts in (found.layers, found.purposes):
            total = sum(getattr(each, way) for each in parts)
            assert total == pytest.approx(sent, rel=1e-12, abs=1e-9)


@EVERY_STACK
@given(small=PAYLOADS, more=st.integers(min_value=1, max_value=3_000))
def test_bytes_never_fall_with_the_payload(stack: dict[str, Any], small: int, more: int) -> None:
    if "oscore" in str(stack) or stack["application"] == "raw":
        small, more = small % 1000 + 1, more % 200 + 1  # one datagram
    before, after = (of(size, stack) for size in (small, small + more))
    assert after.up + after.down >= before.up + before.down + more * OCTET - 1e-6


@EVERY_STACK
@given(payload=st.integers(min_value=1, max_value=1_000))
def test_arrays_give_what_single_payloads_give(stack: dict[str, Any], payload: int) -> None:
    sizes = np.array([payload, payload + 7, 3 * payload % 1000 + 1])
    together = of(sizes, stack)
    for index, size in enumerate(sizes):
        alone = of(size, stack)
        assert np.broadcast_to(together.up, 3)[index] == pytest.approx(alone.up, rel=1e-12)
        assert np.broadcast_to(together.down, 3)[index] == pytest.approx(alone.down, rel=1e-12)


@EVERY_STACK
@given(messages=st.integers(min_value=1, max_value=1_000_000))
def test_a_session_is_its_set_up_and_its_messages(stack: dict[str, Any], messages: int) -> None:
    """k messages of one session: what one costs alone, and k - 1 times what a later one costs."""

    def whole(count: float) -> float:
        found = of(100, stack, session_messages=count)
        return count * float(found.up + found.down)

    one, two, many = whole(1), whole(2), whole(messages)
    # Sums of k / k and of 1 - 1 / k, rounded at each of some 50 groups.
    assert many == pytest.approx(one + (messages - 1) * (two - one), rel=1e-9)


@EVERY_STACK
def test_the_share_of_the_handshake_vanishes(stack: dict[str, Any]) -> None:
    found = of(100, stack, session_messages=1e12)
    shared = [each for each in found.purposes if each.layer in ("connection", "security")]
    # At most some 10 kB, shared by 10^12 messages.
    assert all(each.up + each.down < 1e-6 for each in shared)


@EVERY_STACK
def test_stages_compute_nothing_themselves(stack: dict[str, Any]) -> None:
    resolved = resolve(section_of({"payload": "100 B", **stack}))
    traced = Message(Traced(800.0, unit="bit", name="payload"))
    plain = packets(resolved.message, resolved.stack)
    for packet, expected in zip(packets(traced, resolved.stack), plain, strict=True):
        value = packet.size.value if isinstance(packet.size, Traced) else packet.size
        assert value == expected.size


def test_a_period_holds_its_messages_and_the_signs_of_life() -> None:
    keys = {"payload": "20 B", "application": "mqtt-5", "interval": "5 min", "keep_alive": "60 s"}
    found = frame(section_of({**keys, "session_messages": 12}), period=3600.0).framing
    for each, period in zip(found.layers, found.period, strict=True):
        assert period.up == pytest.approx(12 * each.up, rel=1e-12)
    # Four PINGREQ of 2 B in segments of 40 B, and their answers' acknowledgements of 40 B each.
    assert layer(found, "keep-alive") == (4 * 42, 4 * 42)


def test_a_download_turns_the_payload_around() -> None:
    up, down = (of(5000, {"application": "http-1.1"}, direction=way) for way in ("up", "down"))
    assert layer(up, "payload") == (5000, 0)
    assert layer(down, "payload") == (0, 5000)


def test_a_million_payloads_are_framed_at_once() -> None:
    sizes = np.arange(1, 1_000_001) * OCTET
    resolved = resolve(section_of({"payload": "1 B", "application": "mqtt-5"}))
    found = framing(Message(sizes), resolved.stack)
    assert np.shape(found.up) == sizes.shape
    assert found.up[19] == pytest.approx(of(20, {"application": "mqtt-5"}).up, rel=1e-12)


# -- Mistakes


@pytest.mark.parametrize(
    ("keys", "what", "remedy"),
    [
        ({"application": "mqt-5"}, "no application protocol named 'mqt-5'", "'mqtt-5'"),
        ({"application": "mqtt-5", "transport": "udp"}, "MQTT runs over TCP", "tcp"),
        ({"application": "coap", "transport": "tcp"}, "CoAP and LwM2M run over UDP", "udp"),
        ({"application": "http-2", "transport": "udp"}, "HTTP/1.1 and HTTP/2 run over", "tcp"),
        ({"application": "http-3", "transport": "tcp"}, "HTTP/3 runs over QUIC", "quic"),
        ({"application": "coap", "security": "tls-1.3"}, "TLS protects a TCP", "DTLS"),
        ({"application": "mqtt-5", "security": "dtls-1.2"}, "DTLS protects UDP", "tls-1.3"),
        ({"application": "http-2", "security": "oscore"}, "OSCORE protects CoAP", "tls-1.3"),
        ({"application": "http-3", "security": "tls-1.3"}, "QUIC holds TLS 1.3", "quic-tls-1.3"),
        (
            {"application": "coap", "security": "dtls-1.3-ps"},
            "no security protocol",
            "dtls-1.3-psk",
        ),
        ({"application": "raw", "network": "ipv6", "transport": "none"}, "without a transport", ""),
        ({"application": "coap", "network": "none"}, "without a network layer", "6lowpan"),
        ({"application": "mqtt-5", "network": "schc"}, "a rule for UDP alone", "6lowpan"),
        ({"application": "coap", "mtu": "20 B", "network": "6lowpan"}, "too small", "at least 37"),
        ({"application": "coap", "mtu": "600 B", "network": "ipv6"}, "too small", "1 280 B"),
        ({"application": "coap", "keep_alive": "60 s"}, "only MQTT and LwM2M", "lwm2m"),
        ({"application": "mqtt-5", "keep_alive": "60 s"}, "missing", "interval"),
        ({"application": "coap", "topic": "a"}, "means nothing to 'coap'", "mqtt"),
        ({"application": "coap", "answer": "2 kB"}, "do not fit the response", "1 024 B"),
        ({"application": "raw", "transport": "udp", "payload": "70 kB"}, "in one message", "coap"),
        ({"application": "coap", "payload": "20 bit"}, "no whole number of octets", "20 B"),
        ({"application": "coap", "session_messages": 0}, "out of range", "at least 1"),
        ({"application": "coap", "payload": None}, "needs payload or values", "one of the two"),
        ({"application": "http-2", "path": "wärme"}, "has no place in a URL", "%XX"),
    ],
)
def test_mistakes_are_told_with_a_remedy(keys: dict[str, Any], what: str, remedy: str) -> None:
    written = {key: value for key, value in ({"payload": "20 B"} | keys).items() if value}
    if keys.get("session_messages") == 0:
        written["session_messages"] = 0
    with pytest.raises(ScenarioError) as refusal:
        resolve(section_of(written))
    problems = [each for each in refusal.value.problems if what in each.what]
    assert problems, refusal.value
    assert remedy in problems[0].remedy


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as refusal:
        section_of({"payload": "20 bit", "application": "coop", "tokn": 1})
    assert len(refusal.value.problems) == 3
