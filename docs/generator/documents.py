"""Small pieces of Markdown that several parts share."""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Docstring", "anchor", "cell", "read_docstring", "source_link", "table"]


@dataclass(frozen=True)
class Docstring:
    """What the docstring of a formula says."""

    summary: str
    """First paragraph."""
    text: str
    """Paragraphs after it, before the first section."""
    parameters: dict[str, str]
    """Meaning of each parameter."""
    returns: str
    """Meaning of the result."""
    raises: str
    """When which error is raised."""


def read_docstring(function: object) -> Docstring:
    """Take a docstring in numpydoc's form apart."""
    lines = inspect.cleandoc(getattr(function, "__doc__", None) or "").splitlines()
    starts = [index for index, line in enumerate(lines) if line and not line.strip("-")]
    ends = [*(start - 1 for start in starts[1:]), len(lines)]
    sections = {
        lines[start - 1]: lines[start + 1 : end] for start, end in zip(starts, ends, strict=True)
    }
    head = "\n".join(lines[: starts[0] - 1] if starts else lines)
    summary, _, text = head.partition("\n\n")
    return Docstring(
        summary=_joined(summary.splitlines()),
        text=_joined(text.splitlines()),
        parameters=_entries(sections.get("Parameters", [])),
        returns=_joined(sections.get("Returns", [])[1:]),
        raises=" ".join(_raised(sections.get("Raises", []))),
    )


def _entries(lines: Iterable[str]) -> dict[str, str]:
    """Names of a section, each with what the indented lines below it say."""
    found: dict[str, str] = {}
    names: list[str] = []
    for line in lines:
        if line and not line.startswith(" "):
            names = line.partition(" : ")[0].split(", ")
            found |= dict.fromkeys(names, "")
        elif line:
            found |= {name: f"{found[name]} {line.strip()}".strip() for name in names}
    return found


def _raised(lines: Iterable[str]) -> list[str]:
    return [f"`{name}`: {said}" for name, said in _entries(lines).items()]


def _joined(lines: Iterable[str]) -> str:
    return " ".join(line.strip() for line in lines if line.strip())


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> str:
    """Write a table; the last ``numbers`` columns are aligned to the right."""
    words = len(headings) - numbers
    rule = ["---"] * words + ["---:"] * numbers
    lines = [headings, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(text: str) -> str:
    """Text for a cell of a table: no bar, no HTML but in code."""
    parts = re.split(r"(`+[^`]+`+)", text)
    return "".join(
        re.sub(r"`+", "`", part)
        if part.startswith("`")
        else html.escape(part, quote=False).replace("|", "&#124;")
        for part in parts
    )


def anchor(*parts: str) -> str:
    """Identifier of a heading."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).casefold()).strip("-")


def source_link(key: str) -> str:
    """Link to a source in the bibliography."""
    return f"[{key}](docs:reference/sources.md#source-{anchor(key)})"
