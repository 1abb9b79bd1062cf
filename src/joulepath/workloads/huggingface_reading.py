"""A configuration file of a model: read with care, and its numbers checked all at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from joulepath.errors import Problem, WorkloadError, nearest
from joulepath.workloads.files import existing_file, resemblance

__all__ = ["SET_TOKENS", "Facts", "Names", "facts_of", "near", "shown"]

Names: TypeAlias = str | tuple[str, ...]

SET_TOKENS: Final = "give it, e.g. --tokens 512 (in Python: tokens=512)"
"""What to do where the length of a text is not known."""

_LARGEST_FILE: Final = 16 * 2**20
_ABSURD: Final = 10**9
_LARGEST_RATIO: Final = 1000
_REMEDY: Final = "give the config.json that came with the model"


class Facts:
    """The entries of a configuration; problems are collected until `check`."""

    def __init__(
        self, entries: Mapping[str, Any], where: str, problems: list[Problem] | None = None
    ) -> None:
        self.where = where
        self.problems: list[Problem] = [] if problems is None else problems
        self.entries = entries
        """Everything the file holds."""

    def wrong(self, name: str, what: str, remedy: str = "") -> None:
        """Note a problem with an entry."""
        self.problems.append(Problem(f"{self.where}: {name}" if name else self.where, what, remedy))

    def check(self) -> None:
        """Raise all problems noted so far.

        Raises
        ------
        WorkloadError
            If there are any.
        """
        if self.problems:
            raise WorkloadError(*dict.fromkeys(self.problems))

    def value(self, names: Names) -> tuple[str, Any]:
        """Name and value of the first of some entries that is there and not null."""
        several = (names,) if isinstance(names, str) else names
        for name in several:
            if self.entries.get(name) is not None:
                return name, self.entries[name]
        return several[0], None

    def has(self, name: str) -> bool:
        """Whether an entry is there and not null."""
        return self.entries.get(name) is not None

    def whole(
        self, names: Names, default: int | None = None, *, least: int = 1, most: int = _ABSURD
    ) -> int:
        """A whole number from ``least`` to ``most``.

        A number that is wrong or missing is noted and replaced by one that divides any other,
        so that reading may go on to the next problem.
        """
        name, value = self.value(names)
        if value is None and default is not None:
            return default
        if value is None:
            self.wrong(name, "is missing", _REMEDY)
        elif isinstance(value, bool) or not isinstance(value, int):
            self.wrong(name, f"is {shown(value)}, not a whole number", _REMEDY)
        elif not least <= value <= most:
            self.wrong(name, f"is {shown(value)}, not a number from {least} to {most}")
        else:
            return value
        return 1

    def optional(self, names: Names) -> int | None:
        """A whole number above zero, or None if the entry is missing or null."""
        return self.whole(names) if self.value(names)[1] is not None else None

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no."""
        value = self.value(name)[1]
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.wrong(name, f"is {shown(value)}, not true or false")
        return default

    def choice(self, names: Names, known: Iterable[str], default: str) -> str:
        """One of some words."""
        name, value = self.value(names)
        several = tuple(known)
        if value is None or value in several:
            return default if value is None else str(value)
        self.wrong(name, f"no {name} named {shown(value)}", near(value, several))
        return default

    def share(self, name: str, default: float) -> float:
        """A number from 0 to 1."""
        value = self.value(name)[1]
        if value is None:
            return default
        # Not a number is neither above nor below another.
        if not isinstance(value, bool) and isinstance(value, int | float) and 0 <= value <= 1:
            return value
        self.wrong(name, f"is {shown(value)}, not a number from 0 to 1")
        return default

    def ratio(self, name: str) -> float:
        """A number above zero, at most 1000."""
        value = self.value(name)[1]
        if value is None:
            self.wrong(name, "is missing", _REMEDY)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(name, f"is {shown(value)}, not a number", _REMEDY)
        elif not 0 < value <= _LARGEST_RATIO:
            self.wrong(name, f"is {shown(value)}, not a number above 0, at most {_LARGEST_RATIO}")
        else:
            return value
        return 1.0

    def words(self, name: str) -> Sequence[str] | None:
        """A list of words, or None if the entry is missing or null."""
        value = self.value(name)[1]
        if value is None:
            return None
        if isinstance(value, list):
            several = cast("list[object]", value)
            if all(isinstance(word, str) for word in several):
                return cast("list[str]", several)
        self.wrong(name, f"is {shown(cast('object', value))}, not a list of names")
        return None

    def length(self, name: str) -> int | None:
        """Number of entries of a table, or None if there is no table."""
        value = self.value(name)[1]
        return len(cast("dict[str, object]", value)) if isinstance(value, dict) else None

    def divides(self, part: str, divisor: int, whole: str, number: int) -> None:
        """Note it if one number does not divide another."""
        # A number that is missing was replaced by 1; what follows from that is no problem.
        if number % divisor and not (number == 1 and self.problems):
            self.wrong(part, f"is {divisor}, which does not divide {whole} of {number}")

    def at_most(self, part: str, number: int, whole: str, limit: int) -> None:
        """Note it if one number is larger than another."""
        if number > limit:
            self.wrong(part, f"is {number}, more than {whole} of {limit}")


def near(value: object, known: Sequence[str]) -> str:
    """The names most like a value, or all of them."""
    close = nearest(value, known) if isinstance(value, str) else ()
    if close:
        return "did you mean " + " or ".join(map(repr, close)) + "?"
    return "known: " + ", ".join(known)


def facts_of(source: Path | str | Mapping[str, Any]) -> Facts:
    """Read a configuration.

    Parameters
    ----------
    source : Path, str or mapping
        File, folder with a ``config.json``, or the entries themselves.

    Returns
    -------
    Facts
        Unchecked.

    Raises
    ------
    WorkloadError
        If there is no such file, or it is not a JSON object of a sensible size.
    """
    if isinstance(source, Mapping):
        return Facts(source, "configuration")
    path = Path(source)
    if (path / "config.json").is_file():
        path /= "config.json"
    elif path.is_dir():
        what = "is a folder without a config.json"
        raise WorkloadError(Problem(str(path), what, "give the folder or file of the model"))
    return Facts(_entries(existing_file(path)), str(path))


def _entries(path: Path) -> Mapping[str, Any]:
    if path.stat().st_size > _LARGEST_FILE:
        what = f"has {path.stat().st_size} bytes, too many for a configuration"
        raise WorkloadError(Problem(str(path), what, _REMEDY))
    content = path.read_bytes()
    try:
        entries = json.loads(content)
    except RecursionError as error:
        what = "is nested too deeply for a configuration"
        raise WorkloadError(Problem(str(path), what, _REMEDY)) from error
    except ValueError as error:
        raise WorkloadError(_not_json(path, content, error)) from error
    if not isinstance(entries, dict):
        what = f"holds {shown(entries)}, not a table of entries"
        raise WorkloadError(Problem(str(path), what, _REMEDY))
    return cast("dict[str, Any]", entries)


def _not_json(path: Path, content: bytes, error: ValueError) -> Problem:
    kind = resemblance(content[:512])
    if kind is not None and kind[0] != "a text file":
        return Problem(str(path), f"is {kind[0]}, not a configuration", _REMEDY)
    return Problem(str(path), f"is not JSON: {_shortened(str(error))}", _REMEDY)


def shown(value: object) -> str:
    """A value as a message can hold it."""
    # A number of a million digits cannot even be printed.
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 128:
        return f"a number of {value.bit_length()} bits"
    if isinstance(value, dict | list):
        kind = "a table" if isinstance(value, dict) else "a list"
        return f"{kind} of {len(cast('Sequence[object]', value))} entries"
    return _shortened(repr(value))


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."
