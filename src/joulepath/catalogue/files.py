"""Catalogue folders on disk: which files there are, and the tables in them."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from joulepath.catalogue.parts import Table
from joulepath.catalogue.plain import plain_table
from joulepath.catalogue.schema import KINDS
from joulepath.errors import Problem, nearest

__all__ = ["BUILT_IN", "Found", "digest_of", "label", "layout_problems", "merged_tables"]

BUILT_IN: Final = Path(__file__).resolve().parent.parent / "data"
"""Folder of the catalogue that comes with the package."""

_PROSE: Final = (".md", ".txt", ".rst")

_HEADING: Final = re.compile(r"""^\[["']?(?P<name>[^]["'\n]+)["']?\][ \t]*$""", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """A named table and where it was found."""

    table: Table
    """What the file says."""
    file: str
    """Name of the file, for messages."""
    rank: int
    """Which of the folders it is in; later folders may replace what earlier ones say."""

    def may_say(self, text: str) -> bool:
        """Whether a value may be a text: false only where none is, parsed or not."""
        if isinstance(self.table, _Unread):
            return self.table.holds(text)
        return text in self.table.values()


class _Unread(Mapping[str, Any]):
    """A table that is parsed when it is first looked into."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text

    def holds(self, text: str) -> bool:
        """Whether a text stands anywhere in it."""
        return text in self._text

    @cached_property
    def _table(self) -> Table:
        lines = self._text.partition("\n")[2]
        plain = plain_table(lines)
        return tomllib.loads(self._text)[self._name] if plain is None else plain

    def __getitem__(self, key: str) -> Any:
        return self._table[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def items(self) -> ItemsView[str, Any]:
        return self._table.items()


def label(folder: Path, file: Path) -> str:
    """Name of a file in messages: short for the built-in catalogue, full for a user's."""
    return (file.relative_to(folder) if folder == BUILT_IN else file).as_posix()


def merged_tables(
    folders: Sequence[Path], pattern: str
) -> tuple[Mapping[str, Found], list[Problem]]:
    """Named tables of all files that match, later folders after earlier ones.

    Those of the built-in folder, whose files the tests have checked, are parsed one by one when
    they are looked into; the files of other folders at once.

    Parameters
    ----------
    folders : sequence of Path
        Catalogue folders; a later one replaces a name only where it says ``replaces = true``.
    pattern : str
        Files to read inside each folder, e.g. ``"processors/*.toml"``.

    Returns
    -------
    tuple of mapping and list of Problem
        The tables by name, and all that is wrong with the files or between them.
    """
    merged: dict[str, Found] = {}
    problems: list[Problem] = []
    for rank, folder in enumerate(folders):
        for file in sorted(folder.glob(pattern)):
            name_of_file = label(folder, file)
            if folder == BUILT_IN:
                unread = _unread_tables(file)
                merged |= {name: Found(table, name_of_file, rank) for name, table in unread}
                continue
            for name, table in _tables(file, name_of_file, problems):
                found = Found(table, name_of_file, rank)
                problems += _clash(name, found, merged.get(name))
                merged[name] = found
    return merged, problems


def layout_problems(folder: Path) -> Iterator[Problem]:
    """Whatever in a user's catalogue folder would be passed over in silence."""
    if not folder.is_dir():
        yield Problem(folder.as_posix(), "no such catalogue folder", "check the path")
        return
    known = {kind.folder: ".toml" for kind in KINDS.values()} | {"bills": ".csv"}
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__")) or path.suffix in (*_PROSE, ".py"):
            continue
        if path.is_dir() and path.name in known:
            suffixes = (".toml", ".csv") if path.name == "grids" else (known[path.name],)
            yield from _strangers(path, suffixes)
        elif path.name != "sources.toml":
            near = nearest(path.name, (*known, "sources.toml"), count=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
            yield Problem(path.as_posix(), "no part of a catalogue", remedy)


def digest_of(folders: Iterable[Path]) -> str:
    """First twelve hexadecimal digits of the SHA-256 over all data files."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted((*folder.rglob("*.toml"), *folder.rglob("*.csv"))):
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:12]


def _unread_tables(file: Path) -> Iterator[tuple[str, Table]]:
    text = file.read_text(encoding="utf-8")
    headings = list(_HEADING.finditer(text))
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    for heading, end in zip(headings, ends, strict=True):
        yield heading["name"], _Unread(heading["name"], text[heading.start() : end])


def _tables(file: Path, name_of_file: str, problems: list[Problem]) -> Iterator[tuple[str, Table]]:
    try:
        content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(name_of_file, f"not valid TOML: {error}", "correct the line"))
        return
    for name, table in content.items():
        if isinstance(table, Mapping):
            yield name, table
        else:
            remedy = f"put it below a heading [name], e.g. [{file.stem}]"
            problems.append(Problem(name_of_file, f"{name!r} belongs to no entry", remedy))


def _clash(name: str, found: Found, before: Found | None) -> list[Problem]:
    where = f"{found.file}: [{name}]"
    replaces = found.table.get("replaces", False)
    if not isinstance(replaces, bool):
        what = f"replaces = {replaces!r} is neither true nor false"
        return [Problem(where, what, "write replaces = true, or leave it out")]
    if before is None:
        remedy = "leave replaces out, or correct the name"
        return [Problem(where, "replaces nothing", remedy)] if replaces else []
    if before.rank == found.rank:
        return [Problem(where, f"{name!r} is also in {before.file}", "give one another name")]
    if not replaces:
        remedy = "choose another name, or say replaces = true"
        return [Problem(where, f"{name!r} is already in {before.file}", remedy)]
    return []


def _strangers(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Problem]:
    for path in sorted(folder.iterdir()):
        if path.suffix not in (*suffixes, *_PROSE) and not path.name.startswith((".", "__")):
            remedy = f"files here end in {' or '.join(suffixes)}"
            yield Problem(path.as_posix(), "no part of a catalogue", remedy)
