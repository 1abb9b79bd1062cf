"""Fit a table to the width of a terminal without breaking a number or a word."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from joulepath.report.tables import Table, as_text

__all__ = ["GAP", "PAGE", "fitted", "fitted_text", "stacked"]

GAP: Final = 2
"""Spaces between two columns of a table."""

PAGE: Final = 80
"""Characters in a line of a page that is written to no terminal."""

_MOST_PARTS: Final = 3
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"


def fitted(table: Table, width: int) -> list[tuple[Table, list[int]]]:
    """Divide a table into parts that fit, each with the first column.

    Parameters
    ----------
    table : Table
        The table; one of words is not divided.
    width : int
        Characters in a line.

    Returns
    -------
    list of tuple
        Each part and the widths of its columns; nothing if there were too many parts.
    """
    least = _least_widths(table)
    groups: list[list[int]] = []
    for index in range(1, len(least)):
        if groups and _fits([*groups[-1], index], least, width):
            groups[-1].append(index)
        elif (groups and table.words) or not _fits([0, index], least, width):
            return []
        else:
            groups.append([0, index])
    if len(groups) > _MOST_PARTS:
        return []
    parts = [_chosen(table, columns) for columns in groups]
    return [(part, _widths(part, width - GAP * (len(part.headings) - 1))) for part in parts]


def fitted_text(table: Table, width: int = PAGE) -> str:
    """Align a table of words in plain text, its cells wrapped where it would be too wide.

    Parameters
    ----------
    table : Table
        The table, meant to be read and not to be searched line by line.
    width : int
        Characters in a line.

    Returns
    -------
    str
        The table; as wide as it is where not even its longest words fit.
    """
    parts = fitted(table, width)
    return _aligned(*parts[0]) if len(parts) == 1 else as_text(table)


def _aligned(table: Table, widths: list[int]) -> str:
    rule = (" " * GAP).join("-" * width for width in widths)
    lines = [table.title, *_lines(table.headings, widths), rule]
    for row in table.rows:
        lines += _lines(row, widths)
    return "\n".join(filter(None, lines))


def _lines(cells: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    """A row, of as many lines as its cells need."""
    pieces = [
        textwrap.wrap(cell, width, break_long_words=False, break_on_hyphens=False)
        for cell, width in zip(cells, widths, strict=True)
    ]
    for line in zip_longest(*pieces, fillvalue=""):
        yield (" " * GAP).join(map(str.ljust, line, widths)).rstrip()


def stacked(table: Table, width: int) -> str:
    """Write each row as a block of lines, for a terminal too narrow for columns.

    Parameters
    ----------
    table : Table
        The table.
    width : int
        Characters in a line.

    Returns
    -------
    str
        The first cell of a row above all others, each beside its heading.
    """
    lines = [table.title] if table.title else []
    for row in (*table.rows, *table.footers):
        lines.append(row[0])
        for heading, cell in zip(table.headings[1:], row[1:], strict=True):
            if cell:
                lines += _wrapped(heading, cell if table.words else _whole(cell), width)
    return "\n".join(lines).replace(_NO_BREAK, " ")


def _whole(cell: str) -> str:
    return cell.replace(" ", _NO_BREAK)


def _wrapped(heading: str, cell: str, width: int) -> list[str]:
    return textwrap.wrap(
        f"{heading}: {cell}",
        max(width, 10),
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _fits(columns: list[int], least: list[int], width: int) -> bool:
    return sum(least[column] for column in columns) + GAP * (len(columns) - 1) <= width


def _chosen(table: Table, columns: list[int]) -> Table:
    """Some columns of a table."""
    lines = (table.headings, *table.rows, *table.footers)
    headings, *body = (tuple(line[column] for column in columns) for line in lines)
    count = len(table.rows)
    title = table.title if 1 in columns else ""
    return Table(headings, tuple(body[:count]), tuple(body[count:]), title, table.words)


def _widths(table: Table, room: int) -> list[int]:
    """Share out the room among the columns, taking it from the widest."""
    least = _least_widths(table)
    widths = [max(map(len, column)) for column in _columns(table)]
    while sum(widths) > room:
        spare = [(width, index) for index, width in enumerate(widths) if width > least[index]]
        widths[max(spare)[1]] -= 1
    return widths


def _columns(table: Table) -> list[tuple[str, ...]]:
    return list(zip(table.headings, *table.rows, *table.footers, strict=True))


def _least_widths(table: Table) -> list[int]:
    """Length of the longest word of each column, or of the longest number with its unit."""
    widths: list[int] = []
    for index, (heading, *cells) in enumerate(_columns(table)):
        breakable = index > 0 if table.words else index == 0
        pieces = [word for cell in cells for word in cell.split()] if breakable else cells
        widths.append(max(map(len, (*heading.split(), *pieces))))
    return widths
