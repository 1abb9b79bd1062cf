"""The network behind a link of a path, with the origin of every number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

from joulepath.catalogue import Entry
from joulepath.core.tree import numbers
from joulepath.errors import InputError, Problem, ScenarioError
from joulepath.records.links.hop import FramedHop
from joulepath.records.links.network import NetworkAverage, NetworkPath, NetworkSegment
from joulepath.records.network import Hop
from joulepath.records.origins import Origin
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.links.hop_section import FramedHopSection
from joulepath.scenario.links.network import (
    Part,
    average_notes,
    kind_of,
    named_part,
    names_of_path,
    path_problems,
)
from joulepath.scenario.links.network_section import NetworkSection, network_path
from joulepath.scenario.links.part_use import PartUse
from joulepath.scenario.section import Section

__all__ = ["network_behind", "twice_counted"]

_OF_THE_MODEL: Final = ("constant", "per_bit")
"""Numbers of a base station that follow from the figures of its power model."""


def network_behind(section: FramedHopSection, at: str, ledger: Ledger) -> NetworkPath | None:
    """Resolve the network behind a link, and note where each of its numbers comes from.

    Raises
    ------
    ScenarioError
        For a use that a part does not allow, and for parts that must not be added up.
    """
    if section.network is None:
        return None
    table, place = cast("NetworkSection", section.network), f"{at}.network"
    try:
        parts = network_path(table, ledger.catalogue, place)
    except InputError as error:
        raise ScenarioError(*(ledger.placed(each) for each in error.problems)) from error
    for index, part in enumerate(parts):
        said, where = _said(table, index, place)
        _note(part, said, (f"{place}.parts.{index}", where), ledger)
        if isinstance(part, NetworkAverage):
            for note in average_notes(part):
                ledger.assume(place, note)
    if table.path is not None and table.method == "average":
        _note_left_out(table.path, parts, place, ledger)
    return NetworkPath(parts, "marginal" if table.method == "marginal" else "load-share")


def twice_counted(path: Sequence[Hop | FramedHop]) -> Iterator[Problem]:
    """Averages of networks that contain what other links of the same path count, too.

    Parameters
    ----------
    path : sequence of Hop and FramedHop
        All links of a path.
    """
    networks = {
        index: hop.network
        for index, hop in enumerate(path)
        if isinstance(hop, FramedHop) and hop.network is not None
    }
    for index, network in networks.items():
        averages = [part for part in network.parts if isinstance(part, NetworkAverage)]
        for other, hop in enumerate(path):
            if averages and other > index and isinstance(hop, Hop):
                yield _both_ends(index, other, averages[0])
        for other, behind in networks.items():
            if other > index:
                alone = {*path_problems(network.parts, "load-share", f"path.{other}.network")}
                alone |= {*path_problems(behind.parts, "load-share", f"path.{other}.network")}
                both = (*network.parts, *behind.parts)
                found = path_problems(both, "load-share", f"path.{other}.network")
                yield from (each for each in found if each not in alone)


def _both_ends(index: int, other: int, average: NetworkAverage) -> Problem:
    what = (
        f"a link counted for both its ends behind path[{index}], whose network has the average"
        f" {average.name!r} of the {', '.join(average.places)}: counted twice"
    )
    remedy = f"leave out this link, or write the equipment behind path[{index}] part by part"
    return Problem(f"path.{other}", what, remedy)


def _said(table: NetworkSection, index: int, place: str) -> tuple[Section, str]:
    """What the scenario says of a part, and where."""
    if table.path is not None:
        return table, place
    return table.parts[index], f"{place}.parts.{index}"


def _note(part: Part, said: Section, places: tuple[str, str], ledger: Ledger) -> None:
    """Note the origin of every number of a part: a key, a figure, or what follows from figures."""
    at, table = places
    entry = ledger.catalogue.entry(kind_of(part.name, ledger.catalogue), part.name)
    for path, value in numbers(part):
        name = path.rpartition(".")[2]
        if getattr(said, name, None) is not None and not path.startswith("average."):
            ledger.note(f"{at}.{path}", said, name, table)
        elif name in entry.figures:
            ledger.figure(f"{at}.{path}", entry, name)
        else:
            ledger.origins[f"{at}.{path}"] = _following(entry, name, value)


def _following(entry: Entry, name: str, value: Any) -> Origin:
    source = entry.figures["idle"].source if name in _OF_THE_MODEL else "definition"
    return Origin("catalogue", f"{entry.kind}/{entry.name}", shown(value), source)


def _note_left_out(path: str, parts: Sequence[Part], place: str, ledger: Ledger) -> None:
    """Say which parts of a path its average does not contain."""
    covered = {covered for part in parts for covered in part.places}
    names = names_of_path(path, "load-share", ledger.catalogue)
    use = PartUse(shared_by="traffic")
    along = (named_part(name, use, ledger.catalogue) for name in names)
    there = [each for part in along if isinstance(part, NetworkSegment) for each in part.places]
    missing = [each for each in dict.fromkeys(there) if each not in covered]
    if missing:
        ledger.assume(place, f"the average does not contain: {', '.join(missing)}")
