"""Sizes that an exported program leaves open: symbols, and formulas of them.

A formula is read by its syntax tree and never evaluated as a program. Both ways of writing in
use are understood: ``2*s77`` and ``Mul(Integer(2), Symbol('s77', positive=True, integer=True))``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Final

__all__ = ["FormulaError", "as_symbol", "evaluated", "symbols_in"]

_LONGEST: Final = 10_000
_DEEPEST: Final = 60
_LARGEST: Final = 2**63


class FormulaError(ValueError):
    """A formula that cannot be worked out."""


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or not -64 <= exponent <= 64 or (not base and exponent < 0):
        raise FormulaError("a power that is too large")
    return base ** int(exponent)


def _product(factors: Iterable[Fraction]) -> Fraction:
    result = Fraction(1)
    for factor in factors:
        result = _bounded(result * factor)
    return result


_OF_ONE: Final[Mapping[str, Callable[[Fraction], Fraction]]] = {
    "CeilToInt": lambda a: Fraction(ceil(a)),
    "FloorToInt": lambda a: Fraction(floor(a)),
    "Identity": lambda a: a,
    "Integer": lambda a: a,
    "ToFloat": lambda a: a,
    "TruncToInt": lambda a: Fraction(int(a)),
    "ceiling": lambda a: Fraction(ceil(a)),
    "floor": lambda a: Fraction(floor(a)),
}
_OF_TWO: Final[Mapping[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "CeilDiv": lambda a, b: Fraction(ceil(a / b)),
    "CleanDiv": lambda a, b: Fraction(floor(a / b)),
    "FloorDiv": lambda a, b: Fraction(floor(a / b)),
    "IntTrueDiv": lambda a, b: a / b,
    "Mod": lambda a, b: a % b,
    "Pow": _power,
    "PowByNatural": _power,
    "PythonMod": lambda a, b: a % b,
    "Rational": lambda a, b: a / b,
    "Sub": lambda a, b: a - b,
}
_OF_SEVERAL: Final[Mapping[str, Callable[[Sequence[Fraction]], Fraction]]] = {
    "Add": lambda terms: sum(terms, Fraction(0)),
    "Max": lambda values: max(values),
    "Min": lambda values: min(values),
    "Mul": _product,
}
_OPERATORS: Final[Mapping[type, str]] = {
    ast.Add: "Add",
    ast.Sub: "Sub",
    ast.Mult: "Mul",
    ast.Mod: "Mod",
    ast.FloorDiv: "FloorDiv",
    ast.Div: "IntTrueDiv",
    ast.Pow: "Pow",
}


def evaluated(formula: int | str, sizes: Mapping[str, int]) -> int:
    """Value of a formula.

    Raises
    ------
    FormulaError
        If it has a symbol without a size or cannot be understood.
    """
    if isinstance(formula, int):
        return formula
    try:
        value = _value(_parsed(formula), sizes, 0)
    except (ZeroDivisionError, TypeError, OverflowError) as error:
        raise FormulaError(f"'{formula[:80]}' has no value") from error
    if value.denominator != 1:
        raise FormulaError(f"'{formula[:80]}' is no whole number")
    return int(value)


def symbols_in(formula: int | str) -> frozenset[str]:
    """Names of the symbols in a formula.

    Raises
    ------
    FormulaError
        If it cannot be understood.
    """
    return frozenset() if isinstance(formula, int) else frozenset(_symbols(_parsed(formula)))


def as_symbol(formula: int | str) -> str | None:
    """The name of a formula that is nothing but a symbol."""
    tree = None if isinstance(formula, int) else _parsed(formula)
    return _symbol(tree) if tree is not None else None


def _parsed(formula: str) -> ast.expr:
    if len(formula) > _LONGEST:
        raise FormulaError("a formula that is too long")
    try:
        return ast.parse(formula, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise FormulaError(f"'{formula[:80]}' is no formula") from error


def _symbol(tree: ast.expr) -> str | None:
    match tree:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="Symbol"), args=[ast.Constant(value=str(name))]):
            return name
        case _:
            return None


def _symbols(tree: ast.expr) -> Iterator[str]:
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and id(node) not in functions:
            name = _symbol(node)
            if name is not None:
                yield name


def _value(tree: ast.expr, sizes: Mapping[str, int], depth: int) -> Fraction:
    name = _symbol(tree)
    if depth > _DEEPEST:
        raise FormulaError("a formula that is nested too deeply")
    if name is not None:
        if name not in sizes:
            raise FormulaError(f"'{name}' has no size")
        return Fraction(sizes[name])
    match tree:
        case ast.Constant(value=int(number)):
            return _bounded(Fraction(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, sizes, depth + 1)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            function, arguments = _OPERATORS[type(operator)], [left, right]
        case ast.Call(func=ast.Name(id=called), args=given):
            function, arguments = called, given
        case _:
            raise FormulaError(f"'{ast.unparse(tree)[:80]}' has no rule")
    return _bounded(_applied(function, [_value(each, sizes, depth + 1) for each in arguments]))


def _applied(function: str, values: Sequence[Fraction]) -> Fraction:
    if function in _OF_SEVERAL and values:
        return _OF_SEVERAL[function](values)
    if function in _OF_ONE and len(values) == 1:
        return _OF_ONE[function](values[0])
    if function in _OF_TWO and len(values) == 2:
        return _OF_TWO[function](values[0], values[1])
    raise FormulaError(f"'{function[:80]}' of {len(values)} values has no rule")


def _bounded(value: Fraction) -> Fraction:
    if abs(value.numerator) > _LARGEST or value.denominator > _LARGEST:
        raise FormulaError("a number that is too large")
    return value
