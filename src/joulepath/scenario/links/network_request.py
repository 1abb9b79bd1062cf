"""A request to send data over a network, resolved by name and accounted for in three ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from joulepath.catalogue import Catalogue, load
from joulepath.errors import InputError, Problem
from joulepath.formulas.links.delivery import uncoded_fragments
from joulepath.lifecycle.links.network import network_energy
from joulepath.records.links.network import (
    NetworkAverage,
    NetworkEnergy,
    NetworkSegment,
    NetworkTraffic,
    Place,
)
from joulepath.scenario.links.network import (
    Part,
    average_notes,
    kind_of,
    named_part,
    names_of_path,
    path_problems,
)
from joulepath.scenario.links.part_use import PartUse

__all__ = ["PACKET", "NetworkRequest", "Networked", "resolve_network"]

PACKET = 12_000.0
"""Size of a packet in bit where nothing is said: 1500 bytes, the largest of most networks."""


@dataclass(frozen=True)
class NetworkRequest:
    """What is to be sent, and over what; None is what the catalogue says."""

    path: str = ""
    """Name of a network path of the catalogue; empty where parts are named."""
    parts: tuple[str, ...] = ()
    """Names of segments, base stations and averages, instead of a path."""
    bits: float = 0.0
    """Bits of a message, headers included."""
    packet: float = PACKET
    """Size of a packet in bit."""
    every: float | None = None
    """Time from one message of a device to its next, in s."""
    devices: float | None = None
    """Devices that share what is shared by devices."""
    utilisation: float | None = None
    """Mean share of the capacity of all equipment that is used."""
    shared_by: str | None = None
    """Among whom gateways and base stations are shared."""
    average: str | None = None
    """Average shown beside the equipment of a path."""
    year: float | None = None
    """Calendar year for which averages are wanted."""


@dataclass(frozen=True)
class Networked:
    """A request, as it was understood, and what it comes to in three ways of accounting."""

    request: NetworkRequest
    """The request."""
    title: str
    """What the path is called."""
    traffic: NetworkTraffic
    """What crosses it."""
    marginal: NetworkEnergy | None
    """What changes at the equipment because of the message; none without equipment."""
    load_share: NetworkEnergy | None
    """Share of the power of the equipment at its utilisation; none without equipment."""
    average: NetworkEnergy | None
    """Averages of networks; none without averages."""
    mixed: NetworkEnergy | None
    """Shares and averages that cover different parts of the way, added up; none unless both were
    asked for."""
    left_out: tuple[Place, ...]
    """Parts of the way that have equipment but are in no average."""
    assumptions: tuple[str, ...]
    """What the result rests on."""
    sources: tuple[str, ...]
    """Keys of the sources of its figures."""


def resolve_network(request: NetworkRequest, catalogue: Catalogue | None = None) -> Networked:
    """Send data over a network on paper.

    Parameters
    ----------
    request : NetworkRequest
        What is to be sent, and over what.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    Networked
        Energies by three ways of accounting, and what they rest on.

    Raises
    ------
    InputError
        For all numbers and names that make no sense, and parts that must not be added up.
    """
    known = catalogue if catalogue is not None else load()
    if problems := list(_problems(request)):
        raise InputError(*problems)
    title, names, averages = _named(request, known)
    parts = tuple(_parts(names, request, known))
    if problems := path_problems(parts, "load-share", "--part"):
        raise InputError(*problems)
    shown = (*_averages(parts), *_averages(_parts(averages, request, known)))
    return _networked(request, title, _equipment(parts), shown, known)


def _networked(
    request: NetworkRequest,
    title: str,
    equipment: tuple[NetworkSegment, ...],
    averages: tuple[NetworkAverage, ...],
    known: Catalogue,
) -> Networked:
    packets = uncoded_fragments(size=request.bits, room=request.packet)
    traffic = NetworkTraffic(request.bits, packets)
    covered = {place for each in averages for place in each.places}
    there: tuple[Place, ...] = tuple(place for each in equipment for place in each.places)
    both = request.parts and equipment and averages
    return Networked(
        request=request,
        title=title,
        traffic=traffic,
        marginal=network_energy(equipment, traffic, "marginal") if equipment else None,
        load_share=network_energy(equipment, traffic, "load-share") if equipment else None,
        average=network_energy(averages, traffic, "load-share") if averages else None,
        mixed=network_energy((*equipment, *averages), traffic, "load-share") if both else None,
        left_out=tuple(
            place for place in dict.fromkeys(there) if averages and place not in covered
        ),
        assumptions=tuple(_assumptions(request, equipment, averages, known)),
        sources=_sources((*equipment, *averages), known),
    )


def _problems(request: NetworkRequest) -> Iterator[Problem]:
    if bool(request.path) == bool(request.parts):
        what = "a path and parts at once" if request.path else "neither a path nor parts"
        remedy = "name one path, e.g. fibre, or its parts with --part; 'joulepath catalogue"
        yield Problem("PATH", what, f"{remedy} network-paths' lists paths")
    if request.average and request.parts:
        what = f"the average {request.average!r} beside parts"
        yield Problem("--average", what, f"write --part {request.average} to add it to them")
    for option, value in (("--bits", request.bits), ("--packet", request.packet)):
        if value <= 0:
            yield Problem(option, f"is {value:g}", "give a size above 0, e.g. '20 B'")


def _named(
    request: NetworkRequest, known: Catalogue
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Title, parts and further averages of what is asked for."""
    if request.parts:
        return "parts named one by one", request.parts, ()
    entry = known.entry("network-paths", request.path, "PATH")
    parts = names_of_path(request.path, "load-share", known)
    return entry.title, parts, (request.average or entry.text["average"],)


def _parts(names: Sequence[str], request: NetworkRequest, known: Catalogue) -> list[Part]:
    use = PartUse(
        utilisation=request.utilisation,
        shared_by=request.shared_by,
        devices=request.devices,
        interval=request.every,
        year=request.year,
    )
    parts: list[Part] = []
    problems: list[Problem] = []
    for name in names:
        try:
            parts.append(named_part(name, use, known, "network"))
        except InputError as error:
            problems += [each for each in error.problems if each not in problems]
    if problems:
        raise InputError(*problems)
    return parts


def _equipment(parts: Sequence[Part]) -> tuple[NetworkSegment, ...]:
    return tuple(part for part in parts if isinstance(part, NetworkSegment))


def _averages(parts: Sequence[Part]) -> tuple[NetworkAverage, ...]:
    return tuple(part for part in parts if isinstance(part, NetworkAverage))


def _assumptions(
    request: NetworkRequest,
    equipment: tuple[NetworkSegment, ...],
    averages: tuple[NetworkAverage, ...],
    known: Catalogue,
) -> Iterator[str]:
    if request.packet == PACKET and request.bits > PACKET:
        yield "packets of 1500 bytes"
    for part in equipment:
        entry = known.entry(kind_of(part.name, known), part.name)
        for name, figure in entry.figures.items():
            if figure.source == "assumption" and getattr(request, name, None) is None:
                yield f"{part.name}: {name} = {figure.written} ({figure.note})"
    for part in averages:
        yield from average_notes(part)


def _sources(parts: Sequence[Part], known: Catalogue) -> tuple[str, ...]:
    entries = (known.entry(kind_of(part.name, known), part.name) for part in parts)
    cited = (figure.source for entry in entries for figure in entry.figures.values())
    return tuple(key for key in dict.fromkeys(cited) if known.source(key).kind not in _UNCITED)


_UNCITED = ("assumption", "definition")
