"""Code blocks of the documentation: find them, run them, write their output anew.

``python tests/docs/blocks.py`` runs every block and writes what it printed into the pages.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

FENCE = re.compile(
    r"^```(?P<language>[\w-]*)(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
TITLE = re.compile(r'title="(?P<title>[^"]+)"')
NEEDS = re.compile(r"^<!-- needs: (?P<packages>[\w, ]+) -->$", re.MULTILINE)
"""Says which packages beyond those of the tests a page needs, anywhere on it."""
PROMPT = "$ "
COMMANDS = ("joulepath", "./run")
"""What a reader may type; both are the same command."""


@dataclass
class Block:
    """A fenced code block."""

    language: str
    """What comes first after the fence."""
    info: str
    """The rest of that line."""
    text: str
    """Its lines."""
    line: int
    """Line of the page it begins at."""

    @property
    def title(self) -> str | None:
        """Name of the file that the block is."""
        found = TITLE.search(self.info)
        return found["title"] if found else None

    @property
    def is_scenario(self) -> bool:
        """Whether it claims to be a scenario that can be computed."""
        return self.language == "toml" and "scenario" in self.info.split()


def blocks_of(markdown: str) -> Iterator[Block]:
    """All fenced code blocks of a page."""
    for found in FENCE.finditer(markdown):
        line = markdown.count("\n", 0, found.start()) + 1
        yield Block(found["language"], found["info"], found["text"], line)


def needs_of(markdown: str) -> tuple[str, ...]:
    """Packages without which a page cannot be run."""
    found = NEEDS.search(markdown)
    return tuple(map(str.strip, found["packages"].split(","))) if found else ()


@dataclass
class Session:
    """A reader who types a page into a folder of their own."""

    folder: Path
    names: dict[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def fresh(cls, folder: Path) -> Session:
        """Start in a folder that holds a copy of the examples."""
        shutil.copytree(ROOT / "examples", folder / "examples")
        return cls(folder)

    def command(self, line: str) -> str:
        """Run a command and return what a terminal would show."""
        program, *arguments = shlex.split(line)
        assert program in COMMANDS, f"{program} is not one of {COMMANDS}"
        from joulepath.cli import main

        with self._in_folder() as shown:
            argv, sys.argv = sys.argv, ["joulepath", *arguments]
            try:
                main()
            except SystemExit:
                pass
            finally:
                sys.argv = argv
        return shown.getvalue()

    def python(self, text: str) -> str:
        """Run statements and return what they print."""
        with self._in_folder() as shown:
            exec(compile(text, "<documentation>", "exec"), self.names)
        return shown.getvalue()

    def write(self, name: str, text: str) -> None:
        """Save a block as a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    @contextlib.contextmanager
    def _in_folder(self) -> Iterator[io.StringIO]:
        shown, before = io.StringIO(), Path.cwd()
        os.chdir(self.folder)
        try:
            with (
                contextlib.redirect_stdout(shown),
                contextlib.redirect_stderr(shown),
                warnings.catch_warnings(),
            ):
                yield shown
        finally:
            os.chdir(before)


def plain(text: str) -> str:
    """Text without spaces at the ends of lines and of the whole."""
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def agrees(expected: str, shown: str) -> bool:
    """Tell whether output is as the page says; ``...`` stands for anything."""
    pattern = ".*".join(re.escape(part) for part in plain(expected).split("..."))
    return re.fullmatch(pattern, plain(shown), re.DOTALL) is not None


def run_console(block: Block, session: Session) -> Block:
    """The same block with the output its commands give; what agrees is kept as it is."""
    written: list[str] = []
    for command, expected in commands_of(block):
        shown = session.command(command)
        kept = expected if agrees(expected, shown) else shown
        written += [f"{PROMPT}{command}", *plain(kept).splitlines()]
    return replace(block, text="".join(f"{line}\n" for line in written))


def commands_of(block: Block) -> Iterator[tuple[str, str]]:
    """Commands of a console block, each with the output that the page shows."""
    command, expected = "", list[str]()
    for line in block.text.splitlines():
        if line.startswith(PROMPT):
            if command:
                yield command, "\n".join(expected)
            command, expected = line.removeprefix(PROMPT), []
        else:
            assert command, f"line {block.line}: a console block begins with a command"
            expected.append(line)
    if command:
        yield command, "\n".join(expected)


def run_page(markdown: str, session: Session) -> Iterator[tuple[Block, Block]]:
    """Run a page from top to bottom: each block, and the same with what it really gives."""
    printed = ""
    for block in blocks_of(markdown):
        match block.language:
            case "python":
                assert not printed, f"line {block.line}: the block before it prints {printed!r}"
                printed = session.python(block.text)
            case "output":
                kept = block.text if agrees(block.text, printed) else f"{plain(printed)}\n"
                printed = ""
                yield block, replace(block, text=kept)
            case "console" | "bash":
                yield block, run_console(block, session)
            case "toml":
                session.write(block.title or "scenario.toml", block.text)
                if block.is_scenario:
                    yield block, block if session_checks(block, session) else _refused(block)
            case _:
                pass
    assert not printed, f"the last block prints {printed!r}"


def session_checks(block: Block, session: Session) -> bool:
    """Whether a scenario of the page can be computed."""
    shown = session.command(f"joulepath check {block.title or 'scenario.toml'}")
    return "error" not in shown


def _refused(block: Block) -> Block:
    return replace(block, text="a scenario that can be computed")


def rewritten(markdown: str, session: Session) -> str:
    """The page with the output that its blocks give."""
    for before, after in run_page(markdown, session):
        if before != after and not before.is_scenario:
            old = f"```{before.language}{before.info}\n{before.text}```"
            new = f"```{after.language}{after.info}\n{after.text}```"
            markdown = markdown.replace(old, new, 1)
    return markdown


def main() -> None:
    """Write the output of every block into its page."""
    for page in PAGES:
        markdown = page.read_text(encoding="utf-8")
        if not all(map(find_spec, needs_of(markdown))):
            continue
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(rewritten(markdown, Session.fresh(Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    main()
