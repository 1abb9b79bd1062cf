"""Pictures of commands that stand on a page, drawn by running them."""

from __future__ import annotations

import base64
import html
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

__all__ = ["picture_of"]

_ROOT: Final = Path(__file__).parents[2]
_FILE: Final = re.compile(
    r'^```toml[^\n]* title="(?P<name>[^"]+)"\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)
_COMMAND: Final = re.compile(r"^\$ joulepath (?P<words>.+)$", re.MULTILINE)


@cache
def picture_of(page: str, name: str) -> str:
    """Draw what the command of a page writes into a file, with the files of that page.

    Parameters
    ----------
    page : str
        Path of the page below ``docs``.
    name : str
        File that the command draws.

    Raises
    ------
    KeyError
        If no command of the page draws it.
    """
    text = (_ROOT / "docs" / page).read_text(encoding="utf-8")
    commands = (shlex.split(found["words"]) for found in _COMMAND.finditer(text))
    command = next((words for words in commands if name in words), None)
    if command is None:
        raise KeyError(f"{page}: no command draws {name}")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(_ROOT / "examples", Path(folder, "examples"))
        for found in _FILE.finditer(text):
            Path(folder, found["name"]).write_text(found["text"], encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "joulepath", *command],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return _shown(Path(folder, name).read_text(encoding="utf-8"))


def _shown(svg: str) -> str:
    """A picture with its own styles, and its description for those who do not see it."""
    said = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)
    title = re.search(r"<title[^>]*>(.*?)</title>", svg, re.DOTALL)
    words = ". ".join(html.unescape(found[1]) for found in (title, said) if found)
    data = base64.b64encode(svg.encode()).decode()
    return (
        f'<figure class="curve"><img src="data:image/svg+xml;base64,{data}"'
        f' alt="{html.escape(words, quote=True)}"></figure>'
    )
