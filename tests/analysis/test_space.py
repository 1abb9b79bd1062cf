from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import joulepath
from joulepath.analysis.space import Space, space_of
from joulepath.core.tree import leaves
from joulepath.errors import InputError, UnknownName

EXAMPLES = Path(__file__).parents[2] / "examples"
FIELD = EXAMPLES / "field-camera.toml"


@pytest.fixture(scope="module")
def field() -> Space:
    return space_of(joulepath.resolve(FIELD))


def test_one_figure_is_one_parameter_however_often_it_is_used(field: Space) -> None:
    assert len(set(field.names)) == len(field.names)
    several = [parameter for parameter in field.parameters if len(parameter.paths) > 1]
    assert several
    shared = several[0]
    moved = dict(leaves(field.at({shared.name: 2 * shared.value})))
    before = dict(leaves(field.inputs))
    for path in shared.paths:
        assert moved[path] == pytest.approx(2 * before[path], rel=1e-12)  # scaled, no more


def test_the_intensity_of_a_zone_is_one_parameter_and_its_ends_are_none() -> None:
    space = space_of(joulepath.resolve(FIELD, {"zone": "DEU", "year": 2024}))
    found = next(each for each in space.parameters if each.name == "zones/DEU.2024")
    assert found.paths == ("intensity",)
    assert found.distribution.low == pytest.approx(space.inputs.intensity_low, rel=1e-9)
    assert found.distribution.high == pytest.approx(space.inputs.intensity_high, rel=1e-9)


def test_what_the_scenario_says_itself_has_no_band_of_the_catalogue() -> None:
    with_figure = space_of(joulepath.resolve(EXAMPLES / "water-meter-lorawan.toml"))
    assert any(name.startswith("lorawan-devices/") for name in with_figure.names)
    assert not any(path == "path.0.loss" for each in with_figure.parameters for path in each.paths)


def test_best_estimates_change_nothing(field: Space) -> None:
    same = dict(leaves(field.at(field.best)))
    for path, leaf in leaves(field.inputs):
        assert same[path] == leaf, path


@pytest.mark.parametrize("design", ["random", "latin-hypercube", "sobol"])
def test_draws_have_the_bands_of_their_parameters(field: Space, design: str) -> None:
    drawn = field.draw(4096, 3, design)  # type: ignore[arg-type]
    for parameter in field.parameters:
        below = (drawn[parameter.name] < parameter.distribution.low).mean()
        above = (drawn[parameter.name] > parameter.distribution.high).mean()
        # standard error of a share of 5 % among 4096 is 0.34 %; five of them
        assert below <= 0.05 + 0.017
        assert above <= 0.05 + 0.017


@pytest.mark.parametrize("design", ["random", "latin-hypercube", "sobol"])
def test_the_same_seed_draws_the_same_bytes(field: Space, design: str) -> None:
    first, again = (field.draw(100, 7, design) for _ in range(2))  # type: ignore[arg-type]
    other = field.draw(100, 8, design)  # type: ignore[arg-type]
    assert all(first[name].tobytes() == again[name].tobytes() for name in field.names)
    assert any(first[name].tobytes() != other[name].tobytes() for name in field.names)


def test_a_latin_hypercube_has_one_case_in_every_share(field: Space) -> None:
    name = field.names[0]
    drawn = np.sort(field.draw(50, 0, "latin-hypercube")[name])
    distribution = field.parameters[0].distribution
    edges = distribution.ppf(np.arange(1, 50) / 50)
    assert (drawn[:-1] <= edges).all()
    assert (drawn[1:] >= edges).all()


def test_scenarios_share_the_draws_of_what_they_share(field: Space) -> None:
    other = space_of(joulepath.resolve(EXAMPLES / "field-camera-cloud.toml"))
    common = set(field.names) & set(other.names)
    assert common
    one, two = field.draw(64, 5), other.draw(64, 5)
    assert all(one[name].tobytes() == two[name].tobytes() for name in common)


def test_mistakes_are_named(field: Space) -> None:
    with pytest.raises(UnknownName, match="uncertain parameter"):
        field.at({"zones/XXX": 1.0})
    with pytest.raises(InputError, match="0 draws"):
        field.draw(0)
    with pytest.raises(InputError, match="-1 is below zero"):
        field.draw(1, -1)
    with pytest.raises(InputError, match="'halton' is not known"):
        field.draw(1, 0, "halton")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="points of shape"):
        field.cube(np.zeros((2, 1)))
