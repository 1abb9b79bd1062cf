"""Opening the catalogue: the built-in folder and all that extend it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from joulepath.catalogue.extensions import VARIABLE, folders_of_environment, folders_of_packages
from joulepath.catalogue.files import BUILT_IN, layout_problems
from joulepath.catalogue.loader import Catalogue
from joulepath.errors import CatalogueError

__all__ = ["load"]


def load(folders: Iterable[Path | str] = ()) -> Catalogue:
    """Open the catalogue.

    The built-in data come first, then folders offered by installed packages (entry points of
    the group ``joulepath.catalogues``), then those of the environment variable
    ``JOULEPATH_CATALOGUE``, then ``folders``. Opening the same folders again costs nothing, and
    files changed in between are not read again.

    Parameters
    ----------
    folders : iterable of Path or str
        Folders laid out like the built-in one: ``sources.toml``, ``processors/*.toml`` and so on.

    Returns
    -------
    Catalogue
        Reads its files when they are first needed.

    Raises
    ------
    CatalogueError
        If a folder is not there or holds files that no catalogue has.

    Examples
    --------
    >>> load().intensity("DEU", 2023).written
    '362.92 g/kWh'
    """
    return _load(tuple(map(Path, folders)), os.environ.get(VARIABLE, ""))


@cache
def _load(folders: tuple[Path, ...], environment: str) -> Catalogue:
    added = (*folders_of_packages(), *folders_of_environment(environment), *folders)
    problems = [problem for folder in added for problem in layout_problems(folder)]
    if problems:
        raise CatalogueError(*problems)
    return Catalogue((BUILT_IN, *added))
