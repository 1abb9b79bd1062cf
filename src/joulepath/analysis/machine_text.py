"""The text of a program in LLVM's own language, eight elements at a time.

Each operation of the program is one instruction, and nothing is reordered, contracted or
approximated, so that all but exponentials and logarithms agree to the last bit with NumPy.

Source: LLVM, language reference manual, sections on vector types, floating-point instructions and
the prefetch intrinsic.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from joulepath.analysis.program import Program
from joulepath.core.expression import Operation

__all__ = ["LANES", "Layout", "Rows", "Streams", "program_text"]

LANES: Final = 8
"""Elements that are computed at a time, 512 bits."""

_VECTOR: Final = f"<{LANES} x double>"
_MASK: Final = f"<{LANES} x i1>"
_ARITHMETIC: Final = {"add": "fadd", "subtract": "fsub", "multiply": "fmul", "divide": "fdiv"}
_ORDER: Final = {"less": "olt", "less_equal": "ole", "greater": "ogt", "greater_equal": "oge"}
_EXTREMES: Final = {"maximum": "oge", "minimum": "ole"}
_FUNCTIONS: Final = ("ceil", "floor", "exp", "log2", "sqrt")
_AHEAD: Final = 12 * LANES
"""Elements between those that are computed and those that are called for from memory, into the
second-level cache. On the machine it was measured on, 8 to 48 vectors are equally good."""

_BEGIN: Final = (
    "define void @program(ptr noalias readonly %columns, ptr noalias %answers,"
    " ptr noalias readonly %scalars, i64 %start, i64 %end) {",
    "entry:",
)
_END: Final = (
    f"  %next = add i64 %at, {LANES}",
    "  %more = icmp slt i64 %next, %end",
    "  br i1 %more, label %loop, label %done",
    "done:",
    "  ret void",
    "}",
)


class Layout(Protocol):
    """Where the elements of columns and answers lie."""

    def begin(self, columns: int, answers: int) -> Iterator[str]:
        """What is found out once, for so many of each."""
        ...

    def begin_round(self) -> Iterator[str]:
        """What is found out for each vector."""
        ...

    def read(self, column: int, name: str) -> Iterator[str]:
        """Read the vector of a column."""
        ...

    def write(self, answer: int, name: str) -> Iterator[str]:
        """Write the vector of an answer."""
        ...


@dataclass(frozen=True)
class Rows:
    """Rows of a matrix that begin where a vector may be read in one go, with room after the end."""

    stride: int
    """Elements from one row to the next."""

    def begin(self, columns: int, answers: int) -> Iterator[str]:
        """Nothing: addresses follow from the first."""
        yield from ()

    def begin_round(self) -> Iterator[str]:
        """Nothing: the matrix is in the cache."""
        yield from ()

    def read(self, column: int, name: str) -> Iterator[str]:
        """Read from its row."""
        yield from self._place("columns", column)
        yield f"  {name} = load {_VECTOR}, ptr %columns{column}p, align {8 * LANES}"

    def write(self, answer: int, name: str) -> Iterator[str]:
        """Write to its row."""
        yield from self._place("answers", answer)
        yield f"  store {_VECTOR} {name}, ptr %answers{answer}p, align {8 * LANES}"

    def _place(self, kind: str, number: int) -> Iterator[str]:
        yield f"  %{kind}{number}o = add i64 %at, {number * self.stride}"
        yield f"  %{kind}{number}p = getelementptr double, ptr %{kind}, i64 %{kind}{number}o"


@dataclass(frozen=True)
class Streams:
    """Arrays anywhere in memory, whose addresses are in two tables."""

    def begin(self, columns: int, answers: int) -> Iterator[str]:
        """Read the tables."""
        for kind, count in (("columns", columns), ("answers", answers)):
            for number in range(count):
                yield f"  %{kind}{number}t = getelementptr ptr, ptr %{kind}, i64 {number}"
                yield f"  %{kind}{number}b = load ptr, ptr %{kind}{number}t, align 8"

    def begin_round(self) -> Iterator[str]:
        """Look ahead."""
        yield f"  %far = add i64 %at, {_AHEAD}"

    def read(self, column: int, name: str) -> Iterator[str]:
        """Read from its array, and call for what is needed soon."""
        base = f"ptr %columns{column}b"
        yield f"  %columns{column}f = getelementptr double, {base}, i64 %far"
        yield f"  call void @llvm.prefetch.p0(ptr %columns{column}f, i32 0, i32 2, i32 1)"
        yield f"  %columns{column}p = getelementptr double, {base}, i64 %at"
        yield f"  {name} = load {_VECTOR}, ptr %columns{column}p, align 8"

    def write(self, answer: int, name: str) -> Iterator[str]:
        """Write to its array."""
        yield f"  %answers{answer}p = getelementptr double, ptr %answers{answer}b, i64 %at"
        yield f"  store {_VECTOR} {name}, ptr %answers{answer}p, align 8"


def program_text(
    program: Program, columns: Sequence[int], scalars: Sequence[int], layout: Layout
) -> Iterator[str]:
    """Lines of a program in LLVM's language.

    Parameters
    ----------
    program : Program
        What to compute.
    columns : sequence of int
        Places of the numbers that differ from element to element.
    scalars : sequence of int
        Places of the other numbers from outside.
    layout : Layout
        Where the elements lie.

    Yields
    ------
    str
        A line of the function ``program``, which takes addresses of the columns, the answers and
        the scalars, the first element and the end; it computes whole vectors.
    """
    names = {place: _constant(value) for place, value in program.constants.items()}
    before, within = _divided(program, {*scalars, *program.constants})
    for function in _FUNCTIONS:
        yield f"declare {_VECTOR} @llvm.{function}.v{LANES}f64({_VECTOR})"
    yield "declare void @llvm.prefetch.p0(ptr, i32, i32, i32)"
    yield from _BEGIN
    for number, place in enumerate(scalars):
        yield from _spread(place, number)
    for each in before:
        yield from _operation(each, names)
    yield from layout.begin(len(columns), len(program.results))
    yield "  br label %loop"
    yield "loop:"
    yield "  %at = phi i64 [%start, %entry], [%next, %loop]"
    yield from layout.begin_round()
    yield from _body(within, names, {place: at for at, place in enumerate(columns)}, layout)
    for number, place in enumerate(program.results.values()):
        yield from layout.write(number, _name(place, names))
    yield from _END


def _spread(place: int, number: int) -> Iterator[str]:
    """Read a scalar into every element of a vector."""
    yield f"  %s{place} = getelementptr double, ptr %scalars, i64 {number}"
    yield f"  %l{place} = load double, ptr %s{place}, align 8"
    yield f"  %i{place} = insertelement {_VECTOR} poison, double %l{place}, i32 0"
    zeros = f"<{LANES} x i32> zeroinitializer"
    yield f"  %v{place} = shufflevector {_VECTOR} %i{place}, {_VECTOR} poison, {zeros}"


def _body(
    operations: Sequence[Operation],
    names: Mapping[int, str],
    columns: Mapping[int, int],
    layout: Layout,
) -> Iterator[str]:
    """Operations on eight elements; a column is read just before its use, as registers are few."""
    loaded: set[int] = set()
    for each in operations:
        for place in dict.fromkeys(each.operands):
            if place in columns and place not in loaded:
                loaded.add(place)
                yield from layout.read(columns[place], _name(place, names))
        yield from _operation(each, names)


def _divided(program: Program, still: set[int]) -> tuple[list[Operation], list[Operation]]:
    """Tell operations that are the same for all elements from the others."""
    before: list[Operation] = []
    within: list[Operation] = []
    for each in program.operations:
        if still.issuperset(each.operands):
            still.add(each.result)
            before.append(each)
        else:
            within.append(each)
    return before, within


def _name(place: int, names: Mapping[int, str]) -> str:
    return names.get(place, f"%v{place}")


def _constant(value: float) -> str:
    """A number to the last bit, in every element."""
    bits = struct.unpack(">Q", struct.pack(">d", value))[0]
    return "<" + ", ".join([f"double 0x{bits:016X}"] * LANES) + ">"


def _operation(each: Operation, names: Mapping[int, str]) -> Iterator[str]:
    """Instructions of one operation."""
    operands = [_name(place, names) for place in each.operands]
    result, first, last = f"%v{each.result}", operands[0], operands[-1]
    if each.name in _ARITHMETIC:
        yield f"  {result} = {_ARITHMETIC[each.name]} {_VECTOR} {first}, {last}"
    elif each.name in _ORDER:
        yield f"  {result} = fcmp {_ORDER[each.name]} {_VECTOR} {first}, {last}"
    elif each.name in _EXTREMES:  # a number that differs from itself is none, and wins
        yield f"  {result}a = fcmp {_EXTREMES[each.name]} {_VECTOR} {first}, {last}"
        yield f"  {result}b = fcmp uno {_VECTOR} {first}, {first}"
        yield f"  {result}c = or {_MASK} {result}a, {result}b"
        yield f"  {result} = select {_MASK} {result}c, {_VECTOR} {first}, {_VECTOR} {last}"
    elif each.name == "where":
        yield f"  {result} = select {_MASK} {first}, {_VECTOR} {operands[1]}, {_VECTOR} {last}"
    elif each.name == "negative":
        yield f"  {result} = fneg {_VECTOR} {first}"
    else:
        function = f"@llvm.{each.name}.v{LANES}f64"
        yield f"  {result} = call {_VECTOR} {function}({_VECTOR} {first})"
