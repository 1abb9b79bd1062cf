"""A mapping whose values are read when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from joulepath.errors import CatalogueError, Problem

__all__ = ["Lazy"]

T = TypeVar("T")


class Lazy(Mapping[str, T]):
    """Named things, each read once.

    Parameters
    ----------
    names : iterable of str
        All names there are.
    read : callable
        Reads the thing of a name, and says all that is wrong with it.
    """

    def __init__(
        self, names: Iterable[str], read: Callable[[str], tuple[T | None, list[Problem]]]
    ) -> None:
        self._names = dict.fromkeys(names)
        self._read = read
        self._done: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        """Read it, unless that is done already.

        Raises
        ------
        KeyError
            If there is none of that name.
        CatalogueError
            If it cannot be trusted.
        """
        if name not in self._done:
            if name not in self._names:
                raise KeyError(name)
            thing, problems = self._read(name)
            if problems or thing is None:
                raise CatalogueError(*problems)
            self._done[name] = thing
        return self._done[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def problems(self, names: Iterable[str] | None = None) -> list[Problem]:
        """All that is wrong with the things of some names, or with all of them."""
        problems: list[Problem] = []
        for name in self if names is None else names:
            try:
                self[name]
            except CatalogueError as error:
                problems += error.problems
        return problems
