"""Other tools: the same where they are right, and each deliberate difference with its reason.

The differences are those of the page on electricity, which must name every tool and reason here.
"""

from __future__ import annotations

import csv
from math import log
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pytest

from joulepath.catalogue import load
from joulepath.errors import UnknownName
from joulepath.formulas.allocation import reserved_time_carbon
from joulepath.formulas.carbon import operational_carbon, summed_carbon
from joulepath.formulas.compute import energy_at_power
from joulepath.formulas.facility import building_energy
from joulepath.formulas.resources import depleted_minerals, primary_energy
from joulepath.formulas.water import off_site_water, on_site_water, whole_water
from joulepath.scenario.series.files import read_series

KILOWATT_HOUR: Final = 3.6e6
PAGE: Final = Path(__file__).parents[2] / "docs" / "explanation" / "carbon.md"

REASONS: Final = MappingProxyType(
    {
        "release": "releases of Ember of 2024 and 2026",
        "combustion": "nuclear, hydro and wind power as nothing",
        "factors": "factors of its own",
        "provider": "figures of the provider",
        "fallback": "a world average",
        "regression": "a regression on the number of parameters",
        "guessed": "sizes of models that nobody published",
        "memory": "0.3725 W",
        "intervals": "intervals that cannot be subtracted",
    }
)
"""Deliberate differences, in words of the page."""


def table(name: str) -> list[dict[str, str]]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def of(relation: str) -> list[dict[str, str]]:
    return [row for row in table("codecarbon.csv") if row["relation"] == relation]


def ours(row: dict[str, str]) -> tuple[float, float, float]:
    """Kilograms of a kilowatt-hour with their band."""
    figure = load().intensity(row["zone"], int(row["year"]), "", row["basis"])
    assert figure.year == int(row["year"])
    ends = (figure.value, figure.low, figure.high)
    return tuple(operational_carbon(energy=KILOWATT_HOUR, intensity=x) / 1e3 for x in ends)  # type: ignore[return-value]


def test_every_difference_is_on_the_page_with_its_reason() -> None:
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert not [reason for reason in REASONS.values() if reason not in page]
    assert all(
        tool in page for tool in ("CodeCarbon 3.3.2", "EcoLogits 0.11.3", "Green Algorithms")
    )


def test_all_cases_of_codecarbon_are_held_to_something() -> None:
    relations = {row["relation"] for row in table("codecarbon.csv")}
    assert len(table("codecarbon.csv")) == 47  # cases of carbon_golden
    assert relations == {"equal", "release", "combustion", "factors", "provider", "fallback"}


# tolerance: half of the last digit of ours, 0.1 g/kWh
@pytest.mark.parametrize("row", of("equal"), ids=lambda row: row["place"])
def test_codecarbon_is_the_same_where_its_figure_is(row: dict[str, str]) -> None:
    assert ours(row)[0] == pytest.approx(float(row["kilograms"]), abs=0.05e-3)


# two years of revisions lie between the releases; AWS and Azure get the figure of the country
@pytest.mark.parametrize("row", of("release"), ids=lambda row: row["place"])
def test_another_release_stays_within_the_band(row: dict[str, str]) -> None:
    _, low, high = ours(row)
    assert low <= float(row["kilograms"]) <= high


def test_regions_of_clouds_are_in_the_countries_that_codecarbon_takes() -> None:
    assert load().entry("sites", "aws-eu-central-1-2024").text["zone"] == "DEU"


# CodeCarbon counts no plant without a chimney in Canada: below any life cycle of its hydro power
# in Quebec; in Alberta it takes a mix of more coal than that of 2021
@pytest.mark.parametrize("row", of("combustion"), ids=lambda row: row["place"])
def test_provinces_of_canada_have_a_life_cycle_here(row: dict[str, str]) -> None:
    whole = ours(row | {"basis": "life-cycle"})[0]
    assert whole > ours(row)[0]
    assert abs(log(float(row["kilograms"]) / whole)) > log(1.4)


# the same generation of 2025 (ENTSO-E), which CodeCarbon weighs with more for hydro power
@pytest.mark.parametrize("row", of("factors"), ids=lambda row: row["place"])
def test_nordic_zones_are_weighed_with_medians_of_the_ipcc(row: dict[str, str]) -> None:
    assert ours(row)[0] < float(row["kilograms"])


# Google prints an average over hours of consumption; ours is the year of the country
@pytest.mark.parametrize("row", of("provider"), ids=lambda row: row["place"])
def test_figures_of_a_provider_are_not_those_of_its_country(row: dict[str, str]) -> None:
    assert ours(row)[0] != pytest.approx(float(row["kilograms"]), rel=0.04)


def test_an_unknown_country_has_no_intensity() -> None:
    (row,) = of("fallback")
    with pytest.raises(UnknownName):
        load().intensity(row["zone"], 2023)


def test_pounds_become_the_grams_of_codecarbon(tmp_path: Path) -> None:
    """origin: CodeCarbon 3.3.2, EmissionsPerKWh.from_lbs_per_mWh(1000): 0.45359237 kg/kWh."""
    entry = '{{"point_time": "2024-05-01T0{}:00:00+00:00", "value": 1000}}'
    about = '{"region": "X", "signal_type": "co2_aoer", "units": "lbs_co2_per_mwh"}'
    file = tmp_path / "watttime.json"
    file.write_text(f'{{"data": [{entry.format(0)}, {entry.format(1)}], "meta": {about}}}')
    (series,) = read_series(file)
    assert series.values[0] * KILOWATT_HOUR / 1e3 == pytest.approx(0.45359236999999997)


REQUESTS: Final = table("ecologits.csv")


# EcoLogits and these functions do the same arithmetic, so that nothing but rounding may differ
@pytest.mark.parametrize("row", REQUESTS, ids=lambda row: row["case"])
def test_a_request_of_ecologits_takes_and_emits_the_same(row: dict[str, str]) -> None:
    peer = {key: float(value) for key, value in row.items() if key not in ("case", "zone")}
    equipment = peer["equipment"] * KILOWATT_HOUR
    energy = building_energy(equipment=equipment, overhead=peer["pue"])
    carbon = operational_carbon(energy=energy, intensity=peer["mix_gwp"] / KILOWATT_HOUR)
    taken = primary_energy(energy=energy, factor=peer["mix_pe"] * 1e6 / KILOWATT_HOUR)
    minerals = depleted_minerals(energy=energy, factor=peer["mix_adpe"] / KILOWATT_HOUR)
    water = whole_water(
        on_site=on_site_water(equipment=equipment, effectiveness=peer["wue"] / KILOWATT_HOUR),
        off_site=off_site_water(energy=energy, factor=peer["mix_water"] / KILOWATT_HOUR),
    )
    found = (energy / KILOWATT_HOUR, carbon, taken / 1e6, minerals, water)
    keys = ("energy", "usage_gwp", "usage_pe", "usage_adpe", "water")
    assert found == pytest.approx([peer[key] for key in keys], rel=1e-12)


# constants of EcoLogits 0.11.3: an eighth of a server of 5700 kg and 273 kg for each GPU, three
# years of life, batches of 64 requests
@pytest.mark.parametrize("row", REQUESTS, ids=lambda row: row["case"])
def test_hardware_of_a_request_of_ecologits_is_shared_by_reserved_time(row: dict[str, str]) -> None:
    gpus = float(row["gpus"])
    hardware = summed_carbon(parts=(5700.0 * gpus / 8, 273.0 * gpus))
    shared = reserved_time_carbon(
        carbon=hardware, reserved=float(row["latency"]), life=94_608_000.0, share=1 / 64
    )
    assert hardware == pytest.approx(float(row["hardware"]), rel=1e-12)
    assert shared == pytest.approx(float(row["embodied_gwp"]), rel=1e-12)


# both take Ember's figures of 2025, EcoLogits in kilograms with five decimals
@pytest.mark.parametrize("row", REQUESTS[:4], ids=lambda row: row["zone"])
def test_the_mixes_of_ecologits_are_the_figures_here(row: dict[str, str]) -> None:
    figure = load().intensity(row["zone"], 2025)
    assert figure.value * KILOWATT_HOUR / 1e3 == pytest.approx(float(row["mix_gwp"]), abs=0.5e-5)


# energy in kWh and carbon of use in kg that EcoLogits 0.11.3 answers for models by name, at the
# mix of a country; of these models it guesses the size
NAMED: Final = (
    ("gpt-4o-mini", "USA", 6.820950158304191e-06, 2.621973240852131e-06),
    ("gpt-4o", "USA", 0.0005788737899565864, 0.0002225190848593118),
    ("mistral-small-latest", "FRA", 0.00013788933077544388, 5.714133867334394e-06),
    ("claude-sonnet-4-5", "USA", 0.0005787026559716128, 0.00022245330095548797),
)


@pytest.mark.parametrize(("model", "zone", "energy", "carbon"), NAMED, ids=lambda x: str(x)[:20])
def test_carbon_of_a_named_model_follows_from_its_energy(
    model: str, zone: str, energy: float, carbon: float
) -> None:
    intensity = load().intensity(zone, 2025).value
    found = operational_carbon(energy=energy * KILOWATT_HOUR, intensity=intensity)
    assert found / 1e3 == pytest.approx(carbon, rel=2e-5)  # of the five decimals of its mixes
    with pytest.raises(UnknownName):
        load().entry("language-models", model)


def test_green_algorithms_multiplies_as_these_functions_do() -> None:
    """origin: formula of Green Algorithms v3: 12 h of four GPUs of 250 W and 64 GB, PUE 1.56."""
    hours, memory = 12 * 3600.0, 64 * 0.3725
    equipment = energy_at_power(time=hours, power=4 * 250.0 + memory)
    energy = building_energy(equipment=equipment, overhead=1.56)
    carbon = operational_carbon(energy=energy, intensity=338.66 / KILOWATT_HOUR)
    assert energy / KILOWATT_HOUR == pytest.approx(19.1662848, rel=1e-12)
    assert carbon == pytest.approx(6490.854010368001, rel=1e-12)
