"""Equations: run a formula on SymPy symbols, write the result as TeX, then as MathML.

MathML is what browsers show by themselves, so that a page needs no script and no network.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import sympy
from latex2mathml.converter import convert
from sympy.printing.latex import LatexPrinter

from generator.symbols import symbol_of
from joulepath.core.trace import Formula

__all__ = ["equation", "inline", "mathml", "tex_of"]

_INDEX: Final = sympy.Symbol("index")
_LAST: Final = sympy.Symbol("last")
_INDICES: Final = {
    "layers": (r"\ell", "7"),
    "hops": ("p", "P"),
}
"""How the sum over a tuple is written, where ``i = 1 ... n`` would be less clear."""


def equation(formula: Formula) -> str:
    """Write the equation of a formula as a block of MathML."""
    return f'<div class="equation">{mathml(tex_of(formula), display="block")}</div>'


def inline(tex: str) -> str:
    """Write TeX as MathML within a line.

    Markdown takes ``math`` for a block, but not within a ``span``.
    """
    return f"<span>{mathml(tex, display='inline')}</span>"


@cache
def mathml(tex: str, display: str) -> str:
    """Convert TeX; what Markdown would take for emphasis becomes an entity."""
    made: str = convert(tex, display=display)
    return made.replace("*", "&#42;").replace("_", "&#95;").replace("\n", " ")


def tex_of(formula: Formula) -> str:
    """Run a formula on symbols and write what it does as TeX."""
    names: dict[Any, str] = {_INDEX: "i", _LAST: "n"}
    arguments: dict[str, Any] = {}
    for parameter in (name for name in formula.units if name != "return"):
        symbol = sympy.Symbol(parameter, positive=True)
        names[symbol] = symbol_of(formula, parameter)
        arguments[parameter] = symbol
        if parameter in formula.sequences:
            arguments[parameter] = (sympy.Sum(symbol, (_INDEX, 1, _LAST)),)
            names[_INDEX], names[_LAST] = _INDICES.get(parameter, ("i", "n"))
    with sympy.evaluate(False):
        result = _tidy(formula.function(**arguments))
    settings = {"order": "none", "mul_symbol": r"\,", "symbol_names": names}
    return f"{formula.symbol} = {_Printer(settings).doprint(result)}"


class _Printer(LatexPrinter):
    """Writes the base of a logarithm, which SymPy's own printer leaves out."""

    def _print_log(self, expr: Any, exp: str | None = None) -> str:
        number, *base = map(self._print, expr.args)
        written = rf"\log_{{{base[0]}}}" if base else r"\ln"
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{written}{power} {{\left({number} \right)}}"


def _tidy(expression: Any) -> Any:
    """Write an expression as its author did, less brackets and repeated factors."""
    if isinstance(expression, sympy.Float) and float(expression).is_integer():
        return sympy.Integer(int(expression))
    if not expression.args or isinstance(expression, sympy.Sum):
        return expression
    parts = [_tidy(part) for part in expression.args]
    if isinstance(expression, sympy.Add):
        return sympy.Add(*_flat(parts, sympy.Add), evaluate=False)
    if isinstance(expression, sympy.Mul):
        return sympy.Mul(*_powers(_flat(parts, sympy.Mul)), evaluate=False)
    rebuild: Any = expression.func
    return rebuild(*parts, evaluate=False)


def _flat(parts: list[Any], kind: type[Any]) -> list[Any]:
    """Parts of nested sums or products in one row; quotients stay as they are."""
    found: list[Any] = []
    for part in parts:
        nested = isinstance(part, kind) and not any(
            p.is_Pow and p.exp.is_negative for p in part.args
        )
        found += _flat(list(part.args), kind) if nested else [part]
    return found


def _powers(factors: list[Any]) -> list[Any]:
    """Factors with numbers first and repeated symbols as powers."""
    numbers = [factor for factor in factors if factor.is_Number]
    others = [factor for factor in factors if not factor.is_Number]
    counts = {factor: others.count(factor) for factor in others}
    powers = [
        factor if count == 1 else sympy.Pow(factor, count, evaluate=False)
        for factor, count in counts.items()
    ]
    return [*numbers, *powers]
