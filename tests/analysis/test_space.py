from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import joulepath
from joulepath.analysis.space import Parameter, Space, space_of
from joulepath.core.tree import leaves
from joulepath.errors import InputError, UnknownName
from joulepath.records.distributions import Fixed

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


NB_IOT: dict[str, Any] = {
    "link": {"technology": "nb-iot", "modem": "nrf9160-nb-iot"},
    "framing": {"application": "coap", "network": "ipv4"},
}


def space_with(file: str, **changes: Any) -> Space:
    return space_of(joulepath.resolve(EXAMPLES / file, changes))


def probabilities(space: Space, start: str) -> list[float]:
    """Shares of cases below the draws of the one parameter whose name begins so."""
    (found,) = (each for each in space.parameters if each.name.startswith(start))
    drawn = space.draw(200, 3)[found.name]
    shares = np.linspace(0, 1, 20_001)[1:-1]
    return list(np.interp(drawn, found.distribution.ppf(shares), shares))


def test_two_hops_with_one_radio_share_its_figures() -> None:
    found = space_with("field-camera.toml", path=[NB_IOT, NB_IOT])
    radio = [each for each in found.parameters if "nrf9160" in each.name]
    assert radio
    for each in radio:
        assert {path.split(".")[1] for path in each.paths} == {"0", "1"}, each.name


def test_one_processor_in_training_and_inference_is_one() -> None:
    name = "nvidia-a100-pcie-80gb"
    found = space_with("crop-camera.toml", **{"inference.processor": name})
    for figure in ("throughput", "power"):
        (one,) = (each for each in found.parameters if each.name == f"processors/{name}.{figure}")
        assert {"training", "inference"} <= {path.split(".")[0] for path in one.paths}


def test_years_and_bases_of_one_zone_err_together() -> None:
    def of(year: int) -> list[float]:
        return probabilities(space_with("pump-nb-iot.toml", zone="DEU", year=year), "zones/DEU")

    np.testing.assert_allclose(of(2024), of(2025), atol=1e-3)  # table of 20 000 shares
    streams = {
        Parameter(name, (), 1.0, Fixed(1.0)).stream
        for name in ("zones/DEU.2024", "zones/DEU.2025", "zones/DEU.direct 2020")
    }
    assert len(streams) == 1
    apart = [
        Parameter(name, (), 1.0, Fixed(1.0)).stream
        for name in ("zones/DEU.2024", "zones/FRA.2024", "zones/DEU.water 2020", "zones/own.mix")
    ]
    assert len(set(apart)) == len(apart)


def test_the_zone_of_a_site_errs_as_the_zone_of_a_scenario() -> None:
    catalogue = joulepath.load_catalogue()
    site = next(
        name
        for name in catalogue.names("sites")
        if catalogue.entry("sites", name).text["zone"] != "any"
    )
    zone = catalogue.entry("sites", site).text["zone"]
    without = {"zone": None, "year": None}
    of_site = probabilities(space_with("pump-nb-iot.toml", **without, site=site), f"zones/{zone}")
    of_zone = probabilities(space_with("pump-nb-iot.toml", zone=zone, year=2024), f"zones/{zone}")
    np.testing.assert_allclose(of_site, of_zone, atol=1e-3)


def test_a_part_of_the_primary_energy_is_never_more_than_the_whole() -> None:
    found = space_with("pump-nb-iot.toml", zone="DEU", primary_energy=True)
    factors = found.at(found.draw(2000)).primary_energy
    assert factors is not None
    assert (np.asarray(factors.non_renewable) <= np.asarray(factors.total)).all()


def test_errors_of_a_method_are_those_of_a_processor() -> None:
    def of(processor: str) -> list[float]:
        keys = {"inference.method": "roofline", "inference.processor": processor}
        return probabilities(space_with("crop-camera.toml", **keys), "method/roofline")

    assert of("nvidia-t4") == of("nvidia-t4")
    other = np.corrcoef(of("nvidia-t4"), of("nvidia-l4"))[0, 1]
    # standard error of no correlation among 200 is 0.07; four of them
    assert abs(other) < 0.28


def test_each_stage_has_the_error_of_its_own_calibration() -> None:
    keys = {
        "inference.method": "roofline",
        "inference.processor": "nvidia-t4",
        "training.method": "calibrated",
        "training.processor": "nvidia-t4",
        "training.batch": 32,
    }
    found = space_with("crop-camera.toml", **keys)
    errors = {each.name: each.paths for each in found.parameters if "method/" in each.name}
    assert errors == {
        "method/calibrated-training.error": ("training.error",),
        "method/roofline.error": ("inference.error",),
    }


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
