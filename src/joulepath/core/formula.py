"""``@formula``: a pure function plus what a reader needs to trust it.

The decorator changes nothing for ordinary numbers and costs them a fraction of a
microsecond: the function just runs. A traced number refuses arithmetic, and only then is the
call recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import MappingProxyType
from typing import Final, ParamSpec, TypeVar, cast

from joulepath.core.trace import Formula, Traced, TracedArithmetic, record

__all__ = ["REGISTRY", "formula"]

P = ParamSpec("P")
T = TypeVar("T")

_registry: dict[str, Formula] = {}

REGISTRY: Final = MappingProxyType(_registry)
"""Every formula imported so far, by ``module.name``."""


def formula(
    *, symbol: str, source: str, stepwise: tuple[str, ...] = ()
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Register a pure function as an equation.

    Parameters
    ----------
    symbol : str
        TeX symbol of the result.
    source : str
        Key of ``data/sources.toml`` that vouches for the equation.
    stepwise : tuple of str
        Parameters on which the result depends in steps.

    Returns
    -------
    callable
        A decorator; the decorated function runs as before on ordinary numbers and returns a
        `Traced` number if any argument is one.

    Raises
    ------
    TypeError
        If the function has parameters that are not keyword-only, or the name is taken.
    """

    def register(function: Callable[P, T]) -> Callable[P, T]:
        name, module = function.__name__, function.__module__.rpartition(".")[2]
        if function.__code__.co_argcount:
            raise TypeError(f"{name}: formulas take keyword-only parameters")
        if f"{module}.{name}" in _registry:
            raise TypeError(f"{module}.{name} is registered already")
        entry = Formula(name, module, symbol, source, function, stepwise)
        _registry[f"{module}.{name}"] = entry

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                result = function(*args, **kwargs)
            except TracedArithmetic:
                return cast("T", record(entry, kwargs))
            if type(result) is Traced:
                return cast("T", record(entry, kwargs))
            return result

        return call

    return register
