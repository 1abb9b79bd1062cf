"""Patterns of the names of layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from joulepath.errors import Problem, nearest

__all__ = ["matches", "pattern_problems"]


def matches(name: str, pattern: str) -> bool:
    """Whether a name is what a pattern with ``*``, ``?`` and ``[...]`` says, or the very same."""
    return name == pattern or fnmatchcase(name, pattern)


def pattern_problems(
    patterns: Sequence[str], names: Iterable[str], where: str
) -> Iterator[Problem]:
    """Say of every pattern that no name fits it, with the nearest names.

    Parameters
    ----------
    patterns : sequence of str
        As the user wrote them.
    names : iterable of str
        All there are.
    where : str
        Where the patterns are written, e.g. ``--freeze``.
    """
    known = list(names)
    for pattern in patterns:
        if not any(matches(name, pattern) for name in known):
            shown = " or ".join(map(repr, _close(pattern.strip("*"), known)))
            remedy = f"did you mean {shown}? '*' stands for anything"
            yield Problem(where, f"no layer is named {pattern!r}", remedy)


def _close(stem: str, known: Sequence[str]) -> Sequence[str]:
    """Names like a stem, or that begin like it; else a few of them."""
    starts = {name[: len(stem) + 1]: name for name in reversed(known)}
    return nearest(stem, known) or [starts[near] for near in nearest(stem, starts)] or known[:3]
