"""Every formula has the slopes it declares, and steps where it declares none."""

from __future__ import annotations

import math
from itertools import pairwise

import jax
import pytest
from uncertainties import nominal_value, std_dev, ufloat

from joulepath.core.formula import REGISTRY
from joulepath.core.trace import Formula

from .arguments import EVERY_FORMULA, Slot, arguments, call, numbers, public, rounding

jax.config.update("jax_enable_x64", True)

SMOOTH = {
    key: entry
    for key, entry in REGISTRY.items()
    if {name for name, _ in numbers(entry)} - set(entry.stepwise)
}
UNSTEPPED = {key: entry for key, entry in REGISTRY.items() if not entry.stepwise}

STEP = 6e-6  # relative: the cube root of the rounding 2e-16, where a central difference is best
# Its error is then of order STEP**2 in truncation and 2e-16 / STEP in rounding, both below 1e-10
# of the value over the parameter; a factor of ten for the curvature of products and quotients.
DIFFERENCE = 1e-9


def difference(entry: Formula, flat: dict[Slot, float], slot: Slot) -> float:
    """Slope by a central difference."""
    width = STEP * flat[slot]
    above = call(entry, flat | {slot: flat[slot] + width})
    below = call(entry, flat | {slot: flat[slot] - width})
    return (above - below) / (2 * width)


def jump(entry: Formula, flat: dict[Slot, float], slot: Slot) -> float:
    """Change between the two neighbouring floats where the result changes most abruptly.

    Starts from the steepest of many intervals and halves it, keeping the steeper half, until no
    float is left between its ends: what change remains then is a step.
    """

    def result(x: float) -> float:
        return call(entry, flat | {slot: x})

    points = [flat[slot] * (1 + 0.5 * i / 200) for i in range(201)]  # up to half as large again
    left, right = max(pairwise(points), key=lambda pair: abs(result(pair[1]) - result(pair[0])))
    while math.nextafter(left, right) < right:
        middle = (left + right) / 2
        if abs(result(middle) - result(left)) > abs(result(right) - result(middle)):
            right = middle
        else:
            left = middle
    return abs(result(right) - result(left))


@pytest.mark.parametrize("entry", list(SMOOTH.values()), ids=list(SMOOTH))
def test_gradients_equal_central_differences(entry: Formula) -> None:
    flat = numbers(entry)
    gradient = jax.grad(lambda keywords: public(entry)(**keywords))(arguments(flat))
    for slot, value in flat.items():
        name, index = slot
        if name in entry.stepwise:
            continue
        slope = float(gradient[name] if index is None else gradient[name][index])
        error = DIFFERENCE * abs(call(entry, flat) / value)
        expected = difference(entry, flat, slot)
        assert slope == pytest.approx(expected, rel=DIFFERENCE, abs=error), slot


@EVERY_FORMULA
def test_the_declared_steps_are_those_there_are(entry: Formula) -> None:
    flat = numbers(entry)
    # Between neighbouring floats a smooth formula changes by roundings, a step by a whole unit.
    steps = {slot[0] for slot in flat if jump(entry, flat, slot) > 1e-6}
    assert steps == set(entry.stepwise)


def uncertain(flat: dict[Slot, float]) -> dict[Slot, object]:
    """Independent errors, another share of each value."""
    return {
        slot: ufloat(value, value * (0.01 + 0.003 * i))  # invented
        for i, (slot, value) in enumerate(flat.items())
    }


@EVERY_FORMULA
def test_errors_leave_the_best_estimate_alone(entry: Formula) -> None:
    flat = numbers(entry)
    best = nominal_value(call(entry, uncertain(flat)))
    assert best == pytest.approx(call(entry, flat), rel=rounding(entry), abs=0.0)


@pytest.mark.parametrize("entry", list(UNSTEPPED.values()), ids=list(UNSTEPPED))
def test_errors_propagate_to_first_order(entry: Formula) -> None:
    flat = numbers(entry)
    errors = uncertain(flat)
    parts = [difference(entry, flat, slot) * std_dev(errors[slot]) for slot in flat]
    # The parts are right to DIFFERENCE of the result over their parameter: errors are of about
    # a hundredth of it, so that their sum in squares is right to a hundred times DIFFERENCE.
    expected = pytest.approx(math.hypot(*parts), rel=100 * DIFFERENCE, abs=0.0)
    assert std_dev(call(entry, errors)) == expected
