"""The command line and the errors, as the program itself describes them."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from typing import Any

import typer

import joulepath
from generator.documents import table
from joulepath import decisions, errors
from joulepath.cli import COMMANDS, help_text
from joulepath.cli.app import application

__all__ = ["command_reference", "error_tree", "exit_codes", "public_names"]

_WIDTH = 88
_PUBLIC = """\
::: {place}
    options:
      heading: "{shown}"
      toc_label: "{name}"
      heading_level: 2
      show_root_heading: true
      show_root_toc_entry: true
"""


def command_reference() -> str:
    """Write the help of all commands."""
    return "\n\n".join(_commands())


def _commands() -> Iterator[str]:
    yield _block(help_text())
    group: Any = typer.main.get_command(application())
    for name in COMMANDS:
        yield f"## `joulepath {name}` {{#{name}}}"
        yield _block(_help_of(group.commands[name], name))


def _help_of(command: Any, name: str) -> str:
    columns = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(_WIDTH)
    try:
        context = command.make_context(f"joulepath {name}", [], resilient_parsing=True)
        context.terminal_width = _WIDTH
        return str(command.get_help(context))
    finally:
        os.environ.pop("COLUMNS")
        if columns is not None:
            os.environ["COLUMNS"] = columns


def _block(text: str) -> str:
    return f"```text\n{text.strip()}\n```"


def exit_codes() -> str:
    """Write the exit codes with the errors that lead to them."""
    meaning = {
        0: "fine",
        1: "a gate failed: a budget, a limit of `diff`, a published measurement",
        2: "the input is wrong",
        3: "a fault of joulepath; please report it",
        4: "an extra is missing",
    }
    kinds = [kind for kind in vars(errors).values() if _is_error(kind)]
    rows = [
        (f"`{code}`", said, ", ".join(f"`{k.__name__}`" for k in kinds if k.exit_code == code))
        for code, said in meaning.items()
    ]
    return table(("code", "meaning", "errors"), rows)


def _is_error(kind: object) -> bool:
    return inspect.isclass(kind) and issubclass(kind, errors.JoulepathError)


def error_tree() -> str:
    """Write the tree of errors and warnings."""
    tree = inspect.cleandoc(errors.__doc__ or "").partition("::\n")[2].partition("\nAn ")[0]
    return _block(inspect.cleandoc(tree))


def public_names() -> str:
    """Ask mkdocstrings for the documentation of every public name."""
    homes = {name: vars(joulepath)["_HOMES"][name] for name in joulepath.__all__}
    places = {f"joulepath.{name}": f"{homes[name]}.{_at_home(name)}" for name in homes}
    for name in decisions.__all__:
        home = getattr(decisions, name).__module__
        places[f"joulepath.decisions.{name}"] = f"{home}.{name}"
    return "\n\n".join(
        _PUBLIC.format(shown=shown, name=shown.removeprefix("joulepath."), place=place)
        for shown, place in sorted(places.items(), key=lambda pair: pair[0].casefold())
    )


def _at_home(name: str) -> str:
    return "load" if name == "load_catalogue" else name
