"""How far a long computation is, shown on a terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Generator

__all__ = ["progress_bar"]


@contextlib.contextmanager
def progress_bar(total: int | None) -> Generator[Callable[[int], None] | None]:
    """Show a bar of points on a terminal, nothing elsewhere.

    Parameters
    ----------
    total : int or None
        Points in all; none where nobody knows.

    Yields
    ------
    callable or None
        Takes how many further points are done.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("points", total=total)
        yield lambda more: bar.advance(task, more)
