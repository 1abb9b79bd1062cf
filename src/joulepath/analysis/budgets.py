"""Limits that a life must keep to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.arrays import evaluate
from joulepath.analysis.counted_carbon import CARBON
from joulepath.analysis.plan import arrays_in
from joulepath.analysis.space import space_of
from joulepath.core.quantities import Num, Ratio
from joulepath.core.tree import numbers, units
from joulepath.errors import InputError, Problem, nearest
from joulepath.formulas.allocation import carbon_per_inference
from joulepath.lifecycle import lifecycle
from joulepath.records.results import Lifecycle
from joulepath.scenario.limits import read_amount
from joulepath.scenario.resolve import Resolved

__all__ = ["NAMES", "Budget", "Kept", "keep", "read_budgets"]

_WRITTEN: Final = re.compile(
    r"\s*(?:p(?P<percent>\d{1,3})\s+)?(?P<name>[A-Za-z][\w. -]*?)"
    r"\s*(?P<sense><=?|>=?)\s*(?P<limit>[^<>=]+)"
)
_EXAMPLE: Final = "write e.g. --budget 'carbon<2kg' or --budget 'p95 energy<5kWh'"

_PLACES: Final = MappingProxyType(
    {
        "energy": ("energy",),
        "energy per inference": ("per_inference",),
        "ecal": ("ecal",),
        "carbon": CARBON,
        "operational carbon": ("carbon",),
        "embodied carbon": ("hardware.carbon",),
        "carbon per inference": CARBON,
        "water": ("water.total",),
        "primary energy": ("primary_energy.total",),
        "abiotic depletion": ("abiotic_depletion",),
        "cost": ("cost.total",),
        "cost per inference": ("cost.per_inference",),
        "battery life": ("battery.life",),
        "latency": ("inference.latency",),
    }
)
"""What a budget may limit, and where a result has it: the first that it has."""

NAMES: Final = tuple(_PLACES)
"""Names that a budget may use beside the dotted path of any number of the result."""

_LACKING: Final = MappingProxyType(
    {
        "carbon": "give the scenario a zone, e.g. --zone DEU",
        "operational carbon": "give the scenario a zone, e.g. --zone DEU",
        "carbon per inference": "give the scenario a zone, e.g. --zone DEU",
        "embodied carbon": "add [hardware] to the scenario",
        "water": "write water = true in the scenario",
        "primary energy": "write primary_energy = true in the scenario",
        "abiotic depletion": "write abiotic_depletion = true in the scenario",
        "cost": "add [cost] to the scenario",
        "cost per inference": "add [cost] to the scenario",
        "battery life": "add [battery] to the scenario",
        "latency": "give every part of the path a link by its frames, and profile = 'corrected'",
    }
)


@dataclass(frozen=True)
class Budget:
    """A limit as it was written."""

    text: str
    """The whole of it."""
    quantity: str
    """What it limits: one of `NAMES`, or a dotted path in the result."""
    percent: int | None
    """Which percentile of the draws must keep it; none for the best estimate."""
    sense: str
    """``<``, ``<=``, ``>`` or ``>=``."""
    limit: str
    """An amount with its unit."""


@dataclass(frozen=True)
class Kept:
    """A limit held against a life."""

    budget: Budget
    """The limit."""
    value: float
    """What the life takes, in the coherent unit."""
    limit: float
    """The limit, likewise."""
    unit: str
    """The coherent unit; of money, its currency."""
    margin: Ratio
    """Share of the limit that is left; negative where it is broken."""
    met: bool
    """Whether it is kept."""


def read_budgets(texts: Iterable[str]) -> tuple[Budget, ...]:
    """Read limits such as ``"p95 carbon per inference < 2 g"``.

    Parameters
    ----------
    texts : iterable of str
        A limit each.

    Raises
    ------
    InputError
        For every text that is none.
    """
    found: list[Budget] = []
    problems: list[Problem] = []
    for text in texts:
        read = _WRITTEN.fullmatch(text)
        percent = int(read["percent"]) if read and read["percent"] else None
        if read is None:
            problems.append(Problem("--budget", f"{text!r} is no limit", _EXAMPLE))
        elif percent is not None and not 0 < percent < 100:
            what = f"{text!r}: there is no p{percent}"
            problems.append(Problem("--budget", what, "write p1 to p99"))
        else:
            name = " ".join(read["name"].split())
            known = name.lower().replace("_", " ").replace("-", " ")
            quantity = known if known in _PLACES else name
            found.append(Budget(text, quantity, percent, read["sense"], read["limit"].strip()))
    if problems:
        raise InputError(*problems)
    return tuple(found)


def keep(
    resolved: Resolved, budgets: Sequence[Budget], draws: int = 1000, seed: int = 0
) -> tuple[Kept, ...]:
    """Hold limits against the life of a scenario.

    Parameters
    ----------
    resolved : Resolved
        The scenario.
    budgets : sequence of Budget
        Limits, from `read_budgets`.
    draws : int
        Draws of all that is uncertain, for limits of percentiles.
    seed : int
        Same seed, same bytes.

    Returns
    -------
    tuple of Kept
        One for each limit.

    Raises
    ------
    InputError
        For every limit of what the result does not have, in a unit of something else, and for a
        scenario of many cases.
    """
    if arrays_in(resolved.inputs):
        what = "limits of a scenario with many values"
        raise InputError(Problem("--budget", what, "give one number each"))
    life = lifecycle(resolved.inputs)
    asked: list[tuple[Budget, _Measure, float]] = []
    problems: list[Problem] = []
    for budget in budgets:
        try:
            measure = _measure(budget, life, resolved)
            asked.append((budget, measure, _limit(budget, measure)))
        except InputError as error:
            where = f"--budget {budget.text!r}"
            problems += (Problem(where, each.what, each.remedy) for each in error.problems)
    if problems:
        raise InputError(*problems)
    drawn = _drawn(resolved, asked, draws, seed)
    best = dict(numbers(life))
    return tuple(
        _kept(budget, measure, limit, best if budget.percent is None else drawn)
        for budget, measure, limit in asked
    )


@dataclass(frozen=True)
class _Measure:
    """Where a result has what a limit is about."""

    paths: tuple[str, ...]
    unit: str
    combine: Callable[..., Num]
    currency: str | None = None


def _measure(budget: Budget, life: Lifecycle, resolved: Resolved) -> _Measure:
    known = dict(numbers(life))
    if budget.quantity not in _PLACES:
        path = _path(budget.quantity, known)
        return _plain(path, life, resolved)
    path = next((each for each in _PLACES[budget.quantity] if each in known), None)
    if path is None:
        remedy = _LACKING[budget.quantity]
        raise InputError(Problem("", f"this scenario has no {budget.quantity}", remedy))
    if budget.quantity == "carbon per inference":
        paths = path, "inference.inferences"
        return _Measure(paths, "g/inference", _carbon_each)
    return _plain(path, life, resolved)


def _plain(path: str, life: Lifecycle, resolved: Resolved) -> _Measure:
    """A number of the result as it is; money in the currency of its prices."""
    unit, prices = dict(units(life))[path], resolved.inputs.cost
    if prices is None or not unit.startswith("money"):
        return _Measure((path,), unit, _same)
    return _Measure((path,), unit.replace("money", prices.currency), _same, prices.currency)


def _same(value: Num) -> Num:
    return value


def _carbon_each(carbon: Num, inferences: Num) -> Num:
    return carbon_per_inference(carbon=carbon, inferences=inferences)


def _path(name: str, known: Mapping[str, Any]) -> str:
    if name in known:
        return name
    near = nearest(name.lower(), (*NAMES, *known))
    listed = ", ".join(NAMES)
    remedy = f"did you mean {near[0]!r}?" if near else f"use {listed}, or a dotted path"
    raise InputError(Problem("", f"there is no {name!r} in this result", remedy))


def _limit(budget: Budget, measure: _Measure) -> float:
    limit = read_amount(budget.limit, measure.unit, measure.currency)
    if limit <= 0:
        raise InputError(Problem("", f"{budget.limit} is no limit", "write an amount above zero"))
    return limit


def _drawn(
    resolved: Resolved, asked: Sequence[tuple[Budget, _Measure, float]], draws: int, seed: int
) -> dict[str, NDArray[np.float64]]:
    """Draws of every number that a limit of a percentile is about."""
    paths = [path for budget, measure, _ in asked if budget.percent for path in measure.paths]
    if not paths:
        return {}
    space = space_of(resolved)
    return evaluate(space.at(space.draw(draws, seed)), tuple(dict.fromkeys(paths)))


def _kept(budget: Budget, measure: _Measure, limit: float, found: Mapping[str, Any]) -> Kept:
    values = np.asarray(measure.combine(*(found[path] for path in measure.paths)), dtype=float)
    method: Any = "linear" if np.isfinite(values).all() else "nearest"
    value = float(np.percentile(values, budget.percent or 50, method=method))
    below = budget.sense.startswith("<")
    margin = 1 - value / limit if below else value / limit - 1
    met = {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}
    return Kept(budget, value, limit, measure.unit, margin, met[budget.sense])
