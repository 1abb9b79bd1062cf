"""Places, years and buildings that fit each other, and what is no place at all."""

from __future__ import annotations

from typing import Any

import pytest

from joulepath import estimate
from joulepath.catalogue import load
from joulepath.catalogue.grids import FARTHEST
from joulepath.errors import CatalogueError, OutsideValidity, ScenarioError, UnknownName

STOCKHOLM = "aws-eu-north-1-2024"


def test_a_zone_and_a_site_of_two_countries_are_told(full: dict[str, Any]) -> None:
    with pytest.warns(OutsideValidity, match=f"zone DEU, but site '{STOCKHOLM}' is in SWE"):
        found = estimate(full | {"zone": "DEU", "year": 2025, "site": STOCKHOLM})
    assert any(note.where == "zone" and "another grid" in note.what for note in found.assumptions)


@pytest.mark.parametrize(("zone", "year"), [("SWE", 2025), ("SE-SE3", 2025)])
def test_a_part_of_a_country_fits_a_site_in_it(full: dict[str, Any], zone: str, year: int) -> None:
    found = estimate(full | {"zone": zone, "year": year, "site": STOCKHOLM})
    assert not any(note.where == "zone" for note in found.assumptions)


def test_a_site_of_no_one_place_fits_every_zone(full: dict[str, Any]) -> None:
    found = estimate(full | {"zone": "DEU", "year": 2025, "site": "hyperscale-2024"})
    assert not any(note.where == "zone" for note in found.assumptions)


def test_no_figure_stands_for_a_year_farther_than_a_plant_lives(full: dict[str, Any]) -> None:
    first = min(load().years("DEU"))
    with pytest.raises(CatalogueError, match=f"{first - FARTHEST - 1} is {FARTHEST + 1} years"):
        load().intensity("DEU", first - FARTHEST - 1)
    assert load().intensity("DEU", first - FARTHEST).year == first
    with pytest.raises(ScenarioError, match="1900 is 119 years from 2019, the nearest of DEU"):
        estimate(full | {"zone": "DEU", "year": 1900})


def test_no_building_takes_ten_times_its_equipment(full: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match="out of range"):
        estimate(full | {"zone": "DEU", "year": 2025, "pue": 50})


@pytest.mark.parametrize(
    ("called", "code"),
    [("SE3", "SE-SE3"), ("NO1", "NO-NO1"), ("NSW", "AU-NSW"), ("BC", "CA-BC"), ("UK", "GBR")],
)
def test_a_grid_by_the_name_that_people_use_leads_to_its_code(called: str, code: str) -> None:
    with pytest.raises(UnknownName) as refused:
        load().entry("zones", called)
    assert refused.value.nearest == (code,)


@pytest.mark.parametrize("union", ["EU", "eu27", "Europe", "World"])
def test_a_union_has_no_grid_of_its_own(union: str) -> None:
    with pytest.raises(UnknownName, match=f"no average of {union} is known\n.*a zone of your own"):
        load().entry("zones", union)


def test_the_newest_figures_are_the_least_sure() -> None:
    def spread(year: int) -> float:
        return load().intensity("DEU", year).spread

    # Germany has 2025, which no later release has revised
    assert spread(2025) > spread(2024) > spread(2023) == spread(2019)
    # of Bahrain 2024 is the latest
    assert load().intensity("BHR", 2024).spread == spread(2025)
