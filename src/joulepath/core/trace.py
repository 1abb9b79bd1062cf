"""Numbers that remember where they came from.

`Traced` is one more number type, not a framework: a formula that meets one records the call
(see `joulepath.core.formula`). It has no arithmetic of its own, so a stage that computes
instead of wiring is found out at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import UnionType
from typing import (
    Annotated,
    Any,
    NoReturn,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

__all__ = ["Formula", "Traced", "TracedArithmetic", "UnitMismatch", "record", "unit_of", "untraced"]


class TracedArithmetic(TypeError):
    """A traced number met arithmetic outside a formula."""


class UnitMismatch(TypeError):
    """A number of one unit was wired into a parameter of another."""


@dataclass(frozen=True)
class Formula:
    """What is known about one equation."""

    name: str
    """Name of the function."""
    module: str
    """Last part of the name of the module that holds it."""
    symbol: str
    """TeX symbol of the result."""
    source: str
    """Key of the source in ``data/sources.toml``."""
    function: Callable[..., Any]
    """The undecorated function."""
    stepwise: tuple[str, ...] = ()
    """Parameters on which the result depends in steps, so that no slope describes it."""

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of each parameter (of the elements, for a tuple) and of ``return``."""
        hints = get_type_hints(self.function, include_extras=True)
        return {name: unit_of(hint) or "" for name, hint in hints.items()}

    @cached_property
    def sequences(self) -> frozenset[str]:
        """Parameters that take a tuple of numbers."""
        hints = get_type_hints(self.function, include_extras=True)
        return frozenset(name for name, hint in hints.items() if get_origin(hint) is tuple)


def unit_of(hint: Any) -> str | None:
    """Unit in an annotation such as ``Joule``, ``Joule | None`` or ``tuple[Joule, ...]``."""
    if get_origin(hint) is Annotated:
        return str(hint.__metadata__[0])
    if get_origin(hint) in (tuple, Union, UnionType):
        return next(filter(None, map(unit_of, get_args(hint))), None)
    return None


@dataclass(eq=False)
class Traced:
    """A value that remembers the formula and the inputs it came from.

    Raises
    ------
    TracedArithmetic
        For any arithmetic, comparison or truth value outside a formula.
    """

    value: Any
    """The plain number, of any number type."""
    unit: str = ""
    """Coherent unit."""
    name: str = ""
    """Dotted path in the record that holds it."""
    formula: Formula | None = None
    """The equation it came from; ``None`` for an input."""
    inputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the equation was called with: numbers, traced numbers, tuples of either."""
    origin: Any = None
    """Where an input came from."""

    __array_ufunc__ = None  # NumPy then leaves the refusal to this class

    def _refuse(self, *_: object) -> NoReturn:
        raise TracedArithmetic("arithmetic outside a formula: move it into an @formula function")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __neg__ = __abs__ = _refuse
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __round__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __float__ = __int__ = __index__ = _refuse


def untraced(argument: Any) -> Any:
    """The plain number, or tuple of plain numbers, under a traced one."""
    if type(argument) is Traced:
        return argument.value
    if isinstance(argument, tuple):
        return tuple(map(untraced, cast("tuple[Any, ...]", argument)))
    return argument


def record(formula: Formula, arguments: Mapping[str, Any]) -> Traced:
    """Run a formula on the plain numbers under traced ones and remember the call.

    Raises
    ------
    UnitMismatch
        If an argument has another unit than its parameter.
    """
    for name, argument in _numbers(arguments):
        if argument.unit and argument.unit != formula.units[name]:
            came = argument.name or (argument.formula.name if argument.formula else "an input")
            raise UnitMismatch(
                f"{formula.name}({name}=...) takes {formula.units[name]!r},"
                f" got {argument.unit!r} from {came}"
            )
    value = formula.function(**{name: untraced(a) for name, a in arguments.items()})
    unit = formula.units["return"]
    return Traced(value, unit=unit, formula=formula, inputs=dict(arguments))


def _numbers(arguments: Mapping[str, Any]) -> Iterator[tuple[str, Traced]]:
    for name, argument in arguments.items():
        parts = cast("tuple[Any, ...]", argument) if isinstance(argument, tuple) else (argument,)
        for part in parts:
            if type(part) is Traced:
                yield name, part
