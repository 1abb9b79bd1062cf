"""Screening by elementary effects: which inputs matter at all, in few evaluations.

Morris, Technometrics 33 (1991) 161-174; the mean of the absolute effects is that of Campolongo,
Cariboni and Saltelli, Environmental Modelling & Software 22 (2007) 1509-1518.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from joulepath.errors import InputError, Problem

__all__ = ["TRAJECTORIES", "Effect", "Screening", "screen"]

Array: TypeAlias = NDArray[np.float64]

TRAJECTORIES: Final = 50
"""Walks, unless another number is asked for."""
_LEVELS: Final = 4
_STEP: Final = _LEVELS / (2 * (_LEVELS - 1))
_MARGIN: Final = 0.05
"""The grid spans the inner 90 %, as the ends of a distribution may be infinite."""


@dataclass(frozen=True)
class Effect:
    """What moving one input does to the result."""

    mean: float
    """Mean of the effects: of one sign where the result rises or falls all along."""
    mean_absolute: float
    """Mean of the absolute effects: how much the input matters."""
    deviation: float
    """Standard deviation of the effects: how much it bends or depends on the other inputs."""


@dataclass(frozen=True)
class Screening:
    """Elementary effects of all inputs, per unit of probability."""

    effects: tuple[Effect, ...]
    """One for each input."""
    trajectories: int
    """Walks through the grid."""
    evaluations: int
    """Times the function was evaluated."""
    seed: int
    """Seed of the walks."""


def screen(
    function: Callable[[Array], Array],
    dimensions: int,
    *,
    trajectories: int = TRAJECTORIES,
    seed: int = 0,
) -> Screening:
    """Walk through a grid of the unit cube, moving one input at a time.

    Parameters
    ----------
    function : callable
        Takes points, a row each and a column an input, uniform between 0 and 1; returns a value
        a row.
    dimensions : int
        How many inputs.
    trajectories : int
        Walks, each of ``dimensions + 1`` evaluations; all in one call.
    seed : int
        Same seed, same walks.

    Returns
    -------
    Screening
        An effect is the change of the result over that of the input's probability.

    Raises
    ------
    InputError
        For no input, less than two walks, and for a function that gives infinity or no number.
    """
    if dimensions < 1 or trajectories < 2:
        what = f"{dimensions} inputs and {trajectories} trajectories"
        raise InputError(Problem("screening", what, "it needs an input and two trajectories"))
    stream = np.random.default_rng(seed)
    walks, order, signs = _walks(stream, dimensions, trajectories)
    scaled = _MARGIN + (1 - 2 * _MARGIN) * walks
    values = function(scaled.reshape(-1, dimensions)).reshape(trajectories, -1)
    if not np.isfinite(values).all():
        what = f"{np.count_nonzero(~np.isfinite(values))} of {values.size} values are no numbers"
        raise InputError(Problem("screening", what, "narrow the bands of the inputs"))
    steps = np.diff(values, axis=1) * signs / (_STEP * (1 - 2 * _MARGIN))
    effects = np.empty_like(steps)
    np.put_along_axis(effects, order, steps, axis=1)
    return Screening(
        tuple(
            Effect(float(each.mean()), float(np.abs(each).mean()), float(each.std(ddof=1)))
            for each in effects.T
        ),
        trajectories,
        values.size,
        seed,
    )


def _walks(
    stream: np.random.Generator, dimensions: int, trajectories: int
) -> tuple[Array, NDArray[np.intp], Array]:
    """Points of each walk, and which input moves at each step and whether up or down."""
    lower = stream.integers(_LEVELS // 2, size=(trajectories, dimensions)) / (_LEVELS - 1)
    upwards = stream.random((trajectories, dimensions)) < 0.5
    order = stream.permuted(np.tile(np.arange(dimensions), (trajectories, 1)), axis=1)
    rank = np.argsort(order, axis=1)
    moved = np.arange(dimensions + 1)[None, :, None] > rank[:, None, :]
    walks = lower[:, None, :] + _STEP * (moved == upwards[:, None, :])
    signs = np.where(np.take_along_axis(upwards, order, axis=1), 1.0, -1.0)
    return walks, order, signs
