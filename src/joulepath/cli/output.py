"""Write results: to a terminal with colours, to anything else plainly."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from joulepath.errors import InputError, Problem
from joulepath.report.tables import Table, as_text

__all__ = ["emit", "emit_table", "is_terminal"]


def is_terminal() -> bool:
    """Tell whether a person looks at standard output and has not asked for plain text."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def emit(text: str, output: Path | None = None) -> None:
    """Write a text to a file or to standard output.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    if output is None:
        sys.stdout.write(f"{text}\n")
        return
    try:
        output.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        problem = Problem(str(output), f"cannot be written: {error.strerror}", "name another file")
        raise InputError(problem) from None


def emit_table(table: Table, output: Path | None = None) -> None:
    """Write a table, drawn where a person looks at it."""
    if output is not None or not is_terminal():
        emit(as_text(table), output)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn

    drawn = Drawn(title=table.title or None, title_justify="left", box=box.SIMPLE_HEAD)
    for index, heading in enumerate(table.headings):
        number = index > 0 and not table.words
        drawn.add_column(heading, justify="right" if number else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*row)
    if table.footers:
        drawn.add_section()
    for row in table.footers:
        drawn.add_row(*row, style="bold")
    Console().print(drawn)
