"""Compute many candidates: a scenario resolved once for each choice of names, numbers as arrays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.arrays import evaluate
from joulepath.analysis.optimise.axes import Axis, Choices, Interval, size
from joulepath.analysis.optimise.goals import Measure
from joulepath.analysis.optimise.robust import Draws, drawn
from joulepath.catalogue import Catalogue
from joulepath.core.tree import leaves
from joulepath.errors import DomainError, InputError, Problem
from joulepath.lifecycle import lifecycle
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import Resolved, resolve

__all__ = ["Candidates", "Computed", "Reason", "reason_of"]

Array = NDArray[np.float64]
_WHOLE: Final = 4096
"""Candidates up to which the lifecycle runs on whole arrays; more go block by block."""
_NUMBERED: Final = re.compile(r"\s*[+-]?\.?[0-9]")
_SAME: Final = 1e-12
_EXTREMES: Final = 12
"""Rows up to which each is looked at."""


@dataclass(frozen=True)
class Reason:
    """Why a candidate cannot be computed."""

    text: str
    """In words."""
    kind: str
    """The same for candidates that fail alike."""
    problems: tuple[Problem, ...] = ()
    """What was raised."""


@dataclass(frozen=True)
class Computed:
    """What some candidates come to."""

    values: Array
    """A row a candidate, a column a quantity and a layer a draw; not a number where refused."""
    reasons: tuple[Reason | None, ...]
    """Why a candidate was refused; none where it was not."""


@dataclass
class Candidates:
    """All ways to set some keys of a scenario.

    A pick is a number for each axis: the place in a list of choices, or the share of the way
    from the lower to the upper end of an interval.
    """

    tables: Mapping[str, Any]
    """The scenario as it stands."""
    catalogue: Catalogue
    """Where names are looked up."""
    axes: tuple[Axis, ...]
    """What may be chosen."""
    measures: tuple[Measure, ...]
    """Quantities that are wanted."""
    draws: Draws | None = None
    """Draws of what is uncertain; none for best estimates."""
    _arrays: list[bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._arrays = [self.draws is None and self._takes_arrays(axis) for axis in self.axes]

    @property
    def takes_arrays(self) -> tuple[bool, ...]:
        """Which axes are computed as arrays."""
        return tuple(self._arrays)

    def resolutions(self) -> float:
        """How many scenarios a grid has to resolve; candidates that share one count once."""
        apart = (axis for axis, at_once in zip(self.axes, self._arrays, strict=True) if not at_once)
        return size(tuple(apart))

    def choice(self, pick: Sequence[float]) -> dict[str, Any]:
        """Values of the keys for one pick."""
        return {axis.key: _value(axis, at) for axis, at in zip(self.axes, pick, strict=True)}

    def compute(self, picks: Array) -> Computed:
        """Compute candidates.

        Parameters
        ----------
        picks : ndarray of shape (candidates, axes)
            A row a candidate.
        """
        layers = 1 if self.draws is None else self.draws.count
        values = np.full((len(picks), len(self.measures), layers), np.nan)
        reasons: list[Reason | None] = [None] * len(picks)
        fixed = [not arrays for arrays in self._arrays]
        groups: dict[bytes, list[int]] = {}
        for row, key in enumerate(np.ascontiguousarray(picks[:, fixed])):
            groups.setdefault(key.tobytes(), []).append(row)
        for rows in groups.values():
            members = np.array(rows, dtype=np.intp)
            if any(self._arrays):
                self._fill(picks, members, values, reasons)
            else:
                self._fill(picks, members[:1], values, reasons)  # they are all the same
                values[members] = values[members[0]]
                for row in rows:
                    reasons[row] = reasons[rows[0]]
        return Computed(values, tuple(reasons))

    def alone(self, changes: Mapping[str, Any]) -> Computed:
        """Compute the scenario with some other changes, as one candidate."""
        try:
            return Computed(self._run(changes, 1), (None,))
        except (InputError, ArithmeticError) as error:
            layers = 1 if self.draws is None else self.draws.count
            nothing = np.full((1, len(self.measures), layers), np.nan)
            return Computed(nothing, (reason_of(error),))

    def _fill(
        self, picks: Array, rows: NDArray[np.intp], values: Array, reasons: list[Reason | None]
    ) -> None:
        """Compute rows that differ in numbers alone; halve them to find the one to blame."""
        try:
            values[rows] = self._run(self._changes(picks[rows]), len(rows))
        except (InputError, ArithmeticError) as error:
            reason = reason_of(error)
            if len(rows) == 1 or self._all_refused(picks[rows], reason):
                for row in rows:
                    reasons[row] = reason
                return
            for half in np.array_split(rows, 2):
                self._fill(picks, half, values, reasons)

    def _all_refused(self, picks: Array, reason: Reason) -> bool:
        """Whether rows are refused whatever their numbers, as their extremes are."""
        if len(picks) <= _EXTREMES:
            return False
        corners = {len(picks) // 2, *picks.argmin(axis=0), *picks.argmax(axis=0)}
        corners |= {int(picks.sum(axis=1).argmin()), int(picks.sum(axis=1).argmax())}
        for row in corners:
            try:
                self._run(self.choice(picks[row]), 1)
            except (InputError, ArithmeticError) as error:
                if reason_of(error).text == reason.text:  # which would name a number to blame
                    continue
            return False
        return True

    def _changes(self, picks: Array) -> dict[str, Any]:
        """Changes of the scenario for some rows; arrays for what differs between them."""
        if len(picks) == 1:
            return self.choice(picks[0])
        return {
            axis.key: np.array([_value(axis, at) for at in column]) if arrays
            else _value(axis, column[0])
            for axis, arrays, column in zip(self.axes, self._arrays, picks.T, strict=True)
        }  # fmt: skip

    def _run(self, changes: Mapping[str, Any], count: int) -> Array:
        """Quantities of some candidates, of shape (candidates, quantities, draws)."""
        resolved = resolve(load_scenario(self.tables, changes, self.catalogue))
        if self.draws is not None:
            return drawn(resolved, self.measures, self.draws)[np.newaxis]
        return _columns(resolved, self.measures, count)[:, :, np.newaxis]

    def _takes_arrays(self, axis: Axis) -> bool:
        """Whether an array of values resolves at once, and to what each of them does."""
        values = _samples(axis)
        if len(values) < 2 or not all(_is_number(value) for value in values):
            return False
        singles: list[Array] = []
        fitting: list[Any] = []
        for value in values:
            try:
                singles.append(self._run({axis.key: value}, 1))
            except (InputError, ArithmeticError):
                continue
            fitting.append(value)
        if len(fitting) < 2:
            return False
        try:
            together = self._run({axis.key: np.array(fitting)}, len(fitting))
        except (InputError, ArithmeticError, TypeError, ValueError):
            return False
        apart = np.concatenate(singles)
        return bool(np.allclose(together, apart, rtol=_SAME, atol=0, equal_nan=True))


def reason_of(error: InputError | ArithmeticError) -> Reason:
    """Say why a candidate was refused."""
    if not isinstance(error, InputError) or isinstance(error, DomainError):
        return Reason("a number leaves the domain of a formula", "domain")
    first = error.problems[0]
    text = f"{first.where}: {first.what}" if first.where else first.what
    return Reason(text, re.sub(r"[0-9][0-9.e+-]*|'[^']*'", "#", text), error.problems)


def _columns(resolved: Resolved, measures: Sequence[Measure], count: int) -> Array:
    """Quantities of a scenario, a row a candidate."""
    if count <= _WHOLE:
        with np.errstate(all="ignore"):
            result = dict(leaves(lifecycle(resolved.inputs)))
        found = [result[path] if (path := each.of(result)) else np.nan for each in measures]
    else:
        found = _in_blocks(resolved, measures)
    return np.stack([np.broadcast_to(np.asarray(each, float), count) for each in found], axis=1)


def _in_blocks(resolved: Resolved, measures: Sequence[Measure]) -> list[Any]:
    from joulepath.core.tree import map_leaves

    first = map_leaves(
        lambda _, leaf: leaf.item(0) if getattr(leaf, "ndim", 0) else leaf, resolved.inputs
    )
    result = dict(leaves(lifecycle(first)))
    paths = [each.of(result) for each in measures]
    values = evaluate(resolved.inputs, [path for path in paths if path is not None])
    return [np.nan if path is None else values[path] for path in paths]


def _value(axis: Axis, at: float) -> Any:
    return axis.values[int(at)] if isinstance(axis, Choices) else axis.at(float(at))


def _samples(axis: Axis) -> list[Any]:
    if isinstance(axis, Interval):
        return [axis.at(share) for share in (0.0, 0.5, 1.0)]
    places = {0, len(axis.values) // 2, len(axis.values) - 1}
    if not all(map(_is_number, axis.values)):
        return []
    kinds = {isinstance(value, str) for value in axis.values}
    return [axis.values[place] for place in sorted(places)] if len(kinds) == 1 else []


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return _NUMBERED.match(value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)
