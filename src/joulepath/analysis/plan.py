"""What to compute, once and for all values: the formula calls behind some outputs.

A lifecycle called with traced numbers records every formula call; what does not vary stays an
ordinary number and is computed on the spot. No number decides control flow in a lifecycle, so
one trace serves all values.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.core.trace import Traced
from joulepath.core.tree import is_number, leaves, map_leaves
from joulepath.errors import InputError, Problem, UnknownName

__all__ = ["Plan", "Slots", "Step", "arrays_in"]

R = TypeVar("R")
Slots: TypeAlias = int | tuple[int, ...]

_ANY: Final = np.float64("nan")
"""Stands for every value of an input while the function is traced."""


@dataclass(frozen=True)
class Step:
    """One formula call of a plan; numbers live in numbered slots."""

    function: Callable[..., Any]
    """The undecorated formula."""
    arguments: tuple[tuple[str, Slots], ...]
    """Parameters and the slots of their numbers."""
    result: int
    """Slot of the result."""

    @property
    def operands(self) -> Iterator[int]:
        """All slots the step reads."""
        for _, slots in self.arguments:
            yield from slots if isinstance(slots, tuple) else (slots,)

    def called(self, values: Mapping[int, Any] | Sequence[Any]) -> Any:
        """Result of the call for the numbers in the slots."""
        return self.function(
            **{
                name: tuple([values[slot] for slot in slots])
                if isinstance(slots, tuple)
                else values[slots]
                for name, slots in self.arguments
            }
        )


@dataclass(frozen=True)
class Plan:
    """What to compute for some outputs when some inputs vary; holds no array.

    It serves any values of the same inputs, of any shapes.
    """

    varying: Mapping[str, int]
    """Slot of each input that varies and matters to an output, by dotted path."""
    ignored: frozenset[str]
    """Inputs that vary and matter to no output."""
    constants: Mapping[int, Any]
    """Numbers that do not vary, by slot."""
    steps: tuple[Step, ...]
    """Formula calls, each after those it needs."""
    outputs: Mapping[str, int]
    """Slot of each output, by dotted path."""
    slots: int
    """How many there are."""

    @classmethod
    def compile(cls, function: Callable[[R], object], inputs: R, outputs: Sequence[str]) -> Plan:
        """Trace a function of a record and keep what the outputs need.

        Parameters
        ----------
        function : callable
            `joulepath.lifecycle.lifecycle`, or another function from record to record whose
            arithmetic is all in formulas.
        inputs : record
            Its argument; the numbers that are arrays are those that vary, whatever their values.
        outputs : sequence of str
            Dotted paths in its result.

        Returns
        -------
        Plan
            For `execute`.

        Raises
        ------
        UnknownName
            For a path that is not in the result.
        InputError
            For a path that leads to nothing in this configuration.
        """
        arrays: list[str] = []

        def traced(path: str, leaf: Any) -> Any:
            if isinstance(leaf, np.ndarray):
                arrays.append(path)
                return Traced(_ANY, name=path)
            return cast("Any", leaf).item() if isinstance(leaf, np.generic) else leaf

        with np.errstate(all="ignore"):
            result = dict(leaves(function(map_leaves(traced, inputs))))
        wanted = {path: _find(result, path) for path in outputs}
        builder = _Builder()
        for node in _in_order(wanted.values()):
            builder.add(node)
        places = {path: builder.slot(value) for path, value in wanted.items()}
        return cls(
            varying=builder.varying,
            ignored=frozenset(arrays).difference(builder.varying),
            constants=builder.constants,
            steps=tuple(builder.steps),
            outputs=places,
            slots=builder.count,
        )


def arrays_in(record: object) -> dict[str, NDArray[Any]]:
    """Arrays among the numbers of a record, by dotted path."""
    return {path: leaf for path, leaf in leaves(record) if isinstance(leaf, np.ndarray)}


def _find(result: Mapping[str, Any], path: str) -> Any:
    """Look up a number of a result."""
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        stem = ".".join(parts[:end])
        if stem in result and result[stem] is None:
            remedy = "ask for another output, or add to the scenario what it lacks"
            raise InputError(Problem(path, f"this scenario has no {stem}", remedy))
    if not is_number(result.get(path)):
        known = (path for path, leaf in result.items() if is_number(leaf))
        instead = "write energy, carbon or another that 'joulepath explain FILE --list' shows"
        raise UnknownName("quantity", path, known, instead=instead)
    return result[path]


def _operands(node: Traced) -> Iterator[Traced]:
    for argument in node.inputs.values():
        parts = cast("tuple[Any, ...]", argument) if isinstance(argument, tuple) else (argument,)
        yield from (part for part in parts if isinstance(part, Traced))


def _in_order(values: Iterable[Any]) -> Iterable[Traced]:
    """Everything below some traced numbers, inputs before what uses them."""
    done: dict[int, Traced] = {}
    waiting = [(value, False) for value in values if isinstance(value, Traced)]
    while waiting:  # not by recursion: a deep network makes a chain deeper than Python's stack
        node, ready = waiting.pop()
        if ready:
            done[id(node)] = node
        elif id(node) not in done:
            waiting.append((node, True))
            waiting += ((below, False) for below in _operands(node))
    return done.values()


class _Builder:
    """Gives a slot to every distinct number: an input, a constant, or a formula of slots."""

    def __init__(self) -> None:
        self.varying: dict[str, int] = {}
        self.constants: dict[int, Any] = {}
        self.steps: list[Step] = []
        self._slots: dict[Hashable, int] = {}
        self._slot_of: dict[int, int] = {}

    def add(self, node: Traced) -> None:
        """Give a slot to a traced number whose operands have theirs."""
        if node.formula is None:
            slot, _ = self._assign(("input", node.name))
            self.varying[node.name] = slot
        else:
            arguments = tuple((name, self._read(value)) for name, value in node.inputs.items())
            slot, fresh = self._assign((node.formula.function, arguments))
            if fresh:
                self.steps.append(Step(node.formula.function, arguments, slot))
        self._slot_of[id(node)] = slot

    def slot(self, value: Any) -> int:
        """Slot of a traced number or a constant."""
        if isinstance(value, Traced):
            return self._slot_of[id(value)]
        slot, _ = self._assign((type(value).__name__, repr(value)))  # tells 0.0 from -0.0
        self.constants[slot] = value
        return slot

    @property
    def count(self) -> int:
        """Slots given so far."""
        return len(self._slots)

    def _read(self, argument: Any) -> Slots:
        if isinstance(argument, tuple):
            return tuple(map(self.slot, cast("tuple[Any, ...]", argument)))
        return self.slot(argument)

    def _assign(self, key: Hashable) -> tuple[int, bool]:
        count = len(self._slots)
        slot = self._slots.setdefault(key, count)
        return slot, slot == count
