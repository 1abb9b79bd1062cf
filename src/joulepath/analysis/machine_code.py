"""A program as machine code of this processor, eight elements at a time.

The text is LLVM's own language; each operation of the program is one instruction in it, and
nothing is reordered, contracted or approximated, so that all but exponentials and logarithms
agree to the last bit with NumPy. The code reads and writes rows of one matrix, an input or a
result each, whose distance is no power of two: columns at such distances would push each other
out of the cache.

Source: LLVM, language reference manual, sections on vector types and floating-point instructions.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from joulepath.analysis.program import Program
from joulepath.core.expression import Operation
from joulepath.errors import MissingExtra

__all__ = ["LANES", "Kernel", "compiler", "kernel_of", "obstacle"]

_GATHER: Final = """
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define void @gather(ptr %rows, i64 %stride, ptr %columns, i64 %many, i64 %start, i64 %count) {
entry:
  %any = icmp sgt i64 %many, 0
  %bytes = shl i64 %count, 3
  br i1 %any, label %loop, label %done
loop:
  %column = phi i64 [0, %entry], [%next, %loop]
  %place = getelementptr ptr, ptr %columns, i64 %column
  %whole = load ptr, ptr %place, align 8
  %from = getelementptr double, ptr %whole, i64 %start
  %row = mul i64 %column, %stride
  %to = getelementptr double, ptr %rows, i64 %row
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %from, i64 %bytes, i1 false)
  %next = add i64 %column, 1
  %more = icmp slt i64 %next, %many
  br i1 %more, label %loop, label %done
done:
  ret void
}
"""
"""Copies a block of each of some columns into the rows."""

LANES: Final = 8
"""Elements that are computed at a time, 512 bits; rows need room for so many more."""

_VECTOR: Final = f"<{LANES} x double>"
_MASK: Final = f"<{LANES} x i1>"
_ARITHMETIC: Final = {"add": "fadd", "subtract": "fsub", "multiply": "fmul", "divide": "fdiv"}
_ORDER: Final = {"less": "olt", "less_equal": "ole", "greater": "ogt", "greater_equal": "oge"}
_EXTREMES: Final = {"maximum": "oge", "minimum": "ole"}
_FUNCTIONS: Final = ("ceil", "floor", "exp", "log2", "sqrt")


_END: Final = (
    f"  %next = add i64 %at, {LANES}",
    "  %more = icmp slt i64 %next, %count",
    "  br i1 %more, label %loop, label %done",
    "done:",
    "  ret void",
    "}",
)

_POINTER: Final = ctypes.c_void_p
_NUMBER: Final = ctypes.c_int64
_SIGNATURES: Final = {
    "gather": (_POINTER, _NUMBER, _POINTER, _NUMBER, _NUMBER, _NUMBER),
    "program": (_POINTER, _POINTER, _NUMBER),
}


@dataclass(frozen=True)
class Kernel:
    """Compiled code; its functions take addresses and let other threads run."""

    gather: Callable[[int, int, int, int, int, int], None]
    """Copies a block of columns into rows: address of the rows and their distance, address of the
    columns' addresses and how many they are, first element and how many."""
    program: Callable[[int, int, int], None]
    """Fills the rows of results: addresses of the rows and of the scalars, number of elements."""
    engine: Any
    """Owner of the code."""


def compiler() -> Any:
    """The package that turns text into code.

    Raises
    ------
    MissingExtra
        If it is not installed.
    """
    try:
        return import_module("llvmlite.binding")
    except ImportError:
        raise MissingExtra("compiled arithmetic", "fast") from None


def obstacle() -> str | None:
    """Why no code can be made here, in a line; none where it can.

    Raises
    ------
    MissingExtra
        If the compiler is not installed.
    """
    compiler()
    nothing = Program({}, {0: 1.0}, (), {0: 0}, 1)
    try:
        kernel_of(nothing, [], [], LANES)
    except (RuntimeError, OSError) as error:
        return (str(error) or type(error).__name__).splitlines()[0]
    return None


def kernel_of(
    program: Program, columns: Sequence[int], scalars: Sequence[int], stride: int
) -> Kernel:
    """Compile a program.

    Parameters
    ----------
    program : Program
        What to compute.
    columns : sequence of int
        Places of the numbers that differ from element to element: the first rows of the matrix.
    scalars : sequence of int
        Places of the other numbers from outside.
    stride : int
        Elements from one row to the next.

    Returns
    -------
    Kernel
        Fills the rows after those of the columns, one for each result of the program.

    Raises
    ------
    MissingExtra
        If the compiler is not installed.
    """
    return _built(_GATHER + "\n".join(_text(program, columns, scalars, stride)))


@lru_cache(maxsize=64)
def _built(text: str) -> Kernel:
    llvm = compiler()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    module = llvm.parse_assembly(text)
    module.verify()
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3
    )
    engine = llvm.create_mcjit_compiler(module, machine)
    engine.finalize_object()
    code = {
        name: ctypes.CFUNCTYPE(None, *arguments)(engine.get_function_address(name))
        for name, arguments in _SIGNATURES.items()
    }
    return Kernel(code["gather"], code["program"], engine)


def _text(
    program: Program, columns: Sequence[int], scalars: Sequence[int], stride: int
) -> Iterator[str]:
    """Lines of the program in LLVM's language."""
    names = {place: _constant(value) for place, value in program.constants.items()}
    before, within = _divided(program, {*scalars, *program.constants})
    for function in _FUNCTIONS:
        yield f"declare {_VECTOR} @llvm.{function}.v{LANES}f64({_VECTOR})"
    yield "define void @program(ptr noalias %rows, ptr noalias readonly %scalars, i64 %count) {"
    yield "entry:"
    for number, place in enumerate(scalars):
        yield from _spread(place, number)
    for each in before:
        yield from _operation(each, names)
    yield "  br label %loop"
    yield "loop:"
    yield "  %at = phi i64 [0, %entry], [%next, %loop]"
    yield from _body(within, names, {place: row * stride for row, place in enumerate(columns)})
    for row, place in enumerate(program.results.values(), start=len(columns)):
        yield f"  %o{row} = add i64 %at, {row * stride}"
        yield f"  %p{row} = getelementptr double, ptr %rows, i64 %o{row}"
        yield f"  store {_VECTOR} {_name(place, names)}, ptr %p{row}, align {8 * LANES}"
    yield from _END


def _spread(place: int, number: int) -> Iterator[str]:
    """Read a scalar into every element of a vector."""
    yield f"  %s{place} = getelementptr double, ptr %scalars, i64 {number}"
    yield f"  %l{place} = load double, ptr %s{place}, align 8"
    yield f"  %i{place} = insertelement {_VECTOR} poison, double %l{place}, i32 0"
    zeros = f"<{LANES} x i32> zeroinitializer"
    yield f"  %v{place} = shufflevector {_VECTOR} %i{place}, {_VECTOR} poison, {zeros}"


def _body(
    operations: Sequence[Operation], names: Mapping[int, str], offsets: Mapping[int, int]
) -> Iterator[str]:
    """Operations on eight elements; a column is read just before its use, as registers are few."""
    loaded: set[int] = set()
    for each in operations:
        for place in dict.fromkeys(each.operands):
            if place in offsets and place not in loaded:
                loaded.add(place)
                yield from _load(place, offsets[place])
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


def _load(place: int, offset: int) -> Iterator[str]:
    yield f"  %o{place}c = add i64 %at, {offset}"
    yield f"  %p{place}c = getelementptr double, ptr %rows, i64 %o{place}c"
    yield f"  %v{place} = load {_VECTOR}, ptr %p{place}c, align {8 * LANES}"


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
