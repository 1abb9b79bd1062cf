"""A number that only writes down what is done to it.

A formula that meets an `Expression` records every sum, product and rounding of its body, so that
some other machinery than Python can carry them out. Equal operations on equal operands are one
operation, however many formulas ask for it.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Literal, NamedTuple, NoReturn, TypeAlias

__all__ = ["Expression", "Operation", "Recorder", "applied"]

Name: TypeAlias = Literal[
    "add", "subtract", "multiply", "divide", "negative", "maximum", "minimum", "ceil", "floor",
    "exp", "log2", "sqrt", "less", "less_equal", "greater", "greater_equal", "where",
]  # fmt: skip


class Operation(NamedTuple):
    """One step of arithmetic; numbers live in numbered places."""

    name: Name
    """What is done, by the name that NumPy has for it."""
    operands: tuple[int, ...]
    """Places of the operands."""
    result: int
    """Place of the result."""


class Recorder:
    """Gives a place to every distinct number: one from outside, a constant, or a result."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.constants: dict[int, float] = {}
        self._places: dict[Hashable, int] = {}

    @property
    def count(self) -> int:
        """Places given so far."""
        return len(self._places)

    def given(self, name: Hashable) -> Expression:
        """A number that comes from outside, by a name that no other has."""
        return Expression(self, self._place(("given", name)))

    def place(self, number: Any) -> int:
        """Place of an expression, or of a constant."""
        if isinstance(number, Expression):
            return number.place
        place = self._place(("constant", float(number).hex()))  # tells 0.0 from -0.0
        self.constants[place] = float(number)
        return place

    def apply(self, name: Name, operands: tuple[Any, ...]) -> Expression:
        """Write an operation down, unless it is there."""
        places = tuple(map(self.place, operands))
        fresh = self.count
        result = self._place((name, places))
        if result == fresh:
            self.operations.append(Operation(name, places, result))
        return Expression(self, result)

    def _place(self, key: Hashable) -> int:
        return self._places.setdefault(key, len(self._places))


def applied(name: Name, *operands: Any) -> Expression:
    """Write an operation down where one of its operands is an expression."""
    recorder = next(each.recorder for each in operands if isinstance(each, Expression))
    return recorder.apply(name, operands)


class Expression:
    """A number whose value nobody knows yet."""

    __slots__ = ("place", "recorder")
    __array_ufunc__ = None  # a NumPy number beside it then leaves the operation to this class

    def __init__(self, recorder: Recorder, place: int) -> None:
        self.recorder = recorder
        self.place = place

    def __add__(self, other: Any) -> Expression:
        return self.recorder.apply("add", (self, other))

    def __radd__(self, other: Any) -> Expression:
        return self.recorder.apply("add", (other, self))

    def __sub__(self, other: Any) -> Expression:
        return self.recorder.apply("subtract", (self, other))

    def __rsub__(self, other: Any) -> Expression:
        return self.recorder.apply("subtract", (other, self))

    def __mul__(self, other: Any) -> Expression:
        return self.recorder.apply("multiply", (self, other))

    def __rmul__(self, other: Any) -> Expression:
        return self.recorder.apply("multiply", (other, self))

    def __truediv__(self, other: Any) -> Expression:
        return self.recorder.apply("divide", (self, other))

    def __rtruediv__(self, other: Any) -> Expression:
        return self.recorder.apply("divide", (other, self))

    def __neg__(self) -> Expression:
        return self.recorder.apply("negative", (self,))

    def __lt__(self, other: Any) -> Expression:
        return self.recorder.apply("less", (self, other))

    def __le__(self, other: Any) -> Expression:
        return self.recorder.apply("less_equal", (self, other))

    def __gt__(self, other: Any) -> Expression:
        return self.recorder.apply("greater", (self, other))

    def __ge__(self, other: Any) -> Expression:
        return self.recorder.apply("greater_equal", (self, other))

    def __bool__(self) -> NoReturn:
        raise TypeError("a number without a value decides nothing: choose by ops.where")
