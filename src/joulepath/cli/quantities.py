"""Quantities and lists of numbers as options write them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from joulepath.catalogue.units import parse
from joulepath.errors import InputError, Problem

__all__ = ["Quantities"]

N = TypeVar("N", int, float)


class Quantities:
    """Reads options one after the other; problems are collected until `check`."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def one(self, option: str, text: str | None, unit: str) -> float | None:
        """A quantity with its unit, in the coherent unit; none where nothing is written."""
        try:
            return None if text is None else parse(text, unit)
        except InputError as error:
            self.problems.extend(Problem(option, p.what, p.remedy) for p in error.problems)
            return None

    def several(self, option: str, text: str, kind: Callable[[str], N]) -> tuple[N, ...]:
        """Numbers with commas between them; one at least, if only for the next problem."""
        try:
            return tuple(map(kind, text.split(",")))
        except ValueError:
            word = "whole numbers" if kind is int else "numbers"
            remedy = f"give {word} with commas between them, e.g. 1,2,4"
            self.problems.append(Problem(option, f"{text!r} is no list of {word}", remedy))
            return (kind("1"),)

    def check(self) -> None:
        """Raise all problems found so far.

        Raises
        ------
        InputError
            If there are any.
        """
        if self.problems:
            raise InputError(*self.problems)
