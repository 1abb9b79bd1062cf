"""Small pieces of sentences that several reports share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

__all__ = ["assumption_lines", "counted", "source_lines", "wrapped"]

_WIDTH: Final = 80
"""Columns after which a long line goes on below."""
_TIED: Final = "\u00a0"
"""A space at which no line ends."""


def counted(number: int, noun: str) -> str:
    """Write a number of things: ``1 source``, ``2 sources``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def assumption_lines(assumptions: Sequence[str]) -> Iterator[str]:
    """What was assumed, one below the other, below how many there are."""
    yield f"{counted(len(assumptions), 'assumption')}:"
    for said in assumptions:
        yield from wrapped(said, "  ")


def source_lines(sources: Sequence[str]) -> Iterator[str]:
    """Keys of sources, after each other."""
    yield from wrapped(f"sources: {', '.join(sources)}")


def wrapped(line: str, indent: str = "") -> list[str]:
    """A line in parts that fit a terminal; names, paths and percentages stay whole."""
    parts = wrap(
        line.replace(" %", f"{_TIED}%"),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [part.replace(_TIED, " ") for part in parts]
