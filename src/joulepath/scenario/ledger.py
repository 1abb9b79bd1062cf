"""Keep note of where every number of a scenario comes from while it is resolved."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel

from joulepath.catalogue import Entry, Figure
from joulepath.catalogue.grid_figures import GridFigure, key_of
from joulepath.catalogue.schema import KINDS
from joulepath.errors import Problem
from joulepath.records.distributions import BandedValue, banded
from joulepath.records.origins import Assumption, Origin
from joulepath.scenario.bands import BandedNumber, is_banded, written_band
from joulepath.scenario.fields import Rate
from joulepath.scenario.problems import located
from joulepath.scenario.reading import Loaded
from joulepath.scenario.source_spread import assumed_reach

__all__ = ["VOUCHED_DEFAULTS", "Ledger", "catalogued", "shown"]

_APART: Final = 2
"""Assumed figures of an entry that have a line each; more share one."""

VOUCHED_DEFAULTS: Final = MappingProxyType({"training.backward_ratio": "kaplan-2020-scaling"})
"""Sources of the defaults that somebody vouches for; the others are assumptions."""


class Ledger:
    """Origins, assumptions and warnings of one scenario, as they arise."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.catalogue = loaded.catalogue
        self.origins: dict[str, Origin] = {}
        self.bands: dict[str, BandedValue] = {}
        self._assumed: dict[Assumption | tuple[str, str], dict[str, Figure]] = {}
        self.warnings: list[str] = []
        self.zone: str | None = None
        self.year: int | None = None
        self.perimeter: str | None = None
        self.further_sources: dict[str, None] = {}

    def warn(self, text: str) -> None:
        """Note something allowed that looks wrong."""
        self.warnings.append(text)

    def assume(self, where: str, what: str) -> None:
        """Note something that nobody said, once."""
        self._assumed.setdefault(Assumption(where, what), {})

    def take(self, path: str, section: BaseModel, field: str, table: str = "") -> Any:
        """Value of a key of the scenario; note its origin."""
        self.note(path, section, field, table)
        value = getattr(section, field)
        return float(value) if isinstance(value, BandedNumber) else value

    def note(self, path: str, section: BaseModel, field: str, table: str = "") -> None:
        """Note that a number of the inputs is a key of the scenario, or its default."""
        key = f"{table}.{field}" if table else field
        self.bands.pop(path, None)
        value = getattr(section, field)
        plain = value.value if isinstance(value, Rate) else value
        if isinstance(plain, BandedNumber):
            self.bands[path] = BandedValue(key, float(plain), plain.distribution)
        if field in section.model_fields_set:
            self.origins[path] = Origin("scenario", self.place(key), self._written(key))
        else:
            source = VOUCHED_DEFAULTS.get(key, "assumption")
            self.origins[path] = Origin("default", key, shown(value), source)

    def _written(self, key: str) -> str:
        """What the user wrote at a key."""
        node: Any = self.loaded.written
        for step in key.split("."):
            node = node[step] if hasattr(node, "keys") else node[int(step)]
        if is_banded(node):
            return written_band(node)
        return node if isinstance(node, str) else shown(node)

    def figure(self, path: str, entry: Entry, field: str, figure: Figure | None = None) -> float:
        """Value of a figure of the catalogue; note its origin, and an assumed one as such."""
        figure = figure or entry.figures[field]
        origin = self.origins[path] = catalogued(entry, field, figure)
        kind = self.catalogue.source(figure.source).kind
        if (band := _varying(origin.place, figure, kind)) is not None:
            self.bands[path] = band
        if kind == "assumption":
            figures = self._assumed.setdefault((entry.kind, entry.name), {})
            figures[field] = figure
        return figure.value

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was assumed, in order; many figures of an entry share a line."""
        return tuple(
            said
            for each in self._assumed
            for said in ((each,) if isinstance(each, Assumption) else self._figures(*each))
        )

    def _figures(self, kind: str, name: str) -> Iterator[Assumption]:
        """Lines about the assumed figures of an entry."""
        place, figures = f"{kind}/{name}", self._assumed[kind, name]
        if len(figures) > _APART:
            listed = ", ".join(f"{field} {figure.written}" for field, figure in figures.items())
            what = f"{listed} ('joulepath catalogue {kind} {name}' says why)"
            yield Assumption(place, what)
        else:
            for field, figure in figures.items():
                what = f"{figure.written}: {figure.note or 'assumed'}"
                yield Assumption(f"{place}.{field}", what)

    def record(self, path: str, entry: Entry) -> Any:
        """Record that an entry of the catalogue fills; note the origin of each figure."""
        for field in KINDS[entry.kind].figures:
            self.figure(f"{path}.{field}", entry, field)
        return entry.record

    def intensity(self, zone: str | None, year: int | None, basis: str) -> GridFigure | None:
        """Grid intensity of a zone; a year that is not given or not known is noted."""
        if zone is None:
            return None
        if year is None:
            year = max(self.catalogue.years(zone, basis=basis))
            self.assume("year", f"not given: {year}, the latest for {zone}")
        entry = self.catalogue.entry("zones", zone)
        figure = self.catalogue.intensity(zone, year, self.place("year"), basis)
        if figure.year != year:
            what = f"no intensity of {zone} for {year}: that of {figure.year} with a wider band"
            self.assume("year", what)
            self.warn(what)
        self.perimeter = figure.perimeter
        self.year, key = figure.year, key_of(figure.quantity, basis, figure.year)
        for path in ("intensity_low", "intensity_high", "intensity"):
            self.figure(path, entry, key, figure)
        for path in ("intensity_low", "intensity_high"):
            del self.bands[path]  # the ends of a band do not vary
        return figure

    def place(self, key: str) -> str:
        """Place of a key, with the name of the file."""
        return ": ".join(filter(None, (self.loaded.name, key)))

    def placed(self, problem: Problem) -> Problem:
        """The same problem, its dotted place written as a place of the file."""
        keys = [int(step) if step.isdecimal() else step for step in problem.where.split(".")]
        return Problem(located(self.loaded.name, keys), problem.what, problem.remedy)

    def derive(self, path: str, key: str, written: str, source: str = "definition") -> None:
        """Note a number that follows from a choice of the scenario."""
        self.bands.pop(path, None)
        self.origins[path] = Origin("scenario", self.place(key), written, source)

    def vary(self, path: str, name: str, value: Any, low: Any, high: Any) -> None:
        """Note the 5 % and 95 % points of a positive number that follows from many figures."""
        if not hasattr(value, "shape"):  # many cases are choices, which have no band
            self.bands[path] = BandedValue(name, value, banded(value, low, high))


def catalogued(entry: Entry, field: str, figure: Figure | None = None) -> Origin:
    """Origin of a number that is a figure of the catalogue."""
    figure = figure or entry.figures[field]
    place = f"{entry.kind}/{entry.name}.{field}"
    return Origin("catalogue", place, figure.written, figure.source, figure.note)


def _varying(name: str, figure: Figure, kind: str) -> BandedValue | None:
    """A figure with its band, or with that of its kind of source; a share stays one."""
    value, low, high = figure.value, figure.low, figure.high
    most = 1.0 if figure.unit == "1" and (value if high is None else high) <= 1 else inf
    if low is None and high is None:
        reach = assumed_reach(figure, kind)
        if reach is None:
            return None
        low, high = value / reach, min(value * reach, most)
        return BandedValue(name, value, banded(value, low, high, most=most), assumed=True)
    low, high = value if low is None else low, value if high is None else high
    return BandedValue(name, value, banded(value, low, high, most=most))


def shown(value: Any) -> str:
    """A number, an array or a rate in a few words."""
    if isinstance(value, BandedNumber):
        return written_band(value.written)
    if isinstance(value, Rate):
        rate = shown(value.value)
        return rate if isinstance(value.value, BandedNumber) else f"{rate} /s"
    if hasattr(value, "shape") and value.dtype.kind in "iuf":
        return f"{value.size} values from {value.min():g} to {value.max():g}"
    if hasattr(value, "shape"):
        return f"{value.size} values from {value.flat[0]} to {value.flat[-1]}"
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)
