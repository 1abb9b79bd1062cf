"""Every error and warning joulepath raises, in one tree.

::

    JoulepathError
    ├── InputError(ValueError)            something the user wrote
    │   ├── ScenarioError
    │   ├── CatalogueError
    │   ├── UnitError
    │   ├── WorkloadError
    │   ├── MeasurementError
    │   └── UnknownName                   carries the nearest names
    ├── DomainError(ArithmeticError)      a formula outside its domain
    └── MissingExtra(ImportError)         says the pip command

    JoulepathWarning(UserWarning)
    ├── OutsideValidity                   a result beyond what its source covers
    └── AssumedFigure                     a figure nobody measured

An `InputError` holds all problems of a file at once. Each problem says where, what, and
on the next line the remedy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar, TypeVar

__all__ = [
    "AssumedFigure",
    "CatalogueError",
    "DomainError",
    "InputError",
    "JoulepathError",
    "JoulepathWarning",
    "MeasurementError",
    "MissingExtra",
    "OutsideValidity",
    "Problem",
    "ScenarioError",
    "UnitError",
    "UnknownName",
    "WorkloadError",
    "gathered",
    "nearest",
]

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with something the user wrote."""

    where: str
    """File and place, e.g. ``greenhouse.toml: [device].name``; may be empty."""
    what: str
    """What is wrong, with the offending value."""
    remedy: str = ""
    """What to do about it."""

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.remedy}" if self.remedy else head


class JoulepathError(Exception):
    """Anything joulepath raises on purpose."""

    exit_code: ClassVar[int] = 3


class InputError(JoulepathError, ValueError):
    """Something the user wrote is wrong; holds every problem found, each once."""

    exit_code: ClassVar[int] = 2

    def __init__(self, *problems: Problem | str) -> None:
        found = (Problem("", p) if isinstance(p, str) else p for p in problems)
        self.problems = tuple(dict.fromkeys(found))
        super().__init__("\n".join(map(str, self.problems)))


class ScenarioError(InputError):
    """A scenario that cannot be computed."""


class CatalogueError(InputError):
    """A catalogue entry that cannot be trusted."""


class UnitError(InputError):
    """A unit outside the table, or of another quantity."""


class WorkloadError(InputError):
    """A model file that cannot be counted."""


class MeasurementError(InputError):
    """A meter reading or log that cannot be read."""


class UnknownName(InputError):
    """A name that is not known, with the nearest ones that are; else what to write instead."""

    def __init__(
        self,
        kind: str,
        name: str,
        known: Iterable[str],
        *,
        where: str = "",
        listing: str = "",
        instead: str = "",
    ) -> None:
        names = sorted(known)
        self.kind = kind
        self.name = name
        self.nearest = nearest(name, names)
        near = "did you mean " + " or ".join(map(repr, self.nearest)) + "?" if self.nearest else ""
        few = "known: " + ", ".join(names) if names and not near and len(names) <= 12 else ""
        show = f"({listing} shows all {len(names)})" if listing else ""
        remedy = " ".join(filter(None, (near, few, show))) or instead
        super().__init__(Problem(where, f"no {kind} named {name!r}", remedy))


class DomainError(JoulepathError, ArithmeticError):
    """A formula was asked for a value outside its domain."""

    exit_code: ClassVar[int] = 2


class MissingExtra(JoulepathError, ImportError):
    """An optional dependency is not installed."""

    exit_code: ClassVar[int] = 4

    def __init__(self, purpose: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{purpose} needs an extra\n  pip install 'joulepath[{extra}]'")


class JoulepathWarning(UserWarning):
    """Anything joulepath warns about."""


class OutsideValidity(JoulepathWarning):
    """A result beyond the range its source covers."""


class AssumedFigure(JoulepathWarning):
    """A figure that nobody measured."""


def nearest(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The known names most like ``name``, best first, whatever their case."""
    by_folded = {known_name.casefold(): known_name for known_name in known}
    folded = name.casefold()
    close = get_close_matches(folded, by_folded, n=count, cutoff=0.5)
    close += [n for n in by_folded if folded and folded in n and n not in close]
    return tuple(by_folded[n] for n in close[:count])


def gathered(calls: Iterable[Callable[[], T]]) -> list[T]:
    """Results of several calls.

    Parameters
    ----------
    calls : iterable of callable
        Each takes nothing.

    Raises
    ------
    InputError
        With the problems of all calls that raise one.
    """
    found: list[T] = []
    problems: list[Problem] = []
    for call in calls:
        try:
            found.append(call())
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    return found
