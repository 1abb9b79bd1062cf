"""Tables of text, and how each format writes them."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Table", "as_csv", "as_html", "as_markdown", "as_text"]

_HTML_CELL: Final = "padding:0.1em 0.6em;white-space:nowrap"


@dataclass(frozen=True)
class Table:
    """Rows of text under headings; unless it holds words, all columns but the first are numbers."""

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


def as_html(table: Table, colours: Sequence[str] = ()) -> str:
    """Write a table as HTML.

    Parameters
    ----------
    table : Table
        The table.
    colours : sequence of str
        Colours of the rows, which a chart uses too; by default none are shown.

    Returns
    -------
    str
        A ``table`` element.
    """
    title = html.escape(table.title)
    caption = f'<caption style="text-align:left;font-weight:bold">{title}</caption>'
    head = _html_line(table, table.headings, "th", "col")
    marks = [*map(_html_mark, colours), *[""] * len(table.rows)]
    body = "".join(
        _html_line(table, row, "td", "row", mark)
        for row, mark in zip(table.rows, marks, strict=False)
    )
    foot = "".join(_html_line(table, row, "th", "row") for row in table.footers)
    return (
        f"<table>{caption if title else ''}<thead>{head}</thead>"
        f"<tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"
    )


def _html_line(table: Table, cells: Sequence[str], tag: str, scope: str, mark: str = "") -> str:
    first, *others = (html.escape(cell) for cell in cells)
    weight = "bold" if tag == "th" else "normal"
    attributes = f' scope="{scope}"' if scope == "col" else ""
    align = "left" if table.words else "right"
    rest = "".join(
        f'<{tag}{attributes} style="text-align:{align};{_HTML_CELL}">{cell}</{tag}>'
        for cell in others
    )
    style = f"text-align:left;font-weight:{weight};{_HTML_CELL}"
    return f'<tr><th scope="{scope}" style="{style}">{mark}{first}</th>{rest}</tr>'


def _html_mark(colour: str) -> str:
    return (
        f'<span aria-hidden="true" style="display:inline-block;width:0.8em;height:0.8em;'
        f'margin-right:0.5em;border-radius:2px;background:{colour}"></span>'
    )
