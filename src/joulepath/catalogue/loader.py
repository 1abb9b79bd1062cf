"""The catalogue: every figure the library knows, read when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar, cast

from joulepath.catalogue.bills import BillRow, read_bills
from joulepath.catalogue.entries import Entry, read_entry, read_source
from joulepath.catalogue.figures import Source
from joulepath.catalogue.files import Found, digest_of, merged_tables
from joulepath.catalogue.grid_figures import GridFigure
from joulepath.catalogue.grids import UnknownZone, intensity_of, read_zones, years_of
from joulepath.catalogue.lazy import Lazy
from joulepath.catalogue.schema import KINDS, OSI_LAYERS, Kind
from joulepath.catalogue.specifications import specification
from joulepath.catalogue.stacks import stack_problems
from joulepath.errors import CatalogueError, Problem, UnknownName
from joulepath.records.network import Layer
from joulepath.records.processor import ProcessorSpecification

__all__ = ["Catalogue"]

R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True)
class Catalogue:
    """Entries and sources of the built-in catalogue and of every folder that extends it.

    Each kind is read when it is first asked for. The files that extend it are then checked as a
    whole: all their problems are raised together as one `CatalogueError`. Entries of the built-in
    catalogue are read one by one; `check` reads everything.
    """

    folders: tuple[Path, ...]
    """Folders it is read from, the built-in one first."""
    _read: dict[str, Lazy[Entry]] = field(
        default_factory=dict[str, "Lazy[Entry]"], init=False, repr=False, compare=False
    )
    _found: dict[str, Mapping[str, Found]] = field(
        default_factory=dict[str, "Mapping[str, Found]"], init=False, repr=False, compare=False
    )

    @cached_property
    def sources(self) -> Lazy[Source]:
        """Every source, by its key."""
        found, problems = merged_tables(self.folders, "sources.toml")

        def read(key: str) -> tuple[Source | None, list[Problem]]:
            return read_source(key, found[key].table, found[key].file)

        return _trusted(Lazy(found, read), found, problems)

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change whenever any data file changes."""
        return digest_of(self.folders)

    def kinds(self) -> tuple[str, ...]:
        """Kinds of entries, in the order of a lifecycle."""
        return tuple(KINDS)

    def names(self, kind: str) -> tuple[str, ...]:
        """Names of the entries of a kind, sorted.

        Raises
        ------
        UnknownName
            If there is no such kind.
        """
        return tuple(sorted(self._entries(kind)))

    def entry(self, kind: str, name: str, where: str = "") -> Entry:
        """Look up one entry.

        Parameters
        ----------
        kind : str
            E.g. ``"processors"``.
        name : str
            Name of the entry.
        where : str
            What asked for it, for the message of an error.

        Returns
        -------
        Entry
            The entry with its figures.

        Raises
        ------
        UnknownName
            If there is none of that name, with the nearest ones.
        CatalogueError
            If a file of this kind cannot be trusted.
        """
        entries = self._entries(kind, where)
        if name in entries:
            return entries[name]
        if kind == "zones":
            raise UnknownZone(name, entries, where)
        listing = f"'joulepath catalogue {kind}'"
        raise UnknownName(KINDS[kind].singular, name, entries, where=where, listing=listing)

    def saying(self, kind: str, key: str, text: str) -> list[Entry]:
        """Entries of a kind with a text under a key, by name; no others are read for it.

        Raises
        ------
        UnknownName
            If there is no such kind.
        CatalogueError
            If one of them cannot be trusted.
        """
        entries, found = self._entries(kind), self._found.get(kind, {})
        likely = (
            name for name in sorted(entries) if name not in found or found[name].may_say(text)
        )
        return [entries[name] for name in likely if entries[name].text.get(key) == text]

    def record(self, record: type[R], name: str, where: str = "") -> R:
        """Look up the frozen record that an entry fills, e.g. ``record(Processor, "nvidia-t4")``.

        Raises
        ------
        UnknownName
            If there is none of that name, with the nearest ones.
        """
        kind = next(kind for kind in KINDS.values() if kind.fills(record))
        return cast("R", self.entry(kind.name, name, where).record)

    def processor(self, name: str, where: str = "") -> ProcessorSpecification:
        """Look up what is known of a processor: rates by numeric format, memories and powers.

        Raises
        ------
        UnknownName
            If there is none of that name, with the nearest ones.

        Examples
        --------
        >>> from joulepath.catalogue import load
        >>> h100 = load().processor("nvidia-h100-sxm")
        >>> h100.peak.fp32, h100.idle_power
        (67000000000000.0, None)
        """
        return specification(self.entry("processors", name, where))

    def layers(self, stack: str, where: str = "") -> tuple[Layer, ...]:
        """Look up the seven layers of a protocol stack, the application first.

        Raises
        ------
        UnknownName
            If there is no such stack, with the nearest ones.
        """
        protocols = self.entry("stacks", stack, where).text
        return tuple(self.record(Layer, protocols[layer], where) for layer in OSI_LAYERS)

    def source(self, key: str, where: str = "") -> Source:
        """Look up one source.

        Raises
        ------
        UnknownName
            If no source has that key, with the nearest ones.
        """
        try:
            return self.sources[key]
        except KeyError:
            listing = "'joulepath catalogue sources'"
            raise UnknownName("source", key, self.sources, where=where, listing=listing) from None

    def intensity(
        self, zone: str, year: int, where: str = "", basis: str = "life-cycle"
    ) -> GridFigure:
        """Average carbon intensity of the electricity of a zone in a year, in g/J.

        A year without a figure is answered by the nearest that has one, whose ``year`` says so
        and whose band is the wider the farther it is.

        Raises
        ------
        UnknownName
            If there is no such zone, with the nearest by code or by country name.
        CatalogueError
            If the zone has no intensity on that basis.
        """
        return intensity_of(self.entry("zones", zone, where), year, where, basis)

    def years(self, zone: str, where: str = "", basis: str = "life-cycle") -> tuple[int, ...]:
        """Years for which the intensity of a zone is known on a basis."""
        return years_of(self.entry("zones", zone, where), basis)

    def bill(self, device: str) -> tuple[BillRow, ...]:
        """Rows of the bill of a device; none for one that is known only as published.

        Raises
        ------
        CatalogueError
            With all that is wrong with the bills.
        """
        return self._bills.get(device, ())

    @cached_property
    def _bills(self) -> Mapping[str, tuple[BillRow, ...]]:
        return read_bills(self.folders)

    def search(self, text: str) -> list[tuple[str, Entry]]:
        """Entries whose name, title or text holds every word, as pairs of kind and entry."""
        words = text.casefold().split()
        found: list[tuple[str, Entry]] = []
        for kind in self.kinds():
            for entry in self._entries(kind).values():
                described = " ".join((entry.name, entry.title, *entry.text.values())).casefold()
                if all(word in described for word in words):
                    found.append((kind, entry))
        return found

    def check(self) -> None:
        """Read everything.

        Raises
        ------
        CatalogueError
            With every problem of every file.
        """
        problems = self.sources.problems()
        for kind in () if problems else self.kinds():
            try:
                wrong = _problems(self._entries(kind))
            except CatalogueError as error:
                wrong = error.problems
            problems += [each for each in wrong if each not in problems]
        if problems:
            raise CatalogueError(*problems)

    def _entries(self, kind: str, where: str = "") -> Lazy[Entry]:
        if kind not in self._read:
            if kind not in KINDS:
                raise UnknownName("kind of catalogue entry", kind, KINDS, where=where)
            self._read[kind] = self._read_kind(KINDS[kind])
        return self._read[kind]

    def _read_kind(self, kind: Kind) -> Lazy[Entry]:
        if kind.name == "zones":
            return _trusted(*read_zones(self.folders, self.sources))
        found, problems = merged_tables(self.folders, f"{kind.folder}/*.toml")
        self._found[kind.name] = found

        def read(name: str) -> tuple[Entry, list[Problem]]:
            each = found[name]
            trusted = each.rank == 0
            entry, wrong = read_entry(
                kind, name, each.table, each.file, self.sources, trusted=trusted
            )
            if kind.name == "stacks":
                wrong += stack_problems(entry, self._entries("protocols"))
            return entry, wrong

        return _trusted(Lazy(found, read), found, problems)


def _problems(entries: Lazy[Entry]) -> Sequence[Problem]:
    """All that is wrong with entries or with their figures."""
    if problems := entries.problems():
        return problems
    return [problem for entry in entries.values() for problem in entry.figures.problems()]


def _trusted(read: Lazy[T], found: Mapping[str, Found], problems: list[Problem]) -> Lazy[T]:
    """The same, once all that other folders than the built-in one add is read and sound."""
    problems = problems + read.problems(name for name, each in found.items() if each.rank > 0)
    if problems:
        raise CatalogueError(*problems)
    return read
