"""Write results: to a terminal as wide as it is, to anything else plainly."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from joulepath.cli.fitting import GAP, fitted, stacked
from joulepath.errors import InputError, JoulepathError, Problem
from joulepath.report.tables import Table, as_text

__all__ = ["emit", "emit_lines", "emit_table", "fail", "is_terminal", "talk"]


def is_terminal() -> bool:
    """Tell whether a person looks at standard output and has not asked for plain text."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def talk(text: str) -> None:
    """Say something to the user, beside the data on standard output."""
    sys.stderr.write(f"{text}\n")


def fail(error: JoulepathError) -> NoReturn:
    """Say every problem and leave with the exit code of the error."""
    problems = error.problems if isinstance(error, InputError) else (str(error),)
    for problem in problems:
        talk(f"error: {problem}")
    sys.exit(error.exit_code)


def emit(text: str, output: Path | None = None) -> None:
    """Write a text to a file or to standard output.

    Parameters
    ----------
    text : str
        What to write, without the last line break.
    output : Path or None
        The file; none for standard output.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    if output is not None:
        _write_file(f"{text}\n", output)
        return
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
        _forget_stdout()
        sys.exit(0)
    except OSError as error:
        _forget_stdout()
        raise InputError(
            Problem("standard output", f"cannot be written: {error.strerror}", "make room for it")
        ) from None


def emit_lines(lines: Iterable[str]) -> None:
    """Write lines to standard output, wrapped between words where a person looks at them."""
    if not is_terminal():
        emit("\n".join(lines))
        return
    width = max(_width(), 20)
    emit("\n".join(_wrapped(line, width) for line in lines))


def emit_table(table: Table) -> None:
    """Write a table to standard output, drawn to fit where a person looks at it."""
    if not is_terminal():
        emit(as_text(table))
        return
    parts = fitted(table, _width())
    emit("\n\n".join(map(_drawn, parts)) if parts else stacked(table, _width()))


def _drawn(part: tuple[Table, list[int]]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    table, widths = part
    drawn = Drawn(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
    for index, (heading, width) in enumerate(zip(table.headings, widths, strict=True)):
        number = index > 0 and not table.words
        drawn.add_column(Text(heading), width=width, justify="right" if number else "left")
    for row in table.rows:
        drawn.add_row(*map(Text, row))
    if table.footers:
        drawn.add_section()
    for row in table.footers:
        drawn.add_row(*map(Text, row), style="bold")
    console = Console()
    with console.capture() as captured:
        if table.title:
            console.print(Text(table.title, style="bold"))
        console.print(drawn)
    return captured.get().rstrip("\n")


def _wrapped(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line,
        width,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _width() -> int:
    return shutil.get_terminal_size().columns


def _write_file(text: str, output: Path) -> None:
    try:
        _put(text, output)
    except IsADirectoryError:
        raise InputError(Problem(str(output), "is a folder", "name a file in it")) from None
    except FileNotFoundError:
        remedy = f"make it first, or name another file: mkdir {output.parent}"
        raise InputError(Problem(str(output), "its folder does not exist", remedy)) from None
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise InputError(Problem(str(output), what, "name another file")) from None


def _put(text: str, output: Path) -> None:
    """Write a file whole or leave what is there; what is no plain file is written into."""
    if output.is_dir():
        raise IsADirectoryError
    if output.is_symlink() or (output.exists() and not output.is_file()):
        output.write_text(text, encoding="utf-8")
        return
    beside = output.with_name(f".{output.name}.{os.getpid()}.new")
    try:
        beside.write_text(text, encoding="utf-8")
        if output.exists():
            shutil.copymode(output, beside)
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)


def _forget_stdout() -> None:
    """Let what is still to be written go nowhere, so that nothing fails at the exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
