"""The command that frames a message on paper: frames."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from joulepath.catalogue.units import parse
from joulepath.cli.answering import answer
from joulepath.cli.options import (
    Format,
    FormatOption,
    OutputOption,
    changes_of,
    format_of,
)
from joulepath.errors import InputError, Problem
from joulepath.report.framing_table import framing_data, framing_lines, framing_table
from joulepath.scenario.links.framing import Framed, frame, section_of

__all__ = ["frames"]


def frames(
    application: Annotated[
        str, typer.Option(metavar="NAME", help="mqtt-5, coap, lwm2m, http-1.1, raw, ...")
    ],
    payload: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Payload of a message, e.g. '20 B'.")
    ] = None,
    values: Annotated[
        int | None, typer.Option(metavar="N", help="Numbers in a message, instead of a size.")
    ] = None,
    value_size: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Size of a number, e.g. '32 bit'.")
    ] = None,
    encoding: Annotated[
        str, typer.Option(metavar="NAME", help="raw, cbor, protobuf or json.")
    ] = "raw",
    transport: Annotated[
        str | None, typer.Option(metavar="NAME", help="tcp, tcp-timestamps, udp, quic, none.")
    ] = None,
    security: Annotated[
        str | None, typer.Option(metavar="NAME", help="tls-1.3, dtls-1.3-psk, oscore, none, ...")
    ] = None,
    network: Annotated[
        str | None, typer.Option(metavar="NAME", help="ipv4, ipv6, 6lowpan, schc, none, ...")
    ] = None,
    mtu: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Largest packet of the link, e.g. '1500 B'.")
    ] = None,
    link_header: Annotated[
        str | None, typer.Option(metavar="SIZE", help="What the link adds to each packet.")
    ] = None,
    session_messages: Annotated[
        float | None, typer.Option(metavar="N", help="Messages that share a connection.")
    ] = None,
    interval: Annotated[
        str | None, typer.Option(metavar="TIME", help="From one message to the next, e.g. 5min.")
    ] = None,
    keep_alive: Annotated[
        str | None, typer.Option(metavar="TIME", help="Longest silence of a connection.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(metavar="TIME", help="Show the bytes of a period, e.g. 1day.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Any other key of framing, e.g. topic='a/b'."
        ),
    ] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show the bytes of each layer of a message, up and down."""
    given = {
        "application": application,
        "payload": payload,
        "values": values,
        "value_size": value_size,
        "encoding": encoding,
        "transport": transport,
        "security": security,
        "network": network,
        "mtu": mtu,
        "link_header": link_header,
        "session_messages": session_messages,
        "interval": interval,
        "keep_alive": keep_alive,
        **changes_of(settings),
    }
    section = section_of({key: value for key, value in given.items() if value is not None})
    framed = frame(section, None if period is None else _period(period))
    _show(framed, format_of(form, output), output)


def _period(text: str) -> float:
    try:
        period = parse(text, "s")
    except InputError as error:
        raise InputError(*(replace(each, where="--period") for each in error.problems)) from None
    if period <= 0:
        raise InputError(Problem("--period", f"is {text}", "give more than zero"))
    return period


def _show(framed: Framed, form: Format, output: Path | None) -> None:
    table, lines = framing_table(framed), framing_lines(framed)
    answer(table, lines, framing_data(framed), form, output)
