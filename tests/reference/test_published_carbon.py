"""Carbon of training runs from the inputs that were published with it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from joulepath.formulas.carbon import operational_carbon
from joulepath.formulas.compute import energy_at_power
from joulepath.formulas.facility import site_overhead, with_site
from joulepath.formulas.water import off_site_water, on_site_water, whole_water

KILOWATT_HOUR = 3.6e6


def rows() -> list[dict[str, str]]:
    text = Path(__file__).with_name("published_carbon.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["run"])
def test_a_run_emits_what_was_published(row: dict[str, str]) -> None:
    equipment = energy_at_power(time=float(row["hours"]) * 3600, power=float(row["watts"]))
    site = site_overhead(equipment=equipment, overhead=float(row["overhead"]))
    intensity = float(row["grams_per_kilowatt_hour"]) / KILOWATT_HOUR
    emitted = operational_carbon(energy=with_site(energy=equipment, site=site), intensity=intensity)
    assert emitted / 1e6 == pytest.approx(float(row["tonnes"]), rel=float(row["tolerance"]))


def test_water_is_that_of_a_peer() -> None:
    """origin: EcoLogits 0.11.3, a model of 7 billion parameters, 1000 tokens, Germany."""
    equipment = 7.328266906769104e-05 * KILOWATT_HOUR
    bought = with_site(energy=equipment, site=site_overhead(equipment=equipment, overhead=1.2))
    found = whole_water(
        on_site=on_site_water(equipment=equipment, effectiveness=0.3 / KILOWATT_HOUR),
        off_site=off_site_water(energy=bought, factor=1.947 / KILOWATT_HOUR),
    )
    assert found == pytest.approx(0.00019320242873006063, rel=1e-12)
