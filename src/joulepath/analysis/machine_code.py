"""A program as machine code of this processor."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from joulepath.analysis.machine_text import LANES, Layout, Rows, program_text
from joulepath.analysis.program import Program
from joulepath.errors import MissingExtra

__all__ = ["Kernel", "compiler", "kernel_of", "obstacle"]

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

_POINTER: Final = ctypes.c_void_p
_NUMBER: Final = ctypes.c_int64
_SIGNATURES: Final = {
    "gather": (_POINTER, _NUMBER, _POINTER, _NUMBER, _NUMBER, _NUMBER),
    "program": (_POINTER, _POINTER, _POINTER, _NUMBER, _NUMBER),
}


@dataclass(frozen=True)
class Kernel:
    """Compiled code; its functions take addresses and let other threads run."""

    gather: Callable[[int, int, int, int, int, int], None]
    """Copies a block of columns into rows: address of the rows and their distance, address of the
    columns' addresses and how many they are, first element and how many."""
    program: Callable[[int, int, int, int, int], None]
    """Fills the answers: addresses of the columns, of the answers and of the scalars, first element
    and end."""
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
        kernel_of(nothing, (), (), Rows(LANES))
    except (RuntimeError, OSError) as error:
        return (str(error) or type(error).__name__).splitlines()[0]
    return None


@lru_cache(maxsize=64)
def kernel_of(
    program: Program, columns: tuple[int, ...], scalars: tuple[int, ...], layout: Layout
) -> Kernel:
    """Compile a program.

    Parameters
    ----------
    program, columns, scalars, layout
        As `joulepath.analysis.machine_text.program_text` takes them.

    Returns
    -------
    Kernel
        Its function takes addresses as the layout has them.

    Raises
    ------
    MissingExtra
        If the compiler is not installed.
    """
    return _built(_GATHER + "\n".join(program_text(program, columns, scalars, layout)))


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
