"""What drives a result of a scenario: its uncertain inputs, the strongest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.arrays import evaluate
from joulepath.analysis.sensitivity.morris import Effect, screen
from joulepath.analysis.sensitivity.points import Design, best_design
from joulepath.analysis.sensitivity.sobol import Index, sobol_indices
from joulepath.analysis.space import Parameter, Space
from joulepath.errors import InputError, Problem

__all__ = ["Driver", "Drivers", "find_drivers"]

Array: TypeAlias = NDArray[np.float64]

_QUANTILES: Final = (5.0, 50.0, 95.0)
_FEWEST: Final = 64
"""Rows from which a share of the variance means something."""


@dataclass(frozen=True)
class Driver:
    """What one uncertain input does to the output."""

    name: str
    """Figure of the catalogue, key of the scenario or error of a method."""
    value: float
    """Its best estimate, in the coherent unit."""
    low: float
    """Its 5 % point."""
    high: float
    """Its 95 % point."""
    at_low: float
    """The output where this input is at its 5 % point and all others at their best estimates."""
    at_high: float
    """The output where it is at its 95 % point."""
    first: Index
    """Share of the output's variance that it explains alone."""
    total: Index
    """Share that it explains alone and together with others."""
    effect: Effect
    """Its elementary effects."""

    @property
    def swing(self) -> float:
        """How far the output moves over its band."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Drivers:
    """What drives an output."""

    output: str
    """Dotted path of the output."""
    value: float
    """The output at the best estimates."""
    p5: float
    """5 % of all draws give less."""
    p50: float
    """Half of all draws give less."""
    p95: float
    """95 % of all draws give less."""
    drivers: tuple[Driver, ...]
    """The uncertain inputs that move the output, the strongest first."""
    unmoved: tuple[str, ...]
    """Uncertain inputs that do not move it."""
    together: float
    """Share of the variance that no input explains alone."""
    rows: int
    """Rows of each of the two designs behind the indices."""
    evaluations: int
    """Scenarios that were computed."""
    seed: int
    """Seed of all designs."""
    design: Design
    """How the points behind the indices are spread."""


def find_drivers(
    space: Space,
    output: str,
    *,
    rows: int = 2048,
    seed: int = 0,
    design: Design | Literal["auto"] = "auto",
) -> Drivers:
    """Rank the uncertain inputs of a scenario by how much they move an output.

    Parameters
    ----------
    space : Space
        What is uncertain (`joulepath.analysis.space.space_of`).
    output : str
        Dotted path in the result, such as ``"carbon"`` or ``"balance.training.energy"``.
    rows : int
        Rows of each of the two designs, at least 64; ``rows * (parameters + 2)`` scenarios are
        computed.
    seed : int
        Same seed, same result.
    design : str
        ``random``, ``latin-hypercube``, ``sobol`` (which needs SciPy), or ``auto``: the last where
        it can be made, else the one before.

    Returns
    -------
    Drivers
        By share of the variance in total.

    Raises
    ------
    UnknownName
        For an output that no lifecycle has.
    InputError
        Where nothing is uncertain, or nothing that is moves the output; for too few or many rows.
    """
    if rows < _FEWEST:
        what = f"{rows} rows say little"
        raise InputError(Problem("rows", what, f"give at least {_FEWEST}, better 1000"))
    if not space.parameters:
        remedy = 'give a band to an input, e.g. utilisation = "35 % +- 5 %"'
        raise InputError(Problem("sensitivity", "nothing in this scenario is uncertain", remedy))
    value, ends = _ends(space, output)
    moving = [at for at, (low, high) in enumerate(ends) if not low == high == value]
    if not moving:
        what = f"none of {len(space.parameters)} uncertain inputs moves {output}"
        raise InputError(Problem("sensitivity", what, "ask for another output"))
    part = Space(space.inputs, tuple(space.parameters[at] for at in moving))
    function = _Function(part, output)
    chosen = best_design() if design == "auto" else design
    shares = sobol_indices(function, len(moving), rows=rows, seed=seed, design=chosen)
    effects = screen(function, len(moving), seed=seed)
    cases = function(np.random.default_rng((seed, rows)).random((rows, len(moving))))
    drivers = [
        _driver(parameter, ends[at], shares.first[place], shares.total[place], effect)
        for place, (at, parameter, effect) in enumerate(
            zip(moving, part.parameters, effects.effects, strict=True)
        )
    ]
    drivers.sort(key=lambda each: (-each.total.value, -each.swing, each.name))
    p5, p50, p95 = np.percentile(cases, _QUANTILES).tolist()
    return Drivers(
        output=output,
        value=value,
        p5=p5,
        p50=p50,
        p95=p95,
        drivers=tuple(drivers),
        unmoved=tuple(name for at, name in enumerate(space.names) if at not in moving),
        together=1 - sum(index.value for index in shares.first),
        rows=rows,
        evaluations=shares.evaluations + effects.evaluations + rows + 2 * len(ends) + 1,
        seed=seed,
        design=chosen,
    )


class _Function:
    """An output as a function of points of the unit cube."""

    def __init__(self, space: Space, output: str) -> None:
        self.space = space
        self.output = output

    def __call__(self, unit: Array) -> Array:
        found = evaluate(self.space.at(self.space.cube(unit)), [self.output])[self.output]
        return np.broadcast_to(found, (len(unit),))


def _ends(space: Space, output: str) -> tuple[float, list[tuple[float, float]]]:
    """The output at the best estimates, and with each input at either end of its band."""
    count = 2 * len(space.parameters) + 1
    columns = {each.name: np.full(count, each.value) for each in space.parameters}
    for at, each in enumerate(space.parameters):
        columns[each.name][2 * at + 1 : 2 * at + 3] = each.distribution.low, each.distribution.high
    values = evaluate(space.at(columns), [output])[output]
    best, *others = np.broadcast_to(values, (count,)).tolist()
    return best, list(zip(others[::2], others[1::2], strict=True))


def _driver(
    parameter: Parameter, ends: tuple[float, float], first: Index, total: Index, effect: Effect
) -> Driver:
    distribution = parameter.distribution
    return Driver(
        name=parameter.name,
        value=parameter.value,
        low=distribution.low,
        high=distribution.high,
        at_low=ends[0],
        at_high=ends[1],
        first=first,
        total=total,
        effect=effect,
    )
