"""Files that a command would write over what it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from joulepath.errors import InputError, Problem

__all__ = ["refuse_overwriting"]

_WRITTEN: Final = ("-o", "--output", "--chart", "--sankey", "--svg")


def refuse_overwriting(arguments: Sequence[str]) -> None:
    """Refuse to write a file that the same command reads, or writes another time.

    Parameters
    ----------
    arguments : sequence of str
        A command and its arguments.

    Raises
    ------
    InputError
        For every such file.
    """
    written, others = _divided(arguments)
    problems = [
        Problem(f"{option} {file}", "is read by the same command", "name another file")
        for option, file in written
        if any(_same(file, part) for other in others for part in {other, other.rpartition("=")[2]})
    ]
    for number, (option, file) in enumerate(written):
        if any(Path(file) == Path(before) for _, before in written[:number]):
            what = "is written by the same command already"
            problems.append(Problem(f"{option} {file}", what, "name another file"))
    if problems:
        raise InputError(*problems)


def _divided(arguments: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Files to write with their options, and all other arguments."""
    written: list[tuple[str, str]] = []
    others: list[str] = []
    left: Iterator[str] = iter(arguments)
    for argument in left:
        option, _, value = argument.partition("=")
        if argument in _WRITTEN:
            written.append((argument, next(left, "")))
        elif option in _WRITTEN:
            written.append((option, value))
        elif argument.startswith("-o") and not argument.startswith("--"):
            written.append(("-o", argument[2:]))
        else:
            others.append(argument)
    return written, others


def _same(file: str, other: str) -> bool:
    """Whether two names are of one file that is there."""
    try:
        return Path(file).is_file() and Path(other).is_file() and Path(file).samefile(other)
    except (OSError, ValueError):
        return False
