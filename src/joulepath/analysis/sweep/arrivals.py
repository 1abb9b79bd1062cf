"""Files in their order, each as soon as it is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Condition

__all__ = ["Arrivals", "GivenUp"]


class GivenUp(Exception):
    """Files that are waited for will not come."""


class Arrivals:
    """Files that one thread waits for and another one announces.

    Parameters
    ----------
    files : sequence of Path
        All of them, in their order.
    there : iterable of int
        Numbers of those that are there from the start.

    Raises
    ------
    GivenUp
        From the iteration, once nobody makes the files that are missing.
    """

    def __init__(self, files: Sequence[Path], there: Iterable[int]) -> None:
        self._files = files
        self._there = {*there}
        self._over = False
        self._news = Condition()

    def __iter__(self) -> Iterator[Path]:
        for number, file in enumerate(self._files):
            with self._news:
                while number not in self._there:
                    if self._over:
                        raise GivenUp
                    self._news.wait()
            yield file

    def announce(self, number: int) -> None:
        """Say that a file is there."""
        with self._news:
            self._there.add(number)
            self._news.notify_all()

    def give_up(self) -> None:
        """Say that no more files will come."""
        with self._news:
            self._over = True
            self._news.notify_all()
