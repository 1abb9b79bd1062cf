"""Where a number comes from: its formula, its inputs and their sources.

The ordinary lifecycle runs on numbers that remember (`joulepath.core.trace.Traced`); nothing
is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from joulepath.core.trace import Traced, untraced
from joulepath.core.tree import is_number, leaves, map_leaves, units
from joulepath.errors import UnknownName
from joulepath.records.origins import Origin

__all__ = ["Explained", "Node", "trace"]

S = TypeVar("S")
R = TypeVar("R")


@dataclass(frozen=True)
class Node:
    """One number in the tree of an explanation."""

    label: str
    """Dotted path of a result, or name of a formula's parameter."""
    value: Any
    """The number, in its coherent unit."""
    unit: str
    """Coherent unit."""
    formula: str
    """Name of the formula it came from; empty for an input."""
    source: str
    """Key of the source of the formula or of the figure; empty for what the user says."""
    origin: Origin | None
    """Where an input comes from; none for a computed number or a constant of a stage."""
    parts: tuple[Node, ...]
    """What the formula was called with, as deep as was asked for."""


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
            raise UnknownName("quantity", path, self.quantities)
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
        return _node(path, self.quantity(path), depth)

    def sources(self, path: str | None = None) -> tuple[str, ...]:
        """Keys of all sources that a number, or the whole result, rests on."""
        starts = self.quantities.values() if path is None else (self.quantity(path),)
        found = {_source_of(number): None for start in starts for number in _below(start)}
        return tuple(key for key in found if key)

    def given(self, measured: Mapping[str, tuple[Any, str]]) -> Explained[R]:
        """Replace numbers by measurements and recompute only what depends on them.

        Parameters
        ----------
        measured : mapping of str to tuple
            Dotted path of the result to the measured value, in the coherent unit, and the key
            of its source.

        Returns
        -------
        Explained
            The result that follows.

        Raises
        ------
        UnknownName
            For a path that is not in the result.
        """
        done: dict[int, Traced] = {}
        for path, (value, source) in measured.items():
            old = self.quantity(path)
            origin = Origin("scenario", "measurement", f"{value}", source)
            done[id(old)] = Traced(value, old.unit, path, origin=origin)
        return Explained(map_leaves(lambda _, leaf: _replayed(leaf, done), self.result))


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


def _replayed(leaf: Any, done: dict[int, Traced]) -> Any:
    """Recompute a number if it depends on a replaced one; keep it otherwise."""
    if isinstance(leaf, tuple):
        return tuple(_replayed(part, done) for part in cast("tuple[Any, ...]", leaf))
    if not isinstance(leaf, Traced):
        return leaf
    if id(leaf) in done:
        return done[id(leaf)]
    inputs = {name: _replayed(part, done) for name, part in leaf.inputs.items()}
    if leaf.formula is None or all(map(_same, inputs.values(), leaf.inputs.values())):
        done[id(leaf)] = leaf
        return leaf
    value = leaf.formula.function(**{name: untraced(part) for name, part in inputs.items()})
    done[id(leaf)] = Traced(value, leaf.unit, leaf.name, leaf.formula, inputs)
    return done[id(leaf)]


def _same(new: Any, old: Any) -> bool:
    if isinstance(new, tuple):
        parts = zip(cast("tuple[Any, ...]", new), cast("tuple[Any, ...]", old), strict=True)
        return all(a is b for a, b in parts)
    return new is old


def _node(label: str, number: Any, depth: int) -> Node:
    if not isinstance(number, Traced):
        return Node(label, number, "", "", "", None, ())
    parts = tuple(_parts(number, depth - 1)) if depth > 0 else ()
    formula = number.formula.name if number.formula else ""
    return Node(label, number.value, number.unit, formula, _source_of(number), number.origin, parts)


def _parts(number: Traced, depth: int) -> Iterator[Node]:
    for name, argument in number.inputs.items():
        if isinstance(argument, tuple):
            for index, part in enumerate(cast("tuple[Any, ...]", argument)):
                yield _node(f"{name}[{index}]", part, depth)
        else:
            yield _node(name, argument, depth)


def _source_of(number: Traced) -> str:
    if number.formula is not None:
        return number.formula.source
    return number.origin.source if isinstance(number.origin, Origin) else ""


def _below(start: Traced) -> Iterator[Traced]:
    """A number and all it was computed from, each once."""
    waiting: list[Any] = [start]
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        if isinstance(number, tuple):
            waiting.extend(cast("tuple[Any, ...]", number))
        elif isinstance(number, Traced) and id(number) not in seen:
            seen.add(id(number))
            yield number
            waiting.extend(number.inputs.values())
