"""Configurations of well-known language models that the package ships."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from joulepath.errors import UnknownName

__all__ = ["language_model", "language_models"]


@cache
def language_models() -> tuple[str, ...]:
    """Names of all of them, sorted."""
    return tuple(sorted(path.stem for path in _folder().glob("*.json")))


def language_model(name: str) -> dict[str, Any]:
    """Look up the configuration of a model.

    Parameters
    ----------
    name : str
        One of `language_models`.

    Returns
    -------
    dict
        Entries as in its ``config.json``; ``_title``, ``_source`` (a key of the catalogue's
        sources) and ``_parameters``, the published number of trained values.

    Raises
    ------
    UnknownName
        With the nearest names, if there is no such model.
    """
    if name not in language_models():
        raise UnknownName("language model", name, language_models())
    return json.loads((_folder() / f"{name}.json").read_text("utf-8"))


def _folder() -> Path:
    return Path(str(files("joulepath"))) / "data" / "language_models"
