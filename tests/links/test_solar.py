"""Batteries under light that comes and goes: lives by hand, and limits that hold for any."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath import estimate
from joulepath.catalogue import load
from joulepath.lifecycle.battery import last
from joulepath.records.battery import Cell, SolarPanel

from .test_battery import SENSOR, pack

DAY, MONTH, YEAR = 86_400.0, 365.25 * 86_400 / 12, 365.25 * 86_400
NOON = [0.0] * 12 + [1.0] * 12
"""Dark from midnight to noon, light until midnight."""


def day(watts: list[float]) -> SolarPanel:
    """A panel of one mm2 that gives so many watts in each hour."""
    return SolarPanel(tuple(watts), 1.0, 1.0, 3600.0, DAY)


def year(watts: list[float], lit: float = 1.0) -> SolarPanel:
    return SolarPanel(tuple(watts), 1.0, 1.0, MONTH, lit * DAY)


def life(panel: SolarPanel, power: float, cell: str = "lipo-1000mah", **changes: Any) -> Any:
    return last((0.0,), 1.0, pack(cell, solar=panel, base_power=power, **changes))


# By hand: 1000 mAh at 3.7 V are 13 320 J. A device of 0.1 W takes 0.1 * 43 200 J = 4320 J in twelve
# dark hours; the other twelve give 1 W, of which 0.9 W are left.
def test_a_night_is_bridged_by_a_cell_that_holds_it() -> None:
    found = life(day(NOON), 0.1)
    assert found.reserve == pytest.approx(4320)
    assert found.covered == 1
    assert math.isinf(found.charge_life)
    assert found.life == load().record(Cell, "lipo-1000mah").shelf_life


# By hand: 0.5 W take 21 600 J in twelve hours, of which the cell holds 13 320 J: it is empty after
# 13 320 / 0.5 = 26 640 s.
def test_a_night_that_takes_more_than_a_cell_holds_ends_its_life() -> None:
    found = life(day(NOON), 0.5)
    assert found.covered == pytest.approx(1 - (0.25 - 0.99 * 0.25) / 0.5)
    assert found.reserve > found.energy == pytest.approx(13_320)
    assert found.charge_life == pytest.approx(26_640)


# By hand: a primary cell takes no charge: it gives 0.1 W for twelve hours of each day.
def test_a_primary_cell_lasts_as_long_as_its_nights() -> None:
    found = life(day(NOON), 1e-5, "aa-lithium")
    assert found.net_power == pytest.approx(0.5e-5)
    assert found.covered == pytest.approx(0.5)
    alone = last((0.0,), 1.0, pack("aa-lithium", base_power=0.5e-5))
    assert found.charge_life == pytest.approx(alone.charge_life)


# By hand: two months without light take 2 * 2 629 800 s * 2 mW = 10 519 J, which 13 320 J hold; at
# 3 mW they take 15 779 J, so that the cell is empty after 13 320 / 0.003 s = 4 440 000 s.
def test_dark_months_are_bridged_or_end_a_life() -> None:
    dark = [0.0, 0.0, *[1.0] * 10]
    assert math.isinf(life(year(dark), 2e-3).charge_life)
    assert life(year(dark), 2e-3).reserve == pytest.approx(2 * MONTH * 2e-3)
    assert life(year(dark), 3e-3).charge_life == pytest.approx(4_440_000)


# By hand: a third of each day has light: nights of 16 h take 0.1 W * 57 600 s = 5760 J.
def test_months_have_nights() -> None:
    found = life(year([1.0] * 12, lit=1 / 3), 0.1)
    assert found.reserve == pytest.approx(5760)
    assert math.isinf(found.charge_life)
    # 0.5 W take 28 800 J a night, and 13 320 J last 26 640 s
    assert life(year([1.0] * 12, lit=1 / 3), 0.5).charge_life == pytest.approx(26_640)
    primary = life(year([1.0] * 12, lit=1 / 3), 1e-5, "aa-lithium")
    assert primary.net_power == pytest.approx(1e-5 * 2 / 3)


def test_a_steady_light_is_a_steady_harvest() -> None:
    found = life(day([2e-3] * 24), 5e-3)
    steady = last((0.0,), 1.0, pack("lipo-1000mah", base_power=5e-3, harvest=2e-3))
    assert found.net_power == pytest.approx(steady.net_power)
    assert found.covered == pytest.approx(0.4)
    assert found.charge_life == pytest.approx(steady.charge_life)


@pytest.mark.parametrize("name", ["aa-lithium", "cr2032", "lipo-1000mah"])
@given(
    light=st.lists(st.floats(0, 0.1), min_size=24, max_size=24),
    power=st.floats(1e-6, 1.0),
    more=st.floats(0, 0.1),
)
def test_more_light_and_less_load_never_shorten_a_life(
    name: str, light: list[float], power: float, more: float
) -> None:
    here = life(day(light), power, name)
    brighter = life(day([each + more for each in light]), power, name)
    heavier = life(day(light), power * 1.5, name)
    dark = last((0.0,), 1.0, pack(name, base_power=power))
    slack = 1 - 1e-9
    assert brighter.charge_life >= here.charge_life * slack
    assert here.charge_life >= heavier.charge_life * slack
    # the mean of a first day that ends in the dark may be a whole day off
    assert here.charge_life >= dark.charge_life * slack - DAY
    assert 0 <= here.covered <= 1


def test_a_thousand_loads_are_one_pass() -> None:
    loads = np.geomspace(1e-5, 1.0, 1000)
    together = last((0.0,), 1.0, pack("lipo-1000mah", solar=day(NOON), base_power=loads))
    alone = [life(day(NOON), float(load)).charge_life for load in loads[::111]]
    np.testing.assert_allclose(together.charge_life[::111], alone, rtol=1e-12)


SUNNY: dict[str, Any] = {
    "area": "20 cm2",
    "efficiency": "10 %",
    "monthly": [
        f"{kwh} kWh/m2/day" for kwh in (0.7, 1.3, 2.4, 3.9, 4.8, 5.2, 5.0, 4.2, 3.0, 1.7, 0.8, 0.5)
    ],
}


# By hand: 0.5 kWh/m2 a day are 20.8 W/m2, of which 20 cm2 and a tenth leave 4.2 mW.
def test_a_panel_of_a_scenario_covers_a_small_device() -> None:
    changes = {"battery": {"cell": "lipo-1000mah", "solar": SUNNY}}
    e = estimate(SENSOR, changes)
    panel = e._resolved.inputs.battery
    assert panel is not None
    assert panel.solar is not None
    least = min(panel.solar.irradiances) * panel.solar.area * panel.solar.share
    assert least == pytest.approx(500 * 3600 / DAY * 20e-4 * 0.1)
    assert "battery: harvest covers the consumption; lasts 5 years" in str(e)
    assert "inf" not in str(e).replace("inference", "").replace("infra", "")
    origin = e._resolved.origins["battery.solar.irradiances.11"]
    assert origin.place.endswith("battery.solar.monthly")
    assert any("battery.solar.daylight = 8 h" in each.what for each in e.assumptions)


def test_what_ends_a_life_is_said() -> None:
    base = {"cell": "lipo-1000mah", "solar": SUNNY}
    heavy = estimate(SENSOR, {"battery": {**base, "base_power": "500 mW"}})
    assert "harvest covers 5 % of the consumption" in str(heavy)
    dark = estimate(SENSOR, {"battery": {**base, "base_power": "8 mW"}})
    assert "until the first dark that takes more than it holds" in str(dark)
    small = estimate(SENSOR, {"battery": {"cell": "d-thionyl-chloride"}})
    assert "when its cells are too old; its charge would last" in str(small)
    steady = estimate(SENSOR, {"battery": {"cell": "aa-nimh", "series": 3, "harvest": "10 mW"}})
    assert "battery: harvest covers the consumption; lasts 7 years" in str(steady)


def test_a_capacitor_gives_peaks_that_a_cell_does_not() -> None:
    loud = {"path.0.link.transmit_power": "400 mW", "battery": {"cell": "cr2032"}}
    assert estimate(SENSOR, {**loud, "battery.buffered": True}).lifecycle.battery is not None
    assert estimate(SENSOR, {**loud, "battery.parallel": 5}).lifecycle.battery is not None
