"""The commands, put together, and what they do with errors."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn

import typer

from joulepath.cli import COMMANDS
from joulepath.cli.browsing import browse, doctor
from joulepath.cli.estimating import compare, estimate, explain
from joulepath.cli.writing import check, init, schema
from joulepath.errors import InputError, JoulepathError, nearest

__all__ = ["app", "run"]

app = typer.Typer(
    name="joulepath",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)
_FUNCTIONS = {
    "estimate": estimate,
    "explain": explain,
    "compare": compare,
    "catalogue": browse,
    "init": init,
    "check": check,
    "schema": schema,
    "doctor": doctor,
}
for _name, _summary in COMMANDS.items():
    app.command(_name, short_help=_summary)(_FUNCTIONS[_name])


def run(arguments: Sequence[str]) -> NoReturn:
    """Run a command; a user's mistake ends with its remedy and never with a traceback."""
    _know_command(arguments)
    warnings.showwarning = _show_warning
    warnings.simplefilter("always", UserWarning)
    try:
        app(list(arguments))
    except JoulepathError as error:
        fail(error)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if os.environ.get("JOULEPATH_DEBUG"):
            raise
        talk(f"error: a fault of joulepath: {type(error).__name__}: {error}")
        talk("  JOULEPATH_DEBUG=1 shows where; please report it with the scenario")
        sys.exit(3)
    sys.exit(0)


def fail(error: JoulepathError) -> NoReturn:
    """Print every problem and leave with the exit code of the error."""
    problems = error.problems if isinstance(error, InputError) else (str(error),)
    for problem in problems:
        talk(f"error: {problem}")
    sys.exit(error.exit_code)


def talk(text: str) -> None:
    """Say something to the user, beside the data on standard output."""
    sys.stderr.write(f"{text}\n")


def _know_command(arguments: Sequence[str]) -> None:
    name = arguments[0]
    if name.startswith("-") or name in COMMANDS:
        return
    near = nearest(name, COMMANDS)
    remedy = f"did you mean {near[0]!r}?" if near else "'joulepath --help' shows them all"
    talk(f"error: no command named {name!r}\n  {remedy}")
    sys.exit(2)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    talk(f"warning: {message}")
