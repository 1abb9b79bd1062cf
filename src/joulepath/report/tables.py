"""Tables of text, and how each format writes them."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Table", "as_csv", "as_html", "as_markdown", "as_text"]


@dataclass(frozen=True)
class Table:
    """Rows of text under headings; all columns but the first are numbers."""

    headings: tuple[str, ...]
    """Heading of each column."""
    rows: tuple[tuple[str, ...], ...]
    """Cells, a row at a time."""
    footers: tuple[tuple[str, ...], ...] = ()
    """Rows that sum up the others."""
    title: str = ""
    """What the table shows."""
    words: bool = False
    """Whether the columns hold words rather than numbers."""


def as_text(table: Table) -> str:
    """Align a table in plain text."""
    body = (*table.rows, *table.footers)
    widths = [max(map(len, column)) for column in zip(table.headings, *body, strict=True)]

    def line(cells: Sequence[str]) -> str:
        first, *others = cells
        pad: Callable[[str, int], str] = str.ljust if table.words else str.rjust
        padded = [first.ljust(widths[0]), *map(pad, others, widths[1:])]
        return "  ".join(padded).rstrip()

    rule = "  ".join("-" * width for width in widths)
    lines = [table.title, line(table.headings), rule, *map(line, table.rows)]
    if table.footers:
        lines += [rule, *map(line, table.footers)]
    return "\n".join(filter(None, lines))


def as_markdown(table: Table) -> str:
    """Write a table as GitHub's Markdown."""

    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

    side = "---" if table.words else "---:"
    rule = "|" + "|".join(["---", *[side] * (len(table.headings) - 1)]) + "|"
    head = [f"**{table.title}**", ""] if table.title else []
    rows = (*table.rows, *table.footers)
    return "\n".join([*head, line(table.headings), rule, *map(line, rows)])


def as_csv(table: Table) -> str:
    """Write a table as comma-separated values, without its title."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.headings)
    writer.writerows((*table.rows, *table.footers))
    return text.getvalue().rstrip("\n")


def as_html(table: Table) -> str:
    """Write a table as HTML."""

    def line(cells: Sequence[str], tag: str) -> str:
        first, *others = (html.escape(cell) for cell in cells)
        align = "left" if table.words else "right"
        rest = "".join(f'<{tag} style="text-align:{align}">{cell}</{tag}>' for cell in others)
        return f'<tr><{tag} style="text-align:left">{first}</{tag}>{rest}</tr>'

    caption = f"<caption>{html.escape(table.title)}</caption>" if table.title else ""
    head = line(table.headings, "th")
    body = "".join(line(row, "td") for row in table.rows)
    foot = "".join(line(row, "th") for row in table.footers)
    return (
        f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"
    )
