"""Primary energy and minerals of the electricity of a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from joulepath import estimate
from joulepath.catalogue import load
from joulepath.errors import CatalogueError

# origin: Ember, release of 2024, generation of Germany in 2023 in TWh, as CodeCarbon 3.3.2 has it
GERMANY = {
    "coal": 135.35, "oil": 20.13, "gas": 76.0, "nuclear": 8.75, "biomass": 46.02, "other": 0.21,
    "hydro": 19.48, "solar": 61.56, "wind": 137.29,
}  # fmt: skip
# origin: EIA, Electric Power Annual, table 8.1, 2022, in Btu/kWh; 3412.142 Btu are 1 kWh
HEAT = {"coal": 10_689, "oil": 11_166, "gas": 7_740, "nuclear": 10_448, "biomass": 10_689}
KILOWATT_HOUR = 3412.142
NON_RENEWABLE = ("coal", "oil", "gas", "nuclear")


@pytest.fixture
def asked(full: dict[str, Any]) -> dict[str, Any]:
    return full | {"zone": "DEU", "year": 2023, "primary_energy": True}


def content(plant: str) -> float:
    """Primary energy of a unit of electricity by the physical energy content method."""
    return 10.0 if plant == "other" else HEAT.get(plant, KILOWATT_HOUR) / KILOWATT_HOUR


def test_it_is_off_unless_it_is_asked_for(full: dict[str, Any]) -> None:
    life = estimate(full).lifecycle
    assert life.primary_energy is None
    assert life.abiotic_depletion is None


def test_primary_energy_is_that_of_the_plants(asked: dict[str, Any]) -> None:
    life = estimate(asked).lifecycle
    generated = sum(GERMANY.values())
    taken = {plant: content(plant) * share / generated for plant, share in GERMANY.items()}
    primary = life.primary_energy
    assert primary is not None
    # The catalogue rounds to 0.01 MJ/kWh, of 7.51 and 4.91.
    assert primary.total / life.energy == pytest.approx(sum(taken.values()), rel=2e-3)
    non_renewable = sum(taken[plant] for plant in NON_RENEWABLE)
    assert primary.non_renewable / life.energy == pytest.approx(non_renewable, rel=2e-3)


def test_its_age_and_what_it_leaves_out_are_said(asked: dict[str, Any]) -> None:
    notes = {note.where: note.what for note in estimate(asked).assumptions}
    assert "the mix of 2023 of DEU, 7.51 MJ/kWh" in notes["primary_energy"]
    assert "mines and the making of plants are left out" in notes["primary_energy"]


def test_electricity_from_water_and_heat_of_the_earth_takes_nothing_that_ends(
    asked: dict[str, Any],
) -> None:
    primary = estimate(asked | {"zone": "ISL"}).lifecycle.primary_energy
    assert primary is not None
    assert primary.non_renewable == 0
    assert primary.total > 0


def test_primary_energy_has_a_band_and_a_limit(asked: dict[str, Any]) -> None:
    found = estimate(asked, draws=200)
    assert found.uncertain is not None
    band = found.uncertain.outputs["primary_energy.total"]
    best = found.lifecycle.primary_energy
    assert best is not None
    assert band.p5 < best.total < band.p95


@pytest.mark.parametrize("key", ["primary_energy", "abiotic_depletion"])
def test_without_a_zone_there_is_none(full: dict[str, Any], key: str) -> None:
    del full["zone"]
    full.pop("year", None)
    with pytest.raises(CatalogueError, match="without a zone"):
        estimate(full | {key: True})


def test_a_zone_without_a_mix_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError, match="no primary energy factor of US-CA is known"):
        estimate(asked | {"zone": "US-CA", "basis": "direct"})


def test_minerals_are_refused_where_nobody_gave_a_factor(full: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError, match="no abiotic depletion factor of FIN is known") as told:
        estimate(full | {"zone": "FIN", "year": 2024, "abiotic_depletion": True})
    assert "a table of your own" in str(told.value)


def test_minerals_are_counted_by_a_table_of_ones_own(full: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "grids").mkdir()
    (tmp_path / "sources.toml").write_text(
        '[mine]\nkind = "measurement"\ntitle = "Own study"\nyear = 2026\n', encoding="utf-8"
    )
    header = "zone,year,quantity,value,unit,basis,perimeter,method,spread,release,source\n"
    row = "FIN,2011,abiotic depletion,8e-8,kg/kWh,life-cycle,production,average,2,2026,mine\n"
    (tmp_path / "grids" / "minerals.csv").write_text(header + row, encoding="utf-8")
    scenario = full | {"zone": "FIN", "year": 2024, "abiotic_depletion": True}
    found = estimate(scenario, catalogue=load((tmp_path,)))
    depletion = found.lifecycle.abiotic_depletion
    assert depletion is not None
    assert depletion == pytest.approx(found.lifecycle.energy / 3.6e6 * 8e-5, rel=1e-12)
    notes = {note.where: note.what for note in found.assumptions}
    assert "2011" in notes["abiotic_depletion"]
