"""Write an answer of a table, sentences and plain data in the form that is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from joulepath.cli.options import Format
from joulepath.cli.output import emit, emit_lines, emit_table
from joulepath.report.tables import Table, as_csv, as_markdown, as_text

__all__ = ["answer"]


def answer(
    table: Table, lines: Iterable[str], data: dict[str, Any], form: Format, output: Path | None
) -> None:
    """Write an answer.

    Parameters
    ----------
    table : Table
        Its numbers.
    lines : iterable of str
        What follows the table.
    data : dict
        The same for machines.
    form : Format
        How it is written.
    output : Path or None
        The file; none for standard output.
    """
    match form:
        case Format.JSON:
            emit(json.dumps(data, indent=2, allow_nan=False), output)
        case Format.CSV:
            emit(as_csv(table), output)
        case Format.MARKDOWN:
            emit(as_markdown(table), output)
        case Format.TABLE if output is None:
            emit_table(table)
            emit_lines(["", *lines])
        case Format.TABLE:
            emit("\n".join((as_text(table), "", *lines)), output)
