"""Candidates under uncertainty: the same draws for all of them, and a quantile of each goal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.optimise.goals import Measure
from joulepath.analysis.space import space_of
from joulepath.core.tree import leaves
from joulepath.errors import InputError, Problem
from joulepath.lifecycle import lifecycle
from joulepath.scenario.resolve import Resolved

__all__ = ["Draws", "drawn", "parse_quantile"]

_QUANTILE: Final = re.compile(r"p([0-9]{1,2}(?:\.[0-9]+)?)")


@dataclass(frozen=True)
class Draws:
    """How what is uncertain is drawn; candidates that share a figure share its draws."""

    count: int
    """How many cases."""
    seed: int
    """Same seed, same draws."""
    quantile: float
    """Share of the cases in which a goal must be reached."""


def drawn(resolved: Resolved, measures: Sequence[Measure], draws: Draws) -> NDArray[np.float64]:
    """Quantities of one candidate in every case.

    Parameters
    ----------
    resolved : Resolved
        The candidate.
    measures : sequence of Measure
        What is wanted.
    draws : Draws
        How what is uncertain is drawn.

    Returns
    -------
    ndarray of shape (quantities, draws)
        In coherent units; not a number for a quantity that the candidate has not.
    """
    space = space_of(resolved)
    with np.errstate(all="ignore"):
        result = dict(leaves(lifecycle(space.at(space.draw(draws.count, draws.seed)))))
    found = [result[path] if (path := each.of(result)) else np.nan for each in measures]
    return np.stack([np.broadcast_to(np.asarray(each, float), draws.count) for each in found])


def parse_quantile(text: str, where: str) -> float:
    """Read a quantile such as ``p95``.

    Raises
    ------
    InputError
        If it is none from the median to p99.9.
    """
    found = _QUANTILE.fullmatch(text.strip())
    share = float(found[1]) / 100 if found else 0.0
    if not 0.5 <= share < 1:
        remedy = "write p95, or another from p50 to p99.9"
        raise InputError(Problem(where, f"{text!r} is no quantile to guard against", remedy))
    return share
