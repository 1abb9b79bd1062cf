"""Where a number comes from: its formula, its inputs and their sources.

The ordinary lifecycle runs on numbers that remember (`joulepath.core.trace.Traced`); nothing
is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from joulepath.catalogue.units import parse
from joulepath.core.trace import Traced, untraced
from joulepath.core.tree import is_number, leaves, map_leaves, units
from joulepath.errors import InputError, MeasurementError, Problem, UnknownName
from joulepath.records.origins import Origin

__all__ = ["Explained", "Node", "trace"]

S = TypeVar("S")
R = TypeVar("R")


@dataclass(frozen=True)
class Node:
    """One number in the tree of an explanation."""

    label: str
    """Dotted path of a result, or name of a formula's parameter, e.g. ``stages[0]``."""
    path: str
    """Dotted path of the result that it is; empty for what is no result."""
    value: Any
    """The number, in its coherent unit."""
    unit: str
    """Coherent unit."""
    formula: str
    """Name of the formula it came from; empty for an input."""
    source: str
    """Key of the source of the formula or of the figure; empty for what the user says."""
    origin: Origin | None
    """Where an input comes from; none for a computed number or one that the method fixes."""
    parts: tuple[Node, ...]
    """What the formula was called with, as deep as was asked for."""
    cut: bool = False
    """Whether the formula was called with something that is left out here."""


@dataclass(frozen=True)
class Explained(Generic[R]):
    """A result whose every number knows its formula, inputs and source."""

    result: R
    """The result, of traced numbers."""

    def __post_init__(self) -> None:
        """Name each number by its first place in the result."""
        for path, leaf in leaves(self.result):
            if isinstance(leaf, Traced) and not leaf.name:
                leaf.name = path

    @cached_property
    def quantities(self) -> Mapping[str, Traced]:
        """Every number of the result by its dotted path."""
        found = {path: leaf for path, leaf in leaves(self.result) if isinstance(leaf, Traced)}
        return MappingProxyType(found)

    def quantity(self, path: str) -> Traced:
        """Number at a dotted path.

        Raises
        ------
        UnknownName
            With the nearest paths.
        """
        if path not in self.quantities:
            listing = "'joulepath explain FILE --list'"
            raise UnknownName("quantity", path, self.quantities, listing=listing)
        return self.quantities[path]

    def values(self) -> R:
        """The result as plain numbers."""
        return map_leaves(lambda _, leaf: untraced(leaf), self.result)

    def tree(self, path: str, depth: int = 2) -> Node:
        """What a number was computed from, ``depth`` levels of formulas deep.

        Raises
        ------
        UnknownName
            With the nearest paths.
        """
        return _node(path, self.quantity(path), "", depth)

    def sources(self, path: str | None = None) -> tuple[str, ...]:
        """Keys of all sources that a number, or the whole result, rests on."""
        starts = self.quantities.values() if path is None else (self.quantity(path),)
        found = dict.fromkeys(map(_source_of, reversed(tuple(_in_order(starts)))))
        return tuple(key for key in found if key)

    def origins(self) -> tuple[Origin, ...]:
        """Where the inputs come from that the result rests on, each once."""
        numbers = _in_order(self.quantities.values())
        return tuple(dict.fromkeys(n.origin for n in numbers if isinstance(n.origin, Origin)))

    def given(self, measured: Mapping[str, tuple[Any, str]]) -> Explained[R]:
        """Replace numbers by measurements and recompute only what depends on them.

        Parameters
        ----------
        measured : mapping of str to tuple
            Dotted path of the result to the measured value and the key of its source. The
            value is a number in the coherent unit, or a text with a unit.

        Returns
        -------
        Explained
            The result that follows.

        Raises
        ------
        UnknownName
            For a path that is not in the result, with the nearest ones.
        UnitError
            For a text whose unit measures something else.
        MeasurementError
            For a value that is no number, negative or not finite.
        InputError
            For two measurements of one number.

        Examples
        --------
        >>> explained.given({"training.energy": ("0.27 J", "bench-2026")})  # doctest: +SKIP
        """
        done: dict[int, Traced] = {}
        for path, (value, source) in measured.items():
            old = self.quantity(path)
            if id(old) in done:
                other = done[id(old)].name
                problem = Problem(path, f"the same number as {other}", "measure one of them")
                raise InputError(problem)
            number = _measured(path, value, old.unit)
            origin = Origin("scenario", "measurement", str(value), source)
            done[id(old)] = Traced(number, old.unit, path, origin=origin)
        for number in _in_order(self.quantities.values()):
            if id(number) not in done:
                done[id(number)] = _replayed(number, done)
        return Explained(map_leaves(lambda _, leaf: _changed(leaf, done), self.result))


def trace(
    model: Callable[[S], R], inputs: S, origins: Mapping[str, Origin] = MappingProxyType({})
) -> Explained[R]:
    """Run a model on numbers that remember where they came from.

    Parameters
    ----------
    model : callable
        From a record of inputs to a record of results, e.g. `joulepath.lifecycle.lifecycle`.
    inputs : record
        Its inputs.
    origins : mapping of str to Origin
        Where each input comes from, by its dotted path.

    Returns
    -------
    Explained
        The result with its provenance.
    """
    unit = dict(units(inputs))

    def remember(path: str, leaf: Any) -> Any:
        if not is_number(leaf):
            return leaf
        return Traced(leaf, unit.get(path, ""), path, origin=origins.get(path))

    return Explained(model(map_leaves(remember, inputs)))


def _measured(path: str, value: Any, unit: str) -> Any:
    number = parse(value, unit) if isinstance(value, str) else value
    if not _is_measurable(number):
        remedy = f"measurements are finite and not negative, in {unit} or as a text with a unit"
        raise MeasurementError(Problem(path, f"{value!r} cannot have been measured", remedy))
    return number


def _is_measurable(number: Any) -> bool:
    values = number.ravel().tolist() if hasattr(number, "ravel") else [number]
    return all(
        isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < inf
        for value in values
    )


def _replayed(old: Traced, done: Mapping[int, Traced]) -> Traced:
    """Recompute a number if what it was computed from has changed; keep it otherwise."""
    inputs = {name: _changed(part, done) for name, part in old.inputs.items()}
    if old.formula is None or all(map(_same, inputs.values(), old.inputs.values())):
        return old
    value = old.formula.function(**{name: untraced(part) for name, part in inputs.items()})
    return Traced(value, old.unit, old.name, old.formula, inputs)


def _changed(argument: Any, done: Mapping[int, Traced]) -> Any:
    if isinstance(argument, tuple):
        return tuple(_changed(part, done) for part in cast("tuple[Any, ...]", argument))
    return done[id(argument)] if isinstance(argument, Traced) else argument


def _same(new: Any, old: Any) -> bool:
    if isinstance(new, tuple):
        parts = zip(cast("tuple[Any, ...]", new), cast("tuple[Any, ...]", old), strict=True)
        return all(a is b for a, b in parts)
    return new is old


def _in_order(numbers: Iterable[Traced]) -> Iterable[Traced]:
    """Everything below some numbers, each once, after what it was computed from."""
    found: dict[int, Traced] = {}
    waiting = [(number, False) for number in numbers]
    while waiting:  # not by recursion: a deep network makes a chain deeper than Python's stack
        number, ready = waiting.pop()
        if ready:
            found[id(number)] = number
        elif id(number) not in found:
            waiting.append((number, True))
            waiting += ((part, False) for _, part in _inputs(number) if isinstance(part, Traced))
    return found.values()


def _inputs(number: Traced) -> Iterator[tuple[str, Any]]:
    """What a number was computed from, tuples item by item."""
    for name, argument in number.inputs.items():
        if isinstance(argument, tuple):
            for index, part in enumerate(cast("tuple[Any, ...]", argument)):
                yield f"{name}[{index}]", part
        else:
            yield name, argument


def _node(label: str, number: Any, unit: str, depth: int) -> Node:
    if not isinstance(number, Traced):
        return Node(label, "", number, unit, "", "", None, ())
    formula, known = number.formula, number.formula.units if number.formula else {}
    parts = tuple(
        _node(name, part, known[name.partition("[")[0]], depth - 1)
        for name, part in _inputs(number)
        if depth > 0
    )
    return Node(
        label=label,
        path=number.name if formula else "",
        value=number.value,
        unit=number.unit,
        formula=formula.name if formula else "",
        source=_source_of(number),
        origin=number.origin,
        parts=parts,
        cut=bool(number.inputs) and not parts,
    )


def _source_of(number: Traced) -> str:
    if number.formula is not None:
        return number.formula.source
    return number.origin.source if isinstance(number.origin, Origin) else ""
