"""What is to be little, and what must be kept: the grammar of ``--minimise`` and ``--subject-to``.

::

    carbon                        one quantity
    0.7 carbon + 0.3 energy       a mix, each quantity over that of the scenario as it stands
    latency < 2s                  a limit
    battery.life >= 5 years       any number of the result by its dotted path
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from joulepath.analysis.counted_carbon import CARBON
from joulepath.catalogue.units import parse
from joulepath.core.tree import is_number, leaves, units
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.records.results import Lifecycle

__all__ = ["QUANTITIES", "Goal", "Limit", "Measure", "parse_goal", "parse_limit"]


@dataclass(frozen=True)
class Measure:
    """A number of a lifecycle by which candidates are judged."""

    name: str
    """How the user calls it."""
    paths: tuple[str, ...]
    """Dotted paths in the result; the first that is there counts."""
    unit: str
    """Coherent unit."""
    remedy: str = "ask for another quantity, or add to the scenario what it lacks"
    """What to do where the result has none of them."""

    @property
    def wanted_large(self) -> bool:
        """Whether more of it is better."""
        return any(path.rpartition(".")[2] in _WANTED_LARGE for path in self.paths)

    def of(self, result: Mapping[str, Any]) -> str | None:
        """Path of this number among those of a result; none if it has none."""
        return next((path for path in self.paths if is_number(result.get(path))), None)


_WANTED_LARGE: Final = ("life", "charge_life", "delivered")
"""Last parts of paths of what should be large."""


def _known(name: str, unit: str, *paths: str, remedy: str = "") -> Measure:
    return Measure(name, paths or (name,), unit, remedy)


QUANTITIES: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        each.name: each
        for each in (
            _known("energy", "J"),
            _known(
                "carbon",
                "g",
                *CARBON,
                remedy='add zone = "DEU" or another',
            ),
            _known("cost", "money", "cost.total", remedy="add [cost] with prices"),
            _known(
                "latency",
                "s",
                "inference.latency",
                remedy="give every hop of the path a link, whose time is known",
            ),
            _known("ecal", "J/bit"),
            _known("water", "L", "water.total", remedy="add water = true and a zone"),
            _known("battery", "s", "battery.life", remedy="add [battery]"),
        )
    }
)
"""Quantities with a name of their own; carbon holds the making of hardware where it is counted."""


@dataclass(frozen=True)
class Goal:
    """What is to be as little as possible."""

    name: str
    """As the user wrote it."""
    terms: tuple[tuple[float, Measure], ...]
    """Quantities and their weights."""
    mixed: bool
    """Whether each quantity is taken over that of the scenario as it stands."""

    @property
    def unit(self) -> str:
        """Coherent unit; that of a ratio for a mix."""
        return "1" if self.mixed else self.terms[0][1].unit


@dataclass(frozen=True)
class Limit:
    """What a candidate must keep to."""

    name: str
    """As the user wrote it."""
    measure: Measure
    """The quantity."""
    upper: bool
    """Whether the quantity must stay below the bound rather than above."""
    strict: bool
    """Whether it must not reach it."""
    bound: float
    """In the coherent unit."""


_TERM: Final = re.compile(
    r"\s*(?:(?P<weight>[0-9.]+(?:[eE][+-]?[0-9]+)?)\s*\*?\s*)?(?P<name>[A-Za-z_][\w.]*)\s*"
)
_LIMIT: Final = re.compile(
    r"\s*(?P<name>[A-Za-z_][\w.]*)\s*(?P<sign><=|>=|<|>)\s*(?P<bound>.+?)\s*"
)
_MONEY: Final = re.compile(r"(?P<number>[0-9.eE+-]+)\s*(?P<currency>[A-Z]{3})?")


def parse_goal(text: str, base: Lifecycle, where: str) -> Goal:
    """Read what is to be minimised.

    Parameters
    ----------
    text : str
        A quantity, or a weighted sum of some.
    base : Lifecycle
        Result of the scenario as it stands, in which dotted paths are looked up.
    where : str
        Where the user wrote it, for messages.

    Raises
    ------
    UnknownName
        For a quantity that no result has.
    InputError
        For a text that is no sum of quantities, or a weight that is not above zero.
    """
    terms: list[tuple[float, Measure]] = []
    for part in text.split("+"):
        found = _TERM.fullmatch(part)
        if found is None:
            remedy = 'write a quantity such as carbon, or a mix such as "0.7 carbon + 0.3 energy"'
            raise InputError(Problem(where, f"{text!r} is no quantity", remedy))
        terms.append((_weight(found["weight"], text, where), measure(found["name"], base, where)))
    for _, each in terms:
        if each.wanted_large:
            remedy = f"hold it instead, e.g. --subject-to '{each.name}>...'"
            raise InputError(Problem(where, f"{each.name} should be large, not least", remedy))
    names = [each.name for _, each in terms]
    if len(set(names)) < len(names):
        raise InputError(Problem(where, f"{text!r} names a quantity twice", "name it once"))
    return Goal(text.strip(), tuple(terms), mixed=len(terms) > 1)


def parse_limit(text: str, base: Lifecycle, where: str) -> Limit:
    """Read what candidates must keep to.

    Takes and raises what `parse_goal` does; a bound has the unit of its quantity.
    """
    found = _LIMIT.fullmatch(text)
    if found is None:
        remedy = 'write a quantity, a sign and a bound, e.g. "latency<2s" or "carbon<=1.5kg"'
        raise InputError(Problem(where, f"{text!r} is no limit", remedy))
    limited = measure(found["name"], base, where)
    bound = _bound(found["bound"], limited.unit, base, where)
    sign = found["sign"]
    return Limit(text.strip(), limited, sign[0] == "<", len(sign) == 1, bound)


def measure(name: str, base: Lifecycle, where: str) -> Measure:
    """Look up a quantity by its name or its dotted path."""
    if name in QUANTITIES:
        return QUANTITIES[name]
    known = dict(leaves(base))
    if not is_number(known.get(name)):
        numbers = (path for path, leaf in known.items() if is_number(leaf))
        instead = (
            f"write {', '.join(QUANTITIES)} or another that 'joulepath explain FILE --list' shows"
        )
        raise UnknownName("quantity", name, (*QUANTITIES, *numbers), where=where, instead=instead)
    return Measure(name, (name,), dict(units(base)).get(name, "1"))


def _weight(text: str | None, whole: str, where: str) -> float:
    try:
        weight = 1.0 if text is None else float(text)
    except ValueError:
        weight = 0.0
    if not 0 < weight < float("inf"):
        remedy = "write weights above zero; what is to be large needs a limit instead"
        raise InputError(Problem(where, f"a weight of {text} in {whole!r}", remedy))
    return weight


def _bound(text: str, unit: str, base: Lifecycle, where: str) -> float:
    if unit == "money":
        return _money(text, base, where)
    try:
        return parse(text, unit)
    except InputError as error:
        raise InputError(*(Problem(where, p.what, p.remedy) for p in error.problems)) from None


def _money(text: str, base: Lifecycle, where: str) -> float:
    """Read an amount, in the currency of the scenario."""
    found = _MONEY.fullmatch(text)
    currency = base.cost.currency if base.cost is not None else None
    try:
        amount = float(found["number"]) if found else float("nan")
    except ValueError:
        amount = float("nan")
    if found is None or amount != amount:
        raise InputError(Problem(where, f"{text!r} is no amount of money", "write e.g. 12.50"))
    if currency is not None and found["currency"] not in (None, currency):
        remedy = f"write it in {currency}"
        raise InputError(Problem(where, f"{text!r} beside prices in {currency}", remedy))
    return amount
