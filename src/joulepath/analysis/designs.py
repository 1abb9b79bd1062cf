"""How draws are spread over all cases: shares of them below each draw."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final, Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from joulepath.errors import InputError, MissingExtra, Problem

__all__ = ["Design", "check_design", "inside", "shares_of", "sobol_shares"]

Design = Literal["random", "latin-hypercube", "sobol"]
"""How draws are spread: independently, one in each of as many equal shares, or evenly jointly."""

_LEAST: Final = 2.0**-53


def check_design(count: int, seed: int, design: str) -> None:
    """Refuse draws that cannot be made.

    Parameters
    ----------
    count : int
        How many cases.
    seed : int
        Start of the random numbers.
    design : str
        Name of the design.

    Raises
    ------
    InputError
        For fewer than one case, a seed below zero, or an unknown design.
    """
    problems: list[Problem] = []
    if count < 1:
        problems.append(Problem("draws", f"{count} draws", "give at least 1"))
    if seed < 0:
        problems.append(Problem("seed", f"{seed} is below zero", "give 0 or more"))
    if design not in ("random", "latin-hypercube", "sobol"):
        remedy = "use 'random', 'latin-hypercube' or 'sobol'"
        problems.append(Problem("design", f"{design!r} is not known", remedy))
    if problems:
        raise InputError(*problems)


def shares_of(stream: str, count: int, seed: int, design: Design) -> NDArray[np.float64]:
    """Shares of all cases below each draw of one parameter.

    Parameters
    ----------
    stream : str
        What its draws depend on besides the seed.
    count : int
        How many draws.
    seed : int
        Same seed, same draws.
    design : str
        ``random`` or ``latin-hypercube``.
    """
    source = np.random.default_rng((seed, crc32(stream.encode())))
    points = source.random(count)
    return (source.permutation(count) + points) / count if design == "latin-hypercube" else points


def inside(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares that no distribution takes for its end."""
    return np.clip(shares, _LEAST, 1 - _LEAST)


def sobol_shares(count: int, seed: int, dimensions: int) -> NDArray[np.float64]:
    """Shares that fill all dimensions evenly, a row a case.

    Raises
    ------
    MissingExtra
        Without SciPy.
    """
    try:
        qmc: Any = import_module("scipy.stats.qmc")
    except ImportError:
        raise MissingExtra("a Sobol design", "calibrate") from None
    if not dimensions:
        return np.empty((count, 0))
    exponent = max(0, (count - 1).bit_length())  # whole powers of two keep the points balanced
    return qmc.Sobol(dimensions, seed=seed).random_base2(exponent)[:count]
