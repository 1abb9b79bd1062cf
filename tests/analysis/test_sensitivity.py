"""What drives a result, held against functions whose answer is known and other programs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import joulepath
from joulepath.analysis.sensitivity import elasticities, find_drivers, screen, sobol_indices
from joulepath.analysis.sensitivity.points import points
from joulepath.analysis.space import Parameter, Space
from joulepath.errors import InputError, UnknownName
from joulepath.lifecycle import lifecycle
from joulepath.records.distributions import Normal, Uniform

EXAMPLES = Path(__file__).parents[2] / "examples"

Array = NDArray[np.float64]


def ishigami(unit: Array) -> Array:
    x = math.pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_shares() -> tuple[list[float], list[float]]:
    """Closed form of Ishigami and Homma (ISUMA 1990) for a = 7 and b = 0.1."""
    alone = 0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2
    second = 7.0**2 / 8
    together = 0.1**2 * math.pi**8 * 8 / 225
    variance = alone + second + together
    first = [alone / variance, second / variance, 0.0]
    total = [(alone + together) / variance, second / variance, together / variance]
    return first, total


G = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])
"""Coefficients of the g function, as Saltelli and Sobol (1995) chose them."""


def g_function(unit: Array) -> Array:
    return np.prod((np.abs(4 * unit - 2) + G) / (1 + G), axis=1)


def g_shares() -> tuple[list[float], list[float]]:
    """Closed form of Sobol (1993): variances of factors multiply."""
    each = 1 / 3 / (1 + G) ** 2
    variance = np.prod(1 + each) - 1
    others = np.array([np.prod(1 + np.delete(each, at)) for at in range(len(G))])
    return list(each / variance), list(each * others / variance)


@pytest.mark.parametrize("design", ["random", "sobol"])
@pytest.mark.parametrize(
    ("function", "shares"), [(ishigami, ishigami_shares()), (g_function, g_shares())]
)
def test_indices_agree_with_closed_forms(function: Any, shares: Any, design: Any) -> None:
    found = sobol_indices(function, len(shares[0]), rows=16_384, seed=3, design=design)
    # A first index of 16 384 random rows errs by less than 0.02 (one standard deviation).
    for indices, exact in zip((found.first, found.total), shares, strict=True):
        assert [index.value for index in indices] == pytest.approx(exact, abs=0.04)
    assert found.evaluations == 16_384 * (len(shares[0]) + 2)


def test_confidence_holds_the_closed_form_as_often_as_it_says() -> None:
    first, total = ishigami_shares()
    held = [
        index.low <= exact <= index.high
        for seed in range(40)
        for found in [sobol_indices(ishigami, 3, rows=1024, seed=seed)]
        for index, exact in zip((*found.first, *found.total), (*first, *total), strict=True)
    ]
    # 90 % promised; 240 cases of a few independent ones each err by about 4 %.
    assert 0.8 <= np.mean(held) <= 0.98


def test_estimators_are_those_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    rows, seed = 512, 5
    both = points(rows, 6, seed)
    first, second = both[:, :3], both[:, 3:]
    swapped = np.array([np.where(np.arange(3) == column, second, first) for column in range(3)])
    theirs = stats.sobol_indices(
        func={
            "f_A": ishigami(first)[None, :],
            "f_B": ishigami(second)[None, :],
            "f_AB": np.array([ishigami(each)[None, :] for each in swapped]),
        },
        n=rows,
    )
    ours = sobol_indices(ishigami, 3, rows=rows, seed=seed)
    # The same sums in another order.
    assert [i.value for i in ours.first] == pytest.approx(theirs.first_order, rel=1e-10)
    assert [i.value for i in ours.total] == pytest.approx(theirs.total_order, rel=1e-10)


def test_a_function_that_does_not_vary_has_no_shares() -> None:
    found = sobol_indices(lambda unit: np.full(len(unit), 3.0), 2, rows=64)
    assert {index.value for index in (*found.first, *found.total)} == {0.0}
    assert (found.mean, found.deviation) == (3.0, 0.0)


def test_screening_finds_the_slopes_of_a_plane() -> None:
    slopes = np.array([3.0, -2.0, 0.0, 0.5])
    found = screen(lambda unit: unit @ slopes + 1, 4, trajectories=20, seed=1)
    # Effects of a plane are its slopes in every walk.
    assert [each.mean for each in found.effects] == pytest.approx(slopes, abs=1e-12)
    assert [each.mean_absolute for each in found.effects] == pytest.approx(
        np.abs(slopes), abs=1e-12
    )
    assert [each.deviation for each in found.effects] == pytest.approx([0.0] * 4, abs=1e-12)
    assert found.evaluations == 20 * 5


def test_screening_tells_bends_from_slopes() -> None:
    found = screen(ishigami, 3, trajectories=200, seed=2)
    bent = found.effects[2]
    # x3 acts through x1 alone: its effects have either sign and cancel.
    assert abs(bent.mean) < bent.mean_absolute / 3
    assert bent.deviation > bent.mean_absolute


@pytest.mark.parametrize("call", [sobol_indices, screen])
def test_infinite_values_are_refused(call: Any) -> None:
    with np.errstate(divide="ignore"), pytest.raises(InputError, match="no numbers"):
        call(lambda unit: 1 / np.zeros(len(unit)), 2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rows": 1}, "1 rows"),
        ({"resamples": 1}, "1 resamples"),
        ({"seed": -1}, "below zero"),
        ({"design": "halton"}, "halton"),
    ],
)
def test_designs_that_cannot_be_are_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        sobol_indices(ishigami, 3, **options)


def two_bands() -> Space:
    inputs = joulepath.resolve(EXAMPLES / "crop-camera.toml").inputs
    return Space(
        inputs,
        (
            Parameter("epochs", ("training.epochs",), 50.0, Uniform(25.0, 75.0)),
            Parameter("overhead", ("virtualisation",), 0.0, Uniform(0.0, 0.2)),
            Parameter("intensity", ("intensity",), inputs.intensity or 0.0, Normal(9e-5, 1e-5)),
        ),
    )


def test_drivers_of_a_scenario() -> None:
    space = two_bands()
    found = find_drivers(space, "energy", rows=512, seed=4)
    assert [each.name for each in found.drivers] == ["epochs", "overhead"]
    assert found.unmoved == ("intensity",)
    assert found.value == lifecycle(space.inputs).energy
    for driver in found.drivers:
        at = {"at_low": driver.low, "at_high": driver.high}
        for end, value in at.items():
            assert getattr(driver, end) == lifecycle(space.at({driver.name: value})).energy
    assert found.p5 < found.p50 < found.p95
    assert found == find_drivers(space, "energy", rows=512, seed=4)
    assert found != find_drivers(space, "energy", rows=512, seed=5)


def test_an_unknown_output_and_a_certain_scenario_are_refused() -> None:
    space = two_bands()
    with pytest.raises(UnknownName, match="carbom"):
        find_drivers(space, "carbom")
    with pytest.raises(InputError, match="uncertain"):
        find_drivers(Space(space.inputs, ()), "energy")
    with pytest.raises(InputError, match="none of 3 uncertain inputs moves"):
        find_drivers(space, "inference.passes")


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.toml")), ids=lambda file: file.stem)
def test_gradients_agree_with_differences(file: Path) -> None:
    pytest.importorskip("jax")
    inputs = joulepath.resolve(file).inputs
    exact = {
        each.path: each.elasticity
        for each in elasticities(inputs, "energy", method="gradient").inputs
    }
    compared = 0
    for each in elasticities(inputs, "energy").inputs:
        if math.isfinite(each.elasticity) and each.path in exact:
            # 1e-6, but for slopes so weak that they drown in the rounding of the output: a float
            # has 16 digits, and a step of 6e-6 leaves 10 of them to a difference.
            expected = pytest.approx(exact[each.path], rel=1e-6, abs=1e-10)
            assert each.elasticity == expected, each.path
            compared += 1
    assert compared >= 0.8 * len(exact)  # the others lie on a step or a bend just here


def test_elasticities_of_a_product_are_whole() -> None:
    inputs = joulepath.resolve(EXAMPLES / "crop-camera.toml").inputs
    found = elasticities(inputs, "carbon")
    # Carbon is energy times intensity.
    assert found.inputs[0].path == "intensity"
    assert found.inputs[0].elasticity == pytest.approx(1.0, rel=1e-8)
    assert found.inputs[0].slope == pytest.approx(lifecycle(inputs).energy, rel=1e-8)


def test_an_input_on_a_step_has_no_slope() -> None:
    inputs = joulepath.resolve(EXAMPLES / "pump-nb-iot.toml").inputs
    found = {each.path: each for each in elasticities(inputs, "energy").inputs}
    # One answer a message: any more than one makes a second message.
    assert math.isnan(found["path.0.answers_per_message"].elasticity)
