"""Amounts in the file of a placement: costs, given or from scenarios, and resources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any, Final

from joulepath.analysis.ways import QUANTITIES
from joulepath.catalogue import Catalogue
from joulepath.catalogue.units import TABLE, parse
from joulepath.core.tree import numbers, units
from joulepath.errors import InputError, Problem, UnitError, UnknownName
from joulepath.lifecycle import lifecycle
from joulepath.records.results import Lifecycle
from joulepath.scenario.placement_section import OptionSection, PlacementSection
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import Resolved, resolve

__all__ = ["UNITS", "Costs", "resource"]

UNITS: Final[Mapping[str, str]] = {
    "energy": "J", "carbon": "g", "water": "L", "money": "money", "time": "s",
}  # fmt: skip
"""Coherent unit of what may be minimised."""

_PATHS: Final[Mapping[str, tuple[str, ...]]] = {**QUANTITIES, "time": ("inference.latency",)}
_REMEDIES: Final[Mapping[str, str]] = {
    "carbon": 'add zone = "DEU" or another to it',
    "water": "add water = true and a zone to it",
    "money": "add [cost] with prices to it",
    "time": "give every hop of its path a link, whose time is known",
}
_AMOUNT: Final = re.compile(
    r"\s*(?P<number>[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\s*(?P<unit>.*)"
)


class Costs:
    """Reads what options and links take, and remembers the scenarios that it has computed."""

    def __init__(self, section: PlacementSection, folder: Path, catalogue: Catalogue) -> None:
        self.unit = UNITS[section.minimise]
        self.assumptions: dict[str, None] = {}
        self._section, self._folder, self._catalogue = section, folder, catalogue
        self._known: dict[str, tuple[float, float]] = {}

    def given(self, amount: float | str, where: str) -> float:
        """An amount that is written with its unit.

        Raises
        ------
        InputError
            If it is no amount of what is minimised.
        """
        currency = self._section.currency
        example = {"J": "3.2 J", "g": "5 g", "L": "0.2 L", "s": "40 ms"}.get(
            self.unit, f"0.02 {currency}"
        )
        if not isinstance(amount, str) and amount != 0:
            raise InputError(Problem(where, f"{amount:g} has no unit", f"write e.g. '{example}'"))
        text = str(amount) if currency is None else str(amount).replace(currency, " money")
        try:
            cost = 0.0 if amount == 0 else parse(text, self.unit)
        except UnitError as error:
            what = f"{amount!r} is no {self._section.minimise}: {error.problems[0].what}"
            raise InputError(Problem(where, what, f"write e.g. '{example}'")) from None
        if cost < 0 or not isfinite(cost):
            raise InputError(Problem(where, f"{amount!r} is below zero", "give 0 or more"))
        return cost

    def of_scenario(self, option: OptionSection, where: str) -> tuple[float, float]:
        """Cost of a scenario, and how many inferences it has.

        Raises
        ------
        InputError
            With everything that is wrong with the scenario, or what it does not tell.
        """
        file = self._folder / str(option.scenario)
        key = f"{file} {option.number} {sorted(option.changes.items(), key=str)}"
        if key not in self._known:
            changes: Any = dict(option.changes)
            resolved = resolve(load_scenario(file, changes, self._catalogue))
            self.assumptions |= {
                f"{option.scenario}: {note.where}: {note.what}": None
                for note in resolved.assumptions
            }
            self._known[key] = self._taken(resolved, option.number, where)
        return self._known[key]

    def _taken(self, resolved: Resolved, number: str | None, where: str) -> tuple[float, float]:
        prices, currency = resolved.inputs.cost, self._section.currency
        if currency is not None and prices is not None and prices.currency != currency:
            what = f"the scenario is in {prices.currency}, the plan in {currency}"
            raise InputError(Problem(where, what, "use one currency"))
        life = lifecycle(resolved.inputs)
        inferences = float(life.inference.inferences)
        if number is not None:
            return self._numbered(life, number, where), inferences
        value = self._whole(life, where)
        once = self._section.counted == "inference" and self._section.minimise != "time"
        return value / (inferences if once else 1.0), inferences

    def _whole(self, life: Lifecycle, where: str) -> float:
        minimise, found = self._section.minimise, dict(numbers(life))
        value = next((found[path] for path in _PATHS[minimise] if path in found), None)
        if value is None:
            what = f"the scenario does not tell its {minimise}"
            raise InputError(Problem(where, what, _REMEDIES.get(minimise, "complete it")))
        return float(value)

    def _numbered(self, life: Lifecycle, number: str, where: str) -> float:
        found, kinds = dict(numbers(life)), dict(units(life))
        if number not in found:
            instead = "write one that 'joulepath explain FILE --list' shows, e.g. per_inference"
            raise UnknownName("number of the result", number, found, where=where, instead=instead)
        if kinds.get(number) != self.unit:
            what = f"{number} is in {kinds.get(number, '1')}, costs are in {self.unit}"
            remedy = f"name a number in {self.unit}, or minimise something else"
            raise InputError(Problem(where, what, remedy))
        return float(found[number])


def resource(amount: float | str, where: str) -> tuple[float, str]:
    """An amount of a resource in its coherent unit, and that unit; 1 for a count.

    Raises
    ------
    InputError
        For what is no amount of 0 or more.
    """
    found = _AMOUNT.fullmatch(str(amount))
    unit = TABLE.get(found["unit"].strip() or "1") if found else None
    if found is not None and unit is not None:
        value = float(unit.to_coherent(float(found["number"])))
        if isfinite(value) and value >= 0:
            return value, unit.measures
    remedy = 'write a number of 0 or more, with a unit where it has one, e.g. "8 MB"'
    raise InputError(Problem(where, f"{amount!r} is no amount", remedy))
