"""Held-out predictions, kept on disk for as long as nothing of the package changes.

The site, its tests and the tests of the gates need the same ones, which take minutes.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np

import joulepath
from joulepath.validate import Outcome, find, judged, validate

__all__ = ["kept_outcome"]

_PACKAGE: Final = Path(joulepath.__file__).parent
_FOLDER: Final = Path(__file__).parents[2] / ".outcomes"
_COLUMNS: Final = ("predicted", "low", "high")


@cache
def kept_outcome(name: str, holdout: str) -> Outcome:
    """Predictions of a data set, each group by a calibration on the others.

    Parameters
    ----------
    name : str
        Name of the data set.
    holdout : str
        How cases are held out.
    """
    file = _FOLDER / f"{name}-{holdout}-{_state()}.npz"
    if file.exists():
        with np.load(file, allow_pickle=False) as kept:
            return judged(find(name), holdout, *(kept[column] for column in _COLUMNS))
    outcome = validate(find(name), holdout)
    _FOLDER.mkdir(exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}.npz")
    np.savez(unfinished, **{column: getattr(outcome, column) for column in _COLUMNS})
    unfinished.replace(file)
    return outcome


@cache
def _state() -> str:
    """What predictions depend on: all files of the package, and the libraries that compute."""
    known = hashlib.sha256("".join(map(version, ("numpy", "scipy"))).encode())
    for file in sorted(_PACKAGE.rglob("*")):
        if file.suffix in (".py", ".csv", ".toml", ".json"):
            known.update(file.relative_to(_PACKAGE).as_posix().encode() + file.read_bytes())
    return known.hexdigest()[:16]
