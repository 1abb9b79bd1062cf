"""How far the results of a scenario are known: draws of all that is uncertain in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.arrays import execute
from joulepath.analysis.plan import Plan, arrays_in
from joulepath.analysis.space import Parameter, Space, space_of
from joulepath.core.tree import numbers
from joulepath.errors import InputError, Problem
from joulepath.lifecycle import lifecycle
from joulepath.records.results import Lifecycle
from joulepath.scenario.resolve import Resolved

__all__ = ["DRAWS", "OutputBand", "Uncertain", "beats", "left_out_of", "outputs_of", "uncertainty"]

Array = NDArray[np.float64]

DRAWS: Final = 1000
"""Draws by default."""

_TOTALS: Final = (
    "energy",
    "ecal",
    "per_inference",
    "carbon",
    "hardware.carbon",
    "hardware.with_operation",
    "water.total",
    "primary_energy.total",
    "primary_energy.non_renewable",
    "abiotic_depletion",
    "cost.total",
    "cost.per_inference",
    "battery.life",
    "battery.charge_life",
)
"""Totals that are shown where a scenario has them."""
_OF_A_STAGE: Final = ("energy", "carbon")
_PERCENTILES: Final = (5, 50, 95)
_BLOCK: Final = 1 << 17
"""Cases that are computed together; more of them only take memory."""
_BENT: Final = 0.3
"""Share by which two standard deviations differ that no longer mean the same."""
_ROUNDING: Final = 1e-9
"""Share of a number up to which differences are those of its digits."""


@dataclass(frozen=True)
class OutputBand:
    """How far one number of the result is known."""

    estimate: float
    """The number at the best estimates of all parameters."""
    p5: float
    """5 % of the draws are below."""
    p50: float
    """Half of the draws are below."""
    p95: float
    """95 % of the draws are below."""
    mean: float
    """Mean of the draws."""
    deviation: float
    """Standard deviation of the draws."""
    first_order: float
    """Standard deviation to first order: slopes between the 16 % and 84 % points of each
    parameter, times its standard deviation, added in squares. Where it is far from ``deviation``,
    the result bends within the bands: a quotient, a product of wide bands, a step or the larger of
    two numbers."""

    @property
    def width(self) -> float:
        """From p5 to p95."""
        return self.p95 - self.p5

    @property
    def bends(self) -> bool:
        """Whether slopes say another spread than the draws, by more than draws scatter."""
        further = max(self.deviation, self.first_order)
        apart = abs(self.deviation - self.first_order)
        return apart > max(_BENT * further, _ROUNDING * abs(self.estimate))


@dataclass(frozen=True)
class Uncertain:
    """Bands of the results of one scenario."""

    draws: int
    """Draws of all parameters together."""
    seed: int
    """Same seed, same bytes."""
    parameters: tuple[Parameter, ...]
    """What varies."""
    outputs: Mapping[str, OutputBand]
    """Bands by dotted path in the result, each in the coherent unit."""
    left_out: tuple[str, ...]
    """What the bands do not contain."""
    samples: Mapping[str, Array]
    """Every draw of each output."""


def uncertainty(
    resolved: Resolved,
    draws: int = DRAWS,
    seed: int = 0,
    outputs: Sequence[str] | None = None,
) -> Uncertain:
    """Draw all that is uncertain in a scenario, and say how far its results are known.

    Parameters
    ----------
    resolved : Resolved
        From `joulepath.resolve`.
    draws : int
        Draws of all parameters together.
    seed : int
        Same seed, same bytes. Scenarios that share parameters share their draws.
    outputs : sequence of str
        Dotted paths in the result, e.g. ``["energy", "balance.training.energy"]``; by default
        the energy and carbon of every stage and all totals.

    Returns
    -------
    Uncertain
        5, 50 and 95 % points, mean and standard deviation of each output.

    Raises
    ------
    InputError
        For fewer than 2 draws, a seed below zero, and a scenario of many cases.
    UnknownName
        For an output that no lifecycle has.
    """
    _check(resolved, draws)
    space = space_of(resolved)
    life = lifecycle(resolved.inputs)
    wanted = tuple(outputs_of(life) if outputs is None else dict.fromkeys(outputs))
    drawn, nearby = space.draw(draws, seed), _nearby(space)
    # Each draw is let go of once it is joined, for there may be a million of each.
    cases = {name: np.concatenate([drawn.pop(name), nearby[name]]) for name in space.names}
    found = _evaluated(space, cases, wanted, draws + 2 * len(space.parameters) + 1)
    reaches = _reaches(space, nearby)
    return Uncertain(
        draws=draws,
        seed=seed,
        parameters=space.parameters,
        outputs=MappingProxyType(
            {path: _band(each[:draws], each[draws:], reaches) for path, each in found.items()}
        ),
        left_out=left_out_of(resolved),
        samples=MappingProxyType({path: each[:draws] for path, each in found.items()}),
    )


def outputs_of(life: Lifecycle) -> tuple[str, ...]:
    """Numbers of a result whose bands are shown: of every stage, then the totals."""
    known = dict(numbers(life))
    balance = dict.fromkeys(path.split(".")[1] for path in known if path.startswith("balance."))
    stages = (f"balance.{stage}.{of}" for stage in balance for of in _OF_A_STAGE)
    return tuple(path for path in (*stages, *_TOTALS) if path in known)


def beats(one: Uncertain, other: Uncertain, output: str, than: str | None = None) -> float:
    """Probability that an output of one scenario is less than that of another.

    Parameters
    ----------
    one, other : Uncertain
        With as many draws of the same seed: what the scenarios share varies together.
    output : str
        Dotted path in the first result.
    than : str or None
        Dotted path in the other one; by default the same.

    Returns
    -------
    float
        Share of the draws, half of those that are equal among them.

    Raises
    ------
    InputError
        For unlike draws or seeds.
    """
    if (one.draws, one.seed) != (other.draws, other.seed):
        said = " and ".join(f"{each.draws} of seed {each.seed}" for each in (one, other))
        raise InputError(Problem("draws", f"unlike draws: {said}", "give both the same"))
    first, second = one.samples[output], other.samples[than or output]
    return float((first < second).mean() + (first == second).mean() / 2)


def _check(resolved: Resolved, draws: int) -> None:
    if draws < 2:
        raise InputError(Problem("draws", f"{draws} draws have no band", "give at least 2"))
    if many := arrays_in(resolved.inputs):
        what = f"{next(iter(many))} has many values, which are choices and no band"
        raise InputError(Problem("scenario", what, "give one number, or a number with its band"))


def _nearby(space: Space) -> dict[str, Array]:
    """The best estimates, and each parameter in turn at its 16 % and 84 % points."""
    count = len(space.parameters)
    cases: dict[str, Array] = {}
    for index, parameter in enumerate(space.parameters):
        column = np.full(2 * count + 1, parameter.value)
        column[1 + 2 * index : 3 + 2 * index] = parameter.distribution.ppf(_ONE_DEVIATION)
        cases[parameter.name] = column
    return cases


_ONE_DEVIATION: Final = np.array([0.15865525393145707, 0.8413447460685429])
"""Probabilities one standard deviation of a normal distribution below and above its mean."""


def _evaluated(
    space: Space, cases: Mapping[str, Array], outputs: Sequence[str], count: int
) -> dict[str, Array]:
    """Outputs of all cases, block after block, the lifecycle traced once for all of them."""
    plan: Plan | None = None
    found: dict[str, list[Array]] = {path: [] for path in outputs}
    for start in range(0, count, _BLOCK):
        size = min(_BLOCK, count - start)
        inputs = space.at({name: each[start : start + size] for name, each in cases.items()})
        plan = plan or Plan.compile(lifecycle, inputs, outputs)
        for path, each in execute(plan, arrays_in(inputs)).items():
            found[path].append(np.broadcast_to(each, (size,)))
    return {path: np.concatenate(blocks) for path, blocks in found.items()}


def _band(drawn: Array, nearby: Array, reaches: Array) -> OutputBand:
    low, middle, high = _percentiles(drawn)
    with np.errstate(invalid="ignore"):
        return OutputBand(
            estimate=float(nearby[0]),
            p5=low,
            p50=middle,
            p95=high,
            mean=float(drawn.mean()),
            deviation=float(drawn.std()),
            first_order=_first_order(nearby, reaches),
        )


def _percentiles(drawn: Array) -> tuple[float, ...]:
    """Points of the draws that are values themselves or between two finite ones."""
    if np.isfinite(drawn).all():
        return tuple(map(float, np.percentile(drawn, _PERCENTILES)))
    points = np.percentile(drawn, _PERCENTILES, method="nearest")  # infinity has no neighbour
    return tuple(map(float, points))


def _reaches(space: Space, nearby: Mapping[str, Array]) -> Array:
    """Standard deviation of each parameter, in steps from its 16 % to its 84 % point."""
    steps = (
        nearby[each.name][2 + 2 * index] - nearby[each.name][1 + 2 * index]
        for index, each in enumerate(space.parameters)
    )
    deviations = (each.distribution.deviation for each in space.parameters)
    return np.array([each / step for each, step in zip(deviations, steps, strict=True)])


def _first_order(nearby: Array, reaches: Array) -> float:
    return float(np.sqrt(np.sum(np.square((nearby[2::2] - nearby[1::2]) * reaches))))


def left_out_of(resolved: Resolved) -> tuple[str, ...]:
    """What no band contains, for nobody measured it."""
    inputs, scenario = resolved.inputs, resolved.scenario
    methods: dict[str, None] = {}
    training = inputs.training
    if scenario.inference.method == "peak-tdp":
        methods["peak-tdp"] = None
    if inputs.preprocessing is not None or (training and training.calibrated is None):
        methods["peak-tdp"] = None
    methods |= dict.fromkeys(f"link {hop.method}" for hop in scenario.path)
    if not methods:
        return ()
    listed = " and ".join(methods)
    return (f"the error of the method {listed}, of which no measured band is known",)
