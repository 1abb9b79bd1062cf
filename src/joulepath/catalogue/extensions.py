"""Where else catalogue folders come from: the environment and installed packages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, Final, cast

from joulepath.errors import CatalogueError, Problem

__all__ = ["ENTRY_POINTS", "VARIABLE", "folders_of_environment", "folders_of_packages"]

ENTRY_POINTS: Final = "joulepath.catalogues"
"""Group of entry points; each names a package, or a function that returns a folder."""

VARIABLE: Final = "JOULEPATH_CATALOGUE"
"""Environment variable with folders, separated as in ``PATH``."""


def folders_of_environment(value: str) -> tuple[Path, ...]:
    """Folders that the environment variable lists."""
    return tuple(Path(folder) for folder in value.split(os.pathsep) if folder)


def folders_of_packages() -> Iterator[Path]:
    """Folders that installed packages offer, by the name of their entry point.

    Raises
    ------
    CatalogueError
        If a package cannot be imported or offers no folder.
    """
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda each: each.name):
        try:
            yield _folder(point.load())
        except CatalogueError:
            raise
        except Exception as error:
            raise _unusable(point, f"{type(error).__name__}: {error}") from error


def _folder(offered: Any) -> Path:
    if isinstance(offered, ModuleType):
        if offered.__file__ is None:
            raise TypeError("a package without __init__.py has no one folder")
        return Path(offered.__file__).parent
    return Path(cast("Callable[[], Path | str]", offered)())


def _unusable(point: EntryPoint, why: str) -> CatalogueError:
    remedy = "correct or remove the package that offers it"
    return CatalogueError(Problem(f"entry point {point.name!r} of {ENTRY_POINTS}", why, remedy))
