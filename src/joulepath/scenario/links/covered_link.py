"""The carrier of a narrowband link from the distance of its cell: a class of coverage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from joulepath.catalogue.units import render
from joulepath.core.quantities import Decibel, Metre
from joulepath.errors import Problem, ScenarioError
from joulepath.lifecycle.links.propagation import coupled, path_loss
from joulepath.records.links.cellular import NarrowbandCarrier
from joulepath.scenario.fields import anywhere
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.links.cellular_section import LteMSection, NbIotSection
from joulepath.scenario.links.reach import nearest_failure, reach_warnings, way_problems
from joulepath.scenario.links.reach_section import ReachSection
from joulepath.scenario.links.short_range_checks import largest, smallest

__all__ = ["NARROWBAND", "coupling", "note_coverage", "with_carrier"]

NARROWBAND: Final = (NbIotSection, LteMSection)
"""Links that repeat what they send until it bridges the loss of their way."""
_NETWORK_DECIDES: Final = ("modulation", "bandwidth", "bit_rate", "spreading_factor", "frame")
_KIND: Final = "narrowband-carriers"

_Link = NbIotSection | LteMSection


def with_carrier(link: _Link, table: ReachSection, at: str, ledger: Ledger) -> _Link:
    """The section of a link with the carrier whose coverage bridges the loss of its way.

    Raises
    ------
    ScenarioError
        If the table says what the network decides, no carrier bridges the loss, the one that the
        link names does not, or several distances need several carriers.
    """
    where = f"{at}.reach"
    problems = [*_strange(link, table, where)]
    path = table.path()
    problems += way_problems(path, table.distance, table.frequency, where)
    if not problems:
        problems += _uncovered(link, table, at, ledger)
    if problems:
        raise ScenarioError(*(ledger.placed(problem) for problem in problems))
    for warning in reach_warnings(path, table.distance):
        ledger.warn(f"{at}.{warning}")
    if "carrier" in link.model_fields_set:
        return link
    found = link.model_copy(update={"carrier": _least(link, table, ledger)})
    found.model_fields_set.discard("carrier")  # nobody wrote it
    return found


def coupling(
    table: ReachSection, link: _Link, carrier: NarrowbandCarrier, distance: Metre | None = None
) -> Decibel:
    """Loss that a carrier has to bridge over the distance of a table, or over another one."""
    over = table.distance if distance is None else distance
    lost = path_loss(table.path(), over, table.frequency)
    levels = (carrier.full_level, link.transmit_level)
    return coupled(lost, (table.gains, table.margin), levels)


def _strange(link: _Link, table: ReachSection, where: str) -> Iterator[Problem]:
    """What the network decides, and a level that is not that of the link."""
    for key in (*_NETWORK_DECIDES, "noise_figure"):
        if getattr(table, key) is not None:
            what = f"given, but a network of {link.technology} decides it by the coverage"
            yield Problem(f"{where}.{key}", what, f"leave {key} out")
    level = table.transmit_level
    if level is not None and anywhere(level != link.transmit_level):
        own = render(smallest(link.transmit_level), "dBm")
        what = f"is {render(smallest(level), 'dBm')}, but the link sends at {own}"
        yield Problem(f"{where}.transmit_level", what, "set link.transmit_level, or leave it out")


def _carriers(link: _Link, ledger: Ledger) -> dict[str, NarrowbandCarrier]:
    """Carriers of a technology, those of good coverage first."""
    entries = (ledger.catalogue.entry(_KIND, name) for name in ledger.catalogue.names(_KIND))
    own = {each.name: each.record for each in entries if each.text["technology"] == link.technology}
    return {name: own[name] for name in sorted(own, key=lambda name: own[name].coupling_loss)}


def _fails(carrier: NarrowbandCarrier, link: _Link, table: ReachSection) -> bool:
    """Whether there is a distance whose loss a carrier does not bridge."""
    return anywhere(coupling(table, link, carrier) > carrier.coupling_loss)


def _least(link: _Link, table: ReachSection, ledger: Ledger) -> str:
    """Carrier of the best coverage that bridges every loss; there is one."""
    carriers = _carriers(link, ledger)
    return next(name for name, each in carriers.items() if not _fails(each, link, table))


def _uncovered(link: _Link, table: ReachSection, at: str, ledger: Ledger) -> Iterator[Problem]:
    """Losses that no carrier bridges, or not the one that is named, or not one for all."""
    carriers = _carriers(link, ledger)
    last = [*carriers.values()][-1]
    if _fails(last, link, table):
        yield _beyond(link, table, last, f"{at}.reach.distance")
        return
    needed = _least(link, table, ledger)
    if "carrier" in link.model_fields_set:
        own = ledger.catalogue.record(NarrowbandCarrier, link.carrier)
        if _fails(own, link, table):
            lost = largest(coupling(table, link, own))
            what = f"{link.carrier!r} bridges {own.coupling_loss:g} dB of {lost:.1f} dB"
            remedy = f"write carrier = {needed!r}, or leave it out"
            yield Problem(f"{at}.link.carrier", what, remedy)
    elif _several(link, table, carriers, needed):
        what = "distances that need carriers of different coverage"
        yield Problem(f"{at}.reach.distance", what, f"name one for all: carrier = {needed!r}")


def _several(
    link: _Link, table: ReachSection, carriers: Mapping[str, NarrowbandCarrier], needed: str
) -> bool:
    """Whether a carrier of better coverage would do for some of the distances."""
    most = carriers[needed].coupling_loss
    better = (each for each in carriers.values() if each.coupling_loss < most)
    return any(anywhere(coupling(table, link, each) <= each.coupling_loss) for each in better)


def _beyond(link: _Link, table: ReachSection, last: NarrowbandCarrier, where: str) -> Problem:
    """A way that loses more than any repetition bridges."""
    most = last.coupling_loss
    lost = largest(coupling(table, link, last))
    what = f"a coupling loss of {lost:.1f} dB, of which {link.technology} bridges {most:g} dB"
    if hasattr(lost, "shape") or hasattr(table.distance, "shape"):
        return Problem(where, what, "come closer, or use better antennas (gains)")
    far = nearest_failure(
        lambda distance: anywhere(coupling(table, link, last, distance) > most),
        float(table.distance),
    )
    remedy = f"it reaches {render(float(f'{far:.3g}'), 'm')}; or use better antennas (gains)"
    return Problem(where, what, remedy)


def note_coverage(link: _Link, table: ReachSection, name: str, at: str, ledger: Ledger) -> None:
    """Note the coverage in which a link is, and what it means."""
    carrier = ledger.catalogue.record(NarrowbandCarrier, name)
    lost = coupling(table, link, carrier)
    most = "" if not hasattr(lost, "shape") else "up to "
    ledger.assume(
        f"{at}.reach",
        f"a coupling loss of {most}{largest(lost):.1f} dB: carrier {name!r}, whose repetitions "
        f"bridge {carrier.coupling_loss:g} dB; link.loss says what is lost all the same",
    )
