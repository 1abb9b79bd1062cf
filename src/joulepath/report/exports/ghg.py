"""Scopes of the GHG Protocol, by who owns what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from joulepath.core.quantities import Gram
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.formulas.carbon import operational_carbon
from joulepath.formulas.reporting import upstream_carbon
from joulepath.report.exports.facts import NOT_COUNTED, Facts, Group, kilowatt_hours, summed
from joulepath.report.exports.making import STAGES, makings, rule_of
from joulepath.report.exports.settings import HARDWARE, OWNERS, Owner
from joulepath.report.trees import shown

__all__ = ["CATEGORIES", "ghg"]

CATEGORIES: Final = {
    "2": "Purchased electricity",
    "3.1": "Purchased goods and services",
    "3.2": "Capital goods",
    "3.3": "Fuel- and energy-related activities",
    "3.4": "Upstream transportation and distribution",
    "3.5": "Waste generated in operations",
    "3.11": "Use of sold products",
    "3.12": "End-of-life treatment of sold products",
}
"""Scopes and categories that are reported, with their names."""

_ELECTRICITY: Final = {"on-premises": "2", "cloud": "3.1", "sold": "3.11"}
_MADE: Final = {"on-premises": "3.2", "cloud": "3.1", "sold": "3.1"}
_MOVED: Final = {"on-premises": "3.4", "cloud": "3.1", "sold": "3.4"}
_PURCHASE: Final = "purchase"
_DIRECT: Final = "direct"
_DISCARDED: Final = {"on-premises": "3.5", "cloud": "3.1", "sold": "3.12"}
_CATEGORIES_OF: Final = {"making": _MADE, "moving": _MOVED, "discarding": _DISCARDED}
_STAGES: Final = dict(zip(_CATEGORIES_OF, STAGES, strict=True))


@dataclass(frozen=True)
class _Entry:
    """One emission in one category."""

    category: str
    what: str
    carbon: Gram
    market: Gram | None
    """By contracts; none where that is not known, equal to `carbon` outside electricity."""


def ghg(facts: Facts) -> dict[str, Any]:
    """Emissions of the whole life by scope and category.

    Returns
    -------
    dict
        ``scopes`` with ``location_based`` and ``market_based`` in g of CO2e; the latter is
        ``null`` where no factor of a contract is given. Scope 1 is outside the model.
    """
    _check_direct(facts)
    owners = _owners(facts)
    entries = [
        *(entry for group in facts.groups for entry in _used(facts, group, owners[group.name])),
        *_hardware(facts, owners),
    ]
    return {
        "standard": "GHG Protocol Corporate Standard, Scope 2 Guidance, Corporate Value Chain",
        "reported": facts.title,
        "owners": owners,
        "scopes": {code: _category(code, entries) for code in CATEGORIES},
        "total_location_based": summed([entry.carbon for entry in entries]),
        "unit": "gCO2e",
        "electricity_kWh": {group.name: kilowatt_hours(group.energy) for group in facts.groups},
        "grid": facts.grid,
        "hardware": [making.device for making in makings(facts)] or NOT_COUNTED,
        "notes": list(_notes(facts)),
        "estimated": True,
        "tool": facts.tool,
    }


def _check_direct(facts: Facts) -> None:
    """A direct intensity is a part of that of the life cycle."""
    direct = facts.settings.direct
    if direct is None:
        return
    if facts.result.get("basis") == _DIRECT:
        what = "the result is on the direct basis already"
        remedy = "leave it out, or estimate on the life-cycle basis"
        raise InputError(Problem("--direct", what, remedy))
    if direct > facts.intensity:
        said = f"{shown(direct, 'g/J')} is more than the {shown(facts.intensity, 'g/J')}"
        remedy = "give the intensity of the chimneys alone, for the same zone and year"
        raise InputError(Problem("--direct", f"{said} of the life cycle", remedy))


def _owners(facts: Facts) -> dict[str, Owner]:
    """Owner of each group that takes part; all those that are missing at once."""
    given = facts.settings.owners
    needed = [group.name for group in facts.groups]
    devices = dict.fromkeys(f"{HARDWARE}.{making.device}" for making in makings(facts))
    told = [name for name in given if name.startswith(f"{HARDWARE}.")]
    needed += devices if told else [HARDWARE] if devices else []
    known: dict[str, Owner] = {}
    if HARDWARE in given:
        known |= dict.fromkeys(devices, given[HARDWARE])
    known |= given
    problems = [
        Problem(
            "--owner",
            f"nobody owns the {name}",
            f"say who, e.g. --owner {name}={OWNERS[0]}; one of {', '.join(OWNERS)}",
        )
        for name in needed
        if name not in known
    ]
    for name in told:
        if name not in devices:
            problems += UnknownName("hardware", name, devices, where="--owner").problems
    if problems:
        raise InputError(*problems)
    return {name: known[name] for name in needed}


def _used(facts: Facts, group: Group, owner: Owner) -> Iterator[_Entry]:
    """Electricity of a group; its supply apart where the company buys it and that is known."""
    carbon, direct = facts.counted(group.carbon), facts.settings.direct
    category, what = _ELECTRICITY[owner], f"electricity of the {group.name}"
    contract = facts.settings.contract
    if owner != "on-premises":
        yield _Entry(category, what, carbon, carbon)
        return
    market = (
        None if contract is None else operational_carbon(energy=group.energy, intensity=contract)
    )
    if direct is None:
        yield _Entry(category, what, carbon, market)
        return
    yield _Entry(category, what, operational_carbon(energy=group.energy, intensity=direct), market)
    upstream = upstream_carbon(carbon=carbon, energy=group.energy, direct=direct)
    yield _Entry("3.3", f"supply of the electricity of the {group.name}", upstream, upstream)


def _hardware(facts: Facts, owners: dict[str, Owner]) -> Iterator[_Entry]:
    for making in makings(facts):
        owner = owners.get(f"{HARDWARE}.{making.device}") or owners[HARDWARE]
        for doing, stage in _STAGES.items():
            if stage in making.covered:
                carbon: Gram = getattr(making, stage)
                what = f"{doing} {making.device}"
                yield _Entry(_CATEGORIES_OF[doing][owner], what, carbon, carbon)


def _uncovered(facts: Facts) -> list[str]:
    """What the footprints of hardware leave out."""
    return [
        f"{doing} {making.device}"
        for making in makings(facts)
        for doing, stage in _STAGES.items()
        if stage not in making.covered
    ]


def _category(code: str, entries: list[_Entry]) -> dict[str, Any]:
    found = [entry for entry in entries if entry.category == code]
    markets = [entry.market for entry in found]
    return {
        "name": CATEGORIES[code],
        "location_based": summed([entry.carbon for entry in found]),
        "market_based": None if None in markets else summed(markets),
        "entries": {
            what: summed([entry.carbon for entry in found if entry.what == what])
            for what in dict.fromkeys(entry.what for entry in found)
        },
    }


def _notes(facts: Facts) -> Iterator[str]:
    yield "scope 1 and offsets are not counted"
    yield "energy of both ends of a link falls to the network"
    yield "virtualisation falls to use"
    if facts.settings.contract is None:
        yield "no contract is given: scope 2 has no market-based figure"
    if facts.result.get("basis") == _DIRECT:
        yield "the intensity of the grid is direct: 3.3 lacks the supply of fuels and plants"
    elif facts.settings.direct is None:
        yield (
            "the intensity of the grid covers the life cycle: without a direct one, scope 2"
            " holds what belongs to 3.3 too"
        )
    if left_out := _uncovered(facts):
        yield f"not covered, so not known to be zero: {', '.join(left_out)}"
    if not makings(facts):
        yield "no hardware is counted: 3.2, 3.4, 3.5 and 3.12 are not known to be zero"
    elif rule_of(facts) != _PURCHASE:
        yield (
            f"hardware is shared out by {rule_of(facts)}: the protocol asks for all of it when"
            ' it is bought, as [hardware] does with rule = "purchase"'
        )
