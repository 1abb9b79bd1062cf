"""Parts of a network path, looked up by name, and what must not be put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias, get_args

from joulepath.catalogue import Catalogue, Entry
from joulepath.core.quantities import Num
from joulepath.errors import CatalogueError, InputError, Problem, UnknownName
from joulepath.lifecycle.links.base_station import as_equipment
from joulepath.records.links.network import (
    AccountingMethod,
    ByDevices,
    ByTraffic,
    Equipment,
    NetworkAverage,
    NetworkSegment,
    Place,
    Sharing,
    Trend,
)
from joulepath.scenario.fields import anywhere
from joulepath.scenario.ledger import shown
from joulepath.scenario.links.part_use import PartUse

__all__ = [
    "PART_KINDS",
    "Part",
    "PartUse",
    "average_notes",
    "kind_of",
    "named_part",
    "names_of_path",
    "path_problems",
    "use_problems",
]

Part: TypeAlias = NetworkSegment | NetworkAverage
"""Anything that a message crosses on its way."""

PART_KINDS: Final = ("network-segments", "base-stations", "network-averages")
"""Kinds of the catalogue that have parts of a path."""

_SHARED_LOCALLY: Final[tuple[Place, ...]] = ("gateway", "radio access")
_YEARS_AHEAD: Final = 20


def kind_of(name: str, catalogue: Catalogue, where: str = "") -> str:
    """Kind of the catalogue that has a part of a path of this name.

    Raises
    ------
    UnknownName
        If none has, with the nearest names.
    """
    for kind in PART_KINDS:
        if name in catalogue.names(kind):
            return kind
    known = [each for kind in PART_KINDS for each in catalogue.names(kind)]
    listing = "'joulepath catalogue network-segments' and 'base-stations', 'network-averages'"
    raise UnknownName("part of a network path", name, known, where=where, listing=listing)


def named_part(name: str, use: PartUse, catalogue: Catalogue, where: str = "") -> Part:
    """Look up a part of a path and fit it to its use.

    Parameters
    ----------
    name : str
        Name of a network segment, a base station or a network average.
    use : PartUse
        How it is used.
    catalogue : Catalogue
        Where it is looked up.
    where : str
        What asked for it, for the message of an error.

    Returns
    -------
    NetworkSegment or NetworkAverage
        The part.

    Raises
    ------
    UnknownName
        If there is none of that name, with the nearest ones.
    InputError
        For a use that the part does not allow, with all that is wrong.
    """
    kind = kind_of(name, catalogue, where)
    entry = catalogue.entry(kind, name, where)
    if problems := use_problems(entry, use, where):
        raise InputError(*problems)
    places = _places(entry)
    if kind == "network-averages":
        return _average(entry, places, use)
    equipment: Equipment = (
        as_equipment(entry.record, use.asleep) if kind == "base-stations" else entry.record
    )
    changes: dict[str, Any] = {"utilisation": use.utilisation, "crossed": use.crossed}
    given = {key: value for key, value in changes.items() if value is not None}
    return NetworkSegment(
        name=name,
        places=places,
        boundary=entry.text["boundary"],
        equipment=replace(equipment, **given),
        sharing=_sharing(entry, use),
    )


def names_of_path(path: str, method: AccountingMethod, catalogue: Catalogue) -> tuple[str, ...]:
    """Name the parts of a path of the catalogue: its equipment, or its average.

    Parameters
    ----------
    path : str
        Name of a network path.
    method : {"marginal", "load-share", "average"}
        How it is accounted for.
    catalogue : Catalogue
        Where it is looked up.
    """
    entry = catalogue.entry("network-paths", path)
    if method == "average":
        return (entry.text["average"],)
    return tuple(each.strip() for each in entry.text["parts"].split(","))


def average_notes(part: NetworkAverage) -> Iterator[str]:
    """Say what is assumed of an average that is wanted for a year after its data.

    Parameters
    ----------
    part : NetworkAverage
        The average.
    """
    last = part.trend.last_year if part.trend is not None else part.average.year
    if part.trend is not None and anywhere(part.year > last):
        yield f"{part.name}: halving goes on after {last:g}, the last year that was studied"
    elif anywhere(part.year > last):
        yield f"{part.name}: the average of {last:g} is taken for {shown(part.year)}, too"


def use_problems(entry: Entry, use: PartUse, where: str = "") -> list[Problem]:
    """All that is wrong with the use of a part.

    Parameters
    ----------
    entry : Entry
        The part.
    use : PartUse
        How it is used.
    where : str
        What asked for it.

    Returns
    -------
    list of Problem
        Each with the legal alternatives.
    """
    problems = use.problems(where)
    if entry.kind == "network-averages":
        return problems + list(_year_problems(entry, use.year, where))
    if _shared_by(entry, use) == "devices" and (use.devices is None or use.interval is None):
        what = f"{entry.name!r} is shared by devices, whose number and pace are not given"
        remedy = "say how many share it and how often each sends (devices, interval; --devices,"
        problems.append(Problem(where, what, f"{remedy} --every), or share it by traffic"))
    return problems


def path_problems(
    parts: Sequence[Part], method: AccountingMethod, where: str = ""
) -> list[Problem]:
    """Say what must not be added up on a path.

    Parameters
    ----------
    parts : sequence of NetworkSegment and NetworkAverage
        The path.
    method : {"marginal", "load-share", "average"}
        How its equipment is accounted for.
    where : str
        What asked for it.

    Returns
    -------
    list of Problem
        An average beside anything that covers a place which it covers, too; and averages beside
        marginal energies, which answer another question.
    """
    averages = [part for part in parts if isinstance(part, NetworkAverage)]
    problems = [
        problem
        for index, average in enumerate(averages)
        for other in (*_equipment(parts), *averages[index + 1 :])
        for problem in _overlap(average, other, where)
    ]
    if averages and _equipment(parts) and method == "marginal":
        what = "an average and marginal energies on one path answer different questions"
        remedy = "account for the equipment by load-share, or leave the average out"
        problems.append(Problem(where, what, remedy))
    return problems


def _equipment(parts: Sequence[Part]) -> list[NetworkSegment]:
    return [part for part in parts if isinstance(part, NetworkSegment)]


def _overlap(average: NetworkAverage, other: Part, where: str) -> Iterator[Problem]:
    both = [place for place in average.places if place in other.places]
    if both:
        what = (
            f"{other.name!r} and the average {average.name!r} both contain the"
            f" {' and the '.join(both)}, which would be counted twice"
        )
        remedy = f"leave out one of them; {average.name!r} covers: {', '.join(average.places)}"
        yield Problem(where, what, remedy)


def _places(entry: Entry) -> tuple[Place, ...]:
    """Parts of the way that an entry covers.

    Raises
    ------
    CatalogueError
        For a place that does not exist.
    """
    known: dict[str, Place] = {place: place for place in get_args(Place)}
    named = [each.strip() for each in entry.text["covers"].split(",")]
    wrong = [each for each in named if each not in known]
    if wrong:
        where = f"{entry.file}: [{entry.name}].covers"
        what = f"{wrong[0]!r} is no part of a path"
        raise CatalogueError(Problem(where, what, f"use some of: {', '.join(known)}"))
    return tuple(known[each] for each in named)


def _average(entry: Entry, places: tuple[Place, ...], use: PartUse) -> NetworkAverage:
    trend = None
    if "halving" in entry.figures:
        names = ("halving", "first_year", "last_year")
        trend = Trend(**{name: entry.figures[name].value for name in names})
    return NetworkAverage(
        name=entry.name,
        places=places,
        boundary=entry.text["boundary"],
        average=entry.record,
        trend=trend,
        year=entry.record.year if use.year is None else use.year,
    )


def _shared_by(entry: Entry, use: PartUse) -> str:
    usual = entry.text.get("sharing", "traffic")
    local = any(place in _SHARED_LOCALLY for place in _places(entry))
    return use.shared_by if use.shared_by is not None and local else usual


def _sharing(entry: Entry, use: PartUse) -> Sharing:
    shared = _shared_by(entry, use)
    if shared == "devices" and use.devices is not None and use.interval is not None:
        return ByDevices(use.devices, use.interval)
    return ByTraffic()


def _year_problems(entry: Entry, year: Num | None, where: str) -> Iterator[Problem]:
    if year is None:
        return
    first, last = _studied(entry)
    if anywhere(year < first):
        what = f"{entry.name!r} has no average of {year:g}: its data begin in {first:g}"
        remedy = "give a later year, or an average that goes back further, e.g. 'fixed-aslan'"
        yield Problem(where, what, f"{remedy} (from 2000 on)" if first > 2000 else _later(first))
    if anywhere(year > last + _YEARS_AHEAD):
        what = f"{year:g} is more than {_YEARS_AHEAD} years after the data of {entry.name!r}"
        yield Problem(where, what, f"give a year up to {last + _YEARS_AHEAD:g}")


def _later(first: float) -> str:
    return f"give {first:g} or a later year"


def _studied(entry: Entry) -> tuple[float, float]:
    """First and last year that an average was studied in."""
    names = ("first_year", "last_year") if "halving" in entry.figures else ("year", "year")
    first, last = (entry.figures[name].value for name in names)
    return first, last
