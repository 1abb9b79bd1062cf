"""Which division of a model wins where: over one axis or two, and where the winner changes.

Weighing every cut at every point would take minutes. Both ends are weighed at every point, and of
the cuts those that send less than the input and than every cut before them, for any other has a
longer part on the device and sends no less than one of these; and those that are among the best at
the ends or in the middle of the axes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.sweep.axes import Axis, Span
from joulepath.analysis.sweep.spellings import axes_of
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.lifecycle.offload import offload
from joulepath.records.offload import Split, SplitOutcome
from joulepath.scenario.offload import DEVICE, SERVER, Divided, divide
from joulepath.scenario.reading import Loaded

__all__ = ["MEASURES", "Change", "DivisionMap", "Measure", "offload_map"]

Read: TypeAlias = Callable[[dict[str, Any]], Loaded]
"""Reads the scenario with changes."""


@dataclass(frozen=True)
class Measure:
    """In what respect divisions are weighed."""

    name: str
    """What it is."""
    field: str
    """Where an outcome has it."""
    unit: str
    """Its coherent unit."""


MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        "energy": Measure("energy of all", "energy", "J"),
        "device": Measure("energy of the device", "device_energy", "J"),
        "latency": Measure("latency", "latency", "s"),
    }
)
"""In what respects divisions can be weighed, by the name that a user gives."""

_MOST: Final = 10_000
"""Points of a map: some minutes of work."""
_FOLLOWED: Final = 3
"""Cuts that are followed from each of the points at which all are weighed."""
_HALVINGS: Final = 24
_CLOSE: Final = 1e-4
"""Share to which the place of a change is found."""


@dataclass(frozen=True)
class Change:
    """Where along an axis another division takes over."""

    low: float | str
    """Value of the axis at which the one before still wins, in the unit of the axis."""
    high: float | str
    """Value at which the other wins; numbers between which it was looked for are close."""
    before: str | None
    """Division that wins before; none where the links allow none."""
    after: str | None
    """Division that wins behind."""


@dataclass(frozen=True)
class DivisionMap:
    """What divisions come to over one axis or two."""

    title: str
    """Name of the scenario."""
    measure: Measure
    """In what respect they are weighed."""
    axes: tuple[Axis, ...]
    """What varies; one or two."""
    names: tuple[str, ...]
    """Divisions that are followed, from all on the device to all on the server."""
    values: NDArray[np.float64]
    """What each comes to: the division, then the position along each axis; NaN for a cut that the
    model does not have there."""
    best: NDArray[np.int_]
    """Which of them wins, by the positions along the axes; -1 where the links allow none."""
    changes: tuple[Change, ...]
    """Where another takes over, along a single axis."""
    left_out: int
    """Cuts that were weighed at the ends and in the middle of the axes only."""


def offload_map(
    read: Read,
    vary: Mapping[str, Any],
    measure: str = "energy",
    progress: Callable[[int], None] | None = None,
) -> DivisionMap:
    """Weigh the divisions of a model over one axis or two.

    Parameters
    ----------
    read : callable
        Reads the scenario with some keys replaced.
    vary : mapping of str to str, list or number
        One axis or two, as `joulepath.analysis.sweep.spellings.axis` takes them.
    measure : str
        A key of `MEASURES`.
    progress : callable, optional
        Told how many points were weighed.

    Returns
    -------
    DivisionMap
        With what each division comes to, and which wins.

    Raises
    ------
    InputError
        With what is wrong with the axes or the scenario at one of their values.
    """
    if measure not in MEASURES:
        raise UnknownName("measure", measure, MEASURES, where="--least")
    axes = axes_of(vary)
    _check(axes)
    weigher = _Weigher(read, axes, MEASURES[measure], progress)
    names, left_out = weigher.followed()
    shape = tuple(axis.length or 0 for axis in axes)
    values = np.full((len(names), *shape), np.nan)
    best = np.full(shape, -1)
    for position in np.ndindex(*shape):
        point = weigher.at(tuple(axis.value(at) for axis, at in zip(axes, position, strict=True)))
        values[(slice(None), *position)] = [point.values.get(name, np.nan) for name in names]
        best[position] = -1 if point.best is None else names.index(point.best)
    changes = tuple(weigher.changes(best, names)) if len(axes) == 1 else ()
    title = weigher.title
    return DivisionMap(title, weigher.measure, axes, names, values, best, changes, left_out)


def _check(axes: Sequence[Axis]) -> None:
    problems = [
        Problem(f"--vary {axis.key}", f"{axis.written!r} has no steps", f"write {axis.written}20")
        for axis in axes
        if axis.length is None
    ]
    if len(axes) > 2:
        remedy = "vary one key for lines or two for a map; --set fixes others"
        problems.append(Problem("--vary", f"{len(axes)} axes", remedy))
    points = int(np.prod([axis.length or 1 for axis in axes]))
    if points > _MOST:
        remedy = f"take fewer values, at most {_MOST:,} points in all"
        problems.append(Problem("--vary", f"{points:,} points", remedy))
    if problems:
        raise InputError(*problems)


@dataclass(frozen=True)
class _Point:
    """Divisions at one point."""

    values: dict[str, float]
    best: str | None


class _Weigher:
    """Weighs divisions where the axes have some values."""

    def __init__(
        self,
        read: Read,
        axes: Sequence[Axis],
        measure: Measure,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.measure, self.title = measure, ""
        self._read, self._axes = read, axes
        self._tell = progress
        self._kept: frozenset[str] = frozenset()

    def followed(self) -> tuple[tuple[str, ...], int]:
        """Divisions that are followed, and how many are not."""
        known: dict[str, None] = {}
        kept = {DEVICE, SERVER}
        for values in product(*map(_probes, self._axes)):
            divided, outcomes = self._weighed(values, lambda _: True)
            self.title = divided.resolved.scenario.title
            known |= dict.fromkeys(each.name for each in outcomes)
            judged = self._allowed(divided, outcomes)
            kept |= set(_falling(divided.plan.splits))
            kept |= {each.name for each, _ in zip(judged, range(_FOLLOWED), strict=False)}
        self._kept = frozenset(kept)
        names = (DEVICE, *(name for name in known if name in kept - {DEVICE, SERVER}), SERVER)
        return names, len(known) - len(names)

    def at(self, values: tuple[Any, ...]) -> _Point:
        """What the divisions come to at values of the axes."""
        divided, outcomes = self._weighed(values, lambda name: name in self._kept)
        best = next(self._allowed(divided, outcomes), None)
        if self._tell is not None:
            self._tell(1)
        return _Point(
            {each.name: self._value(each) for each in outcomes},
            None if best is None else best.name,
        )

    def changes(self, best: NDArray[np.int_], names: tuple[str, ...]) -> Iterable[Change]:
        """Where along a single axis another division takes over."""
        axis = self._axes[0]
        won: list[str | None] = [None if at < 0 else names[at] for at in map(int, best)]
        for at, (before, after) in enumerate(pairwise(won)):
            if before != after:
                ends: tuple[Any, Any] = tuple(axis.shown[at : at + 2].tolist())
                if axis.span is None:
                    yield Change(*ends, before, after)
                else:
                    yield from self._between(axis, ends, before, after)

    def _between(
        self, axis: Axis, ends: tuple[float, float], before: str | None, after: str | None
    ) -> Iterator[Change]:
        """Changes between two numbers; a third division may win in the middle."""
        open_axis = replace(axis, span=replace(cast("Span", axis.span), count=None))
        low, won = ends[0], before
        while won != after:
            low, high = self._narrowed(open_axis, (low, ends[1]), won)
            found = after if high == ends[1] else self.at((open_axis.value(high),)).best
            yield Change(low, high, won, found)
            low, won = high, found

    def _narrowed(
        self, axis: Axis, ends: tuple[float, float], first: str | None
    ) -> tuple[float, float]:
        """Numbers close to each other between which the division at the first end stops winning."""
        span, (low, high) = cast("Span", axis.span), ends
        for _ in range(_HALVINGS):
            middle = (low * high) ** 0.5 if span.spacing == "log" else (low + high) / 2
            middle = float(np.rint(middle)) if span.whole else middle
            if middle in (low, high) or abs(high - low) <= _CLOSE * abs(high):
                break
            same = self.at((axis.value(middle),)).best == first
            low, high = (middle, high) if same else (low, middle)
        return low, high

    def _weighed(
        self, values: tuple[Any, ...], wanted: Callable[[str], bool]
    ) -> tuple[Divided, tuple[SplitOutcome, ...]]:
        changes = {axis.key: value for axis, value in zip(self._axes, values, strict=True)}
        try:
            divided = divide(self._read(changes))
        except InputError as error:
            at = ", ".join(f"{key}={value}" for key, value in changes.items())
            raise InputError(
                *(replace(each, what=f"{each.what} (at {at})") for each in error.problems)
            ) from None
        splits = tuple(split for split in divided.plan.splits if wanted(split.name))
        return divided, offload(replace(divided.plan, splits=splits)).outcomes

    def _allowed(self, divided: Divided, outcomes: tuple[SplitOutcome, ...]) -> Any:
        """Divisions that the links allow, the best one first."""
        ranked = sorted(outcomes, key=self._value)
        return (each for each in ranked if not divided.judge(each, divided.plan))

    def _value(self, outcome: SplitOutcome) -> float:
        return float(getattr(outcome, self.measure.field))


def _falling(splits: Sequence[Split]) -> Iterator[str]:
    """Cuts that send less than the input, and than every cut before them."""
    least = float(splits[-1].sent or 0.0)
    for split in splits[1:-1]:
        sent = float(split.sent or 0.0)
        if sent < least:
            least = sent
            yield split.name


def _probes(axis: Axis) -> list[Any]:
    """Values at the ends and in the middle of an axis; all values of one that has few names."""
    return [axis.value(float(at)) for at in axis.positions(3)]
