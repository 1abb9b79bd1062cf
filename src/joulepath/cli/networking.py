"""The command that sends data over a network on paper: network."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from joulepath.catalogue.units import parse
from joulepath.cli.answering import answer
from joulepath.cli.options import Format, FormatOption, OutputOption, format_of
from joulepath.errors import InputError, Problem
from joulepath.report.network_table import network_data, network_lines, network_table
from joulepath.scenario.links.network_request import (
    Networked,
    NetworkRequest,
    resolve_network,
)

__all__ = ["network"]


class Method(enum.StrEnum):
    """A way of accounting."""

    MARGINAL = "marginal"
    LOAD_SHARE = "load-share"
    AVERAGE = "average"


class SharedBy(enum.StrEnum):
    """Among whom gateways and base stations are shared."""

    TRAFFIC = "traffic"
    DEVICES = "devices"


def network(
    bits: Annotated[str, typer.Option(metavar="SIZE", help="Size of a message, e.g. 1GB or 20B.")],
    path: Annotated[
        str, typer.Argument(metavar="[PATH]", help="Network path of the catalogue, e.g. fibre.")
    ] = "",
    part: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Segment, base station or average, instead of PATH."),
    ] = None,
    method: Annotated[
        Method | None, typer.Option(metavar="METHOD", help="marginal, load-share or average.")
    ] = None,
    average: Annotated[
        str | None, typer.Option(metavar="NAME", help="Average shown beside the path.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="Year of the average; that of its data.")
    ] = None,
    utilisation: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Mean use of all equipment, e.g. 20%.")
    ] = None,
    devices: Annotated[
        int | None, typer.Option(metavar="N", help="Devices that share a gateway.")
    ] = None,
    every: Annotated[
        str | None, typer.Option(metavar="TIME", help="Time between messages of a device.")
    ] = None,
    shared_by: Annotated[
        SharedBy | None,
        typer.Option(metavar="WHOM", help="Share gateways by traffic or devices."),
    ] = None,
    packet: Annotated[str, typer.Option(metavar="SIZE", help="Size of a packet.")] = "1500B",
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show what a message costs the network behind a device, in three ways of accounting."""
    problems: list[Problem] = []

    def read(option: str, text: str, unit: str) -> float:
        try:
            return parse(text, unit)
        except InputError as error:
            problems.extend(Problem(option, p.what, p.remedy) for p in error.problems)
            return 0.0

    request = NetworkRequest(
        path=path,
        parts=tuple(part or ()),
        bits=read("--bits", bits, "bit"),
        packet=read("--packet", packet, "bit"),
        every=None if every is None else read("--every", every, "s"),
        devices=devices,
        utilisation=None if utilisation is None else read("--utilisation", utilisation, "1"),
        shared_by=shared_by,
        average=average,
        year=year,
    )
    if problems:
        raise InputError(*problems)
    _show(resolve_network(request), method, format_of(form, output), output)


def _show(networked: Networked, method: Method | None, form: Format, output: Path | None) -> None:
    table, lines = network_table(networked, method), network_lines(networked)
    answer(table, lines, network_data(networked), form, output)
