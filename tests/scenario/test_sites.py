"""Sites, water and the band of the grid in an estimate."""

from __future__ import annotations

from typing import Any

import pytest

from joulepath import estimate
from joulepath.catalogue import load
from joulepath.errors import CatalogueError, OutsideValidity, ScenarioError

PUE = 1.35
"""origin: what Amazon states of eu-central-1 for 2024"""
SITE = "aws-eu-central-1-2024"


@pytest.fixture
def served(full: dict[str, Any]) -> dict[str, Any]:
    full["inference"] |= {"inputs": "sent", "processor": "nvidia-t4"}
    return full


def equipment(life: Any) -> float:
    """What stands in the building: everything but the network."""
    balance = life.balance
    inside = ("storage", "preprocessing", "training", "evaluation")
    names = (*inside, "inference_storage", "inference_preprocessing", "inference")
    return sum(stage.energy for name in names if (stage := getattr(balance, name)))


def test_a_building_adds_to_its_equipment_and_to_nothing_else(served: dict[str, Any]) -> None:
    served |= {"virtualisation": 0.0}
    bare = estimate(served).lifecycle
    life = estimate(served, {"site": SITE}).lifecycle
    assert life.site is not None
    assert life.site.equipment == pytest.approx(equipment(bare), rel=1e-12)
    assert life.site.energy == pytest.approx((PUE - 1) * equipment(bare), rel=1e-12)
    assert life.energy == pytest.approx(bare.energy + life.site.energy, rel=1e-12)
    for name in ("collection", "inference_collection", "inference"):
        assert getattr(life.balance, name).energy == getattr(bare.balance, name).energy


def test_the_shares_make_one_with_a_building_and_virtual_machines(served: dict[str, Any]) -> None:
    found = estimate(served, {"pue": 2.0, "virtualisation": 0.25})
    assert sum(stage.share for stage in found.stages.values()) == pytest.approx(1, rel=1e-12)
    assert found.carbon == pytest.approx(
        sum(stage.carbon or 0.0 for stage in found.stages.values()), rel=1e-12
    )


def test_a_perfect_building_adds_nothing(served: dict[str, Any]) -> None:
    plain, perfect = estimate(served).lifecycle, estimate(served, {"pue": 1.0}).lifecycle
    assert perfect.energy == pytest.approx(plain.energy, rel=1e-12)
    assert perfect.ecal_limit == pytest.approx(plain.ecal_limit, rel=1e-12)
    assert perfect.break_even == pytest.approx(plain.break_even, rel=1e-12)


def test_a_model_on_the_device_stands_in_no_building(served: dict[str, Any]) -> None:
    local = {"inference.inputs": "local", "site": SITE}
    found = estimate(served, local)
    said = {note.where: note.what for note in found.assumptions}["site"]
    assert "inference" not in said.partition(";")[0]


def test_a_microcontroller_stands_in_no_building(served: dict[str, Any]) -> None:
    found = estimate(served, {"inference.processor": "esp32-s3", "site": SITE})
    said = {note.where: note.what for note in found.assumptions}["site"]
    assert "inference" not in said.partition(";")[0]


def test_a_site_says_the_zone_that_the_scenario_does_not(served: dict[str, Any]) -> None:
    del served["zone"]
    served.pop("year", None)
    found = estimate(served | {"site": "aws-eu-north-1-2024"})
    assert found.zone == "SWE"
    assert any(note.where == "zone" and "SWE" in note.what for note in found.assumptions)


def test_water_is_off_unless_it_is_asked_for(served: dict[str, Any]) -> None:
    assert estimate(served).lifecycle.water is None


def test_water_is_that_of_cooling_and_of_power_plants(served: dict[str, Any]) -> None:
    """origin: W = E_IT (WUE + PUE w), Li et al. 2023; factors of the catalogue."""
    alone = {"path": [], "virtualisation": 0.0, "inference.result": None}
    found = estimate(served, alone | {"site": SITE, "water": True})
    water, site = found.lifecycle.water, found.lifecycle.site
    assert water is not None
    assert site is not None
    hours = site.equipment / 3.6e6
    assert water.on_site == pytest.approx(hours * 0.01, rel=1e-12)
    assert water.off_site == pytest.approx(hours * PUE * 1.947, rel=1e-9)
    assert any(note.where == "water" and "2020" in note.what for note in found.assumptions)


def test_water_of_a_zone_without_a_factor_is_refused(served: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError, match="no water factor of ABW is known"):
        estimate(served | {"zone": "ABW", "year": 2022, "water": True})


def test_the_band_of_the_carbon_is_that_of_the_grid(served: dict[str, Any]) -> None:
    found = estimate(served | {"zone": "DEU", "year": 2024})
    grid, band = load().intensity("DEU", 2024), found.lifecycle.carbon_band
    assert band is not None
    assert band.low == pytest.approx(found.carbon * grid.low / grid.value, rel=1e-12)
    assert band.high == pytest.approx(found.carbon * grid.high / grid.value, rel=1e-12)


def test_a_missing_year_is_answered_by_the_nearest_with_a_warning(served: dict[str, Any]) -> None:
    with pytest.warns(OutsideValidity, match="no intensity of DEU for 2015: that of 2019"):
        found = estimate(served | {"zone": "DEU", "year": 2015})
    assert found.year == 2019
    assert any(note.where == "year" and "2015" in note.what for note in found.assumptions)


def test_the_basis_decides_the_intensity(served: dict[str, Any]) -> None:
    zone = {"zone": "CA-QC", "year": 2021}
    whole, direct = (estimate(served | zone | {"basis": b}) for b in ("life-cycle", "direct"))
    assert whole.carbon > 10 * direct.carbon


def test_a_factor_beside_a_site_takes_its_place_and_says_so(served: dict[str, Any]) -> None:
    found = estimate({**served, "site": SITE, "pue": 1.3})
    said = [note.what for note in found.assumptions if note.where == "site"]
    assert f"pue as given, in the place of {PUE} of {SITE}" in said


@pytest.mark.parametrize(
    ("name", "code"), [("DEUX", "DEU"), ("USAA", "USA"), ("USA-CA", "USA"), ("germany", "DEU")]
)
def test_a_code_that_is_too_long_is_near_to_what_it_begins_with(
    served: dict[str, Any], name: str, code: str
) -> None:
    with pytest.raises(ScenarioError, match=f"did you mean '{code}'"):
        estimate({**served, "zone": name})
