"""Resolve a link of a path into its records, with the origin of every number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from joulepath.catalogue import Entry
from joulepath.core.quantities import Ratio
from joulepath.core.tree import numbers
from joulepath.errors import InputError, Problem, ScenarioError
from joulepath.records.links.hop import FramedHop
from joulepath.records.links.links import Link
from joulepath.records.links.network import NetworkPath
from joulepath.records.links.protocols import OCTET, Stack
from joulepath.records.origins import Origin
from joulepath.scenario.fields import CatalogueName
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.links.framing import resolve
from joulepath.scenario.links.framing_section import FramingSection, ProtocolName
from joulepath.scenario.links.hop_section import FramedHopSection
from joulepath.scenario.section import Section

if TYPE_CHECKING:
    from joulepath.records.links.relays import RelayChain

__all__ = ["framed_hop", "note_origins"]


_CURRENTS: Final = ("transmit", "transmit_current")
"""Names in the record of a link of what it draws while it sends."""

_SOMETIMES: Final = MappingProxyType({"interval": 1.0})

_MADE_FOR: Final = MappingProxyType(
    {"6lowpan": ("ieee-802-15-4", "ble"), "schc-lorawan": ("lorawan",)}
)
"""Links of the network layers that adapt packets to a link: RFC 6282, 7668 and 9011."""


def framed_hop(section: FramedHopSection, at: str, ledger: Ledger) -> FramedHop:
    """Resolve a link of a path, and note where each of its numbers comes from.

    Raises
    ------
    ScenarioError
        If parts of a link or of its protocols do not go together.
    """
    own: Any = section.link
    try:
        if section.reach is not None:
            own = _reached(section, at, ledger)
        link: Link = own.record(ledger.catalogue)
    except ScenarioError:
        raise
    except InputError as error:
        raise ScenarioError(*_placed(error, f"{at}.link", ledger)) from error
    note_origins(own, link, (f"{at}.link", f"{at}.link"), ledger)
    if getattr(own, "transmit_level", None) is not None:
        _note_level(own, link, at, ledger)
    if section.reach is not None:
        from joulepath.scenario.links.reached_link import note_reach

        note_reach(section, own, link, at, ledger)
    stack, compression = _protocols(section, at, ledger)
    samples, answers = (
        ledger.take(f"{at}.{key}", section, key, at)
        for key in ("samples_per_message", "answers_per_message")
    )
    network, relays = _network(section, at, ledger), _relays(section, at, ledger)
    return FramedHop(link, stack, compression, samples, answers, network, relays)


def _relays(section: FramedHopSection, at: str, ledger: Ledger) -> RelayChain | None:
    """Routers that hand messages on, which IEEE 802.15.4 alone has here."""
    technology = getattr(section.link, "technology", "")
    if section.relays is None:
        if section.devices_per_relay is not None:
            misfit = Problem(f"{at}.devices_per_relay", "no relays to share", "add relays")
            raise ScenarioError(ledger.placed(misfit))
        return None
    if technology != "ieee-802-15-4":
        what = f"relays, but technology {technology!r} has none here"
        remedy = "leave relays out, or write a [[path]] for each hop"
        raise ScenarioError(ledger.placed(Problem(f"{at}.relays", what, remedy)))
    from joulepath.records.links.relays import RelayChain

    relays = ledger.take(f"{at}.relays.relays", section, "relays", at)
    if section.devices_per_relay is None:
        what = "they listen all the time, which is not counted: devices_per_relay is not given"
        ledger.assume(f"{at}.relays", what)
        return RelayChain(relays, None)
    served = ledger.take(f"{at}.relays.served", section, "devices_per_relay", at)
    return RelayChain(relays, served)


def _note_level(own: Any, link: Link, at: str, ledger: Ledger) -> None:
    """Note where the current at a level that is not the catalogue's comes from."""
    if not hasattr(own, "transmit_current") or own.transmit_current is not None:
        return
    from joulepath.scenario.links.transmit_levels import note_current

    for path, value in numbers(link):
        if path.rpartition(".")[2] in _CURRENTS:
            note_current(own, f"{at}.link", f"{at}.link.{path}", value, ledger)


def _network(section: FramedHopSection, at: str, ledger: Ledger) -> NetworkPath | None:
    """The network behind the link, whose records few scenarios need."""
    if section.network is None:
        return None
    from joulepath.scenario.links.network_hop import network_behind

    return network_behind(section, at, ledger)


def _reached(section: FramedHopSection, at: str, ledger: Ledger) -> Section:
    """The link with the loss that its distance gives, which few scenarios need."""
    from joulepath.scenario.links.reached_link import with_loss

    return with_loss(section, at, ledger)


def _protocols(section: FramedHopSection, at: str, ledger: Ledger) -> tuple[Stack | None, Ratio]:
    """Protocols above a link, and what compression leaves of a message."""
    table: Any = section.framing
    ledger.origins[f"{at}.compression"] = Origin("default", f"{at}.framing", "1", "definition")
    if table is None:
        ledger.assume(f"{at}.framing", "left out: messages go into frames as they are")
        return None, 1.0
    if misfit := _misfit(section, at):
        raise ScenarioError(ledger.placed(misfit))
    said = {key: getattr(table, key) for key in table.model_fields_set - {"compression"}}
    # what is sent, and how often, the lifecycle knows
    whole = FramingSection.model_validate({**said, "payload": OCTET, **_SOMETIMES})
    try:
        resolved = resolve(whole, ledger.catalogue)
    except InputError as error:
        raise ScenarioError(*_placed(error, f"{at}.framing", ledger)) from error
    if resolved.assumptions:
        ledger.assume(f"{at}.framing", "; ".join(resolved.assumptions))
    note_origins(table, resolved.stack, (f"{at}.stack", f"{at}.framing"), ledger)
    if table.compression is None:
        return resolved.stack, 1.0
    return resolved.stack, ledger.take(f"{at}.compression", table, "compression", f"{at}.framing")


def _misfit(section: FramedHopSection, at: str) -> Problem | None:
    """A network layer that is made for other links."""
    network = str(getattr(section.framing, "network", None))
    technology = str(getattr(section.link, "technology", ""))
    for made, links in _MADE_FOR.items():
        if network.startswith(made) and technology not in (*links, "measured"):
            what = f"{network!r} is made for {' and '.join(links)}, not for {technology!r}"
            remedy = "use 'ipv4', 'ipv6' or 'none', or a link that it is made for"
            return Problem(f"{at}.framing.network", what, remedy)
    return None


def _placed(error: InputError, at: str, ledger: Ledger) -> Iterator[Problem]:
    """Problems of a part of a link, at its place in the file."""
    for each in error.problems:
        where = f"{at}.{each.where}" if each.where else at
        yield ledger.placed(Problem(where, each.what, each.remedy))


def note_origins(section: Section, record: object, places: tuple[str, str], ledger: Ledger) -> None:
    """Note the origin of every number of a record that a section was resolved into.

    A number of the name of a key comes from that key, one of the name of a figure from the entry
    that the section names, and any other follows from what the section chooses. The places are
    those of the record in the inputs, and of the section in the file.
    """
    at, table = places
    entries = tuple(_entries(section, ledger))
    renamed: Mapping[str, str] = getattr(section, "renamed", {})
    for path, _ in numbers(record):
        name = path.rpartition(".")[2]
        key = renamed.get(name, name)
        entry = next((entry for entry in entries if name in entry.figures), None)
        if getattr(section, key, None) is not None:
            ledger.note(f"{at}.{path}", section, key, table)
        elif entry is not None:
            ledger.figure(f"{at}.{path}", entry, name)
        else:
            ledger.origins[f"{at}.{path}"] = Origin("default", table, path, "definition")


def _entries(section: Section, ledger: Ledger) -> Iterator[Entry]:
    """Entries of the catalogue that the keys of a section name, or imply."""
    implied: Mapping[str, str] = getattr(section, "implied", {})
    yield from (ledger.catalogue.entry(kind, name) for kind, name in implied.items())
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        for mark in field.metadata:
            if not isinstance(value, str):
                continue
            kinds = mark.kinds if isinstance(mark, ProtocolName) else ()
            if isinstance(mark, CatalogueName):
                kinds = (mark.kind,)
            for kind in kinds:
                if value in ledger.catalogue.names(kind):
                    yield ledger.catalogue.entry(kind, value)
