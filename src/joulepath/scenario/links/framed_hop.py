"""Resolve a link of a path into its records, with the origin of every number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joulepath.catalogue import Entry
from joulepath.core.tree import numbers
from joulepath.records.links.hop import FramedHop
from joulepath.records.links.links import Link
from joulepath.scenario.fields import CatalogueName
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.links.hop_section import FramedHopSection
from joulepath.scenario.section import Section

__all__ = ["framed_hop", "note_origins"]


def framed_hop(section: FramedHopSection, at: str, ledger: Ledger) -> FramedHop:
    """Resolve a link of a path, and note where each of its numbers comes from."""
    own: Any = section.link
    link: Link = own.record(ledger.catalogue)
    note_origins(own, link, f"{at}.link", ledger)
    samples, answers = (
        ledger.take(f"{at}.{key}", section, key, at)
        for key in ("samples_per_message", "answers_per_message")
    )
    return FramedHop(link, samples, answers)


def note_origins(section: Section, record: object, at: str, ledger: Ledger) -> None:
    """Note the origin of every number of a record that a section was resolved into.

    A number of the name of a key comes from that key, one of the name of a figure from the entry
    that the section names, and any other follows from a choice of the section.
    """
    entries = tuple(_entries(section, ledger))
    for path, _ in numbers(record):
        name = path.rpartition(".")[2]
        entry = next((entry for entry in entries if name in entry.figures), None)
        if getattr(section, name, None) is not None:
            ledger.note(f"{at}.{path}", section, name, at)
        elif entry is not None:
            ledger.figure(f"{at}.{path}", entry, name)
        else:
            technology = str(getattr(section, "technology", ""))
            ledger.derive(f"{at}.{path}", f"{at}.technology", technology)


def _entries(section: Section, ledger: Ledger) -> Iterator[Entry]:
    """Entries of the catalogue that the keys of a section name."""
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        for mark in field.metadata:
            if isinstance(mark, CatalogueName) and isinstance(value, str):
                yield ledger.catalogue.entry(mark.kind, value)
