"""Small pieces of sentences that several reports share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["assumption_lines", "counted"]


def counted(number: int, noun: str) -> str:
    """Write a number of things: ``1 source``, ``2 sources``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def assumption_lines(assumptions: Sequence[str]) -> Iterator[str]:
    """What was assumed, a line each, below how many there are."""
    yield f"{counted(len(assumptions), 'assumption')}:"
    yield from (f"  {said}" for said in assumptions)
