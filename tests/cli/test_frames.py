"""``joulepath frames``: answers and mistakes."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

COAP = ("frames", "--payload", "20 B", "--application", "coap", "--network", "6lowpan")
MQTT = ("frames", "--payload", "20 B", "--application", "mqtt-5", "--network", "ipv4")


def found(run: Any, *arguments: str) -> Any:
    return json.loads(run(*arguments, "-f", "json").out)


def test_the_table_shows_each_layer_both_ways(run: Any) -> None:
    code, out, err = run(*COAP, "--security", "dtls-1.3-psk", "--session-messages", "24")
    assert (code, err) == (0, "")
    lines = {line.split("  ")[0]: line.split()[-2:] for line in out.splitlines() if "  " in line}
    assert lines["payload"] == ["20", "0"]
    # 11 B of a record, and a 24th of the flights of 130 + 55 B and 146 + 29 B and of an alert of
    # 13 B each (RFC 9147 and the comparison of the IETF, as the catalogue has them)
    assert lines["security: dtls-1.3-psk"] == [f"{11 + 198 / 24:.2f}", f"{11 + 188 / 24:.2f}"]
    assert "assumptions:" in out


def test_json_csv_and_table_agree(run: Any) -> None:
    layers = found(run, *COAP)["framing"]["layers"]
    rows = list(csv.DictReader(run(*COAP, "-f", "csv").out.splitlines()))
    for layer, row in zip(layers, rows, strict=False):
        assert row["layer"].startswith(layer["layer"])
        assert float(row["up, B"]) * 8 == pytest.approx(layer["up"])
    total = found(run, *COAP)["framing"]["up"]
    assert float(rows[-1]["up, B"]) * 8 == pytest.approx(total)


def test_a_period_adds_its_columns(run: Any) -> None:
    times = ("--interval", "5 min", "--keep-alive", "60 s", "--period", "1 day")
    rows = list(csv.DictReader(run(*MQTT, *times, "-f", "csv").out.splitlines()))
    for row in rows:  # 288 messages a day, printed to a hundredth of a byte each
        of_one, of_all = float(row["up, B"]), float(row["up, B a period"])
        assert of_all == pytest.approx(288 * of_one, abs=288 * 0.006)


def test_values_and_other_keys_are_taken(run: Any) -> None:
    readings = ("frames", "--values", "24", "--value-size", "32 bit", "--encoding", "cbor")
    result = found(run, *readings, "--application", "mqtt-5", "--set", "topic=a/b/c")
    assert result["message"]["payload"] == 8 * (2 + 24 * 5)  # RFC 8949: head 2, 1 + 4 each
    assert not any(said.startswith("topic") for said in result["assumptions"])


def test_what_nobody_said_is_said(run: Any) -> None:
    said = " ".join(found(run, *MQTT)["assumptions"])
    for word in ("transport: tcp", "security: none", "mtu: 1500 B", "topic: 's/t'"):
        assert word in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*MQTT, "--transport", "udp"), ("MQTT runs over TCP", "'tcp'")),
        ((*COAP, "--security", "tls-1.3"), ("TLS protects a TCP connection", "dtls-1.3-psk")),
        ((*COAP, "--security", "dtls-1.3-ps"), ("'dtls-1.3-ps'", "'dtls-1.3-psk'")),
        ((*COAP, "--set", "tokn=1"), ("unknown key 'tokn'", "'token'")),
        ((*COAP, "--period", "1 day"), ("interval: missing", "add interval")),
        ((*COAP, "--period", "1 dy"), ("'dy'", "day")),
        ((*COAP, "--period", "0 s", "--interval", "1 h"), ("--period", "more than zero")),
    ],
)
def test_mistakes_name_what_would_do(run: Any, arguments: Any, words: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    for word in words:
        assert word in err
