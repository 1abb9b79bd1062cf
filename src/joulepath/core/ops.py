"""The operations that arithmetic operators cannot spell, for every number type.

``+ - * / **`` already dispatch on their operands; rounding, a maximum, an exponential or a
choice do not. A formula may call these and nothing else, which is what lets one body run on
floats, NumPy and JAX arrays, SymPy symbols, ``ufloat``, Pint quantities and traced numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from typing import Any, NamedTuple

from joulepath.core.quantities import Num
from joulepath.core.trace import Traced, TracedArithmetic

__all__ = ["ceil", "divide", "exp", "floor", "log2", "maximum", "minimum", "sqrt", "total", "where"]


class _Spelling(NamedTuple):
    """How one number type spells the operations."""

    maximum: Callable[[Any, Any], Any]
    minimum: Callable[[Any, Any], Any]
    ceil: Callable[[Any], Any]
    floor: Callable[[Any], Any]
    where: Callable[[Any, Any, Any], Any]
    exp: Callable[[Any], Any]
    log2: Callable[[Any], Any]
    sqrt: Callable[[Any], Any]
    divide: Callable[[Any, Any], Any]


def _nominal(x: Any) -> Any:
    """Best estimate of a number: a ``ufloat`` is compared and rounded by it."""
    return getattr(x, "nominal_value", x)


def _larger(a: Any, b: Any) -> Any:
    above, below = _nominal(a), _nominal(b)
    return a if above >= below or above != above else b  # a NaN differs from itself and wins


def _smaller(a: Any, b: Any) -> Any:
    below, above = _nominal(a), _nominal(b)
    return a if below <= above or below != below else b


def _rounded(rounding: Callable[[float], int]) -> Callable[[Any], Any]:
    def function(x: Any) -> float:
        # To first order a step has no slope: the result of rounding a ufloat is certain.
        nominal: float = _nominal(x)
        return float(rounding(nominal)) if math.isfinite(nominal) else float(nominal)

    return function


def _choose(condition: object, x: Any, y: Any) -> Any:
    return x if condition else y


def _quotient(a: Any, b: Any) -> Any:
    try:
        return a / b
    except ZeroDivisionError:
        above, below = _nominal(a), _nominal(b)
        if above == 0 or above != above:
            return math.nan
        return math.copysign(math.inf, above) * math.copysign(1.0, below)


_FLOAT = _Spelling(
    _larger, _smaller, _rounded(math.ceil), _rounded(math.floor), _choose,
    math.exp, math.log2, math.sqrt, _quotient,
)  # fmt: skip


def _plain_quotient(a: Any, b: Any) -> Any:
    return a / b


def _numpy_quotient(a: Any, b: Any) -> Any:
    with import_module("numpy").errstate(divide="ignore", invalid="ignore"):
        return a / b


@cache
def _numpy() -> _Spelling:
    np = import_module("numpy")
    return _Spelling(
        np.maximum, np.minimum, np.ceil, np.floor, np.where,
        np.exp, np.log2, np.sqrt, _numpy_quotient,
    )  # fmt: skip


@cache
def _jax() -> _Spelling:
    jnp = import_module("jax.numpy")
    return _Spelling(
        jnp.maximum, jnp.minimum, jnp.ceil, jnp.floor, jnp.where,
        jnp.exp, jnp.log2, jnp.sqrt, _plain_quotient,
    )  # fmt: skip


@cache
def _sympy() -> _Spelling:
    sympy = import_module("sympy")

    def where(condition: Any, x: Any, y: Any) -> Any:
        return sympy.Piecewise((x, condition), (y, True))

    def log2(x: Any) -> Any:
        return sympy.log(x, 2)

    return _Spelling(
        sympy.Max, sympy.Min, sympy.ceiling, sympy.floor, where,
        sympy.exp, log2, sympy.sqrt, _plain_quotient,
    )  # fmt: skip


@cache
def _uncertainties() -> _Spelling:
    umath = import_module("uncertainties.umath")

    def log2(x: Any) -> Any:
        return umath.log(x) / math.log(2)

    return _FLOAT._replace(exp=umath.exp, log2=log2, sqrt=umath.sqrt)


@cache
def _expression() -> _Spelling:
    from joulepath.core.expression import applied

    return _Spelling(
        *(partial(applied, name) for name in ("maximum", "minimum", "ceil", "floor", "where")),
        *(partial(applied, name) for name in ("exp", "log2", "sqrt", "divide")),
    )


_SPELLINGS = {  # by package, the one that wins among mixed operands first
    "joulepath": _expression,
    "pint": _numpy,
    "jax": _jax,
    "jaxlib": _jax,
    "sympy": _sympy,
    "uncertainties": _uncertainties,
    "numpy": _numpy,
}
_PLAIN = frozenset({float, int, bool})


def _spelling(*operands: object) -> _Spelling:
    kinds = {type(operand) for operand in operands}
    if kinds <= _PLAIN:
        return _FLOAT
    if Traced in kinds:
        raise TracedArithmetic("an operation on a traced number outside a formula")
    packages = {kind.__module__.partition(".")[0] for kind in kinds}
    for package, spelling in _SPELLINGS.items():
        if package in packages:
            return spelling()
    return _FLOAT


def maximum(a: Num, b: Num) -> Num:
    """Larger of two numbers, elementwise; NaN wins."""
    return _spelling(a, b).maximum(a, b)


def minimum(a: Num, b: Num) -> Num:
    """Smaller of two numbers, elementwise; NaN wins."""
    return _spelling(a, b).minimum(a, b)


def ceil(x: Num) -> Num:
    """Round up to a whole number; its slope is zero, so never optimise through it."""
    return _spelling(x).ceil(x)


def floor(x: Num) -> Num:
    """Round down to a whole number; its slope is zero, so never optimise through it."""
    return _spelling(x).floor(x)


def where(condition: object, x: Num, y: Num) -> Num:
    """``x`` where the condition holds, else ``y``; both are evaluated."""
    return _spelling(condition, x, y).where(condition, x, y)


def exp(x: Num) -> Num:
    """Exponential."""
    return _spelling(x).exp(x)


def log2(x: Num) -> Num:
    """Logarithm to base two; floats raise at zero where arrays give ``-inf``."""
    return _spelling(x).log2(x)


def sqrt(x: Num) -> Num:
    """Square root; floats raise below zero where arrays give NaN."""
    return _spelling(x).sqrt(x)


def divide(a: Num, b: Num) -> Num:
    """Quotient with IEEE zeros for floats too: ``x / 0`` is infinite, ``0 / 0`` is NaN."""
    return _spelling(a, b).divide(a, b)


def total(values: tuple[Num, ...]) -> Num:
    """Sum from left to right; of nothing, zero."""
    if not values:
        return 0.0
    result = values[0]
    for value in values[1:]:
        result = result + value
    return result
