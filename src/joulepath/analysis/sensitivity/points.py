"""Points in the unit cube."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from joulepath.errors import InputError, MissingExtra, Problem, UnknownName

__all__ = ["DESIGNS", "Design", "best_design", "points"]

Design = Literal["random", "latin-hypercube", "sobol"]
"""Independent points, points spread evenly in each dimension, or in all of them together."""
DESIGNS: Final[tuple[Design, ...]] = ("random", "latin-hypercube", "sobol")
"""Designs by name."""


def best_design() -> Design:
    """The most even design that can be made here: Sobol's where SciPy is installed."""
    return "sobol" if find_spec("scipy") else "latin-hypercube"


def points(rows: int, dimensions: int, seed: int, design: Design = "random") -> NDArray[np.float64]:
    """Points of the unit cube, a row each.

    Parameters
    ----------
    rows, dimensions : int
        How many, in how many dimensions.
    seed : int
        Same seed, same points.
    design : str
        ``random``; ``latin-hypercube``: one point in each of as many equal shares of a dimension;
        or ``sobol``: a scrambled Sobol sequence, best with a power of two of rows.

    Returns
    -------
    ndarray
        Of shape ``(rows, dimensions)``.

    Raises
    ------
    InputError
        For a negative seed.
    UnknownName
        For an unknown design.
    MissingExtra
        For ``sobol`` without SciPy.
    """
    if seed < 0:
        raise InputError(Problem("seed", f"{seed} is below zero", "give 0 or more"))
    match design:
        case "random":
            return np.random.default_rng(seed).random((rows, dimensions))
        case "latin-hypercube":
            source = np.random.default_rng(seed)
            shares = np.tile(np.arange(float(rows))[:, None], dimensions)
            return (source.permuted(shares, axis=0) + source.random((rows, dimensions))) / rows
        case "sobol":
            return _sobol_sequence(rows, dimensions, seed)
        case _:
            raise UnknownName("design", design, DESIGNS)


def _sobol_sequence(rows: int, dimensions: int, seed: int) -> NDArray[np.float64]:
    try:
        qmc: Any = import_module("scipy.stats.qmc")
    except ImportError:
        raise MissingExtra("a Sobol design", "calibrate") from None
    exponent = (rows - 1).bit_length()
    return qmc.Sobol(dimensions, rng=seed).random_base2(exponent)[:rows]
