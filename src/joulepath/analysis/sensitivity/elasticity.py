"""Local sensitivities: by how many per cent a result moves when an input moves by one."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from math import isnan, nan
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.arrays import evaluate
from joulepath.analysis.plan import Plan
from joulepath.core.tree import map_leaves, numbers
from joulepath.errors import MissingExtra
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs

__all__ = ["Elasticities", "Elasticity", "elasticities"]

Array: TypeAlias = NDArray[np.float64]

_STEP: Final = 6e-6
"""Relative step of a central difference: about the cube root of the rounding of a float."""
_FINER: Final = 8.0
_AGREEING: Final = 1e-3
"""Slopes on both sides differ by less, unless the output steps or bends sharply just here."""
_ROUNDING: Final = 1e-8
"""Elasticities below it are rounding errors of the differences."""


@dataclass(frozen=True)
class Elasticity:
    """How one output follows one input at the best estimate."""

    path: str
    """Dotted path of the input."""
    value: float
    """The input, in its coherent unit."""
    slope: float
    """Change of the output per unit of the input; no number where it steps or bends sharply
    just here, such as at the least number of packets."""
    elasticity: float
    """Relative change of the output over that of the input; likewise."""


@dataclass(frozen=True)
class Elasticities:
    """How an output follows every input that is not zero."""

    output: str
    """Dotted path of the output."""
    value: float
    """The output at the best estimate."""
    method: Literal["differences", "gradient"]
    """Central differences, or the exact gradient by JAX."""
    inputs: tuple[Elasticity, ...]
    """Those that move the output, the strongest first."""


def elasticities(
    inputs: Inputs, output: str, *, method: Literal["differences", "gradient"] = "differences"
) -> Elasticities:
    """Follow an output as each input moves a little.

    Parameters
    ----------
    inputs : Inputs
        A resolved scenario of plain numbers.
    output : str
        Dotted path in the result.
    method : str
        ``differences`` (central, all in one call) or ``gradient`` (exact; needs JAX). Where a
        result depends on an input in steps (whole packets, whole cycles), both give the slope
        between steps; for an input that lies on a step or a sharp bend, differences give no number.

    Returns
    -------
    Elasticities
        Inputs that are zero, or that the output does not depend on, are left out.

    Raises
    ------
    UnknownName
        For an output that no lifecycle has.
    MissingExtra
        For ``gradient`` without JAX.
    """
    known = {path: float(leaf) for path, leaf in numbers(inputs) if leaf != 0}
    slopes = (_gradients if method == "gradient" else _slopes)(inputs, output, known)
    value = _at_best(inputs, output)
    found = [
        Elasticity(path, known[path], slope, slope * known[path] / value if value else 0.0)
        for path, slope in slopes.items()
        if slope
    ]
    found.sort(key=lambda each: (isnan(each.slope), -abs(each.elasticity), each.path))
    return Elasticities(output, value, method, tuple(found))


def _at_best(inputs: Inputs, output: str) -> float:
    return float(evaluate(inputs, [output])[output])


def _slopes(inputs: Inputs, output: str, known: dict[str, float]) -> dict[str, float]:
    """Slopes by differences; none below rounding, no number where both sides disagree."""
    best, above, below, steps = _beside(inputs, output, known)
    upwards, downwards = (above - best) / steps, (best - below) / steps
    noise = abs(best) * _ROUNDING / np.abs(list(known.values()))
    slopes = (upwards + downwards) / 2
    apart = np.abs(upwards - downwards) > np.maximum(_AGREEING * np.abs(slopes), noise)
    slopes = np.where(apart, nan, np.where(np.abs(slopes) > noise, slopes, 0.0))
    return dict(zip(known, slopes.tolist(), strict=True))


def _beside(
    inputs: Inputs, output: str, known: dict[str, float]
) -> tuple[float, Array, Array, Array]:
    """The output at the best estimates and a little above and below each input, and by how much."""
    count = 2 * len(known) + 1
    columns = {path: np.full(count, value) for path, value in known.items()}
    steps = np.array([abs(value) * _STEP for value in known.values()])
    for at, path in enumerate(known):
        columns[path][2 * at + 1] += steps[at]
        columns[path][2 * at + 2] -= steps[at]
    varied = map_leaves(lambda path, leaf: columns.get(path, leaf), inputs)
    values = np.broadcast_to(evaluate(varied, [output])[output], (count,))
    return float(values[0]), values[1::2], values[2::2], steps


def _gradients(inputs: Inputs, output: str, known: dict[str, float]) -> dict[str, float]:
    """The exact gradient, by replaying the formulas on numbers of JAX."""
    try:
        jax: Any = import_module("jax")
    except ImportError:
        raise MissingExtra("an exact gradient", "jax") from None
    varied = map_leaves(lambda path, leaf: np.array(known[path]) if path in known else leaf, inputs)
    plan = Plan.compile(lifecycle, varied, [output])

    def result(values: dict[str, Any]) -> Any:
        slots: list[Any] = [plan.constants.get(slot) for slot in range(plan.slots)]
        for path, slot in plan.varying.items():
            slots[slot] = values[path]
        for step in plan.steps:
            slots[step.result] = step.function(
                **{
                    name: tuple(slots[each] for each in at) if isinstance(at, tuple) else slots[at]
                    for name, at in step.arguments
                }
            )
        return slots[plan.outputs[output]]

    with jax.enable_x64(True):
        found = jax.grad(result)({path: known[path] for path in plan.varying})
    return {path: float(slope) for path, slope in found.items()}
